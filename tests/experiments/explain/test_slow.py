"""How fast things move, in words."""

from __future__ import annotations

import pytest

from experiments.explain.slow import experiences_a_year, half_life_days, slow_page
from sim import simulate
from sim.scenario.load import load
from tests.hamlet import HAMLET, ROOT

POLICIES = ROOT / "scenarios" / "policies"


def page(*overlays: str) -> dict[str, str]:
    found = slow_page(load(HAMLET, [POLICIES / f"{name}.yaml" for name in overlays]))
    return {row[0]: row[2] for row in found.rows}


def test_where_nothing_moves_it_says_so() -> None:
    assert slow_page(load(HAMLET)).note.startswith("Nothing")
    assert page() == {}


def test_skill_fades_by_a_fifth_a_year() -> None:
    assert page("secondment") == {"skill that was learned fades": "3.1 years"}


def test_every_lever_says_how_fast_it_is() -> None:
    found = page("hospital_capability", "family_doctor", "free_clinics")
    assert found["people hear of it"] == "182 days"
    assert found["control under contract settles"] == "184 days"
    assert len(found) == 5


def test_half_a_month_each_month_is_a_half_life_of_one() -> None:
    assert half_life_days(0.5) == pytest.approx(28.0)
    assert half_life_days(1.0) == 0.0


def test_belief_is_half_ones_own_after_as_many_experiences_as_the_prior_is_worth() -> None:
    learns = load(HAMLET, settings={"calendar.warm_up": "4 weeks", "choice.belief": {"kind": "beta"}})
    ledger = simulate(learns, 0, engine="simpy")
    rows = {row[0]: row[2] for row in slow_page(learns, ledger).rows}
    own = rows["township: what is expected if it feels minor nears what is found"]
    yearly = experiences_a_year(ledger, 1, 0) / 3000
    assert own == f"15 experiences, {15 / yearly:.0f} years of a mean resident"
    assert 0.3 < yearly < 3.0
    assert rows["one's own luck is lost in what the village says"] == "378 days"
    assert len(rows) == 9
