"""What a patient on a route still keeps from the step before, and when it is given back."""

from __future__ import annotations

from typing import Any, Protocol

from sim.network.steps import LEAVES, Network, Walker
from sim.network.units import NO_UNIT
from sim.pathway.verbs import Verbs


class Lines(Protocol):
    """The book of steps as the pathway sees it: one line per patient and unit."""

    def open(self, w: Walker, uses: int) -> int:
        """The patient asks for the units of the step; the number of the first line."""

    def moved_in(self, line: int, uses: int, now: float) -> None:
        """The patient gave up the place he had kept and joined this queue."""

    def start(self, line: int, uses: int, now: float) -> None:
        """All services of the step begin."""

    def end(self, line: int, now: float) -> None:
        """One service has ended."""

    def leave(self, line: int, now: float) -> None:
        """One unit is given back."""

    def refuse(self, line: int, uses: int, outcome: int, now: float) -> None:
        """The patient gave up or was turned away."""


class Walking(Verbs, Protocol):
    """The verbs of the patient process, and the book in which steps are written down."""

    steps: Lines

    def seize_all(self, w: Walker, patience_min: float) -> Any:
        """Queue for one server of each unit of the step that is not kept already, to be taken in one instant."""


def asks_for(world: Network, step: int, unit: int) -> bool:
    """Is this unit among those of the step?"""
    if step == LEAVES:
        return False
    first: int = world.step[step].first_use
    for use in range(first, first + world.step[step].uses):  # noqa: SIM110 - as above
        if world.use[use].unit == unit:
            return True
    return False


def is_kept(world: Network, w: Walker, unit: int) -> bool:
    """Does the patient still keep this unit from the step before?"""
    if w.kept == 0:
        return False
    first: int = world.step[w.kept_step].first_use
    for use in range(first, first + world.step[w.kept_step].uses):
        if w.kept & (1 << (use - first)) != 0 and world.use[use].unit == unit:
            return True
    return False


def give_back(do: Walking, world: Network, w: Walker, use: int) -> None:
    """Free a unit, and the place that goes with it; after cleaning, where it is cleaned."""
    unit: int = world.use[use].unit
    priority: int = world.use[use].priority[w.sort]
    room: int = world.use[use].room
    if world.use[use].turnaround_min > 0.0:
        do.release_after(unit, priority, world.use[use].turnaround_min)
        if room != NO_UNIT:
            do.release_after(room, priority, world.use[use].turnaround_min)
        return
    do.release(unit, priority)
    if room != NO_UNIT:
        do.release(room, priority)


def give_back_kept(do: Walking, world: Network, w: Walker, next_step: int) -> None:
    """Give back what is still kept from the step before, but for what the next step asks for again."""
    if w.kept == 0:
        return
    first: int = world.step[w.kept_step].first_use
    for use in range(first, first + world.step[w.kept_step].uses):
        bit: int = 1 << (use - first)
        if w.kept & bit != 0 and not asks_for(world, next_step, world.use[use].unit):
            give_back(do, world, w, use)
            do.steps.leave(w.kept_line + use - first, do.now())
            w.kept = w.kept & ~bit


def has_rooms(world: Network, w: Walker) -> bool:
    """Does any unit of the step have places that patients block each other for?"""
    first: int = world.step[w.step].first_use
    for use in range(first, first + world.step[w.step].uses):  # noqa: SIM110 - as above
        if world.use[use].room != NO_UNIT:
            return True
    return False


def move_in(do: Walking, world: Network, w: Walker) -> None:
    """There is a place to wait here: what was kept elsewhere is given back, and the wait here begins."""
    if w.kept != 0:
        give_back_kept(do, world, w, w.step)
        w.joined_min = do.now()
        do.steps.moved_in(w.line, world.step[w.step].uses, do.now())


def leave_rooms(do: Walking, world: Network, w: Walker, last: int) -> None:
    """Give back the places to wait at the step's units before ``last``."""
    for use in range(world.step[w.step].first_use, last):
        if world.use[use].room != NO_UNIT and not is_kept(world, w, world.use[use].unit):
            do.release(world.use[use].room, world.use[use].priority[w.sort])


def hand_over(do: Walking, world: Network, w: Walker) -> None:
    """What was kept and is asked for again goes on under the new step without having been free."""
    if w.kept == 0:
        return
    first: int = world.step[w.kept_step].first_use
    for use in range(first, first + world.step[w.kept_step].uses):
        if w.kept & (1 << (use - first)) != 0:
            do.steps.leave(w.kept_line + use - first, do.now())
    w.kept = 0
