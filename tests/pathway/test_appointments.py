"""Booked times smooth the day, and a lost slot is lost; a registration that is good for days; missing supplies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import Ledger, simulate
from sim.engine.prepared import CountyVillages
from sim.measures import audit, measure, must_pass
from sim.network.county import county_of
from sim.network.units import Door
from sim.network.world import World
from sim.people import draw_people
from sim.policies.appointments import MultiDayRegistration, TimeSlots
from sim.vocabulary.words import BOOKED, COUNTY, Channel
from tests.hamlet import SEED, hamlet, lived

SLOTS = {"kind": "time_slots", "booked": "100 %", "slot": "30 min", "per_clinician": 3, "no_show": "0 %"}


def told(ledger: Ledger, name: str, group: str = "") -> float:
    rows = measure(ledger, [name])
    return float(rows[rows["group"] == group]["value"].iloc[0])


def world(**numbers: Any) -> World:
    scenario = hamlet(1, policies__appointments={**SLOTS, **numbers})
    county = county_of(scenario)
    return World(scenario, county, draw_people(scenario, CountyVillages(county), SEED), 1)


def clinic_of(one: World) -> int:
    return next(unit.unit for unit in one.unit if unit.tier == COUNTY and unit.kind == "clinic")


def test_a_slot_takes_no_more_than_its_places_and_the_next_one_takes_the_rest() -> None:
    one = world(per_clinician=2)
    clinic = clinic_of(one)
    one.unit[clinic].door = Door((480.0, 1920.0), (540.0, 2000.0))
    came = [one.slot_from(clinic, 300.0) for _ in range(6)]
    assert came == [480.0, 480.0, 510.0, 510.0, 1920.0, 1920.0], "two slots of two, then the next opening"


def test_a_slot_that_has_begun_may_still_be_booked() -> None:
    one = world(per_clinician=1)
    clinic = clinic_of(one)
    one.unit[clinic].door = Door((480.0,), (720.0,))
    assert [one.slot_from(clinic, 500.0) for _ in range(2)] == [500.0, 510.0]


def test_where_no_slot_is_left_one_comes_as_before() -> None:
    one = world()
    clinic = clinic_of(one)
    one.unit[clinic].door = Door((480.0,), (540.0,))
    assert one.slot_from(clinic, 600.0) == 600.0
    post = next(unit.unit for unit in one.unit if unit.tier == 0)
    assert one.slot_from(post, 77.0) == 77.0, "slots are the hospital's"


def test_one_wishes_for_any_minute_of_the_open_day() -> None:
    one = world()
    clinic = clinic_of(one)
    one.unit[clinic].door = Door((480.0, 840.0, 1920.0), (720.0, 1080.0, 2000.0))
    assert [one.time_of_day(clinic, 100.0, u) for u in (0.0, 0.25, 0.5, 0.75)] == [480.0, 600.0, 840.0, 960.0]
    assert one.time_of_day(clinic, 1000.0, 0.5) == 1040.0
    assert one.time_of_day(clinic, 1100.0, 0.0) == 1920.0
    assert one.time_of_day(clinic, 2500.0, 0.3) == 2500.0, "never open again"


def test_answers_say_what_their_docstrings_say() -> None:
    rule = TimeSlots.model_validate({**SLOTS, "booked": "60 %", "no_show": "14.4 %"})
    assert [rule.books(COUNTY, u) for u in (0.59, 0.6)] == [1, 0]
    assert rule.books(1, 0.0) == 0, "at the county hospital only"
    assert [rule.stays_away(u) for u in (0.143, 0.145)] == [1, 0]
    days = MultiDayRegistration.model_validate({"valid": "3 days", "fee": "10 yuan"})
    assert (days.registered_min(), days.spared_yuan(), days.books(COUNTY, 0.0)) == (4320.0, 10.0, 0)


def test_time_slots_smooth_the_day() -> None:
    walk_in, slots = lived(8), lived(8, policies__appointments=SLOTS)
    must_pass(audit(slots))
    assert told(slots, "booked_share") > 0.7 > told(walk_in, "booked_share")
    assert told(slots, "busiest_hour_share") < told(walk_in, "busiest_hour_share")
    assert told(slots, "wait_mean_min", "tier=county") < told(walk_in, "wait_mean_min", "tier=county")


def test_too_few_slots_make_care_late() -> None:
    """The lever can backfire: who must book where there is hardly a place comes days later."""
    few = lived(8, policies__appointments={**SLOTS, "per_clinician": 0.1, "slot": "240 min"})
    must_pass(audit(few))
    enough = lived(8, policies__appointments=SLOTS)

    def delay_h(ledger: Ledger) -> float:
        rows = ledger["visits"][(ledger["visits"]["tier"] == COUNTY) & (ledger["visits"]["priority"] == BOOKED)]
        return float(np.mean(rows["arrival_min"] - rows["set_off_min"]))

    assert told(few, "right_care_delay_median_h") >= told(enough, "right_care_delay_median_h")
    assert delay_h(few) == pytest.approx(delay_h(enough), rel=1.0), "the way is no longer"


def test_who_misses_a_slot_comes_a_day_later_and_nobody_is_lost() -> None:
    missed = lived(8, policies__appointments={**SLOTS, "no_show": "100 %"})
    must_pass(audit(missed))
    kept = lived(8, policies__appointments=SLOTS)
    assert len(missed["episodes"]) == len(kept["episodes"])
    assert told(missed, "right_care_delay_median_h") >= told(kept, "right_care_delay_median_h")


def test_a_registration_good_for_days_spares_the_desk_and_the_fee() -> None:
    long = {"kind": "multi_day_registration", "valid": "28 days", "fee": "10 yuan"}
    anew, good = lived(8), lived(8, policies__appointments=long)
    must_pass(audit(good))
    assert told(good, "patient_yuan_per_person_year") < told(anew, "patient_yuan_per_person_year")
    desks = [i for i, name in enumerate(anew.frame["units"]["name"]) if name == "registration"]
    served = [int(x["days"]["served"][np.isin(x["days"]["unit"], desks)].sum()) for x in (anew, good)]
    assert served[1] < served[0]


@pytest.mark.parametrize("met", ["0 %", "100 %"])
def test_what_is_missing_sends_up_and_what_is_shared_keeps(met: str) -> None:
    lack = {"missing": {"minor": "50 %", "moderate": "50 %", "serious": "50 %"}, "met": met}
    ledger = simulate(hamlet(4, tiers__village__supplies=lack), engine="simpy")
    must_pass(audit(ledger))
    today = lived(4)
    moves = [int((x["referrals"]["channel"] == Channel.move).sum()) for x in (today, ledger)]
    if met == "100 %":
        assert ledger.digest() == today.digest()
    else:
        assert moves[1] > moves[0] + 20
