"""One scenario out of several files: parents first, then the county, then overlays.

The rules stand in two rooms: ``laying`` (one file over another) and ``together`` (several side by side).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.scenario.faults import Fault
from sim.scenario.laying import over, without_headers
from sim.scenario.node import Node
from sim.scenario.provenance import missing_file, settled
from sim.scenario.renumbering import renumbered
from sim.scenario.source import read
from sim.scenario.together import Family, together

MOST_ANCESTORS = 20
NO_OVERLAY = "this is no overlay: it has no 'overlay:' block with a title."


@dataclass
class Assembly:
    """What all files together say, before anything is checked against the language."""

    root: Node
    headers: list[Node] = field(default_factory=list)
    files: dict[Path, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unread: frozenset[str] = frozenset()
    """Files of which a part is missing: it could not be read, or a parent is not there."""


def assemble(path: Path, overlays: Sequence[Path] = ()) -> Assembly:
    """Read a county with its parents, and lay the overlays over it."""
    reader = _Reader()
    county = reader.family(path, ())
    if (header := county.root.child("overlay")) is not None:
        use = f"tiercare compare COUNTY --with {county.root.file}"
        message = f"this file is an overlay, not a county. Use it as:  {use}"
        reader.faults.append(header.fault("overlay", message, at_key=True))
        reader.unread.add(county.root.file)
    headers: list[Node] = []
    laid: Family | None = None
    for overlay in overlays:
        family = reader.family(overlay, ())
        header = family.root.child("overlay")
        if header is not None:
            headers.append(header)
        elif family.root.value:
            reader.faults.append(family.root.fault("", NO_OVERLAY))
        laid = family if laid is None else reader.joined(laid, family, None)
    root = without_headers(county.root)
    if laid is not None:
        packages = without_headers(laid.root)
        root = renumbered(over(root, packages, package=True), [root, packages])
    return Assembly(root, headers, reader.files, reader.faults, frozenset(reader.unread))


@dataclass
class _Reader:
    """Reads each file of a scenario once and collects what is wrong with any of them."""

    faults: list[Fault] = field(default_factory=list)
    files: dict[Path, str] = field(default_factory=dict)
    known: dict[Path, Family] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def family(self, path: Path, chain: tuple[Path, ...]) -> Family:
        """A file laid over its parents, which are laid over theirs."""
        page = read(path)
        if page.path in self.known:
            return self.known[page.path]
        self.files[page.path] = page.file
        own, more = settled(page)
        self.faults += [*page.faults, *more]
        if not page.whole:
            self.unread.add(page.file)
        chain = (*chain, page.path)
        parents: Family | None = None
        for entry in self._parents(own):
            found = self._parent(own, entry, chain)
            if found is not None:
                parents = found if parents is None else self.joined(parents, found, own)
        root = own if parents is None else over(without_headers(parents.root), own)
        older = frozenset() if parents is None else parents.files
        self.known[page.path] = Family(root, older | {page.file})
        return self.known[page.path]

    def _parents(self, own: Node) -> list[Node]:
        entry = own.child("extends")
        entries = [] if entry is None else entry.value if isinstance(entry.value, list) else [entry]
        for node in entries:
            if not isinstance(node.value, str):
                self.faults.append(node.fault("extends", "expected the name of a file, or a list of names."))
        return [node for node in entries if isinstance(node.value, str)]

    def _parent(self, own: Node, entry: Node, chain: tuple[Path, ...]) -> Family | None:
        path = (chain[-1].parent / str(entry.value)).resolve()
        message = ""
        found: Family | None = None
        if path in chain:
            ring = " -> ".join(step.name for step in (*chain[chain.index(path) :], path))
            message = f"cyclic extends: {ring}. Remove one of these links."
        elif len(chain) > MOST_ANCESTORS:
            message = f"more than {MOST_ANCESTORS} files extend one another: no county needs that."
        elif not path.is_file():
            message = missing_file(entry.text, path)
        else:
            found = self.family(path, chain)
            if found.root.child("overlay") is not None and own.child("overlay") is None:
                message = f"'{entry.text}' is an overlay, not a parent. Lay it over:  --with {entry.text}"
        if message:
            self.faults.append(entry.fault("extends", message))
            self.unread.add(own.file)
        return found

    def joined(self, first: Family, second: Family, child: Node | None) -> Family:
        """Two parents (or two overlays) side by side; where they disagree and no one decides, a fault."""
        family, faults = together(first, second, child)
        self.faults += faults
        return family
