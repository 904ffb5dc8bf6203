"""Is a drug, blood or supply missing here, so that a patient who could be kept must go up all the same?"""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.units import PlaceRow
from sim.network.world import World
from sim.pathway.case import Case

U_MISSING: Final = int(Decision.supply_missing)


def something_is_missing(world: World, case: Case, place: PlaceRow) -> int:
    """1 if what this illness needs is not in stock here; the same at every visit to this tier."""
    share = place.lacks[case.band]
    if share <= 0.0:
        return 0
    return 1 if uniform(world.key, case.episode, U_MISSING, place.tier, 0, 0) < share else 0
