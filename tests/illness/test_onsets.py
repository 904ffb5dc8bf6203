"""Who falls ill: a Poisson process of the declared shape, for everybody, and nothing shifts.

Checks of chance are on fixed seeds, so they pass or fail for good; the chance that a right generator had
failed them when they were written is stated at each.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.illness import Onsets, catalogue, draw_onsets
from sim.illness.onsets import _poisson
from sim.illness.profiles import rulers
from sim.scenario.scenario import Scenario
from tests.illness.a_county import CLINIC_BY_HOUR, DAY, YEAR, chronic, condition, residents, rows, scenario

SHAPED = {"by_month": "winter", "by_weekday": "clinic", "by_hour": "clinic"}
COLD = scenario({"cold": condition(5.0, **SHAPED)})
MANY = draw_onsets(COLD, residents(40_000), 20260105, 0, YEAR)


def befalls(county: Scenario, people: Any, until: float = YEAR, seed: int = 7, replication: int = 0) -> Onsets:
    return draw_onsets(county, people, seed, replication, until)


def expected_by_hour() -> Any:
    """Expected cases in each of the 8,736 hours of the year, from the profiles alone."""
    along = rulers(COLD.profiles, COLD.calendar, catalogue(COLD).shapes, 1)
    by_day = np.diff(along.days[0, 0])
    return 40_000 * 5.0 * np.outer(by_day, np.array(CLINIC_BY_HOUR) / 100).ravel()


def test_counts_of_every_hour_of_the_year_are_poisson() -> None:
    """Dispersion of 5,824 hours around their declared means; false alarm 1 in 1,000, on either side."""
    counts = np.bincount((MANY.time_min // 60).astype(int), minlength=8736)
    mean = expected_by_hour()
    assert counts[mean == 0].sum() == 0
    open_hours = mean > 0
    dispersion = ((counts - mean)[open_hours] ** 2 / mean[open_hours]).sum()
    low, high = stats.chi2.ppf([0.0005, 0.9995], open_hours.sum())
    assert low < dispersion < high


def test_eight_in_the_morning_is_as_busy_as_declared() -> None:
    """z of each hour of the day, 8 to 9 first of all; false alarm 1 in 1,000 each."""
    counts = np.bincount((MANY.time_min // 60 % 24).astype(int), minlength=24)
    mean = expected_by_hour().reshape(364, 24).sum(axis=0)
    for hour in [8, *range(7, 20)]:
        assert abs(counts[hour] - mean[hour]) < 3.29 * np.sqrt(mean[hour]), f"{hour}:00"


def test_months_and_weekdays_are_as_busy_as_declared() -> None:
    """Chi-square over the 364 days; false alarm 1 in 1,000."""
    counts = np.bincount((MANY.time_min // DAY).astype(int), minlength=364)
    mean = expected_by_hour().reshape(364, 24).sum(axis=1)
    assert stats.chi2.sf(((counts - mean) ** 2 / mean).sum(), 364) > 0.001


def test_how_often_a_resident_falls_ill_is_poisson() -> None:
    """Chi-square of cases per resident against Poisson(5); false alarm 1 in 1,000."""
    counts = np.bincount(np.minimum(np.bincount(MANY.resident, minlength=40_000), 13), minlength=14)
    chance = stats.poisson.pmf(range(13), 5)
    assert stats.chisquare(counts, 40_000 * np.append(chance, 1 - chance.sum())).pvalue > 0.001


def test_gaps_between_a_towns_cases_are_exponential_once_the_shape_is_taken_out() -> None:
    """Kolmogorov-Smirnov of the gaps in expected cases; false alarm 1 in 1,000."""
    level = draw_onsets(scenario({"cold": condition(5.0)}), residents(4_000), 3, 1, YEAR)
    gaps = np.diff(level.time_min) / YEAR * 20_000
    assert stats.kstest(gaps, "expon").pvalue > 0.001


def test_each_age_band_has_its_own_rate() -> None:
    """z per band; false alarm 1 in 1,000 each."""
    county = scenario({"cold": condition({"young": 3.0, "old": 0.5})})
    found = np.bincount(befalls(county, residents(40_000)).resident % 2)
    for count, mean in zip(found, [60_000, 10_000], strict=True):
        assert abs(count - mean) < 3.29 * np.sqrt(mean)


def test_severity_is_an_even_rank_and_bands_have_their_shares() -> None:
    """Kolmogorov-Smirnov and chi-square; false alarm 1 in 1,000 each."""
    assert stats.kstest(MANY.severity, "uniform").pvalue > 0.001
    bands = np.bincount(MANY.band, minlength=4)
    assert stats.chisquare(bands, np.array([0.70, 0.22, 0.07, 0.01]) * len(MANY)).pvalue > 0.001
    assert (np.searchsorted([0.70, 0.92, 0.99], MANY.severity, side="right") == MANY.band).all()


def test_time_severity_and_resident_are_independent() -> None:
    """Correlations; false alarm 1 in 1,000 each."""
    table = np.array([MANY.time_min, MANY.severity, MANY.resident])
    assert (np.abs(np.corrcoef(table)[np.triu_indices(3, 1)]) * np.sqrt(len(MANY)) < 3.29).all()


def test_replications_share_nothing_and_a_replication_repeats_itself() -> None:
    one = befalls(COLD, residents(200))
    assert rows(one) == rows(befalls(COLD, residents(200)))
    assert not rows(one, "time_min") & rows(befalls(COLD, residents(200), replication=1), "time_min")
    assert not rows(one, "time_min") & rows(befalls(COLD, residents(200), seed=8), "time_min")


def test_a_longer_run_adds_only_what_comes_later() -> None:
    short, long = befalls(COLD, residents(200), 500 * DAY), befalls(COLD, residents(200), 1000 * DAY)
    assert rows(short) == {row for row in rows(long) if row[0] < 500 * DAY}


def test_a_higher_rate_adds_cases_and_moves_none() -> None:
    few, many = (
        befalls(COLD, residents(500)),
        befalls(scenario({"cold": condition(8.0, **SHAPED)}), residents(500)),
    )
    assert rows(few) < rows(many)
    assert rows(many) == rows(befalls(scenario({"cold": condition(5.0, **SHAPED)}, rate=1.6), residents(500)))


def test_one_more_condition_moves_nobody() -> None:
    both = befalls(scenario({"flu": condition(2.0), "cold": condition(5.0, **SHAPED)}), residents(500))
    alone = befalls(COLD, residents(500))
    kept = {row for row in rows(both, "time_min", "resident", "episode", "severity", "condition") if row[-1] == 1}
    assert {row[:-1] for row in kept} == rows(alone, "time_min", "resident", "episode", "severity")


def test_one_more_resident_moves_nobody() -> None:
    assert rows(befalls(COLD, residents(500))) < rows(befalls(COLD, residents(501)))


def test_graver_shares_make_the_same_cases_graver() -> None:
    grave = condition(5.0, **SHAPED)
    grave["severity"] = {"minor": "50 %", "moderate": "30 %", "serious": "15 %", "critical": "5 %"}
    mild, bad = befalls(COLD, residents(500)), befalls(scenario({"cold": grave}), residents(500))
    assert rows(mild, "time_min", "episode", "severity") == rows(bad, "time_min", "episode", "severity")
    assert (bad.band >= mild.band).all()
    assert (bad.band > mild.band).any()


FLARE = condition({"young": 2.0, "old": 2.0}, of_chronic="copd")


def test_only_those_who_have_the_chronic_illness_have_its_exacerbations() -> None:
    county = scenario({"flare": FLARE}, {"asthma": chronic(), "copd": chronic()})
    ill = befalls(county, residents(2_000, ill=0b10))
    assert (befalls(county, residents(2_000, ill=0b01)).reason == 2).all()
    assert (ill.reason == 1).sum() == pytest.approx(4_000, abs=3.29 * np.sqrt(4_000))


def test_control_removes_exacerbations_and_adds_none() -> None:
    """z of the share that stays; false alarm 1 in 1,000."""
    county = scenario({"flare": FLARE}, {"copd": chronic(follow_ups_a_year=0, controlled_times=0.4)})
    loose, held = (
        befalls(county, residents(5_000, ill=1)),
        befalls(county, residents(5_000, ill=1, controlled=1)),
    )
    assert rows(held) < rows(loose)
    n = len(loose)
    assert abs(len(held) / n - 0.4) < 3.29 * np.sqrt(0.4 * 0.6 / n)


@given(u=st.floats(0, 1, exclude_max=True), mean=st.floats(1e-9, 400))
def test_poisson_numbers_are_those_of_scipy(u: float, mean: float) -> None:
    found = _poisson(u, mean, float(np.exp(-mean)))
    assert stats.poisson.cdf(found - 1, mean) <= u * (1 + 1e-9) + 1e-12
    assert u <= stats.poisson.cdf(found, mean) * (1 + 1e-9) + 1e-12


@settings(max_examples=40)
@given(
    rates=st.lists(st.floats(0, 30), min_size=1, max_size=4),
    people=st.integers(0, 30),
    until=st.floats(0, 2.5 * YEAR),
    seed=st.integers(0, 1000),
)
def test_whatever_the_rates_onsets_are_in_order_and_in_their_bounds(
    rates: list[float], people: int, until: float, seed: int
) -> None:
    county = scenario({f"c{i}": condition(rate, **SHAPED) for i, rate in enumerate(rates)})
    found = befalls(county, residents(people), until, seed)
    assert (np.diff(found.time_min) >= 0).all()
    assert ((found.time_min >= 0) & (found.time_min < until)).all()
    assert np.unique(found.episode).size == len(found)
    assert (found.episode >> 32 == found.resident).all()
    assert ((found.condition >= 0) & (found.condition < len(rates))).all()
    assert all(rates[i] > 0 for i in np.unique(found.condition))


def test_a_rate_that_mistakes_its_unit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"conditions.cold.new_cases: 501 cases per person and year"):
        befalls(scenario({"cold": condition(501.0)}), residents(1))


def test_an_illness_of_no_chronic_illness_is_refused() -> None:
    with pytest.raises(ValueError, match=r"conditions.flare.of_chronic: found 'copd'"):
        catalogue(scenario({"flare": FLARE}))


def test_a_run_of_a_lifetime_is_refused() -> None:
    with pytest.raises(ValueError, match="a run of 64 years"):
        befalls(COLD, residents(1), 64 * YEAR)


def test_a_scenario_without_residents_has_no_onsets() -> None:
    assert len(befalls(Scenario(), residents(0))) == 0
