"""The arms of a study: today's county, and the county with a policy laid over it.

An arm is named after its overlay's file, so that names in tables, folders and commands are the ones that
the planner typed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from experiments.one_run import Machinery, Recipe

TODAY: Final = "today"
ALL: Final = "together"
Differences = Callable[[Any, Any], Iterable[Any]]
EXACT: Final = ("arm", "key", "words", "today", "value", "from", "until", "where", "for_whom", "source")


class BadStudy(Exception):  # noqa: N818  (a sentence for the planner, not a programming error)
    """What was asked cannot be run as it stands; nothing was written."""


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
    return [_load(machinery, name, Recipe(county, files, fixed)) for name, files in asked]


def _load(machinery: Machinery, name: str, recipe: Recipe) -> Arm:
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
    rows = []
    for arm in others:
        resolved = arm.scenario.resolved()
        for path, before, after, source in differences(today.scenario, arm.scenario):
            scope = _scope(resolved, str(path))
            rows.append(
                {"arm": arm.name, "key": path, "words": in_words(str(path)), "today": before, "value": after}
                | scope
                | {"source": source or ""}
            )
    return pd.DataFrame(rows, columns=list(EXACT)).fillna("")


def in_words(path: str) -> str:
    """A dotted path as a planner would say it: ``tiers.county.wards.general.beds`` -> county general beds."""
    plain = [
        part for part in path.split(".") if part not in {"tiers", "policies", "wards", "clinics", "changes"}
    ]
    return " ".join(part.replace("_", " ") for part in plain if not part.isdigit())


def _scope(resolved: Mapping[str, Any], path: str) -> dict[str, str]:
    """From when until when, where and for whom the block around a path is in force."""
    node: Any = resolved
    scope = {"from": "", "until": "", "where": "", "for_whom": ""}
    words = {"from": "from", "until": "until", "only_in": "where", "only_for": "for_whom"}
    for part in path.split("."):
        if isinstance(node, list) and part.isdigit() and int(part) < len(node):
            node = node[int(part)]
        elif isinstance(node, Mapping) and part in node:
            node = node[part]
        else:
            break
        if isinstance(node, Mapping):
            scope |= {words[key]: _short(node[key]) for key in words if node.get(key)}
    return scope


def _short(value: Any) -> str:
    """A date or a selector in one cell."""
    if isinstance(value, Mapping):
        return "; ".join(f"{key} {_short(inner)}" for key, inner in value.items() if inner not in (None, ""))
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def dates_of_difference(
    today: Arm, arm: Arm, differences: Differences
) -> list[tuple[dt.date | None, dt.date | None]]:
    """First and last day in force of everything in which an arm differs from today."""
    resolved = arm.scenario.resolved()
    scopes = [_scope(resolved, str(row[0])) for row in differences(today.scenario, arm.scenario)]
    return [(_date(scope["from"]), _date(scope["until"])) for scope in scopes]


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
