"""Numbers that change on a date, and rules that hold from, until, in some places, for some people: on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.load import load
from tests.engine.twin.same import live_the_same
from tests.hamlet import HAMLET
from tests.properties.busy_counties import GUEST_MOVES, MOVES, SCAN

SHORT = {"calendar.warm_up": "0 days", "calendar.measure": "14 days", "people.illness_rate": 2.0}
GUESTS: dict[str, Any] = {
    "stations": {SCAN: {"servers": {"Mo-Fr 08:00-12:00": 1, "Mo-Fr 14:00-17:00": 2},
                        "queue": {"priority": ["walk_in"], "reserved": {"places": 1, "for": ["walk_in"]}}}},
    "services": {SCAN: {"kind": "exponential", "mean": "12 min"}},
    "arrivals": {"next_door": {"kind": "poisson", "rate": {"by_hour": {"00:00": "3/h"}}, "class": "walk_in",
                               "route": [SCAN, "H1/internal"]}},
}  # fmt: skip
OF_POLICIES = [
    {"set": "policies.first_contact.compliance", "to": "10 %"},
    {"set": "policies.referral.formal", "to": "90 %"},
    {"set": "policies.step_down.accepts.patient", "to": "5 %"},
    {"set": "policies.step_down.transfer", "times": 2.0},
    {"set": "policies.remote_consult.asked_share", "to": "5 %"},
    {"set": "policies.remote_consult.talk.mean", "to": "25 min"},
    {"set": "policies.insurance.unreferred_penalty", "to": "1 points"},
    {"set": "policies.expert_dispatch.sees_at_most", "to": 1},
    {"set": "policies.expert_dispatch.experts", "to": 2},
]
ANSWERS: dict[str, Any] = {
    "policies.first_contact": {"kind": "gatekeeping", "compliance": "70 %"},
    "policies.referral": {"kind": "severity_threshold", "refer": ["minor", "moderate", "serious", "critical"]},
    "policies.remote_consult": {"kind": "on_demand", "of": "county/internal", "asked_share": "90 %",
                                "talk": {"kind": "exponential", "mean": "8 min"}},
    "policies.step_down": {"kind": "recovery_bed", "accepts": {"doctor": "90 %", "patient": "90 %"}},
    "policies.insurance": {"kind": "tiered"},
    "policies.expert_dispatch": {"kind": "weekly_round", "experts": 1, "of": "county/internal",
                                 "when": "Mo-Su 08:30-11:30", "sees_at_most": 9},
}  # fmt: skip
LIMITS: dict[str, Any] = {
    "from": {"from": "2026-01-08"},
    "until": {"from": "2026-01-05", "until": "2026-01-13"},
    "from and until": {"from": "2026-01-07", "until": "2026-01-12"},
    "only in": {"only_in": {"tier": "township"}},
    "only for": {"only_for": {"ages": ["65+"], "severity": ["minor", "serious"]}},
    "all": {
        "from": "2026-01-06",
        "until": "2026-01-15",
        "only_in": {"nearest": 3},
        "only_for": {"scheme": "residents"},
    },
}


def live(**settings: Any) -> str:
    return live_the_same(load(HAMLET, settings={**SHORT, **settings}), seed=5).digest()


@pytest.fixture(scope="module")
def as_it_was() -> str:
    return live()


@pytest.mark.parametrize("nth", range(6))
def test_numbers_that_change_five_at_a_time(nth: int, as_it_was: str) -> None:
    moves = MOVES[nth::6]
    days = ["2026-01-07", "2026-01-08", "2026-01-09", "2026-01-09", "2026-01-11"]
    changes = [{"from": day, **move} for day, move in zip(days, moves, strict=False)]
    assert live(changes=changes) != as_it_was


@pytest.mark.long
@pytest.mark.parametrize("move", MOVES, ids=[move["set"] for move in MOVES])
def test_a_number_that_changes_in_the_second_week(move: dict[str, Any], as_it_was: str) -> None:
    """And it makes a difference, but for what nobody in a small county meets in a week."""
    changed = live(changes=[{"from": "2026-01-10", **move}])
    quiet = ("ambulance", "extra_beds", "recovery.beds", "habit", "waiting_room")
    assert (changed != as_it_was) or any(word in move["set"] for word in quiet)


@pytest.mark.parametrize("move", GUEST_MOVES, ids=[move["set"] for move in GUEST_MOVES])
def test_numbers_of_guests_that_change(move: dict[str, Any]) -> None:
    assert live(**GUESTS, changes=[{"from": "2026-01-10", **move}]) != live(**GUESTS)


def test_numbers_of_policies_that_change_together() -> None:
    live(**ANSWERS, changes=[{"from": f"2026-01-{6 + i:02d}", **move} for i, move in enumerate(OF_POLICIES[::2])])


@pytest.mark.long
@pytest.mark.parametrize("move", OF_POLICIES, ids=[str(move["set"]) for move in OF_POLICIES])
def test_numbers_of_policies_that_change(move: dict[str, Any]) -> None:
    live(**ANSWERS, changes=[{"from": "2026-01-10", **move}])


def test_many_dates_one_after_the_other() -> None:
    days = [{"from": f"2026-01-{6 + i:02d}", **move} for i, move in enumerate([*MOVES[:9], MOVES[0]])]
    days[-1]["to"] = 9
    live(**ANSWERS, changes=days)


@pytest.mark.parametrize("question", ANSWERS)
def test_an_answer_with_every_limit(question: str) -> None:
    live(**{question: {**ANSWERS[question], **LIMITS["all"]}})


@pytest.mark.long
@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("question", ANSWERS)
def test_an_answer_with_a_limit(question: str, limit: str) -> None:
    live(**{question: {**ANSWERS[question], **LIMITS[limit]}})


@pytest.mark.long
@pytest.mark.parametrize("question", sorted(set(ANSWERS) - {"policies.expert_dispatch"}))
def test_an_exception_to_a_rule(question: str) -> None:
    live(**{question: [ANSWERS[question], {**ANSWERS[question], **LIMITS["only for"], "from": "2026-01-07"}]})


def test_two_rounds_of_experts_side_by_side() -> None:
    surgical = {**ANSWERS["policies.expert_dispatch"], "of": "county/surgical", "when": "We,Fr 14:00-16:00"}
    live(**{"policies.expert_dispatch": [ANSWERS["policies.expert_dispatch"], surgical]})


def test_beliefs_of_a_second_month_and_prices_of_a_new_rule() -> None:
    settings = {**SHORT, "calendar.measure": "70 days", "people.illness_rate": 1.0}
    gate = {**ANSWERS["policies.first_contact"], "from": "2026-02-20"}
    tiered = {"kind": "tiered", "unreferred_penalty": "20 points", "from": "2026-02-10", "until": "2026-03-01"}
    live_the_same(load(HAMLET, settings={**settings, "policies.first_contact": gate, "policies.insurance": tiered}))
