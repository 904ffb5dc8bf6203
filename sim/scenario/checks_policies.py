"""Do the answers name places, people and clinics that exist, and dates that can be?"""

from __future__ import annotations

from typing import Any

from sim.policies import QUESTIONS, Policy
from sim.scenario.findings import Finding, Path, strangers
from sim.scenario.scenario import Scenario
from sim.vocabulary import BANDS, TIERS
from sim.vocabulary.hours import check_hours


def policy_findings(scenario: Scenario) -> list[Finding]:
    """What answers name that does not exist in this county."""
    found: list[Finding] = []
    for question in QUESTIONS:
        answers = scenario.policies.answers(question)
        found += _one_kind_of_contract(question, answers)
        found += _one_sort_of_slot(question, answers)
        for number, answer in enumerate(answers):
            path: Path = ("policies", question) if len(answers) == 1 else ("policies", question, number)
            found += _places(scenario, path, answer)
            found += _people(scenario, path, answer)
            found += _numbers(scenario, path, answer)
            found += _unheeded(path, answer)
    return found


def _one_kind_of_contract(question: str, answers: tuple[Policy, ...]) -> list[Finding]:
    """Contracts of family doctors are of one kind: two are not told apart."""
    if question != "chronic_care" or sum(getattr(answer, "kind", "none") != "none" for answer in answers) < 2:
        return []
    return [(("policies", question), "expected one answer besides none: contracts of two kinds are not told apart.")]


def _one_sort_of_slot(question: str, answers: tuple[Policy, ...]) -> list[Finding]:
    """The hospital has one book of slots for the whole run."""
    sorts = {(answer.slot, answer.per_clinician) for answer in answers if hasattr(answer, "per_clinician")}  # type: ignore[attr-defined]
    if len(sorts) < 2:
        return []
    said = (
        "expected time slots of one length and size: the hospital has one book of them. Use changes: for per_clinician."
    )
    return [(("policies", question), said)]


def _unheeded(path: Path, answer: Policy) -> list[Finding]:
    """Selectors that this question cannot tell apart, so that they would be said and not read."""
    found: list[Finding] = []
    if answer.only_in is not None and not answer.heeds_places:
        found.append(((*path, "only_in"), f"{answer.question} is not asked at a place: leave only_in out."))
    for name in type(answer.only_for).model_fields if answer.only_for is not None else ():
        if getattr(answer.only_for, name) is not None and name not in answer.heeds_people:
            known = f"only by {', '.join(answer.heeds_people)}" if answer.heeds_people else "leave only_for out"
            found.append(
                ((*path, "only_for", name), f"{answer.question} does not tell people apart by {name}: {known}.")
            )
    return found


def _names(said: Any) -> tuple[str, ...]:
    return () if said is None else (said,) if isinstance(said, str) else tuple(said)


def _places(scenario: Scenario, path: Path, answer: Policy) -> list[Finding]:
    where = answer.only_in
    if where is None:
        return []
    path = (*path, "only_in")
    found = strangers((*path, "tier"), _names(where.tier), TIERS, "tier")
    if scenario.places is not None:
        groups = dict.fromkeys(
            [*scenario.places.groups, *(row.group for row in scenario.places.facility_rows if row.group)]
        )
        found += strangers((*path, "group"), _names(where.group), groups, "group")
        known = [row.facility for row in scenario.places.facility_rows]
        if known:
            found += strangers((*path, "facilities"), _names(where.facilities), known, "facility")
    return found


def _people(scenario: Scenario, path: Path, answer: Policy) -> list[Finding]:
    whom = answer.only_for
    if whom is None:
        return []
    path = (*path, "only_for")
    found = strangers((*path, "severity"), _names(whom.severity), BANDS, "band of severity")
    if scenario.people is not None:
        found += strangers((*path, "ages"), _names(whom.ages), scenario.people.ages, "age band")
        found += strangers((*path, "scheme"), _names(whom.scheme), scenario.people.schemes, "scheme")
        found += strangers((*path, "conditions"), _names(whom.conditions), scenario.conditions, "condition")
    if scenario.places is not None and scenario.places.village_rows:
        known = [row.village for row in scenario.places.village_rows]
        found += strangers((*path, "villages"), _names(whom.villages), known, "village")
    return found


def _numbers(scenario: Scenario, path: Path, answer: Policy) -> list[Finding]:
    """``of: county/internal`` is a clinic that exists; ``when:`` is hours."""
    found: list[Finding] = []
    when, lists = (getattr(answer, name, None) for name in ("when", "lists"))
    if lists is not None and scenario.conditions:
        for tier, named in lists:
            found += strangers((*path, "lists", tier), named, scenario.conditions, "condition")
    for key in ("of", "from_clinic"):
        of = getattr(answer, key, None)
        if isinstance(of, str) and scenario.tiers:
            clinics = [f"{tier}/{name}" for tier, model in scenario.tiers.items() for name in model.clinics]
            found += strangers((*path, key), [of], clinics, "clinic")
    tests = {name for model in scenario.tiers.values() for name in model.tests}
    tests |= {name for condition in scenario.conditions.values() for name in condition.tests}
    for key in ("tests", "equips"):
        found += strangers((*path, key), getattr(answer, key, ()), sorted(tests), "test")
    if scenario.conditions:
        known = dict.fromkeys(condition.specialty for condition in scenario.conditions.values())
        found += strangers((*path, "specialties"), getattr(answer, "specialties", ()), known, "specialty")
    if isinstance(when, str):
        try:
            check_hours(when)
        except ValueError as fault:
            found.append(((*path, "when"), str(fault)))
    return found
