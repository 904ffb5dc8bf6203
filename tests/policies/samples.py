"""An instance of any policy, whatever its fields: numbers are tried until the model takes them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

from sim.policies import QUESTIONS, Policy

TRIED: tuple[Any, ...] = (
    "50 %", "60 min", "50 yuan", "2 points", 1, {"kind": "exponential", "mean": "8 min"}, "county/internal",
    "Sa 08:30-11:30", {"doctor": "50 %", "patient": "50 %"}, ["ecg"],
    {"emergency": {"kind": "exponential", "mean": "5 min"}, "routine": {"kind": "exponential", "mean": "6 min"}},
)  # fmt: skip
WORDS = {"of": "county/internal", "when": "Sa 08:30-11:30"}
"""What a text stands for when any text would do."""


def sample(policy: type[Policy]) -> Policy:
    """One instance: required fields get the first value that fits, the others stay as they are."""
    given: dict[str, Any] = {}
    tries = dict.fromkeys(_required(policy), 0)
    for name in tries:
        if name in WORDS:
            given[name] = WORDS[name]
    for _ in range(len(TRIED) * (len(tries) + 1)):
        try:
            return policy.model_validate({**{name: TRIED[tries[name]] for name in tries}, **given})
        except ValidationError as error:
            for name in {str(fault["loc"][0]) for fault in error.errors()}:
                tries[name] += 1
    raise AssertionError(f"no sample fits {policy.__name__}: give a required field a unit that is known here")


def _required(model: type[BaseModel]) -> list[str]:
    return [name for name, field in model.model_fields.items() if field.is_required()]


ANSWERS: list[type[Policy]] = [policy for question in QUESTIONS.values() for policy in question.kinds.values()]
