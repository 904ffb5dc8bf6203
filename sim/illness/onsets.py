"""Who falls ill when, with what and how badly: the same in every scenario of a study.

For each resident, condition and block of 364 days the number of cases is Poisson, looked up from one number
of luck; each case then has its own minute, from the declared shape, and its own rank of severity. Cases of a
Poisson number that fall independently along a shape *are* the non-homogeneous Poisson process: nothing is
thinned or stepped through. And nothing shifts: a longer run, a higher rate or one more condition adds cases
and leaves every other where it was.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.illness.catalogue import NOT_CHRONIC, Catalogue
from sim.illness.profiles import BLOCK_MIN, Rulers, minute_at
from sim.luck.decisions import Decision
from sim.luck.philox import NO_TIER, uniform, uniforms_of
from sim.vocabulary import DAY_MIN, YEAR_DAYS

ONSET_COUNT: Final = Decision.onset_count
ONSET_TIME: Final = Decision.onset_time
SEVERITY: Final = Decision.severity
THIN: Final = Decision.thin

NEW_ILLNESS, EXACERBATION, FOLLOW_UP = 0, 1, 2
MOST_IN_A_BLOCK: Final = 1 << 10
MOST_BLOCKS: Final = 1 << 6
CROWD: Final = 2048
"""So many residents' luck is looked up at once: it fits beside the processor."""

ROW = np.dtype(
    [
        ("time_min", "f8"),
        ("episode", "i8"),
        ("severity", "f8"),
        ("resident", "i4"),
        ("condition", "i2"),
        ("band", "i1"),
        ("reason", "i1"),
    ]
)
"""One onset: see :class:`sim.illness.Onsets`."""


@njit(cache=True, inline="always")
def episode_of(resident: Any, number: int, block: int, index: int) -> Any:
    """The address of one onset's luck: resident | 16 bits of condition | 6 of block | 10 of index."""
    return (resident << 32) | (number << 16) | (block << 10) | index


@njit(cache=True)
def _poisson(u: float, mean: float, none: float) -> int:
    """The Poisson number that a share u of all numbers lies below; ``none`` is the chance of no case."""
    count, chance, upto = 0, none, none
    while u >= upto and count < MOST_IN_A_BLOCK - 1:
        count += 1
        chance *= mean / count
        upto += chance
        if chance == 0.0 and count > mean:
            break
    return count


@njit(cache=True)
def _fall_ill(
    luck: int,
    age_band: Any,
    chronic: Any,
    controlled: Any,
    rates: Any,
    no_case: Any,
    numbers: Any,
    chronic_bit: Any,
    kept: Any,
    bands: Any,
    shape: Any,
    days: Any,
    hours: Any,
    starts: Any,
    first_block: int,
    from_min: float,
    until_min: float,
    out: Any,
) -> int:
    """Write the onsets of [from, until) to ``out`` as far as it reaches; return how many there are.

    A crowd of residents at a time, and of those one condition after the other: their luck is looked up together.
    """
    found = 0
    for first in range(0, age_band.size, CROWD):
        who = np.arange(first, min(first + CROWD, age_band.size))
        for condition in range(rates.shape[0]):
            bit = chronic_bit[condition]
            share = kept[condition, 0]
            for block in range(first_block, days.shape[0]):
                day = min(max(math.ceil(until_min / DAY_MIN) - block * YEAR_DAYS, 0), YEAR_DAYS)
                too_late = days[block, shape[condition], day]
                addresses = episode_of(who, numbers[condition], block, 0)
                dealt = uniforms_of(luck, addresses, ONSET_COUNT, NO_TIER, 0, 0)
                for i in range(who.size):
                    resident, u = who[i], dealt[i]
                    age = age_band[resident]
                    none = no_case[condition, age]
                    if u < none or (bit >= 0 and not (chronic[resident] >> bit) & 1):
                        continue
                    if bit >= 0:
                        share = kept[condition, (controlled[resident] >> bit) & 1]
                    for index in range(_poisson(u, rates[condition, age], none)):
                        episode = addresses[i] + index
                        if share < 1.0 and uniform(luck, episode, THIN, NO_TIER, 0, 0) >= share:
                            continue
                        v = uniform(luck, episode, ONSET_TIME, NO_TIER, 0, 0)
                        if v >= too_late:
                            continue
                        minute = minute_at(days, hours, starts, block, shape[condition], v)
                        if minute < from_min or minute >= until_min:
                            continue
                        if found < out.size:
                            rank = uniform(luck, episode, SEVERITY, NO_TIER, 0, 0)
                            band = 0
                            while band < bands.shape[1] and rank >= bands[condition, band]:
                                band += 1
                            row = out[found]
                            row.time_min = minute
                            row.episode = episode
                            row.severity = rank
                            row.resident = resident
                            row.condition = condition
                            row.band = band
                            row.reason = EXACERBATION if bit >= 0 else NEW_ILLNESS
                        found += 1
    return found


def illness_onsets(
    luck: int,
    people: Any,
    now: Catalogue,
    along: Rulers,
    first_block: int,
    from_min: float,
    until_min: float,
) -> NDArray[np.void]:
    """New illness and exacerbations of all residents that begin in [from, until), in no order."""
    room = _room(people, now, min(1.0, (until_min - from_min) / BLOCK_MIN) * (along.days.shape[0] - first_block))
    while True:
        out = np.empty(room, ROW)
        found = _fall_ill(
            luck, people.age_band, people.chronic, people.controlled, now.rates, np.exp(-now.rates),
            now.numbers, now.chronic_bit, now.kept, now.bands, now.shape, along.days, along.hours,
            along.starts, first_block, from_min, until_min, out,
        )  # fmt: skip
        if found <= room:
            return out[:found]
        room = found


def _room(people: Any, now: Catalogue, blocks: float) -> int:
    """Rows that will very likely do for so many blocks of 364 days; if not, the drawing is done again."""
    ages = now.rates.shape[1]
    everyone = np.bincount(people.age_band, minlength=ages)
    expected = float((now.rates[now.chronic_bit == NOT_CHRONIC] @ everyone).sum())
    for bit in np.unique(now.chronic_bit[now.chronic_bit != NOT_CHRONIC]):
        ill = np.bincount(people.age_band[(people.chronic >> bit & 1).astype(bool)], minlength=ages)
        expected += float((now.rates[now.chronic_bit == bit] @ ill).sum())
    return int(1.2 * expected * blocks + 1000)
