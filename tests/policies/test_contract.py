"""Every policy that is registered keeps the contract, by being registered."""

from __future__ import annotations

from typing import Literal

import pytest

from sim.policies import QUESTIONS, Policy
from sim.policies.base import questions_of
from tests.policies.contract import cases, fulfils_the_contract, methods
from tests.policies.samples import ANSWERS, sample

SAYS_NO = {
    "patient_yuan": lambda numbers: numbers[0],  # the patient pays the bill
    "transfer_deductible": lambda numbers: numbers[0],  # the deductible of the place
    "felt_yuan": lambda numbers: numbers[0],  # the price as it is
    "posting": lambda numbers: 0,
    "held_share": lambda numbers: 1.0,  # of nothing that is ordered, all is kept
    "handling_min": lambda numbers: numbers[0] if numbers else 0,  # what the referral rule says of it
    "talk_times": lambda numbers: 1,
    "handling_times": lambda numbers: 1,
    "by_the_list": lambda numbers: numbers[2],  # the finding, whatever any list says
    "discerns": lambda numbers: numbers[1],  # the clinician's own discernment
    "stay_bill_yuan": lambda numbers: numbers[2] * numbers[3],  # days at their price
    "stay_times": lambda numbers: 1.0,
    "without_need_times": lambda numbers: 1.0,
}
"""What a null answer says where it is not 0."""


def known_by(policy: type[Policy]) -> str:
    return f"{policy.question}:{policy.__name__}"


@pytest.mark.parametrize("policy", ANSWERS, ids=known_by)
def test_a_policy_keeps_the_contract(policy: type[Policy]) -> None:
    fulfils_the_contract(policy)


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_the_null_answer_needs_no_number_and_never_acts(question: str) -> None:
    null = next(iter(QUESTIONS[question].kinds.values()))
    assert "Null answer" in (null.__doc__ or "")
    answer = null()
    for name, asked in methods(null).items():
        for numbers in cases(asked):
            said = getattr(answer, name)(*numbers)
            if name == "unreferred_pays_more":
                assert said == int(numbers[0] == 3), "only the insurance schedule's own rule"
                continue
            expected = SAYS_NO.get(name, lambda _: 0)(numbers)
            assert (said[0] if isinstance(said, tuple) else said) == expected, (name, numbers)


def test_the_questions_of_this_county() -> None:
    assert set(QUESTIONS) >= {
        "first_contact", "referral", "remote_consult", "step_down", "expert_dispatch", "insurance", "provider_payment",
    }  # fmt: skip
    assert {name for name, question in QUESTIONS.items() if question.additive} >= {"expert_dispatch", "training"}
    assert {name for name, question in QUESTIONS.items() if not question.moment} >= {"expert_dispatch", "training"}


def test_every_answer_can_be_dated_and_confined() -> None:
    for policy in ANSWERS:
        assert {"from_", "until", "only_in", "only_for"} <= set(policy.model_fields), policy


def test_two_answers_of_one_word_are_refused() -> None:
    base = QUESTIONS["referral"].base
    with pytest.raises(TypeError, match=r"both say kind: Literal\[\"never\"\] to referral"):
        questions_of([*QUESTIONS["referral"].kinds.values(), _twin(base)])


def test_an_answer_without_a_word_of_its_own_is_refused() -> None:
    class Wordless(Policy):
        question = "referral"
        kind: str = "wordless"

    with pytest.raises(TypeError, match="must declare kind: Literal"):
        questions_of([Wordless])


def _twin(base: type[Policy]) -> type[Policy]:
    class Never(base):  # type: ignore[misc, valid-type]
        kind: Literal["never"] = "never"

    return Never


def test_a_sample_is_found_for_every_policy() -> None:
    assert [known_by(policy) for policy in ANSWERS if sample(policy) is None] == []
