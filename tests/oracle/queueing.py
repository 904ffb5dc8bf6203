"""A queue worked out by brute force, without the engine: step through every moment, look who may be served.

Nothing here is shared with ``sim.engine``: no events, no pools, no SimPy. Patients are rows of numbers; the clock
jumps to the next moment at which anything could change, and everything is looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

NEVER = float("inf")


@dataclass
class Asker:
    """One who asks a unit: when, in which class, how long the service took, until when at most the wait lasts."""

    joined: float
    klass: int
    begun: float  # as the ledger has it; used only to know the end to the last bit
    ended: float
    leaves: float = NEVER
    start: float = -1.0
    gone: float = -1.0


def serve(askers: Sequence[Asker], servers_at: Callable[[float], int], changes: Sequence[float]) -> None:
    """Fill in ``start`` (or ``gone``) of everyone: highest class first, first come first served within it."""
    line = sorted(range(len(askers)), key=lambda i: askers[i].joined)
    waiting: list[int] = []
    serving: list[float] = []
    now, ahead = -1.0, 0
    while True:
        upcoming = [*serving, *(minute for minute in changes if minute > now)]
        upcoming += [askers[i].leaves for i in waiting]
        if ahead < len(line):
            upcoming.append(askers[line[ahead]].joined)
        now = min(upcoming, default=NEVER)
        if now == NEVER:
            return
        serving = [end for end in serving if end > now]
        coming = [None, *(i for i in line[ahead:] if askers[i].joined <= now)]
        ahead += len(coming) - 1
        for newcomer in coming:  # who stands at a door that opens enters in the order of arrival
            waiting += [] if newcomer is None else [newcomer]
            while waiting and len(serving) < servers_at(now):
                first = min(waiting, key=lambda i: (askers[i].klass, line.index(i)))
                waiting.remove(first)
                one = askers[first]
                one.start = now
                serving.append(one.ended if now == one.begun else now + (one.ended - one.begun))
        for i in [i for i in waiting if askers[i].leaves <= now]:
            waiting.remove(i)
            askers[i].gone = now
