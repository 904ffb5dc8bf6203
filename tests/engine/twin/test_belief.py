"""Belief that learns, and the talk of the village: on both engines."""

from __future__ import annotations

from sim.scenario.load import load
from tests.engine.twin.same import live_the_same
from tests.hamlet import HAMLET


def test_what_is_learned_and_talked_over() -> None:
    """Four weeks that tell what is usual, eight in which people learn; a gate, so that slips are asked for."""
    ledger = live_the_same(load(HAMLET, settings={
        "calendar.warm_up": "4 weeks", "calendar.measure": "8 weeks", "people.illness_rate": 3.0,
        "choice.belief": {"kind": "beta", "prior_worth": 2, "word_of_mouth": "20 %"},
        "policies.first_contact": {"kind": "gatekeeping", "compliance": "70 %"},
    }), seed=5)  # fmt: skip
    assert abs(ledger["belief"]["learned"]).max() > 0.0
    assert ledger["belief"]["experiences"].max() > 0.2
