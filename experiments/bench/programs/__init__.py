"""The same patients in other people's programs, each written as its own manual would write it."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
"""The folder from which everything is run."""


class Unavailable(RuntimeError):  # noqa: N818 - what a reader is told
    """This program cannot run here, and why."""
