"""What moves over months and years, at 00:00: courses begin and end, skill is looked at again every 28 days.

Both engines run this very code; what it changes in the rows of the world reaches the compiled engine with the
next event. A county that answers none of its questions has no slow state and pays nothing for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from sim.engine.absences import Absences
from sim.engine.capability import Capability
from sim.engine.care import ChronicState, events_of
from sim.engine.clock import CALENDAR
from sim.engine.errands import Errands
from sim.engine.rosters import Promised, Staffed, Timetable
from sim.ledger import TABLES
from sim.ledger.ledger import Rows
from sim.network.county import NOWHERE
from sim.network.rules import InForce
from sim.network.skill import Level, OwnSkill, own_skill, with_points
from sim.network.units import NO_UNIT, PlaceRow
from sim.network.world import World
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN, NEVER
from sim.vocabulary.words import COUNTY, TOWNSHIP, AwayFor

REVIEW_DAYS: Final = 28
EVENT_FROM_MIN: Final = 9 * 60.0
"""An event begins at nine, or when the first boat has landed (assumption)."""


class SlowState:
    """Skill of each place over the run, and the courses that raise it."""

    def __init__(
        self, clock: Timetable, world: World, pools: Sequence[Staffed], scenario: Scenario, promised: Promised
    ) -> None:
        self._clock, self._world = clock, world
        self._absences = Absences(clock, world, pools)
        self._errands = Errands(clock, world, self._absences, promised)
        self._capability = Capability(world, scenario)
        self._chronic = ChronicState(world, scenario)
        self._levels: dict[int, dict[int, Level]] = {}  # by place, then by answer
        self._learned: list[tuple[float, int, int, float]] = []
        self._recruited: dict[tuple[int, int], int] = {}
        self._courses: dict[int, list[tuple[int, int, int]]] = {}
        self._own: list[OwnSkill] = []
        self._rows: list[tuple[Any, ...]] = []
        self.moves = False
        self.numbers_changed()

    # -- the calendar --------------------------------------------------------------------------------

    def morning(self, day: int) -> None:
        """Courses that begin today; on review days what is known by now."""
        if not self.moves:
            return
        for answer, place, nth in self._courses.get(day, []):
            self._begin(day * DAY_MIN, answer, place, nth)
        for event in self._events.get(day, []):
            self._go_out(day * DAY_MIN, *event)
        if day % REVIEW_DAYS == 0:
            self._chronic.review(day)
            if self._skill_moves:
                self._review(day)

    def numbers_changed(self) -> None:
        """The rows have been read anew: at the start, and on a date of ``changes:``."""
        self._own = [own_skill(row) for row in self._world.place]
        self._answers: list[InForce] = list(reversed(self._world.answers_in_force("training")))
        self._courses = self._list_courses()
        apart = any(answer.policy.specialties for answer in self._answers if answer.policy.every_min() > 0.0)
        self._taught: Sequence[str] = self._world.names.specialties if apart else ()
        self._capability.numbers_changed()
        self._chronic.numbers_changed(self._clock.now)
        self._events = events_of(self._world, list(reversed(self._world.answers_in_force("outreach"))))
        self._skill_moves = bool(self._courses) or bool(self._levels) or self._capability.moves
        self.moves = self._skill_moves or self._chronic.moves
        self._absences.numbers_changed()
        if self._capability.moves:
            self._capability.put_in_force(self._clock.now)
        if self._levels:
            self._teach(self._clock.now)

    def tables(self) -> dict[str, Rows]:
        """Tables of the ledger that are written here."""
        skill = np.array(self._rows, TABLES["skill"].dtype)
        belief = np.array(self._world.belief_rows, TABLES["belief"].dtype)
        return {
            "skill": skill, "absences": self._absences.table(), "managed": self._chronic.table(), "belief": belief,
        }  # fmt: skip

    def _list_courses(self) -> dict[int, list[tuple[int, int, int]]]:
        """(answer, place, nth course) by the day on which each course begins; the places take turns."""
        found: dict[int, list[tuple[int, int, int]]] = {}
        for number, answer in enumerate(self._answers):
            every = answer.policy.every_min()
            if every <= 0.0:
                continue
            places = self._places(answer)
            for turn, place in enumerate(places):
                nth = 0
                minute = answer.from_min + every * turn / len(places)
                while minute < min(answer.until_min, self._world.end_min):
                    found.setdefault(int(minute // DAY_MIN), []).append((number, place, nth))
                    nth += 1
                    minute += every
        return found

    def _places(self, answer: InForce) -> list[int]:
        """The primary places that an answer names and that have a clinic; the townships where it names none."""
        rows = [row for row in self._world.place if row.tier < COUNTY and row.clinics[0] != NO_UNIT]
        if not answer.places:
            return [row.place for row in rows if row.tier == TOWNSHIP]
        return [row.place for row in rows if answer.places[row.place]]

    # -- courses ---------------------------------------------------------------------------------------

    def _begin(self, minute: float, number: int, place: int, nth: int) -> None:
        """A course begins: somebody may be missing in the clinic; what is learned comes later."""
        policy = self._answers[number].policy
        unit = self._world.place[place].clinics[0]
        clinicians = max((n for _, n in self._world.unit[unit].steps), default=0)
        gone, lasts_min = policy.away(clinicians)
        begins = minute
        if lasts_min < DAY_MIN:
            begins = self._afternoon(unit, minute)
        speakers = policy.speakers()
        if speakers and self._errands.go(place, policy.of, speakers, begins, lasts_min, AwayFor.speaker) == 0:
            return  # nobody can come and speak
        self._clock.at(begins, CALENDAR, lambda _: self._absences.leave(unit, gone, begins + lasts_min, _use(policy)))
        share = policy.learned_share(clinicians)
        self._learned.append((begins + lasts_min + policy.lag_min(), number, place, share))
        more = policy.recruits(nth + 1) - policy.recruits(nth)
        if more > 0 and minute + lasts_min < self._world.end_min:
            self._clock.at(
                minute + lasts_min, CALENDAR, lambda _: self._absences.leave(unit, -more, NEVER, AwayFor.newcomer)
            )

    def _afternoon(self, unit: int, minute: float) -> float:
        """When the clinic opens for the last time on a day; 00:00 if it stays closed."""
        opens = self._world.unit[unit].door.opens
        last = bisect_left(opens, minute + DAY_MIN) - 1
        return opens[last] if last >= 0 and opens[last] >= minute else minute

    def _go_out(self, minute: float, answer: InForce, place: int, number: int) -> None:
        """An event in a village or township: its doctors and the road are missing at the hospital."""
        policy, start_min = answer.policy, minute + EVENT_FROM_MIN
        doctors, lasts_min = policy.staff(), policy.lasts_min()
        if self._errands.go(place, policy.of, doctors, start_min, lasts_min, AwayFor.outreach, may_be_late=True):
            self._chronic.finds(place, number, policy, int(minute // DAY_MIN))

    # -- what is known -----------------------------------------------------------------------------------

    def _review(self, day: int) -> None:
        """What has been learned by now is in use from this morning on, and is written down."""
        minute = day * DAY_MIN
        due = sorted(course for course in self._learned if course[0] <= minute)
        self._learned = [course for course in self._learned if course[0] > minute]
        for at_min, number, place, share in due:
            policy = self._answers[number].policy
            level = self._levels.setdefault(place, {}).setdefault(number, Level(0.0, at_min))
            level.fades(at_min, policy.half_life_min())
            level.learns(share, policy.gain_points())
        self._capability.review(minute)
        self._teach(minute)
        for row in self._world.place:
            mix, more = self._capability.mix, self._capability.more(row.place)
            treats = (own + gain for own, gain in zip(row.treats, more, strict=True))
            d_prime, points = row.d_prime, self._points(row.place)
            for share, name, sharper in zip(mix, self._taught, row.d_more, strict=False):
                d_prime += share * sharper
                points += share * (self._points(row.place, name) - self._points(row.place))
            self._rows.append((day, row.place, row.tier, d_prime, row.criterion, *treats, points))

    def _points(self, place: int, specialty: str = "") -> float:
        """What courses for all illness have taught here, and those in one specialty."""
        found = 0.0
        for number, level in sorted(self._levels.get(place, {}).items()):
            taught = self._answers[number].policy.specialties
            if not taught or specialty in taught:
                found += level.points
        return found

    def _teach(self, minute: float) -> None:
        """Put today's skill into the rows of the places that have learned something."""
        world = self._world
        for place, levels in sorted(self._levels.items()):
            for number, level in levels.items():
                level.fades(minute, self._answers[number].policy.half_life_min())
            row, hospital = world.place[place], world.hospital_above(place)
            above = self._own[place] if hospital == NOWHERE else own_skill(world.place[hospital])
            gains = [0.0] * len(above.treats) if hospital == NOWHERE else self._capability.more(hospital)
            most = [share + gain for share, gain in zip(above.treats, gains, strict=True)]
            now = with_points(self._own[place], self._points(place), above.d_prime, most)
            row.d_prime, row.treats = now.d_prime, now.treats
            if self._taught:
                self._specialise(row, above, hospital)
        if self._levels:
            world.lessons += 1

    def _specialise(self, row: PlaceRow, above: OwnSkill, hospital: int) -> None:
        """What was learned in one specialty, over what all courses together made of the place."""
        more: list[float] = []
        sharper: list[float] = []
        for number, specialty in enumerate(self._taught):
            gains = [0.0] * len(above.treats) if hospital == NOWHERE else self._capability.more_in(hospital, number)
            most = [share + gain for share, gain in zip(above.treats, gains, strict=True)]
            known = with_points(self._own[row.place], self._points(row.place, specialty), above.d_prime, most)
            more += [max(0.0, here - usual) for here, usual in zip(known.treats, row.treats, strict=True)]
            sharper.append(max(0.0, known.d_prime - row.d_prime))
        row.more, row.d_more = tuple(more), tuple(sharper)


def _use(policy: Any) -> AwayFor:
    """What the ledger says of an absence."""
    return AwayFor.lecture if policy.kind == "lectures" else AwayFor.training
