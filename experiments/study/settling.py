"""Is the county settled? The series that drifts most, day by day in every arm, for the eye to judge."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.runs.warm_up import DEMAND, drifts, mser5
from experiments.statistics.intervals import interval
from experiments.study.declared import Measured

WARM_UP: Final = (
    *("arm", "series", "day", "date", "measured", "mean", "lo", "hi", "n"),
    *("worst_arm", "settled_day"),
)
OVER_DAYS: Final = 7
"""A moving mean over a week: working days and Sundays look alike then."""
Runs = Mapping[tuple[str, int], pd.DataFrame]


def warm_up_table(daily: Runs, measured: Measured) -> pd.DataFrame:
    """Moving mean over a week of the series that drifts most, with its interval over runs, in every arm.

    ``settled_day`` is the mark of MSER-5 on the mean over runs of that arm; empty if it names none.
    """
    if not daily:
        return pd.DataFrame(columns=list(WARM_UP))
    name, worst = _slowest(daily, int(measured.window.begins_min // 1440))
    by_arm: dict[str, list[npt.NDArray[np.float64]]] = {}
    for (arm, _), table in daily.items():
        values = table.loc[table["series"] == name, "value"].to_numpy(dtype=float)
        if len(values):
            by_arm.setdefault(arm, []).append(values)
    rows = []
    for arm, runs in by_arm.items():
        settled = mser5(np.mean(runs, axis=0))
        smooth = np.array([_moving(values) for values in runs])
        for place in range(smooth.shape[1]):
            day = place + OVER_DAYS // 2
            found = interval(smooth[:, place].tolist())
            inside = measured.window.begins_min <= day * 1440 < measured.window.ends_min
            date = measured.start + dt.timedelta(days=day)
            line = (found.mean, found.lo, found.hi, found.n, worst, math.nan if settled is None else settled)
            rows.append((arm, name, day, date, inside, *line))
    return pd.DataFrame(rows, columns=list(WARM_UP))


def _slowest(daily: Runs, from_day: int) -> tuple[str, str]:
    """The series that drifts most and the arm it does so in; the first there is if too few days are measured."""
    found = drifts(daily, from_day)
    if found:
        return found[0].series, found[0].arm
    (arm, _), table = next(iter(daily.items()))
    names = [name for name in dict.fromkeys(table["series"]) if name != DEMAND]
    return (str(names[0]) if names else "", arm)


def _moving(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Means of seven days each."""
    if len(values) < OVER_DAYS:
        return np.zeros(0)
    return np.asarray(np.convolve(values, np.full(OVER_DAYS, 1.0 / OVER_DAYS), mode="valid"))
