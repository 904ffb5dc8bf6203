"""Sessions by video: what waits for them, what they take from the clinic, and how few of them delay."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import Ledger, simulate
from sim.measures import audit, measure, must_pass
from sim.vocabulary.words import COUNTY, Action, Expert
from tests.hamlet import TALK, hamlet

WEEKS = 8


def run(when: str, cases: int = 20, **settings: Any) -> Ledger:
    policy = {
        "kind": "scheduled_sessions", "of": "county/internal", "when": when, "asked_share": "100 %", "talk": TALK,
        "cases_at_most": cases,
    }  # fmt: skip
    ledger = simulate(hamlet(WEEKS, policies__remote_consult=policy, **settings), 0, engine="simpy")
    must_pass(audit(ledger))
    return ledger


def talked(ledger: Ledger) -> np.ndarray[Any, Any]:
    return ledger["visits"][ledger["visits"]["expert"] == Expert.remote]


def delay(ledger: Ledger) -> float:
    rows = measure(ledger, ["remote_consult_delay_h"])
    return float(rows["value"].iloc[0])


def clinic(ledger: Ledger, column: str) -> float:
    units = ledger.frame["units"]
    mine = units["unit"][units["id"] == "H1/internal"]
    return float(ledger["days"][column][np.isin(ledger["days"]["unit"], mine)].sum())


def test_a_case_is_talked_over_in_the_hours_of_a_session() -> None:
    rows = talked(run("We 15:00-17:00"))
    assert len(rows) > 5
    day, hour = rows["left_min"] // 1440.0 % 7, rows["left_min"] % 1440.0 / 60.0
    assert set(day) == {2.0}
    assert ((hour >= 15.0) & (hour < 18.0)).all()
    assert (rows["tier"] < COUNTY).all()


def test_more_sessions_a_week_mean_less_delay() -> None:
    once, daily = run("We 15:00-17:00"), run("Mo-Su 15:00-17:00")
    assert delay(once) > 2.0 * delay(daily)
    assert len(talked(daily)) > 5


def test_a_short_list_sends_cases_to_later_sessions() -> None:
    assert delay(run("We 15:00-17:00", cases=1)) > 1.2 * delay(run("We 15:00-17:00"))


def test_the_specialist_of_a_session_is_missing_in_the_clinic() -> None:
    ledger = run("We 15:00-17:00")
    assert clinic(ledger, "away_min") == pytest.approx(WEEKS * 120.0)


def test_some_who_would_have_gone_up_stay() -> None:
    sent = (Action.sent_formal, Action.sent_advice)
    rows = talked(run("Mo-Su 15:00-17:00"))
    assert (~np.isin(rows["action"], sent)).sum() > 0


def test_a_call_that_nobody_can_take_at_once_is_a_call_in_vain() -> None:
    """The one paediatrician is nearly always busy, and the caller does not wait: asked, unanswered."""
    policy = {
        "kind": "on_demand", "of": "county/women_children", "asked_share": "100 %", "talk": TALK,
        "waits_at_most": "0 min",
    }  # fmt: skip
    slow = {"kind": "fixed", "value": "50 min"}
    settings: dict[str, Any] = {"tiers__county__clinics__women_children__consult": slow}
    experts = simulate(hamlet(WEEKS, policies__remote_consult=policy, **settings), 0)["visits"]["expert"]
    assert (experts == Expert.unanswered).sum() > 0
    assert (experts == Expert.remote).sum() > 0
