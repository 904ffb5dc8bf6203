"""Packages stand together: what two overlays may both say, and where they contradict each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.policies import QUESTIONS
from sim.scenario.load import load
from sim.scenario.merge import Assembly, assemble
from tests.hamlet import HAMLET, ROOT

PACKAGES = {path.stem: path for path in sorted((ROOT / "scenarios" / "policies").glob("*.yaml"))}
HEADER = "overlay: {title: T, title_zh: T, mechanisms: [M1], source: test}\n"
ROUND = "{kind: weekly_round, experts: 1, of: county/internal, when: 'Sa 08:30-11:30', sees_at_most: 12%s}"


pytestmark = pytest.mark.usefixtures("own_folder")


def put(**files: str) -> None:
    for name, text in files.items():
        Path(f"{name}.yaml").write_text(text if name == "county" else HEADER + text, encoding="utf-8")


def laid(*overlays: str) -> Assembly:
    return assemble(Path("county.yaml"), [Path(f"{name}.yaml") for name in overlays])


def says(*overlays: str) -> Any:
    assembly = laid(*overlays)
    assert [fault.message for fault in assembly.faults] == []
    return assembly.root.plain()


def complaints(*overlays: str) -> list[tuple[str, str]]:
    return [(fault.key, fault.message) for fault in laid(*overlays).faults]


def kinds(*overlays: str, question: str) -> list[str]:
    said = says(*overlays)["policies"][question]
    return [one["kind"] for one in (said if isinstance(said, list) else [said])]


def test_experts_of_two_packages_work_side_by_side_in_the_order_of_the_packages() -> None:
    put(
        county="policies: {expert_dispatch: {kind: none}}",
        weekly="policies: {expert_dispatch: [{kind: weekly_round, experts: 1}]}",
        posted="policies: {expert_dispatch: {kind: resident, experts: 2}}",
    )
    assert kinds("weekly", "posted", question="expert_dispatch") == ["weekly_round", "resident"]
    assert kinds("posted", "weekly", question="expert_dispatch") == ["resident", "weekly_round"]


def test_the_same_answer_in_two_packages_is_one_answer_whatever_its_source() -> None:
    put(
        county="policies: {}",
        one="policies: {expert_dispatch: [{kind: resident, experts: {value: 1, source: assumption}}]}",
        two="policies: {expert_dispatch: [{kind: resident, experts: 1, source: Linqing}]}",
    )
    assert len(says("one", "two")["policies"]["expert_dispatch"]) == 1


def test_a_package_adds_to_the_experts_whom_the_county_sends_today_and_none_first_ends_them() -> None:
    put(
        county="policies: {expert_dispatch: {kind: resident, experts: 1}}",
        more="policies: {expert_dispatch: {kind: weekly_round, experts: 1}}",
        instead="policies: {expert_dispatch: [{kind: none}, {kind: weekly_round, experts: 1}]}",
        stop="policies: {expert_dispatch: {kind: none}}",
        twice="policies: {expert_dispatch: {experts: 2}}",
    )
    assert kinds("more", question="expert_dispatch") == ["resident", "weekly_round"]
    assert kinds("instead", question="expert_dispatch") == ["none", "weekly_round"]
    assert kinds("stop", question="expert_dispatch") == ["none"]
    assert says("twice")["policies"]["expert_dispatch"] == {"kind": "resident", "experts": 2}


def test_a_file_that_extends_another_still_says_its_list_anew() -> None:
    put(
        county="extends: base.yaml\npolicies: {expert_dispatch: [{kind: monthly}]}",
    )
    Path("base.yaml").write_text("policies: {expert_dispatch: [{kind: resident}]}")
    assert kinds(question="expert_dispatch") == ["monthly"]


def test_one_package_that_sends_nobody_contradicts_one_that_sends_experts() -> None:
    put(
        county="policies: {}",
        nobody="policies:\n  expert_dispatch: {kind: none}",
        weekly="policies:\n  expert_dispatch: [{kind: weekly_round}]",
    )
    ((key, message),) = complaints("nobody", "weekly")
    assert key == "policies.expert_dispatch"
    assert message.startswith("two overlays disagree: 'weekly_round' here, 'none' in nobody.yaml line 3.")


def test_rules_must_agree_and_exceptions_lie_side_by_side_over_them() -> None:
    put(
        county="policies: {step_down: {kind: recovery_bed, transfer: 4 h}}",
        stroke="policies: {step_down: {kind: joint_ward, only_for: {conditions: [stroke]}}}",
        hip="policies: {step_down: {kind: none, only_for: {conditions: [hip_fracture]}}}",
        rule="policies: {step_down: {kind: none}}",
        other="policies: {step_down: {kind: joint_ward}}",
    )
    assert kinds("stroke", "hip", question="step_down") == ["recovery_bed", "joint_ward", "none"]
    assert kinds("stroke", "rule", "hip", question="step_down") == ["none", "joint_ward", "none"]
    assert kinds("rule", "stroke", question="step_down") == ["none", "joint_ward"]
    assert [key for key, _ in complaints("rule", "other")] == ["policies.step_down"]
    assert [key for key, _ in complaints("stroke", "rule", "other")] == ["policies.step_down"]


def test_exceptions_for_the_same_people_are_compared_leaf_by_leaf() -> None:
    put(
        county="policies: {insurance: {kind: tiered}}",
        half="policies: {insurance: {kind: fee_waiver, only_for: {poor: true}, waives: 50 %}}",
        all="policies: {insurance: {kind: fee_waiver, only_for: {poor: true}, waives: 100 %}}",
        later="policies: {insurance: {kind: fee_waiver, only_for: {poor: true}, pays_later: 100 %}}",
    )
    assert [key for key, _ in complaints("half", "all")] == ["policies.insurance.waives"]
    assert says("half", "later")["policies"]["insurance"][1] == {
        "kind": "fee_waiver",
        "only_for": {"poor": True},
        "waives": "50 %",
        "pays_later": "100 %",
    }


def test_what_the_run_counts_is_paid_once_and_two_prices_of_it_are_a_contradiction() -> None:
    put(
        county="costs: []",
        one="costs: [{what: allowance, each: expert_day, price: 300 yuan}, {what: beds, once: 5, price: 8000 yuan}]",
        two="costs: [{what: allowance, each: expert_day, price: 300 yuan}, {what: beds, once: 5, price: 8000 yuan}]",
        dear="costs: [{what: allowance, each: expert_day, price: 400 yuan}]",
    )
    assert [cost["what"] for cost in says("one", "two")["costs"]] == ["beds", "allowance", "beds"]
    ((key, message),) = complaints("one", "dear")
    assert key == "costs.0.price"
    assert "'400 yuan' here, '300 yuan' in one.yaml line 2." in message


def test_two_packages_may_both_add_but_not_set_one_number_differently_on_one_day() -> None:
    change = "changes: [{from: 2026-03-02, set: tiers.township.wards.general.beds, %s, why: x}]"
    put(county="a: 1", add=change % "add: 5", more=change % "add: 3", ten=change % "to: 10", six=change % "to: 6")
    assert len(says("add", "more")["changes"]) == 2
    ((key, message),) = complaints("ten", "six")
    assert key == "changes.0.to"
    assert "two overlays disagree: '6' here, '10' in ten.yaml line 2." in message


def test_limits_and_primary_measures_of_both_are_kept_once() -> None:
    put(
        county="a: 1",
        one="limits: [no epidemics, no pharmacies]\nprimary: [{measure: wait_mean_min}]",
        two="limits: [no epidemics]\nprimary: [{measure: visits_per_person_year}]",
    )
    both = says("one", "two")
    assert both["limits"] == ["no epidemics", "no pharmacies"]
    assert len(both["primary"]) == 2


def test_limits_told_in_chinese_add_up_as_the_english_ones_do() -> None:
    put(
        county="policies: {}",
        one="limits: [no pharmacies]\nlimits_zh: [不含药店]",
        two="limits: [no ferries]\nlimits_zh: [不含渡船]",
    )
    both = says("one", "two")
    assert both["limits"] == ["no pharmacies", "no ferries"]
    assert both["limits_zh"] == ["不含药店", "不含渡船"]


def test_an_order_of_steps_cannot_be_said_twice() -> None:
    put(
        county="tiers: {county: {visit: [consult]}}",
        one="tiers: {county: {visit: [registration, consult]}}",
        two="tiers: {county: {visit: [consult, payment]}}",
    )
    assert [key for key, _ in complaints("one", "two")] == ["tiers.county.visit"]


def test_two_sources_of_one_number_are_no_contradiction() -> None:
    put(
        county="policies: {}",
        one="policies: {referral: {kind: never, source: A, year: 2020}}",
        two="policies: {referral: {kind: never, source: B, year: 2021}}",
    )
    assert says("one", "two")["policies"]["referral"]["kind"] == "never"


def test_a_dated_change_follows_its_answer_to_the_place_that_it_has_in_the_end() -> None:
    fewer = "changes: [{from: 2026-02-02, set: policies.expert_dispatch.%s, to: 0, why: x}]"
    put(
        county="policies: {expert_dispatch: {kind: resident, experts: 1}}\n" + fewer % "experts",
        one="policies: {expert_dispatch: [{kind: monthly, experts: 1}]}\n" + fewer % "0.experts",
        two="policies: {expert_dispatch: {kind: weekly_round, experts: 1}}\n" + fewer % "experts",
    )
    assert [one["set"] for one in says("one", "two")["changes"]] == [
        f"policies.expert_dispatch.{place}.experts" for place in (0, 1, 2)
    ]
    assert [one["set"] for one in says()["changes"]] == ["policies.expert_dispatch.experts"]


def test_a_dated_change_of_an_exception_follows_it_too() -> None:
    put(
        county="policies: {insurance: {kind: tiered}}",
        one="policies: {insurance: {kind: fee_waiver, only_for: {poor: true}, waives: 50 %}}",
        two="policies: {insurance: {kind: fee_waiver, only_for: {poor: true}, pays_later: 0 %}}\n"
        "changes: [{from: 2026-02-02, set: [policies.insurance.pays_later, people.poor], to: 1 %, why: x}]",
    )
    assert says("one", "two")["changes"][0]["set"] == ["policies.insurance.1.pays_later", "people.poor"]


def test_parents_and_their_child_follow_the_same_rule() -> None:
    put(county="extends: [north.yaml, south.yaml]")
    Path("base.yaml").write_text("policies: {expert_dispatch: {kind: none}, step_down: {kind: none}}")
    Path("north.yaml").write_text("extends: base.yaml\npolicies: {expert_dispatch: [{kind: resident}]}")
    Path("south.yaml").write_text("extends: base.yaml\npolicies: {expert_dispatch: [{kind: monthly}]}")
    assert kinds(question="expert_dispatch") == ["resident", "monthly"]
    put(county="extends: [north.yaml, base.yaml]")
    assert kinds(question="expert_dispatch") == ["resident"]
    put(county="extends: [base.yaml, north.yaml]\npolicies: {expert_dispatch: {kind: by_need}}")
    assert kinds(question="expert_dispatch") == ["by_need"]


def test_a_package_that_rewrites_the_one_it_extends_wins_over_it() -> None:
    put(county="policies: {}", weekly="policies: {expert_dispatch: [{kind: weekly_round, experts: 1}]}")
    put(twice="extends: weekly.yaml\npolicies: {expert_dispatch: [{kind: weekly_round, experts: 2}]}")
    for order in (("weekly", "twice"), ("twice", "weekly")):
        (answer,) = says(*order)["policies"]["expert_dispatch"]
        assert answer["experts"] == 2


@pytest.mark.parametrize("one", PACKAGES)
def test_packages_of_the_project_contradict_each_other_only_in_a_rule(one: str) -> None:
    for two in PACKAGES:
        keys = [fault.key.split(".") for fault in assemble(HAMLET, [PACKAGES[one], PACKAGES[two]]).faults]
        assert all(key[0] in ("policies", "insurance") for key in keys), two
        assert not any(key[0] == "policies" and QUESTIONS[key[1]].additive for key in keys), two


def test_experts_readers_and_trainers_of_all_packages_can_be_loaded_as_one_county() -> None:
    names = "expert_days expert_monthly expert_resident expert_by_need joint_ward trusteeship remote_reading test_trips"
    more = "lectures secondment residency free_clinics hospital_capability one_more_round"
    put(one_more_round="policies: {expert_dispatch: [" + ROUND % ", only_in: {tier: township, nearest: 1}" + "]}")
    files = [PACKAGES.get(name, Path(f"{name}.yaml")) for name in f"{names} {more}".split()]
    county = load(HAMLET, files)
    assert [answer.kind for answer in county.policies.answers("expert_dispatch")] == [  # type: ignore[attr-defined]
        "weekly_round", "monthly", "monthly", "resident", "by_need", "weekly_round", "resident", "weekly_round",
    ]  # fmt: skip
    assert len(county.policies.answers("training")) == 3
    assert len(county.policies.answers("remote_reading")) == 2
    assert [cost.what for cost in county.costs].count("travel and allowance of an expert") == 1
