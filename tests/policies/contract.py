"""What every policy owes: the contract, as functions that a test of any policy can call."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

import pytest
from pydantic import ValidationError

from sim.pathway.subset import check_policy
from sim.policies import QUESTIONS, Policy
from sim.policies.base import kind_of
from tests.policies.samples import sample

LUCK = (0.0, 0.1, 0.3, 0.49, 0.5, 0.7, 0.999999)
NUMBERS: dict[str, tuple[Any, ...]] = {
    "tier": (0, 1, 2, 3), "judged_band": (0, 1, 2, 3), "bill": (0.0, 10.0, 500.0, 20000.0),
    "deductible": (0.0, 100.0, 1000.0), "cap_left": (0.0, 50.0, float("inf")), "here": (0.0, 500.0),
    "paid_below": (0.0, 150.0, 1000.0), "start_min": (510.0, 9150.0), "end_min": (690.0, 9330.0),
    "travel_min": (0.0, 45.0),
    "age_min": (0.0, 1440.0, 20000.0), "ordinary_min": (0.0, 2160.0), "listed": (0, 1, 2, 3),
    "d_prime": (0.0, 0.8, 2.5), "perceived_quality": (0.0, 0.4, 1.0),
}  # fmt: skip
"""Numbers for a parameter by its name; others are flags (whole numbers) or luck and shares."""


def methods(policy: type[Policy]) -> dict[str, Any]:
    """The questions a policy answers: public methods of its question's base class."""
    base = QUESTIONS[policy.question].base
    return {
        name: method
        for name, method in inspect.getmembers(base, inspect.isfunction)
        if not name.startswith("_") and name in vars(base)
    }


def cases(method: Any, most: int = 400) -> Iterator[tuple[Any, ...]]:
    """Numbers in, of every kind."""
    parameters = list(inspect.signature(method).parameters.values())[1:]
    domains = [NUMBERS.get(p.name, (0, 1) if p.annotation == "int" else LUCK) for p in parameters]
    return islice(product(*domains), most)


def is_documented(policy: type[Policy]) -> None:
    """It states its rule and where it comes from; every field says what it is."""
    said = inspect.getdoc(policy) or ""
    assert len(said.split()) >= 4, f"{policy.__name__} does not state its rule"
    null = said.startswith("Null answer")
    assert null or "source" in said.lower() or "assum" in said.lower(), "where does it come from?"
    for name, field in policy.model_fields.items():
        if name != "kind":
            assert field.description, f"{policy.__name__}.{name} has no description"


def has_the_signature_of_its_question(policy: type[Policy]) -> None:
    """One fixed signature per question, numbers in and a number out."""
    for name, asked in methods(policy).items():
        own = getattr(policy, name)
        assert list(inspect.signature(own).parameters) == list(inspect.signature(asked).parameters), name
        if policy.moment:
            kinds = {p.annotation for p in list(inspect.signature(own).parameters.values())[1:]}
            assert kinds <= {"int", "float"}, name
            assert inspect.signature(own).return_annotation in ("int", "float"), name


def is_frozen(policy: Policy) -> None:
    """Its numbers cannot be changed, and it takes no others."""
    for name in type(policy).model_fields:
        with pytest.raises(ValidationError):
            setattr(policy, name, getattr(policy, name))
    with pytest.raises(ValidationError):
        type(policy).model_validate({**policy.model_dump(by_alias=True), "unheard_of": 1})


def is_pure(policy: Policy) -> None:
    """Same numbers in, same numbers out: asked again, in another order, or of an equal policy."""
    twin = policy.model_copy()
    before = policy.model_dump()
    for name, asked in methods(type(policy)).items():
        asked_cases = list(cases(asked))
        once = [getattr(policy, name)(*numbers) for numbers in asked_cases]
        again = [getattr(policy, name)(*numbers) for numbers in reversed(asked_cases)][::-1]
        other = [getattr(twin, name)(*numbers) for numbers in asked_cases]
        assert once == again == other, f"{name} does not answer the same twice"
        for answer in once:
            for number in answer if isinstance(answer, tuple) else (answer,):
                assert isinstance(number, int | float), f"{name} answers {answer!r}"
    assert policy.model_dump() == before


def fulfils_the_contract(policy: type[Policy]) -> None:
    """All of it."""
    assert kind_of(policy).isidentifier()
    is_documented(policy)
    has_the_signature_of_its_question(policy)
    is_frozen(sample(policy))
    is_pure(sample(policy))
    if policy.moment:
        assert [str(refusal) for refusal in check_policy(policy)] == []
