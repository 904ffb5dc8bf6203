"""Every lever at once for five years: nobody is lost, no hour is given twice, and the audit has nothing to say."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from experiments.bench.levers import every_lever, packages
from sim import Ledger, load, simulate
from sim.measures import audit, measure
from sim.policies import QUESTIONS
from sim.scenario.faults import ScenarioFaults
from tests.engine.twin.same import live_the_same
from tests.hamlet import HAMLET, SEED

YEARS = 5
COUNTIES = every_lever(HAMLET)
each_county = pytest.mark.parametrize("at", range(len(COUNTIES)))


@cache
def county(weeks: int, at: int) -> Any:
    """The hamlet with every lever that can be there at once, and what some of them need: people who are poor."""
    settings = {"calendar.warm_up": "0 weeks", "calendar.measure": f"{weeks} weeks", "people.poor": "10 %"}
    return load(HAMLET, COUNTIES[at], settings=settings)


def answered(scenario: Any) -> set[str]:
    """The questions that are answered otherwise than in the hamlet as it is today."""
    today = load(HAMLET).policies
    return {question for question in QUESTIONS if getattr(scenario.policies, question) != getattr(today, question)}


def test_every_package_has_a_county_where_it_stands() -> None:
    assert {package for kept in COUNTIES for package in kept} == set(packages())


@each_county
def test_no_further_package_can_stand_there(at: int) -> None:
    for package in set(packages()) - set(COUNTIES[at]):
        with pytest.raises(ScenarioFaults, match="disagree"):
            load(HAMLET, [*COUNTIES[at], package])


@pytest.mark.parametrize("at", range(2))
def test_every_question_is_answered_at_once(at: int) -> None:
    assert answered(county(1, at)) == set(QUESTIONS)


@each_county
def test_every_lever_at_once_is_the_same_on_both_engines(at: int) -> None:
    ledger = live_the_same(county(5, at))
    assert [check.name for check in audit(ledger) if not check.ok] == []


@pytest.mark.long
@each_county
def test_five_years_with_every_lever_pass_the_audit(at: int) -> None:
    ledger: Ledger = simulate(county(52 * YEARS, at), 0, SEED, engine="compiled")
    assert [(check.name, check.detail) for check in audit(ledger) if not check.ok] == []
    visits = measure(ledger, ["visits_per_person_year"]).set_index("group")["value"]
    assert 3.0 < visits[""] < 8.0
