"""One run of a network of stations: no county, no residents, the same queues and verbs."""

from __future__ import annotations

from sim.engine.clock import Clock
from sim.engine.draining import WINDOW_MIN, Draining
from sim.engine.frame import RanOn, network_ledger
from sim.engine.pools import Pool
from sim.engine.recorder import TableBuffer
from sim.engine.rosters import keep_reserved, keep_roster
from sim.engine.streams import Streams
from sim.engine.verbs import Verbs
from sim.engine.walkers import Walkers, pools_of
from sim.ledger import Ledger
from sim.network.stations import DRAIN_DAYS
from sim.scenario.scenario import Scenario


class NetworkRun:
    """The parts of one run, put together and set going.

    Raises:
        ScenarioFaults: the stations and routes do not fit together.
    """

    def __init__(self, scenario: Scenario, seed: int, replication: int) -> None:
        self.scenario, self.seed, self.replication = scenario, seed, replication
        self.end_min = scenario.calendar.end_min
        self.streams = Streams.of_network(scenario, seed, replication)
        built = self.built = self.streams.built
        self.clock, self.days = Clock(), TableBuffer("days")
        self.pools = pools_of(self.clock, built.stations, self.days.rows, built.plan.shared)
        # the books of places to wait are nobody's: the stations' own days say it all
        self.rooms = [Pool(self.clock, unit, []) for unit in built.plan.rooms]
        do = Verbs(self.clock, [*self.pools, *self.rooms])
        self.walkers = Walkers(self.clock, do, self.streams)

    def go(self) -> Ledger:
        """Run to the end and return the ledger."""
        for pool in [*self.pools, *self.rooms]:
            keep_roster(self.clock, pool)
            keep_reserved(self.clock, pool, self.scenario.calendar.days + DRAIN_DAYS)
        self.walkers.start()
        self._run()
        for pool in self.pools:
            pool.finish(self.end_min)
        tables = {"days": self.days.finished(), "steps": self.walkers.book.table()}
        ran = RanOn("simpy", self.clock.events, self.seed, self.replication)
        return network_ledger(self.scenario, self.streams, ran, tables, self.end_min)

    def _run(self) -> None:
        self.clock.run(until=self.end_min)
        if self.scenario.calendar.ends == "when_empty" and not self.walkers.emptied.triggered:
            self._drain()
            self.end_min = max(self.end_min, self.clock.now)

    def _drain(self) -> None:
        """Until everybody has left, nothing is left to happen, or whoever is still there comes in vain for ever."""
        emptied, draining, last_min = self.walkers.emptied, Draining(self.walkers.book.table), self.end_min
        while not emptied.processed and draining.goes_on():
            last_min += WINDOW_MIN
            while not emptied.processed and self.clock.peek() < last_min:
                self.clock.step()
