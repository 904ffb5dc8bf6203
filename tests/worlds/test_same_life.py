"""John Smith lives the same life in both worlds, but for what the policy touches: a visit more shifts no luck."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.ledger import Ledger
from sim.vocabulary.words import COUNTY, Outcome, StayKind, StayOutcome
from tests.hamlet import lived

EVERYONE_GETS_A_SLIP = {
    "policies__first_contact": {"kind": "gatekeeping", "compliance": "100 %", "slip_on_request_share": "100 %"},
    "choice__expects_wait": "nothing",
    "choice__considers": {"nearest_of_each_tier": 2, "usual_place": False},
}
WITHOUT = {name: value for name, value in EVERYONE_GETS_A_SLIP.items() if name != "policies__first_contact"}


@pytest.fixture(scope="module")
def worlds() -> tuple[Ledger, Ledger]:
    return lived(8, **WITHOUT), lived(8, **EVERYONE_GETS_A_SLIP)


def first_at_the_county(ledger: Ledger) -> dict[int, Any]:
    """By episode: its first visit to the county hospital."""
    visits = ledger["visits"]
    seen = visits[(visits["tier"] == COUNTY) & (visits["outcome"] == Outcome.seen) & (visits["end_min"] >= 0.0)]
    seen = seen[np.argsort(seen["arrival_min"], kind="stable")[::-1]]
    return {int(row["episode"]): row for row in seen}


def test_a_visit_more_at_the_gate_shifts_nothing_at_the_hospital(worlds: tuple[Ledger, Ledger]) -> None:
    free, gated = (first_at_the_county(ledger) for ledger in worlds)
    later = [e for e in free.keys() & gated.keys() if gated[e]["sent"] == 3 and free[e]["sent"] == 0]
    assert len(later) >= 20, "who went straight to the hospital, and by a slip after the gate"
    for episode in later:
        a, b = free[episode], gated[episode]
        assert a["band"] == b["band"]
        if a["unit"] == b["unit"]:
            assert (a["finding"], a["beyond"], a["handled"]) == (b["finding"], b["beyond"], b["handled"])
            assert a["bill_yuan"] == b["bill_yuan"], "the same tests"


def test_who_lies_in_a_bed_lies_as_long(worlds: tuple[Ledger, Ledger]) -> None:
    planned: list[dict[int, float]] = []
    for ledger in worlds:
        stays = ledger["stays"]
        acute = stays[
            (stays["kind"] == StayKind.acute) & (stays["tier"] == COUNTY) & (stays["outcome"] == StayOutcome.home)
        ]
        once = {int(e) for e, n in zip(*np.unique(acute["episode"], return_counts=True), strict=True) if n == 1}
        planned.append({int(row["episode"]): float(row["planned_min"]) for row in acute if int(row["episode"]) in once})
    returns = [
        dict(zip(w["episodes"]["episode"].tolist(), w["episodes"]["returns"].tolist(), strict=True)) for w in worlds
    ]
    both = [e for e in planned[0].keys() & planned[1].keys() if returns[0][e] == returns[1][e]]
    assert len(both) >= 20
    assert [planned[0][e] for e in both] == [planned[1][e] for e in both]


def test_people_fall_ill_and_feel_it_alike(worlds: tuple[Ledger, Ledger]) -> None:
    columns = ("episode", "condition", "band", "felt_serious", "onset_min")
    told = [sorted(zip(*(ledger["episodes"][name].tolist() for name in columns), strict=True)) for ledger in worlds]
    assert told[0] == told[1]
