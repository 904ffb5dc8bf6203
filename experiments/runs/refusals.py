"""How asking can end without an answer: refused before anything is written, stopped by hand, or failed.

Each is a sentence for the planner, and no programming error; they stand by themselves so that a command can catch
them without loading what raises them.
"""
# ruff: noqa: N818  (not named Error: they are sentences)

from __future__ import annotations


class BadStudy(Exception):
    """What was asked cannot be run as it stands; nothing was written."""


class NotAStudyFolder(Exception):
    """The folder named with --out holds something that is not a study."""


class BusyFolder(Exception):
    """Another tiercare is writing to this study."""


class RunsFailed(Exception):
    """Some runs ended with an error, or a check of their audit did not hold."""


class Interrupted(Exception):
    """Ctrl-C, or the machine asked to stop; what is finished is kept."""

    def __init__(self, done: int, total: int) -> None:
        """So many of so many runs are stored."""
        super().__init__(f"interrupted: {done} of {total} runs are finished and kept")
        self.done, self.total = done, total
