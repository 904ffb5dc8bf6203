"""Seconds of the processor, and how long the compiled kernel alone runs within a job.

All programs of the bench work on one thread, so on a machine left alone the processor's seconds are those of
the clock; where others work too, the clock counts the turns of the others as well, and these do not.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

Watch = Callable[[], AbstractContextManager[dict[str, float]]]


def processor_s() -> float:
    """Seconds that this process, all its threads, and the processes it has waited for have worked."""
    of_children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + of_children.ru_utime + of_children.ru_stime


@contextmanager
def kernel_watch() -> Iterator[dict[str, float]]:
    """While it lasts, the seconds of every stretch that the compiled kernel runs are added up under ``kernel``.

    The dictionary stays empty where another engine, or another program, runs.
    """
    from sim.engine.compiled.kernel import Kernel

    spent: dict[str, float] = {}
    go_on = Kernel.go_on

    def watched(self: Kernel, before_min: float) -> bool:
        began = time.process_time()
        try:
            return go_on(self, before_min)
        finally:
            spent["kernel"] = spent.get("kernel", 0.0) + time.process_time() - began

    Kernel.go_on = watched  # type: ignore[method-assign]
    try:
        yield spent
    finally:
        Kernel.go_on = go_on  # type: ignore[method-assign]


@contextmanager
def nobody_watches() -> Iterator[dict[str, float]]:
    """For programs that have no compiled kernel: nothing is read, and nothing of ours is imported."""
    yield {}
