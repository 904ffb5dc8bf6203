"""``tiercare explain``: what a scenario will ask of its queues, before it is run.

Offered load per unit beside the wait that a closed form gives for it, warnings of overload, how strongly people
react to price and way, and what a run will cost. A network of stations is solved by its traffic equations; a
county is walked for a few weeks without limits of staff and beds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.explain.page import Page
    from sim.scenario.scenario import Scenario

__all__ = ["explain"]


def explain(scenario: Scenario) -> list[Page]:
    """Everything that can be said before a run; a county takes seconds, a network of stations less."""
    if scenario.people is None:
        from experiments.explain.stations import station_pages

        return station_pages(scenario)
    from experiments.explain.county import county_pages

    return county_pages(scenario)
