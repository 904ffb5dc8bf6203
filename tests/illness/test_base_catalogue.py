"""The illness of the base county: its totals are those that the sources give, and each entry makes sense.

Expected numbers are computed from the declared rates, so these checks have no false alarms.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from sim.illness import catalogue, draw_onsets
from sim.people import Villages, draw_people
from sim.scenario.load import load
from sim.scenario.scenario import Scenario
from sim.vocabulary import BANDS
from tests.illness.a_county import YEAR

DEMO = Path(__file__).parents[2] / "scenarios" / "demo.yaml"


@cache
def county() -> Scenario:
    return load(DEMO)


@cache
def per_1000() -> dict[str, float]:
    """Expected cases of each condition per 1,000 residents and year, at an illness_rate of 1."""
    scenario = county()
    assert scenario.people is not None
    ages = np.array(list(scenario.people.ages.values()))
    bands = list(scenario.people.ages)
    known = catalogue(scenario)
    expected = {}
    for row, (name, condition) in enumerate(scenario.conditions.items()):
        who = ages
        if condition.of_chronic is not None:
            illness = scenario.chronic[condition.of_chronic]
            left = 1 - illness.controlled * (1 - illness.controlled_times)
            who = ages * left * [illness.prevalence.get(band, 0.0) for band in bands]
        expected[name] = float(1000 * (known.rates[row] * who).sum() / scenario.people.illness_rate)
    return expected


def of_band(band: str, share: str | None = None) -> float:
    """Expected cases of this severity per 1,000 residents and year, or those of a share of them."""
    return sum(
        cases * condition.severity[band] * (getattr(condition, share)[band] if share else 1)
        for cases, condition in zip(per_1000().values(), county().conditions.values(), strict=True)
    )


def test_people_fall_ill_about_three_times_a_year() -> None:
    assert sum(per_1000().values()) == pytest.approx(3000, abs=100)


@pytest.mark.parametrize(("band", "share"), list(zip(BANDS, [0.70, 0.22, 0.07, 0.01], strict=True)))
def test_severity_splits_as_assumed_everywhere(band: str, share: float) -> None:
    assert of_band(band) / sum(per_1000().values()) == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize(("band", "share"), [("moderate", 0.095), ("serious", 0.38), ("critical", 1.0)])
def test_beds_are_needed_as_often_as_fitted_to_admissions(band: str, share: float) -> None:
    assert of_band(band, "needs_bed") / of_band(band) == pytest.approx(share, abs=0.02)


def test_beds_needed_at_onset_lie_below_the_admissions_of_the_country() -> None:
    """214 admissions per 1,000 in 2023 [L1]; those who come back sicker, and readmissions, make up the rest."""
    assert 160 <= sum(of_band(band, "needs_bed") for band in BANDS) <= 200


def test_stays_have_the_mean_of_county_hospitals() -> None:
    """About 8.2 days where acute and recovery phase are spent in one hospital (8.4 in 2023 [L4])."""
    beds = days = 0.0
    for cases, condition in zip(per_1000().values(), county().conditions.values(), strict=True):
        stays = cases * sum(condition.severity[band] * condition.needs_bed[band] for band in BANDS)
        assert condition.stay is not None
        length = condition.stay.acute.mean_min
        if (recovery := condition.stay.recovery) is not None:
            assert recovery.if_kept is not None
            length += recovery.share * recovery.if_kept.mean_min
        beds, days = beds + stays, days + stays * length / 1440
    assert days / beds == pytest.approx(8.2, abs=0.3)


def test_the_case_mix_is_that_of_primary_care() -> None:
    """Shares of new episodes, between those of village and township visits (assumed from [L28], [L29])."""
    cases = per_1000()
    total = sum(cases.values())

    def share(*names: str) -> float:
        return sum(cases[name] for name in names) / total

    assert share("acute_uri", "acute_bronchitis", "pneumonia") == pytest.approx(0.30, abs=0.05)
    assert share("gastroenteritis", "gastritis") == pytest.approx(0.12, abs=0.02)
    assert share("back_joint_pain") == pytest.approx(0.125, abs=0.02)
    assert share("skin_disease", "minor_injury") == pytest.approx(0.08, abs=0.02)


def test_chronic_prevalence_in_adults_is_that_of_the_national_survey() -> None:
    scenario = county()
    assert scenario.people is not None
    ages = scenario.people.ages
    adults = 1 - ages["0-14"]
    for illness, share in [("hypertension", 0.275), ("diabetes", 0.124), ("copd", 0.086)]:
        prevalence = scenario.chronic[illness].prevalence
        found = sum(ages[age] * prevalence.get(age, 0.0) for age in ages) / adults
        assert found == pytest.approx(share, abs=0.002)


@pytest.mark.parametrize("name", list(load(DEMO).conditions))
def test_each_condition_says_all_that_the_pathway_asks(name: str) -> None:
    condition = county().conditions[name]
    assert condition.name_zh
    assert condition.icd10
    assert condition.source
    assert condition.stay is not None
    assert condition.needs_bed["minor"] <= condition.needs_bed["moderate"] <= condition.needs_bed["serious"]
    alone = [condition.gets_well_alone[band] for band in BANDS]
    assert alone == sorted(alone, reverse=True)
    assert condition.needs_bed["critical"] == 1 or condition.severity["critical"] == 0
    new = condition.new_cases
    assert new.by_month in county().profiles.by_month
    assert new.by_weekday in county().profiles.by_weekday
    assert new.by_hour in county().profiles.by_hour


def test_who_is_beyond_the_village_belongs_to_the_county() -> None:
    critical = {name for name, c in county().conditions.items() if c.time_critical is not None}
    assert {
        "stroke",
        "myocardial_infarction",
        "major_trauma",
        "severe_infection",
        "obstetric_emergency",
    } <= critical
    assert all(county().conditions[name].belongs_to == "county" for name in critical)


def test_a_year_of_the_county_has_the_declared_volumes() -> None:
    """New illness as expected, within 4.9 standard errors (false alarm 1e-6); 0.63 follow-ups."""
    n = 20_000
    villages = cast(Villages, SimpleNamespace(residents=np.array([n]), in_town=np.array([False])))
    onsets = draw_onsets(county(), draw_people(county(), villages, 1), 1, 0, YEAR)
    counts = np.bincount(onsets.reason, minlength=3)
    people = county().people
    assert people is not None
    mean = n * sum(per_1000().values()) / 1000 * people.illness_rate
    # exacerbations vary with who happens to be ill, so the limit is a little wider than Poisson's
    assert abs(counts[0] + counts[1] - mean) < 4.9 * np.sqrt(1.5 * mean)
    assert counts[2] / n == pytest.approx(0.63, abs=0.03)
