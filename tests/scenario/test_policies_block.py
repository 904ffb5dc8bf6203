"""The block of policies is what the registry makes it; lists have a rule and exceptions that never meet."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import pytest
from pydantic import BaseModel, Field

from sim.policies import QUESTIONS, Policy
from sim.policies.base import questions_of
from sim.scenario.policies_block import Policies, policies_model
from sim.vocabulary import Share
from tests.scenario.blocks import refusal, refusals, scenario

YES: dict[str, Any] = {"kind": "recovery_bed", "accepts": {"doctor": "70 %", "patient": "70 %"}}


class Umbrella(Policy):
    """Does it rain inside? A question of the tests."""

    question: ClassVar[str] = "umbrella"


class NoUmbrella(Umbrella):
    """Nobody has one."""

    kind: Literal["none"] = "none"


class BigUmbrella(Umbrella):
    """Some have one."""

    kind: Literal["big"] = "big"
    dry: Share = Field(description="share that stays dry")


def step_down(*answers: dict[str, Any]) -> list[tuple[str, str]]:
    return refusals(Policies, {"step_down": list(answers)})


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_is_a_key_and_its_null_answer_the_default(question: str) -> None:
    answers = Policies.model_validate({}).answers(question)
    assert len(answers) == 1
    assert type(answers[0]) is next(iter(QUESTIONS[question].kinds.values()))


def test_one_answer_or_a_list_becomes_a_tuple() -> None:
    policies = scenario().policies
    assert [answer.kind for answer in policies.step_down] == ["none", "recovery_bed"]
    (gate,) = policies.answers("first_contact")
    assert gate.kind == "gatekeeping"  # type: ignore[attr-defined]
    assert gate.only_for is not None
    assert gate.only_for.scheme == "residents"
    with pytest.raises(KeyError):
        policies.answers("source")


def test_a_new_file_in_the_folder_of_policies_is_a_new_key() -> None:
    model = policies_model(questions_of([NoUmbrella, BigUmbrella]))
    made = model.model_validate({"umbrella": {"kind": "big", "dry": "40 %"}})
    assert made.answers("umbrella")[0].dry == 0.4  # type: ignore[attr-defined]
    assert "Does it rain inside?" in str(model.model_fields["umbrella"].description)
    assert "big" in str(model.model_json_schema())


def test_a_misspelt_kind_and_a_misspelt_number_are_refused() -> None:
    assert "'none', 'recovery_bed'" in refusal(Policies, {"step_down": {"kind": "recovery_beds"}})
    found = refusals(Policies, {"step_down": {**YES, "transfers": "4 h"}})
    assert [path for path, _ in found] == ["step_down.0.recovery_bed.transfers"]
    assert refusals(Policies, {"stepdown": YES})[0][0] == "stepdown"


def test_a_source_may_stand_beside_an_answer() -> None:
    assert refusals(Policies, {"step_down": {**YES, "source": "a survey", "year": 2017}}) == []


def test_the_first_of_a_list_is_the_rule_and_the_others_say_where_or_for_whom() -> None:
    assert step_down(YES, {"kind": "none", "from": "2026-07-06"}) == []
    assert step_down(YES, {"kind": "none", "only_in": {"tier": "township"}}) == []
    assert "needs from, until, only_in or only_for" in step_down(YES, {"kind": "none"})[0][1]
    assert "at least one" in step_down()[0][1]


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ({"from": "2026-07-06"}, {"from": "2026-08-03"}, True),
        ({"from": "2026-07-06", "until": "2026-08-02"}, {"from": "2026-08-03"}, False),
        ({"from": "2026-07-06", "until": "2026-08-03"}, {"from": "2026-08-03"}, True),
        ({"only_in": {"tier": "township"}}, {"only_in": {"tier": "village"}}, False),
        ({"only_in": {"tier": "township"}}, {"only_in": {"group": "east"}}, True),
        (
            {"only_in": {"tier": "township", "farthest": 1}},
            {"only_in": {"tier": "township", "nearest": 1}},
            False,
        ),
        ({"only_for": {"conditions": ["stroke"]}}, {"only_for": {"conditions": ["cough"]}}, False),
        ({"only_for": {"conditions": ["stroke"]}}, {"only_for": {"scheme": "residents"}}, True),
        ({"only_for": {"poor": True}}, {"only_for": {"poor": False}}, False),
    ],
)
def test_two_exceptions_may_not_meet(first: Any, second: Any, meet: bool) -> None:
    found = step_down(YES, {"kind": "none", **first}, {"kind": "none", **second})
    assert bool(found) == meet
    assert not found or "meet at the same place, person and day" in found[0][1]


def test_additive_questions_run_all_their_answers() -> None:
    round_ = {"kind": "weekly_round", "experts": 1, "of": "county/internal", "when": "Sa 08:30-11:30",
              "sees_at_most": 12}  # fmt: skip
    assert refusals(Policies, {"expert_dispatch": [round_, {**round_, "when": "We[1] 08:30-11:30"}]}) == []


def test_an_answer_cannot_end_before_it_begins() -> None:
    found = refusals(Policies, {"step_down": {**YES, "from": "2026-07-06", "until": "2026-07-05"}})
    assert "until 2026-07-05 is before from 2026-07-06" in found[0][1]


def test_days_are_days_and_not_seconds() -> None:
    assert "expected a day such as" in refusal(Policies, {"step_down": {**YES, "from": 20260706}})


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_number_of_a_policy_is_described(question: str) -> None:
    for answer in QUESTIONS[question].kinds.values():
        assert answer.__doc__
        for name, field in answer.model_fields.items():
            assert name == "kind" or field.description, f"{answer.__name__}.{name}"
        assert issubclass(answer, BaseModel)


def test_an_exception_may_only_say_until_when() -> None:
    """Trial to a date: laid over the county's rule, which holds again afterwards."""
    assert step_down(YES, {**YES, "transfer": "1 h", "until": "2026-03-01"}) == []
