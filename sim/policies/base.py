"""The questions a county may answer differently, and how an answer registers itself.

A *question* is asked in the pathway (moment) or at 00:00 (morning). A policy is one frozen answer to one
question: numbers in, a number out, no memory and no look at hidden state. Putting a file into this folder
is the registration: the class appears in YAML, JSON Schema, the reference page and the contract tests.
"""

from __future__ import annotations

from abc import ABC
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from sim.vocabulary.dates import Day
from sim.vocabulary.quantities import Count


class Selector(BaseModel):
    """Some places of the county. All keys that are given must hold together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tier: str | None = Field(None, description="village, township, county or out_of_county")
    group: str | None = Field(None, description="a group of places.groups (医共体)")
    facilities: tuple[str, ...] | None = Field(None, description="ids; an overlay names none")
    farthest: Count | None = Field(None, description="the n places farthest by road from the county hospital")
    nearest: Count | None = Field(None, description="the n places nearest to the county hospital")
    smallest: Count | None = Field(None, description="the n places with the fewest clinicians")


class People(BaseModel):
    """Some residents of the county. All keys that are given must hold together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ages: tuple[str, ...] | str | None = Field(None, description="age bands as in people.ages")
    scheme: tuple[str, ...] | str | None = Field(None, description="insurance schemes as in people.schemes")
    conditions: tuple[str, ...] | str | None = Field(None, description="the episode's condition is one of these")
    severity: tuple[str, ...] | str | None = Field(None, description="true severity is one of these bands")
    contracted: bool | None = Field(None, description="has a family-doctor contract")
    villages: tuple[str, ...] | None = Field(None, description="ids of villages")
    poor: bool | None = Field(None, description="registered as poor")


class Policy(BaseModel, ABC):
    """One answer to one question. Subclasses of a question state `kind: Literal[...]` and their numbers.

    ``heeds_places``, ``heeds_people``: what the question can tell apart where it is asked; a selector that it cannot is
    refused, not ignored.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: ClassVar[str] = ""
    additive: ClassVar[bool] = False
    moment: ClassVar[bool] = True
    heeds_places: ClassVar[bool] = True
    heeds_people: ClassVar[tuple[str, ...]] = tuple(People.model_fields)

    from_: Day | None = Field(None, alias="from", description="first day in force, included; empty: from day 0")
    until: Day | None = Field(None, description="last day in force, included; empty: to the end")
    only_in: Selector | None = Field(None, description="the places where it is in force; empty: everywhere")
    only_for: People | None = Field(None, description="the residents whom it concerns; empty: all")


class Question(BaseModel):
    """A question with all the answers that are registered."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    name: str
    base: type[Policy]
    additive: bool
    moment: bool
    kinds: dict[str, type[Policy]]


def kind_of(policy: type[Policy]) -> str:
    """The word that names this answer in YAML.

    Raises:
        TypeError: the class declares no ``kind: Literal["one_word"]``.
    """
    annotation: Any = policy.model_fields["kind"].annotation if "kind" in policy.model_fields else None
    words: tuple[Any, ...] = getattr(annotation, "__args__", ())
    if len(words) != 1 or not isinstance(words[0], str):
        raise TypeError(f'{policy.__module__}.{policy.__name__} must declare kind: Literal["one_word"]')
    return words[0]


def questions_of(classes: list[type[Policy]]) -> dict[str, Question]:
    """Group answer classes by the question they answer; null answer (first in its file) first.

    Raises:
        TypeError: two answers to one question share a word.
    """
    found: dict[str, list[type[Policy]]] = {}
    for answer in classes:
        others = found.setdefault(answer.question, [])
        for other in others:
            if kind_of(other) == kind_of(answer):
                names = " and ".join(f"{one.__module__}.{one.__name__}" for one in (other, answer))
                raise TypeError(f'{names} both say kind: Literal["{kind_of(answer)}"] to {answer.question}')
        others.append(answer)
    return {
        name: Question(
            name=name,
            base=answers[0].__mro__[1],
            additive=answers[0].additive,
            moment=answers[0].moment,
            kinds={kind_of(answer): answer for answer in answers},
        )
        for name, answers in found.items()
    }
