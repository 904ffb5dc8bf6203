"""Which answer is in force: here, today, for this person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from sim.network.county import county_of
from sim.network.rules import InForce, Rules, expected, places_of
from sim.network.world import World
from sim.people import draw_people
from sim.policies import Selector
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import CRITICAL, MINOR
from tests.hamlet import SEED, hamlet

EVER = float("inf")
MAP = {"villages": 8, "townships": 3, "county_hospitals": 2, "radius": "20 km", "seed": 5}


@dataclass
class Patient:
    resident: int = 0
    condition: int = 0
    band: int = MINOR


def world(**settings: Any) -> World:
    from sim.engine.prepared import CountyVillages

    scenario = hamlet(2, places__map=MAP, **settings)
    county = county_of(scenario)
    return World(scenario, county, draw_people(scenario, CountyVillages(county), SEED), 1)


def rule(name: str, **limits: Any) -> InForce:
    given = {"from_min": 0.0, "until_min": EVER}
    return InForce(policy=name, **{**given, **limits})


def test_the_last_answer_that_holds_is_in_force() -> None:
    rules = Rules([rule("null"), rule("today"), rule("from Friday", from_min=100.0, until_min=200.0)])
    said = [rules.answer(minute, 0, Patient()).policy for minute in (0.0, 99.9, 100.0, 199.9, 200.0)]
    assert said == ["today", "today", "from Friday", "from Friday", "today"]


def test_where_nothing_holds_the_null_answer_does() -> None:
    rules = Rules([rule("null"), rule("elsewhere", places=bytes(i == 7 for i in range(9)))])
    assert [rules.answer(0.0, place, Patient()).policy for place in (6, 7)] == ["null", "elsewhere"]


def test_a_rule_may_concern_some_people_illnesses_and_severities() -> None:
    some = rule(
        "some",
        residents=bytes([1, 0]),
        conditions=bytes(i == 3 for i in range(9)),
        bands=bytes(band == CRITICAL for band in range(4)),
    )
    rules = Rules([rule("null"), some])
    asked = [Patient(0, 3, CRITICAL), Patient(1, 3, CRITICAL), Patient(0, 2, CRITICAL), Patient(0, 3, MINOR)]
    assert [rules.answer(0.0, 0, patient).policy for patient in asked] == ["some", "null", "null", "null"]


def test_what_most_people_expect() -> None:
    half = rule("poor", residents=bytes([1, 1, 0, 0]))
    rules = Rules([rule("null"), half, rule("pneumonia", conditions=frozenset({1}))])
    groups = np.array([[True, True, False, False], [True, True, True, False], [True, True, True, True]])
    assert [expected(rules.meant_for(group), 0.0, 0) for group in groups] == ["poor", "poor", "null"]


def test_people_expect_the_rule_of_the_day_and_the_place() -> None:
    later = rule("later", from_min=DAY_MIN)
    here = rule("here", places=bytes([0, 1]))
    meant = Rules([rule("null"), later, here]).meant_for(np.array([True]))
    asked = [(0.0, 0), (0.0, 1), (DAY_MIN, 0), (DAY_MIN, 1)]
    assert [expected(meant, minute, place) for minute, place in asked] == ["null", "here", "later", "here"]


def test_dates_are_whole_days_both_included() -> None:
    gate = {"kind": "gatekeeping", "compliance": "100 %", "from": "2026-01-07", "until": "2026-01-08"}
    rules = world(policies__first_contact=gate).first_contact
    kinds = [rules.answer(day * DAY_MIN, -1, Patient()).policy.kind for day in (1, 2, 3, 4)]
    assert kinds == ["free_choice", "gatekeeping", "gatekeeping", "free_choice"]
    assert rules.answer(4 * DAY_MIN - 0.1, -1, Patient()).policy.kind == "gatekeeping"
    assert {2 * DAY_MIN, 4 * DAY_MIN} <= rules.edges()


def test_selectors_name_places() -> None:
    county = county_of(hamlet(2, places__map=MAP))
    by_id = {place.id: i for i, place in enumerate(county.facilities)}
    townships = {by_id[name] for name in ("T1", "T2", "T3")}
    assert places_of(Selector(tier="township"), county) == townships
    assert places_of(Selector(facilities=("V1", "H2")), county) == {by_id["V1"], by_id["H2"]}
    far = places_of(Selector(tier="township", farthest=1), county)
    near = places_of(Selector(tier="township", nearest=2), county)
    assert far | near == townships
    assert far & near == set()
    hospital = county.facilities[by_id["H1"]].spot
    assert hospital.km_to(county.facilities[min(far)].spot) == max(
        hospital.km_to(county.facilities[place].spot) for place in townships
    )
    assert len(places_of(Selector(tier="township", smallest=2), county)) == 2
    assert places_of(Selector(tier="township", facilities=("V1",)), county) == set()


def test_a_rule_asked_at_home_concerns_those_who_live_near_its_places() -> None:
    free = {"kind": "free_choice"}
    gate = {"kind": "gatekeeping", "compliance": "100 %"}
    some = world(policies__first_contact=[free, {**gate, "only_in": {"tier": "township", "farthest": 1}}])
    everyone = world(policies__first_contact=[free, {**gate, "only_in": {"tier": "village"}}])
    nobody = world(policies__first_contact=[free, {**gate, "only_in": {"tier": "county"}}])
    village = some.people.village

    def gated_in(w: World) -> Any:
        answers = [w.first_contact.answer(0.0, -1, Patient(resident)) for resident in range(len(village))]
        return np.array([answer.policy.kind == "gatekeeping" for answer in answers])

    gated = [gated_in(w) for w in (some, everyone, nobody)]
    assert 0 < gated[0].sum() < len(village)
    assert all(len(set(gated[0][village == v])) == 1 for v in range(8)), "a village is in or out as a whole"
    assert gated[1].all()
    assert not gated[2].any()


@pytest.mark.parametrize(("scheme", "dearer"), [("employees", 1), ("residents", 0)])
def test_people_expect_the_price_of_their_own_scheme(scheme: str, dearer: int) -> None:
    """Self-pay for one scheme only: its members expect the whole bill, the others their share."""
    tiered = {"kind": "tiered"}
    w = world(policies__insurance=[tiered, {"kind": "self_pay", "only_for": {"scheme": scheme}}])
    usual = world(policies__insurance=tiered)
    moved = (w.beliefs["price_yuan"] > usual.beliefs["price_yuan"]).any(axis=0)
    assert list(np.flatnonzero(moved)) == [dearer]


def test_people_expect_the_prices_of_their_own_hospital() -> None:
    tiered = {"kind": "tiered"}
    only = [tiered, {"kind": "self_pay", "only_in": {"facilities": ["H1"]}}]
    w, usual = world(policies__insurance=only), world(policies__insurance=tiered)
    moved = (w.beliefs["price_yuan"] > usual.beliefs["price_yuan"]).any(axis=1)
    assert [w.place[i].id for i in np.flatnonzero(moved)] == ["H1"]
