"""Many runs on the cores at hand. A worker stores what it finishes; an interruption loses nothing."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from joblib import Parallel, delayed, parallel_config
from joblib.externals.loky import get_reusable_executor

from experiments.runs.one_run import Machinery, Order, Report, perform
from experiments.runs.progress import Bar, Silent
from experiments.runs.refusals import Interrupted
from experiments.runs.store import has_run

ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_all(
    orders: Sequence[Order], root: Path, machinery: Machinery, workers: int = 1, bar: Bar | None = None
) -> list[Report]:
    """Do every run that is not stored yet, and say how each went; after an error no more are begun.

    Args:
        workers: processes; with one, runs are done in this process.

    Raises:
        Interrupted: SIGINT or SIGTERM arrived.
    """
    line = bar or Silent()
    missing = [order for order in orders if not has_run(root, order.run)]
    done = len(orders) - len(missing)
    line.expect(len(orders), done)
    reports: list[Report] = []
    try:
        with stopped_by_signals():
            for report in _each(missing, root, machinery, min(workers, len(missing))):
                reports.append(report)
                line.step()
                if report.error:
                    _stop(workers)
                    break
    except KeyboardInterrupt:
        _stop(workers)
        kept = sum(has_run(root, order.run) for order in orders)
        raise Interrupted(kept, len(orders)) from None
    return reports


def _each(orders: Sequence[Order], root: Path, machinery: Machinery, workers: int) -> Iterator[Report]:
    if workers <= 1:
        for order in orders:
            yield perform(order, root, machinery)
        return
    with parallel_config(backend="loky", inner_max_num_threads=1):
        pool = Parallel(n_jobs=workers, return_as="generator_unordered", batch_size=1)
        yield from pool(delayed(_perform_in)(Path.cwd(), order, root, machinery) for order in orders)


def _perform_in(folder: Path, order: Order, root: Path, machinery: Machinery) -> Report:
    """Workers outlive a study: each run is done in the folder from which its study was asked."""
    os.chdir(folder)
    return perform(order, root, machinery)


def _stop(workers: int) -> None:
    """End the worker processes that this process started."""
    if workers > 1:
        get_reusable_executor().shutdown(wait=True, kill_workers=True)


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Ctrl-C and a polite kill end the runs, also in the background, where a shell has Ctrl-C ignored."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
