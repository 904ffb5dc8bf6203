"""Follow-ups of chronic illness: regular visits, a little early or late, some of which are missed.

A resident with several chronic illnesses is followed up for all of them in one visit, at the pace of the one
that asks for most (the first listed, where two ask for as many).
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.illness.catalogue import Catalogue
from sim.illness.onsets import FOLLOW_UP, MOST_IN_A_BLOCK, ROW, episode_of
from sim.illness.profiles import Rulers, minute_at
from sim.luck.decisions import Decision
from sim.luck.philox import NO_TIER, uniform

FOLLOW_UP_PHASE: Final = Decision.follow_up_phase
FOLLOW_UP_SHIFT: Final = Decision.follow_up_shift
FOLLOW_UP_KEPT: Final = Decision.follow_up_kept

EARLY_OR_LATE: Final = 0.3
"""A follow-up falls within this share of the interval around its due day: a quarterly one within ± 2 weeks
(assumption)."""


@njit(cache=True)
def _follow_up(
    luck: int,
    chronic: Any,
    follow_ups: Any,
    adherence: Any,
    numbers: Any,
    shape: Any,
    conditions: int,
    days: Any,
    hours: Any,
    starts: Any,
    from_min: float,
    until_min: float,
    first: int,
    out: Any,
) -> int:
    """Write the follow-ups of [from, until) to ``out`` as far as it reaches; return how many there are."""
    blocks = days.shape[0]
    found = 0
    for resident in range(chronic.size):
        asks = -1
        for i in range(follow_ups.size):
            if (chronic[resident] >> i) & 1 and (asks < 0 or follow_ups[i] > follow_ups[asks]):
                asks = i
        if asks < 0 or follow_ups[asks] == 0.0:
            continue
        a_year = follow_ups[asks]
        row_of = conditions + asks
        who = episode_of(resident, numbers[row_of], 0, 0)
        phase = uniform(luck, who, FOLLOW_UP_PHASE, NO_TIER, 0, 0)
        for nth in range(math.ceil(blocks * a_year) + 2):
            # the address is that of the nth follow-up of the run, whatever block it is shifted into
            episode = who + first + nth
            if uniform(luck, episode, FOLLOW_UP_KEPT, NO_TIER, 0, 0) >= adherence[asks]:
                continue
            shift = EARLY_OR_LATE * (2.0 * uniform(luck, episode, FOLLOW_UP_SHIFT, NO_TIER, 0, 0) - 1.0)
            year = (nth - 1 + phase + shift) / a_year
            block = math.floor(year)
            if block < 0 or block >= blocks:
                continue
            minute = minute_at(days, hours, starts, block, shape[row_of], year - block)
            if minute < from_min or minute >= until_min:
                continue
            if found < out.size:
                row = out[found]
                row.time_min = minute
                row.episode = episode
                row.severity = 0.0
                row.resident = resident
                row.condition = row_of
                row.band = 0
                row.reason = FOLLOW_UP
            found += 1
    return found


def follow_ups(
    luck: int, people: Any, now: Catalogue, along: Rulers, from_min: float, until_min: float, first: int = 0
) -> NDArray[np.void]:
    """Follow-ups of all residents that fall in [from, until), in no order; ``first``: number of each one's first.

    Raises:
        ValueError: more follow-ups over the run than a resident's addresses can number.
    """
    blocks = along.days.shape[0]
    most = float(now.follow_ups.max(initial=0.0)) * blocks
    if most + 3 >= MOST_IN_A_BLOCK * blocks:
        raise ValueError(f"chronic: {most / blocks:g} follow-ups a year, expected fewer than {MOST_IN_A_BLOCK}")
    if most == 0.0:
        return np.empty(0, ROW)
    ill = int(np.count_nonzero(people.chronic))
    room = int(ill * (most * float(now.adherence.max()) + 1)) + 1000
    while True:
        out = np.empty(room, ROW)
        found = _follow_up(
            luck, people.chronic, now.follow_ups, now.adherence, now.numbers, now.shape, now.conditions,
            along.days, along.hours, along.starts, from_min, until_min, first, out,
        )  # fmt: skip
        if found <= room:
            return out[:found]
        room = found
