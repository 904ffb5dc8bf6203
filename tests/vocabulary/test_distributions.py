"""Distributions are written by moments; what they say of themselves is held against scipy and integration."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from sim.vocabulary import Distribution, SignedDistribution
from sim.vocabulary import distributions as d
from sim.vocabulary.kinds import (
    EMPIRICAL,
    FIXED,
    GAMMA,
    LOGNORMAL,
    NORMAL_CLAMP,
    NORMAL_REDRAW,
    TRIANGULAR,
    UNIFORM,
    WEIBULL,
)

minutes = st.floats(min_value=0.1, max_value=5e3).map(lambda x: float(f"{x:.3f}"))
ratios = st.floats(min_value=0.05, max_value=5).map(lambda x: float(f"{x:.3f}"))


def of(kind: str, **numbers: Any) -> d.Kind:
    text = {k: f"{v!r} min" if isinstance(v, float) else v for k, v in numbers.items()}
    made: d.Kind = TypeAdapter(SignedDistribution).validate_python({"kind": kind, **text})
    return made


def refusal(given: Any, kind: Any = Distribution) -> str:
    with pytest.raises(ValidationError) as fault:
        TypeAdapter(kind).validate_python(given)
    return str(fault.value.errors()[0]["msg"])


def by_scipy(row: d.Row) -> tuple[float, float]:
    """Mean and variance of one row, by an independent library."""
    shape: dict[int, Any] = {
        GAMMA: lambda: stats.gamma(row.a, scale=row.b),
        LOGNORMAL: lambda: stats.lognorm(row.b, scale=math.exp(row.a)),
        WEIBULL: lambda: stats.weibull_min(row.a, scale=row.b),
        TRIANGULAR: lambda: stats.triang((row.b - row.a) / (row.c - row.a), row.a, row.c - row.a),
        UNIFORM: lambda: stats.uniform(row.a, row.b - row.a),
        NORMAL_REDRAW: lambda: stats.truncnorm((row.c - row.a) / row.b, (row.d - row.a) / row.b, row.a, row.b),
    }
    if row.kind == FIXED:
        return row.a, 0.0
    mean, variance = shape[row.kind]().stats("mv")
    return float(mean), float(variance)


def assert_moments(kind: d.Kind, rel: float = 1e-6) -> None:
    found = [(row.share, *by_scipy(row)) for row in kind.rows()]
    mean = sum(share * m for share, m, _ in found)
    second = sum(share * (v + m * m) for share, m, v in found)
    assert kind.mean_min == pytest.approx(mean, rel=rel, abs=1e-9)
    assert kind.cv2 * mean**2 == pytest.approx(second - mean**2, rel=rel * 100, abs=1e-6 * mean**2 + 1e-9)


@given(minutes, ratios)
def test_kinds_written_by_mean_and_spread_have_that_mean_and_spread(mean: float, ratio: float) -> None:
    sd = max(0.001, float(f"{mean * ratio:.3f}"))
    for kind in ("gamma", "lognormal", "weibull"):
        if kind == "weibull" and not 0.03 < sd / mean < 10:
            continue
        made = of(kind, mean=mean, sd=sd)
        assert made.mean_min == mean
        assert made.cv2 == pytest.approx((sd / mean) ** 2)
        assert_moments(made)


@given(minutes, st.integers(min_value=1, max_value=50))
def test_exponential_and_erlang_have_their_textbook_moments(mean: float, phases: int) -> None:
    assert of("exponential", mean=mean).cv2 == 1
    erlang = of("erlang", mean=mean, phases=phases)
    assert erlang.cv2 == pytest.approx(1 / phases)
    assert_moments(erlang)
    assert_moments(of("exponential", mean=mean))


@given(st.floats(-100, 100), st.floats(0.1, 100), st.floats(0, 1))
def test_kinds_between_limits_have_the_moments_of_scipy(low: float, width: float, at: float) -> None:
    low, width = float(f"{low:.2f}"), float(f"{width:.2f}")
    mode = min(low + width, max(low, float(f"{low + at * width:.2f}")))
    assert_moments(of("triangular", low=low, mode=mode, high=low + width), rel=1e-5)
    assert_moments(of("uniform", low=low, high=low + width), rel=1e-5)


@given(st.floats(-20, 60), st.floats(1, 30), st.floats(-2, 1.5), st.floats(0.3, 4))
def test_a_cut_bell_has_the_moments_of_scipy(mean: float, sd: float, from_sd: float, width_sd: float) -> None:
    mean, sd = float(f"{mean:.2f}"), float(f"{sd:.2f}")
    low = float(f"{mean + from_sd * sd:.2f}")
    high = float(f"{low + width_sd * sd:.2f}")
    assert_moments(of("normal", mean=mean, sd=sd, low=low, high=high, outside="redraw"), rel=1e-5)
    assert_moments(of("normal", mean=mean, sd=sd, low=low, outside="redraw"), rel=1e-5)


@given(st.floats(-20, 60), st.floats(1, 30), st.floats(-2, 1.5), st.floats(0.3, 4))
def test_a_clamped_bell_has_the_moments_of_integration(mean: float, sd: float, from_sd: float, width_sd: float) -> None:
    mean, sd = float(f"{mean:.2f}"), float(f"{sd:.2f}")
    low = float(f"{mean + from_sd * sd:.2f}")
    high = float(f"{low + width_sd * sd:.2f}")
    made = of("normal", mean=mean, sd=sd, low=low, high=high, outside="clamp")
    assert made.rows()[0].kind == NORMAL_CLAMP
    u = (np.arange(200_000) + 0.5) / 200_000
    x = np.clip(stats.norm(mean, sd).ppf(u), low, high)
    assert made.mean_min == pytest.approx(x.mean(), rel=1e-4, abs=1e-3)
    if abs(made.mean_min) > 0.5:
        assert made.cv2 * made.mean_min**2 == pytest.approx(x.var(), rel=1e-2, abs=1e-2)


def test_a_clinic_that_draws_again_below_five_minutes() -> None:
    made = of("normal", mean=15.0, sd=4.0, low=5.0, outside="redraw")
    assert made.mean_min == pytest.approx(float(stats.truncnorm(-2.5, math.inf, 15, 4).mean()), rel=1e-12)
    assert made.low_min == 5


def test_a_mixture_has_the_moments_of_its_parts() -> None:
    made = TypeAdapter(Distribution).validate_python(
        {
            "kind": "mixture",
            "of": [
                {"share": "30 %", "kind": "fixed", "value": "1 min"},
                {"share": "70 %", "kind": "exponential", "mean": "2 min"},
            ],
        }
    )
    assert made.mean_min == pytest.approx(1.7)
    assert made.cv2 == pytest.approx((0.3 * 1 + 0.7 * 8) / 1.7**2 - 1)
    assert [row.share for row in made.rows()] == [0.3, 0.7]
    assert_moments(made)


def test_mixtures_in_mixtures_are_laid_flat() -> None:
    inner = {
        "share": 0.5,
        "kind": "mixture",
        "of": [
            {"share": 0.5, "kind": "fixed", "value": "4 min"},
            {"share": 0.5, "kind": "fixed", "value": "8 min"},
        ],
    }
    made = TypeAdapter(Distribution).validate_python(
        {"kind": "mixture", "of": [{"share": 0.5, "kind": "fixed", "value": "2 min"}, inner]}
    )
    assert [(row.share, row.a) for row in made.rows()] == [(0.5, 2), (0.25, 4), (0.25, 8)]
    assert made.mean_min == pytest.approx(4)


def test_observed_values_are_their_own_distribution() -> None:
    made = of("empirical", values=["3 min", "1 min", "2 min"])
    assert made.mean_min == pytest.approx(2)
    assert made.cv2 == pytest.approx(np.var([1, 2, 3]) / 4)
    assert made.rows()[0].kind == EMPIRICAL
    assert made.rows()[0].values == (1, 2, 3)


@pytest.mark.parametrize(
    ("column", "cells", "found"),
    [
        ("days", ["3", "4.5"], [4320, 6480]),
        ("exam_min", ["12", "0.25"], [12, 0.25]),
        ("service", ["5 min", "1 h"], [5, 60]),
    ],
)
def test_a_column_says_its_unit_by_its_name_or_in_its_cells(column: str, cells: list[str], found: list[float]) -> None:
    rows = [{column: cell} for cell in cells]
    made = TypeAdapter(Distribution).validate_python(
        {"kind": "empirical", "file": "seen.csv", "column": column}, context={"read_table": lambda file: rows}
    )
    assert isinstance(made, d.Empirical)
    assert list(made.values) == pytest.approx(found)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"file": "seen.csv", "column": "exam_min"}, "use load"),
        ({"file": "seen.csv"}, "needs column"),
        ({}, "expected values"),
    ],
)
def test_an_observed_column_needs_its_table(given: dict[str, str], words: str) -> None:
    assert words in refusal({"kind": "empirical", **given})


def test_a_faulty_cell_is_named_by_its_row() -> None:
    rows = [{"exam_min": "3"}, {"exam_min": "three"}]
    with pytest.raises(ValidationError, match=r"seen.csv, row 2: found 'three' in column 'exam_min'"):
        TypeAdapter(Distribution).validate_python(
            {"kind": "empirical", "file": "seen.csv", "column": "exam_min"},
            context={"read_table": lambda file: rows},
        )


@pytest.mark.parametrize(
    "made",
    [
        of("fixed", value=4.0),
        of("exponential", mean=4.0),
        of("erlang", mean=4.0, phases=3),
        of("gamma", mean=4.0, sd=1.0),
        of("weibull", mean=4.0, sd=3.0),
        of("lognormal", mean=4.0, sd=3.0),
        of("triangular", low=1.0, mode=2.0, high=6.0),
        of("uniform", low=1.0, high=6.0),
        of("normal", mean=4.0, sd=2.0, low=0.0, high=9.0, outside="redraw"),
        of("normal", mean=4.0, sd=2.0, low=0.0, outside="clamp"),
        of("empirical", values=["3 min", "5 min"]),
        of(
            "mixture",
            of=[
                {"share": 0.5, "kind": "fixed", "value": "2 min"},
                {"share": 0.5, "kind": "fixed", "value": "3 min"},
            ],
        ),
    ],
    ids=lambda made: made.kind,
)
def test_half_a_consultation_has_half_the_mean_and_the_same_shape(made: d.Kind) -> None:
    half = made.times(0.5)
    assert half.mean_min == pytest.approx(made.mean_min / 2)
    assert half.cv2 == pytest.approx(made.cv2)


def test_a_column_of_a_trace_has_no_mean_of_its_own() -> None:
    made = of("column", name="exam_min")
    assert math.isnan(made.mean_min)
    assert made.rows()[0].column == "exam_min"
    with pytest.raises(ValueError, match="cannot be scaled"):
        made.times(2)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            "4 min",
            "'4 min' always lasts exactly 4 minutes. If you mean that, write {kind: fixed, value: 4 min}; "
            "else give a distribution, for example {kind: exponential, mean: 4 min}.",
        ),
        ("1 h", "always lasts exactly 1 hour."),
        (4, "expected a distribution, for example {kind: exponential, mean: 4 min}"),
        ({"mean": "4 min"}, "a distribution needs kind: fixed, exponential"),
        ({"kind": "exponential", "mean": "0 min"}, "greater than 0"),
        ({"kind": "gamma", "mean": "4 min", "sd": "0 min"}, "greater than 0"),
        ({"kind": "uniform", "low": "6 min", "high": "6 min"}, "low below high"),
        ({"kind": "triangular", "low": "2 min", "mode": "7 min", "high": "6 min"}, "low <= mode <= high"),
        ({"kind": "fixed", "value": "-1 min"}, "cannot be negative"),
        ({"kind": "uniform", "low": "-1 min", "high": "1 min"}, "cannot be negative"),
        (
            {"kind": "normal", "mean": "1 min", "sd": "1 min", "low": "99 min", "outside": "redraw"},
            "leave nothing of the bell",
        ),
        ({"kind": "weibull", "mean": "1 min", "sd": "100 min"}, "Weibull"),
        ({"kind": "erlang", "mean": "1 min", "phases": 0}, "greater than or equal to 1"),
        (
            {"kind": "mixture", "of": [{"share": 0.5, "kind": "fixed", "value": "1 min"}] * 3},
            "shares sum to 150 %",
        ),
        ({"kind": "normal", "mean": "1 min", "sd": "1 min", "outside": "redraw"}, "Field required"),
    ],
)
def test_a_distribution_that_makes_no_sense_is_refused(given: Any, words: str) -> None:
    assert words in refusal(given)


def test_earliness_may_be_negative_but_a_duration_may_not() -> None:
    early = {"kind": "normal", "mean": "-5 min", "sd": "10 min", "low": "-60 min", "outside": "redraw"}
    assert TypeAdapter(SignedDistribution).validate_python(early).low_min == -60
    assert "cannot be negative" in refusal(early)
