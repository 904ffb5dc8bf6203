"""What moves the answer: each input alone at its lowest and highest level, and the primary differences there."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from experiments.study import design
from experiments.study.design import Point, StudyFile
from experiments.study.flips import Interval, between, flip
from experiments.study.plan import Plan

SENSITIVITY: Final = (
    *("input", "path", "end", "value", "source", "arm", "measure", "group", "unit"),
    *("difference", "lo", "hi", "n", "base"),
    *("base_value", "base_verdict", "verdict", "stays", "flips_share", "flips_at", "becomes"),
)


def swings(study: StudyFile, plans: Sequence[tuple[Point, Plan]], differences: pd.DataFrame) -> pd.DataFrame:
    """The ends of every input: what it was set to, and what each primary difference then was.

    Args:
        differences: the primary and other differences over all points; point 1 is everything as it is.
    """
    by_number = {point.number: plan for point, plan in plans}
    if differences.empty:
        return pd.DataFrame(columns=list(SENSITIVITY))
    judged = differences[differences["primary"].astype(bool)]
    base = {_cell(row): row for row in judged[judged["point"] == 1].to_dict("records")}
    written = {path: str(o.text) for arm in by_number[1].arms for path, o in arm.scenario.origins.items()}
    sources = {path: str(o.source or "") for arm in by_number[1].arms for path, o in arm.scenario.origins.items()}
    rows = []
    for name, factor in study.factors.items():
        mine = [point for point, _ in plans if point.levels[name] is not None]
        for end, point in (("low", mine[0]), ("high", mine[-1])):
            path = factor.set[0]
            value = str(design.settings(study, point, written).get(path, point.levels[name]))
            for row in judged[judged["point"] == point.number].to_dict("records"):
                front = (name, path, end, value, sources.get(path, ""), *_cell(row), row["unit"])
                now = base.get(_cell(row), {})
                ends = (row["difference"], row["lo"], row["hi"], row["n"], now.get("difference", math.nan))
                rows.append((*front, *ends, *_flipped(now, row, written.get(path, ""), value)))
    return pd.DataFrame(rows, columns=list(SENSITIVITY))


def _flipped(now: Mapping[Hashable, Any], row: Mapping[Hashable, Any], written: str, value: str) -> tuple[Any, ...]:
    """The input as it is, both verdicts, and where on the way to this end the first word changes."""
    if not now:
        return (written, "", row["verdict"], "", math.nan, "", "")
    found = flip(Interval.of(now), Interval.of(row))
    change = (found.share, between(written, value, found.share), found.becomes.value) if found else (math.nan, "", "")
    return (written, now["verdict"], row["verdict"], "no" if found else "yes", *change)


def _cell(row: Mapping[Hashable, Any]) -> tuple[str, str, str]:
    """Arm, measure and group of a line; a group that is empty is empty text."""
    group = row["group"]
    return str(row["arm"]), str(row["measure"]), group if isinstance(group, str) else ""
