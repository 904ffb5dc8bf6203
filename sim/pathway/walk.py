"""A patient of an arrival stream walks a route: the same queues and the same verbs as the patient process.

The order of one step: the next step is drawn (before any duration); the delay before it passes; all units are
taken in one instant, when all are free; what was kept from the step before is given back then; each unit is
freed when its own service ends, but one that holds until next is kept until the patient has the next. A unit
that the next step asks for again is not given back in between. Written in the declared subset.
"""

from __future__ import annotations

from math import inf
from typing import Final

from sim.luck.decisions import Decision
from sim.network.steps import LEAVES, NEXT, NOT_COUNTED, TOMORROW, Network, Walker
from sim.network.units import NO_DRAW, NO_UNIT
from sim.pathway.verbs import GAVE_UP, SEIZED, TURNED_AWAY, Story
from sim.pathway.walk_keep import (
    Walking,
    give_back,
    give_back_kept,
    hand_over,
    has_rooms,
    is_kept,
    leave_rooms,
    move_in,
)
from sim.pathway.walk_time import deadline, drawn, ends_next, next_step, patience_left, said, service_min, tomorrow_min

AFTER: Final = int(Decision.station_after)


def walk(do: Walking, world: Network, w: Walker) -> Story:
    """From the first step to the last; a run may end in the middle."""
    while w.step != LEAVES:
        w.visit = 0
        if world.step[w.step].counter != NOT_COUNTED:
            w.visit = w.seen[world.step[w.step].counter]
            w.seen[world.step[w.step].counter] = w.visit + 1
        following: int = next_step(world, w)
        if world.step[w.step].after != NO_DRAW:
            give_back_kept(do, world, w, LEAVES)
            _ = yield do.hold(drawn(world, world.step[w.step].after, w, AFTER, world.step[w.step].luck))
        if world.step[w.step].uses > 0:
            got: int = yield from ask(do, world, w)
            if got == SEIZED:
                got = yield from be_served(do, world, w)
            elif got == GAVE_UP:
                following = world.step[w.step].gives_up
                if following == TOMORROW:
                    give_back_kept(do, world, w, LEAVES)
                    again_min: float = tomorrow_min(world, w)
                    following = LEAVES if again_min == inf else w.step
                    if following == w.step:
                        _ = yield do.until(again_min)
            elif world.step[w.step].when_full != NEXT:
                following = world.step[w.step].when_full
        w.step = following
    give_back_kept(do, world, w, LEAVES)
    return SEIZED


def ask(do: Walking, world: Network, w: Walker) -> Story:
    """Ask for the step's units one after the other; what is in hand when one fails is given back."""
    first: int = world.step[w.step].first_use
    uses: int = world.step[w.step].uses
    w.asked_min = do.now()
    w.joined_min = w.asked_min
    w.deadline_min = deadline(world, w)
    w.line = do.steps.open(w, uses)
    got: int = SEIZED
    if uses > 1:
        got = yield from ask_together(do, world, w)
    elif not is_kept(world, w, world.use[first].unit):
        got = yield from ask_one(do, world, w, first)
    if got != SEIZED:
        do.steps.refuse(w.line, uses, got, do.now())
    return got


def ask_one(do: Walking, world: Network, w: Walker, use: int) -> Story:
    """The door, a place to wait where places are what patients block each other for, then the unit itself."""
    got: int = SEIZED
    priority: int = world.use[use].priority[w.sort]
    if not world.use[use].always_open:
        got = yield from wait_at_the_door(do, world, w, use)
        if got != SEIZED:
            return got
    if world.use[use].room != NO_UNIT:
        got = yield from ask_for_room(do, world, w, use)
        if got != SEIZED:
            return got
        move_in(do, world, w)
    got = yield do.seize(world.use[use].unit, priority, patience_left(do, w))
    if got != SEIZED and world.use[use].room != NO_UNIT:
        do.release(world.use[use].room, priority)
    return said(do, w, got)


def ask_together(do: Walking, world: Network, w: Walker) -> Story:
    """The same for several units: all doors open, a place in each room, then all units in one instant."""
    first: int = world.step[w.step].first_use
    last: int = first + world.step[w.step].uses
    got: int = SEIZED
    use: int = first
    while use < last:
        if is_kept(world, w, world.use[use].unit) or world.use[use].door.opens_at(do.now()) == do.now():
            use += 1
        else:
            got = yield from wait_at_the_door(do, world, w, use)
            if got != SEIZED:
                return got
            use = first
    use = first
    while use < last and got == SEIZED:
        if world.use[use].room != NO_UNIT and not is_kept(world, w, world.use[use].unit):
            got = yield from ask_for_room(do, world, w, use)
        use += 1
    if got == SEIZED:
        if has_rooms(world, w):
            move_in(do, world, w)
        got = yield do.seize_all(w, patience_left(do, w))
    else:
        use -= 1  # the room that was not to be had
    if got != SEIZED:
        leave_rooms(do, world, w, use)
    return said(do, w, got)


def ask_for_room(do: Walking, world: Network, w: Walker, use: int) -> Story:
    """A place to wait: only who keeps a place elsewhere may wait for one."""
    if w.kept == 0 and do.free(world.use[use].room) == 0:
        return TURNED_AWAY
    got: int = yield do.seize(world.use[use].room, world.use[use].priority[w.sort], patience_left(do, w))
    return got


def wait_at_the_door(do: Walking, world: Network, w: Walker, use: int) -> Story:
    """Who comes when it is closed waits outside; who has come before closing time is served after it."""
    opens_min: float = world.use[use].door.opens_at(do.now())
    if opens_min == do.now():
        return SEIZED
    if w.deadline_min >= 0.0 and w.deadline_min < opens_min:
        _ = yield do.until(w.deadline_min)
        return GAVE_UP
    if opens_min == inf:
        return TURNED_AWAY
    _ = yield do.until(opens_min)
    lets_pass: int = world.use[use].priority[w.sort]
    while lets_pass > 0:  # at the opening the classes enter in their order
        _ = yield do.hold(0.0)
        lets_pass -= 1
    return SEIZED


def be_served(do: Walking, world: Network, w: Walker) -> Story:
    """All units are in hand: their services run at once, and the shortest ends first."""
    start_min: float = do.now()
    first: int = world.step[w.step].first_use
    left: int = world.step[w.step].uses
    ended: int = 0
    kept: int = 0
    give_back_kept(do, world, w, w.step)
    hand_over(do, world, w)
    do.steps.start(w.line, left, start_min)
    while left > 0:
        use: int = ends_next(world, w, ended, start_min)
        _ = yield do.until(start_min + service_min(world, w, use, start_min))
        ended = ended | (1 << (use - first))
        left -= 1
        do.steps.end(w.line + use - first, do.now())
        if world.use[use].holds:
            kept = kept | (1 << (use - first))
        else:
            give_back(do, world, w, use)
            do.steps.leave(w.line + use - first, do.now())
    w.kept, w.kept_step, w.kept_line = kept, w.step, w.line
    return SEIZED
