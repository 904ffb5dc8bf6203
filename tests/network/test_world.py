"""The county as rows: what a date changes, what people believe, what the fund has paid, who comes down."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.prepared import CountyVillages
from sim.network.county import county_of
from sim.network.units import NO_UNIT
from sim.network.world import World
from sim.people import draw_people
from sim.vocabulary import DAY_MIN, YEAR_DAYS
from tests.hamlet import EXPERTS, SEED, hamlet, lived, with_change

DATE, DATE_MIN = "2026-01-12", 7 * DAY_MIN


def world(weeks: int = 2, **settings: Any) -> tuple[World, Any]:
    scenario = hamlet(weeks, **settings)
    today = scenario.at(0.0)
    county = county_of(today)
    return World(today, county, draw_people(today, CountyVillages(county), SEED), 1), scenario


def test_a_date_writes_new_numbers_into_the_same_rows() -> None:
    """Who is under way holds a row; the row has the new numbers, and keeps its calendar."""
    w, scenario = world(**with_change(2, DATE, "tiers.county.prices.visit", to="777 yuan"))
    hospital = next(row for row in w.place if row.id == "H1")
    rows, units, doors = list(w.place), list(w.unit), [row.door for row in w.unit]
    w.load_changes(scenario.at(DATE_MIN), DATE_MIN)
    assert hospital.visit_yuan == 777.0
    assert all(a is b for a, b in zip(rows, w.place, strict=True))
    assert all(a is b for a, b in zip(units, w.unit, strict=True))
    assert doors == [row.door for row in w.unit]


def test_a_test_without_machines_is_a_unit_that_a_date_can_open() -> None:
    change = with_change(2, DATE, "tiers.township.tests.lab.machines", to=2)
    w, scenario = world(tiers__township__tests__lab__machines=0, **change)
    township = next(row for row in w.place if row.id == "T1")
    lab = w.names.tests.index("lab")
    assert township.tests[lab] == NO_UNIT
    w.load_changes(scenario.at(DATE_MIN), DATE_MIN)
    assert w.unit[township.tests[lab]].id == "T1/lab"
    tests = lived(2, tiers__township__tests__lab__machines=0, **change)["tests"]
    at_the_township = tests[tests["facility"] == township.place]
    done = at_the_township[at_the_township["test"] == lab]
    assert len(done) > 0
    assert done["start_min"].min() >= DATE_MIN


def test_recovery_beds_are_used_from_the_day_they_open() -> None:
    change = with_change(2, DATE, "tiers.township.wards.recovery.beds", to=3)
    w, scenario = world(**change)
    from sim.network.stitch import stitch_calendars

    stitch_calendars(w, scenario)
    township = next(row.place for row in w.place if row.id == "T1")
    names = [w.unit[w.recovery_unit(township, minute)].name for minute in (0.0, DATE_MIN - 1.0, DATE_MIN)]
    assert names == ["general", "general", "recovery"]


def test_the_usual_place_comes_to_mind_only_if_it_is_considered() -> None:
    w, _ = world()
    without, _ = world(choice__considers={"nearest_of_each_tier": 2, "usual_place": False})
    assert all((rows["place"] == -1).sum() == 1 for rows in w.options)
    assert all((rows["place"] >= 0).all() for rows in without.options)


def test_beds_that_come_to_mind_are_those_of_ordinary_wards() -> None:
    w, _ = world(tiers__township__wards__general__beds=0, tiers__township__wards__recovery__beds=5)
    assert [w.beliefs[row.place]["bed"] for row in w.place if row.id in ("T1", "H1", "O1")] == [0, 1, 1]


def test_people_believe_last_months_mean_wait() -> None:
    w, _ = world()

    class Visit:
        v_place = 2

    before = w.beliefs["wait_min"].copy()
    for wait in (10.0, 30.0):
        w.note_wait(Visit(), wait)
    assert np.array_equal(w.beliefs["wait_min"], before), "until the month is over"
    w.believe_last_month()
    assert w.beliefs[2]["wait_min"] == 20.0
    assert np.array_equal(np.delete(w.beliefs["wait_min"], 2), np.delete(before, 2)), "no visits, no news"
    w.believe_last_month()
    assert w.beliefs[2]["wait_min"] == 20.0


def test_the_fund_counts_visits_and_stays_of_each_person_by_the_year() -> None:
    w, _ = world()
    year = YEAR_DAYS * DAY_MIN
    w.spend_fund(7, 0, 100.0, 60.0)
    w.spend_fund(7, 0, 200.0, 40.0)
    w.spend_fund(7, 1, 200.0, 500.0)
    assert [w.fund_spent(7, 0, 300.0), w.fund_spent(7, 1, 300.0), w.fund_spent(8, 0, 300.0)] == [100.0, 500.0, 0.0]
    assert w.fund_spent(7, 0, year - 1.0) == 100.0
    assert w.fund_spent(7, 0, year) == 0.0
    w.spend_fund(7, 0, year, 5.0)
    assert w.fund_spent(7, 0, year + 1.0) == 5.0


def test_experts_of_two_specialties_have_two_rooms_at_one_place() -> None:
    both = [EXPERTS, {**EXPERTS, "of": "county/surgical", "when": "Sa 09:00-11:00"}]
    ledger = lived(3, policies__expert_dispatch=both)
    units = ledger.frame["units"]
    rooms = units[units["name"].str.startswith("visiting")]
    assert list(rooms["id"]) == ["T1/visiting_internal", "T1/visiting_surgical"]
    away = ledger["days"]["away_min"]
    names = units["id"].to_numpy()[ledger["days"]["unit"]]
    assert all(away[names == clinic].sum() > 0.0 for clinic in ("H1/internal", "H1/surgical"))
    seen = ledger["visits"][np.isin(ledger["visits"]["unit"], rooms["unit"])]
    assert set(seen["expert"]) == {1}


def test_an_expert_who_is_there_for_some_people_sees_nobody_else() -> None:
    w_only = {**EXPERTS, "only_for": {"ages": ["65+"]}}
    ledger = lived(4, policies__expert_dispatch=w_only)
    seen = ledger["visits"][ledger["visits"]["expert"] == 1]
    ages = ledger.frame["residents"]["age_band"].to_numpy()[seen["resident"]]
    assert len(seen) > 0
    assert set(ages) == {3}


def test_hours_dispatched_are_missing_at_the_sender() -> None:
    today, sent = lived(3), lived(3, policies__expert_dispatch=EXPERTS)
    unit = list(today.frame["units"]["id"]).index("H1/internal")
    days = [ledger["days"][ledger["days"]["unit"] == unit] for ledger in (today, sent)]
    staffed = [rows["staffed_min"][np.argsort(rows["day"])] for rows in days]
    missing = staffed[0] - staffed[1]
    assert set(np.flatnonzero(missing)) == {5, 12, 19}, "Saturdays"
    assert missing[5] >= 180.0, "the session, and the road while the doors are open"


@pytest.mark.parametrize("what", ["hospital_above", "receiving"])
def test_the_hospital_above_a_place(what: str) -> None:
    w, _ = world()
    post, township, hospital, out = 0, 2, 3, 4

    class Serious:
        right_tier = 2
        village = 0

    if what == "hospital_above":
        assert [w.hospital_above(place) for place in (post, township, hospital, out)] == [hospital, hospital, -1, -1]
    else:
        assert w.receiving(w.place[post], Serious()) == hospital
        Serious.right_tier = 1
        assert w.receiving(w.place[post], Serious()) == township


def test_when_the_last_ambulance_goes_who_called_it_comes_by_other_means() -> None:
    """A call that is turned away gives no ambulance back."""
    from sim.engine.simulate import Run

    gone = with_change(2, DATE, "travel.ambulance.vehicles", to=0)
    slow = {"travel__ambulance": {"vehicles": 1, "speed": "0.2 km/h", "sets_off_in": "3 min"}}
    run = Run(hamlet(2, **slow, **gone, people__illness_rate=4.0), SEED, 0)
    ledger = run.go()
    cars = next(pool for pool in run.pools if pool.row.kind == "ambulance")
    assert cars.busy in (0, 1)
    turned = ledger["days"][ledger["days"]["unit"] == cars.unit]["turned_away"].sum()
    assert turned >= 1, "somebody was waiting for it on that day"


def test_the_ledger_names_the_class_of_a_patient_whatever_classes_a_queue_tells_apart() -> None:
    """A queue of referred and walk-in patients: its first class is still called referred."""
    ledger = lived(2, tiers__county__queue={"priority": ["referred", "walk_in"]})
    county = ledger["visits"][(ledger["visits"]["tier"] == 2) & (ledger["visits"]["arrival_min"] >= 0.0)]
    planned = np.isin(county["reason"], (4, 5)) & (county["sent"] == 0)
    alone = (county["reason"] == 0) & (county["sent"] == 0)
    assert set(county["priority"][planned]) <= {0, 2}
    assert set(county["priority"][alone]) <= {0, 3}
    assert 3 in county["priority"]
