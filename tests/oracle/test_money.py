"""Every bill split a second time, from the schedules as they stand in the YAML and nothing else."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from ruamel.yaml import YAML

from sim.ledger import TABLES, Ledger
from sim.ledger.ledger import in_order
from sim.vocabulary.words import TIERS, Reason, Sent, StayKind
from tests.hamlet import ROOT, lived

PENALTY = 0.15
TRANSFER = {"tiers__township__skill__treats__serious": "0 %", "tiers__township__wards__general__beds": 12}
"""More is missed in township beds, so that more patients lie in two."""


def percent(text: object) -> float:
    said = text["value"] if isinstance(text, dict) else text
    return float(str(said).split()[0]) / 100.0


def yuan(text: object) -> float:
    return float(str(text).split()[0])


@pytest.fixture(scope="module")
def schedules() -> dict[str, object]:
    text = (ROOT / "scenarios" / "base" / "insurance.yaml").read_text(encoding="utf-8")
    return dict(YAML(typ="safe").load(text)["insurance"])


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return lived(8, **TRANSFER)


def cover(schedules: dict[str, object], scheme: str, what: str, tier: int) -> tuple[float, float, float]:
    """(share, deductible, cap) as written."""
    said = schedules["schemes"][scheme].get(what, {}).get(TIERS[tier])  # type: ignore[index]
    if said is None:
        return 0.0, 0.0, np.inf
    return percent(said["pays"]), yuan(said.get("deductible", 0)), yuan(said.get("cap_a_year", "inf"))


def test_every_visit_is_paid_as_the_schedule_says(ledger: Ledger, schedules: dict[str, object]) -> None:
    scheme_of = np.array(ledger.words("scheme"))[ledger.frame["residents"]["scheme"].to_numpy()]
    felt = dict(zip(ledger["episodes"]["episode"].tolist(), ledger["episodes"]["felt_serious"].tolist(), strict=True))
    visits = ledger["visits"][(ledger["visits"]["start_min"] >= 0.0) & (ledger["visits"]["left_min"] >= 0.0)]
    spent: dict[int, float] = defaultdict(float)
    listed = percent(schedules["listed"])
    for row in visits[np.argsort(visits["left_min"], kind="stable")]:
        pays, deductible, cap = cover(schedules, scheme_of[row["resident"]], "outpatient", row["tier"])
        unsent = (
            row["tier"] == 3 and row["reason"] == Reason.first_contact and row["sent"] == Sent.self_referred
            and not felt[int(row["episode"])]
        )  # fmt: skip
        share = max(0.0, pays - PENALTY) if unsent else pays
        fund = min(max(0.0, row["bill_yuan"] * listed - deductible) * share, max(0.0, cap - spent[row["resident"]]))
        assert row["fund_yuan"] == pytest.approx(fund, abs=1e-9)
        assert row["patient_yuan"] == pytest.approx(row["bill_yuan"] - fund, abs=1e-9)
        spent[row["resident"]] += fund
    assert max(spent.values()) >= 350.0 - 1e-9, "somebody reaches the cap of the residents' scheme"


def test_every_stay_is_paid_as_the_schedule_says(ledger: Ledger, schedules: dict[str, object]) -> None:
    """Deductibles: the difference going up with one illness, nothing stepping down."""
    scheme_of = np.array(ledger.words("scheme"))[ledger.frame["residents"]["scheme"].to_numpy()]
    sent_out = {
        int(row["episode"])
        for row in ledger["visits"]
        if row["tier"] == 3 and row["reason"] == Reason.first_contact and row["sent"] == Sent.self_referred
    }
    stays = in_order(TABLES["stays"], ledger["stays"])
    stays = stays[(stays["admitted_min"] >= 0.0) & (stays["ended_min"] >= 0.0)]
    paid: dict[int, float] = defaultdict(float)
    below: dict[int, int] = {}
    listed, differences, nothing = percent(schedules["listed"]), 0, 0
    for row in stays:
        episode = int(row["episode"])
        pays, deductible, _ = cover(schedules, scheme_of[row["resident"]], "inpatient", row["tier"])
        if row["kind"] == StayKind.recovery and row["from_facility"] >= 0:
            deductible, nothing = 0.0, nothing + 1
        elif below.get(episode, 9) < row["tier"]:
            deductible, differences = max(0.0, deductible - paid[episode]), differences + 1
        paid[episode] += min(deductible, row["bill_yuan"] * listed)
        below[episode] = int(row["tier"])
        if row["tier"] == 3 and episode in sent_out:
            continue  # whether it felt serious decides over the penalty; the visits' test has that
        fund = max(0.0, row["bill_yuan"] * listed - deductible) * pays
        assert row["fund_yuan"] == pytest.approx(fund, abs=1e-6), row
    assert differences >= 1
    assert nothing >= 1


def test_fares_and_ways_are_there_and_back(ledger: Ledger) -> None:
    """Who came from home and went home again travelled the same way twice."""
    visits = ledger["visits"]
    alone = visits[(visits["sent"] == Sent.self_referred) & (visits["action"] == 0) & (visits["tier"] < 3)]
    firsts = alone[alone["reason"] == Reason.first_contact]
    one_way = firsts["arrival_min"] - firsts["set_off_min"]
    assert np.allclose(firsts["travel_min"], 2.0 * one_way, rtol=1e-5)
    assert (firsts["fare_yuan"] >= 0.0).all()
