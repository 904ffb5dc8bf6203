"""What people may fall ill with, as arrays: rates, severity, shapes, and the follow-ups of chronic illness.

Rows 0 to n-1 are the conditions in the order of the scenario; then comes one row per chronic illness, which
stands for its follow-ups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.illness.profiles import Shape
from sim.luck.names import numbers_of
from sim.vocabulary import BANDS

if TYPE_CHECKING:
    from sim.scenario.conditions import Condition
    from sim.scenario.scenario import Scenario

NOT_CHRONIC: Final = -1
MOST_A_YEAR: Final = 500.0
"""Cases of one condition per person and year; beyond it somebody has mistaken the unit."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The illnesses of a scenario as it stands at one moment.

    Attributes:
        names: conditions, then chronic illnesses (for their follow-ups).
        numbers: of each name, for its luck; independent of its place in the list.
        rates: [condition, age band] cases per resident in 364 days; of chronic illness: per resident who has
            it, uncontrolled.
        chronic_bit: of each condition, the chronic illness that a resident must have; -1 none.
        kept: [condition, 2] share of candidates that are real for uncontrolled and for controlled residents.
        bands: [condition, 3] ranks below which a case is minor, moderate, serious.
        shape: of each row, its shape in ``shapes``.
        follow_ups: of each chronic illness, follow-ups that are due in 364 days.
        adherence: share of due follow-ups that are kept.
        shapes: the shapes in use.
    """

    names: tuple[str, ...]
    numbers: Ints
    rates: Floats
    chronic_bit: Ints
    kept: Floats
    bands: Floats
    shape: Ints
    follow_ups: Floats
    adherence: Floats
    shapes: tuple[Shape, ...]

    @property
    def conditions(self) -> int:
        """How many conditions there are; the rows after them are follow-ups."""
        return len(self.rates)


def catalogue(scenario: Scenario) -> Catalogue:
    """The illnesses of a scenario.

    Raises:
        ValueError: an ``of_chronic`` that is not declared, or more than 500 cases per person and year.
    """
    ages = list(scenario.people.ages) if scenario.people is not None else []
    factor = scenario.people.illness_rate if scenario.people is not None else 1.0
    conditions, chronic = scenario.conditions, scenario.chronic
    illnesses = list(chronic)
    for name, condition in conditions.items():
        if condition.of_chronic is not None and condition.of_chronic not in chronic:
            raise ValueError(f"conditions.{name}.of_chronic: found {condition.of_chronic!r}, no chronic illness")
    bits = [illnesses.index(c.of_chronic) if c.of_chronic else NOT_CHRONIC for c in conditions.values()]
    times = [chronic[illnesses[bit]].controlled_times if bit >= 0 else 1.0 for bit in bits]
    shapes = [_shape(c.new_cases) for c in conditions.values()] + [_shape(c) for c in chronic.values()]
    used = list(dict.fromkeys(shapes))
    n = len(conditions)
    return Catalogue(
        names=(*conditions, *illnesses),
        numbers=np.array(numbers_of([*conditions, *(f"follow-up of {name}" for name in illnesses)]), np.int64),
        rates=np.array([_rates(name, c, ages, factor) for name, c in conditions.items()]).reshape(n, len(ages)),
        chronic_bit=np.array(bits, np.int64),
        kept=np.array([[1.0, t] for t in times]).reshape(n, 2),
        bands=np.array([_bands(c) for c in conditions.values()]).reshape(n, len(BANDS) - 1),
        shape=np.array([used.index(shape) for shape in shapes], np.int64),
        follow_ups=np.array([c.follow_ups_a_year for c in chronic.values()], np.float64),
        adherence=np.array([c.adherence for c in chronic.values()], np.float64),
        shapes=tuple(used),
    )


def _shape(of: Any) -> Shape:
    return Shape(of.by_month, of.by_weekday, of.by_hour)


def _rates(name: str, condition: Condition, ages: list[str], factor: float) -> list[float]:
    rates = [condition.new_cases.per_1000_a_year.get(age, 0.0) / 1000.0 * factor for age in ages]
    if any(rate > MOST_A_YEAR for rate in rates):
        raise ValueError(
            f"conditions.{name}.new_cases: {max(rates):g} cases per person and year, expected at most {MOST_A_YEAR:g}"
        )
    return rates


def _bands(condition: Condition) -> list[float]:
    """Ranks at which a case becomes moderate, serious, critical; added up as the pathway adds them."""
    shares = [condition.severity[band] for band in BANDS]
    return [sum(shares[: band + 1]) for band in range(len(BANDS) - 1)]
