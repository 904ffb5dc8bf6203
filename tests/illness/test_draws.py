"""Times of arrival: exact Poisson counts, renewal gaps, and luck that belongs to the patient."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import stats

from sim.illness.draws import draws, patients, poisson_times, renewal_times
from sim.illness.rates import Curve, Piece
from sim.luck.decisions import Decision
from sim.luck.philox import key
from sim.luck.quantiles import table
from sim.vocabulary.distributions import Distribution

KEY = key(20260105, 0)
DAY_MIN = 1440.0
PER_HOUR = [0, 0, 0, 0, 0, 0, 3, 3, 3, 12, 12, 12, 6, 6, 6, 6, 6, 6, 9, 9, 9, 9, 9, 2]


def gap(**words: Any) -> Any:
    return TypeAdapter(Distribution).validate_python(words)


def daily(days: int) -> Curve:
    pieces = [Piece(day * DAY_MIN + hour * 60, rate / 60) for day in range(days) for hour, rate in enumerate(PER_HOUR)]
    return Curve(pieces, days * DAY_MIN)


def stream_of(key_of_run: int, number: int, curve: Curve) -> Any:
    """One stream by itself."""
    return poisson_times(key_of_run, [number], [curve])[0]


def test_hourly_counts_are_poisson_with_the_declared_rate_and_independent() -> None:
    days = 2000
    times = stream_of(KEY, 0, daily(days))
    counts = np.histogram(times, np.arange(days * 24 + 1) * 60.0)[0].reshape(days, 24)
    assert counts[:, :6].sum() == 0
    busy = np.flatnonzero(PER_HOUR)
    rates = np.array(PER_HOUR)[busy]
    z = (counts[:, busy].mean(axis=0) - rates) / np.sqrt(rates / days)
    assert np.all(np.abs(z) < stats.norm.isf(0.0005 / len(busy)))
    spread = counts[:, busy].var(axis=0, ddof=1) / rates * (days - 1)
    assert np.all(stats.chi2.sf(spread, days - 1) > 0.0005 / len(busy))
    assert np.all(stats.chi2.cdf(spread, days - 1) > 0.0005 / len(busy))
    neighbours = np.corrcoef(counts[:, 9], counts[:, 10])[0, 1]
    assert abs(neighbours) < 3.3 / np.sqrt(days)


def test_within_an_hour_of_level_rate_every_minute_is_alike() -> None:
    times = stream_of(KEY, 3, daily(3000))
    assert stats.kstest((times % 60.0) / 60.0, "uniform").pvalue > 0.001


def test_a_sine_rate_gives_the_expected_numbers_at_every_hour() -> None:
    curve = Curve([Piece(0, 10 / 60, 6 / 60, DAY_MIN)], 2000 * DAY_MIN)
    counts = np.histogram(stream_of(KEY, 1, curve) % DAY_MIN, np.arange(25) * 60.0)[0]
    expected = np.diff(curve.cumulative(np.linspace(0.0, DAY_MIN, 25))) * 2000
    assert stats.chisquare(counts, expected * counts.sum() / expected.sum()).pvalue > 0.001
    assert abs(counts.sum() - expected.sum()) < 3.3 * np.sqrt(expected.sum())


def test_a_longer_run_only_adds_patients() -> None:
    short, long = stream_of(KEY, 0, daily(10)), stream_of(KEY, 0, daily(400))
    assert np.array_equal(long[: len(short)], short)


def test_streams_and_replications_share_no_luck() -> None:
    first, other = stream_of(KEY, 0, daily(20)), stream_of(KEY, 1, daily(20))
    again = stream_of(key(20260105, 1), 0, daily(20))
    assert not np.intersect1d(first, other).size
    assert not np.intersect1d(first, again).size


def test_nobody_comes_at_rate_zero() -> None:
    assert len(stream_of(KEY, 0, Curve([Piece(0, 0.0)], 1000.0))) == 0


def test_gaps_of_fixed_length_tick_like_a_clock() -> None:
    rows, grid = table([gap(kind="fixed", value="7 min")])
    assert renewal_times(KEY, 0, [(0.0, 0)], 36.0, rows, grid).tolist() == [7, 14, 21, 28, 35]


def test_a_change_of_gap_holds_for_the_gaps_that_begin_after_it() -> None:
    rows, grid = table([gap(kind="fixed", value="7 min"), gap(kind="fixed", value="2 min")])
    assert renewal_times(KEY, 0, [(0.0, 0), (10.0, 1)], 20.0, rows, grid).tolist() == [7, 14, 16, 18]


def test_renewal_gaps_have_the_declared_distribution() -> None:
    rows, grid = table([gap(kind="gamma", mean="20 min", sd="10 min")])
    times = renewal_times(KEY, 0, [(0.0, 0)], 20.0 * 30_000, rows, grid)
    assert stats.kstest(np.diff(times), stats.gamma(4, scale=5).cdf).pvalue > 0.001


def test_gaps_of_no_length_are_refused() -> None:
    rows, grid = table([gap(kind="fixed", value="0 min")])
    with pytest.raises(ValueError, match="would never end"):
        renewal_times(KEY, 0, [(0.0, 0)], 20.0, rows, grid)


def test_a_draw_belongs_to_the_patient_whoever_else_is_drawn() -> None:
    rows, grid = table([gap(kind="exponential", mean="5 min")])
    everyone = draws(KEY, patients(2, 0, 100), Decision.arrival_early, rows, grid, 0)
    some = draws(KEY, patients(2, 40, 60), Decision.arrival_early, rows, grid, 0)
    assert np.array_equal(everyone[40:60], some)


def test_streams_drawn_together_are_the_same_as_one_by_one() -> None:
    curves = [daily(1), Curve([Piece(0, 0.0)], 1000.0), daily(30), daily(400), daily(2), daily(1)]
    together = poisson_times(KEY, [4, 9, 0, 7, 2, 1], curves)
    for number, curve, times in zip([4, 9, 0, 7, 2, 1], curves, together, strict=True):
        assert np.array_equal(times, stream_of(KEY, number, curve))
    assert len(together[3]) > 16_384, "one of them is drawn in several pieces"
