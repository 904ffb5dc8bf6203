"""An invented county: everyone lives somewhere, everything is near enough, and the same seed draws the same map."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.network.county import County, county_of
from sim.network.geography import (
    TOWN_KM,
    Spot,
    hospital_spots,
    residents_by_village,
    township_spots,
    village_spots,
)
from sim.scenario.places import CountyMap
from sim.vocabulary.words import COUNTY, OUT_OF_COUNTY, TOWNSHIP, VILLAGE
from tests.hamlet import hamlet

MAP = CountyMap(villages=40, townships=5, county_hospitals=2, radius="30 km", seed=3)


def test_the_same_seed_draws_the_same_map_and_another_seed_another() -> None:
    again = CountyMap(villages=40, townships=5, county_hospitals=2, radius="30 km", seed=3)
    other = CountyMap(villages=40, townships=5, county_hospitals=2, radius="30 km", seed=4)
    assert village_spots(MAP) == village_spots(again)
    assert village_spots(MAP) != village_spots(other)


def test_one_more_village_leaves_the_others_where_they_are() -> None:
    """Their luck hangs on their number alone; only how many are quarters of the town depends on the total."""
    more = CountyMap(villages=41, townships=5, county_hospitals=2, radius="30 km", seed=3)
    assert village_spots(more)[:40] == village_spots(MAP)


def test_everything_lies_inside_the_county() -> None:
    spots = [*village_spots(MAP), *township_spots(MAP), *hospital_spots(MAP)]
    assert all(math.hypot(spot.x_km, spot.y_km) <= 30.0 for spot in spots)


def test_quarters_of_the_town_lie_in_the_town_and_nothing_else_does() -> None:
    for spot in village_spots(MAP):
        assert spot.in_town == (math.hypot(spot.x_km, spot.y_km) <= TOWN_KM)


@settings(max_examples=50)
@given(residents=st.integers(1, 100_000), weights=st.lists(st.floats(0.01, 10.0), min_size=1, max_size=30))
def test_residents_add_up_to_the_last_person(residents: int, weights: list[float]) -> None:
    spots = [Spot(0.0, 0.0, weight=weight) for weight in weights]
    counts = residents_by_village(spots, residents)
    assert sum(counts) == residents
    total = sum(weights)
    assert all(abs(n - residents * w / total) < 1.0 + 1e-6 for n, w in zip(counts, weights, strict=True))


@pytest.fixture(scope="module")
def county() -> County:
    return county_of(hamlet(places__map={"villages": 12, "townships": 3, "county_hospitals": 2, "radius": "20 km"}))


def test_a_place_refers_up_to_the_nearest_of_the_next_tier(county: County) -> None:
    for place in county.facilities:
        if place.tier == OUT_OF_COUNTY:
            assert place.up == ()
            continue
        up = county.facilities[county.number(place.up[0])]
        assert up.tier == place.tier + 1
        of_tier = [other for other in county.facilities if other.tier == up.tier]
        assert place.spot.km_to(up.spot) == min(place.spot.km_to(other.spot) for other in of_tier)


def test_the_order_of_facilities_is_their_number(county: County) -> None:
    tiers = [place.tier for place in county.facilities]
    assert tiers == [VILLAGE] * 12 + [TOWNSHIP] * 3 + [COUNTY] * 2 + [OUT_OF_COUNTY]
    assert [county.number(place.id) for place in county.facilities] == list(range(18))
    assert county.number("X9") == -1


def test_groups_lead_and_are_inherited_downwards() -> None:
    county = county_of(
        hamlet(
            places__map={"villages": 6, "townships": 2, "county_hospitals": 2, "radius": "20 km"},
            places__groups={"east": {"lead": "H1", "members": ["T1"]}, "west": {"lead": "H2", "members": ["T2"]}},
        )
    )
    group_of = {place.id: place.group for place in county.facilities}
    up_of = {place.id: place.up[0] for place in county.facilities if place.up}
    assert (up_of["T1"], up_of["T2"]) == ("H1", "H2")
    assert (group_of["T1"], group_of["T2"], group_of["H1"], group_of["H2"]) == ("east", "west", "east", "west")
    assert all(group_of[post] == group_of[up] for post, up in up_of.items() if post.startswith("V"))
