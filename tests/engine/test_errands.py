"""Doctors who go down for an event or a talk: missing at the hospital, in one place at a time, over water by boat."""

from __future__ import annotations

from typing import Any

import pytest

from sim import Ledger, load, simulate
from sim.measures import audit, must_pass
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import AwayFor
from tests.engine.test_expert_days import days_of
from tests.hamlet import ROOT, hamlet

EVENT: dict[str, Any] = {
    "kind": "free_clinics", "of": "county/internal", "clinicians": 1, "every": "1 weeks", "lasts": "3 h",
    "people": 160, "controls": "30 %", "relapse": "10 %",
}  # fmt: skip
SESSION: dict[str, Any] = {
    "kind": "weekly_round", "experts": 1, "of": "county/internal", "when": "Mo 08:30-11:30", "sees_at_most": 12,
}  # fmt: skip
TALK: dict[str, Any] = {
    "kind": "lectures", "of": "county/internal", "every": "1 weeks", "lasts": "1 h", "learned": "50 %",
    "gain": "10 points", "lag": "0 days", "half_life": "300 days",
}  # fmt: skip


def lived(**policies: Any) -> Ledger:
    ledger = simulate(
        hamlet(4, **{f"policies__{name}": policy for name, policy in policies.items()}), 0, engine="simpy"
    )
    must_pass(audit(ledger))
    return ledger


def test_one_doctor_is_not_at_the_free_clinic_and_at_the_session_at_once() -> None:
    """The hospital has one internist: the day's event was promised first, so nobody is left for the session."""
    both = lived(outreach=EVENT, expert_dispatch=SESSION)
    assert len(both["absences"]) == 4
    assert days_of(both, "visiting_")["staffed_min"].sum() == 0.0
    assert days_of(both, "H1/internal")["away_min"].sum() == 0.0
    alone = lived(expert_dispatch=SESSION)
    assert days_of(alone, "visiting_")["staffed_min"].sum() >= 4 * 180.0


def test_with_two_internists_one_goes_to_the_event_and_one_to_the_session() -> None:
    two = {"tiers__county__clinics__internal__clinicians": 2}
    policies = {"policies__outreach": EVENT, "policies__expert_dispatch": SESSION}
    ledger = simulate(hamlet(4, **two, **policies), 0, engine="simpy")
    assert days_of(ledger, "visiting_")["staffed_min"].sum() >= 4 * 180.0
    assert len(ledger["absences"]) == 4


def test_whoever_gives_a_talk_is_missing_at_the_hospital_road_included() -> None:
    ledger, plain = lived(training=TALK), lived()
    away = ledger["absences"]
    speaks, listens = away["use"] == AwayFor.speaker, away["use"] == AwayFor.lecture
    assert speaks.sum() == listens.sum() == 4
    assert (away["until_min"][speaks] - away["from_min"][speaks] > 60.0).all(), "the road both ways is away time"
    lost = days_of(plain, "H1/internal")["staffed_min"].sum() - days_of(ledger, "H1/internal")["staffed_min"].sum()
    assert lost == pytest.approx(away["away_min"][speaks].sum())
    assert lost > 4 * 60.0
    recorded = lived(training={name: value for name, value in TALK.items() if name != "of"})
    assert set(recorded["absences"]["use"]) == {AwayFor.lecture}


def test_there_is_no_talk_where_nobody_can_be_spared() -> None:
    """Talks are on Mondays, when the hospital has no internist: nobody speaks, listens or learns."""
    settings: dict[str, Any] = {
        "policies__training": TALK,
        "tiers__county__clinics__internal__clinicians": {"Tu-Su": 1},
    }
    ledger = simulate(hamlet(6, **settings), 0, engine="simpy")
    assert len(ledger["absences"]) == 0
    assert (ledger["skill"]["learned"] == 0.0).all()


def test_doctors_go_to_an_island_by_boat_and_come_back_by_boat() -> None:
    """The boat lands at 08:05 and turns round: there at 09:10, back with the boat of 14:00; in a storm nobody goes."""
    settings: dict[str, Any] = {
        "policies.outreach": {**EVENT, "every": "1 days", "only_in": {"facilities": ["T1"]}},
        "calendar.measure": "8 weeks", "calendar.warm_up": "0 weeks",
    }  # fmt: skip
    away = simulate(load(ROOT / "scenarios" / "island.yaml", settings=settings), 0, engine="simpy")["absences"]
    assert 40 <= len(away) < 56, "some days are stormy"
    assert set(away["from_min"] % DAY_MIN) == {8 * 60 + 5.0}
    assert set(away["until_min"] % DAY_MIN) == {14 * 60 + 65.0}


def test_a_session_on_an_island_begins_when_the_boat_has_landed() -> None:
    """Planned for 08:30; the boat lands at 09:10, and goes back at 14:00. Two internists: one stays at the hospital."""
    quick = {"calendar.measure": "4 weeks", "calendar.warm_up": "0 weeks"}
    session = {**SESSION, "when": "Mo-Sa 08:30-11:30", "only_in": {"facilities": ["T1"]}}
    ledger = simulate(
        load(ROOT / "scenarios" / "island.yaml", settings={**quick, "policies.expert_dispatch": session}), 0
    )
    given = days_of(ledger, "visiting_")["staffed_min"]
    assert (given > 0.0).sum() >= 18, "some days are stormy"
    assert set(given[given > 0.0]) >= {140.0}, "09:10 to 11:30"
    assert given.max() < 180.0
    away = days_of(ledger, "H1/internal")["away_min"]
    assert away[away > 0.0].min() == 905.0 - 485.0, "with the boat of 08:05, back with the one of 14:00"
    assert away.max() <= 450.0, "somewhat later after a long last patient"
    assert [check.name for check in audit(ledger) if not check.ok] == []
