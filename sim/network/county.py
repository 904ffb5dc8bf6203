"""The county as a list of villages and a list of facilities, from an invented map or a planner's tables."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Final

from sim.network.geography import (
    Spot,
    hospital_spots,
    residents_by_village,
    township_spots,
    village_spots,
)  # fmt: skip
from sim.scenario.places import FacilityRow
from sim.scenario.scenario import Scenario
from sim.scenario.tiers import Tier
from sim.vocabulary.words import COUNTY, OUT_OF_COUNTY, TIERS, TOWNSHIP, VILLAGE

NOWHERE: Final = -1
EARTH_KM_PER_DEGREE: Final = 111.32
OUT_ID: Final = "O1"


@dataclass(frozen=True, slots=True)
class Village:
    """Where people live."""

    id: str
    name: str
    name_zh: str
    residents: int
    spot: Spot
    ages: dict[str, float] = field(default_factory=dict)
    schemes: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facility:
    """A place of care (机构); ``model`` says what it has and does."""

    id: str
    name: str
    name_zh: str
    tier: int
    up: tuple[str, ...]
    group: str
    spot: Spot
    model: Tier


@dataclass(frozen=True, slots=True)
class County:
    """All villages and facilities; the order of the lists is their number everywhere."""

    villages: tuple[Village, ...]
    facilities: tuple[Facility, ...]

    def number(self, facility: str) -> int:
        """Number of a facility by its id, or -1."""
        return next((i for i, place in enumerate(self.facilities) if place.id == facility), NOWHERE)

    def nearest(self, spot: Spot, tier: int, many: int = 1) -> list[int]:
        """Numbers of the nearest facilities of a tier, nearest first (ties: list order)."""
        of_tier = [i for i, place in enumerate(self.facilities) if place.tier == tier]
        return sorted(of_tier, key=lambda i: (spot.km_to(self.facilities[i].spot), i))[:many]


def county_of(scenario: Scenario) -> County:
    """The county that the scenario describes.

    Raises:
        ValueError: the scenario has no places (it is made of stations).
    """
    if scenario.places is None or scenario.people is None:
        raise ValueError("this scenario has no places: and people:; it is made of stations")
    county = _listed(scenario) if scenario.places.map is None else _invented(scenario)
    return _with_links(scenario, county)


def _invented(scenario: Scenario) -> County:
    assert scenario.places is not None
    assert scenario.places.map is not None
    assert scenario.people is not None
    drawn, tiers = scenario.places.map, scenario.tiers
    spots = village_spots(drawn)
    people = residents_by_village(spots, scenario.people.residents)
    villages = tuple(
        Village(f"V{i + 1}", f"Village {i + 1}", f"{i + 1}号村", people[i], spot) for i, spot in enumerate(spots)
    )
    places: list[Facility] = []
    for tier, letter, name, name_zh, where in (
        (VILLAGE, "V", "Village post", "村卫生室", spots),
        (TOWNSHIP, "T", "Township health centre", "乡镇卫生院", township_spots(drawn)),
        (COUNTY, "H", "County hospital", "县医院", hospital_spots(drawn)),
    ):
        if TIERS[tier] not in tiers:
            continue
        places += [
            Facility(
                f"{letter}{i + 1}",
                f"{name} {i + 1}",
                f"{name_zh}{i + 1}",
                tier,
                (),
                "",
                spot,
                tiers[TIERS[tier]],
            )
            for i, spot in enumerate(where)
        ]
    return County(villages, (*places, *_out_of_county(tiers)))


def _out_of_county(tiers: dict[str, Tier]) -> list[Facility]:
    """The big hospital outside: one place, no queue."""
    if TIERS[OUT_OF_COUNTY] not in tiers:
        return []
    here = Spot(0.0, 0.0)
    return [
        Facility(
            OUT_ID,
            "Hospital outside the county",
            "县外医院",
            OUT_OF_COUNTY,
            (),
            "",
            here,
            tiers["out_of_county"],
        )
    ]


def _listed(scenario: Scenario) -> County:
    assert scenario.places is not None
    assert scenario.people is not None
    rows = scenario.places.facility_rows
    located = [row for row in rows if row.longitude is not None and row.latitude is not None]
    hospitals = [row for row in located if row.tier == "county"] or located
    origin = (hospitals[0].longitude or 0.0, hospitals[0].latitude or 0.0) if hospitals else (0.0, 0.0)
    places = [
        Facility(
            row.facility, row.name or row.facility, row.name_zh or row.name or row.facility, TIERS.index(row.tier),
            row.up, row.group or "", _spot(row.longitude, row.latitude, origin), row.tier_model,
        )
        for row in rows
    ]  # fmt: skip
    if not any(place.tier == OUT_OF_COUNTY for place in places):
        places += _out_of_county(scenario.tiers)
    villages = [
        Village(
            row.village, row.name or row.village, row.name_zh or row.name or row.village, row.residents,
            replace(_spot(row.longitude, row.latitude, origin), in_town=row.in_town), dict(row.ages), dict(row.schemes),
        )
        for row in scenario.places.village_rows
    ] or _villages_of_posts(rows, places, scenario.people.residents)  # fmt: skip
    return County(tuple(villages), tuple(places))


def _villages_of_posts(rows: tuple[FacilityRow, ...], places: list[Facility], residents: int) -> list[Village]:
    """Without a table of villages: one village around each post, all alike."""
    posts = [place for place in places if place.tier == VILLAGE] or places[:1]
    counts = residents_by_village([post.spot for post in posts], residents)
    return [
        Village(post.id, post.name, post.name_zh, count, post.spot) for post, count in zip(posts, counts, strict=True)
    ]


def _spot(longitude: float | None, latitude: float | None, origin: tuple[float, float]) -> Spot:
    if longitude is None or latitude is None:
        return Spot(0.0, 0.0)
    shrink = math.cos(math.radians(origin[1]))
    return Spot((longitude - origin[0]) * EARTH_KM_PER_DEGREE * shrink, (latitude - origin[1]) * EARTH_KM_PER_DEGREE)


def _with_links(scenario: Scenario, county: County) -> County:
    """Who refers up to whom: as written, else the group's lead, else the nearest place of the next tier."""
    assert scenario.places is not None
    lead_of: dict[str, str] = {}
    group_of: dict[str, str] = {}
    for name, consortium in scenario.places.groups.items():
        group_of.setdefault(consortium.lead, name)
        for member in consortium.members:
            lead_of[member], group_of[member] = consortium.lead, name
    linked = []
    for place in county.facilities:
        up = place.up or ((lead_of[place.id],) if place.id in lead_of else _next_tier(county, place))
        group = place.group or group_of.get(place.id, "")
        linked.append(replace(place, up=up, group=group))
    groups = {place.id: place.group for place in linked}
    inherited = [replace(p, group=p.group or groups.get(p.up[0], "") if p.up else p.group) for p in linked]
    return County(county.villages, tuple(inherited))


def _next_tier(county: County, place: Facility) -> tuple[str, ...]:
    for tier in range(place.tier + 1, len(TIERS)):
        nearest = county.nearest(place.spot, tier)
        if nearest:
            return (county.facilities[nearest[0]].id,)
    return ()
