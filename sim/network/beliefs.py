"""What people believe of places, as numeric rows: options by village, beliefs by place, tastes.

These rows are what the choice reads (``sim.pathway.choice``): expected price of a visit, wait believed from
last month, expected quality if it feels minor or serious.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.network.county import County
from sim.network.rows import INTENSIVE, RECOVERY
from sim.network.travel import Ways
from sim.scenario.choice import FixedShare, Logit, NestedLogit, Weights
from sim.scenario.scenario import Scenario
from sim.vocabulary.words import BANDS, TIERS

KINDS: Final = ("primary", "other", "referred")
"""Sets of constants: conditions meant for primary care, others, and people told to go on."""
TOWN: Final = "town"
"""Constants added for those who live in the county town."""
FELT: Final = ("minor", "serious")
EXPECTED_WAIT_MIN: Final = (2.0, 10.0, 25.0, 45.0)
"""What is believed of waits before the first month is over, by tier (assumption: village to out of county)."""
MINOR_MIX: Final = (0.76, 0.24)
"""Of what feels minor: minor and moderate cases (70 and 22 of 92, severity split of new episodes)."""

OPTION: Final = np.dtype([("place", "i4"), ("minutes", "f8"), ("yuan", "f8")])
TASTES: Final = np.dtype(
    [
        ("weights", "f8", (2, 6)),
        ("constants", "f8", (2 * len(KINDS), 1 + len(TIERS))),
        ("fixed", "f8", (2, 1 + len(TIERS))),
        ("is_fixed", "i4"),
        ("log_price", "i4"),
        ("within_tier", "f8"),
        ("price_per_yuan", "f8"),
        ("habit", "f8"),
    ]
)

ROOM_FOR_SCHEMES: Final = 8


def place_dtype(schemes: int) -> np.dtype[Any]:
    """One row per facility. ``quality``: if it feels minor, if it feels serious; ``price_yuan``: by purse (scheme,
    then the poor of each scheme where they pay apart).

    There is room for eight schemes at least, so that compiled code serves every county with fewer.
    """
    return np.dtype(
        [
            ("tier", "i4"),
            ("bed", "i4"),
            ("wait_min", "f8"),
            ("quality", "f8", (2,)),
            ("price_yuan", "f8", (max(2 * schemes, ROOM_FOR_SCHEMES),)),
        ]
    )


@njit(cache=True)
def quality_believed(places: Any, place: int, felt: int) -> float:
    """What people believe a place handles rightly, of what feels minor (0) or serious (1)."""
    return float(places[place].quality[felt])


def options(scenario: Scenario, county: County, from_home: Ways) -> list[NDArray[np.void]]:
    """For each village the places that come to mind, nearest of each tier first; an empty row at the end
    for the place used last, where that is considered."""
    considers = getattr(scenario.choice, "considers", None)
    many = considers.nearest_of_each_tier if considers is not None else 1
    usual = 1 if considers is not None and considers.usual_place else 0
    of_tier = [[i for i, place in enumerate(county.facilities) if place.tier == tier] for tier in range(len(TIERS))]
    found = []
    for village in range(len(county.villages)):
        minutes = from_home.minutes[village]
        numbers: list[int] = []
        for places in of_tier:
            numbers += sorted(places, key=minutes.__getitem__)[:many]
        rows = np.zeros(len(numbers) + usual, OPTION)
        rows["place"][len(numbers) :] = -1
        for row, place in enumerate(numbers):
            rows[row] = (place, minutes[place], from_home.yuan[village][place])
        found.append(rows)
    return found


def tastes(scenario: Scenario) -> NDArray[np.void]:
    """The choice block as one numeric row."""
    row = np.zeros(1, TASTES)
    choice = scenario.choice
    row["within_tier"] = row["price_per_yuan"] = 1.0
    if isinstance(choice, FixedShare):
        row["is_fixed"] = 1
        for felt, band in enumerate(FELT):
            shares = choice.by_severity.get(band, choice.shares)
            row["fixed"][0, felt] = [shares.get("none", 0.0), *(shares.get(tier, 0.0) for tier in TIERS)]
        return row
    if not isinstance(choice, Logit | NestedLogit):
        raise ValueError("a county needs choice: to say how people choose where to go")
    row["within_tier"] = choice.within_tier if isinstance(choice, NestedLogit) else 1.0
    row["price_per_yuan"] = choice.price_shape.per
    row["log_price"] = int(choice.price_shape.kind == "log")
    row["habit"] = choice.habit
    for felt, band in enumerate(FELT):
        row["weights"][0, felt] = _weights(choice.weights, band, choice)
    for kind, name in enumerate(KINDS):
        constants = choice.constants.get(name, {})
        row["constants"][0, kind] = _by_tier(constants)
        row["constants"][0, kind + len(KINDS)] = _by_tier(constants) + _by_tier(choice.constants.get(TOWN, {}))
    return row


def _by_tier(constants: dict[str, float]) -> NDArray[np.float64]:
    return np.array([constants.get("none", 0.0), *(constants.get(tier, 0.0) for tier in TIERS)])


def _weights(by_band: dict[str, Weights], band: str, choice: Logit | NestedLogit) -> list[float]:
    """Weights of a felt severity; a band that is not named has those of the one below it (else of the next)."""
    below = [name for name in BANDS[: BANDS.index(band) + 1] if name in by_band]
    weights = by_band[below[-1] if below else next(iter(by_band))]
    price = 0.0 if choice.price_felt == "nothing" else weights.price
    wait = 0.0 if choice.expects_wait == "nothing" else weights.wait_10_min
    return [price, weights.travel_10_min, wait, weights.expected_quality, weights.advice, weights.own_doctor]


def beliefs(county: County, schemes: int) -> NDArray[np.void]:
    """One row per place, before prices are known: tier, wards, quality, and what is believed of waits at first."""
    rows = np.zeros(len(county.facilities), place_dtype(schemes))
    for number, place in enumerate(county.facilities):
        treats = place.model.skill.treats
        minor = MINOR_MIX[0] * treats["minor"] + MINOR_MIX[1] * treats["moderate"]
        beds = sum(ward.beds for name, ward in place.model.wards.items() if name not in (RECOVERY, INTENSIVE))
        has_ward = beds > 0 or TIERS[place.tier] == "out_of_county"
        rows[number]["tier"] = place.tier
        rows[number]["bed"] = int(has_ward)
        rows[number]["wait_min"] = EXPECTED_WAIT_MIN[place.tier]
        rows[number]["quality"] = (minor, treats["serious"])
    return rows
