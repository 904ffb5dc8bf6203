"""A length of time from one number of luck: right shape, right moments, safe at both ends."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import TypeAdapter
from scipy import integrate, special, stats

from sim.luck.bell import below, normal_score
from sim.luck.decisions import Decision
from sim.luck.philox import key, uniform
from sim.luck.quantiles import column_of, draw, quantile, table
from sim.vocabulary.distributions import KINDS, Distribution, Kind, SignedDistribution

READ = TypeAdapter[Kind](Distribution)
READ_SIGNED = TypeAdapter[Kind](SignedDistribution)
LUCK = st.floats(0, 1, exclude_max=True)
LAST = 1 - 2.0**-53


def kind(word: str, **numbers: Any) -> Kind:
    return READ_SIGNED.validate_python({"kind": word, **numbers})


KNOWN: dict[str, tuple[Kind, Any]] = {  # our kind beside scipy's
    "exponential": (kind("exponential", mean="45 min"), stats.expon(scale=45)),
    "erlang of 4": (kind("erlang", mean="20 min", phases=4), stats.gamma(4, scale=5)),
    "erlang of 1,000": (kind("erlang", mean="20 min", phases=1000), stats.gamma(1000, scale=0.02)),
    "gamma, steady": (kind("gamma", mean="2 days", sd="1 days"), stats.gamma(4, scale=720)),
    "gamma, wild": (kind("gamma", mean="10 min", sd="30 min"), stats.gamma(1 / 9, scale=90)),
    "lognormal": (
        kind("lognormal", mean="5.5 min", sd="3.3 min"),
        stats.lognorm(math.sqrt(math.log(1.36)), scale=5.5 / math.sqrt(1.36)),
    ),
    "weibull": (kind("weibull", mean="10 min", sd="10 min"), stats.weibull_min(1, scale=10)),
    "triangular": (
        kind("triangular", low="2 min", mode="3 min", high="6 min"),
        stats.triang(0.25, loc=2, scale=4),
    ),
    "triangular, mode at the low end": (
        kind("triangular", low="2 min", mode="2 min", high="6 min"),
        stats.triang(0, loc=2, scale=4),
    ),
    "uniform": (kind("uniform", low="12 min", high="18 min"), stats.uniform(12, 6)),
    "normal, cut at both ends": (
        kind("normal", mean="15 min", sd="4 min", low="5 min", high="20 min", outside="redraw"),
        stats.truncnorm(-2.5, 1.25, loc=15, scale=4),
    ),
    "normal, only its far upper tail": (
        kind("normal", mean="0 min", sd="1 min", low="5.5 min", outside="redraw"),
        stats.truncnorm(5.5, np.inf),
    ),
    "normal, early and late": (
        kind("normal", mean="-5 min", sd="10 min", low="-60 min", outside="redraw"),
        stats.truncnorm(-5.5, np.inf, loc=-5, scale=10),
    ),
}
EVERY: dict[str, Kind] = {
    **{name: ours for name, (ours, _) in KNOWN.items()},
    "fixed": kind("fixed", value="4 min"),
    "normal, clamped": kind("normal", mean="15 min", sd="4 min", low="12 min", high="16 min", outside="clamp"),
    "mixture": kind(
        "mixture",
        of=[
            {"share": "30 %", "kind": "exponential", "mean": "2 min"},
            {"share": "50 %", "kind": "gamma", "mean": "20 min", "sd": "5 min"},
            {"share": "20 %", "kind": "fixed", "value": "60 min"},
        ],
    ),
    "empirical": kind("empirical", values=["9 min", "1 min", "4 min", "4 min"]),
}
ROWS, GRID = table(list(EVERY.values()))
INDEX = {name: i for i, name in enumerate(EVERY)}


def values(name: str, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([quantile(ROWS, GRID, INDEX[name], float(u)) for u in shares])


def test_every_kind_of_the_language_but_column_is_tried_here() -> None:
    assert {ours.model_dump()["kind"] for ours in EVERY.values()} == set(KINDS) - {"column"}


@given(LUCK)
def test_the_normal_score_is_that_of_scipy(u: float) -> None:
    at = max(u, 1e-300)
    assert normal_score(u) == pytest.approx(special.ndtri(at), rel=1e-14, abs=1e-15)
    assert normal_score(u) == normal_score.py_func(u)


@given(st.floats(-8, 8))
def test_score_and_share_are_each_others_inverse(z: float) -> None:
    share = min(below(z), below(-z))  # the smaller tail keeps its digits
    assert normal_score(share) == pytest.approx(-abs(z), rel=1e-12, abs=1e-12)


def test_the_normal_score_is_finite_for_no_luck_and_all_luck() -> None:
    assert -40 < normal_score(0.0) < -8.3
    assert 8.2 < normal_score(LAST) < 8.3
    assert 8.3 < normal_score(1.0) < 40


@pytest.mark.parametrize("name", KNOWN)
def test_quantiles_agree_with_scipy(name: str) -> None:
    shares = np.concatenate(
        [np.linspace(0.0005, 0.9995, 1999), 10.0 ** -np.arange(4, 15), 1 - 10.0 ** -np.arange(4, 13)]
    )
    expected = KNOWN[name][1].ppf(shares)
    assert np.allclose(values(name, shares), expected, rtol=2e-7, atol=1e-12)


@pytest.mark.parametrize("name", EVERY)
def test_moments_are_those_the_distribution_declares(name: str) -> None:
    """Mean and second moment by quadrature over the luck, not by sampling: no false alarms."""
    ours = EVERY[name]

    def moment(power: int) -> float:
        # u = sin² makes the integrand smooth at both ends, where quantiles are steep
        corners = [0.0, 0.3, 0.8, *np.linspace(0, 1, 5)[1:-1], 1.0] if name in ("mixture", "empirical") else [0.0, 1.0]
        angles = sorted({math.asin(math.sqrt(corner)) for corner in corners})
        return math.fsum(
            integrate.quad(
                lambda a: quantile(ROWS, GRID, INDEX[name], math.sin(a) ** 2) ** power * math.sin(2 * a),
                low, high, limit=400, epsabs=1e-10, epsrel=1e-9,
            )[0]
            for low, high in itertools.pairwise(angles)
        )  # fmt: skip

    mean, second = moment(1), moment(2)
    assert mean == pytest.approx(ours.mean_min, rel=1e-5)
    assert second - mean**2 == pytest.approx(ours.cv2 * ours.mean_min**2, rel=1e-4, abs=1e-8)


@pytest.mark.parametrize("name", [name for name in EVERY if name != "mixture"])
@given(one=LUCK, other=LUCK)
def test_more_luck_never_means_less_time(name: str, one: float, other: float) -> None:
    low, high = values(name, np.array(sorted([one, other])))
    assert low <= high + 1e-12 * abs(high)


def test_a_mixture_gives_each_part_its_share_of_the_luck() -> None:
    shares = np.array([0, 0.1, 0.29999, 0.3, 0.5, 0.79999, 0.8, 0.9, LAST])
    drawn = values("mixture", shares)
    assert drawn[:3].tolist() == pytest.approx([-2 * math.log1p(-u / 0.3) for u in shares[:3]])
    assert drawn[4] == pytest.approx(stats.gamma(16, scale=1.25).ppf(0.4))
    assert drawn[6:].tolist() == [60, 60, 60]
    assert (np.diff(drawn[:3]) > 0).all()
    assert (np.diff(drawn[3:6]) > 0).all()


def test_an_empirical_value_is_one_of_those_observed_each_as_often() -> None:
    assert values("empirical", np.array([0, 0.24, 0.25, 0.5, 0.74, 0.75, LAST])).tolist() == [
        1,
        1,
        4,
        4,
        4,
        9,
        9,
    ]


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("u", [0.0, 5e-324, 2.0**-53, 0.5, LAST, 1.0, 1.5, -0.5])
def test_luck_at_its_very_ends_gives_a_plain_number(name: str, u: float) -> None:
    value = quantile(ROWS, GRID, INDEX[name], u)
    assert math.isfinite(value)
    assert value >= EVERY[name].low_min


@given(
    word=st.sampled_from(["gamma", "lognormal"]),
    mean=st.floats(1e-3, 1e6),
    spread=st.floats(1e-3, 1e3),
    u=st.sampled_from([0.0, 2.0**-53, 0.01, 0.5, 0.99, LAST]),
)
def test_no_mean_and_spread_make_a_time_infinite_or_negative(word: str, mean: float, spread: float, u: float) -> None:
    rows, grid = table([kind(word, mean=f"{mean:.6f} min", sd=f"{max(mean * spread, 1e-6):.6f} min")])
    assert 0 <= quantile(rows, grid, 0, u) < math.inf


def test_draw_is_the_quantile_at_the_luck_of_that_decision() -> None:
    under = key(5, 2)
    for name, i in INDEX.items():
        dealt = uniform(under, 77, Decision.consult_time, 1, 2, 3)
        assert draw(under, 77, Decision.consult_time, 1, 2, 3, ROWS, GRID, i) == quantile(ROWS, GRID, i, dealt), name


@pytest.mark.parametrize("name", EVERY)
def test_compiled_and_plain_python_quantiles_agree_to_the_last_bit(name: str) -> None:
    plain_rows = ROWS.view(np.recarray)  # plain Python reads rows[i].kind only from these
    for u in np.linspace(0, LAST, 301).tolist():
        plain = quantile.py_func(plain_rows, GRID, INDEX[name], u)
        assert quantile(ROWS, GRID, INDEX[name], u) == plain


def test_equal_shapes_share_one_table() -> None:
    alone = table([kind("gamma", mean="10 min", sd="5 min")])[1]
    both = table([kind("gamma", mean="10 min", sd="5 min"), kind("erlang", mean="99 min", phases=4)])[1]
    assert both.size == alone.size


def test_a_column_is_read_from_the_patients_row_and_never_drawn() -> None:
    rows, grid = table([kind("fixed", value="1 min"), kind("column", name="exam_min")], ["arrival_min", "exam_min"])
    assert [column_of(rows, 0), column_of(rows, 1)] == [-1, 1]
    with pytest.raises(ValueError, match="stands in the patient's own row"):
        quantile(rows, grid, 1, 0.5)
    with pytest.raises(ValueError, match="'exam_min' is not in the trace, which has: no columns"):
        table([kind("column", name="exam_min")])


def test_no_distributions_make_an_empty_table() -> None:
    rows, grid = table([])
    assert rows.size == 0
    assert grid.size == 1
