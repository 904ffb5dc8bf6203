"""One run of one county: people fall ill, the pathway is walked, the ledger is written."""

from __future__ import annotations

import gc
from typing import Any, Final, Literal

import numpy as np

from sim.engine.clock import DEMAND, Clock, PatientProcess
from sim.engine.frame import frame_of, meta_of, units_frame
from sim.engine.guests import Guests
from sim.engine.morning import Mornings
from sim.engine.network_run import NetworkRun
from sim.engine.pools import Pool
from sim.engine.recorder import Recorder, TableBuffer
from sim.illness import draw_onsets
from sim.ledger import TABLES, Ledger
from sim.luck.decisions import Decision
from sim.luck.philox import key, uniform
from sim.network.county import County, county_of
from sim.network.stitch import stitch_calendars
from sim.network.world import World
from sim.pathway.case import Case
from sim.pathway.episode import episode
from sim.people import draw_people
from sim.scenario.scenario import Scenario

DEFAULT_SEED: Final = 20260105
U_BEYOND: Final = int(Decision.beyond_county)
Engine = Literal["simpy"]


class CountyVillages:
    """Villages as columns, for drawing the residents."""

    def __init__(self, county: County) -> None:
        self.residents = np.array([village.residents for village in county.villages], np.int64)
        self.in_town = np.array([village.spot.in_town for village in county.villages], np.bool_)


def simulate(scenario: Scenario, replication: int = 0, seed: int | None = None, engine: Engine = "simpy") -> Ledger:
    """Run one replication and return its ledger.

    Args:
        scenario: from :func:`sim.scenario.load`.
        replication: 0, 1, 2 …: another year of luck for the same residents.
        seed: of the study; the same seed draws the same residents. Default 20260105.
        engine: ``simpy`` is the reference.

    Raises:
        ValueError: the scenario is neither a county nor a network of stations.
    """
    seed = DEFAULT_SEED if seed is None else seed
    if scenario.people is None and scenario.stations:
        return NetworkRun(scenario, seed, replication).go()
    return Run(scenario, seed, replication).go()


class Run:
    """The parts of one run, put together and set going."""

    def __init__(self, scenario: Scenario, seed: int, replication: int) -> None:
        self.scenario, self.seed, self.replication = scenario, seed, replication
        luck_key = key(seed, replication)
        today = scenario.at(0.0)
        self.county = county_of(today)
        self.people = draw_people(today, CountyVillages(self.county), seed)
        self.world = World(today, self.county, self.people, luck_key)
        stitch_calendars(self.world, scenario)
        self.clock = Clock()
        self.book = {name: TableBuffer(name) for name in TABLES}
        self.pools = [Pool(self.clock, unit, self.book["days"].rows) for unit in self.world.unit]
        self.verbs = Recorder(self.clock, self.pools, self.world, self.book)
        self.onsets = draw_onsets(scenario, self.people, seed, replication, self.world.end_min)
        self.guests: Guests | None = None
        if scenario.arrivals:
            days = self.book["days"].rows
            self.guests = Guests(scenario, self.world, self.clock, self.verbs, self.pools, days, seed, replication)

    def go(self) -> Ledger:
        """Run to the end and return the ledger."""
        Mornings(self.clock, self.world, self.pools, self.scenario, self._pack).start()
        self._demand()
        if self.guests is not None:
            self.guests.walkers.start()
        was_on = gc.isenabled()
        gc.disable()  # patients make no reference cycles: a collection finds nothing and costs a tenth
        try:
            self.clock.run(until=self.world.end_min)
        finally:
            if was_on:
                gc.enable()
        for pool in self.pools:
            pool.finish(self.world.end_min)
        self.verbs.record_those_inside()
        tables = {name: buffer.finished() for name, buffer in self.book.items()}
        meta = meta_of(self.scenario, self.world, self.seed, self.replication, "simpy")
        meta["events"] = self.clock.events
        frame = frame_of(self.scenario, self.world, self.people)
        if self.guests is not None:
            tables["steps"] = self.guests.walkers.book.table()
            meta["names"] |= self.guests.walkers.names
            frame["units"] = units_frame([*self.world.unit, *self.guests.stations])
        return Ledger(tables, frame, meta)

    def _pack(self) -> None:
        for buffer in self.book.values():
            buffer.pack()

    def _demand(self) -> None:
        """Episodes begin at absolute minutes, in list order; one event leads to the next."""
        onsets = self.onsets
        columns = [
            column.tolist()
            for column in (
                onsets.time_min,
                onsets.resident,
                onsets.episode,
                onsets.condition,
                onsets.severity,
                onsets.band,
                onsets.reason,
            )
        ]
        rows = iter(zip(*columns, strict=True))
        village = self.people.village.tolist()
        clock, verbs, world, inside = self.clock, self.verbs, self.world, self.verbs.inside
        scheme, luck_key = world.scheme, world.key

        def story(case: Case) -> Any:
            _ = yield from episode(verbs, world, case)
            verbs.record_episode(case)
            del inside[case.episode]

        def falls_ill(row: tuple[Any, ...]) -> None:
            minute, resident, episode_id, condition, severity, band, reason = row
            case = Case(episode_id, resident, village[resident], scheme[resident], condition, reason, minute)
            case.band = case.first_band = band
            case.severity = severity
            case.other = world.condition[condition].other
            world.set_right_tier(case, uniform(luck_key, episode_id, U_BEYOND, -1, 0, 0))
            inside[episode_id] = case
            PatientProcess(clock, story(case))

        def next_one(row: tuple[Any, ...]) -> None:
            def begins(_: Any) -> None:
                falls_ill(row)
                following = next(rows, None)
                if following is not None:
                    next_one(following)

            clock.at(row[0], DEMAND, begins)

        first = next(rows, None)
        if first is not None:
            next_one(first)
