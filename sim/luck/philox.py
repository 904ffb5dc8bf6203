"""The county's dice: every random number is looked up, none is consumed.

A number is a pure function of who (seed, replication, episode) and what for (decision, tier, nth time at
that tier, step). So a visit that a policy adds somewhere shifts nobody else's luck: the same resident lives
the same life in every scenario, but for what the scenario touches.

The function is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
SC11, 2011), checked in ``tests/luck`` against the known answers published with Random123. All arithmetic is
in masked 64-bit integers, so the plain Python of these functions gives the same numbers as the compiled one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

MASK = 0xFFFFFFFF
MULTIPLIER_0, MULTIPLIER_1 = 0xD2511F53, 0xCD9E8D57
WEYL_0, WEYL_1 = 0x9E3779B9, 0xBB67AE85
ROUNDS = 10

NO_TIER = -1
"""The tier of a decision that is taken nowhere in particular (falling ill, choosing where to go)."""

MOST_DECISIONS, MOST_TIERS, MOST_TIMES = 1 << 12, 1 << 4, 1 << 16


@njit(cache=True, inline="always")
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Scramble a counter of four 32-bit words under a key of two: four 32-bit words out."""
    for _ in range(ROUNDS):
        product_0 = MULTIPLIER_0 * c0
        product_1 = MULTIPLIER_1 * c2
        c0 = ((product_1 >> 32) & MASK) ^ c1 ^ k0
        c2 = ((product_0 >> 32) & MASK) ^ c3 ^ k1
        c1 = product_1 & MASK
        c3 = product_0 & MASK
        k0 = (k0 + WEYL_0) & MASK
        k1 = (k1 + WEYL_1) & MASK
    return c0, c1, c2, c3


@njit("float64(int64,int64,int64,int64,int64,int64)", cache=True)
def uniform(key: int, episode: int, decision: int, tier: int, nth: int, step: int) -> float:
    """The luck of one decision in one episode of care: 53 bits in [0, 1).

    Args:
        key: of the run, from :func:`key`.
        episode: 64 bits; resident << 32 | onset number (``sim.illness``), or a patient of an arrival stream.
        decision: a :class:`~sim.luck.decisions.Decision`, below 4,096.
        tier: where it is taken, -1 for nowhere in particular, at most 14.
        nth: how many times this episode had been seen at that tier before, below 65,536.
        step: which step of the visit, when one visit asks the same thing more than once; 32 bits.
    """
    who_low = episode & MASK
    who_high = (episode >> 32) & MASK
    what = ((decision & 0xFFF) << 20) | (((tier + 1) & 0xF) << 16) | (nth & 0xFFFF)
    a, b, _, _ = philox(who_low, who_high, what, step & MASK, key & MASK, (key >> 32) & MASK)
    return ((a >> 5) * 67108864.0 + (b >> 6)) * (1.0 / 9007199254740992.0)


@njit("float64[::1](int64,int64[::1],int64,int64,int64,int64)", cache=True)
def uniforms_of(
    key: int, episodes: NDArray[np.int64], decision: int, tier: int, nth: int, step: int
) -> NDArray[np.float64]:
    """Line by line as :func:`uniform`; written out, so that four episodes at a time are scrambled in one register."""
    dealt = np.empty(episodes.size)
    what = ((decision & 0xFFF) << 20) | (((tier + 1) & 0xF) << 16) | (nth & 0xFFFF)
    step, key_low, key_high = step & MASK, key & MASK, (key >> 32) & MASK
    for i in range(episodes.size):
        who = episodes[i]
        a, b, _, _ = philox(who & MASK, (who >> 32) & MASK, what, step, key_low, key_high)
        dealt[i] = ((a >> 5) * 67108864.0 + (b >> 6)) * (1.0 / 9007199254740992.0)
    return dealt


def uniforms(
    key: int, episodes: Any, decision: int, step: int = 0, tier: int = NO_TIER, nth: int = 0
) -> NDArray[np.float64]:
    """The luck of one decision for a whole column of episodes; equals :func:`uniform` one by one."""
    return np.asarray(
        uniforms_of(int(key), np.ascontiguousarray(episodes, np.int64), int(decision), int(tier), int(nth), int(step))
    )


def key(seed: int, replication: int | None = None) -> int:
    """The key of one run; ``replication=None`` is the key of the population, which all runs of a seed share.

    No two pairs (seed, replication) have the same key: the pair is packed into 64 bits and stirred by a
    bijection (the finaliser of splitmix64). The key is a signed 64-bit integer.

    Raises:
        ValueError: seed outside 0 .. 4,294,967,295, or replication outside 0 .. 4,294,967,294.
    """
    if not 0 <= seed <= MASK:
        raise ValueError(f"seed: found {seed}, expected a whole number from 0 to {MASK}")
    if replication is not None and not 0 <= replication < MASK:
        raise ValueError(f"replication: found {replication}, expected a whole number from 0 to {MASK - 1}")
    low64 = (1 << 64) - 1
    z = (seed << 32) | (0 if replication is None else replication + 1)
    z = (z + 0x9E3779B97F4A7C15) & low64
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & low64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & low64
    z ^= z >> 31
    return z - (1 << 64) if z >> 63 else z
