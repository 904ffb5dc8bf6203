"""The machine code of a kind of run: translated and compiled once per state of the sources and per machine."""

from __future__ import annotations

import ast
import hashlib
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

import llvmlite
import numpy as np
from llvmlite.binding import get_host_cpu_features, get_host_cpu_name

from sim.engine import recording
from sim.engine.compiled.code import Refused
from sim.engine.compiled.loop import CASE_DOORS, DOORS, EPISODES, HEAD, WALKS, run_source
from sim.engine.compiled.native.binary import Opened, Signature, written
from sim.engine.compiled.native.expressions import CompileError
from sim.engine.compiled.program import Program, laid_out
from sim.engine.compiled.questions import calls_of, signature_of
from sim.engine.compiled.shapes import Row, place_of, size_of
from sim.kept.folder import cache_folder
from sim.kept.once import write_whole
from sim.kept.sealed import kept
from sim.network.payments import ACCOUNT
from sim.network.steps import Network, StepRow, UseRow, Walker
from sim.network.world import World
from sim.pathway.case import Case
from sim.pathway.episode import begins, episode
from sim.pathway.walk import walk
from sim.pathway.walk_keep import is_kept
from sim.policies import QUESTIONS

SOURCES: Final = ("luck", "network", "pathway", "ledger", "engine", "vocabulary")
"""Rooms whose sources the translated module may rest on."""
CHECKS: Final = "TIERCARE_CHECKED"
"""Environment variable: anything but empty compiles every item of a run with a check that it exists."""


class Compiled:
    """The compiled stories of a kind of run, and the rows that their patients have."""

    def __init__(self, made: Opened, rows: Mapping[str, Any]) -> None:
        self.run, self.change = made.call("run"), made.call("change")
        self.close_books = made.call("close_books")
        self.close_cases = made.call("close_cases") if "Case_at" in rows else None
        self.rows = {name: np.dtype(row) for name, row in rows.items()}


@cache
def module_for(episodes: bool, walks: bool) -> Compiled:
    """The compiled stories and loop for runs with residents, with patients of streams, or both.

    Raises:
        Refused: a part of the pathway lies outside the subset; file, line and reason are said.
    """

    def text() -> tuple[str, Any]:
        return translated(episodes, walks, with_checks())

    try:
        made = opened(name_of(episodes, walks), text, {**DOORS, **(CASE_DOORS if episodes else {})})
    except CompileError as reason:
        raise Refused(str(Path(__file__).parent), 0, str(reason)) from None
    return Compiled(made, made.rows)


def opened(
    name: str,
    text: Callable[[], tuple[str, Any]],
    doors: Mapping[str, Signature],
    plain: Callable[[], Mapping[str, Signature]] = dict,
) -> Opened:
    """The machine code of a translated module, compiled first if this machine has never had it.

    Args:
        text: the module, and the fields of the rows of its patients. doors: what Python calls of it. plain: what other
            machine code calls; both are asked only if it has to be compiled.
    """

    def make() -> bytes:
        (source, rows), names = text(), dict[str, Any]()
        with suppress(OSError):
            write_whole(cache_folder() / f"{name}.py", source.encode())  # for whoever wants to read it
        exec(compile(source, name, "exec"), names)  # translated by us, from our own sources and checked policies
        return repr(rows).encode() + b"\n" + written(name, source, names, doors, plain())

    rows, _, code = kept(file_of_code(name), make).partition(b"\n")
    return Opened(code, doors, ast.literal_eval(rows.decode()))


def name_of(episodes: bool, walks: bool) -> str:
    """The name of the module of a kind of run, as the sources now stand."""
    return f"tiercare_{'episodes' * episodes}{'walks' * walks}{'_checked' * with_checks()}_{fingerprint()}"


def is_compiled(episodes: bool, walks: bool) -> bool:
    """Whether the machine code of a kind of run was kept, for this kind of processor."""
    return (cache_folder() / file_of_code(name_of(episodes, walks))).is_file()


def file_of_code(name: str) -> str:
    """What machine code for such a processor is kept as; two of one name may not be able to do the same."""
    able = hashlib.sha256(get_host_cpu_features().flatten().encode()).hexdigest()[:8]
    return f"{name}.{get_host_cpu_name()}-{able}.o"


def with_checks() -> bool:
    """Is every item of a run asked for with a check?"""
    return bool(os.environ.get(CHECKS))


def translated(episodes: bool, walks: bool, checks: bool = False) -> tuple[str, dict[str, Any]]:
    """The source of the module, and the fields of the rows that its patients have."""
    program, parts = Program(checks), []
    if episodes:
        machine = program.machine("advance_episode", episode, "case", Case)
        program.function(recording.write_episode)
        program.function(recording.write_inside)
        program.function(begins)
        size = program.patient_dtype("Case_at").itemsize
        parts.append(EPISODES.format(case_bytes=size, entry=machine.entry, **_residents_columns()))
    if walks:
        machine = program.machine("advance_walk", walk, "w", Walker)
        program.function(is_kept)
        parts.append(WALKS.format(**_walk_names(program), entry=machine.entry))
    text = program.text(HEAD, "\n".join([*parts, run_source(episodes, walks)]))
    return text, {name: laid_out(program.patient_dtype(name)) for name in program.patients}


def _residents_columns() -> dict[str, int]:
    """Where the loop finds what is known of a resident, to have it fetched before it is asked for."""
    world = Row(World)
    names = {"account": "fund_years", "last_place": "last_place", "own_doctor": "own_doctor"}
    return {"account_bytes": 8 * ACCOUNT, **{name: place_of(world, field) for name, field in names.items()}}


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
    total = hashlib.sha256(f"{llvmlite.__version__} {np.__version__} {sys.version} {asked}".encode())
    root = Path(__file__).resolve().parents[2]
    for room in SOURCES:
        for path in sorted((root / room).rglob("*.py")):
            total.update(path.read_bytes())
    return total.hexdigest()[:16]
