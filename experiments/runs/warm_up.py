"""Is the county settled when measuring begins? Daily series of a run, and how far they still drift.

A county starts empty. It is settled when beds and waiting rooms hold as many people in the first measured
weeks as later. Seasons are not drift: series are taken per illness that begins, the same in every arm.
Where the settled part begins is also said by the rule MSER-5 (White 1997), as a mark in the figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.statistics.intervals import bonferroni, interval, mean_of
from sim.ledger.ledger import Ledger
from sim.measures.curves import in_use
from sim.vocabulary.words import TIERS

DAY_MIN: Final = 1440.0
DEMAND: Final = "illnesses that begin"
BATCH_DAYS: Final = 5
FIRST_DAYS: Final = 14
FEWEST_DAYS: Final = 28
SEASON_DAYS: Final = 14
Floats = npt.NDArray[np.float64]


def daily(ledger: Ledger) -> pd.DataFrame:
    """Series by day, warm-up included: beds in use and outpatients inside per tier, people at stations."""
    days = int(ledger.end_min // DAY_MIN)
    stays, visits, steps = ledger["stays"], ledger["visits"], ledger["steps"]
    stays = stays[(stays["admitted_min"] >= 0) & (stays["unit"] >= 0)]
    series: dict[str, Floats] = {}
    for code, tier in enumerate(TIERS[:-1]):
        mine, here = stays[stays["tier"] == code], visits[visits["tier"] == code]
        if len(mine):
            series[f"beds in use, {tier}"] = _present(ledger, mine["admitted_min"], mine["ended_min"], days)
        if len(here):
            series[f"outpatients inside, {tier}"] = _present(ledger, here["arrival_min"], here["left_min"], days)
    if len(steps):
        series["people at stations"] = _present(ledger, steps["joined_min"], steps["left_min"], days)
    if len(ledger["episodes"]):
        onset_day = (ledger["episodes"]["onset_min"] // DAY_MIN).astype(int)
        series[DEMAND] = np.bincount(onset_day, minlength=days)[:days].astype(float)
    day = np.arange(days)
    parts = [pd.DataFrame({"series": name, "day": day, "value": series[name]}) for name in sorted(series)]
    return pd.concat(parts) if parts else pd.DataFrame({"series": [], "day": [], "value": []})


def _present(ledger: Ledger, came_min: Floats, left_min: Floats, days: int) -> Floats:
    """People present on average each day; who has not left is there to the end."""
    return in_use(came_min, days) - in_use(np.where(left_min >= 0, left_min, ledger.end_min), days)


@dataclass(frozen=True)
class Drift:
    """How the first measured weeks of one series of one arm differ from the weeks that follow."""

    arm: str
    series: str
    share: float
    """Rest minus first weeks, as a share of the level."""
    sure: bool
    """Whether chance cannot explain it, at 99 % over all series together."""
    settled_day: int | None
    """Where MSER-5 puts the beginning of the settled part."""


def drifts(runs: Mapping[tuple[str, int], pd.DataFrame], from_day: int) -> list[Drift]:
    """The drift of every series in every arm, the largest first; empty if too few days are measured.

    The measured part looked at is at most as long as what went before (but at least eight weeks): what still
    fills after that is not the start.

    Args:
        runs: the daily series of each run, by arm and replication.
        from_day: the first measured day.
    """
    until = from_day + max(56, from_day)
    seen: dict[tuple[str, str], list[Floats]] = {}
    for (arm, _), table in runs.items():
        series = {str(name): one["value"].to_numpy(dtype=float) for name, one in table.groupby("series")}
        demand = series.pop(DEMAND, None)
        for name, values in sorted(series.items()):
            seen.setdefault((arm, name), []).append(_deseasoned(values, demand)[:until])
    found = [
        _drift(arm, name, values, from_day, bonferroni(len(seen), 0.99))
        for (arm, name), values in seen.items()
        if len(values[0]) >= from_day + FEWEST_DAYS
    ]
    return sorted(found, key=lambda drift: (not drift.sure, -abs(drift.share), drift.arm, drift.series))


def _deseasoned(values: Floats, demand: Floats | None) -> Floats:
    """A series per illness that began in the fortnight before, at its own mean level."""
    if demand is None or len(demand) < SEASON_DAYS or not demand.any():
        return values
    total = np.cumsum(np.concatenate((np.full(SEASON_DAYS, demand[:SEASON_DAYS].mean()), demand)))
    recent = (total[SEASON_DAYS:] - total[:-SEASON_DAYS]) / SEASON_DAYS
    deseasoned: Floats = values * (demand.mean() / np.maximum(recent, 1e-9))
    return deseasoned


def _drift(arm: str, name: str, runs: list[Floats], from_day: int, level: float) -> Drift:
    first = from_day + FIRST_DAYS
    gaps = [mean_of(list(v[first:])) - mean_of(list(v[from_day:first])) for v in runs]
    usual = mean_of([mean_of(list(v[from_day:])) for v in runs])
    gap = interval(gaps, level)
    sure = gap.n > 1 and (gap.lo > 0 or gap.hi < 0)
    return Drift(arm, name, gap.mean / usual if usual else 0.0, sure, mser5(np.mean(runs, axis=0)))


def mser5(values: Floats) -> int | None:
    """The day on which the settled part of a daily series begins, after batches of five days.

    As many first batches are dropped as make the standard error of what is left smallest.

    Returns:
        None if the series is too short, or settles only in its second half: then no day can be named.
    """
    batches = len(values) // BATCH_DAYS
    if batches < 8:
        return None
    means = values[: batches * BATCH_DAYS].reshape(batches, BATCH_DAYS).mean(axis=1)
    errors = [float(means[cut:].var() / (batches - cut)) for cut in range(batches - 4)]
    best = int(np.argmin(errors))
    return best * BATCH_DAYS if best <= batches // 2 else None
