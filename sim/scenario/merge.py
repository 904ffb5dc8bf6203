"""One scenario out of several files: parents first, then the county, then overlays.

Rules: a block merges key by key; a list, a roster and the branches of ``then:`` replace what was there; a
changed ``kind`` replaces the whole block, and so do shares that sum to 100 % by themselves; an answer of
policy that holds only for some days, places or people is laid over the one that was there; ``changes:`` and
``costs:`` add up. Two parents, or two overlays,
that set the same leaf differently are a fault, unless the file that names them decides by setting it itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sim.scenario.faults import Fault
from sim.scenario.node import Keys, Node
from sim.scenario.provenance import missing_file, settled
from sim.scenario.source import read

HEADERS = ("extends", "overlay")
PARTIAL = ("from", "until", "only_in", "only_for")
"""An answer of policy that says one of these holds only in part; the one below it keeps the rest."""
ADD_UP = (("changes",), ("costs",))
PARTITIONS = (("ages",), ("schemes",), ("severity",), ("class",), ("shares",))
"""Blocks of shares of a whole. One that sums to 100 % by itself replaces the shares that were there."""
INSTEAD = {"map": ("facilities", "villages", "travel"), "facilities": ("map",)}
"""Inside ``places``: an invented map and tables of a real county exclude each other."""
MOST_ANCESTORS = 20
NO_OVERLAY = "this is no overlay: it has no 'overlay:' block with a title."
TIMES = re.compile(r"(Mo|Tu|We|Th|Fr|Sa|Su|PH|SH|[0-2][0-9]:[0-5][0-9]|24/7)\b.*")


@dataclass
class Family:
    """A file with all its ancestors merged into one tree."""

    root: Node
    files: frozenset[str]
    """The files it was made of, as they are shown."""


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
        root = over(root, without_headers(laid.root))
    return Assembly(root, headers, reader.files, reader.faults, frozenset(reader.unread))


def over(base: Node, top: Node, keys: Keys = ()) -> Node:
    """``base`` with everything that ``top`` says instead."""
    if keys in ADD_UP and isinstance(base.value, list) and isinstance(top.value, list):
        known = {id(item) for item in base.value}
        return replace(top, value=[*base.value, *(item for item in top.value if id(item) not in known)])
    if len(keys) == 2 and keys[0] == "policies" and _is_partial(top):
        rules = base.value if isinstance(base.value, list) else [base]
        return replace(top, value=[*rules, top])
    if not isinstance(base.value, dict) or not isinstance(top.value, dict) or replaces(base, top, keys):
        return top
    merged = dict(base.value)
    if keys == ("places",):
        for named, others in INSTEAD.items():
            if named in top.value:
                merged = {key: child for key, child in merged.items() if key not in others}
    for key, child in top.value.items():
        merged[key] = over(merged[key], child, (*keys, key)) if key in merged else child
    return replace(top, value=merged)


def replaces(base: Node, top: Node, keys: Keys) -> bool:
    """Whether one block takes the place of another whole, rather than key by key."""
    if (kind := top.child("kind")) is not None:
        before = base.child("kind")
        if before is None or before.value != kind.value:
            return True
    if keys[-1:] == ("then",) or _is_timetable(base) or _is_timetable(top):
        return True
    return keys[-1:] in PARTITIONS and _is_everything(top)


def _is_partial(answer: Node) -> bool:
    """Whether an answer holds only for some days, places or people: today's answer stays beneath it."""
    return isinstance(answer.value, dict) and any(answer.child(key) is not None for key in PARTIAL)


def _is_everything(node: Node) -> bool:
    """Whether shares say where all of a whole goes: what was there before has no part in it any more."""
    assert isinstance(node.value, dict)
    found = [re.fullmatch(r"([0-9.]+) ?%", child.text) for child in node.value.values()]
    return abs(sum(float(match[1]) for match in found if match is not None) - 100) < 1e-6


def _is_timetable(node: Node) -> bool:
    return isinstance(node.value, dict) and bool(node.value) and all(TIMES.fullmatch(key) for key in node.value)


def without_headers(root: Node) -> Node:
    """A file's blocks without the words that speak about the file itself."""
    block = root.value if isinstance(root.value, dict) else {}
    return replace(root, value={key: child for key, child in block.items() if key not in HEADERS})


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
        root = self._side_by_side(first, second, first.root, second.root, (), child)
        return Family(root, first.files | second.files)

    def _side_by_side(self, first: Family, second: Family, a: Node, b: Node, keys: Keys, child: Node | None) -> Node:
        if keys in ADD_UP or keys[:1] in (("overlay",), ("extends",)):
            return over(a, b, keys)
        if isinstance(a.value, dict) and isinstance(b.value, dict) and not replaces(a, b, keys):
            merged = dict(a.value)
            for key, node in b.value.items():
                said = child.child(key) if child is not None else None
                below = (*keys, key)
                merged[key] = (
                    self._side_by_side(first, second, merged[key], node, below, said) if key in merged else node
                )
            return replace(b, value=merged)
        if a is b or a.plain() == b.plain():
            return b
        x, y = a.child("kind") or a, b.child("kind") or b
        a_is_inherited, b_is_inherited = x.file in second.files, y.file in first.files
        if b_is_inherited and not a_is_inherited:
            return a
        decided = child is not None and (not isinstance(child.value, dict) or child.child("kind") is not None)
        if not decided and not a_is_inherited:
            self.faults.append(_disagreement(x, y, keys, overlays=first.root.child("overlay") is not None))
        return b


def _disagreement(a: Node, b: Node, keys: Keys, overlays: bool) -> Fault:
    what, advice = ("parents", "Set it in the file that extends both.")
    if overlays:
        what, advice = ("overlays", "Leave one of them out, or make the two agree.")
    here, there = (repr(node.text) if node.text else "other values" for node in (b, a))
    message = f"two {what} disagree: {here} here, {there} in {a.file} line {a.line}. {advice}"
    return b.fault(".".join(keys), message)
