"""Patients from outside the county: arrival streams that queue beside the residents in the same units."""

from __future__ import annotations

from typing import Any

from sim.engine.clock import Clock
from sim.engine.pools import Pool
from sim.engine.streams import Streams
from sim.engine.together import SharedPool
from sim.engine.walkers import Walkers, pools_of
from sim.network.units import UnitRow
from sim.network.world import World
from sim.scenario.scenario import Scenario


class Guests:
    """The streams of a county, and the stations that only they use."""

    def __init__(
        self,
        scenario: Scenario,
        world: World,
        clock: Clock,
        verbs: Any,
        pools: list[Pool],
        days: list[Any],
        seed: int,
        replication: int,
    ) -> None:
        """Adds the pools of the streams' own stations to ``pools``, whose numbers they continue.

        Raises:
            ScenarioFaults: a route names a unit that the county does not have.
        """
        self.streams = Streams.of_county(scenario, world, seed, replication)
        built = self.streams.built
        self.stations: list[UnitRow] = built.stations
        shared = built.plan.shared
        for number in sorted(shared & set(range(len(pools)))):
            pools[number] = SharedPool(clock, world.unit[number], days)
        pools += pools_of(clock, built.stations, days, shared)
        pools += [Pool(clock, unit, []) for unit in built.plan.rooms]
        self.walkers = Walkers(clock, verbs, self.streams)
