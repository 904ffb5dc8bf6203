"""The streams of a run as both engines need them: routes and stations, who is there at first, who arrives when."""

from __future__ import annotations

from dataclasses import dataclass

from sim.illness.streams import Arrivals, draw_arrivals
from sim.luck.philox import key
from sim.luck.quantiles import table
from sim.network.misfits import Misfits
from sim.network.network import Built, build
from sim.network.rows import Draws
from sim.network.starters import START, start_patients
from sim.network.steps import Network
from sim.network.world import World
from sim.scenario.scenario import Scenario


@dataclass
class Streams:
    """Everything about the patients of arrival streams before the first minute."""

    built: Built
    starters: list[tuple[int, int]]
    network: Network
    arrivals: Arrivals

    @classmethod
    def of_network(cls, scenario: Scenario, seed: int, replication: int) -> Streams:
        """Of a network of stations.

        Raises:
            ScenarioFaults: the stations and routes do not fit together.
        """
        return cls._made(scenario, Draws(), [], key(seed, replication), seed, replication)

    @classmethod
    def of_county(cls, scenario: Scenario, world: World, seed: int, replication: int) -> Streams:
        """Of patients who come to a county from outside.

        Raises:
            ScenarioFaults: a route names a unit that the county does not have.
        """
        return cls._made(scenario, Draws(list(world.distributions)), world.unit, world.key, seed, replication)

    @classmethod
    def _made(cls, scenario: Scenario, draws: Draws, units: list, luck: int, seed: int, replication: int) -> Streams:  # type: ignore[type-arg]
        misfits = Misfits(scenario)
        built = build(scenario, draws, units)
        starters = start_patients(scenario, built.plan, built.stations, misfits)
        misfits.raise_if_any()
        return cls(built, starters, network_of(built, draws, luck), draw_arrivals(scenario, seed, replication))

    @property
    def names(self) -> dict[str, list[str]]:
        """The scenario's own words for the numbers in the table ``steps``."""
        plan = self.built.plan
        return {
            "stream": [*(stream.name for stream in plan.streams), START],
            "route": list(plan.routes),
            "class": list(plan.classes),
            "step": [step.name for step in plan.steps],
        }


def network_of(built: Built, draws: Draws, luck_key: int) -> Network:
    """The tables that walking patients read."""
    plan = built.plan
    rows, grid = table(draws.found)
    return Network(
        key=luck_key,
        step=plan.steps,
        use=plan.uses,
        branch=plan.branches,
        stream=plan.streams,
        trace=plan.trace,
        quantile_rows=rows,
        quantile_grid=grid,
        counters=plan.counters,
    )
