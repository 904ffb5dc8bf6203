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


def draw_chronic(
    scenario: Scenario, age_band: NDArray[np.int8], seed: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The chronic illnesses of residents of these ages, and those under control; bit i is the i-th illness.

    The luck is the resident's and the illness's own: when the share under control rises, all who were under
    control stay so.

    Raises:
        ValueError: more than 31 chronic illnesses.
    """
    illnesses = scenario.chronic
    assert scenario.people is not None
    if len(illnesses) > MOST_CHRONIC:
        raise ValueError(f"chronic: found {len(illnesses)} illnesses, expected {MOST_CHRONIC} at most")
    ages = list(scenario.people.ages)
    prevalence = [[illness.prevalence.get(age, 0.0) for age in ages] for illness in illnesses.values()]
    chronic, controlled = _draw_chronic(
        key(seed),
        age_band,
        np.array(numbers_of(list(illnesses)), np.int64),
        np.array(prevalence, np.float64).reshape(len(illnesses), len(ages)),
        np.array([illness.controlled for illness in illnesses.values()], np.float64),
    )
    return chronic, controlled


@njit(cache=True)
def _draw_chronic(
    luck: int, age_band: Any, numbers: Any, prevalence: Any, controlled_share: Any
) -> tuple[Any, Any]:
    chronic = np.zeros(age_band.size, np.int32)
    controlled = np.zeros(age_band.size, np.int32)
    for resident in range(age_band.size):
        who = resident << 32
        for i in range(numbers.size):
            if uniform(luck, who, HAS_CHRONIC, NO_TIER, 0, numbers[i]) < prevalence[i, age_band[resident]]:
                chronic[resident] |= 1 << i
                if uniform(luck, who, IS_CONTROLLED, NO_TIER, 0, numbers[i]) < controlled_share[i]:
                    controlled[resident] |= 1 << i
    return chronic, controlled
