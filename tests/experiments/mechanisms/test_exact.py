"""What the structure must show whatever the numbers, on the hamlet; and what was mended so that it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from experiments.mechanisms.exact import Tally, hours, identical, nobody_missed, nobody_waits_longer
from sim import load, simulate
from sim.ledger import Ledger
from sim.measures import measure
from sim.scenario.load import SCENARIOS
from sim.vocabulary.words import Action, Channel, Expert

HAMLET = SCENARIOS / "hamlet.yaml"
QUEUE = SCENARIOS / "theory" / "mmc.yaml"
WEEKS = {"calendar.warm_up": "2 weeks", "calendar.measure": "6 weeks"}
LONG_DOORS = {
    "tiers.county.clinics.internal.hours": "Mo-Su 05:00-19:00",
    "tiers.township.hours": "Mo-Su 08:00-18:00",
}
COMPLIANCE = "policies.first_contact.compliance"
SLIPS = "policies.first_contact.slip_on_request_share"
OTHERS = "policies.first_contact.others"
AS_BEFORE = {OTHERS: "pay_as_before"}


def run(overlay: str = "", settings: Mapping[str, Any] | None = None, replication: int = 0) -> Ledger:
    """The hamlet, eight weeks."""
    return _run(overlay, tuple((settings or {}).items()), replication)


@lru_cache(maxsize=32)
def _run(overlay: str, settings: tuple[tuple[str, Any], ...], replication: int) -> Ledger:
    overlays = [SCENARIOS / "policies" / f"{overlay}.yaml"] if overlay else []
    return simulate(load(HAMLET, overlays=overlays, settings=WEEKS | dict(settings)), replication)


def value(ledger: Ledger, name: str, group: str = "") -> float:
    found = measure(ledger, [name])
    return float(found.loc[found["group"] == group, "value"].iloc[0])


def station(servers: int) -> Ledger:
    """A busy clinic with so many servers, one week."""
    week = {"calendar.warm_up": "0 days", "calendar.measure": "1 weeks"}
    return simulate(load(QUEUE, settings=week | {"stations.clinic.servers": servers}))


# -- the gate ------------------------------------------------------------------------------------------


def test_a_gate_that_nobody_keeps_changes_not_one_row() -> None:
    nobody = run("gatekeeping", {COMPLIANCE: "0 %"} | AS_BEFORE)
    assert identical(run(), nobody, None).broken == 0


def test_where_others_pay_the_unreferred_price_that_price_stays_without_compliance() -> None:
    nobody = run("gatekeeping", {COMPLIANCE: "0 %"})
    assert identical(run(), nobody, None).broken == 1
    paid = value(nobody, "patient_yuan_per_person_year")
    assert paid > value(run(), "patient_yuan_per_person_year")


def test_the_more_keep_the_gate_the_fewer_go_to_the_hospital_first() -> None:
    arms = [run(), *(run("gatekeeping", {COMPLIANCE: share} | AS_BEFORE) for share in ("10 %", "40 %", "70 %", "95 %"))]
    shares = [value(ledger, "first_contact_share", "tier=county") for ledger in arms]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 2 * shares[-1]


def test_the_more_slips_are_given_the_less_the_gate_relieves_the_hospital() -> None:
    arms = [run("gatekeeping", AS_BEFORE | {SLIPS: share}) for share in ("0 %", "30 %", "60 %", "100 %")]
    slips = [int((ledger["referrals"]["channel"] == Channel.slip).sum()) for ledger in arms]
    at_the_county = [value(ledger, "visits_per_person_year", "tier=county") for ledger in arms]
    assert slips == sorted(slips)
    assert slips[0] == 0
    assert at_the_county == sorted(at_the_county)


# -- experts -------------------------------------------------------------------------------------------


def test_hours_given_below_and_on_the_road_are_missing_at_the_hospital_to_the_minute() -> None:
    before, after = run(settings=LONG_DOORS), run("expert_days", LONG_DOORS)
    scenario = load(HAMLET, [SCENARIOS / "policies" / "expert_days.yaml"], WEEKS | LONG_DOORS)
    found = hours(before, after, scenario)
    assert (found.compared, found.broken) == (8, 0)  # eight Saturdays
    assert found.total > 8 * 3.0


def test_a_minute_that_nobody_gave_up_is_found_out() -> None:
    before, after = run(settings=LONG_DOORS), run("expert_days", LONG_DOORS)
    scenario = load(HAMLET, [SCENARIOS / "policies" / "expert_days.yaml"], WEEKS | LONG_DOORS)
    days = after["days"].copy()
    saturday = np.flatnonzero((days["day"] == 5) & (days["away_min"] > 0.0))[0]
    days["staffed_min"][saturday] += 1.0
    forged = replace(after, tables=after.tables | {"days": days})
    found = hours(before, forged, scenario)
    assert found.broken == 1
    assert found.worst == pytest.approx(1.0)


def test_no_more_experts_are_sent_than_the_hospital_has_on_duty() -> None:
    """The hamlet has one internist: with two sessions asked for, one is held."""
    two = run("expert_days", LONG_DOORS | {"policies.expert_dispatch.0.experts": 2})
    one = run("expert_days", LONG_DOORS)
    units = two.frame["units"]
    clinic = int(units.loc[units["id"] == "H1/internal", "unit"].iloc[0])
    away = [ledger["days"]["away_min"][ledger["days"]["unit"] == clinic] for ledger in (one, two)]
    assert np.array_equal(*away)
    nobody = run("expert_days", LONG_DOORS | {"tiers.county.clinics.internal.clinicians": "{Mo-Fr: 1}"})
    assert nobody["days"]["away_min"].sum() == 0.0


# -- a specialist on the line --------------------------------------------------------------------------


def test_a_specialist_on_the_line_turns_referrals_that_are_not_serious_into_local_treatment() -> None:
    visits = run("remote_consult", {"policies.remote_consult.asked_share": "100 %"})["visits"]
    asked = visits[visits["expert"] == Expert.remote]
    light = asked[asked["band"] < 2]
    sent = np.isin(light["action"], (Action.sent_formal, Action.sent_advice))
    assert len(light) > 20
    assert 1 - sent.mean() > 0.7  # the rest belongs out of the county
    grave = asked[asked["band"] >= 2]
    assert not np.isin(grave["action"], (Action.treated,)).all()


# -- quota and discernment -----------------------------------------------------------------------------


def test_a_quota_that_nobody_uses_makes_walk_in_patients_wait_longer() -> None:
    nobody_referred = {"policies.referral.formal": "0 %", "tiers.county.clinics.internal.clinicians": 2}
    quota = {"tiers.county.clinics.internal.queue.reserved": "{places: 1, for: [referred]}"}
    before, after = run(settings=nobody_referred), run(settings=nobody_referred | quota)
    waits = [value(ledger, "wait_mean_min", "tier=county,class=walk_in") for ledger in (before, after)]
    assert waits[1] > waits[0]


def test_with_a_better_eye_nobody_is_missed_who_was_recognised_before() -> None:
    keen = {"tiers.township.skill.spots_serious.sensitivity": "60 %"}
    found = nobody_missed(run(), run(settings=keen), None)
    assert found.compared > 20
    assert found.broken == 0
    assert found.total > 0
    shares = [value(ledger, "recognised_share", "tier=township") for ledger in (run(), run(settings=keen))]
    assert shares[1] > shares[0]


def test_a_case_that_is_missed_after_training_is_found_out() -> None:
    visits = run()["visits"].copy()
    seen = np.flatnonzero(
        (visits["first_contact"] == 1) & (visits["tier"] == 1) & (visits["beyond"] == 1) & (visits["finding"] == 1)
    )[0]
    visits["finding"][seen] = 0
    forged = replace(run(), tables=run().tables | {"visits": visits})
    assert nobody_missed(run(), forged, None).broken == 1


# -- servers -------------------------------------------------------------------------------------------


def test_more_servers_never_lengthen_a_wait_at_a_first_come_first_served_station() -> None:
    three, four, six = station(3), station(4), station(6)
    for fewer, more in ((three, four), (four, six), (three, six)):
        found = nobody_waits_longer(fewer, more, None)
        assert found.compared > 2000
        assert found.broken == 0
        assert found.total > 0
    backwards = nobody_waits_longer(four, three, None)
    assert backwards.broken > 100
    assert backwards.worst > 1.0


def test_tallies_of_several_pairs_add_up() -> None:
    one, two = Tally(3, 0, 0.0, "patients", 1.5, "hours"), Tally(4, 1, 2.5, "patients", 0.5, "hours")
    assert one.plus(two) == Tally(7, 1, 2.5, "patients", 2.0, "hours")
