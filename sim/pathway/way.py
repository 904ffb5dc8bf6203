"""The way home at the end of a visit, added to the visit's travel."""

from __future__ import annotations

from sim.network.world import World
from sim.pathway.case import NOWHERE, Case


def way_home(world: World, case: Case) -> None:
    """Minutes, kilometres and fare from this place back to the village."""
    case.v_travel_min += world.travel_min(case, NOWHERE, case.v_place)
    case.v_travel_km += world.travel_km(case, NOWHERE, case.v_place)
    case.v_fare_yuan += world.fare_yuan(case, NOWHERE, case.v_place)
