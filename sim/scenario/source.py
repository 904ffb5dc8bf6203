"""A scenario file as it stands on paper: YAML 1.2, every key and value with its line and column.

Only text, numbers, true and false, lists and blocks come out of it. A file can name no code (tags), no memory
(anchors), no second meaning (12:30 is text, so are 010203, off and no), and what is left empty is a fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.scenario.encoding import decoded
from sim.scenario.faults import Fault, shown
from sim.scenario.grammar import wide_hint
from sim.scenario.node import Node, scalar
from sim.scenario.pages import as_read, keep_reading

MOST_BYTES = 1_000_000
EMPTY = "the file is empty. A new county begins with:  tiercare new NAME"


@dataclass(frozen=True, eq=False)
class Page:
    """One file that was read: its block of keys (empty if it could not be read) and what is wrong with it."""

    path: Path
    root: Node
    faults: tuple[Fault, ...] = ()
    whole: bool = False
    """Whether all of it was read, so that what it does not say is really missing."""

    @property
    def file(self) -> str:
        return self.root.file

    @property
    def is_overlay(self) -> bool:
        """Whether it is laid over a county, and is none itself."""
        return self.root.child("overlay") is not None


def read(path: Path) -> Page:
    """Read one YAML file, once in a process. Never raises for its content: the page holds the faults."""
    path = path.resolve()
    file = shown(path)
    if not path.is_file():
        what = "is a folder, expected a file" if path.is_dir() else "no such file"
        return Page(path, Node({}, file, 1, 1), (Fault(file, 0, 0, "", what),))
    status = path.stat()
    return _read(path, file, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _read(path: Path, file: str, _saved_ns: int, size: int) -> Page:
    nothing = Node({}, file, 1, 1)
    if size > MOST_BYTES:
        found = f"{size / 1e6:.0f} MB, more than a scenario may have ({MOST_BYTES / 1e6:.0f} MB)"
        return Page(path, nothing, (Fault(file, 0, 0, "", f"{found}. Put long tables into CSV files."),))
    raw = path.read_bytes()
    known = as_read(raw, file)
    if known is not None:
        return Page(path, known, whole=True)
    text, faults = decoded(raw, file)
    if faults:
        return Page(path, nothing, tuple(faults))
    from sim.scenario.building import built  # what was read before waits for no parser

    builder = built(text, file)
    root, faults = builder.root, builder.faults
    if root is not None and not isinstance(root.value, dict):
        what = "a list" if isinstance(root.value, list) else f"only the text {root.text[:40]!r}"
        hint = wide_hint(root.text)
        faults.append(root.fault("", f"found {what}, expected lines of the form 'key: value'.{hint}"))
        root = None
    elif root is None and not faults:
        faults.append(Fault(file, 1, 1, "", EMPTY))
    whole = builder.whole and root is not None
    if root is not None and whole and not faults:
        keep_reading(raw, root)
    return Page(path, root or nothing, tuple(faults), whole)


def parse(text: str, file: str) -> tuple[Node | None, list[Fault]]:
    """Turn YAML text into nodes. Goes on after a fault of content; ends at the first fault of form."""
    from sim.scenario.building import built

    builder = built(text, file)
    return builder.root, builder.faults


def value_of(text: str) -> Any:
    """A value typed on the command line or in a table cell, read by the rules of a scenario file.

    Raises:
        ValueError: the text is no YAML value; the message says why.
    """
    stripped = text.strip()
    if not stripped.startswith(("{", "[", '"', "'")):
        return scalar(stripped)
    root, faults = parse(stripped, "")
    if faults or root is None:
        raise ValueError(faults[-1].message if faults else "empty")
    return root.plain()
