"""How people choose where to go: a nested logit, first which tier or none, then which place of it.

The utility of a place is a sum of what the person knows at the door: the expected price of the visit (in log),
the way, the wait as believed from last month, the quality expected for what the illness feels like, habit, the
own family doctor, advice. A choice is a pure function of two numbers of luck, so that the same person chooses
the same unless a policy moves a utility. Compiled, since it is the most frequent sum of a run.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numba import njit

HOME: Final = -1
TIERS: Final = 4
PRICE, TRAVEL, WAIT, QUALITY, ADVICE, OWN_DOCTOR = range(6)
PRIMARY_KIND, OTHER_KIND, SENT_ON = range(3)


@njit(cache=True)
def utility(
    place: Any, number: int, minutes: float, yuan: float, taste: Any, scheme: int, felt: int, kind: int,
    last: int, own: int, advised: int, bypass_yuan: float,
) -> float:  # fmt: skip
    """Utility of one place for one person; minus infinity where the way is closed.

    Args:
        place: row of beliefs. number: of the place. minutes, yuan: the way there.
        taste: row of tastes (``sim.network.beliefs``). scheme: insurance scheme.
        felt: 1 if it feels serious. kind: which set of constants (primary, other, sent on; +3 for the town).
        last: place used last. own: place of the family doctor. advised: tier that a clinician named, or -1.
        bypass_yuan: felt price of going to this tier without having been sent; infinity closes it.
    """
    if bypass_yuan == np.inf:
        return -np.inf
    w = taste.weights[felt]
    price = place.price_yuan[scheme] + yuan + bypass_yuan
    felt_price = price / taste.price_per_yuan
    if taste.log_price == 1:
        felt_price = math.log1p(felt_price)
    value = taste.constants[kind, place.tier + 1] + w[PRICE] * felt_price
    value += w[TRAVEL] * minutes / 10.0 + w[WAIT] * place.wait_min / 10.0
    value += w[QUALITY] * place.quality[felt]
    if number == last:
        value += taste.habit
    if number == own:
        value += w[OWN_DOCTOR]
    if place.tier == advised:
        value += w[ADVICE]
    return float(value)


@njit(cache=True)
def choose(
    options: Any, places: Any, tastes: Any, scheme: int, felt: int, kind: int, last: int,
    last_min: float, last_yuan: float, own: int, advised: int, lowest: int, needs_bed: int,
    bypass_county_yuan: float, bypass_out_yuan: float, u_tier: float, u_site: float,
) -> int:  # fmt: skip
    """Where one person goes: the number of a place, or -1 to stay at home.

    Args:
        options: the places that this village considers; the empty last row is filled with the place used last.
        last_min, last_yuan: the way to the place used last. lowest: tiers below it are not considered.
        needs_bed: 1 considers only places with a ward.
        bypass_county_yuan, bypass_out_yuan: felt price of going there unsent. u_tier, u_site: luck in [0, 1).
        Others: see :func:`utility`.
    """
    taste = tastes[0]
    n = options.shape[0]
    value = np.full(n, -np.inf)
    sums = np.zeros(TIERS)
    nest = taste.within_tier
    number = np.full(n, -1)
    known = False
    for i in range(n):
        number[i], minutes, yuan = options[i].place, options[i].minutes, options[i].yuan
        known = known or number[i] == last
        if number[i] < 0:
            if last < 0 or known:
                continue
            number[i], minutes, yuan = last, last_min, last_yuan
        place = places[number[i]]
        if place.tier < lowest or (needs_bed == 1 and place.bed == 0):
            continue
        bypass = 0.0 if place.tier < 2 else (bypass_county_yuan if place.tier == 2 else bypass_out_yuan)
        value[i] = utility(
            place, number[i], minutes, yuan, taste, scheme, felt, kind, last, own, advised, bypass
        )
        sums[place.tier] += math.exp(value[i] / nest)
    share = np.zeros(TIERS + 1)
    total = 0.0
    for tier in range(-1, TIERS):
        weight = 0.0
        if tier == -1:
            weight = math.exp(taste.constants[kind, 0])
        elif sums[tier] > 0.0:
            weight = sums[tier] ** nest
            if taste.is_fixed == 1:
                weight = 1.0
        if taste.is_fixed == 1:
            weight *= taste.fixed[felt, tier + 1]
        share[tier + 1] = weight
        total += weight
    if total <= 0.0:
        return HOME
    picked = -1
    reach = u_tier * total
    for tier in range(-1, TIERS):
        picked = tier
        reach -= share[tier + 1]
        if reach < 0.0:
            break
    while picked >= 0 and share[picked + 1] == 0.0:
        picked -= 1
    if picked < 0:
        return HOME
    reach = u_site * sums[picked]
    chosen = HOME
    for i in range(n):
        if value[i] > -np.inf and places[number[i]].tier == picked:
            chosen = number[i]
            reach -= math.exp(value[i] / nest)
            if reach < 0.0:
                break
    return int(chosen)
