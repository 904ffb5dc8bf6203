"""Skill that moves over years: what was learned at each place, over what its clinicians knew at first.

Two numbers of a place follow: ``treats``, right handling of what is kept (in points), and d′, discernment: its
sensitivity rises by the same points while the share rightly kept stays as it is. Neither passes the hospital
above, nor falls below the place's own. What is critical needs more than a course: it stays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.luck.bell import normal_score
from sim.network.rows import SURE
from sim.network.units import PlaceRow
from sim.scenario.scenario import Scenario
from sim.vocabulary.words import CRITICAL


@dataclass(slots=True)
class Level:
    """What a place has learned from one programme: points of right handling, fading by half-lives."""

    points: float = 0.0
    at_min: float = 0.0

    def fades(self, minute: float, half_life_min: float) -> None:
        """Time passes; a half-life of 0 keeps everything."""
        if half_life_min > 0.0:
            self.points *= 0.5 ** ((minute - self.at_min) / half_life_min)
        self.at_min = minute

    def learns(self, share: float, most_points: float) -> None:
        """A share of the gap to the most that can be learned is closed; what is above it stays."""
        self.points += share * max(0.0, most_points - self.points)


@dataclass(frozen=True, slots=True)
class OwnSkill:
    """What the clinicians of a place knew before anything was learned."""

    d_prime: float
    criterion: float
    treats: tuple[float, ...]


def own_skill(row: PlaceRow) -> OwnSkill:
    """As the scenario says it."""
    return OwnSkill(row.d_prime, row.criterion, tuple(row.treats))


def sensitivity(d_prime: float, criterion: float) -> float:
    """Of illness beyond the place, the share recognised."""
    return 0.5 * math.erfc((criterion - d_prime) / math.sqrt(2.0))


def with_points(own: OwnSkill, points: float, most_d_prime: float, most: Sequence[float]) -> OwnSkill:
    """Skill once so many points were learned; capped at the hospital's own.

    Args:
        own: of the place. points: learned. most_d_prime, most: discernment and right handling of the hospital above.
    """
    if points <= 0.0:
        return own
    found = sensitivity(own.d_prime, own.criterion) + points
    d_prime = own.criterion + float(normal_score(min(max(found, SURE), 1.0 - SURE)))
    treats = tuple(
        known if band == CRITICAL else max(known, min(known + points, most[band]))
        for band, known in enumerate(own.treats)
    )
    return OwnSkill(max(own.d_prime, min(d_prime, most_d_prime)), own.criterion, treats)


def case_mix(scenario: Scenario, specialties: Sequence[str]) -> list[float]:
    """Share of each specialty in new illness that is serious or critical, all ages alike: what people hear about."""
    weights = dict.fromkeys(specialties, 0.0)
    for condition in scenario.conditions.values():
        rates = condition.new_cases.per_1000_a_year
        weight = sum(rates.values()) / max(1, len(rates))
        weight *= condition.severity["serious"] + condition.severity["critical"]
        if condition.of_chronic is not None:
            shares = scenario.chronic[condition.of_chronic].prevalence
            weight *= sum(shares.values()) / max(1, len(shares))
        weights[condition.specialty] += weight
    total = sum(weights.values())
    return [weights[name] / total if total else 1.0 / len(weights) for name in specialties]
