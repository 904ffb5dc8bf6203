"""Does a county with people have what people need: places, ways, tiers, choice, insurance?"""

from __future__ import annotations

from typing import Final

from sim.scenario.choice import WHERE, FixedShare, LearnedBelief, Logit, NestedLogit
from sim.scenario.findings import Finding, Path, most, strangers
from sim.scenario.scenario import Scenario
from sim.scenario.tiers import QUEUED, Tier, Unit, not_outside
from sim.vocabulary import BANDS, DAY_MIN, TIERS
from sim.vocabulary.words import OUT_OF_COUNTY

NEEDED: Final = {
    "places": "where care is given: places: {map: {villages: 38, townships: 3, radius: 30 km}}",
    "travel": "how people move: travel: {road: {speed: 30 km/h}}, or {kind: none}",
    "choice": "how people choose where to go: choice: {kind: nested_logit, ...}",
    "insurance": "who pays: insurance: {schemes: {...}}",
}
USUAL_AFTER_MIN: Final = 28 * DAY_MIN
NO_WARM_UP: Final = (
    "belief learns against what was usual in the warm-up: expected calendar: warm_up of 4 weeks or more, better 52."
)
CASES: Final = ("primary", "other", "referred", "town")


def place_findings(scenario: Scenario) -> list[Finding]:
    """What a county lacks, and names of its places that do not exist."""
    if scenario.people is None and not scenario.arrivals:
        return [((), "nobody comes: expected people: (a county) or arrivals: (a network of stations).")]
    found = [finding for name, tier in scenario.tiers.items() for finding in _tier(("tiers", name), tier)]
    if scenario.people is not None:
        found += _needed(scenario)
        found += _schemes(scenario)
        found += _residents(scenario)
    found += _choice(scenario)
    found += _groups(scenario)
    return found


def _needed(scenario: Scenario) -> list[Finding]:
    advice = "Or extend a base county that has it:  extends: base/rural_county.yaml"
    found: list[Finding] = [
        (("people",), f"people need {what}. {advice}")
        for block, what in NEEDED.items()
        if getattr(scenario, block) is None
    ]
    if scenario.places is None:
        return found
    rows = scenario.places.facility_rows
    tiers = dict.fromkeys(row.tier for row in rows) if rows else dict.fromkeys(TIERS)
    found += [
        (("tiers",), f"tiers does not say what a place of tier {tier} has. {advice}")
        for tier in tiers
        if tier not in scenario.tiers
    ]
    return found


def _schemes(scenario: Scenario) -> list[Finding]:
    if scenario.people is None or scenario.insurance is None:
        return []
    known = scenario.insurance.schemes
    return [
        (
            ("insurance", "schemes"),
            f"people.schemes has {name!r}; it has no schedule here ({{}} pays nothing).",
        )
        for name in scenario.people.schemes
        if name not in known
    ]


def _residents(scenario: Scenario) -> list[Finding]:
    """The table of villages says how many live where; the number of the whole county must be theirs."""
    assert scenario.people is not None
    rows = scenario.places.village_rows if scenario.places is not None else ()
    total, said = sum(row.residents for row in rows), scenario.people.residents
    if not rows or total == said:
        return []
    text = f"found {said}, but the table of villages has {total} together. Write {total}, or mend the table."
    return [(("people", "residents"), text)]


def _outside(path: Path, tier: Tier) -> list[Finding]:
    """The hospital outside the county is a delay that is drawn: what would need a queue is not read there."""
    found: list[Finding] = [((*path, kind), not_outside(kind)) for kind in QUEUED if getattr(tier, kind)]
    if tier.delay is None:
        found.append((path, "'delay' is missing (from arrival to being seen, drawn instead of a queue)."))
    return found


def _tier(path: Path, tier: Tier) -> list[Finding]:
    """Queues are judged as they will be: a unit's own keys over those of its place."""
    if path[-1] == TIERS[OUT_OF_COUNTY]:
        return _outside(path, tier)
    units: list[tuple[Path, Unit]] = [
        ((*path, kind, name), unit)
        for kind in ("desks", "clinics", "tests", "wards")
        for name, unit in getattr(tier, kind).items()
    ]
    if tier.emergency_room is not None:
        units.append(((*path, "emergency_room"), tier.emergency_room))
    found: list[Finding] = []
    if fault := tier.queue.fault():
        found.append(((*path, "queue"), fault))
    for where, unit in units:
        queue = unit.queue_in(tier.queue)
        if unit.queue is not None and (fault := queue.fault()):
            found.append(((*where, "queue"), fault))
        if unit.queue is not None and unit.queue.gives_up == "emergency_room" and tier.emergency_room is None:
            found.append(((*where, "queue", "gives_up"), "this place has no emergency_room to go to."))
    if tier.queue.gives_up == "emergency_room" and tier.emergency_room is None:
        found.append(((*path, "queue", "gives_up"), "this place has no emergency_room to go to."))
    found += [
        ((*path, "desks", name, "staff"), "nobody ever serves here, but every visit passes this desk.")
        for name, desk in tier.desks.items()
        if name in tier.visit and most(desk.staff) == 0
    ]
    if tier.delay is not None:
        found.append(((*path, "delay"), "only the hospital outside the county has a delay; here people queue."))
    if not any(most(clinic.clinicians) for clinic in tier.clinics.values()):
        found.append(((*path, "clinics"), "no clinic here is ever staffed, so nobody can be seen."))
    return found


def _choice(scenario: Scenario) -> list[Finding]:
    choice = scenario.choice
    found: list[Finding] = []
    if isinstance(choice, FixedShare):
        found += strangers(("choice", "by_severity"), choice.by_severity, BANDS, "band of severity")
    if isinstance(choice, NestedLogit | Logit):
        found += strangers(("choice", "constants"), choice.constants, CASES, "sort of case")
        for name, pulls in choice.constants.items():
            found += strangers(("choice", "constants", name), pulls, WHERE, "tier")
        if isinstance(choice.belief, LearnedBelief) and scenario.calendar.warm_up < USUAL_AFTER_MIN:
            found.append((("choice", "belief"), NO_WARM_UP))
    return found


def _groups(scenario: Scenario) -> list[Finding]:
    """Consortia name facilities that exist: rows of the table, or H1, T1, V1 ... of an invented map."""
    places = scenario.places
    if places is None:
        return []
    known = [row.facility for row in places.facility_rows]
    if places.map is not None:
        counts = {"H": places.map.county_hospitals, "T": places.map.townships, "V": places.map.villages}
        known = [f"{letter}{n}" for letter, count in counts.items() for n in range(1, count + 1)]
    if not known:
        return []
    found: list[Finding] = []
    led: dict[str, str] = {}
    for name, group in places.groups.items():
        path: Path = ("places", "groups", name)
        found += strangers((*path, "lead"), [group.lead], known, "facility")
        found += strangers((*path, "members"), group.members, known, "facility")
        for member in group.members:
            if member in led:
                found.append(((*path, "members"), f"{member} is already a member of group {led[member]}."))
            led[member] = name
    return found
