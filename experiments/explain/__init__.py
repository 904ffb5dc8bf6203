"""``tiercare explain``: what a scenario will ask of its queues, before it is run.

Offered load per unit beside the wait that a closed form gives for it, warnings of overload, how strongly people
react to price and way, and what a run will cost. A network of stations is solved by its traffic equations; a
county is walked for a few weeks without limits of staff and beds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.explain.page import Page
    from sim.engine.simulate import Engine
    from sim.scenario.scenario import Scenario

__all__ = ["explain"]


def explain(scenario: Scenario, engine: Engine = "auto") -> list[Page]:
    """Everything that can be said before a run; a county takes seconds, a network of stations less.

    Args:
        engine: the one whose cost is measured; loads are always found on SimPy, where limits can be lifted.
    """
    if scenario.people is None:
        from experiments.explain.stations import station_pages

        return station_pages(scenario, engine)
    from experiments.explain.county import county_pages

    return county_pages(scenario, engine)
