"""Where a number comes from: the file and line that set it, and the source, year and range it declares.

A leaf may be long, ``beds: {value: 200, range: [150, 300], source: county yearbook, year: 2024}``. A block
may carry one ``source:`` that covers every leaf below it in the same file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.scenario.faults import Fault, nearest, unknown
from sim.scenario.node import Keys, Node
from sim.scenario.source import Page

LONG_FORM = ("value", "range", "source", "year", "note")
OWN_VALUE = ("kind", "measure")
"""A block with one of these keys may have a ``value`` of its own: it is no long form of a number."""
TABLES = (("places", "facilities"), ("places", "villages"), ("places", "travel"))


@dataclass(frozen=True, slots=True)
class Origin:
    """Who says so: the place in a file (or a table's row and column), the text as written, the source."""

    file: str
    line: int
    column: int
    text: str
    source: str = ""
    year: int | None = None
    range: tuple[Any, Any] | None = None
    note: str = ""
    cell: str = ""

    @property
    def assumed(self) -> bool:
        """True when the planner says that this number is an assumption."""
        return self.source.lower().startswith("assum") or self.source.startswith("假设")

    @property
    def where(self) -> str:
        """``demo.yaml line 12``, ``demo_facilities.csv row 4, column 'up'`` or ``command line``."""
        if self.cell:
            return f"{self.file} row {self.line}, column '{self.cell}'"
        return f"{self.file} line {self.line}" if self.line else self.file


def origin_of(node: Node) -> Origin:
    """The provenance of one leaf."""
    text = node.text if not isinstance(node.value, dict | list) else ("{}" if node.value == {} else "[]")
    return Origin(node.file, node.line, node.column, text, node.source, node.year, node.range, node.note, node.cell)


def origins_of(root: Node) -> dict[str, Origin]:
    """Provenance of every leaf by its dotted path; places in a list count from 0."""
    return {".".join(keys): origin_of(leaf) for keys, leaf in root.leaves()}


@lru_cache(maxsize=256)
def settled(page: Page) -> tuple[Node, tuple[Fault, ...]]:
    """The page with long leaves shortened, sources spread to the leaves they cover, files found beside it."""
    faults: list[Fault] = []
    root = _settle(page.root, (), "", None, page.path.parent, faults)
    return root, tuple(faults)


def _settle(node: Node, keys: Keys, source: str, year: int | None, folder: Path, faults: list[Fault]) -> Node:
    if isinstance(node.value, dict):
        if _is_long(node.value):
            return _short(node, keys, source, year, folder, faults)
        own = node.value.get("source")
        if own is not None and isinstance(own.value, str):
            source, year = own.value, None
            dated = node.value.get("year")
            year = dated.value if dated is not None and isinstance(dated.value, int) else None
        block = {key: _settle(child, (*keys, key), source, year, folder, faults) for key, child in node.value.items()}
        return replace(node, value=block)
    if isinstance(node.value, list):
        return replace(
            node,
            value=[_settle(child, (*keys, str(n)), source, year, folder, faults) for n, child in enumerate(node.value)],
        )
    if isinstance(node.value, str) and (keys[-1:] == ("file",) or keys in TABLES):
        return _found(replace(node, source=source, year=year), keys, folder, faults)
    return replace(node, source=source, year=year)


def _is_long(block: dict[str, Node]) -> bool:
    return "value" in block and not any(key in block for key in OWN_VALUE)


def _short(node: Node, keys: Keys, source: str, year: int | None, folder: Path, faults: list[Fault]) -> Node:
    """The value of a long leaf, carrying what the leaf says about it."""
    block = node.value
    assert isinstance(block, dict)
    path = ".".join(keys)
    for key, child in block.items():
        if key not in LONG_FORM:
            faults.append(child.fault(f"{path}.{key}", unknown("key", key, LONG_FORM), at_key=True))
    said, dated, between, note = (block.get(key) for key in ("source", "year", "range", "note"))
    if said is not None:
        source, year = said.text, None
    if dated is not None and isinstance(dated.value, int) and 1900 <= dated.value <= 2100:
        year = dated.value
    elif dated is not None:
        faults.append(dated.fault(f"{path}.year", f"found {dated.text!r}, expected a year such as 2024."))
    value = _settle(block["value"], keys, source, year, folder, faults)
    return replace(
        value,
        key_line=node.key_line,
        key_column=node.key_column,
        source=source,
        year=year,
        range=_limits(between, f"{path}.range", faults) if between is not None else None,
        note=note.text if note is not None else "",
    )


def _limits(node: Node, path: str, faults: list[Fault]) -> tuple[Any, Any] | None:
    limits = node.plain()
    if isinstance(limits, list) and len(limits) == 2 and not any(isinstance(x, dict | list) for x in limits):
        return (limits[0], limits[1])
    faults.append(node.fault(path, "expected the lowest and the highest plausible value: [150, 300]."))
    return None


def _found(node: Node, keys: Keys, folder: Path, faults: list[Fault]) -> Node:
    """A file named in a scenario lies relative to the file that names it."""
    assert isinstance(node.value, str)
    path = (folder / node.value).resolve()
    if path.is_file():
        return replace(node, value=str(path))
    faults.append(node.fault(".".join(keys), missing_file(node.value, path)))
    return replace(node, value=str(path))


def missing_file(written: str, path: Path) -> str:
    """The sentence about a file that is not there, with the one beside it that may have been meant."""
    beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    close = nearest(path.name, beside)
    guess = f" Did you mean '{Path(written).parent / close[0]}'?" if close else ""
    return f"no file '{written}', seen from the folder of this file.{guess}"
