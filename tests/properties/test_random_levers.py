"""Whatever levers are pulled at once, with whatever numbers: the audit has nothing to say, and nobody is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import Ledger, load, simulate
from sim.measures import audit, must_pass
from sim.policies import QUESTIONS
from tests.engine.twin.test_any_county import so_many
from tests.hamlet import HAMLET, ROOT
from tests.properties.counties import Settings, counties
from tests.properties.levers import QUESTIONS as DRAWN
from tests.properties.levers import SEVEN_WEEKS, levers
from tests.properties.test_random_counties import money_is_honest, nobody_disappears, queues_are_honest

ISLAND = ROOT / "scenarios" / "island.yaml"


def honest(ledger: Ledger) -> None:
    must_pass(audit(ledger))
    nobody_disappears(ledger)
    queues_are_honest(ledger)
    money_is_honest(ledger)


def with_levers(county: Settings, pulled: Settings) -> Settings:
    """A drawn county whose own answers give way to the levers."""
    return {**county, **pulled, **SEVEN_WEEKS, "people.illness_rate": 1.0}


def test_every_question_that_a_lever_answers_is_drawn() -> None:
    assert set(DRAWN) == set(QUESTIONS) - {"first_contact"}, "first_contact is drawn with the county"


@so_many(12)
@given(county=counties(), pulled=levers(), replication=st.integers(0, 5))
def test_the_audit_is_silent_whatever_levers_are_pulled(county: Settings, pulled: Settings, replication: int) -> None:
    honest(simulate(load(HAMLET, settings=with_levers(county, pulled)), replication, seed=3, engine="simpy"))


@so_many(4)
@given(pulled=levers())
def test_the_audit_is_silent_on_an_island_too(pulled: Settings) -> None:
    settings = {**pulled, **SEVEN_WEEKS}
    honest(simulate(load(ISLAND, settings=settings), 0, seed=3, engine="simpy"))


@pytest.mark.long
@so_many(200)
@given(county=counties(), pulled=levers(), replication=st.integers(6, 99))
def test_the_audit_is_silent_in_hundreds_of_counties(county: Settings, pulled: Settings, replication: int) -> None:
    honest(simulate(load(HAMLET, settings=with_levers(county, pulled)), replication, seed=3, engine="simpy"))
