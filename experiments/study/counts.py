"""Counts of a study for the figures: people, villages, hours; means over runs and paired differences from today.

Every table lays out all arms and all rows that any run had; a row that a run did not have counts nothing there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from experiments.statistics.intervals import LEVEL, bonferroni, difference, interval

STATISTICS: Final = ("mean", "lo", "hi", "n", "difference", "difference_lo", "difference_hi")
FLOW: Final = ("arm", "step", "people", *STATISTICS)
HOURS: Final = ("arm", "tier", "use", *STATISTICS)
MAP: Final = (
    *("arm", "village", "name", "x_km", "y_km", "minutes_to_county", "residents", "episodes"),
    *STATISTICS,
    "changed",
)
WAYS: Final = ("arm", "village", "facility", "tier", "x_km", "y_km", "to_x_km", "to_y_km", "per_week", "n")
Runs = Mapping[tuple[str, int], pd.DataFrame]


def flow_table(runs: Runs, today: str) -> pd.DataFrame:
    """Steps of the ill (or of the seriously ill) per 1,000 of them, and how many people that is in a run."""
    table = paired(runs, ("step",), "per_1000", today)
    several = table["n"] > 1
    table.loc[several, ["lo", "hi"]] = table.loc[several, ["lo", "hi"]].clip(0.0, 1000.0)
    people = _means(runs, ("step",), "people")
    return table.assign(people=[people[arm, step] for arm, step in zip(table["arm"], table["step"], strict=True)])[
        list(FLOW)
    ]


def hours_table(runs: Runs, today: str) -> pd.DataFrame:
    """Clinician-hours a week by tier and use."""
    return paired(runs, ("tier", "use"), "h_per_week", today)[list(HOURS)]


def map_table(runs: Runs, today: str) -> pd.DataFrame:
    """Visits per 1,000 residents a year of each village, where it lies, and how many illnesses that rests on.

    ``changed`` says whether the difference leaves nought out by an interval that holds for all villages of an arm
    together: of forty villages two would be told apart by luck alone. Of today it says nothing.
    """
    table = paired(runs, ("village",), "visits_per_1000", today)
    first = next(iter(runs.values()))
    all_of_them = paired(runs, ("village",), "visits_per_1000", today, bonferroni(max(1, len(first))))
    fixed = first[["village", "name", "x_km", "y_km", "minutes_to_county", "residents"]]
    episodes = _means(runs, ("village",), "episodes")
    whole = table.merge(fixed, on="village", how="left", sort=False)
    apart = ((all_of_them["difference_lo"] > 0) | (all_of_them["difference_hi"] < 0)).to_numpy()
    said = np.where(whole["arm"] == today, "", np.where(apart, "yes", "no"))
    return whole.assign(
        changed=said,
        episodes=[episodes[arm, village] for arm, village in zip(whole["arm"], whole["village"], strict=True)],
    )[list(MAP)]


def ways_table(runs: Runs) -> pd.DataFrame:
    """Visits a week from each village to each place above the posts; a run without any counts as none."""
    numbers: dict[str, int] = {}
    for arm, _ in runs:
        numbers[arm] = numbers.get(arm, 0) + 1
    every = pd.concat([table.assign(arm=arm) for (arm, _), table in runs.items()], ignore_index=True)
    keys = [name for name in WAYS if name not in ("per_week", "n")]
    found = every.groupby(keys, sort=False)["per_week"].sum().reset_index()
    n = found["arm"].map(numbers).astype("int64")  # of no ways at all the numbers would be text
    return found.assign(per_week=found["per_week"] / n, n=n)[list(WAYS)]


def paired(runs: Runs, keys: Sequence[str], column: str, today: str, level: float = LEVEL) -> pd.DataFrame:
    """Mean of a column over the runs of each arm with its interval, and arm minus today, paired by replication."""
    series = _series(runs, keys, column)
    arms = list(dict.fromkeys(arm for arm, _ in runs))
    rows = []
    for arm in arms:
        for key, values in series[arm].items():
            here = interval(values, level)
            gap = difference(series[today][key], values, level=level).interval if arm != today else None
            ends = (gap.mean, gap.lo, gap.hi) if gap else (np.nan, np.nan, np.nan)
            rows.append((arm, *key, here.mean, here.lo, here.hi, here.n, *ends))
    return pd.DataFrame(rows, columns=["arm", *keys, *STATISTICS])


def _series(runs: Runs, keys: Sequence[str], column: str) -> dict[str, dict[tuple[str, ...], list[float]]]:
    """The values of each row in the order of replications, by arm; what a run does not have is 0."""
    wanted: dict[tuple[str, ...], None] = {}
    found: dict[tuple[str, int], dict[tuple[str, ...], float]] = {}
    for run, table in runs.items():
        names = list(zip(*(table[key].astype(str) for key in keys), strict=True))
        found[run] = dict(zip(names, table[column].astype(float), strict=True))
        wanted |= dict.fromkeys(names)
    series: dict[str, dict[tuple[str, ...], list[float]]] = {}
    for (arm, _), values in found.items():
        mine = series.setdefault(arm, {key: [] for key in wanted})
        for key in wanted:
            mine[key].append(values.get(key, 0.0))
    return series


def _means(runs: Runs, keys: Sequence[str], column: str) -> dict[tuple[str, str], float]:
    """Mean of a column over the runs of an arm, by arm and the one key."""
    series = _series(runs, keys, column)
    return {(arm, key[0]): float(np.mean(values)) for arm, mine in series.items() for key, values in mine.items()}
