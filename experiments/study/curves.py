"""Curves of a study: means with simulation intervals, or bands over replications, never one alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, cast

import numpy as np
import pandas as pd

from experiments.statistics.intervals import interval, mean_of
from experiments.study.declared import Measured

SURVIVAL: Final = ("arm", "tier", "minute", "share_still_waiting", "lo", "hi", "n")
ENDS: Final = ("arm", "tier", "outcome", "share", "lo", "hi", "n")
BEDS: Final = (
    *("arm", "tier", "kind", "day", "date", "measured", "beds", "mean", "median"),
    *("q05", "q25", "q75", "q95", "n"),
)
Runs = Mapping[tuple[str, int], pd.DataFrame]


def wait_survival_table(runs: Runs) -> pd.DataFrame:
    """Share still waiting after so many minutes, mean over runs with its interval kept within 0 and 1."""
    table = _mean_by(runs, ("tier", "minute"), "share_still_waiting")
    return table[list(SURVIVAL)]


def wait_ends_table(runs: Runs) -> pd.DataFrame:
    """How the waits of a tier ended, mean share over runs."""
    return _mean_by(runs, ("tier", "outcome"), "share")[list(ENDS)]


def _mean_by(runs: Runs, keys: tuple[str, ...], column: str) -> pd.DataFrame:
    """Mean and interval of one share over the runs of each arm, rows in the order of the runs' own tables."""
    rows = []
    for arm, table in _by_arm(runs).items():
        for key, group in table.groupby(list(keys), sort=False):
            found = interval(group[column].tolist())
            if found.n:
                ends = (max(0.0, found.lo), min(1.0, found.hi)) if found.n > 1 else (found.lo, found.hi)
                rows.append((arm, *_tuple(key), found.mean, *ends, found.n))
    return pd.DataFrame(rows, columns=["arm", *keys, column, "lo", "hi", "n"])


def beds_by_day_table(runs: Runs, measured: Measured) -> pd.DataFrame:
    """Occupied beds by tier, ward and day: mean, median and the 50 % and 90 % bands over runs."""
    rows = []
    for arm, table in _by_arm(runs).items():
        for key, group in table.groupby(["tier", "kind", "day"], sort=False):
            tier, kind, day = cast(tuple[str, str, int], key)
            used = np.sort(group["occupied"].to_numpy(dtype=float))
            bands = [float(value) for value in np.quantile(used, (0.5, 0.05, 0.25, 0.75, 0.95))]
            date = measured.start + dt.timedelta(days=day)
            inside = measured.window.begins_min <= day * 1440 < measured.window.ends_min
            beds = mean_of(group["beds"].tolist())
            rows.append((arm, tier, kind, day, date, inside, beds, mean_of(list(used)), *bands, len(used)))
    return pd.DataFrame(rows, columns=list(BEDS))


def _by_arm(runs: Runs) -> dict[str, pd.DataFrame]:
    """All runs of an arm in one table, in the order of replications."""
    arms: dict[str, list[pd.DataFrame]] = {}
    for (arm, _), table in runs.items():
        arms.setdefault(arm, []).append(table)
    return {arm: pd.concat(tables, ignore_index=True) for arm, tables in arms.items()}


def _tuple(key: object) -> tuple[object, ...]:
    return key if isinstance(key, tuple) else (key,)
