"""An invented map: villages scattered around townships, townships spread around the county town.

The same seed of the map draws the same county, whatever else the scenario says. All numbers of this file are
assumptions about plausible geography; a real county comes with its own tables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from sim.luck.bell import normal_score
from sim.luck.decisions import Decision
from sim.luck.philox import key, uniform
from sim.scenario.places import CountyMap

TOWN_SHARE: Final = 0.25
"""Share of the villages that are quarters of the county town (assumption)."""
TOWN_KM: Final = 2.0
SIZE_SPREAD: Final = 0.35
"""Standard deviation of ln(residents) between villages (assumption)."""
GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the map, kilometres east and north of the county town's centre."""

    x_km: float
    y_km: float
    in_town: bool = False
    weight: float = 1.0

    def km_to(self, other: Spot) -> float:
        """Straight line to another point."""
        return math.hypot(self.x_km - other.x_km, self.y_km - other.y_km)


def village_spots(county: CountyMap) -> list[Spot]:
    """Where the villages are and how large they are relative to each other; the town's quarters come first."""
    luck = key(county.seed)
    in_town = round(TOWN_SHARE * county.villages)
    spots = []
    for village in range(county.villages):
        u, v, w = (uniform(luck, village, Decision.map_place, -1, 0, step) for step in range(3))
        town = village < in_town
        radius = TOWN_KM * math.sqrt(u) if town else TOWN_KM + (county.radius - TOWN_KM) * math.sqrt(u)
        angle = 2 * math.pi * v
        size = math.exp(SIZE_SPREAD * normal_score(min(max(w, 1e-9), 1 - 1e-9)))
        spots.append(Spot(radius * math.cos(angle), radius * math.sin(angle), town, size))
    return spots


def township_spots(county: CountyMap) -> list[Spot]:
    """Township centres on a spiral that covers the county evenly."""
    spots = []
    for township in range(county.townships):
        radius = county.radius * math.sqrt((township + 0.5) / county.townships)
        angle = township * GOLDEN_ANGLE
        spots.append(Spot(radius * math.cos(angle), radius * math.sin(angle)))
    return spots


def hospital_spots(county: CountyMap) -> list[Spot]:
    """County hospitals, all in the county town."""
    spots = [Spot(0.0, 0.0, True)]
    for hospital in range(1, county.county_hospitals):
        angle = hospital * GOLDEN_ANGLE
        spots.append(Spot(0.75 * TOWN_KM * math.cos(angle), 0.75 * TOWN_KM * math.sin(angle), True))
    return spots


def residents_by_village(spots: list[Spot], residents: int) -> list[int]:
    """Whole people in proportion to the weights, adding up exactly (largest remainders get the rest)."""
    total = sum(spot.weight for spot in spots)
    exact = [residents * spot.weight / total for spot in spots]
    counts = [math.floor(number) for number in exact]
    by_remainder = sorted(range(len(spots)), key=lambda i: (counts[i] - exact[i], i))
    for village in by_remainder[: residents - sum(counts)]:
        counts[village] += 1
    return counts
