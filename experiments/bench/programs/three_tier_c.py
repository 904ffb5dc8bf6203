"""The plain C loop of the three tiers: compiled on the spot where there is a compiler, called through ctypes."""

from __future__ import annotations

import ctypes
import math
import shutil
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.bench.three_tier import COUNTY, TOWNSHIP, VILLAGE, Answer, ThreeTiers, answer_of

SOURCE = Path(__file__).with_name("three_tier.c")
FLAGS = ("-O3", "-march=native", "-std=c11", "-shared", "-fPIC")
_L, _D = ctypes.c_int64, ctypes.c_double


class _Model(ctypes.Structure):
    _fields_ = (
        ("copies", _L), ("places", _L * 3), ("doctors", _L * 3), ("beds", _L * 3),
        ("per_min", _D), ("end_min", _D), ("watch_from_min", _D), ("upto_village", _D), ("upto_township", _D),
        ("consult_min", _D * 3), ("sent_up", _D * 3), ("admitted", _D * 3), ("stay_mu", _D * 3),
        ("stay_sigma", _D), ("emergency_share", _D),
    )  # fmt: skip


class _Sums(ctypes.Structure):
    _fields_ = (
        ("episodes", _L), ("visits", _L * 3), ("waits", _L * 3), ("events", _L),
        ("wait_min", _D * 3), ("bed_min", _D * 3),
    )  # fmt: skip


class _Columns(ctypes.Structure):
    _fields_ = tuple(
        (name, ctypes.c_void_p)
        for name in ("arrival_min", "consult_min", "choice", "stay_min", "village", "tier", "priority")
    )


def compiler() -> str | None:
    """The C compiler of this machine, if it has one."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


@cache
def library() -> Any:
    """The compiled loop.

    Raises:
        OSError: no compiler, or it refuses the source.
    """
    found = compiler()
    if found is None:
        raise OSError("no C compiler (cc, gcc or clang)")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "three_tier.so"
        done = subprocess.run([found, *FLAGS, "-o", str(made), str(SOURCE), "-lm"], capture_output=True, text=True)
        if done.returncode != 0:
            raise OSError(f"{found} refuses the source: {done.stderr.strip()[:200]}")
        return ctypes.CDLL(str(made))


def _model(model: ThreeTiers, episodes: int, watch_from_min: float) -> _Model:
    village, township, _ = model.first_contact
    return _Model(
        model.copies, (_L * 3)(*model.places), (_L * 3)(*model.doctors), (_L * 3)(*model.beds),
        model.per_min, model.length_min(episodes), watch_from_min, village, village + township,
        (_D * 3)(*model.consult_min), (_D * 3)(*model.sent_up_share), (_D * 3)(*model.admitted_share),
        (_D * 3)(0.0, model.stay_mu(TOWNSHIP), model.stay_mu(COUNTY)), model.stay_sigma, model.emergency_share,
    )  # fmt: skip


def room_for(episodes: int) -> int:
    """Places for patients: ten standard deviations more than are expected."""
    return episodes + 10 * math.isqrt(episodes) + 100


def _answer(model: ThreeTiers, given: _Model, sums: _Sums, full: int) -> Answer:
    if full:
        raise RuntimeError("more patients came than ten standard deviations allow")
    return answer_of(
        model, given.end_min - given.watch_from_min, sums.episodes, list(sums.visits), list(sums.waits),
        list(sums.wait_min), list(sums.bed_min),
    )  # fmt: skip


def run(model: ThreeTiers, episodes: int, seed: int = 1, watch_from_min: float = 0.0) -> Answer:
    """So many episodes from an empty start, numbers drawn where they are needed."""
    given, sums = _model(model, episodes, watch_from_min), _Sums()
    room = room_for(episodes)
    full = library().run_drawing(ctypes.byref(given), ctypes.c_uint64(seed), _L(room), ctypes.byref(sums))
    return _answer(model, given, sums, full)


class Drawn:
    """Everything that chance decides, drawn before: the kernel alone is what remains to be timed."""

    def __init__(self, model: ThreeTiers, episodes: int, seed: int = 1) -> None:
        self.model, self.episodes, self.room, self.seed = model, episodes, room_for(episodes), seed
        shapes = (("arrival_min", 1, "f8"), ("consult_min", 3, "f8"), ("choice", 3, "f8"), ("stay_min", 3, "f8"))
        codes = (("village", 1, "i4"), ("tier", 1, "i1"), ("priority", 1, "i1"))
        self.columns: dict[str, NDArray[Any]] = {
            name: np.zeros(self.room * width, kind) for name, width, kind in (*shapes, *codes)
        }
        self._pointers = _Columns(**{name: column.ctypes.data for name, column in self.columns.items()})
        given = _model(model, episodes, 0.0)
        room = _L(self.room)
        library().draw_columns(ctypes.byref(given), ctypes.c_uint64(seed), room, ctypes.byref(self._pointers))

    def run(self, watch_from_min: float = 0.0) -> Answer:
        """The kernel alone."""
        given, sums = _model(self.model, self.episodes, watch_from_min), _Sums()
        full = library().run_arrays(
            ctypes.byref(given), _L(self.room), ctypes.byref(self._pointers), ctypes.byref(sums)
        )
        return _answer(self.model, given, sums, full)

    def run_keyed(self, watch_from_min: float = 0.0) -> Answer:
        """The work of tiercare's kernel: only arrivals drawn before, keyed numbers, and a row of every step."""
        given, sums = _model(self.model, self.episodes, watch_from_min), _Sums()
        full = library().run_keyed(
            ctypes.byref(given), ctypes.c_uint64(self.seed), _L(self.room), ctypes.byref(self._pointers),
            ctypes.byref(sums),
        )  # fmt: skip
        return _answer(self.model, given, sums, full)


if __name__ == "__main__":
    began = time.perf_counter()
    print(run(ThreeTiers(), 1_000_000), time.perf_counter() - began, ThreeTiers().places[VILLAGE])
