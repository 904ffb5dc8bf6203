"""What only the whole scenario can tell, all findings at once."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.checks import findings_of
from sim.scenario.load import load
from sim.scenario.scenario import Scenario
from tests.hamlet import ROOT
from tests.scenario.blocks import CASES, case


def findings(name: str = "county.yaml", **changes: Any) -> list[tuple[str, str]]:
    """Findings of a case that was changed by path, paths dotted."""
    made = Scenario.model_validate(case(name, **changes))
    return [(".".join(map(str, path)), message) for path, message in findings_of(made)]


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.glob("*.yaml")))
def test_every_case_fits_together(name: str) -> None:
    assert findings_of(load(CASES / name)) == []


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (
            {"conditions__stroke__specialty": "intrenal"},
            "conditions.stroke.specialty",
            "Did you mean 'internal'",
        ),
        ({"conditions__stroke__tests": {"mri": 1}}, "conditions.stroke.tests", "unknown test 'mri'"),
        ({"conditions__stroke__of_chronic": "gout"}, "conditions.stroke.of_chronic", "high_blood_pressure"),
        (
            {"conditions__cough__new_cases__by_month": "wintr"},
            "conditions.cough.new_cases.by_month",
            "Did you mean 'winter'",
        ),
        (
            {"conditions__cough__new_cases__per_1000_a_year": {"0-14": 1, "15-64": 1}},
            "conditions.cough.new_cases.per_1000_a_year",
            "no number for 65+; people.ages has 0-14, 15-64, 65+.",
        ),
        (
            {"chronic__high_blood_pressure__prevalence": {"0-14": 0, "15-64": 0, "65+": 0, "80+": 0}},
            "chronic.high_blood_pressure.prevalence",
            "unknown age band '80+'",
        ),
        ({"travel__ambulance": None}, "conditions.stroke.by_ambulance", "travel has no ambulance"),
        ({"insurance__schemes": {"residents": {}}}, "insurance.schemes", "people.schemes has 'employees'"),
        ({"choice": None}, "people", "people need how people choose"),
        ({"places": None}, "people", "Or extend a base county"),
        (
            {"places__groups__east__members": ["T1", "T9"]},
            "places.groups.east.members",
            "unknown facility 'T9'",
        ),
        ({"places__groups__east__lead": "H2"}, "places.groups.east.lead", "H1"),
        (
            {"places__groups__west": {"lead": "H1", "members": ["T1"]}},
            "places.groups.west.members",
            "already",
        ),
        ({"choice__constants": {"serious": {}}}, "choice.constants", "unknown sort of case 'serious'"),
        ({"choice__constants": {"other": {"city": 1}}}, "choice.constants.other", "unknown tier 'city'"),
        ({"tiers__village__clinics": None}, "tiers.village.clinics", "nobody can be seen"),
        ({"tiers__county__clinics__internal__clinicians": 0}, "tiers.county.clinics", "nobody can be seen"),
        (
            {"tiers__county__desks__payment__staff": {"Mo-Fr": 0}},
            "tiers.county.desks.payment.staff",
            "nobody",
        ),
        ({"tiers__county__emergency_room": None}, "tiers.county.queue.gives_up", "no emergency_room"),
        (
            {"tiers__county__clinics__internal__queue__reserved__for": ["vip"]},
            "tiers.county.clinics.internal.queue",
            "reserved.for names 'vip', which is no class of priority",
        ),
        ({"tiers__out_of_county": None}, "tiers", "a place of tier out_of_county"),
        ({"windows__settled__from": "2026-01-12"}, "windows.settled", "not inside the measured period"),
        (
            {"policies__first_contact__only_for": {"scheme": "resident"}},
            "policies.first_contact.only_for.scheme",
            "Did you mean 'residents'",
        ),
        (
            {"policies__referral__only_in": {"tier": "city"}},
            "policies.referral.only_in.tier",
            "unknown tier 'city'",
        ),
        (
            {"policies__referral__only_in": {"group": "north"}},
            "policies.referral.only_in.group",
            "unknown group 'north'",
        ),
        (
            {"policies__referral__only_for": {"conditions": ["strok"]}},
            "policies.referral.only_for.conditions",
            "Did you mean 'stroke'",
        ),
        (
            {"policies__referral__only_for": {"severity": "grave"}},
            "policies.referral.only_for.severity",
            "unknown band of severity 'grave'",
        ),
    ],
)
def test_a_name_that_does_not_exist_is_found(changes: dict[str, Any], path: str, words: str) -> None:
    found = findings(**changes)
    assert any(where == path and words in message for where, message in found), found


def test_an_expert_comes_from_a_clinic_that_exists_at_hours_that_can_be_read() -> None:
    (dispatch,) = case()["policies"]["expert_dispatch"]
    found = findings(policies__expert_dispatch=[{**dispatch, "of": "county/heart"}])
    assert ("policies.expert_dispatch.of" in path and "county/internal" in text for path, text in found)
    assert len(found) == 1
    found = findings(policies__expert_dispatch=[dispatch, {**dispatch, "when": "Sa 8-11h"}])
    assert found[0][0] == "policies.expert_dispatch.1.when"


def test_all_findings_come_at_once() -> None:
    found = findings(
        conditions__stroke__specialty="x",
        conditions__cough__specialty="y",
        windows__settled__from="2025-01-06",
    )
    assert len(found) == 3


def test_a_scenario_in_which_nobody_comes_is_refused() -> None:
    found = findings_of(Scenario())
    assert len(found) == 1
    assert "nobody comes" in found[0][1]


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"stations__one__servers": 0}, "stations.one.servers", "nobody ever serves here"),
        ({"services": {}}, "services", "station 'one' has no service: how long does it take?"),
        ({"services__four": {"kind": "fixed", "value": "1 min"}}, "services", "unknown station 'four'"),
        ({"arrivals__at_one__route": "netwrk"}, "arrivals.at_one.route", "Did you mean 'network'"),
        ({"arrivals__at_one__starts_at": "four"}, "arrivals.at_one.starts_at", "unknown step 'four'"),
        (
            {"arrivals__at_one__route": ["one", "five"]},
            "arrivals.at_one.route.five",
            "unknown station 'five'",
        ),
        ({"stations__two": None}, "routes.network.two", "unknown station 'two'"),
        (
            {"routes__network__four": {"then": "leaves", "at": "one"}},
            "routes.network.four",
            "no patient can reach",
        ),
        (
            {"stations__one__queue": {"priority": ["urgent"]}},
            "stations.one.queue.priority",
            "class 'patient' of arrivals.at_one has no rank here",
        ),
        (
            {"services__one": {"by_class": {"urgent": {"kind": "fixed", "value": "1 min"}}}},
            "services.one.by_class",
            "class 'patient' has no service here",
        ),
        (
            {"services__one": {"kind": "column", "name": "exam_min"}},
            "services.one",
            "column 'exam_min' is read from a trace",
        ),
        ({"start_state": {"one": {"busy": 2}}}, "start_state.one.busy", "it has only 1 servers"),
        ({"start_state": {"nine": {"busy": 2}}}, "start_state", "unknown station 'nine'"),
        (
            {"expect": [{"measure": "visits", "at": "nine", "value": 1}]},
            "expect.0.at",
            "unknown station 'nine'",
        ),
        (
            {"routes__network__one": {"then": {"by_class": {"urgent": "leaves", "patients": "two"}}}},
            "arrivals.at_one.class",
            "class 'patient' is not in then.by_class",
        ),
    ],
)
def test_a_network_that_cannot_be_walked_is_found(changes: dict[str, Any], path: str, words: str) -> None:
    found = findings("feedback_network.yaml", **changes)
    assert any(where == path and words in message for where, message in found), found


def test_background_patients_may_come_to_a_unit_of_a_facility() -> None:
    stream = {"kind": "poisson", "rate": "2/h", "route": ["H1/internal"]}
    assert findings(arrivals={"from_the_city": stream}) == []


def test_a_step_may_be_reached_through_a_full_waiting_room() -> None:
    found = findings(
        "feedback_network.yaml",
        routes__network__elsewhere={"then": "leaves", "at": "three"},
        stations__one__queue={"waiting_room": 3, "when_full": "elsewhere"},
    )
    assert found == []


EVENTS: dict[str, Any] = {
    "kind": "free_clinics", "of": "county/internal", "clinicians": 1, "every": "4 weeks", "lasts": "3 h", "people": 100,
    "controls": "30 %", "relapse": "10 %",
}  # fmt: skip
DOCTOR: dict[str, Any] = {
    "kind": "family_doctor", "coverage": "80 %", "enrols_a_month": "8 points", "follow_ups_a_year": 4,
    "adherence": "60 %", "control_gain": "3 points", "turnover": "10 %",
}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer", "selector"),
    [
        ("outreach", EVENTS, {"only_for": {"ages": "65+"}}),
        ("chronic_care", DOCTOR, {"only_for": {"severity": "serious"}}),
        ("chronic_care", DOCTOR, {"only_for": {"conditions": ["stroke"]}}),
        ("emergency", {"kind": "centre_network"}, {"only_in": {"tier": "county"}}),
    ],
)
def test_a_selector_that_the_question_would_not_read_is_refused(
    question: str, answer: dict[str, Any], selector: dict[str, Any]
) -> None:
    changed: dict[str, Any] = {f"policies__{question}": answer}
    assert findings(**changed) == []
    changed = {f"policies__{question}": {**answer, **selector}}
    ((path, _),) = findings(**changed)
    assert path.startswith(f"policies.{question}.only_")


def test_two_kinds_of_contract_are_refused_before_anything_runs() -> None:
    later = {**DOCTOR, "coverage": "90 %", "from": "2026-03-02"}
    assert ("policies.chronic_care", "expected one answer besides none") in [
        (path, text.partition(":")[0]) for path, text in findings(policies__chronic_care=[DOCTOR, later])
    ]


def test_slots_of_two_lengths_are_refused() -> None:
    slots: dict[str, Any] = {"kind": "time_slots", "booked": "60 %", "per_clinician": 3}
    later = {**slots, "from": "2026-03-02"}
    assert findings(policies__appointments=[slots, {**later, "booked": "80 %"}]) == []
    ((path, _),) = findings(policies__appointments=[slots, {**later, "slot": "15 min"}])
    assert path == "policies.appointments"


def test_a_group_of_the_table_of_facilities_can_be_named() -> None:
    rule = {"kind": "severity_threshold", "only_in": {"group": "valley"}}
    assert findings_of(load(ROOT / "scenarios" / "valley.yaml", settings={"policies.referral": rule})) == []
