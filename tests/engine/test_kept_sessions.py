"""Expert days by order: a hospital that earns nothing by them drops some, and what it is paid by wins some back."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim import Ledger, load, simulate
from sim.measures import audit, must_pass
from sim.policies.provider_payment import BenefitSharing, Capitation
from tests.engine.test_expert_days import days_of
from tests.hamlet import HAMLET, ROOT, hamlet

WEEKS = 20
ROUND = {
    "kind": "weekly_round", "when": "Sa 08:30-11:30", "experts": 1, "of": "county/internal", "sees_at_most": 12,
    "only_in": {"tier": "township", "nearest": 1},
}  # fmt: skip
FEES = {"kind": "fee_for_service"}
SHARED = {"kind": "benefit_sharing", "network_weight": "100 %"}
PREPAID = {"kind": "capitation", "surplus_share": "100 %"}
PACKAGES = ROOT / "scenarios" / "policies"


@cache
def lived(kept: str, paid: str, weight: str = "100 %", below: str = "") -> Ledger:
    how: dict[str, Any] = {"fees": FEES, "shared": {**SHARED, "network_weight": weight}, "prepaid": PREPAID}[paid]
    more: dict[str, Any] = {"tiers__township__prices__visit": below} if below else {}
    more["people__residents"] = 200  # sessions are held for however few
    order = {**ROUND, "kept": kept}
    ledger = simulate(
        hamlet(WEEKS, policies__expert_dispatch=order, policies__provider_payment=how, **more), 0, engine="simpy"
    )
    must_pass(audit(ledger))
    return ledger


def held(ledger: Ledger) -> set[int]:
    """Days on which an expert sat in the township."""
    rooms = days_of(ledger, "visiting_")
    return {int(day) for day in rooms["day"][rooms["staffed_min"] > 0.0]}


def away_h(ledger: Ledger) -> float:
    return float(days_of(ledger, "H1/internal")["away_min"].sum()) / 60.0


def test_an_order_is_obeyed_unless_somebody_says_otherwise_whatever_the_hospital_earns() -> None:
    assert len(held(lived("100 %", "fees"))) == WEEKS
    assert held(lived("100 %", "shared")) == held(lived("100 %", "fees"))


def test_a_hospital_that_keeps_nothing_sends_nobody_and_misses_nobody() -> None:
    ledger = lived("0 %", "fees")
    assert held(ledger) == set()
    assert away_h(ledger) == 0.0


@pytest.mark.parametrize("paid", ["shared", "prepaid"])
def test_a_share_in_what_the_network_earns_wins_back_sessions_and_drops_none(paid: str) -> None:
    alone, with_reason = held(lived("40 %", "fees")), held(lived("40 %", paid))
    assert 3 <= len(alone) <= 13
    assert alone < with_reason < set(range(WEEKS * 7))
    assert len(with_reason) < WEEKS, "nobody is moved so far that every session is held"


def test_each_session_won_back_is_missing_at_the_hospital_with_its_road() -> None:
    alone, shared = lived("40 %", "fees"), lived("40 %", "shared")
    each_h = away_h(alone) / len(held(alone))
    assert each_h > 3.0
    won = len(held(shared)) - len(held(alone))
    assert np.isclose(away_h(shared) - away_h(alone), won * each_h, rtol=0.15), "who finishes late comes home late"


def test_a_weight_of_nought_moves_nothing() -> None:
    assert held(lived("40 %", "shared", weight="0 %")) == held(lived("40 %", "fees"))


def test_where_a_visit_below_earns_little_there_is_little_reason_to_go() -> None:
    assert held(lived("40 %", "shared", below="1 yuan")) == held(lived("40 %", "fees", below="1 yuan"))


def test_the_reason_is_gain_over_gain_and_loss() -> None:
    rule = BenefitSharing(network_weight=0.6)
    assert rule.sends_share(0.0, 90.0, 90.0) == pytest.approx(0.3)
    assert rule.sends_share(0.0, 180.0, 90.0) == pytest.approx(0.2)
    assert rule.sends_share(0.0, 0.0, 0.0) == 0.0
    kept = Capitation(surplus_share=0.5)
    assert kept.sends_share(0.1, 180.0, 90.0) == pytest.approx(0.25)
    assert kept.sends_share(0.1, 90.0, 90.0) == 0.0, "a visit that costs the same spares nothing"


def test_the_order_and_the_reason_are_two_packages_that_stand_together() -> None:
    county = load(HAMLET, [PACKAGES / "expert_days_by_order.yaml", PACKAGES / "benefit_sharing.yaml"])
    (order,) = county.policies.answers("expert_dispatch")
    assert order.kept == 0.5  # type: ignore[attr-defined]
