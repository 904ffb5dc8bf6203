"""How many replications are enough: until the interval of the difference is as narrow as was asked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from experiments.runs.refusals import BadStudy
from experiments.statistics.intervals import LEVEL, bonferroni, interval, pairs, replications_needed
from experiments.study.declared import Primary
from experiments.study.tables import Cell, Values


def widths_wanted(precision: Mapping[str, float], primary: Sequence[Primary]) -> dict[Cell, float]:
    """The half-width asked for, by measure and group.

    A measure without a group means the groups in which it is primary, or the whole county if it is not.

    Raises:
        BadStudy: a width that is not above 0.
    """
    wanted: dict[Cell, float] = {}
    for name, width in precision.items():
        if not width > 0 or math.isinf(width):
            raise BadStudy(f"--precision {name}={width}: the half-width must be a number above 0")
        measure, _, group = name.partition(":")
        groups = [group] if group else [p.group for p in primary if p.measure == measure] or [""]
        wanted |= {(measure, each): width for each in groups}
    return wanted


def next_replications(precision: Mapping[str, float], primary: Sequence[Primary], values: Values) -> int | None:
    """How many replications to have next; None when every width asked for is reached.

    The interval judged is the one that will be shown: simultaneous for a primary measure, plain for another;
    with one arm only, that of the mean. At most twice as many at a time, since early spreads are uncertain.

    Raises:
        BadStudy: the runs have no such measure or group.
    """
    wanted = widths_wanted(precision, primary)
    declared = {(p.measure, p.group) for p in primary}
    needed, have = 0, 0
    for cell, width in wanted.items():
        if cell not in values.units:
            raise BadStudy(f"--precision {cell[0]}: the runs have no such measure{_in(cell[1])}")
        today, *others = values.arms
        comparisons = len(declared) * len(others) if cell in declared else 1
        level = bonferroni(max(1, comparisons), LEVEL)
        for arm in others or [today]:
            gaps = _gaps(values, today, arm, cell) if others else values.of(today, cell)
            have = max(have, len(gaps))
            found = interval(gaps, level)
            if not found.half_width <= width:
                enough = replications_needed(gaps, width, level)
                needed = max(needed, min(enough or 2 * len(gaps), 2 * len(gaps)), len(gaps) + 1)
    return needed if needed > have else None


def _gaps(values: Values, today: str, arm: str, cell: Cell) -> list[float]:
    before, after = pairs(values.of(today, cell), values.of(arm, cell))
    return [b - a for a, b in zip(before, after, strict=True)]


def _in(group: str) -> str:
    return f" in {group}" if group else "; name its group, for example  wait_mean_min:tier=county=1"
