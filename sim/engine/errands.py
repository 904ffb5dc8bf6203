"""Hospital doctors who go down for a few hours that are no session: a free clinic, a talk.

They leave in time for the road or the boat, and are missing in their clinic until they are back.
"""

from __future__ import annotations

from math import inf

from sim.engine.absences import Absences
from sim.engine.clock import CALENDAR
from sim.engine.rosters import Promised, Timetable
from sim.network.units import NO_UNIT
from sim.network.world import World
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import AwayFor


class Errands:
    """Who goes, announced in the morning of the day."""

    def __init__(self, clock: Timetable, world: World, absences: Absences, promised: Promised) -> None:
        self._clock, self._world, self._absences, self._promised = clock, world, absences, promised

    def go(
        self, place: int, clinic: str, doctors: int, start_min: float, lasts_min: float, use: AwayFor,
        may_be_late: bool = False,
    ) -> int:  # fmt: skip
        """How many doctors of the hospital above go, at most so many; 0 if nobody can be spared or no boat sails.

        ``may_be_late``: where no boat lands in time, the event begins with the first that does.
        """
        world, dawn_min = self._world, self._clock.now
        hospital = world.hospital_above(place)
        theirs = world.clinic_named(hospital, clinic)
        if theirs == NO_UNIT:
            return 0
        if may_be_late:
            start_min = world.staff_begin(hospital, place, start_min)
        if start_min == inf:
            return 0
        road_min, end_min = world.between.minutes[hospital][place], start_min + lasts_min
        leaves_min, back_min = world.staff_ways(hospital, place, start_min - road_min, end_min)
        if leaves_min == inf:
            return 0
        leaves_min = max(dawn_min, leaves_min)
        gone = min(doctors, self._promised.at_hand(theirs, start_min, leaves_min, back_min))
        if gone == 0:
            return 0
        self._promised.promise(theirs, leaves_min, min(back_min, dawn_min + DAY_MIN), gone)
        self._clock.at(leaves_min, CALENDAR, lambda _: self._absences.leave(theirs, gone, back_min, use))
        return gone
