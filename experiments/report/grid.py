"""Every arm and measure that was asked for, present or with the reason why it is not.

A measure that is missing from a figure misleads as much as a wrong one, so the grid is laid out first, from
what was asked, and filled afterwards. A cell that stays empty says why.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from experiments.report.study import Arm, Row, Study

NOT_KEPT, NO_CASE, ONE_RUN = "why_not_kept", "why_no_case", "why_one_run"
COLUMNS = (
    "arm",
    "measure",
    "group",
    "unit",
    "mean",
    "lo",
    "hi",
    "n",
    "difference",
    "difference_lo",
    "difference_hi",
    "why",
)


@dataclass(frozen=True)
class Cell:
    """One measure in one arm: its line in the summary and in the differences, or why there is none."""

    arm: Arm
    measure: str
    group: str
    level: Row | None
    difference: Row | None
    why: str
    """Key of the sentence that says why the cell is empty; empty if it is filled."""


def cell(study: Study, arm: Arm, measure: str, group: str) -> Cell:
    """One place of the grid."""
    level = study.level(arm, measure, group)
    why = NOT_KEPT if level is None else NO_CASE if math.isnan(level.number("mean")) else ""
    return Cell(arm, measure, group, level, study.difference(arm, measure, group), why)


def grid(study: Study, wanted: Sequence[tuple[str, str]], arms: Iterable[Arm] | None = None) -> list[Cell]:
    """All wanted measures in all arms, measure by measure, arms in their order."""
    asked = tuple(study.arms if arms is None else arms)
    return [cell(study, arm, measure, group) for measure, group in wanted for arm in asked]


def as_table(cells: Iterable[Cell]) -> pd.DataFrame:
    """The grid as a table: the numbers of a figure, one line per place, empty places with their reason."""
    lines = []
    for place in cells:
        line: dict[str, object] = {
            "arm": place.arm.name,
            "measure": place.measure,
            "group": place.group,
            "why": place.why,
        }
        if place.level is not None:
            line |= {column: place.level[column] for column in ("unit", "mean", "lo", "hi", "n")}
        if place.difference is not None:
            line |= {
                "difference": place.difference["difference"],
                "difference_lo": place.difference["lo"],
                "difference_hi": place.difference["hi"],
            }
        lines.append(line)
    return pd.DataFrame(lines, columns=list(COLUMNS))


def filled(table: pd.DataFrame, arms: Iterable[Arm], keys: Sequence[str]) -> pd.DataFrame:
    """A table of the study with every arm x key that any arm has; what an arm lacks is there, and says why.

    Args:
        keys: the columns that name a line, apart from the arm.
    """
    known = table[[*keys]].drop_duplicates()
    wanted = pd.DataFrame({"arm": [arm.name for arm in arms]}, dtype=object).merge(known, how="cross")
    full = wanted.merge(table.assign(_there=True), on=["arm", *keys], how="left", sort=False)
    why = ["" if there is True else NOT_KEPT for there in full["_there"]]
    return full.assign(why=why).drop(columns="_there")
