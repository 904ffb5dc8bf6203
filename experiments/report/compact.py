"""Tables of many numbers in few letters: where a number stands is said once for its line and once for its column.

A number says which cell of the study it is (``differences.csv:17:lo``). In a table, file and row stand at the line
(or at the cell), the column at the head; a number that follows neither says all of it itself. A page of eight arms
is half as long so, and still every number has its address.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from experiments.report.tables import Line, Table

NUMBER: Final = re.compile(r'<span class="n" data-from="([\w/]+\.csv:\d+):(\w+)">([^<]*)</span>')
COPIED: Final = re.compile(r'<span class="lit">([^<]*)</span>')
DIGITS: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")
LEAST: Final = 3
"""Cells of one column from which on its head says what they hold."""


@dataclass(frozen=True)
class Cell:
    """One cell as it is written: its text, over how many lines, what it says of itself."""

    text: Markup
    lines: int
    kinds: str
    row: str
    """File and row of its numbers, where they are not those of the line."""


@dataclass(frozen=True)
class Written:
    """A table ready for the page."""

    heads: tuple[tuple[str, str], ...]
    """Each column's name, and the columns of the study that its numbers stand in."""
    lines: tuple[tuple[Line, str, tuple[Cell, ...]], ...]
    kind: str
    """``right-4``: its last four columns hold numbers, and no cell need say so."""


def written(table: Table) -> Written:
    """A table with every address said once."""
    rows = [(line, [(c, str(Markup("{}").format(cell)), n) for c, cell, n in cells]) for line, cells in table.rows]
    heads = _heads(len(table.headers), [(column, text) for _, cells in rows for column, text, _ in cells])
    lines, kind = [], _last_to_the_right(table)
    right = frozenset() if kind else table.right
    for line, cells in rows:
        places = [found[0] for _, text, _ in cells for found in NUMBER.findall(text)]
        row = Counter(places).most_common(1)[0][0] if len(set(places)) < len(places) else ""
        lines.append((line, row, tuple(_cell(right, heads, row, *cell) for cell in cells)))
    return Written(tuple(zip(table.headers, heads, strict=True)), tuple(lines), kind)


def _last_to_the_right(table: Table) -> str:
    columns, k = len(table.headers), len(table.right)
    return f"right-{k}" if k and table.right == set(range(columns - k, columns)) else ""


def _heads(columns: int, cells: list[tuple[int, str]]) -> list[str]:
    """What most cells of a column hold, if several do."""
    said = [Counter(held for at, text in cells if at == column and (held := _held(text))) for column in range(columns)]
    most = [counted.most_common(1)[0] if counted else ("", 0) for counted in said]
    return [held if times >= LEAST else "" for held, times in most]


def _held(text: str) -> str:
    """The columns of the numbers in a cell, if they stand in one row and nothing else in the cell is a number."""
    found = NUMBER.findall(text)
    bare = DIGITS.findall(re.sub(r"<[^>]*>", "", NUMBER.sub("", text)))
    plain = all(len(DIGITS.findall(shown)) == 1 and "&" not in shown for _, _, shown in found)
    return " ".join(column for _, column, _ in found) if len({f[0] for f in found}) == 1 and plain and not bare else ""


def _cell(right: frozenset[int], heads: list[str], row: str, column: int, text: str, lines: int) -> Cell:
    kinds, own = ["r"] if column in right else [], ""
    if heads[column] and _held(text) == heads[column]:
        own = NUMBER.findall(text)[0][0]
        text = NUMBER.sub(r"\3", text)
    copied = COPIED.fullmatch(text)
    if copied:
        kinds.append("lit")
        text = copied.group(1)
    return Cell(Markup(text), lines, " ".join(kinds), "" if own == row else own)


def tag(name: str, **said: Any) -> Markup:
    """An opening tag with those of its attributes that say something."""
    told = Markup("").join(
        Markup(' {}="{}"').format(key.replace("_", "-").strip("-"), v) for key, v in said.items() if v
    )
    return Markup("<{}{}>").format(Markup(name), told)
