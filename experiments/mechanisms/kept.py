"""Rows of the table as it stands, for a page on which only some rows are run anew.

The table holds of each difference its mean, its interval and how many pairs it rests on. A t interval at any level asks
for no more, so values with that mean and that spread stand for the runs, and a row that is kept is judged by today's
rules, beside as many comparisons as there are now. It must ask what it asked then; else it has to be run.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.mechanisms import judged
from experiments.mechanisms.entries import Claim, Exact, Expected, Factorial, Ladder, Measured, Order
from experiments.mechanisms.exact import Tally
from experiments.mechanisms.judged import Shown
from experiments.mechanisms.tabled import FACTORIAL, PART, STRUCTURE, Made
from experiments.statistics.intervals import critical

Pair = tuple[list[float], list[float]]


class Kept:
    """The table of before, but for the rows that are run now.

    Args:
        table: as ``mechanisms.csv`` has it. anew: names of rows that are run now. grids: their grids too.
    """

    def __init__(self, table: pd.DataFrame, anew: Sequence[str], grids: bool = True) -> None:
        self._rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in table.to_dict("records"):
            self._rows.setdefault((str(row["table"]), str(row["name"])), []).append({str(k): v for k, v in row.items()})
        self._anew, self._grids = frozenset(anew), grids

    @classmethod
    def read(cls, file: Path, anew: Sequence[str], grids: bool = True) -> Kept:
        """From a file.

        Raises:
            KeyError: there is no such table.
        """
        if not file.is_file():
            raise KeyError(
                f"{file}: there is no table whose rows could be kept; run all rows, or name its folder with --out"
            )
        return cls(pd.read_csv(file), anew, grids)

    def gives_way(self, name: str, *, grid: bool = False) -> bool:
        """Whether a row (or its grid) is run now."""
        return name in self._anew and (self._grids or not grid)

    def made(self, table: str, name: str) -> Made:
        """By what a row was made."""
        first = self._of(table, name)[0]
        return Made(_text(first["by"]), _text(first["code"]))

    def pairs(
        self, table: str, name: str, asked: Sequence[Measured], where: str, cells: Sequence[str] = ()
    ) -> list[Pair]:
        """Values without and with it, a pair for each row of one part of the table; ``cells``: of which grid point.

        Raises:
            KeyError: the row asks something else than it did.
        """
        rows = self._of(table, name)
        same = len(rows) == len(asked) and all(map(_asks, rows, asked)) and _text(rows[0]["where"]) == where
        same = same and (not cells or list(cells) == [row["after"] for row in rows])
        if not same:
            raise KeyError(f"{name} is not what it was when its {table} rows were run; run it again: --only {name}")
        return [_values(row) for row in rows]

    def replications(self, table: str, name: str) -> int:
        """How many replications a row rests on, at most."""
        return int(max(row["n"] for row in self._of(table, name)))

    def shown(self, entry: Order | Ladder | Exact, where: str) -> Shown:
        """One property of the structure."""
        rows = self._of(STRUCTURE, entry.name)
        if isinstance(entry, Exact):
            first = rows[0]
            counts = int(first["compared"]), int(first["broken"]), float(first["worst"])
            tally = Tally(*counts, _text(first["what"]), float(first["total"]), _text(first["total_what"]))
            return replace(judged.exact(entry, [tally]), replications=int(first["n"]))
        asked: Sequence[Measured] = entry.values[1:] if isinstance(entry, Order) else [entry] * (len(entry.arms) - 1)
        gaps = self.pairs(STRUCTURE, entry.name, asked, where)
        values = [gaps[0][0]]
        for before, after in gaps:
            values.append([value + b - a for value, a, b in zip(values[-1], before, after, strict=True)])
        return judged.order(entry, values) if isinstance(entry, Order) else judged.ladder(entry, values)

    def combined(self, entry: Factorial, where: str) -> list[dict[tuple[int, ...], list[float]]]:
        """Of each measure of a factorial, values for every combination: what the effects of its levers add up to."""
        factors = range(len(entry.factors))
        some = [each for size in range(1, len(entry.factors) + 1) for each in combinations(factors, size)]
        asked = [of for of in entry.measures for _ in some]
        pairs = self.pairs(FACTORIAL, entry.name, asked, where)
        found = []
        for place in range(len(entry.measures)):
            effects = dict(zip(some, pairs[place * len(some) : (place + 1) * len(some)], strict=True))
            found.append({cell: _sum(effects, {f for f in factors if cell[f]}) for cell in entry.cells})
        return found

    def _of(self, table: str, name: str) -> list[dict[str, Any]]:
        rows = self._rows.get((table, name))
        if rows is None:
            raise KeyError(f"{name} has no {table} rows in the table as yet; run it: --only {name}")
        return rows


def _sum(effects: dict[tuple[int, ...], Pair], on: set[int]) -> list[float]:
    """What some levers make of a measure: today, and every effect of them alone and together."""
    total = list(next(iter(effects.values()))[0])
    for levers, (before, after) in effects.items():
        if on.issuperset(levers):
            total = [value + b - a for value, a, b in zip(total, before, after, strict=True)]
    return total


def _values(row: dict[str, Any]) -> Pair:
    """As many pairs as there were, with the mean and the spread of their differences."""
    n = int(row["n"])
    if n < 2:
        return [row["value_before"]], [row["value_after"]]
    spread = (row["hi"] - row["lo"]) / 2 * math.sqrt(n) / critical(n)
    steps = [place - (n - 1) / 2 for place in range(n)]
    unit = math.sqrt(math.fsum(step * step for step in steps) / (n - 1))
    today = row["value_before"]
    return [today] * n, [today + row["difference"] + spread * step / unit for step in steps]


def _asks(row: dict[str, Any], asked: Measured) -> bool:
    """Whether a row of the table is of this measure, with this claim and margin."""
    said = [_text(row["measure"]), _text(row["group"])] == list(asked.cell)
    if isinstance(asked, Expected | Claim) and row["table"] != PART:
        said = said and _text(row["claimed"]) == asked.claimed
    if isinstance(asked, Claim) and row["table"] != PART:
        said = said and math.isclose(row["margin"], asked.margin)
    return said


def _text(found: Any) -> str:
    return found if isinstance(found, str) else ""
