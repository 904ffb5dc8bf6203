"""Integration is no question of its own: bundles of levers, audited as each of them is."""

from __future__ import annotations

import pytest

from sim import load, simulate
from sim.measures import audit, measure, must_pass
from tests.hamlet import HAMLET, ROOT

BUNDLES = ("trusteeship", "direct_management", "one_legal_person")
WEEKS = {"calendar.warm_up": "1 weeks", "calendar.measure": "4 weeks"}


@pytest.mark.parametrize("bundle", BUNDLES)
def test_hours_given_below_are_missing_above_and_cost_something(bundle: str) -> None:
    overlay = ROOT / "scenarios" / "policies" / f"{bundle}.yaml"
    ledger = simulate(load(HAMLET, [overlay], settings=WEEKS), engine="simpy")
    must_pass(audit(ledger))
    table = measure(ledger, ["clinician_away_h_per_week", "policy_cost_yuan_per_year"])
    values = table.set_index(["measure", "group"])["value"]
    assert values["clinician_away_h_per_week", "tier=county"] > 0.0
    assert values["policy_cost_yuan_per_year", ""] > 0.0


def test_recruited_clinicians_sit_in_the_township_from_the_first_day() -> None:
    overlay = ROOT / "scenarios" / "policies" / "direct_management.yaml"
    clinic = load(HAMLET, [overlay], settings=WEEKS).at(0.0).tiers["township"].clinics["general"]
    assert clinic.clinicians == load(HAMLET).tiers["township"].clinics["general"].clinicians + 1
