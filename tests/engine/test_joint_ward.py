"""A ward run together: it relieves the hospital's beds by filling the township's, and costs the hospital hours."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import Ledger, simulate
from sim.measures import audit, must_pass
from sim.vocabulary.words import BANDS, COUNTY, TOWNSHIP, Action, Channel
from tests.hamlet import hamlet

WILLING = {"doctor": "70 %", "patient": "70 %", "unit": "95 %"}
STEP_DOWN: dict[str, Any] = {"kind": "recovery_bed", "accepts": WILLING, "transfer": "2 h"}
JOINT: dict[str, Any] = {**STEP_DOWN, "kind": "joint_ward", "direct": "100 %", "wards": 1}
ROUNDS: dict[str, Any] = {
    "kind": "weekly_round", "experts": 1, "of": "county/internal", "when": "Tu,Fr 08:30-10:30", "sees_at_most": 20,
    "does": "rounds",
}  # fmt: skip
WEEKS = 16


def run(policy: dict[str, Any], **settings: Any) -> Ledger:
    paths = {"tiers__township__wards__general__beds": 12, **settings}
    ledger = simulate(hamlet(WEEKS, policies__step_down=policy, **paths), 0, engine="simpy")
    must_pass(audit(ledger))
    return ledger


def directly(ledger: Ledger) -> np.ndarray[Any, Any]:
    """Referrals down of those whom the hospital saw as outpatients and admitted below."""
    stays = {(row["episode"], row["from_facility"]) for row in ledger["stays"]}
    down = ledger["referrals"][ledger["referrals"]["channel"] == Channel.step_down]
    return down[[(row["episode"], row["from_facility"]) not in stays for row in down]]


def bed_days(ledger: Ledger, tier: int) -> float:
    stays = ledger["stays"]
    mine = stays[(stays["tier"] == tier) & (stays["admitted_min"] >= 0.0)]
    ended = np.where(mine["ended_min"] < 0.0, ledger.end_min, mine["ended_min"])
    return float((ended - mine["admitted_min"]).sum() / 1440.0)


def test_moderate_cases_of_the_hospital_lie_below_and_nobody_who_is_worse() -> None:
    rows = directly(run(JOINT))
    assert len(rows) > 5
    assert {BANDS[band] for band in rows["band"]} == {"moderate"}
    assert len(directly(run({**JOINT, "direct": "0 %"}))) == 0


def test_it_relieves_the_hospitals_beds_and_fills_the_townships() -> None:
    apart, together = run(STEP_DOWN), run(JOINT)
    assert bed_days(together, COUNTY) < bed_days(apart, COUNTY)
    assert bed_days(together, TOWNSHIP) > bed_days(apart, TOWNSHIP)


def test_a_full_joint_ward_takes_nobody_directly() -> None:
    """It can come to nothing: without beds below, the hospital keeps its patients."""
    assert len(directly(run(JOINT, tiers__township__wards__general__beds=0))) == 0


def test_who_lies_there_was_judged_by_the_hospital() -> None:
    ledger = run(JOINT)
    visits = ledger["visits"]
    admitted = {int(e) for e in visits["episode"][(visits["tier"] == COUNTY) & (visits["action"] == Action.admitted)]}
    assert {int(episode) for episode in directly(ledger)["episode"]} <= admitted


def test_the_rounds_there_cost_the_hospital_hours() -> None:
    ledger = run(JOINT, policies__expert_dispatch=ROUNDS)
    away_h = ledger["days"]["away_min"].sum() / 60.0
    assert away_h > WEEKS * 2 * 2.0, "two sessions of two hours a week, and the road"
