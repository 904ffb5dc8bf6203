"""How strongly first contacts react to price and way: the choice itself, asked with one number moved."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.engine.simulate import Run
from sim.pathway.choice import utility
from sim.vocabulary import TIERS
from sim.vocabulary.words import SERIOUS

STEP: Final = 0.01
PRICE_BAND: Final = (-0.8, -0.02)
"""Plausible own-price elasticities of a tier (assumption)."""
TRAVEL_BAND: Final = (-1.5, -0.02)
"""Plausible elasticities of a tier's share to the way to it (assumption)."""
NOBODY: Final = -1

Floats = NDArray[np.float64]
Moved = Callable[[int, float, float, float], tuple[float, float, float]]
"""(tier, price, minutes, fare) as felt -> the same, with something moved."""


def shares(run: Run, moved: Moved, doubled: int = NOBODY) -> Floats:
    """Shares of first contacts (none, then the tiers) that the choice expects over the county.

    Averaged over villages, schemes, what illness feels like and the two kinds of condition, as they occur in
    the run's own onsets; habit and family doctor are left out. ``doubled``: a tier whose nearest place stands
    there twice.
    """
    world, onsets = run.world, run.onsets
    ill = onsets.reason < 2
    villages = np.bincount(run.people.village[onsets.resident[ill]], minlength=len(run.county.villages))
    schemes = np.bincount(run.people.scheme) / len(run.people)
    total = np.zeros(1 + len(TIERS))
    for kind, felt, weight in _occasions(run):
        for village in np.flatnonzero(villages):
            for scheme in np.flatnonzero(schemes):
                at = _at(world, int(village), int(scheme), felt, kind, moved, doubled)
                total += weight * villages[village] * schemes[scheme] * at
    return np.asarray(total / total.sum())


def _occasions(run: Run) -> list[tuple[int, int, float]]:
    """(kind of condition, felt serious or not, share of new illness)."""
    rows, onsets = run.world.condition, run.onsets
    ill = onsets.reason < 2
    other = np.array([row.other for row in rows])[onsets.condition[ill]]
    serious = onsets.band[ill] >= SERIOUS
    hit = np.array([row.notices_sensitivity for row in rows])[onsets.condition[ill]]
    calm = np.array([row.notices_specificity for row in rows])[onsets.condition[ill]]
    felt = np.where(serious, hit, 1.0 - calm)
    found = []
    for kind in (0, 1):
        share, feels = float(np.mean(other == kind)), felt[other == kind]
        chance = float(feels.mean()) if len(feels) else 0.0
        found += [(kind, 0, share * (1.0 - chance)), (kind, 1, share * chance)]
    return found


def _at(world: Any, village: int, scheme: int, felt: int, kind: int, moved: Moved, doubled: int) -> Floats:
    taste, sums = world.tastes[0], np.zeros(len(TIERS))
    if taste["is_fixed"]:
        return np.array(taste["fixed"][felt])
    nearest: set[int] = set()
    for option in world.options[village]:
        if option["place"] < 0:
            continue
        place = world.beliefs[int(option["place"])].copy()
        tier = int(place["tier"])
        price, minutes, fare = moved(
            tier, float(place["price_yuan"][scheme]), float(option["minutes"]), float(option["yuan"])
        )
        place["price_yuan"][scheme] = price
        value = utility(place, int(option["place"]), minutes, fare, taste, scheme, felt, kind, -1, -1, -1, 0.0)
        times = 2.0 if tier == doubled and tier not in nearest else 1.0
        nearest.add(tier)
        sums[tier] += times * math.exp(value / taste["within_tier"])
    weights = np.array([math.exp(taste["constants"][kind, 0]), *(sums ** float(taste["within_tier"]))])
    return np.asarray(weights / weights.sum())


def elasticity_rows(run: Run) -> list[tuple[str, ...]]:
    """One line per tier: share, own-price and travel elasticity beside their bands, the twin's effect."""
    base = shares(run, lambda _, price, minutes, fare: (price, minutes, fare))
    rows: list[tuple[str, ...]] = []
    for tier, name in enumerate(TIERS):
        before = base[tier + 1]
        if before <= 0.0:
            continue
        dearer = shares(run, _times(tier, 1.0 + STEP, 1.0))[tier + 1]
        farther = shares(run, _times(tier, 1.0, 1.0 + STEP))[tier + 1]
        twin = shares(run, _times(tier, 1.0, 1.0), doubled=tier)[tier + 1]
        price, way = (math.log(after / before) / math.log(1.0 + STEP) for after in (dearer, farther))
        rows.append(
            (
                name,
                f"{before:.1%}",
                f"{price:+.2f}",
                _band(price, PRICE_BAND),
                f"{way:+.2f}",
                _band(way, TRAVEL_BAND),
                f"{twin:.1%}",
            )
        )
    return rows


def _times(tier: int, price_factor: float, way_factor: float) -> Moved:
    def moved(of: int, price: float, minutes: float, fare: float) -> tuple[float, float, float]:
        if of != tier:
            return price, minutes, fare
        return price * price_factor, minutes * way_factor, fare

    return moved


def _band(value: float, band: tuple[float, float]) -> str:
    inside = band[0] <= value <= band[1]
    return f"{band[0]:+.2f} to {band[1]:+.2f}" + ("" if inside else ": OUTSIDE")
