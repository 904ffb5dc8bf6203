"""One run of one county: people fall ill, the pathway is walked, the ledger is written."""

from __future__ import annotations

import logging
from typing import Any, Final, Literal, get_args

from sim.engine.clock import DEMAND, Clock, PatientProcess
from sim.engine.frame import RanOn, county_ledger
from sim.engine.guests import Guests
from sim.engine.morning import Mornings
from sim.engine.network_run import NetworkRun
from sim.engine.pools import Pool
from sim.engine.prepared import prepare
from sim.engine.recorder import Recorder, TableBuffer
from sim.engine.uncollected import uncollected
from sim.ledger import TABLES, Ledger
from sim.pathway.case import Case
from sim.pathway.episode import begins, episode
from sim.scenario.scenario import Scenario

log = logging.getLogger("tiercare")
DEFAULT_SEED: Final = 20260105
Engine = Literal["auto", "simpy", "compiled"]


def simulate(scenario: Scenario, replication: int = 0, seed: int | None = None, engine: Engine = "auto") -> Ledger:
    """Run one replication and return its ledger.

    Args:
        scenario: from :func:`sim.scenario.load`.
        replication: 0, 1, 2 …: another year of luck for the same residents.
        seed: of the study; the same seed draws the same residents. Default 20260105.
        engine: ``simpy`` is the reference; ``compiled`` runs the same pathway to the same ledger, bit for bit;
            ``auto`` is compiled where it can be, and says why where it cannot.

    Raises:
        ValueError: the scenario is neither a county nor a network of stations, or there is no such engine.
        Refused: ``compiled`` was asked for, and a policy cannot be compiled; file, line and reason are said.
    """
    if engine not in get_args(Engine):
        raise ValueError(f"engine {engine!r}: expected {', '.join(get_args(Engine))}")
    with uncollected():
        return _run(scenario, replication, DEFAULT_SEED if seed is None else seed, engine)


def _run(scenario: Scenario, replication: int, seed: int, engine: Engine) -> Ledger:
    is_network = scenario.people is None and bool(scenario.stations)
    if engine != "simpy":
        from sim.engine.compiled import CompiledNetworkRun, CompiledRun, Refused

        try:
            if is_network:
                return CompiledNetworkRun(scenario, seed, replication).go()
            return CompiledRun(scenario, seed, replication).go()
        except Refused as refused:
            if engine == "compiled":
                raise
            log.warning("%s; this run goes on SimPy, the reference engine, more slowly.", refused)
    run = NetworkRun(scenario, seed, replication) if is_network else Run(scenario, seed, replication)
    return run.go()


class Run:
    """The parts of one run, put together and set going."""

    def __init__(self, scenario: Scenario, seed: int, replication: int) -> None:
        self.scenario, self.seed, self.replication = scenario, seed, replication
        start = prepare(scenario, seed, replication)
        self.county, self.people, self.world, self.onsets = start.county, start.people, start.world, start.onsets
        self.clock = Clock()
        self.book = {name: TableBuffer(name) for name in TABLES}
        self.pools = [Pool(self.clock, unit, self.book["days"].rows) for unit in self.world.unit]
        self.verbs = Recorder(self.clock, self.pools, self.world, self.book)
        self.guests: Guests | None = None
        if scenario.arrivals:
            days = self.book["days"].rows
            self.guests = Guests(scenario, self.world, self.clock, self.verbs, self.pools, days, seed, replication)

    def go(self) -> Ledger:
        """Run to the end and return the ledger."""
        mornings = Mornings(self.clock, self.world, self.pools, self.scenario, self._pack)
        mornings.start()
        self._demand()
        if self.guests is not None:
            self.guests.walkers.start()
        self.clock.run(until=self.world.end_min)
        for pool in self.pools:
            pool.finish(self.world.end_min)
        self.verbs.record_those_inside()
        tables = {name: buffer.finished() for name, buffer in self.book.items()} | mornings.slow.tables()
        if self.guests is not None:
            tables["steps"] = self.guests.walkers.book.table()
        ran = RanOn("simpy", self.clock.events, self.seed, self.replication)
        streams = None if self.guests is None else self.guests.streams
        return county_ledger(self.scenario, self.world, self.people, streams, ran, tables)

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
            )
        ]
        rows = iter(zip(range(len(onsets)), *columns, strict=True))
        reasons = onsets.reason if self.world.manages else onsets.reason.tolist()
        village = self.people.village.tolist()
        clock, verbs, world, inside = self.clock, self.verbs, self.world, self.verbs.inside
        scheme = world.scheme

        def story(case: Case) -> Any:
            _ = yield from episode(verbs, world, case)
            verbs.record_episode(case)
            del inside[case.episode]

        def falls_ill(row: tuple[Any, ...]) -> None:
            number, minute, resident, episode_id, condition, severity, band = row
            reason = int(reasons[number])
            if reason < 0:
                return
            case = Case(episode_id, resident, village[resident], scheme[resident], condition, reason, minute)
            begins(world, case, band, severity)
            inside[episode_id] = case
            PatientProcess(clock, story(case))

        def next_one(row: tuple[Any, ...]) -> None:
            def begins(_: Any) -> None:
                falls_ill(row)
                following = next(rows, None)
                if following is not None:
                    next_one(following)

            clock.at(row[1], DEMAND, begins)

        first = next(rows, None)
        if first is not None:
            next_one(first)
