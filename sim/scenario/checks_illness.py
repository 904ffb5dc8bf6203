"""Do illness and places fit: ages, profiles, specialties, tests, wards, ambulances?"""

from __future__ import annotations

from collections.abc import Iterable

from sim.scenario.conditions import Condition, Timing
from sim.scenario.faults import listed
from sim.scenario.findings import Finding, Path, strangers
from sim.scenario.scenario import Scenario


def illness_findings(scenario: Scenario) -> list[Finding]:
    """What conditions and chronic illness name that does not exist."""
    found: list[Finding] = []
    for name, condition in scenario.conditions.items():
        path: Path = ("conditions", name)
        found += _ages(scenario, (*path, "new_cases", "per_1000_a_year"), condition.new_cases.per_1000_a_year)
        found += _timing(scenario, (*path, "new_cases"), condition.new_cases)
        found += _services(scenario, path, condition)
    for name, chronic in scenario.chronic.items():
        path = ("chronic", name)
        found += _ages(scenario, (*path, "prevalence"), chronic.prevalence)
        found += _timing(scenario, path, chronic)
        if scenario.tiers and chronic.at not in scenario.tiers:
            found.append(((*path, "at"), f"follow-ups are due at {chronic.at}, which tiers lacks."))
    return found


def _ages(scenario: Scenario, path: Path, given: Iterable[str]) -> list[Finding]:
    if scenario.people is None:
        return []
    ages = scenario.people.ages
    missing = [age for age in ages if age not in set(given)]
    found = strangers(path, given, ages, "age band")
    if missing:
        found.append((path, f"no number for {listed(missing)}; people.ages has {listed(ages)}."))
    return found


def _timing(scenario: Scenario, path: Path, timing: Timing) -> list[Finding]:
    found: list[Finding] = []
    for key in ("by_month", "by_weekday", "by_hour"):
        name = getattr(timing, key)
        if name is not None:
            found += strangers((*path, key), [name], getattr(scenario.profiles, key), "profile")
    return found


def _services(scenario: Scenario, path: Path, condition: Condition) -> list[Finding]:
    """What a condition needs must be found somewhere; a hospital outside is taken to have everything."""
    found: list[Finding] = []
    if condition.of_chronic is not None:
        found += strangers((*path, "of_chronic"), [condition.of_chronic], scenario.chronic, "chronic illness")
    if not scenario.tiers:
        return found
    models = [*scenario.tiers.values()]
    if scenario.places is not None:
        models += [row.tier_model for row in scenario.places.facility_rows]
    clinics = dict.fromkeys(name for tier in models for name in tier.clinics)
    tests = dict.fromkeys(name for tier in models for name in tier.tests)
    found += strangers((*path, "specialty"), [condition.specialty], clinics, "clinic")
    found += strangers((*path, "tests"), condition.tests, tests, "test")
    if any(condition.needs_bed.values()) and not any(tier.wards for tier in models):
        found.append(((*path, "needs_bed"), "some cases need a bed, but no tier has wards."))
    if any(condition.by_ambulance.values()) and (scenario.travel is None or scenario.travel.ambulance is None):
        found.append(((*path, "by_ambulance"), "some cases call an ambulance, but travel has no ambulance:."))
    if condition.beyond_county > 0 and "out_of_county" not in scenario.tiers:
        found.append(((*path, "beyond_county"), "some cases leave the county, but tiers has no out_of_county."))
    return found
