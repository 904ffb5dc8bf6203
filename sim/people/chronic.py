"""Who has a chronic illness, and who keeps it under control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.luck.decisions import Decision
from sim.luck.names import numbers_of
from sim.luck.philox import NO_TIER, key, uniform

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

HAS_CHRONIC: Final = Decision.has_chronic
IS_CONTROLLED: Final = Decision.is_controlled
MOST_CHRONIC: Final = 31

Bits = NDArray[np.int32]


def draw_chronic(scenario: Scenario, age_band: NDArray[np.int8], seed: int) -> Bits:
    """The chronic illnesses of residents of these ages; bit i is the i-th illness.

    Raises:
        ValueError: more than 31 chronic illnesses.
    """
    illnesses = scenario.chronic
    if len(illnesses) > MOST_CHRONIC:
        raise ValueError(f"chronic: found {len(illnesses)} illnesses, expected {MOST_CHRONIC} at most")
    assert scenario.people is not None
    ages = list(scenario.people.ages)
    prevalence = [[illness.prevalence.get(age, 0.0) for age in ages] for illness in illnesses.values()]
    shares = np.array(prevalence, np.float64).reshape(len(illnesses), len(ages))
    return np.asarray(_who_has(key(seed), age_band, _numbers(scenario), shares))


def draw_controlled(scenario: Scenario, chronic: Bits, seed: int) -> Bits:
    """Which of their chronic illnesses residents keep under control.

    The luck is the resident's and the illness's own: when the share under control rises, all who were under
    control stay so.
    """
    shares = np.array([illness.controlled for illness in scenario.chronic.values()], np.float64)
    return np.asarray(_who_controls(key(seed), chronic, _numbers(scenario), shares))


def _numbers(scenario: Scenario) -> NDArray[np.int64]:
    return np.array(numbers_of(list(scenario.chronic)), np.int64)


@njit(cache=True)
def _who_has(luck: int, age_band: Any, numbers: Any, prevalence: Any) -> Any:
    chronic = np.zeros(age_band.size, np.int32)
    for resident in range(age_band.size):
        for i in range(numbers.size):
            u = uniform(luck, resident << 32, HAS_CHRONIC, NO_TIER, 0, numbers[i])
            if u < prevalence[i, age_band[resident]]:
                chronic[resident] |= 1 << i
    return chronic


@njit(cache=True)
def _who_controls(luck: int, chronic: Any, numbers: Any, shares: Any) -> Any:
    controlled = np.zeros(chronic.size, np.int32)
    for resident in range(chronic.size):
        for i in range(numbers.size):
            if (chronic[resident] >> i) & 1:
                u = uniform(luck, resident << 32, IS_CONTROLLED, NO_TIER, 0, numbers[i])
                if u < shares[i]:
                    controlled[resident] |= 1 << i
    return controlled
