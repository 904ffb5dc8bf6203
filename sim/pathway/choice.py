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
        taste: row of tastes (``sim.network.beliefs``). scheme: whose prices are expected (``World.purse``).
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
def weigh(
    options: Any, places: Any, taste: Any, scheme: int, felt: int, kind: int, last: int,
    last_min: float, last_yuan: float, own: int, advised: int, lowest: int, needs_bed: int,
    bypass_county_yuan: float, bypass_out_yuan: float,
    more_village: float, more_township: float, more_county: float, more_out: float,
    number: Any, value: Any, share: Any,
) -> None:  # fmt: skip
    """Weight of home and of each tier (``share``), from the utility of each place (``number``, ``value``).

    Args:
        options: the places that this village considers; the empty last row is filled with the place used last.
        last_min, last_yuan: the way to the place used last. lowest: tiers below it are not considered.
        needs_bed: 1 considers only places with a ward.
        bypass_county_yuan, bypass_out_yuan: felt price of going there unsent.
        more_village ... more_out: quality that this person expects of a tier over what is believed of its places.
        Others: see :func:`utility`.
    """
    nest = taste.within_tier
    more = (more_village, more_township, more_county, more_out)
    sums = np.zeros(TIERS)
    known = False
    for i in range(options.shape[0]):
        value[i] = -np.inf
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
        value[i] = utility(place, number[i], minutes, yuan, taste, scheme, felt, kind, last, own, advised, bypass)
        value[i] += taste.weights[felt][QUALITY] * more[place.tier]
        sums[place.tier] += math.exp(value[i] / nest)
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


@njit(cache=True)
def pick_tier(share: Any, u: float) -> int:
    """The tier (-1: home) in which a share u of all weight, taken from home upwards, comes to lie."""
    total = 0.0
    for tier in range(-1, TIERS):
        total += share[tier + 1]
    reach = u * total
    picked = -1
    for tier in range(-1, TIERS):
        picked = tier
        reach -= share[tier + 1]
        if reach < 0.0:
            break
    while picked >= 0 and share[picked + 1] == 0.0:
        picked -= 1
    return picked


@njit(cache=True)
def pick_site(places: Any, taste: Any, number: Any, value: Any, tier: int, u: float) -> int:
    """The place of this tier; -1 for home."""
    total = 0.0
    for i in range(number.size):
        if value[i] > -np.inf and places[number[i]].tier == tier:
            total += math.exp(value[i] / taste.within_tier)
    reach = u * total
    chosen = HOME
    for i in range(number.size):
        if value[i] > -np.inf and places[number[i]].tier == tier:
            chosen = number[i]
            reach -= math.exp(value[i] / taste.within_tier)
            if reach < 0.0:
                break
    return int(chosen)


@njit(cache=True)
def choose(
    options: Any, places: Any, tastes: Any, scheme: int, felt: int, kind: int, last: int,
    last_min: float, last_yuan: float, own: int, advised: int, lowest: int, needs_bed: int,
    more_village: float, more_township: float, more_county: float, more_out: float,
    u_tier: float, u_site: float,
) -> int:  # fmt: skip
    """Where one person goes: the number of a place, or -1 to stay at home. Arguments: see :func:`weigh`."""
    taste = tastes[0]
    number, value = np.full(options.shape[0], -1), np.empty(options.shape[0])
    share = np.zeros(TIERS + 1)
    weigh(
        options, places, taste, scheme, felt, kind, last, last_min, last_yuan, own, advised, lowest, needs_bed,
        0.0, 0.0, more_village, more_township, more_county, more_out, number, value, share,
    )  # fmt: skip
    return pick_site(places, taste, number, value, pick_tier(share, u_tier), u_site)


@njit(cache=True)
def choose_at_the_gate(
    options: Any, places: Any, tastes: Any, scheme: int, felt: int, kind: int, last: int,
    last_min: float, last_yuan: float, own: int, wanted: int, bypass_county_yuan: float, bypass_out_yuan: float,
    more_village: float, more_township: float, more_county: float, more_out: float,
    u_site: float, u_turned: float, u_again: float,
) -> int:  # fmt: skip
    """Where one person goes who wanted a tier that has become dearer, or was closed; -1 to stay at home.

    Who wanted another tier does not come here: a dearer hospital changes nothing for them. Of those who wanted
    it, the share by which its weight has shrunk is turned away and chooses again among all; so everyone's
    chances are those of the dearer county, and only those lives change that must.

    Args:
        wanted: the tier chosen without the felt price. u_site, u_turned, u_again: luck in [0, 1).
        Others: see :func:`weigh`.
    """
    taste = tastes[0]
    number, value = np.full(options.shape[0], -1), np.empty(options.shape[0])
    free, share = np.zeros(TIERS + 1), np.zeros(TIERS + 1)
    weigh(
        options, places, taste, scheme, felt, kind, last, last_min, last_yuan, own, -1, 0, 0,
        0.0, 0.0, more_village, more_township, more_county, more_out, number, value, free,
    )  # fmt: skip
    weigh(
        options, places, taste, scheme, felt, kind, last, last_min, last_yuan, own, -1, 0, 0,
        bypass_county_yuan, bypass_out_yuan, more_village, more_township, more_county, more_out, number, value, share,
    )  # fmt: skip
    tier = wanted
    if u_turned * free[wanted + 1] >= share[wanted + 1]:
        tier = pick_tier(share, u_again)
    return pick_site(places, taste, number, value, tier, u_site)
