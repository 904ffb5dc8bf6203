"""A ledger seen through a window of time: the rows that count, and the residents they are counted over.

All measures look through a View, so that "in the window" means the same thing everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, Literal, TypeVar

import numpy as np
import numpy.typing as npt

from sim.ledger.ledger import Ledger
from sim.measures.columns import Chosen, Tables
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import OUT_OF_COUNTY, TIERS, EpisodeReason

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Counting = Literal["all", "started_by_end", "completed_by_end"]
Found = TypeVar("Found")

YEAR_DAYS: Final = 364.0
DISTANCES_MIN: Final = (0.0, 30.0, 60.0, 90.0)


@dataclass(frozen=True)
class View:
    """One ledger inside [start_min, end_min).

    Args:
        counting: whose waits count: all (default), or only those started or completed by the end; the latter
            two are there to compare with other people's models and are labelled in the group.
        than_min: threshold of `wait_longer_than_share`; None takes 30, 60 and 120 minutes.
        memo: what several measures share and only one of them should work out. Views of the same window that
            differ in what they count share one (`dataclasses.replace` sees to it).
    """

    ledger: Ledger
    start_min: float
    end_min: float
    counting: Counting = "all"
    than_min: float | None = None
    memo: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: object, make: Callable[[], Found]) -> Found:
        """What is called so in this window, made when it is first asked for."""
        if name not in self.memo:
            self.memo[name] = make()
        found: Found = self.memo[name]
        return found

    @property
    def tables(self) -> Tables:
        """The ledger's tables, column by column."""
        return self.once("tables", lambda: Tables(self.ledger))

    def inside(self, minutes: npt.NDArray[Any]) -> Mask:
        """Which moments lie in the window (and have happened)."""
        mask: Mask = minutes >= max(self.start_min, 0.0)
        mask &= minutes < self.end_min
        return mask

    def clipped(self, begins: npt.NDArray[Any], ends: npt.NDArray[Any]) -> Floats:
        """Minutes of each interval that lie in the window; an end below 0 means "still going on"."""
        minutes: Floats = np.where(ends < 0.0, self.ledger.end_min, ends)
        np.minimum(minutes, self.end_min, out=minutes)
        minutes -= np.maximum(begins, self.start_min)
        np.maximum(minutes, 0.0, out=minutes)
        minutes[begins < 0.0] = 0.0
        return minutes

    def select(self, table: str, moment: str) -> Chosen:
        """The rows of a table whose moment lies in the window."""

        def chosen() -> Chosen:
            rows = self.tables[table]
            return rows.where(self.inside(rows.passing(moment)))

        return self.once((table, moment), chosen)

    @property
    def minutes(self) -> float:
        """Length of the window."""
        return self.end_min - self.start_min

    @property
    def years(self) -> float:
        """Length of the window in years of 364 days (52 whole weeks)."""
        return self.minutes / (YEAR_DAYS * DAY_MIN)

    @property
    def person_years(self) -> float:
        """Residents times years."""
        return self.ledger.residents * self.years

    @property
    def visits(self) -> Chosen:
        """Visits: registrations that reached a clinician in the window."""
        return self.select("visits", "start_min")

    @property
    def first_contacts(self) -> Chosen:
        """First visits of new episodes; follow-ups, reviews and ambulance arrivals are none."""
        return self.once("first contacts", lambda: self.visits.where(self.visits["first_contact"] == 1))

    @property
    def arrivals(self) -> Chosen:
        """Everyone who came to a door inside the county in the window, seen or not."""
        rows = self.select("visits", "arrival_min")
        return self.once("arrivals", lambda: rows.where(rows["tier"] != OUT_OF_COUNTY))

    @property
    def illnesses(self) -> Chosen:
        """Episodes of illness (no planned follow-ups) that began in the window."""
        rows = self.select("episodes", "onset_min")
        return self.once("illnesses", lambda: rows.where(rows["reason"] != EpisodeReason.follow_up))

    @property
    def admissions(self) -> Chosen:
        """Stays that began in the window as a new admission; a transfer or step-down continues one."""
        rows = self.select("stays", "admitted_min")
        return self.once("admissions", lambda: rows.where(rows["from_facility"] < 0))

    @property
    def discharges(self) -> Chosen:
        """Stays that ended in the window, after lying in a bed."""
        rows = self.select("stays", "ended_min")
        return self.once("discharges", lambda: rows.where(rows["admitted_min"] >= 0.0))

    @property
    def referrals(self) -> Chosen:
        """Referrals decided in the window."""
        return self.select("referrals", "decided_min")

    @cached_property
    def day_parts(self) -> Floats:
        """The share of each row of `days` that lies in the window: 1, 0, or part of a first or last day."""
        begins = self.tables["days"]["day"] * DAY_MIN
        whole = np.minimum(begins + DAY_MIN, max(self.ledger.end_min, 1.0)) - begins
        return self.clipped(begins, begins + DAY_MIN) / np.maximum(whole, 1e-9)

    @cached_property
    def tiers(self) -> list[int]:
        """The tiers that this county has."""
        return sorted({int(tier) for tier in self.ledger.frame["facilities"]["tier"]})

    def by_tier(self, values: npt.NDArray[Any]) -> list[tuple[str, float]]:
        """Values indexed by tier as groups, for the tiers that this county has."""
        return [(f"tier={TIERS[tier]}", float(values[tier])) for tier in self.tiers]

    def frame(self, table: str, column: str) -> npt.NDArray[Any]:
        """One column of a frame table as an array."""
        values: npt.NDArray[Any] = self.ledger.frame[table][column].to_numpy()
        return values

    @cached_property
    def rural(self) -> Mask:
        """Villages outside the county town."""
        rural: Mask = ~self.frame("villages", "in_town").astype(bool)
        return rural

    @cached_property
    def distance_band(self) -> Ints:
        """Band of travel time to the county hospital, by village."""
        minutes = self.frame("villages", "minutes_to_county").astype(float)
        band: Ints = np.searchsorted(np.array(DISTANCES_MIN), minutes, side="right") - 1
        return band


def totals(codes: npt.NDArray[Any], size: int, weights: npt.NDArray[Any] | None = None) -> Floats:
    """Counts (or sums of weights) by code, 0 to size - 1."""
    return np.bincount(codes, weights=weights, minlength=size).astype(np.float64)


def per_tier(rows: Chosen, weights: npt.NDArray[Any] | None = None, column: str = "tier") -> Floats:
    """Counts (or sums of weights) by tier; rows at no tier are left out."""
    if weights is None:
        return rows.counts(column, len(TIERS)).astype(np.float64)
    tiers = rows[column]
    known = tiers >= 0
    if known.all():
        return totals(tiers, len(TIERS), weights)
    return totals(tiers[known], len(TIERS), weights[known])


def ratio(above: Any, below: Any) -> Any:
    """Above divided by below, not a number where below is 0; element by element."""
    above, below = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(below != 0.0, above / below, np.nan)
    return float(value) if value.ndim == 0 else value


def distance_labels() -> list[str]:
    """Words for the bands of travel time to the county hospital."""
    edges = [f"{edge:.0f}" for edge in DISTANCES_MIN]
    return [f"{a}-{b} min" for a, b in pairwise(edges)] + [f"{edges[-1]}+ min"]
