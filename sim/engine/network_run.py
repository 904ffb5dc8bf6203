"""One run of a network of stations: no county, no residents, the same queues and verbs."""

from __future__ import annotations

import gc
from contextlib import suppress
from typing import Any

from sim.engine.clock import Clock
from sim.engine.frame import units_frame
from sim.engine.pools import Pool
from sim.engine.recorder import TableBuffer
from sim.engine.rosters import keep_reserved, keep_roster
from sim.engine.verbs import Verbs
from sim.engine.walkers import Walkers, network_of, pools_of
from sim.illness.streams import draw_arrivals
from sim.ledger import Ledger
from sim.luck.philox import key
from sim.network.misfits import Misfits
from sim.network.network import build
from sim.network.rows import Draws
from sim.network.starters import start_patients
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
        draws, misfits = Draws(), Misfits(scenario)
        built = build(scenario, draws)
        starters = start_patients(scenario, built.plan, built.stations, misfits)
        misfits.raise_if_any()
        network = network_of(built, draws, key(seed, replication))
        self.built, self.clock, self.days = built, Clock(), TableBuffer("days")
        self.pools = pools_of(self.clock, built.stations, self.days.rows, built.plan.shared)
        # the books of places to wait are nobody's: the stations' own days say it all
        self.rooms = [Pool(self.clock, unit, []) for unit in built.plan.rooms]
        do = Verbs(self.clock, [*self.pools, *self.rooms])
        arrivals = draw_arrivals(scenario, seed, replication)
        self.walkers = Walkers(self.clock, do, network, built, starters, arrivals)

    def go(self) -> Ledger:
        """Run to the end and return the ledger."""
        for pool in [*self.pools, *self.rooms]:
            keep_roster(self.clock, pool)
            keep_reserved(self.clock, pool, self.scenario.calendar.days + DRAIN_DAYS)
        self.walkers.start()
        was_on = gc.isenabled()
        gc.disable()  # patients make no reference cycles: a collection finds nothing and costs a tenth
        try:
            self._run()
        finally:
            if was_on:
                gc.enable()
        for pool in self.pools:
            pool.finish(self.end_min)
        tables = {"days": self.days.finished(), "steps": self.walkers.book.table()}
        frame = {"units": units_frame(self.built.stations)}
        return Ledger(tables, frame, self._meta())

    def _run(self) -> None:
        self.clock.run(until=self.end_min)
        if self.scenario.calendar.ends == "when_empty" and not self.walkers.emptied.triggered:
            with suppress(RuntimeError):  # nothing is left to happen: somebody waits for whom nobody comes
                self.clock.run(until=self.walkers.emptied)
            self.end_min = max(self.end_min, self.clock.now)

    def _meta(self) -> dict[str, Any]:
        calendar = self.scenario.calendar
        return {
            "title": self.scenario.title,
            "start": calendar.start.isoformat(),
            "warm_up_min": calendar.warm_up,
            "end_min": self.end_min,
            "seed": self.seed,
            "replication": self.replication,
            "residents": 0,
            "digest": self.scenario.digest,
            "engine": "simpy",
            "windows": {},
            "names": self.walkers.names,
            "events": self.clock.events,
        }
