"""The contract refuses what it should: a policy that remembers, draws, hides its source, or asks for other numbers."""

from __future__ import annotations

import itertools
import random
from typing import Any, Literal

import pytest
from pydantic import Field

from sim.policies.referral import Referral
from sim.vocabulary.quantities import Share
from tests.policies import contract
from tests.policies.samples import sample

ASKED = itertools.count()


class Remembers(Referral):
    """Sends up every second patient. Source: none, it is broken."""

    kind: Literal["remembers"] = "remembers"

    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float) -> int:
        return next(ASKED) % 2


class Draws(Referral):
    """Draws luck of its own. Source: none, it is broken."""

    kind: Literal["draws"] = "draws"

    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float) -> int:
        return int(random.random() < 0.5)


class AnswersInWords(Referral):
    """Says what it thinks. Source: none, it is broken."""

    kind: Literal["words"] = "words"

    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float) -> int:
        said: Any = "up"
        return said  # type: ignore[no-any-return]


class AsksForMore(Referral):
    """Wants to know the patient's name. Source: none, it is broken."""

    kind: Literal["more"] = "more"

    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float, name: int = 0) -> int:
        return name


class Unsourced(Referral):
    """Sends up a share of those who come, and does not say where that is from."""

    kind: Literal["unsourced"] = "unsourced"

    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float) -> int:
        return 0


class Undescribed(Referral):
    """Sends up a share of those who come. Source: assumption."""

    kind: Literal["undescribed"] = "undescribed"
    share: Share = Field()

    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float) -> int:
        return int(u < self.share)


@pytest.mark.parametrize("policy", [Remembers, Draws, AnswersInWords])
def test_an_impure_policy_breaks_the_contract(policy: type[Referral]) -> None:
    with pytest.raises(AssertionError, match=r"does not answer the same twice|answers"):
        contract.is_pure(sample(policy))


def test_a_policy_that_asks_for_other_numbers_breaks_the_contract() -> None:
    with pytest.raises(AssertionError, match="decides"):
        contract.has_the_signature_of_its_question(AsksForMore)


def test_a_policy_that_hides_its_source_breaks_the_contract() -> None:
    with pytest.raises(AssertionError, match="where does it come from"):
        contract.is_documented(Unsourced)


def test_a_field_that_says_nothing_breaks_the_contract() -> None:
    with pytest.raises(AssertionError, match="share has no description"):
        contract.is_documented(Undescribed)


def test_a_broken_policy_breaks_the_contract_as_a_whole() -> None:
    for policy in (Remembers, Draws, AnswersInWords, AsksForMore, Unsourced, Undescribed):
        with pytest.raises(AssertionError):
            contract.fulfils_the_contract(policy)
