"""The arms of a study: today's county, and the county with a policy laid over it.

An arm is named after its overlay's file, so that names in tables, folders and commands are the ones that
the planner typed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import pandas as pd

from experiments.runs.one_run import Machinery, Recipe
from experiments.runs.refusals import BadStudy

TODAY: Final = "today"
ALL: Final = "together"
Differences = Callable[[Any, Any], Iterable[Any]]
Dates = list[tuple[dt.date | None, dt.date | None]]
EXACT: Final = ("arm", "key", "words", "today", "value", "from", "until", "where", "for_whom", "source")


@dataclass(frozen=True)
class Arm:
    """One way of running the county."""

    name: str
    title: str
    title_zh: str
    recipe: Recipe
    scenario: Any


def load_arms(
    machinery: Machinery,
    county: Path,
    overlays: Sequence[Path] = (),
    settings: Mapping[str, Any] | None = None,
    together: bool = False,
) -> list[Arm]:
    """Load today and one arm per overlay; with ``together`` one more that has them all.

    Raises:
        ScenarioFaults: a file has faults.
        BadStudy: two arms would carry the same name.
    """
    fixed = tuple((settings or {}).items())
    asked: list[tuple[str, tuple[Path, ...]]] = [(TODAY, ()), *((path.stem, (path,)) for path in overlays)]
    if together and len(overlays) > 1:
        asked.append((ALL, tuple(overlays)))
    names = [name for name, _ in asked]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadStudy(
            f"two arms would be called {twice[0]!r}: arms are named after their overlay files, and "
            f"{TODAY!r} is the county without any; rename a file"
        )
    return [arm_of(machinery, name, Recipe(county, files, fixed)) for name, files in asked]


def arm_of(machinery: Machinery, name: str, recipe: Recipe) -> Arm:
    """Load one arm; its title is that of its overlays, or today's."""
    scenario = machinery.scenario(recipe)
    title, title_zh = _titles(scenario, recipe) if recipe.overlays else ("Today", "现状")
    return Arm(name, title or name, title_zh, recipe, scenario)


def _titles(scenario: Any, recipe: Recipe) -> tuple[str, str]:
    """Title of an arm in both languages, from the headers of its overlays."""
    headers = [header for header in getattr(scenario, "overlays", ()) if header is not None]
    headers = headers[-len(recipe.overlays) :]
    english = [str(getattr(header, "title", "") or "") for header in headers]
    chinese = [str(getattr(header, "title_zh", "") or "") for header in headers]
    return " + ".join(filter(None, english)), "＋".join(filter(None, chinese))


def exact_difference(today: Arm, others: Sequence[Arm], differences: Differences) -> pd.DataFrame:
    """One row per number that differs between today and an arm, from the resolved scenarios."""
    said = attrgetter("path", "words", "before", "after", "start", "until", "where", "for_whom", "source")
    rows = [(arm.name, *said(row)) for arm in others for row in differences(today.scenario, arm.scenario)]
    return pd.DataFrame(rows, columns=list(EXACT))


def dates_of_difference(today: Arm, arm: Arm, differences: Differences) -> Dates:
    """First and last day in force of everything in which an arm differs from today."""
    rows = differences(today.scenario, arm.scenario)
    return [(_date(row.start), _date(row.until)) for row in rows]


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
