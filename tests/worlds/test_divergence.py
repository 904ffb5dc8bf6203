"""Two counties are the same, bit for bit, until the first event that their difference can touch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.ledger import TABLES, Ledger
from sim.ledger.divergence import Divergence, first_divergence
from sim.ledger.ledger import in_order
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import EpisodeReason
from tests.hamlet import EXPERTS, TALK, lived, with_change

FROM = "2026-01-19"
FROM_MIN = 14 * DAY_MIN
SATURDAY = 5
ANYWHERE = ("episodes", "visits", "stays", "referrals", "tests", "days")
GATE = {"kind": "gatekeeping", "compliance": "100 %"}
CALL = {"kind": "on_demand", "of": "county/internal", "asked_share": "100 %", "talk": TALK}
WILLING = {"doctor": "100 %", "patient": "100 %", "unit": "100 %"}

FROM_A_DATE: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "gatekeeping": ({"policies__first_contact": {**GATE, "from": FROM}}, ("episodes", "visits")),
    "steering": (
        {"policies__first_contact": {"kind": "steered", "bypass_penalty": "500 yuan", "from": FROM}},
        ("episodes", "visits"),
    ),
    "nobody is sent up": ({"policies__referral": {"kind": "never", "from": FROM}}, ("visits", "referrals")),
    "everyone pays": ({"policies__insurance": {"kind": "self_pay", "from": FROM}}, ("episodes", "visits", "stays")),
    "experts come": ({"policies__expert_dispatch": {**EXPERTS, "from": FROM}}, ANYWHERE),
    "specialists are called": ({"policies__remote_consult": {**CALL, "from": FROM}}, ("visits",)),
    "recovery in the township": (
        {"policies__step_down": {"kind": "recovery_bed", "accepts": WILLING, "from": FROM}},
        ("stays", "referrals", "days"),
    ),
    "fewer beds": (with_change(4, FROM, "tiers.county.wards.general.beds", add=-8), ("days", "stays")),
    "recovery beds": (with_change(4, FROM, "tiers.township.wards.recovery.beds", to=5), ("days", "stays")),
    "a clinician more": (
        with_change(4, FROM, "tiers.county.clinics.internal.clinicians", to=3), ("days", "visits"),
    ),
    "dearer visits": (with_change(4, FROM, "tiers.county.prices.visit", to="300 yuan"), ("episodes", "visits")),
    "no laboratory": (with_change(4, FROM, "tiers.township.tests.lab.machines", to=0), ("days", "tests", "visits")),
    "no place to wait": (with_change(4, FROM, "tiers.county.queue.waiting_room", to=0), ("visits", "days", "episodes")),
    "impatience": (
        with_change(4, FROM, "tiers.county.queue.patience.mean", to="2 min"), ("visits", "days", "episodes"),
    ),
    "habits lost": (with_change(4, FROM, "choice.habit", to=-3.0), ("episodes", "visits")),
    "an epidemic": (
        with_change(4, FROM, "conditions.acute_uri.new_cases.per_1000_a_year.15-44", times=3.0), ("episodes",),
    ),
    "better clinicians": (
        with_change(4, FROM, "tiers.village.skill.treats.minor", to="100 %"), ("visits", "episodes"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def today() -> Ledger:
    return lived()


@pytest.mark.parametrize("what", sorted(FROM_A_DATE))
def test_nothing_differs_before_its_first_day(what: str, today: Ledger) -> None:
    settings, tables = FROM_A_DATE[what]
    parted = first_divergence(today, lived(**settings))
    assert parted is not None, "it should do something in two weeks"
    assert parted.minute >= FROM_MIN, str(parted)
    assert parted.table in tables, str(parted)


def test_extra_beds_are_put_up_on_their_day_and_not_before() -> None:
    few = {"tiers__county__wards__general__beds": 3}
    extra = with_change(4, FROM, "tiers.county.wards.general.extra_beds", add=5)
    before, after = lived(**few), lived(**few, **extra)
    parted = first_divergence(before, after)
    assert parted is not None
    assert parted.minute >= FROM_MIN, str(parted)
    assert after["days"]["overtime_min"].sum() > before["days"]["overtime_min"].sum()


def test_the_last_day_is_the_last_on_which_a_policy_acts(today: Ledger) -> None:
    one_day = lived(policies__first_contact={**GATE, "from": FROM, "until": FROM})
    first_visits = [by_episode(ledger) for ledger in (today, one_day)]
    gated = first_visits[1]["first_tier"] != first_visits[0]["first_tier"]
    onset = first_visits[0]["onset_min"][gated]
    assert gated.any()
    assert onset.min() >= FROM_MIN
    last = onset[onset < FROM_MIN + DAY_MIN]
    assert len(last) > 0
    # later choices differ only by where a person went last: far fewer than on the day itself
    later = by_episode(lived(policies__first_contact={**GATE, "from": FROM}))
    still = later["first_tier"] != first_visits[0]["first_tier"]
    assert still.sum() > 5 * gated.sum()


def test_experts_touch_nothing_before_the_morning_of_their_first_session(today: Ledger) -> None:
    parted = first_divergence(today, lived(policies__expert_dispatch={**EXPERTS, "from": FROM}))
    assert parted is not None
    assert parted.minute >= FROM_MIN + SATURDAY * DAY_MIN


def test_a_gate_touches_first_those_whom_it_turns_from_the_hospital(today: Ledger) -> None:
    gated = lived(policies__first_contact=GATE, choice__price_felt="nothing")
    free = lived(choice__price_felt="nothing")
    parted = first_divergence(free, gated)
    assert parted is not None
    assert (parted.table, parted.column) == ("episodes", "first_facility")
    wanted = by_episode(free)
    first = wanted[(wanted["first_tier"] >= 2) & (wanted["reason"] != EpisodeReason.follow_up)]
    first = first[first["felt_serious"] == 0]
    assert parted.minute == first["onset_min"].min()


def test_a_clinician_less_touches_first_somebody_who_has_to_wait_longer(today: Ledger) -> None:
    fewer = lived(tiers__village__clinics__general__clinicians=1)
    more = lived(tiers__village__clinics__general__clinicians=2)
    parted = first_divergence(_without_day_books(fewer), _without_day_books(more))
    assert isinstance(parted, Divergence)
    assert (parted.table, parted.column) == ("visits", "start_min")
    rows = {name: ledger["visits"][ledger["visits"]["episode"] == parted.whose] for name, ledger in
            (("fewer", fewer), ("more", more))}  # fmt: skip
    waits = {name: (row["start_min"] - row["arrival_min"])[0] for name, row in rows.items()}
    assert waits["fewer"] > waits["more"]


def by_episode(ledger: Ledger) -> np.ndarray[Any, Any]:
    """Episodes in the order of their numbers."""
    return in_order(TABLES["episodes"], ledger["episodes"])


def _without_day_books(ledger: Ledger) -> Ledger:
    return Ledger({**ledger.tables, "days": ledger["days"][:0]}, ledger.frame, ledger.meta)
