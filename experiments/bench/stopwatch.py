"""How long the compiled kernel alone runs within a job: demand, tables and frames not counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

Watch = Callable[[], AbstractContextManager[dict[str, float]]]


@contextmanager
def kernel_watch() -> Iterator[dict[str, float]]:
    """While it lasts, the seconds of every stretch that the compiled kernel runs are added up under ``kernel``.

    The dictionary stays empty where another engine, or another program, runs.
    """
    from sim.engine.compiled.kernel import Kernel

    spent: dict[str, float] = {}
    go_on = Kernel.go_on

    def watched(self: Kernel, before_min: float) -> bool:
        began = time.perf_counter()
        try:
            return go_on(self, before_min)
        finally:
            spent["kernel"] = spent.get("kernel", 0.0) + time.perf_counter() - began

    Kernel.go_on = watched  # type: ignore[method-assign]
    try:
        yield spent
    finally:
        Kernel.go_on = go_on  # type: ignore[method-assign]


@contextmanager
def nobody_watches() -> Iterator[dict[str, float]]:
    """For programs that have no compiled kernel: nothing is read, and nothing of ours is imported."""
    yield {}
