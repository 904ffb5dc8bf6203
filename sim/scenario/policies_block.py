"""The block ``policies:``, built from the registry: a question for each base class, an answer for each file.

A question takes one answer or a list. In a list the first is the rule and the others are exceptions, unless
the question is additive: then all of them run side by side. However it is written, the attribute is a tuple.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from itertools import combinations
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, create_model

from sim.policies import QUESTIONS, Policy, Question
from sim.scenario.block import PROVENANCE, Block

_RANKS = ("farthest", "nearest", "smallest")


class PoliciesBlock(Block):
    """Today's answers to the questions of the county; overlays replace them."""

    def answers(self, question: str) -> tuple[Policy, ...]:
        """The answers to one question, the rule first.

        Raises:
            KeyError: nobody asks this question.
        """
        if question not in type(self).model_fields or question in PROVENANCE:
            raise KeyError(question)
        found: tuple[Policy, ...] = getattr(self, question)
        return found

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> tuple[Any, ...]:
            """Each question is an attribute; the registry decides which there are."""


def _as_list(given: Any) -> Any:
    if given in ([], ()):
        raise ValueError("expected an answer, or a list of at least one.")
    answers = given if isinstance(given, list | tuple) else [given]
    return [
        {key: value for key, value in answer.items() if key not in PROVENANCE} if isinstance(answer, dict) else answer
        for answer in answers
    ]


def _words(said: Any) -> set[str]:
    return set(map(str, said)) if isinstance(said, tuple) else {str(said)}


def _meet(first: Policy, second: Policy) -> bool:
    """Whether two answers surely concern one place, person and day."""
    latest = max((day for day in (first.from_, second.from_) if day), default=None)
    earliest = min((day for day in (first.until, second.until) if day), default=None)
    if latest is not None and earliest is not None and latest > earliest:
        return False
    for ours, theirs in ((first.only_in, second.only_in), (first.only_for, second.only_for)):
        if ours is None or theirs is None:
            continue
        for name in type(ours).model_fields:
            a, b = getattr(ours, name), getattr(theirs, name)
            if name in _RANKS or a is None or b is None:
                continue
            if not _words(a) & _words(b):
                return False
        if any(getattr(ours, name, None) or getattr(theirs, name, None) for name in _RANKS):
            return False
    return True


def exceptions_of(question: Question) -> AfterValidator:
    """The rule for lists: exceptions say where or for whom, and no two of them meet."""

    def check(answers: tuple[Policy, ...]) -> tuple[Policy, ...]:
        for answer in answers:
            if answer.from_ and answer.until and answer.until < answer.from_:
                raise ValueError(f"until {answer.until} is before from {answer.from_}.")
        if question.additive:
            return answers
        for answer in answers[1:]:
            if all(said is None for said in (answer.from_, answer.until, answer.only_in, answer.only_for)):
                raise ValueError(
                    "in a list the first answer is the rule; each further one is an exception "
                    "and needs from, until, only_in or only_for."
                )
        for first, second in combinations(answers[1:], 2):
            if _meet(first, second):
                kinds = " and ".join(str(getattr(answer, "kind", "?")) for answer in (first, second))
                raise ValueError(f"two exceptions ({kinds}) meet at the same place, person and day.")
        return answers

    return AfterValidator(check)


def _field_of(question: Question) -> tuple[Any, Any]:
    """Annotation and default of one question: its null answer, if that needs no number."""
    classes = list(question.kinds.values())
    one: Any = classes[0]
    if len(classes) > 1:
        one = Annotated[reduce(or_, classes), Field(discriminator="kind")]
    as_list = BeforeValidator(_as_list, json_schema_input_type=one | tuple[one, ...])
    many = Annotated[tuple[one, ...], as_list, exceptions_of(question)]
    words = " ".join((question.base.__doc__ or question.name).split("\n\n")[0].split())
    side = " Several answers run side by side." if question.additive else ""
    null = next(iter(question.kinds))
    return many, Field((classes[0].model_validate({"kind": null}),), description=words + side)


def policies_model(questions: Mapping[str, Question]) -> type[PoliciesBlock]:
    """The block for a set of questions; a test may pass its own."""
    fields: dict[str, Any] = {name: _field_of(question) for name, question in questions.items()}
    return create_model("Policies", __base__=PoliciesBlock, __doc__=PoliciesBlock.__doc__, **fields)


if TYPE_CHECKING:
    Policies = PoliciesBlock
else:
    Policies = policies_model(QUESTIONS)
