"""The numbers of the SimPy program of the county, as plain rows: nothing of tiercare is imported here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Length:
    """A duration: its kind and moments."""

    kind: str
    mean_min: float
    cv2: float = 0.0

    @cached_property
    def sigma(self) -> float:
        """Spread of the logarithm."""
        return math.sqrt(math.log1p(self.cv2))

    @cached_property
    def mu(self) -> float:
        """Mean of the logarithm."""
        return math.log(self.mean_min) - self.sigma**2 / 2.0


@dataclass(frozen=True)
class Leads:
    """What a visit leads to with this chance: another visit, at which tier, after how long; 0: sent on at once."""

    share: float
    tier: int
    after: Length


@dataclass(frozen=True)
class Room:
    """A clinic, desk, test or ward of a place, and how many it serves at once."""

    name: str
    servers: int


@dataclass(frozen=True)
class TierNumbers:
    """What is the same at all places of a tier."""

    visit: tuple[str, ...]
    opens: tuple[tuple[float, float], ...]
    consult: dict[str, Length]
    look: dict[str, Length]
    desk: dict[str, Length]
    test: dict[str, tuple[Length, float]]  # time on the machine, minutes to the report
    patience: Length | None
    delay: Length  # outside the county: instead of a queue
    clinics: tuple[str, ...]  # and the emergency room
    clinic_shares: tuple[float, ...]
    tested: tuple[tuple[str, float], ...]  # share of visits with this test
    admitted: float
    stay: Length
    leads: tuple[Leads, ...]


@dataclass(frozen=True)
class Places:
    """Where the people of a village go at a tier: places, and how many of a hundred (cumulated shares)."""

    places: tuple[int, ...]
    upto: tuple[float, ...]


@dataclass(frozen=True)
class CountyNumbers:
    """Everything the program reads."""

    end_min: float
    starts_per_min: tuple[float, ...]  # episodes that lead to a visit, by hour of the week
    villages: tuple[float, ...]  # share of the episodes
    first: tuple[float, ...]  # tier of the first visit
    goes: tuple[tuple[Places, ...], ...]  # by tier and village
    way_min: tuple[float, ...]  # mean way to a place of the tier
    rooms: tuple[tuple[Room, ...], ...]  # by place
    tiers: tuple[TierNumbers, ...]
