"""From runs to outcomes: what holds, what does not, what cannot be told; the same rule for every row.

An interval that lies wholly on the claimed side of nought holds, one wholly on the other side does not, and
one that contains nought cannot tell. Claims with a margin get the word that a comparison would get.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final

from experiments.mechanisms.entries import Claim, Exact, Expected, Ladder, Measured, Mechanism, Order, Way
from experiments.mechanisms.exact import Tally
from experiments.statistics.intervals import (
    LEVEL,
    Difference,
    Interval,
    bonferroni,
    difference,
    mean_of,
    replications_to_tell,
)
from experiments.statistics.verdicts import Verdict, signed, verdict

HOLDS: Final = "holds"
FAILS: Final = "does not hold"
UNTOLD: Final = "cannot be told"
NOTHING: Final = "nothing changes"
COMES_TRUE: Final = "comes true"
COMES_TRUE_PERHAPS: Final = "comes true, perhaps by less than matters"
OPPOSITE: Final = "does not come true: the opposite"
NO_MATTER: Final = "does not come true: no material difference"
TOO_SMALL: Final = "does not come true: the way claimed, by less than matters"
CHANGES: Final = "does not come true: it changes"
OUTCOME: Final = {
    Verdict.BETTER: COMES_TRUE,
    Verdict.BETTER_PERHAPS: COMES_TRUE_PERHAPS,
    Verdict.NO_MATERIAL_DIFFERENCE: NO_MATTER,
    Verdict.WORSE: OPPOSITE,
    Verdict.WORSE_PERHAPS: OPPOSITE,
    Verdict.UNDECIDED: UNTOLD,
}
STILL: Final = dict.fromkeys(Verdict, UNTOLD) | {
    Verdict.BETTER: CHANGES,
    Verdict.WORSE: CHANGES,
    Verdict.NO_MATERIAL_DIFFERENCE: COMES_TRUE,
}
"""The same of a claim that nothing changes by as much as matters."""


@dataclass(frozen=True)
class Line:
    """One difference with its interval and what it says. ``shown``: the interval that the outcome rests on."""

    of: Measured
    before: str
    after: str
    gap: Difference
    outcome: str
    claimed: str = ""
    margin: float = math.nan
    verdict: str = ""
    needed: int | None = None
    """Where it cannot be told: replications that would tell it, if mean and spread are as seen; none: out of reach."""

    @property
    def shown(self) -> Interval:
        """The simultaneous interval where there is one."""
        return self.gap.simultaneous or self.gap.interval


@dataclass(frozen=True)
class Shown:
    """One property of the structure, with all its steps."""

    name: str
    says: str
    outcome: str
    lines: tuple[Line, ...] = ()
    tally: Tally | None = None
    replications: int = 0
    where: str = ""
    """Where and how long it was run."""


@dataclass(frozen=True)
class Trial:
    """One mechanism: its claims, its side effects, what to look at, and the signs over a grid of inputs."""

    entry: Mechanism
    claims: tuple[Line, ...]
    side_effects: tuple[Line, ...]
    explained_by: tuple[Line, ...]
    grids: tuple[tuple[Expected, tuple[tuple[Line, ...], ...]], ...]
    replications: int = 0
    earlier: tuple[tuple[Line, ...], ...] = ()
    """For each claim and side effect, what was seen in the earlier parts of what is measured; empty: one part."""
    where: str = ""
    """Where and how long it was run."""
    grid_where: str = ""


def sign(found: Interval, claimed: Way) -> str:
    """Holds, does not hold, or cannot be told, from the interval alone."""
    lo, hi = signed(found.lo, found.hi, claimed)
    if lo > 0.0:
        return HOLDS
    if hi < 0.0:
        return FAILS
    return NOTHING if lo == hi == 0.0 else UNTOLD


def together(outcomes: Sequence[str]) -> str:
    """The outcome of a property whose steps came out like this: all must hold."""
    if all(outcome == HOLDS for outcome in outcomes):
        return HOLDS
    return FAILS if any(outcome in (FAILS, NOTHING) for outcome in outcomes) else UNTOLD


def order(entry: Order, values: Sequence[Sequence[float]]) -> Shown:
    """Measures of the same runs, the largest first; intervals hold together."""
    steps = len(entry.values) - 1
    lines = []
    for place in range(steps):
        upper, lower = entry.values[place], entry.values[place + 1]
        gap = difference(values[place], values[place + 1], steps)
        names = " ".join(upper.cell), " ".join(lower.cell)
        line = Line(lower, *names, gap, sign(_known(gap), "lower"), "lower")
        lines.append(_with_need(line, values[place], values[place + 1], steps))
    return _shown(entry, lines, len(values[0]))


def ladder(entry: Ladder, values: Sequence[Sequence[float]]) -> Shown:
    """One measure from arm to arm; intervals of all steps hold together."""
    steps = len(entry.arms) - 1
    lines = []
    for place in range(steps):
        gap = difference(values[place], values[place + 1], steps)
        arms = entry.arms[place], entry.arms[place + 1]
        line = Line(entry, *arms, gap, sign(_known(gap), entry.goes), entry.goes)
        lines.append(_with_need(line, values[place], values[place + 1], steps))
    return _shown(entry, lines, len(values[0]))


def _with_need(line: Line, before: Sequence[float], after: Sequence[float], comparisons: int) -> Line:
    """The same line; where it cannot be told, with the replications that would tell it."""
    if line.outcome != UNTOLD:
        return line
    gaps = [b - a for a, b in zip(before, after, strict=True)]
    margin = 0.0 if math.isnan(line.margin) else line.margin
    level = bonferroni(comparisons) if comparisons else LEVEL
    return replace(line, needed=replications_to_tell(gaps, margin, level))


def _known(gap: Difference) -> Interval:
    return gap.simultaneous or gap.interval


def _shown(entry: Order | Ladder, lines: Sequence[Line], replications: int) -> Shown:
    outcome = together([line.outcome for line in lines])
    return Shown(entry.name, entry.says, outcome, tuple(lines), replications=replications)


def exact(entry: Exact, tallies: Sequence[Tally]) -> Shown:
    """A property of pairs of runs: one case against it is enough; with nothing compared it cannot be told."""
    total = reduce(Tally.plus, tallies)
    outcome = UNTOLD if total.compared == 0 else HOLDS if total.broken == 0 else FAILS
    return Shown(entry.name, entry.says, outcome, (), total, len(tallies))


def tried(entry: Claim, before: Sequence[float], after: Sequence[float], comparisons: int, arm: str) -> Line:
    """A claim with its margin; the interval holds for all claims of the table together."""
    gap = difference(before, after, comparisons)
    found = _known(gap)
    if math.isnan(found.lo):
        return Line(entry, "today", arm, gap, UNTOLD, entry.claimed, entry.margin, Verdict.UNDECIDED.value)
    word = verdict(*signed(found.lo, found.hi, entry.better), entry.margin)
    line = Line(entry, "today", arm, gap, _came(entry, found), entry.claimed, entry.margin, word.value)
    return _with_need(line, before, after, comparisons)


def _came(entry: Claim, found: Interval) -> str:
    """What becomes of a claim; that nothing changes comes true if the interval lies within the margin."""
    if entry.claimed == "unchanged":
        return STILL[verdict(found.lo, found.hi, entry.margin)]
    came = OUTCOME[verdict(*signed(found.lo, found.hi, entry.claimed), entry.margin)]
    return TOO_SMALL if came == NO_MATTER and sign(found, entry.claimed) == HOLDS else came


def beside(entry: Measured, before: Sequence[float], after: Sequence[float], arm: str) -> Line:
    """A queue or a share to look at: moved up, moved down, or not seen to move.

    What only one of the two arms has (hours of training without training) is shown without a difference.
    """
    gap = difference(before, after)
    if gap.interval.n == 0:
        gap = replace(gap, today=_mean_of_known(before), arm=_mean_of_known(after))
    return Line(entry, "today", arm, gap, sign(gap.interval, "higher"))


def _mean_of_known(values: Sequence[float]) -> float:
    return mean_of([value for value in values if not math.isnan(value)])


def moves(line: Line) -> bool:
    """Whether the interval leaves nought out."""
    return line.outcome in (HOLDS, FAILS)


def cell(entry: Expected, before: Sequence[float], after: Sequence[float], where: tuple[str, str]) -> Line:
    """The sign of a claim at one point of a grid."""
    gap = difference(before, after)
    return Line(entry, "today", " | ".join(where), gap, sign(gap.interval, entry.claimed), entry.claimed)
