"""The translated module of a kind of run: written once per state of the sources, compiled once per machine."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import tempfile
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numba
import numpy as np
from llvmlite.binding import get_host_cpu_name

from sim.engine import recording
from sim.engine.compiled.loop import EPISODES, HEAD, WALKS, run_source
from sim.engine.compiled.once import alone, write_whole
from sim.engine.compiled.program import Program
from sim.engine.compiled.questions import calls_of, signature_of
from sim.engine.compiled.shapes import Row, place_of, size_of
from sim.network.steps import Network, StepRow, UseRow, Walker
from sim.pathway.case import Case
from sim.pathway.episode import begins, episode
from sim.pathway.walk import walk
from sim.pathway.walk_keep import is_kept
from sim.policies import QUESTIONS

SOURCES: Final = ("luck", "network", "pathway", "ledger", "engine", "vocabulary")
"""Rooms whose sources the translated module may rest on."""
CHECKS: Final = "TIERCARE_CHECKED"
"""Environment variable: anything but empty compiles every item of a run with a check that it exists."""


@cache
def module_for(episodes: bool, walks: bool) -> ModuleType:
    """The compiled stories and loop for runs with residents, with patients of streams, or both.

    Raises:
        Refused: a part of the pathway lies outside the subset; file, line and reason are said.
    """
    name = name_of(episodes, walks)
    path = cache_folder() / f"{name}.py"
    if is_compiled(episodes, walks) and path.is_file():
        return load(name, path)
    with alone(path):
        if not path.is_file():
            write_whole(path, translated(episodes, walks, with_checks()))
        made = load(name, path)
        _mark(name).touch()
    return made


def name_of(episodes: bool, walks: bool) -> str:
    """The name of the module of a kind of run, as the sources now stand."""
    return f"tiercare_{'episodes' * episodes}{'walks' * walks}{'_checked' * with_checks()}_{fingerprint()}"


def is_compiled(episodes: bool, walks: bool) -> bool:
    """Whether the machine code of a kind of run was kept, for this kind of processor."""
    return _mark(name_of(episodes, walks)).is_file()


def _mark(name: str) -> Path:
    """An empty file that says: compiled to the end on such a processor."""
    return cache_folder() / f"{name}.{get_host_cpu_name()}.ready"


def with_checks() -> bool:
    """Is every item of a run asked for with a check?"""
    return bool(os.environ.get(CHECKS))


def load(name: str, path: Path) -> ModuleType:
    """Import a file under a name of its own."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[name] = made
    spec.loader.exec_module(made)
    return made


def translated(episodes: bool, walks: bool, checks: bool = False) -> str:
    """The source of the module."""
    program, parts = Program(checks), []
    if episodes:
        machine = program.machine("advance_episode", episode, "case", Case)
        program.function(recording.write_episode)
        program.function(recording.write_inside)
        program.function(begins)
        size = program.patient_dtype("Case_at").itemsize
        parts.append(EPISODES.format(case_bytes=size, entry=machine.entry))
    if walks:
        machine = program.machine("advance_walk", walk, "w", Walker)
        program.function(is_kept)
        parts.append(WALKS.format(**_walk_names(program), entry=machine.entry))
    patients = [f"{name}_DTYPE = np.dtype({program.patient_dtype(name).descr!r})" for name in program.patients]
    return program.text(HEAD, "\n".join([*patients, *parts, run_source(episodes, walks)]))


def _walk_names(program: Program) -> dict[str, Any]:
    """Where the loop finds the rows of steps and of what they use."""
    network, use = Row(Network), Row(UseRow)
    return {
        "walker_bytes": program.patient_dtype("Walker_at").itemsize,
        "step_at": program.reader(Row(StepRow)), "step_offset": place_of(network, "step"),
        "step_bytes": size_of(Row(StepRow)),
        "use_at": program.reader(use), "use_offset": place_of(network, "use"),
        "use_bytes": size_of(use), "priority_offset": place_of(use, "priority"),
    }  # fmt: skip


@cache
def fingerprint() -> str:
    """A number for the sources and libraries that the translated module depends on; of policies only how they
    are asked, so that another answer makes nothing anew."""
    asked = [(q, name, signature_of(getattr(QUESTIONS[q].base, name))) for q in QUESTIONS for name in calls_of(q)
             if QUESTIONS[q].moment]  # fmt: skip
    total = hashlib.sha256(f"{numba.__version__} {np.__version__} {sys.version} {asked}".encode())
    root = Path(__file__).resolve().parents[2]
    for room in SOURCES:
        for path in sorted((root / room).rglob("*.py")):
            total.update(path.read_bytes())
    return total.hexdigest()[:16]


@cache
def cache_folder() -> Path:
    """Where translated modules and their machine code are kept: TIERCARE_CACHE, else the user's cache."""
    wanted = os.environ.get("TIERCARE_CACHE") or os.environ.get("XDG_CACHE_HOME")
    folder = Path(wanted) if wanted else Path.home() / ".cache"
    try:
        (folder / "tiercare").mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder / "tiercare"):
            return folder / "tiercare"
    except OSError:
        os.environ["TIERCARE_CACHE"] = made = tempfile.mkdtemp(prefix="tiercare-")  # workers are to find it too
        (Path(made) / "tiercare").mkdir()
        return Path(made) / "tiercare"
