"""Ways over water: boats with a timetable, and days on which the weather keeps them in port."""

from __future__ import annotations

from bisect import bisect_right
from math import inf
from typing import Any, Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.centres import Centres
from sim.network.county import NOWHERE
from sim.network.travel import Ways
from sim.network.units import Door
from sim.scenario.calendar import Calendar
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN, intervals
from sim.vocabulary.hours import timetable
from sim.vocabulary.words import COUNTY, OUT_OF_COUNTY

FERRY: Final = "ferry"
CASTING_OFF_MIN: Final = 1.0
"""Who comes to the pier in the minute of departure is still taken along."""
LONGEST_WAIT_MIN: Final = 14.0 * DAY_MIN
"""Where no boat sails any more people find another within two weeks (assumption)."""
U_WEATHER: Final = int(Decision.weather)


def departures(runs: str, cancelled: float, calendar: Calendar, key: int) -> Door:
    """When a boat leaves, as a door that is open for the minute of each departure; not on stormy days.

    The weather of a day is one number of (seed, replication, day): what stops one boat stops all that are no
    stronger, and no policy changes it. ``runs``: days and times, ``Mo-Su 07:30,13:00``.
    """
    days = calendar.days + 14
    leaves = [float(start) for start, _ in intervals(timetable(runs), calendar.start, days, calendar.public_holidays)]
    sails = [uniform(key, day, U_WEATHER, -1, 0, 0) >= cancelled for day in range(days)]
    kept = [minute for minute in leaves if sails[int(minute // DAY_MIN)]]
    return Door(tuple(kept), tuple(minute + CASTING_OFF_MIN for minute in kept))


def mean_wait_min(boat: Door) -> float:
    """Mean wait of somebody who comes to the pier at any minute between the first boat and the last."""
    gaps = [later - sooner for sooner, later in zip(boat.opens, boat.opens[1:], strict=False)]
    return sum(gap * gap for gap in gaps) / (2.0 * sum(gaps)) if gaps else 0.0


class Ferries(Centres):
    """The part of the world that has to do with boats."""

    key: int
    has_ferries: int
    boats: list[Door]
    home_boat: list[list[int]]
    between_boat: list[list[int]]

    def read_ferries(self, scenario: Scenario) -> None:
        """Which ways are by boat, from homes and between places, and when each boat sails."""
        rows = scenario.places.travel_rows if scenario.places is not None else ()
        by_boat = [row for row in rows if row.mode == FERRY and row.runs is not None]
        self.has_ferries = 1 if by_boat else 0
        self.boats, self.home_boat, self.between_boat = [], [], []
        if not by_boat:
            return
        numbers: dict[tuple[str, float], int] = {}
        places = {place.id: i for i, place in enumerate(self.county.facilities)}
        villages = {village.id: i for i, village in enumerate(self.county.villages)}
        self.home_boat = [[NOWHERE] * len(places) for _ in villages]
        self.between_boat = [[NOWHERE] * len(places) for _ in places]
        for row in by_boat:
            assert row.runs is not None
            boat = numbers.setdefault((row.runs, row.cancelled), len(numbers))
            if boat == len(self.boats):
                self.boats.append(departures(row.runs, row.cancelled, scenario.calendar, self.key))
            if row.from_ in villages and row.to in places:
                self.home_boat[villages[row.from_]][places[row.to]] = boat
            if row.from_ in places and row.to in places:
                self.between_boat[places[row.from_]][places[row.to]] = boat
        listed = {(row.from_, row.to) for row in rows}
        for row in by_boat:
            if row.from_ in places and row.to in places and (row.to, row.from_) not in listed:
                self._turns_round(places[row.from_], places[row.to])
        for ways, boats in ((self.home, self.home_boat), (self.between, self.between_boat)):
            self._on_from_the_harbour(ways, boats)

    def _turns_round(self, start: int, target: int) -> None:
        """The way back, where the table does not say it: the boat turns round where it lands (assumption)."""
        way, boat = self.between, self.boats[self.between_boat[start][target]]
        for part in (way.minutes, way.km, way.yuan):
            part[target][start] = part[start][target]
        back = tuple(leaves + way.minutes[start][target] for leaves in boat.opens)
        door = Door(back, tuple(minute + CASTING_OFF_MIN for minute in back))
        if door not in self.boats:
            self.boats.append(door)
        self.between_boat[target][start] = self.boats.index(door)

    def _on_from_the_harbour(self, ways: Ways, boats: list[list[int]]) -> None:
        """Who leaves the county from an island takes the boat to the county hospital, and the road from there."""
        tiers = [place.tier for place in self.county.facilities]
        if COUNTY not in tiers:
            return
        harbour = tiers.index(COUNTY)
        for outside in (place for place, tier in enumerate(tiers) if tier == OUT_OF_COUNTY):
            for start, boat in enumerate(boats):
                if boat[harbour] != NOWHERE:
                    boat[outside] = boat[harbour]
                    for way, on in ((ways.minutes, self.between.minutes), (ways.km, self.between.km),
                                    (ways.yuan, self.between.yuan)):  # fmt: skip
                        way[start][outside] = way[start][harbour] + on[harbour][outside]

    def felt_ways(self, home: Ways) -> Ways:
        """Ways from home as people reckon with them: a boat is also waited for."""
        if self.has_ferries == 0:
            return home
        waits = [mean_wait_min(boat) for boat in self.boats]
        minutes = [
            [minute if boat == NOWHERE else minute + waits[boat] for minute, boat in zip(ways, boats, strict=True)]
            for ways, boats in zip(home.minutes, self.home_boat, strict=True)
        ]
        return Ways(minutes, home.km, home.yuan)

    def boat_to(self, case: Any, start: int, target: int) -> int:
        """The boat from a place (-1: home) to a place; -1 where one goes by land."""
        if self.has_ferries == 0:
            return NOWHERE
        return self.home_boat[case.village][target] if start == NOWHERE else self.between_boat[start][target]

    def boards_min(self, case: Any, start: int, target: int, minute: float) -> float:
        """When somebody who is ready at a minute leaves: at once by land, with the next boat over water."""
        boat = self.boat_to(case, start, target)
        if boat == NOWHERE:
            return minute
        leaves_min = self.boats[boat].opens_at(minute)
        return minute + LONGEST_WAIT_MIN if leaves_min == inf else leaves_min

    def crossing_min(self, case: Any, start: int, target: int, minute: float) -> float:
        """From being ready at a minute to the arrival: the way, and over water the wait for the boat."""
        return self.boards_min(case, start, target, minute) - minute + self.travel_min(case, start, target)

    def sails_by(self, case: Any, start: int, target: int, minute: float) -> float:
        """The last moment to leave, no later than a minute: that minute by land, the boat before it over water."""
        boat = self.boat_to(case, start, target)
        if boat == NOWHERE:
            return minute
        index = bisect_right(self.boats[boat].opens, minute)
        return self.boats[boat].opens[index - 1] if index > 0 else minute

    def staff_ways(self, home: int, place: int, leave_by_min: float, free_from_min: float) -> tuple[float, float]:
        """When somebody of a hospital leaves for a place and is back; infinity where no boat sails in time that day.

        Args:
            home: the hospital. leave_by_min: must be on the way by then. free_from_min: may set off for home from then.
        """
        if self.has_ferries == 0 or self.between_boat[home][place] == NOWHERE:
            return leave_by_min, free_from_min + self.between.minutes[home][place]
        sails = self.boats[self.between_boat[home][place]].opens
        index = bisect_right(sails, leave_by_min)
        if index == 0 or sails[index - 1] < leave_by_min - leave_by_min % DAY_MIN:
            return inf, inf
        return sails[index - 1], free_from_min + self.crossing_min(None, place, home, free_from_min)

    def staff_begin(self, home: int, place: int, start_min: float) -> float:
        """When staff of a hospital can begin at a place: as planned, or once the day's first boat has landed; infinity
        where none does that day."""
        if self.has_ferries == 0 or self.between_boat[home][place] == NOWHERE:
            return start_min
        way_min = self.between.minutes[home][place]
        if self.staff_ways(home, place, start_min - way_min, start_min)[0] < inf:
            return start_min
        lands_min = self.boards_min(None, home, place, start_min - way_min) + way_min
        return lands_min if lands_min < start_min - start_min % DAY_MIN + DAY_MIN else inf

    def boat_for_door(self, case: Any, start: int, target: int, unit: int, minute: float, lunch_min: float) -> float:
        """The first departure from a minute on that lands while a door is open, or soon before."""
        way_min = self.travel_min(case, start, target)
        ready_min = minute
        for _ in range(20):
            leaves_min = self.boards_min(case, start, target, ready_min)
            opens_min = self.unit[unit].door.opens_at(leaves_min + way_min)
            if opens_min - leaves_min - way_min <= lunch_min:
                return leaves_min
            ready_min = max(leaves_min + CASTING_OFF_MIN, opens_min - way_min - lunch_min)
        return ready_min
