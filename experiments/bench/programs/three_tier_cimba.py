"""The three tiers in cimba, a C library with processes on stacks of their own: where it is installed (``pkg-config``).

The bench builds our program against an installed library; it neither brings nor builds the library. The program
runs in a process of its own, whose start, some milliseconds, is timed with it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Final

from experiments.bench.programs import Unavailable
from experiments.bench.programs.three_tier_c import compiler
from experiments.bench.three_tier import COUNTY, TOWNSHIP, Answer, ThreeTiers, answer_of

SOURCE: Final = Path(__file__).with_name("three_tier_cimba.c")
FLAGS: Final = ("-O3", "-march=native", "-std=gnu2x")
_last: dict[str, Any] = {}


def version() -> str | None:
    """The version of the installed library, or nothing where there is none."""
    return _asked("--modversion") or None if shutil.which("pkg-config") else None


def _asked(what: str) -> str:
    done = subprocess.run(["pkg-config", what, "cimba"], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


@cache
def library() -> Path:
    """Our program, linked to the library; it lies in a folder that goes with this process.

    Raises:
        Unavailable: no library, no compiler, or the compiler refuses the program.
    """
    found = compiler()
    if version() is None:
        raise Unavailable("the C library cimba is not installed: pkg-config does not know it")
    if found is None:
        raise Unavailable("no C compiler (cc, gcc or clang)")
    folder = _folder()
    made, where = Path(folder.name) / "three_tier_cimba", _asked("--variable=libdir")
    flags = [*FLAGS, *_asked("--cflags").split()]
    links = [*_asked("--libs").split(), f"-Wl,-rpath,{where}", "-lm"]
    done = subprocess.run([found, *flags, "-o", str(made), str(SOURCE), *links], capture_output=True, text=True)
    if done.returncode != 0:
        raise Unavailable(f"{found} refuses the program against cimba {version()}: {done.stderr.strip()[:200]}")
    return made


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="cimba")


def run(model: ThreeTiers, episodes: int, seed: int = 1, watch_from_min: float = 0.0) -> Answer:
    """So many episodes from an empty start.

    Raises:
        Unavailable: see :func:`library`.
    """
    end = model.length_min(episodes)
    stay_mu = (0.0, model.stay_mu(TOWNSHIP), model.stay_mu(COUNTY))
    numbers = (
        model.copies, end, watch_from_min, model.patients_per_min, *model.first_contact, *model.doctors,
        *model.consult_min, *model.sent_up_share, *model.admitted_share, *model.beds, *stay_mu, model.stay_sigma,
        model.emergency_share,
    )  # fmt: skip
    command = [str(library()), str(seed), *(f"{number:.17g}" for number in numbers)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"cimba ended with {done.returncode}: {done.stderr.strip()[-200:]}")
    said = json.loads(done.stdout)
    _last.update(said)
    watched = end - watch_from_min
    return answer_of(model, watched, said["episodes"], said["visits"], said["waits"], said["wait_min"], said["bed_min"])


def peak_mb() -> float:
    """The most memory that the program held, as it said last itself."""
    return float(_last["peak_mb"])
