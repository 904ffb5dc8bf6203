"""One replication of a network of stations on the compiled engine."""

from __future__ import annotations

from typing import Any

from sim.engine.compiled.kernel import Kernel
from sim.engine.compiled.lay import Memory
from sim.engine.compiled.module import module_for
from sim.engine.compiled.rules import Policies
from sim.engine.compiled.walks import Walks
from sim.engine.draining import WINDOW_MIN, Draining
from sim.engine.frame import RanOn, network_ledger
from sim.engine.rosters import keep_reserved, keep_roster
from sim.engine.streams import Streams
from sim.ledger import Ledger
from sim.network.stations import DRAIN_DAYS
from sim.scenario.scenario import Scenario


class CompiledNetworkRun:
    """The parts of one run, put together and set going.

    Raises:
        ScenarioFaults: the stations and routes do not fit together.
    """

    def __init__(self, scenario: Scenario, seed: int, replication: int) -> None:
        self.scenario, self.seed, self.replication = scenario, seed, replication
        self.end_min = scenario.calendar.end_min
        self.streams = Streams.of_network(scenario, seed, replication)
        self.kernel = Kernel(module_for(False, True), Memory(Policies().at))
        plan, stations = self.streams.built.plan, self.streams.built.stations
        books = [True] * len(stations) + [False] * len(plan.rooms)
        self.kernel.open_units([*stations, *plan.rooms], books, scenario.calendar.days + DRAIN_DAYS)
        self.walks = Walks(self.kernel, self.streams)

    def go(self) -> Ledger:
        """Run to the end and return the ledger."""
        kernel, calendar = self.kernel, self.scenario.calendar
        for unit in kernel.units:
            keep_roster(kernel.calendar, unit)
            keep_reserved(kernel.calendar, unit, calendar.days + DRAIN_DAYS)
        self.walks.start()
        if int(kernel.row["to_come"]) == 0:
            kernel.row["emptied"] = 1
        kernel.run(self.end_min, self.walks.synchronise)
        if calendar.ends == "when_empty" and not int(kernel.row["emptied"]):
            kernel.row["stop_when_empty"] = 1
            draining, last_min = Draining(self.walks.table), self.end_min
            while not int(kernel.row["emptied"]) and draining.goes_on():
                last_min += WINDOW_MIN
                kernel.run_until_empty(last_min, self.walks.synchronise)
            self.end_min = max(self.end_min, float(kernel.row["now"]))
        for unit in kernel.units[: len(self.streams.built.stations)]:
            unit.close(self.end_min)
        tables: dict[str, Any] = {"days": kernel.rooms.table("days"), "steps": self.walks.table()}
        ran = RanOn("compiled", kernel.events, self.seed, self.replication)
        return network_ledger(self.scenario, self.streams, ran, tables, self.end_min)
