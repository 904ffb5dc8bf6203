"""A value as a planner wrote it: what stands there, where it stands, and where it comes from."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.scenario.faults import Fault

MOST_DIGITS = 15
INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?")

NUMERAL = re.compile(r"[-+]?[1-9][0-9.]*([eE][-+]?[0-9]+)?")

Scalar = str | int | float | bool | None
Keys = tuple[str, ...]


@dataclass(slots=True)
class Node:
    """A scalar, a list or a block. Never changed once read: files are kept and shared between scenarios.

    ``cell`` is the column's header when the value stands in a table; ``line`` is then its row.
    ``source``, ``year``, ``range`` and ``note`` come from the long form of the value or from its block.
    """

    value: Scalar | list[Node] | dict[str, Node]
    file: str
    line: int
    column: int
    key_line: int = 0
    key_column: int = 0
    text: str = ""
    cell: str = ""
    source: str = ""
    year: int | None = None
    range: tuple[Any, Any] | None = None
    note: str = ""

    def plain(self) -> Any:
        """The value without its positions."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def fault(self, key: str, message: str, at_key: bool = False) -> Fault:
        """A fault at this value, or at its key."""
        if at_key and self.key_line:
            return Fault(self.file, self.key_line, self.key_column, key, message, self.cell)
        return Fault(self.file, self.line, self.column, key, message, self.cell)

    def child(self, key: str | int) -> Node | None:
        """What stands one step below, if anything does."""
        if isinstance(self.value, dict):
            return self.value.get(str(key))
        if isinstance(self.value, list) and str(key).isdecimal() and int(key) < len(self.value):
            return self.value[int(key)]
        return None

    def at(self, keys: Keys) -> Node | None:
        """What stands at a path below, if anything does."""
        node: Node | None = self
        for key in keys:
            node = node.child(key) if node is not None else None
        return node

    def leaves(self, keys: Keys = ()) -> Iterator[tuple[Keys, Node]]:
        """Every scalar below, with its path; places in a list count from 0. An empty block is a leaf."""
        if isinstance(self.value, dict) and self.value:
            for key, child in self.value.items():
                yield from child.leaves((*keys, key))
        elif isinstance(self.value, list) and self.value:
            for number, child in enumerate(self.value):
                yield from child.leaves((*keys, str(number)))
        else:
            yield keys, self


def grown(value: Any, file: str, line: int = 0, column: int = 0) -> Node:
    """Nodes from plain data that stands in no YAML file: a setting, a table cell."""
    node = Node(None, file, line, column, line, column)
    if isinstance(value, dict):
        node.value = {str(key): grown(child, file, line, column) for key, child in value.items()}
    elif isinstance(value, list | tuple):
        node.value = [grown(child, file, line, column) for child in value]
    else:
        node.value = value if isinstance(value, str | int | float | bool | None) else str(value)
        node.text = str(value)
    return node


def scalar(text: str) -> Scalar:
    """Plain text by the core rules of YAML 1.2; a number with leading zeros is an id and stays text."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if INTEGER.fullmatch(text):
        return int(text) if len(text) <= MOST_DIGITS else text
    if DECIMAL.fullmatch(text) and len(text) <= 2 * MOST_DIGITS:
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def is_too_large(text: str) -> bool:
    """Whether text is written like a number, but one that no computer should be asked to keep."""
    return len(text) > MOST_DIGITS and isinstance(scalar(text), str) and bool(NUMERAL.fullmatch(text))
