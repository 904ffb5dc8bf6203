"""How far a study is: one line with the time left on a terminal, silence everywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)


class Bar(Protocol):
    """What a study tells while it runs."""

    def expect(self, total: int, done: int = 0) -> None:
        """So many runs in all, so many of them done already."""

    def step(self) -> None:
        """One more is done."""


class Silent:
    """Says nothing."""

    def expect(self, total: int, done: int = 0) -> None:
        """Says nothing."""

    def step(self) -> None:
        """Says nothing."""


class Line:
    """A bar with the count, the time gone and the time left."""

    def __init__(self, progress: Progress, title: str) -> None:
        """Put the bar up."""
        self._progress = progress
        self._task = progress.add_task(title, total=None)

    def expect(self, total: int, done: int = 0) -> None:
        """So many runs in all, so many of them done already."""
        self._progress.update(self._task, total=total, completed=done)

    def step(self) -> None:
        """One more is done."""
        self._progress.advance(self._task)


def note(text: str, quiet: bool = False) -> None:
    """One line on standard error, where the bar stands; also where it goes into a file."""
    if not quiet:
        print(text, file=sys.stderr, flush=True)


@contextmanager
def bar(title: str, quiet: bool = False) -> Iterator[Bar]:
    """A progress line on standard error while a study runs."""
    console = Console(file=sys.stderr)
    if quiet or not console.is_terminal:
        yield Silent()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TextColumn("left"), TimeRemainingColumn(), console=console, transient=True) as progress:
        yield Line(progress, title)
