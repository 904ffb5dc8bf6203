"""Ways: symmetric on roads, on foot where it is near, as the planner's table says, and out of the county."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim import load
from sim.network.county import county_of
from sim.network.travel import OWN_VILLAGE_KM, ways
from sim.scenario.scenario import Scenario
from sim.vocabulary.words import OUT_OF_COUNTY
from tests.hamlet import ROOT, hamlet
from tests.scenario.real_county import COUNTY, FACILITIES, VILLAGES, put

WAYS_LINE = "  travel: ways.csv\n  groups"
STORY_COUNTY = ROOT / "tests" / "stories" / "county" / "county.yaml"


@pytest.fixture(scope="module")
def county() -> Scenario:
    return hamlet(places__map={"villages": 12, "townships": 3, "radius": "20 km", "county_hospitals": 1})


def test_roads_are_as_long_in_both_directions(county: Scenario) -> None:
    _, between = ways(county, county_of(county))
    inside = [i for i, place in enumerate(county_of(county).facilities) if place.tier != OUT_OF_COUNTY]
    km = np.array(between.km)[np.ix_(inside, inside)]
    assert np.array_equal(km, km.T)
    assert not km.diagonal().any()


def test_short_ways_are_walked_and_cost_nothing(county: Scenario) -> None:
    home, _ = ways(county, county_of(county))
    km, minutes, yuan = np.array(home.km), np.array(home.minutes), np.array(home.yuan)
    walked = km <= 2.0
    assert walked.any()
    assert not yuan[walked].any()
    assert np.allclose(minutes[walked], km[walked] / 4.0 * 60.0)
    driven = ~walked
    driven[:, -1] = False
    assert np.allclose(minutes[driven], km[driven] / 30.0 * 60.0)
    assert np.allclose(yuan[driven], km[driven] * 0.6)


def test_nobody_lives_in_the_post(county: Scenario) -> None:
    home, _ = ways(county, county_of(county))
    assert min(map(min, home.km)) >= OWN_VILLAGE_KM


def test_the_way_out_of_the_county_begins_in_the_town(county: Scenario) -> None:
    place = county_of(county)
    home, between = ways(county, place)
    out, hospital = len(place.facilities) - 1, place.number("H1")
    assert between.minutes[hospital][out] == 90.0
    assert between.yuan[hospital][out] == 60.0
    assert all(home.minutes[v][out] >= 90.0 for v in range(len(place.villages)))


def test_a_row_of_the_planners_table_replaces_the_road() -> None:
    scenario = load(STORY_COUNTY)
    place = county_of(scenario)
    home, between = ways(scenario, place)
    number = place.number
    assert home.minutes[0][number("V1")] == 10.0
    assert (between.minutes[number("V1")][number("H1")], between.yuan[number("V1")][number("H1")]) == (50.0, 20.0)
    assert between.minutes[number("H1")][number("V1")] != 50.0, "the way back stands in no row: by road"


def test_without_ways_everyone_is_everywhere_at_once() -> None:
    cars = {"vehicles": 1, "speed": "50 km/h"}
    scenario = hamlet(travel={"kind": "none", "ambulance": cars})
    home, between = ways(scenario, county_of(scenario))
    assert not np.array(home.minutes).any()
    assert not np.array(between.km).any()


def test_a_village_without_coordinates_goes_on_from_the_place_that_the_table_names(tmp_path: Path) -> None:
    put(tmp_path, villages=VILLAGES.replace("103.4388,30.4002", ","), county=COUNTY.replace("  groups", WAYS_LINE))
    (tmp_path / "ways.csv").write_text("from,to,minutes,km,yuan\nV3,T1,45,12.5,8\nV3,H1,90,30,15\n")
    real = load(tmp_path / "county.yaml")
    home, between = ways(real, county_of(real))
    ids = [place.id for place in county_of(real).facilities]
    start, via, end = 2, ids.index("T1"), ids.index("T2")
    assert home.minutes[start][ids.index("H1")] == 90
    assert home.minutes[start][end] == 45 + between.minutes[via][end]
    assert home.km[start][end] == 12.5 + between.km[via][end]
    assert home.yuan[start][end] == 8 + between.yuan[via][end]


def test_a_place_without_coordinates_does_not_stand_in_the_county_town(tmp_path: Path) -> None:
    """T1 has none, and a way to H1: whoever goes elsewhere from there, or comes, passes H1."""
    facilities = FACILITIES.replace("103.5210,30.4456", ",")
    put(tmp_path, facilities=facilities, county=COUNTY.replace("  groups", WAYS_LINE))
    (tmp_path / "ways.csv").write_text("from,to,minutes,km,yuan\nT1,H1,45,12.5,8\n001,T1,60,20,9\n")
    real = load(tmp_path / "county.yaml")
    home, between = ways(real, county_of(real))
    ids = [place.id for place in county_of(real).facilities]
    at, via, other = ids.index("T1"), ids.index("H1"), ids.index("T2")
    assert between.minutes[at][via] == between.minutes[via][at] == 45
    assert between.km[at][other] == 12.5 + between.km[via][other]
    assert between.yuan[other][at] == between.yuan[other][via] + 8
    assert home.minutes[0][at] == 60
    assert home.minutes[1][at] == home.minutes[1][via] + 45
