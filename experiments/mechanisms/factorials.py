"""Levers together: what each does alone, and what pairs and triples add or spoil beyond that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from experiments.mechanisms.entries import Factorial, Measured
from experiments.mechanisms.judged import Line, sign
from experiments.statistics.intervals import difference, mean_of

Cell = tuple[int, ...]


@dataclass(frozen=True)
class Together:
    """One measure of one factorial: its mean in every combination, and the effects."""

    of: Measured
    means: Mapping[Cell, float]
    effects: tuple[Line, ...]
    """One lever: the change it makes alone; several: what they do together beyond the sum of less."""


@dataclass(frozen=True)
class Joined:
    """One factorial with all its measures."""

    entry: Factorial
    found: tuple[Together, ...]
    replications: int
    where: str = ""
    """Where and how long it was run."""


def together_of(entry: Factorial, of: Measured, values: Mapping[Cell, Sequence[float]]) -> Together:
    """Effects by inclusion and exclusion, replication by replication, so that shared luck cancels."""
    factors = range(len(entry.factors))
    effects = []
    for size in range(1, len(entry.factors) + 1):
        for some in combinations(factors, size):
            effects.append(_effect(entry, of, values, some))
    return Together(of, {cell: mean_of(list(row)) for cell, row in values.items()}, tuple(effects))


def _effect(entry: Factorial, of: Measured, values: Mapping[Cell, Sequence[float]], some: tuple[int, ...]) -> Line:
    """What these levers do together beyond what fewer of them do; the others are off."""
    none = values[(0,) * len(entry.factors)]
    contrast = [0.0] * len(none)
    for size in range(len(some) + 1):
        for on in combinations(some, size):
            cell = tuple(int(place in on) for place in range(len(entry.factors)))
            weight = (-1) ** (len(some) - size)
            contrast = [total + weight * value for total, value in zip(contrast, values[cell], strict=True)]
    gap = difference(none, [base + extra for base, extra in zip(none, contrast, strict=True)])
    names = " × ".join(entry.factors[place].name for place in some)
    return Line(of, "none", names, gap, sign(gap.interval, "higher"))
