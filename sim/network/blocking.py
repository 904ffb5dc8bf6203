"""Who may hold what while waiting for what: where patients could block each other for ever.

A unit that *holds until next* is kept after its service, while the patient waits for the next. (Several units
taken at once are taken in one instant: nobody holds one while waiting for the others.) Where such waits form a
ring, everyone in it may wait for the next one; a run with such a ring could stop for good, so it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sim.network.steps import BranchRow, StepRow, UseRow
from sim.network.units import NO_DRAW, UNLIMITED_PLACES, UnitRow

NOBODY = -1


@dataclass(slots=True)
class Held:
    """Units that a patient may hold, and those that every patient holds, on asking for a step's units."""

    maybe: set[int] = field(default_factory=set)
    always: set[int] | None = None  # None: nobody has come here yet

    def meets(self, maybe: set[int], always: set[int]) -> bool:
        """Add one way of arriving; answers whether that changed anything."""
        before = (len(self.maybe), self.always)
        self.maybe |= maybe
        self.always = set(always) if self.always is None else self.always & always
        return before != (len(self.maybe), self.always)


def onward(step: StepRow, branches: Sequence[BranchRow]) -> set[int]:
    """Steps that may follow when the patient has been served."""
    found = set()
    for row in set(step.branch):
        while True:
            found.add(branches[row].to)
            if branches[row].upto >= 1.0:
                break
            row += 1
    return {to for to in found if to >= 0}


def unserved(step: StepRow) -> set[int]:
    """Steps that may follow when the patient has given up or was turned away."""
    return {to for to in (step.gives_up, step.when_full) if to >= 0}


def units_of(step: StepRow, uses: Sequence[UseRow]) -> list[int]:
    """Units that the step asks for, in order."""
    return [use.unit for use in uses[step.first_use : step.first_use + step.uses]]


def held_on_arrival(
    steps: Sequence[StepRow], uses: Sequence[UseRow], branches: Sequence[BranchRow], begins: Sequence[int]
) -> list[Held]:
    """What patients bring along to each step, following all ways until nothing changes."""
    held = [Held() for _ in steps]
    ahead = list(dict.fromkeys(begins))
    for begin in ahead:
        held[begin].meets(set(), set())
    while ahead:
        step = steps[ahead.pop()]
        here = held[step.step]
        maybe, always = here.maybe, here.always or set()
        if step.after != NO_DRAW:
            maybe, always = set(), set()
        for to in unserved(step):
            if held[to].meets(maybe, always):
                ahead.append(to)
        if step.uses:
            maybe = {use.unit for use in uses[step.first_use : step.first_use + step.uses] if use.holds}
            always = maybe
        for to in onward(step, branches):
            if held[to].meets(maybe, always):
                ahead.append(to)
    return held


def blocked_for(steps: Sequence[StepRow], uses: Sequence[UseRow], held: Sequence[Held]) -> set[int]:
    """Units that somebody waits for while keeping another."""
    found: set[int] = set()
    for step in steps:
        if step.after == NO_DRAW:
            found |= {unit for unit in units_of(step, uses) if held[step.step].maybe - {unit}}
    return found


def waits(
    steps: Sequence[StepRow], uses: Sequence[UseRow], held: Sequence[Held], units: Mapping[int, UnitRow]
) -> Iterator[tuple[int, int]]:
    """Pairs (unit held, unit waited for without end)."""
    for step in steps:
        if held[step.step].always is None or all(row != NO_DRAW for row in step.patience):
            continue
        asked = units_of(step, uses)
        kept = held[step.step] if step.after == NO_DRAW else Held(set(), set())
        for unit in asked:
            row = units[unit]
            endless = row.waiting_room >= UNLIMITED_PLACES
            if unit in (kept.always or set()) or (endless and min(n for _, n in row.steps) >= UNLIMITED_PLACES):
                continue
            for other in kept.maybe - {unit}:
                yield other, unit


def ring(pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Units that form a ring of waits, in order; empty when there is none."""
    onward_of: dict[int, list[int]] = {}
    for unit, other in pairs:
        onward_of.setdefault(unit, []).append(other)
    done: set[int] = set()
    for start in sorted(onward_of):
        way, choices = [start], [iter(onward_of[start])]
        while way:
            other = next(choices[-1], NOBODY)
            if other == NOBODY:
                done.add(way.pop())
                choices.pop()
            elif other in way:
                return way[way.index(other) :]
            elif other not in done:
                way.append(other)
                choices.append(iter(onward_of.get(other, [])))
    return []
