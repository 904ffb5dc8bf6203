"""Who lives in the county: one row per resident, drawn once per seed.

Every replication and every scenario of a seed has the same residents. Each column of each resident has its
own luck, so another scheme share moves nobody into another age band.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.luck.decisions import Decision
from sim.luck.philox import NO_TIER, key, uniform
from sim.people.chronic import draw_chronic, draw_controlled
from sim.people.shares import bounds_by_village

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

AGE_BAND: Final = Decision.age_band
SCHEME: Final = Decision.scheme
POOR: Final = Decision.poor
CONTRACTED: Final = Decision.contracted


class Villages(Protocol):
    """What is asked of the county's villages (``sim.network`` builds them)."""

    residents: NDArray[np.int64]
    in_town: NDArray[np.bool_]


@dataclass(frozen=True)
class People:
    """Columns of residents, village by village; a resident is a row number.

    Attributes:
        village: row of the villages.
        age_band: number of the band in ``people.ages``.
        scheme: number of the insurance scheme in ``people.schemes``.
        poor: registered as poor.
        contracted: has a family-doctor contract.
        chronic: chronic illnesses; bit i is the i-th of ``chronic:``.
        controlled: of these, the ones under control.
        in_town: lives in the county town; all others are rural.
    """

    village: NDArray[np.int32]
    age_band: NDArray[np.int8]
    scheme: NDArray[np.int8]
    poor: NDArray[np.bool_]
    contracted: NDArray[np.bool_]
    chronic: NDArray[np.int32]
    controlled: NDArray[np.int32]
    in_town: NDArray[np.bool_]

    def __len__(self) -> int:
        return int(self.village.size)


def draw_people(scenario: Scenario, villages: Villages, seed: int) -> People:
    """The residents of all villages, in the order of the villages.

    Args:
        scenario: its ``people`` and ``chronic`` blocks, and what rows of a table of villages change.
        villages: how many live in each, and which are in the county town.
        seed: of the study; replications share their residents.

    Raises:
        ValueError: more than 31 chronic illnesses.
    """
    at_home = np.asarray(villages.residents, np.int64)
    if scenario.people is None or not at_home.size:
        return _nobody()
    village, age_band, scheme, poor, contracted = _draw(
        key(seed),
        at_home,
        bounds_by_village(scenario, "ages", at_home.size),
        bounds_by_village(scenario, "schemes", at_home.size),
        scenario.people.poor,
        scenario.people.contracted,
    )
    chronic = draw_chronic(scenario, age_band, seed)
    controlled = draw_controlled(scenario, chronic, seed)
    in_town = np.asarray(villages.in_town, np.bool_)[village]
    return People(village, age_band, scheme, poor, contracted, chronic, controlled, in_town)


def _nobody() -> People:
    none = np.empty(0, np.int8)
    flags, masks = none.astype(np.bool_), none.astype(np.int32)
    return People(masks, none, none, flags, flags, masks, masks, flags)


@njit(cache=True)
def _which(bounds: Any, u: float) -> int:
    """The part of a whole in which a number of luck falls."""
    part = 0
    while part < bounds.size - 1 and u >= bounds[part]:
        part += 1
    return part


@njit(cache=True)
def _draw(
    luck: int,
    at_home: Any,
    age_bounds: Any,
    scheme_bounds: Any,
    poor_share: float,
    contracted_share: float,
) -> tuple[Any, Any, Any, Any, Any]:
    n = at_home.sum()
    village = np.empty(n, np.int32)
    age_band = np.empty(n, np.int8)
    scheme = np.empty(n, np.int8)
    poor = np.empty(n, np.bool_)
    contracted = np.empty(n, np.bool_)
    resident = 0
    for v in range(at_home.size):
        for _ in range(at_home[v]):
            who = resident << 32
            age = _which(age_bounds[v], uniform(luck, who, AGE_BAND, NO_TIER, 0, 0))
            village[resident] = v
            age_band[resident] = age
            scheme[resident] = _which(scheme_bounds[v], uniform(luck, who, SCHEME, NO_TIER, 0, 0))
            poor[resident] = uniform(luck, who, POOR, NO_TIER, 0, 0) < poor_share
            contracted[resident] = uniform(luck, who, CONTRACTED, NO_TIER, 0, 0) < contracted_share
            resident += 1
    return village, age_band, scheme, poor, contracted
