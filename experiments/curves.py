"""Curves that a run leaves for the figures: who still waits after so many minutes, beds in use day by day.

Pure functions of a ledger. One row per point and run; means and bands over runs are made of them later.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.ledger.ledger import Ledger
from sim.measures.survival import kaplan_meier
from sim.vocabulary.words import TIERS, Outcome

DAY_MIN: Final = 1440.0
MINUTES: Final = np.arange(0.0, 241.0, 2.0)
Floats = npt.NDArray[np.float64]


def waits_of(ledger: Ledger, window: tuple[float, float]) -> pd.DataFrame:
    """Every wait that began in the window: where (tier, or station), minutes so far, how it ended."""
    visits, steps = ledger["visits"], ledger["steps"]
    listed = visits[visits["tier"] < TIERS.index("out_of_county")]
    units = ledger.frame["units"]
    station = (
        np.array(units["id"].to_numpy(dtype=object)[steps["unit"]]) if len(steps) else np.array([], object)
    )
    where = np.concatenate([np.array(TIERS, object)[listed["tier"]], station])
    arrival = np.concatenate([listed["arrival_min"], steps["joined_min"]])
    start = np.concatenate([listed["start_min"], steps["start_min"]])
    left = np.concatenate([listed["left_min"], steps["left_min"]])
    outcome = np.concatenate([listed["outcome"], steps["outcome"]])
    until = np.where(start >= 0, start, np.where(left >= 0, left, ledger.end_min))
    inside = (arrival >= window[0]) & (arrival < window[1])
    table = pd.DataFrame({"tier": where, "wait_min": until - arrival, "outcome": outcome, "seen": start >= 0})
    return table[inside]


def wait_survival(waits: pd.DataFrame) -> pd.DataFrame:
    """Share still waiting by minute, one curve per tier (or station)."""
    parts = [
        pd.DataFrame(
            {
                "tier": where,
                "minute": MINUTES,
                "share_still_waiting": kaplan_meier(
                    group["wait_min"].to_numpy(), group["seen"].to_numpy()
                ).at(MINUTES),
            }
        )
        for where, group in _by_place(waits)
    ]
    return pd.concat(parts) if parts else pd.DataFrame(columns=["tier", "minute", "share_still_waiting"])


def wait_ends(waits: pd.DataFrame) -> pd.DataFrame:
    """How the waits of a tier (or station) ended, as shares of all that began."""
    rows: list[dict[str, Any]] = [
        {"tier": where, "outcome": end.name, "share": float((group["outcome"] == end.value).mean())}
        for where, group in _by_place(waits)
        for end in Outcome
    ]
    return pd.DataFrame(rows, columns=["tier", "outcome", "share"])


def _by_place(waits: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Groups of waits: tiers from village up, then stations by name."""
    found = {str(where): group for where, group in waits.groupby("tier", sort=True)}
    return sorted(
        found.items(), key=lambda item: (TIERS.index(item[0]) if item[0] in TIERS else len(TIERS), item[0])
    )


def in_use_by_day(begun_min: Floats, ended_min: Floats, days: int) -> Floats:
    """How many were in use on average on each day, from the moments at which each use began and ended."""
    edges = np.arange(days + 1) * DAY_MIN

    def area(moments: Floats) -> Floats:
        """Minutes between each moment and each edge after it, summed over moments."""
        ordered = np.sort(moments)
        before = np.searchsorted(ordered, edges)
        return np.asarray(edges * before - np.concatenate(([0.0], np.cumsum(ordered)))[before])

    return np.diff(area(begun_min) - area(ended_min)) / DAY_MIN


def beds_by_day(ledger: Ledger) -> pd.DataFrame:
    """Occupied and open beds by tier, ward and day, warm-up included; ward ``all`` is the whole tier."""
    stays, units, opened = ledger["stays"], ledger.frame["units"], ledger.frame["beds"]
    days = int(ledger.end_min // DAY_MIN)
    stays = stays[(stays["admitted_min"] >= 0) & (stays["unit"] >= 0)]
    ended = np.where(stays["ended_min"] >= 0, stays["ended_min"], ledger.end_min)
    rows: dict[tuple[str, str], tuple[Floats, Floats]] = {}
    for unit in sorted(set(opened["unit"])):
        tier, ward = TIERS[int(units["tier"].iloc[unit])], str(units["name"].iloc[unit])
        mine = stays["unit"] == unit
        used = in_use_by_day(stays["admitted_min"][mine], ended[mine], days)
        beds = _open_beds(opened[opened["unit"] == unit], days)
        for kind in (ward, "all"):
            so_far = rows.get((tier, kind), (np.zeros(days), np.zeros(days)))
            rows[tier, kind] = (so_far[0] + used, so_far[1] + beds)
    parts = [
        pd.DataFrame({"tier": tier, "kind": kind, "day": np.arange(days), "occupied": used, "beds": beds})
        for (tier, kind), (used, beds) in sorted(
            rows.items(), key=lambda item: (TIERS.index(item[0][0]), item[0][1])
        )
    ]
    return pd.concat(parts) if parts else pd.DataFrame(columns=["tier", "kind", "day", "occupied", "beds"])


def _open_beds(changes: pd.DataFrame, days: int) -> Floats:
    """Beds of one ward at noon of each day."""
    changes = changes.sort_values("from_min")
    noon = np.arange(days) * DAY_MIN + DAY_MIN / 2
    row = np.searchsorted(changes["from_min"].to_numpy(), noon, side="right") - 1
    return np.where(row >= 0, changes["beds"].to_numpy(dtype=float)[np.maximum(row, 0)], 0.0)
