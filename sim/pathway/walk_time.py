"""How long things last on a route, and which way it leads: all from the patient's own luck.

Nothing is stored: a duration is looked up again where it is needed again, and is the same.
"""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import NO_TIER, uniform
from sim.luck.quantiles import draw
from sim.network.steps import Network, Walker
from sim.network.units import NO_DRAW, NO_UNIT
from sim.pathway.verbs import GAVE_UP, TURNED_AWAY, Verbs
from sim.vocabulary import DAY_MIN

SERVICE: Final = int(Decision.station_service)
BRANCH: Final = int(Decision.station_branch)
PATIENCE: Final = int(Decision.station_patience)
NEVER: Final = -1.0


def next_step(world: Network, w: Walker) -> int:
    """Drawn when the step begins, before any of its durations."""
    row: int = world.step[w.step].branch[w.sort]
    if world.branch[row].upto < 1.0:
        u: float = uniform(world.key, w.patient, BRANCH, NO_TIER, w.visit, world.step[w.step].luck)
        while u >= world.branch[row].upto:
            row += 1
    return int(world.branch[row].to)


def drawn(world: Network, distribution: int, w: Walker, decision: int, luck: int) -> float:
    """A duration at the luck of this patient, this decision and this visit to the step."""
    minutes: float = draw(
        world.key,
        w.patient,
        decision,
        NO_TIER,
        w.visit,
        luck,
        world.quantile_rows,
        world.quantile_grid,
        distribution,
    )
    return minutes if minutes > 0.0 else 0.0


def deadline(world: Network, w: Walker) -> float:
    """The minute at which the patient will have waited long enough; -1: never."""
    patience: int = world.step[w.step].patience[w.sort]
    if patience == NO_DRAW:
        return NEVER
    return w.asked_min + drawn(world, patience, w, PATIENCE, world.step[w.step].luck)


def tomorrow_min(world: Network, w: Walker) -> float:
    """The same clock time of the next day, or when the door opens after that."""
    return world.use[world.step[w.step].first_use].door.opens_at(w.asked_min + DAY_MIN)


def patience_left(do: Verbs, w: Walker) -> float:
    """Minutes until the deadline; -1: never."""
    if w.deadline_min < 0.0:
        return NEVER
    left_min: float = w.deadline_min - do.now()
    return max(0.0, left_min)


def said(do: Verbs, w: Walker, got: int) -> int:
    """Who has no patience at all is not turned away: he does not even queue."""
    if got == TURNED_AWAY and w.deadline_min == do.now():
        return GAVE_UP
    return got


def service_min(world: Network, w: Walker, use: int, start_min: float) -> float:
    """How long the patient needs this unit: from the patient's own row of a trace, or drawn."""
    minutes: float = 0.0
    if w.row >= 0 and world.stream[w.stream].replays[use] >= 0:
        minutes = world.trace[world.stream[w.stream].replays[use]][w.row]
    else:
        minutes = drawn(world, world.use[use].service[w.sort], w, SERVICE, world.use[use].luck)
    if world.use[use].waiting_counts:
        minutes = max(0.0, minutes - (start_min - w.asked_min))
    return minutes


def ends_next(world: Network, w: Walker, ended: int, start_min: float) -> int:
    """Of the services that run, the one that ends first (in a tie, the one listed first)."""
    first: int = world.step[w.step].first_use
    uses: int = world.step[w.step].uses
    if uses == 1:
        return first
    found: int = NO_UNIT
    shortest_min: float = 0.0
    for use in range(first, first + uses):
        if ended & (1 << (use - first)) == 0:
            minutes: float = service_min(world, w, use, start_min)
            if found == NO_UNIT or minutes < shortest_min:
                found = use
                shortest_min = minutes
    return found
