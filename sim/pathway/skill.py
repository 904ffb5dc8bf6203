"""What a place recognises, and how well it handles what it keeps."""

from __future__ import annotations

from typing import Final

from sim.network.units import PlaceRow
from sim.network.world import World
from sim.pathway.case import Case

BANDS_OF_SEVERITY: Final = 4


def discernment_here(world: World, case: Case, place: PlaceRow) -> float:
    """How far apart what is beyond this place and the rest look here; a course may have sharpened a specialty."""
    if len(place.d_more) > 0:
        return place.d_prime + place.d_more[world.condition[case.condition].specialty]
    return place.d_prime


def treated_rightly(world: World, case: Case, place: PlaceRow) -> float:
    """Of cases like this one, the share that a place handles rightly; a programme or a course may have added to it."""
    share = place.treats[case.band]
    if len(place.more) > 0:
        share += place.more[world.condition[case.condition].specialty * BANDS_OF_SEVERITY + case.band]
    return share
