"""Which answer to a question is in force: here, today, for this person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.network.county import NOWHERE, County
from sim.network.travel import Ways
from sim.network.units import NO_DRAW
from sim.people import People as Residents
from sim.policies import QUESTIONS, People, Policy, Selector
from sim.scenario.scenario import Scenario
from sim.vocabulary import BANDS, DAY_MIN, TIERS
from sim.vocabulary.words import TOWNSHIP, VILLAGE

EVER: Final = float("inf")
ASKED_AT_HOME: Final = ("first_contact", "chronic_care")
EVERYWHERE: Final = b""
"""A mask that leaves nobody and no place out."""


class Asked(Protocol):
    """What a rule may look at to see whom it concerns."""

    resident: int
    condition: int
    band: int


@dataclass(slots=True)
class InForce:
    """One answer with the days, places and people it holds for.

    A mask has one byte per place, resident, condition or band: 1 if the rule concerns it; an empty one holds for
    all. ``clinic``: by place, the hospital clinic that the rule names (``of:``), -1 where there is none;
    ``talk``: row of the length of a talk, -1 for none; ``listed``: by illness, the tier to which the catalogue of a
    referral rule gives it;
    ``tests``: one byte per test, 1 if a centre reads it; ``reader``: by place, the unit that does; ``reading``: rows
    of a reader's time, routine and emergency.
    """

    policy: Any
    from_min: float
    until_min: float
    places: bytes = EVERYWHERE
    residents: bytes = EVERYWHERE
    conditions: bytes = EVERYWHERE
    bands: bytes = EVERYWHERE
    clinic: tuple[int, ...] = ()
    talk: int = NO_DRAW
    tests: bytes = EVERYWHERE
    reader: tuple[int, ...] = ()
    reading: tuple[int, ...] = ()
    listed: tuple[int, ...] = ()

    def holds(self, minute: float, place: int, case: Asked) -> bool:
        """True if it is in force at this minute, at this place (-1: at home), for this person."""
        if minute < self.from_min or minute >= self.until_min:
            return False
        if len(self.places) > 0 and place != NOWHERE and self.places[place] == 0:
            return False
        return self.concerns(case)

    def concerns(self, case: Asked) -> bool:
        """True if this person is among those for whom it is meant, whatever the day and the place."""
        if len(self.residents) > 0 and self.residents[case.resident] == 0:
            return False
        if len(self.conditions) > 0 and self.conditions[case.condition] == 0:
            return False
        return len(self.bands) == 0 or self.bands[case.band] == 1

    def concerns_most(self, group: NDArray[np.bool_]) -> bool:
        """True if it is meant for most residents of a group, whatever they have, whatever the day and the place."""
        if self.conditions or self.bands:
            return False
        return not self.residents or bool(np.frombuffer(self.residents, np.uint8)[group].mean() > 0.5)


class Rules:
    """The answers to one question: the last one that holds, else the one before, at last the null answer."""

    __slots__ = ("always", "answers")

    answers: tuple[InForce, ...]
    always: bool

    def __init__(self, answers: Sequence[InForce]) -> None:
        self.answers = tuple(reversed(answers))
        last = self.answers[0]
        for_all = not (last.places or last.residents or last.conditions or last.bands)
        self.always = for_all and last.from_min <= 0.0 and last.until_min == EVER

    def answer(self, minute: float, place: int, case: Asked) -> InForce:
        """The rule in force for this case; its ``policy`` says what it is."""
        i = 0
        while not self.always and i < len(self.answers) - 1 and not self.answers[i].holds(minute, place, case):
            i += 1
        return self.answers[i]

    def meant_for(self, group: NDArray[np.bool_]) -> tuple[InForce, ...]:
        """The answers meant for most residents of a group (all residents are looked at), the null answer last."""
        return (*(answer for answer in self.answers[:-1] if answer.concerns_most(group)), self.answers[-1])

    def edges(self) -> set[float]:
        """Minutes at which an answer begins or ceases to be in force."""
        return {minute for answer in self.answers for minute in (answer.from_min, answer.until_min)}


def expected(answers: Sequence[InForce], minute: float, place: int) -> Any:
    """The policy that those for whom these answers are meant expect to be in force at a place."""
    for answer in answers[:-1]:
        if answer.from_min <= minute < answer.until_min and (not answer.places or answer.places[place]):
            return answer.policy
    return answers[-1].policy


def rules_for(question: str, scenario: Scenario, county: County, home: Ways, people: Residents) -> Rules:
    """The rules of one question, the null answer underneath."""
    null = QUESTIONS[question].kinds[next(iter(QUESTIONS[question].kinds))]
    given = answers_to(scenario, question)
    answers = [InForce(null(), 0.0, EVER)]
    answers += [in_force(policy, scenario, county, home, people) for policy in given]
    return Rules(answers)


def answers_to(scenario: Scenario, question: str) -> list[Policy]:
    """What the scenario answers to a question, as a list (empty: nothing said)."""
    given = getattr(scenario.policies, question, None)
    if given is None:
        return []
    return list(given) if isinstance(given, list | tuple) else [given]


def in_force(policy: Policy, scenario: Scenario, county: County, home: Ways, people: Residents) -> InForce:
    """Turn dates and selectors into minutes and masks."""
    calendar, whom = scenario.calendar, policy.only_for or People()
    places = None if policy.only_in is None else places_of(policy.only_in, county)
    residents = _residents(whom, county, people, scenario)
    if places is not None and policy.question in ASKED_AT_HOME:
        near = _lives_near(places, county, home)[people.village]
        places, residents = None, near if residents is None else residents & near
    return InForce(
        policy=policy,
        from_min=calendar.minute(policy.from_),
        until_min=EVER if policy.until is None else calendar.minute(policy.until) + DAY_MIN,
        places=_mask(places, len(county.facilities)),
        residents=EVERYWHERE if residents is None else residents.astype(np.uint8).tobytes(),
        conditions=_mask(_numbers(whom.conditions, tuple(scenario.conditions)), _illnesses(scenario)),
        bands=_mask(_numbers(whom.severity, BANDS), len(BANDS)),
    )


def _mask(numbers: frozenset[int] | None, of: int) -> bytes:
    """One byte for each of so many things, 1 for those that are listed; empty if nothing is said."""
    return EVERYWHERE if numbers is None else bytes(int(i in numbers) for i in range(of))


def _illnesses(scenario: Scenario) -> int:
    """Rows of illness: the conditions, then the follow-ups of each chronic illness."""
    return len(scenario.conditions) + len(scenario.chronic)


def _lives_near(places: frozenset[int], county: County, home: Ways) -> NDArray[np.bool_]:
    """Villages whose nearest post or nearest township centre is among the places: ``only_in`` of a rule that
    is asked at home."""
    near = np.zeros(len(county.villages), np.bool_)
    for tier in (VILLAGE, TOWNSHIP):
        of_tier = [i for i, place in enumerate(county.facilities) if place.tier == tier]
        for village, minutes in enumerate(home.minutes):
            nearest = min(of_tier, key=lambda i, way=minutes: (way[i], i), default=NOWHERE)  # type: ignore[misc]
            near[village] |= nearest in places
    return near


def places_of(selector: Selector, county: County) -> frozenset[int]:
    """Numbers of the places that a selector names; all given keys hold together."""
    chosen = list(range(len(county.facilities)))
    if selector.tier is not None:
        chosen = [i for i in chosen if TIERS[county.facilities[i].tier] == selector.tier]
    if selector.group is not None:
        chosen = [i for i in chosen if county.facilities[i].group == selector.group]
    if selector.facilities is not None:
        chosen = [i for i in chosen if county.facilities[i].id in selector.facilities]
    centre = county.nearest(county.facilities[0].spot, TIERS.index("county"))[:1]
    spot = county.facilities[centre[0]].spot if centre else county.facilities[0].spot
    by_way = sorted(chosen, key=lambda i: (spot.km_to(county.facilities[i].spot), i))
    if selector.nearest is not None:
        chosen = [i for i in chosen if i in by_way[: selector.nearest]]
    if selector.farthest is not None:
        chosen = [i for i in chosen if i in by_way[max(0, len(by_way) - selector.farthest) :]]
    if selector.smallest is not None:
        by_size = sorted(chosen, key=lambda i: (_clinicians(county, i), i))
        chosen = [i for i in chosen if i in by_size[: selector.smallest]]
    return frozenset(chosen)


def _clinicians(county: County, place: int) -> int:
    rosters = [clinic.clinicians for clinic in county.facilities[place].model.clinics.values()]
    return sum(roster if isinstance(roster, int) else max(roster.values()) for roster in rosters)


def _words(given: tuple[str, ...] | str | None) -> tuple[str, ...] | None:
    return (given,) if isinstance(given, str) else given


def _numbers(given: tuple[str, ...] | str | None, names: tuple[str, ...]) -> frozenset[int] | None:
    words = _words(given)
    return None if words is None else frozenset(names.index(word) for word in words if word in names)


def _residents(selector: People, county: County, people: Residents, scenario: Scenario) -> NDArray[np.bool_] | None:
    """Which residents a rule concerns, or nothing if all."""
    if scenario.people is None:
        return None
    mask = np.ones(people.village.size, np.bool_)
    for column, given, names in (
        (people.age_band, selector.ages, tuple(scenario.people.ages)),
        (people.scheme, selector.scheme, tuple(scenario.people.schemes)),
        (people.village, selector.villages, tuple(village.id for village in county.villages)),
    ):
        numbers = _numbers(given, names)
        if numbers is not None:
            mask &= np.isin(column, list(numbers))
    if selector.contracted is not None:
        mask &= people.contracted == selector.contracted
    if selector.poor is not None:
        mask &= people.poor == selector.poor
    return None if mask.all() else mask
