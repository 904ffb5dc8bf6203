"""How long something takes, looked up from one number of luck.

Every distribution of a scenario becomes a row of plain numbers; :func:`quantile` turns one uniform u in
[0, 1) into a value in minutes, and never falls as u rises (a mixture: within each of its parts). One uniform
each, never a loop of attempts: so an unlucky patient is the same unlucky patient when the mean changes, and
nobody else's luck moves.

Only ``math`` is used inside, so compiled and plain Python give the same numbers to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numba import from_dtype, njit, types
from numpy.typing import NDArray

from sim.luck.bell import below, normal_score
from sim.luck.philox import uniform
from sim.vocabulary.kinds import (
    COLUMN,
    EMPIRICAL,
    FIXED,
    GAMMA,
    LOGNORMAL,
    NORMAL_CLAMP,
    NORMAL_REDRAW,
    TRIANGULAR,
    UNIFORM,
    WEIBULL,
    Kind,
    Row,
)

MIXTURE: Final = -1
"""A row that only points at its components; never in a :class:`~sim.vocabulary.kinds.Row`."""

ROW = np.dtype(
    [
        ("kind", "i8"),
        ("a", "f8"),
        ("b", "f8"),
        ("c", "f8"),
        ("d", "f8"),
        ("upto", "f8"),  # of a component: luck below this, and not below the one before, is its own
        ("first", "i8"),  # where its numbers begin in the grid; of a mixture, its first component
        ("count", "i8"),
    ]
)
"""One distribution, or one component of a mixture."""

REACH: Final = 8.3
"""Normal scores of 53-bit luck lie within -8.3 and 8.3."""
KNOTS: Final = 1025
SPACING: Final = 2 * REACH / (KNOTS - 1)
ALMOST_ONE: Final = 1.0 - 2.0**-53
ALMOST_NONE: Final = 2.0**-54
"""No luck at all counts as half the smallest step, so that no normal score leaves the table."""

_ROWS = types.Array(from_dtype(ROW), 1, "A", readonly=True)
_GRID = types.Array(types.float64, 1, "A", readonly=True)


def _log_gamma_quantiles(shape: float) -> NDArray[np.float64]:
    """ln of the quantiles of a gamma of scale 1, at evenly spaced normal scores."""
    from scipy import special  # a run without a gamma does not wait for it

    z = np.linspace(-REACH, REACH, KNOTS)
    lower = special.gammaincinv(shape, special.ndtr(z))
    upper = special.gammainccinv(shape, special.ndtr(-z))
    x = np.where(z < 0, lower, upper)
    # deep in the lower tail P(x) = x^shape / gamma(shape + 1): inverted by hand, for x itself underflows
    tail = (special.log_ndtr(z) + special.gammaln(shape + 1)) / shape
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(x < 1e-12 * (shape + 1), tail, np.log(x)), np.float64)


def table(distributions: Sequence[Kind], columns: Sequence[str] = ()) -> tuple[NDArray[np.void], NDArray[np.float64]]:
    """All distributions of a run as ``(rows, grid)``; distribution i of the list is row i.

    Args:
        distributions: of ``sim.vocabulary.distributions``.
        columns: names of a trace's columns, so that ``column`` rows know their number (:func:`column_of`).

    Raises:
        ValueError: a ``column`` distribution names a column that is not listed.
    """
    heads: list[tuple[float, ...]] = []
    parts: list[tuple[float, ...]] = []
    grid: list[NDArray[np.float64]] = []
    tables: dict[Any, int] = {}  # equal shapes and samples share their numbers

    def numbers(what: Any, values: NDArray[np.float64]) -> int:
        if what not in tables:
            tables[what] = sum(part.size for part in grid)
            grid.append(values)
        return tables[what]

    def plain(row: Row, upto: float) -> tuple[float, ...]:
        first = count = 0
        if row.kind == GAMMA and row.a != 1.0:
            first, count = numbers(row.a, _log_gamma_quantiles(row.a)), KNOTS
        elif row.kind == EMPIRICAL:
            first, count = numbers(row.values, np.sort(np.asarray(row.values, np.float64))), len(row.values)
        elif row.kind == COLUMN:
            if row.column not in columns:
                known = ", ".join(columns) or "no columns"
                raise ValueError(f"column {row.column!r} is not in the trace, which has: {known}")
            first = list(columns).index(row.column)
        return (row.kind, row.a, row.b, row.c, row.d, upto, first, count)

    for distribution in distributions:
        rows = distribution.rows()
        if len(rows) == 1:
            heads.append(plain(rows[0], 1.0))
            continue
        heads.append((MIXTURE, 0, 0, 0, 0, 1.0, len(distributions) + len(parts), len(rows)))
        upto = np.minimum(np.cumsum([row.share for row in rows]), 1.0)
        upto[-1] = 1.0
        parts.extend(plain(row, float(bound)) for row, bound in zip(rows, upto, strict=True))
    made = np.array(heads + parts, ROW)
    made.flags.writeable = False
    laid = np.concatenate([*grid, np.zeros(1)])
    laid.flags.writeable = False
    return made, laid


@njit(cache=True, inline="always")
def _gamma(u: float, shape: float, scale: float, grid: Any, first: int) -> float:
    """A gamma by four-point interpolation of its log quantile on the normal score (about 1e-9 accurate)."""
    if shape == 1.0:
        return -scale * math.log1p(-u)
    place = (normal_score(max(u, ALMOST_NONE)) + REACH) / SPACING
    left = min(max(int(place), 1), KNOTS - 3)
    t = place - left
    at = first + left
    log_x = (
        grid[at - 1] * (-t * (t - 1.0) * (t - 2.0) / 6.0)
        + grid[at] * ((t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0)
        + grid[at + 1] * (-(t + 1.0) * t * (t - 2.0) / 2.0)
        + grid[at + 2] * ((t + 1.0) * t * (t - 1.0) / 6.0)
    )
    return scale * math.exp(log_x)


@njit(cache=True, inline="always")
def _triangular(u: float, low: float, mode: float, high: float) -> float:
    rise, fall, width = mode - low, high - mode, high - low
    if u * width < rise:
        return low + math.sqrt(u * width * rise)
    return high - math.sqrt((1.0 - u) * width * fall)


@njit(cache=True, inline="always")
def _cut_normal(u: float, mean: float, sd: float, low: float, high: float) -> float:
    """A bell whose values outside are drawn again: exactly, by sharing u out between the limits."""
    a, b = (low - mean) / sd, (high - mean) / sd
    if a > 0.0:  # in the upper tail, where shares below are all nearly one, work with shares above
        above_low, above_high = below(-a), below(-b)
        z = -normal_score((1.0 - u) * above_low + u * above_high)
    else:
        below_low, below_high = below(a), below(b)
        z = normal_score((1.0 - u) * below_low + u * below_high)
    return min(max(mean + sd * z, low), high)


@njit(types.float64(_ROWS, _GRID, types.int64, types.float64), cache=True)
def quantile(rows: Any, grid: Any, i: int, u: float) -> float:
    """The value of distribution i that a share u of all values lies below, in minutes.

    Raises:
        ValueError: the distribution is a ``column``: its value stands in the patient's own row.
    """
    u = min(max(u, 0.0), ALMOST_ONE)
    if rows[i].kind == MIXTURE:
        last = rows[i].first + rows[i].count - 1
        i = rows[i].first
        before = 0.0
        while i < last and u >= rows[i].upto:
            before = rows[i].upto
            i += 1
        u = min((u - before) / (rows[i].upto - before), ALMOST_ONE)
    row = rows[i]
    kind = row.kind
    if kind == LOGNORMAL:
        return math.exp(row.a + row.b * normal_score(max(u, ALMOST_NONE)))
    if kind == GAMMA:
        return _gamma(u, row.a, row.b, grid, row.first)
    if kind == FIXED:
        return float(row.a)
    if kind == WEIBULL:
        return float(row.b * (-math.log1p(-u)) ** (1.0 / row.a))
    if kind == UNIFORM:
        return float(row.a + u * (row.b - row.a))
    if kind == TRIANGULAR:
        return _triangular(u, row.a, row.b, row.c)
    if kind == NORMAL_REDRAW:
        return _cut_normal(u, row.a, row.b, row.c, row.d)
    if kind == NORMAL_CLAMP:
        return float(min(max(row.a + row.b * normal_score(max(u, ALMOST_NONE)), row.c), row.d))
    if kind == EMPIRICAL:
        return float(grid[row.first + min(int(u * row.count), row.count - 1)])
    raise ValueError("a column distribution has no quantile: its value stands in the patient's own row")


@njit(
    types.float64(*[types.int64] * 6, _ROWS, _GRID, types.int64),
    cache=True,
)
def draw(key: int, episode: int, decision: int, tier: int, nth: int, step: int, rows: Any, grid: Any, i: int) -> float:
    """A length of time, in minutes: distribution i at the luck of this decision in this episode."""
    return quantile(rows, grid, i, uniform(key, episode, decision, tier, nth, step))


@njit(types.int64(_ROWS, types.int64), cache=True)
def column_of(rows: Any, i: int) -> int:
    """Which column of the trace holds the value of distribution i; -1 when it is drawn instead."""
    return int(rows[i].first) if rows[i].kind == COLUMN else -1
