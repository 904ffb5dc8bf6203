"""What a scenario needs compiled, and whether this machine has it: asked before many workers begin at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from sim.engine.compiled.code import Refused
from sim.engine.compiled.module import is_compiled, module_for
from sim.engine.compiled.rules import compiled, row_of
from sim.pathway.subset import check_policy
from sim.policies import QUESTIONS
from sim.scenario.scenario import Scenario

COMPILING: Final = "compiling the engine for this machine, once (some seconds)…"


def is_ready(scenario: Scenario) -> bool:
    """Whether runs of this kind begin at once on this machine; policies are not looked at, they take a second."""
    return is_compiled(*_kind(scenario))


def make_ready(scenario: Scenario, say: Callable[[str], None] | None = None) -> None:
    """Compile what runs of this scenario need and the cache does not have.

    Args:
        say: told in one line, before it begins, that some seconds will pass.

    Raises:
        Refused: a policy cannot be compiled; file, line and reason are said, and nothing long was begun.
    """
    policies = list(_policies(scenario))
    for question, policy in policies:
        row_of(policy, question)
        for refusal in check_policy(type(policy)):
            raise Refused(refusal.file, refusal.line, refusal.reason)
    if say is not None and not is_ready(scenario):
        say(COMPILING)
    for question, policy in policies:
        answer: Any = type(policy)
        compiled(answer, question, row_of(policy, question)[0])
    module_for(*_kind(scenario))


def _kind(scenario: Scenario) -> tuple[bool, bool]:
    """Whether residents fall ill in it, and whether patients of streams walk through it."""
    return scenario.people is not None, bool(scenario.arrivals) or scenario.people is None


def _policies(scenario: Scenario) -> Iterator[tuple[str, Any]]:
    """Every answer that is asked for in the pathway of a county on any date, each question's null answer included."""
    if scenario.people is None:
        return
    for question, asked in QUESTIONS.items():
        if asked.moment:
            yield question, asked.kinds[next(iter(asked.kinds))]()
            for minute in (0.0, *scenario.change_minutes):
                yield from ((question, answer) for answer in scenario.at(minute).policies.answers(question))
