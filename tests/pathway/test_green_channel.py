"""The green channel: faster paper, a bed without a clinic, booked times, and what a quota costs the others."""

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
from sim.vocabulary.words import BOOKED, COUNTY, Channel, StayKind
from tests.engine.twin.same import live_the_same
from tests.hamlet import SEED, hamlet, lived

FORMS = {"kind": "severity_threshold", "refer": ["moderate", "serious", "critical"], "formal": "100 %"}
QUOTA = {"kind": "green_channel", "handling": "36 h", "reserved_slots": "50 %"}
ROOMS = {"tiers__county__clinics__internal__clinicians": 2}


def told(ledger: Ledger, name: str, group: str = "") -> float:
    rows = measure(ledger, [name])
    return float(rows[rows["group"] == group]["value"].iloc[0])


def green(**numbers: Any) -> dict[str, Any]:
    return {"kind": "green_channel", "handling": "1 h", **numbers}


def walk_in_wait(**settings: Any) -> float:
    return told(lived(8, **ROOMS, **settings), "wait_mean_min", "tier=county,class=walk_in")


def test_a_quota_that_nobody_uses_makes_walk_ins_wait_longer() -> None:
    nobody = {"policies__referral": {"kind": "never"}, "tiers__county__queue__priority": ["emergency", "walk_in"]}
    plain = walk_in_wait(policies__referral={"kind": "never"})
    kept = walk_in_wait(policies__referral={"kind": "never"}, policies__referral_channel=QUOTA)
    freed = {**QUOTA, "released_at": "09:00"}
    released = walk_in_wait(policies__referral=nobody["policies__referral"], policies__referral_channel=freed)
    assert kept > released > plain


def test_what_is_kept_and_not_used_is_counted() -> None:
    ledger = lived(8, **ROOMS, policies__referral={"kind": "never"}, policies__referral_channel=QUOTA)
    must_pass(audit(ledger))
    assert 0.5 < told(ledger, "kept_unused_share", "kind=clinic") <= 1.0
    days, units = ledger["days"], ledger.frame["units"]
    kept = {units["name"][unit] for unit in np.unique(days["unit"][days["kept_min"] > 0.0])}
    assert kept == {"internal"}, "half of one clinician is none"
    assert (days["kept_idle_min"] <= days["kept_min"]).all()
    assert (days["kept_min"] <= days["staffed_min"] + 1e-6).all()


def test_nothing_is_kept_without_a_channel() -> None:
    days = lived()["days"]
    assert days["kept_min"].sum() == days["kept_idle_min"].sum() == 0.0


def test_places_are_kept_from_the_first_day_of_the_channel_to_its_last() -> None:
    dated = {**QUOTA, "from": "2026-01-12", "until": "2026-01-18"}
    scenario = hamlet(3, **ROOMS, policies__referral_channel=dated)
    days = live_the_same(scenario)["days"]
    assert set(np.unique(days["day"][days["kept_min"] > 0.0])) == set(range(7, 14))


def test_a_form_that_is_handled_in_an_hour_arrives_sooner() -> None:
    paper = lived(8, policies__referral=FORMS)
    fast = lived(8, policies__referral=FORMS, policies__referral_channel=green())
    assert told(paper, "formal_referral_delay_h") > 36.0
    assert told(fast, "formal_referral_delay_h") < told(paper, "formal_referral_delay_h") / 3


def test_a_channel_that_is_worth_it_turns_advice_into_forms() -> None:
    spoken = {**FORMS, "formal": "0 %"}
    shares = [
        told(
            lived(8, policies__referral=spoken, policies__referral_channel=green(with_form=share)),
            "up_referrals_per_1000",
        )
        for share in ("0 %", "40 %", "100 %")
    ]
    assert shares[0] == 0.0 < shares[1] < shares[2]


def test_who_is_admitted_directly_makes_no_visit_to_the_hospital() -> None:
    ledger = lived(8, policies__referral=FORMS, policies__referral_channel=green(direct_admission="100 %"))
    must_pass(audit(ledger))
    sent = ledger["referrals"][
        (ledger["referrals"]["channel"] == Channel.formal) & (ledger["referrals"]["to_tier"] == COUNTY)
    ]
    stays = ledger["stays"][(ledger["stays"]["kind"] == StayKind.acute) & (ledger["stays"]["tier"] == COUNTY)]
    asked = set(zip(stays["episode"].tolist(), stays["asked_min"].tolist(), strict=True))
    direct = [row for row in sent if (int(row["episode"]), float(row["arrived_min"])) in asked]
    assert len(direct) >= 5
    arrivals = set(zip(ledger["visits"]["episode"].tolist(), ledger["visits"]["arrival_min"].tolist(), strict=True))
    assert not any((int(row["episode"]), float(row["arrived_min"])) in arrivals for row in direct)


def test_who_is_booked_comes_in_opening_hours_and_queues_as_booked() -> None:
    ledger = lived(8, policies__referral=FORMS, policies__referral_channel=green(booked="100 %"))
    visits = ledger["visits"]
    forms = visits[(visits["sent"] == 1) & (visits["tier"] == COUNTY) & (visits["priority"] == BOOKED)]
    assert len(forms) > 20
    clock = forms["arrival_min"] % 1440.0 / 60.0
    assert (((clock >= 8.0) & (clock <= 12.0)) | ((clock >= 14.0) & (clock <= 17.5))).all()


@pytest.mark.parametrize("minute", [0.0, 480.0, 600.0, 719.0, 720.0])
def test_a_booked_time_lies_in_what_is_left_of_the_first_opening(minute: float) -> None:
    county = county_of(scenario := hamlet(1))
    world = World(scenario, county, draw_people(scenario, CountyVillages(county), SEED), 1)
    clinic = next(unit.unit for unit in world.unit if unit.tier == COUNTY and unit.kind == "clinic")
    world.unit[clinic].door = Door((480.0, 840.0), (720.0, 1050.0))
    early, late = (world.booked_min(clinic, minute, u) for u in (0.0, 0.999))
    opens, closes = (840.0, 1050.0) if minute >= 720.0 else (max(480.0, minute), 720.0)
    assert early == opens <= late < closes


def test_beds_are_kept_for_emergencies_and_the_referred() -> None:
    kept = {"kind": "green_channel", "handling": "1 h", "reserved_beds": "50 %"}
    scenario = hamlet(
        4, tiers__county__wards__general__beds=4, policies__referral=FORMS, policies__referral_channel=kept
    )
    ledger = simulate(scenario, engine="simpy")
    must_pass(audit(ledger))
    units = ledger.frame["units"]
    ward = next(
        i
        for i in range(len(units))
        if units["kind"][i] == "ward" and ledger["days"]["kept_min"][ledger["days"]["unit"] == i].sum()
    )
    assert ledger["days"]["kept_min"][ledger["days"]["unit"] == ward].max() == pytest.approx(2 * 1440.0)
