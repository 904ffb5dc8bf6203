"""How long, how far and how dear every way is: from each village, and from each place, to each place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.network.county import County
from sim.scenario.places import FacilityRow, VillageRow
from sim.scenario.scenario import Scenario
from sim.vocabulary import TIERS
from sim.vocabulary.words import OUT_OF_COUNTY

OWN_VILLAGE_KM: Final = 0.5
"""From home to the post of one's own village (assumption: 7.5 minutes on foot)."""
OUT_ROAD_KM_PER_H: Final = 80.0
"""Speed on the road out of the county, only to tell its length (assumption)."""

Floats = NDArray[np.float64]
Matrix = tuple[Floats, Floats, Floats]


@dataclass(frozen=True, slots=True)
class Ways:
    """Matrices (from, to place) of minutes, kilometres and fares, one way."""

    minutes: list[list[float]]
    km: list[list[float]]
    yuan: list[list[float]]


def ways(scenario: Scenario, county: County) -> tuple[Ways, Ways]:
    """Ways from the villages and ways between the places."""
    places = np.array([[place.spot.x_km, place.spot.y_km] for place in county.facilities])
    homes = np.array([[village.spot.x_km, village.spot.y_km] for village in county.villages])
    from_home = _matrix(scenario, county, homes, places, OWN_VILLAGE_KM)
    between = _matrix(scenario, county, places, places, 0.0)
    _from_table(scenario, county, from_home, [village.id for village in county.villages])
    _from_table(scenario, county, between, [place.id for place in county.facilities])
    _by_way_of_another(scenario, county, from_home, between)
    return _lists(from_home), _lists(between)


def _matrix(scenario: Scenario, county: County, starts: Floats, places: Floats, least_km: float) -> Matrix:
    shape = (len(starts), len(places))
    travel = scenario.travel
    if travel is None or travel.kind == "none" or travel.road is None:
        return np.zeros(shape), np.zeros(shape), np.zeros(shape)
    straight = np.hypot(*(starts[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    km = np.maximum(least_km, straight * travel.road.detour)
    minutes = km / travel.road.speed * 60.0
    yuan = km * travel.road.fare
    if travel.walk is not None:
        on_foot = km <= travel.walk.up_to
        minutes = np.where(on_foot, km / travel.walk.speed * 60.0, minutes)
        yuan = np.where(on_foot, 0.0, yuan)
    outside = [i for i, place in enumerate(county.facilities) if place.tier == OUT_OF_COUNTY]
    if travel.out_of_county is not None and outside:
        to_town = np.hypot(starts[:, 0], starts[:, 1])[:, None] * travel.road.detour
        minutes[:, outside] = to_town / travel.road.speed * 60.0 + travel.out_of_county.time
        yuan[:, outside] = to_town * travel.road.fare + travel.out_of_county.fare
        km[:, outside] = to_town + travel.out_of_county.time / 60.0 * OUT_ROAD_KM_PER_H
    return minutes, km, yuan


def _from_table(scenario: Scenario, county: County, matrix: Matrix, starts: list[str]) -> None:
    """Rows of the planner's table of ways replace what the roads would give."""
    row_of = {name: i for i, name in enumerate(starts)}
    column_of = {place.id: i for i, place in enumerate(county.facilities)}
    for way in scenario.places.travel_rows if scenario.places is not None else ():
        if way.from_ in row_of and way.to in column_of:
            at = row_of[way.from_], column_of[way.to]
            matrix[0][at], matrix[1][at], matrix[2][at] = way.minutes, way.km, way.yuan


def _by_way_of_another(scenario: Scenario, county: County, homes: Matrix, between: Matrix) -> None:
    """To and from whatever has no coordinates: by way of the nearest place that the table names, and on from there."""
    if scenario.places is None or not scenario.places.travel_rows:
        return
    number = {place.id: i for i, place in enumerate(county.facilities)}
    ways = {(way.from_, way.to): way.minutes for way in scenario.places.travel_rows}
    for row in scenario.places.facility_rows:
        near = {name: ways.get((row.facility, name), ways.get((name, row.facility))) for name in number}
        near = {name: minutes for name, minutes in near.items() if minutes is not None and name != row.facility}
        if _is_placed(row) or row.tier == TIERS[OUT_OF_COUNTY] or not near:
            continue
        at, via = number[row.facility], number[min(near, key=lambda name: near[name] or 0.0)]
        _lead_through(between, homes, at, via, row.facility, county, ways)
    for start, village in enumerate(scenario.places.village_rows):
        listed = [number[end] for begin, end in ways if begin == village.village and end in number]
        if _is_placed(village) or not listed:
            continue
        via = min(listed, key=homes[0][start].__getitem__)
        others = [place for place in range(len(number)) if place not in listed]
        for home, on in zip(homes, between, strict=True):
            home[start, others] = home[start, via] + on[via, others]


def _is_placed(row: FacilityRow | VillageRow) -> bool:
    return row.longitude is not None and row.latitude is not None


def _lead_through(
    between: Matrix, homes: Matrix, at: int, via: int, name: str, county: County, ways: Mapping[tuple[str, str], float]
) -> None:
    """Every way of one place that the table leaves out leads through another; a way is as long in both directions."""
    for on, home in zip(between, homes, strict=True):
        for place in [via, *(place for place in range(len(county.facilities)) if place not in (at, via))]:
            there, back = (name, county.facilities[place].id), (county.facilities[place].id, name)
            if there not in ways:
                on[at, place] = on[place, at] if back in ways else on[at, via] + on[via, place]
            if back not in ways:
                on[place, at] = on[at, place] if there in ways else on[place, via] + on[via, at]
        for start, village in enumerate(county.villages):
            if (village.id, name) not in ways:
                home[start, at] = home[start, via] + on[via, at]


def _lists(matrix: Matrix) -> Ways:
    return Ways(*(part.tolist() for part in matrix))
