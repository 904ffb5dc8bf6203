"""00:00: what changes from day to day, before anyone falls ill.

In this order: dated changes of numbers, what people believe of waits, slow state (courses, skill), rosters,
reserved places, expert sessions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from sim.engine.care import MONTH_DAYS
from sim.engine.clock import CALENDAR
from sim.engine.rosters import Promised, Staffed, Timetable, keep_reserved, keep_roster
from sim.engine.slow import SlowState
from sim.network.expert_days import Room
from sim.network.reading import Centre
from sim.network.remote_sessions import SessionRoom
from sim.network.units import NO_UNIT
from sim.network.world import World
from sim.policies.expert_dispatch import CLINIC, OPERATIONS
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN

LOOKS_AGAIN_MIN: Final = 5.0


class Mornings:
    """The calendar of one run."""

    def __init__(
        self,
        clock: Timetable,
        world: World,
        pools: Sequence[Staffed],
        scenario: Scenario,
        at_dawn: Callable[[], None],
    ) -> None:
        self._clock, self._world, self._pools, self._scenario = clock, world, pools, scenario
        self._at_dawn = at_dawn
        assert scenario.calendar is not None
        self._days = scenario.calendar.days
        self._changes = set(scenario.change_minutes)
        self._prices_change = world.price_edges()
        self._kept_change = world.channel_edges()
        self._announced: list[tuple[int, float, float]] = []
        self._promised = Promised(clock, world)
        self._emptied: set[int] = set()
        self.slow = SlowState(clock, world, pools, scenario, self._promised)

    def start(self) -> None:
        """Put the first morning and all roster changes on the calendar."""
        for pool in self._pools:
            keep_roster(self._clock, pool)
            keep_reserved(self._clock, pool, self._days)
        self._clock.at(0.0, CALENDAR, lambda _: self._morning(0))

    def _morning(self, day: int) -> None:
        minute = day * DAY_MIN
        self._take_down_notices()
        if minute in self._changes and minute > 0.0:
            self._change_numbers(day, minute)
        elif minute > 0.0:
            if minute in self._prices_change:
                self._world.new_prices(minute)
            if minute in self._kept_change:
                self._keep_places(day, minute)
        if day > 0 and day % MONTH_DAYS == 0:
            self._world.believe_last_month()
            self._world.talk_it_over(minute)
            self._world.settle_fund(minute)
        self.slow.morning(day)
        self._at_dawn()
        for shift in self._world.shifts.get(day, []):
            self._reads(*shift)
        for session in self._world.sessions.get(day, []):
            self._announce(*session)
        if day + 1 < self._days:
            self._clock.at((day + 1) * DAY_MIN, CALENDAR, lambda _: self._morning(day + 1))

    def _change_numbers(self, day: int, minute: float) -> None:
        """A date of ``changes:``: the rows get other numbers, and the units look at theirs again."""
        for pool in self._pools:
            pool.settle()
        self._world.load_changes(self._scenario.at(minute), minute)
        self._look_again(day)
        self.slow.numbers_changed()

    def _keep_places(self, day: int, minute: float) -> None:
        """A date on which the hospital begins or ceases to keep places for the referred."""
        for pool in self._pools:
            pool.settle()
        self._world.keep_places(minute)
        self._look_again(day)

    def _look_again(self, day: int) -> None:
        """The rows have other numbers from this morning."""
        for pool in self._pools:
            kept_before = pool.reserved
            pool.look_again()
            if not kept_before:
                keep_reserved(self._clock, pool, self._days, day)

    # -- expert sessions ---------------------------------------------------------------------------

    def _announce(self, answer: Any, start_min: float, end_min: float) -> None:
        """Tell people this morning who comes today, and send the experts on their way in time."""
        world, policy = self._world, answer.policy
        for rank, place in enumerate(world.by_need(world.places_with_experts(answer), getattr(policy, "of", ""))):
            hospital = world.hospital_above(place)
            clinic = world.clinic_named(hospital, policy.of)
            room = world.room_for(place, policy)
            if clinic == NO_UNIT or room is None or policy.goes(rank) == 0:
                continue
            if not world.keeps_session(answer, hospital, place, start_min):
                continue
            road_min = world.between.minutes[hospital][place]
            experts, away_from, away_until = policy.posting(start_min, end_min, road_min)
            begins_min = start_min
            if world.has_ferries == 1 and away_from < start_min:
                begins_min = world.staff_begin(hospital, place, start_min)
                if begins_min >= end_min:  # no boat lands in time today
                    continue
                away_from, away_until = world.staff_ways(hospital, place, begins_min - road_min, end_min)
            experts = min(experts, self._promised.at_hand(clinic, start_min, away_from, away_until))
            if experts == 0:
                continue
            self._promised.promise(clinic, away_from, away_until, experts)
            world.post_experts(room, hospital, answer, begins_min, end_min)
            if policy.does == CLINIC:
                self._announced.append((place, *world.announce_expert(room, hospital)))
            self._away(clinic, experts, max(away_from, self._clock.now))
            booked = policy.does == OPERATIONS  # the list of a day of operations fills from the morning on
            if booked:
                self._list(room, experts * policy.sees_at_most)
            self._clock.at(begins_min, CALENDAR, self._opens(room, experts, 0 if booked else policy.sees_at_most))
            back_min = away_until - end_min
            self._clock.at(end_min, CALENDAR, self._closes(room, clinic, experts, back_min))

    def _reads(self, centre: Centre | SessionRoom, readers: int, start_min: float, end_min: float) -> None:
        """Clinicians of the hospital who read, or sit before a screen, for others are missing in their clinic."""
        readers = min(readers, self._promised.at_hand(centre.clinic, start_min, start_min, end_min))
        pool = self._pools[centre.unit]
        if readers == 0:
            return
        self._promised.promise(centre.clinic, start_min, end_min, readers)
        self._away(centre.clinic, readers, start_min)
        self._away(centre.clinic, -readers, end_min)
        self._clock.at(start_min, CALENDAR, lambda _: pool.set_roster(pool.rostered + readers))
        self._clock.at(end_min, CALENDAR, lambda _: pool.set_roster(pool.rostered - readers))

    def _away(self, clinic: int, experts: int, minute: float) -> None:
        def leave(_: Any) -> None:
            self._pools[clinic].send_away(experts)
            self._mark_empty(clinic)

        self._clock.at(minute, CALENDAR, leave)

    def _mark_empty(self, clinic: int) -> None:
        """Whoever comes to a clinic whose doctors are all sent elsewhere must know until when."""
        pool, row = self._pools[clinic], self._world.unit[clinic]
        if 0 < pool.rostered <= pool.away:
            self._emptied.add(clinic)
            row.empty_until_min = self._promised.back_min(clinic)
        elif clinic in self._emptied:
            self._emptied.discard(clinic)
            row.empty_until_min = -1.0
        else:
            return
        self._world.emptied.add(clinic)

    def _opens(self, room: Room, experts: int, sees_at_most: int) -> Callable[[Any], None]:
        def opens(_: Any) -> None:
            if sees_at_most > 0:
                self._list(room, experts * sees_at_most)
            pool = self._pools[room.unit]
            pool.set_roster(pool.rostered + experts)

        return opens

    def _list(self, room: Room, places: int) -> None:
        """So many more places on the list of a session that has begun, or that can be booked."""
        self._world.room_left[room.number] += places
        room.sessions += 1

    def _closes(self, room: Room, clinic: int, experts: int, back_min: float) -> Callable[[Any], None]:
        """No new patients after the session's end; who is waiting is seen, then the experts travel back."""

        def closes(_: Any) -> None:
            room.sessions -= 1
            if room.sessions == 0:
                self._world.room_left[room.number] = 0
            go_home(_)

        def go_home(_: Any) -> None:
            pool, now = self._pools[room.unit], self._clock.now
            if room.sessions == 0 and (pool.n_waiting or pool.busy):
                self._clock.at(now + LOOKS_AGAIN_MIN, CALENDAR, go_home)
                return
            pool.set_roster(pool.rostered - experts)
            self._away(clinic, -experts, now + back_min)

        return closes

    def _take_down_notices(self) -> None:
        """Yesterday's announcements no longer count in anyone's choice."""
        for place, minor, serious in reversed(self._announced):
            self._world.beliefs[place]["quality"] = (minor, serious)
        self._announced.clear()
