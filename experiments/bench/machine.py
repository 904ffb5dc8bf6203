"""The machine on which a bench ran, in words: a ratio says little without it."""

from __future__ import annotations

import datetime as dt
import os
import platform
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from experiments.bench.programs import ROOT
from experiments.bench.programs import three_tier_cimba as cimba
from experiments.bench.programs.three_tier_c import FLAGS, compiler

LIBRARIES: Final = ("tiercare", "simpy", "ciw", "salabim", "numba", "numpy", "pandas", "pyarrow")


def described(rounds: int, loads: Sequence[float]) -> dict[str, str]:
    """What a reader must know, by name; ``loads``: before the first part, and after each."""
    return {
        "date": dt.date.today().isoformat(),
        "processor": processor(),
        "cores": str(os.cpu_count()),
        "memory": memory(),
        "load (1 min)": f"{loads[0]:.1f} before, then after each part {', '.join(f'{load:.1f}' for load in loads[1:])}",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "libraries": ", ".join(f"{name} {found}" for name in LIBRARIES if (found := _version(name))),
        "C compiler": compiled_by(),
        "cimba": cimba.version() or "not installed",
        "code": commit(),
        "rounds": str(rounds),
    }


def processor() -> str:
    """Its name, as the system knows it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def memory() -> str:
    """All of it."""
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    except (ValueError, OSError):
        return "unknown"


def load() -> float:
    """Processes that wanted to run in the last minute."""
    try:
        return os.getloadavg()[0]
    except OSError:
        return float("nan")


def compiled_by() -> str:
    """The compiler and its flags."""
    found = compiler()
    if found is None:
        return "none"
    said = subprocess.run([found, "--version"], capture_output=True, text=True).stdout.splitlines()
    return f"{said[0] if said else found}, {' '.join(FLAGS)}"


def commit() -> str:
    """Which code this is."""
    done = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
