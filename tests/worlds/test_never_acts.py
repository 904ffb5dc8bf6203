"""A policy that never acts changes nothing: not one bit of the ledger."""

from __future__ import annotations

from typing import Any

import pytest

from sim.ledger import Ledger
from sim.ledger.divergence import first_divergence
from tests.hamlet import EXPERTS, TALK, hamlet, lived, with_change

FORMAL = f"{100 * hamlet(1).policies.answers('referral')[0].formal:g} %"  # type: ignore[attr-defined]
"""The share with a form that today's rule has, so that a rule of the same numbers changes nothing."""
NEVER_ACTS: dict[str, dict[str, Any]] = {
    "a gate that nobody keeps": {
        "policies__first_contact": {"kind": "gatekeeping", "compliance": "0 %", "others": "pay_as_before"}
    },
    "steering by nothing": {"policies__first_contact": {"kind": "steered", "bypass_penalty": "0 yuan"}},
    "a gate for a scheme nobody has": {
        "policies__first_contact": [
            {"kind": "free_choice"},
            {"kind": "gatekeeping", "compliance": "100 %", "only_for": {"villages": ["V99"]}},
        ]
    },
    "a gate for nobody's home": {
        "policies__first_contact": [
            {"kind": "free_choice"},
            {"kind": "gatekeeping", "compliance": "100 %", "only_in": {"tier": "county"}},
        ]
    },
    "experts who come when all is over": {"policies__expert_dispatch": {**EXPERTS, "from": "2026-03-02"}},
    "experts whose time was over before": {"policies__expert_dispatch": {**EXPERTS, "until": "2026-01-04"}},
    "no expert at all": {"policies__expert_dispatch": {**EXPERTS, "experts": 0}},
    "calls that nobody makes": {
        "policies__remote_consult": {
            "kind": "on_demand", "of": "county/internal", "asked_share": "0 %", "talk": TALK,
        }
    },
    "a threshold that is reached by nobody who is not sent already": {
        "policies__referral": [
            {"kind": "severity_threshold", "refer": ["moderate", "serious", "critical"], "formal": FORMAL},
            {"kind": "never", "from": "2026-02-02"},
        ]
    },
    "a catalogue that keeps and sends as today": {
        "policies__referral": {
            "kind": "disease_catalogue", "refer": ["moderate", "serious", "critical"], "formal": FORMAL,
            "keep_margin": "0 points", "send_margin": "0 points", "must_keep": [],
        }
    },
    "an aid that nobody opens": {
        "policies__referral": {
            "kind": "decision_support", "refer": ["moderate", "serious", "critical"], "formal": FORMAL,
            "coverage": "0 %", "gain": "100 %", "cap": 9,
        }
    },
    "an aid that knows no more than the clinician": {
        "policies__referral": {
            "kind": "decision_support", "refer": ["moderate", "serious", "critical"], "formal": FORMAL,
            "coverage": "100 %", "gain": "100 %", "cap": 0,
        }
    },
    "a channel as slow as paper, for nobody more": {
        "policies__referral_channel": {"kind": "green_channel", "handling": "36 h"}
    },
    "an ordinary channel that says what the rule says": {
        "policies__referral_channel": {"kind": "ordinary", "handling": "36 h"}
    },
    "a channel that opens when all is over": {
        "policies__referral_channel": {
            "kind": "green_channel", "handling": "1 h", "direct_admission": "100 %", "booked": "100 %",
            "reserved_slots": "100 %", "reserved_beds": "50 %", "with_form": "100 %", "from": "2026-03-02",
        }
    },
    "records that nobody reads": {
        "policies__records": {
            "kind": "shared_platform", "recognised": "0 %", "consult_times": 1, "d_gain": 0,
            "referral_handling_times": 1,
        }
    },
    "slots that nobody books": {
        "policies__appointments": {"kind": "time_slots", "booked": "0 %", "per_clinician": 3}
    },
    "a registration that is good for no day and spares nothing": {
        "policies__appointments": {"kind": "multi_day_registration", "valid": "0 min", "fee": "10 yuan"}
    },
    "supplies that are all there": {"tiers__township__supplies__met": "80 %"},
    "ten beds more when all is over": with_change(
        4, "2026-03-02", "tiers.county.wards.general.beds", add=10
    ),
    "a number set to what it is": with_change(4, "2026-01-12", "tiers.county.wards.general.beds", to=12),
}  # fmt: skip


@pytest.fixture(scope="module")
def today() -> Ledger:
    return lived()


@pytest.mark.parametrize("what", sorted(NEVER_ACTS))
def test_a_policy_that_never_acts_gives_a_bit_identical_ledger(what: str, today: Ledger) -> None:
    ledger = lived(**NEVER_ACTS[what])
    assert first_divergence(today, ledger) is None
    assert ledger.digest() == today.digest()


def test_a_step_down_that_no_doctor_wants_is_no_step_down() -> None:
    willing_to_nothing = {"doctor": "0 %", "patient": "100 %", "unit": "100 %"}
    accepted = lived(policies__step_down={"kind": "recovery_bed", "accepts": willing_to_nothing})
    assert accepted.digest() == lived(policies__step_down={"kind": "none"}).digest()


def test_the_same_policies_by_another_way_are_the_same_county(today: Ledger) -> None:
    """A rule and an exception that says the same everywhere."""
    rule = {"kind": "severity_threshold", "refer": ["moderate", "serious", "critical"], "formal": FORMAL}
    ledger = lived(policies__referral=[rule, {**rule, "from": "2026-01-12"}])
    assert ledger.digest() == today.digest()
