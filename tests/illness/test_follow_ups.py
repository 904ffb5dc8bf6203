"""Follow-ups of chronic illness: regular, a little early or late, and as many as declared."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

from sim.illness import Onsets, draw_onsets
from sim.illness.follow_ups import EARLY_OR_LATE
from tests.illness.a_county import CLINIC_BY_HOUR, DAY, YEAR, chronic, residents, rows, scenario

QUARTER = 91 * DAY


def due(illnesses: dict[str, Any], number: int = 500, ill: int = 1, until: float = YEAR) -> Onsets:
    return draw_onsets(scenario({}, illnesses), residents(number, ill=ill), 7, 0, until)


def test_everybody_ill_comes_four_times_a_year_give_or_take_one() -> None:
    found = due({"hypertension": chronic()}, 2_000)
    a_person = np.bincount(found.resident, minlength=2_000)
    assert set(a_person.tolist()) <= {3, 4, 5}
    assert abs(a_person.mean() - 4) < 0.05
    assert (found.reason == 2).all()
    assert (found.condition == 0).all()  # no conditions, so the follow-ups are the first row
    assert (found.band == 0).all()


def test_nobody_without_the_illness_comes() -> None:
    assert len(due({"hypertension": chronic()}, ill=0)) == 0


def test_the_interval_is_a_quarter_give_or_take_two_fortnights() -> None:
    found = due({"hypertension": chronic()}, until=5 * YEAR)
    gaps = np.concatenate([np.diff(found.time_min[found.resident == who]) for who in range(500)])
    assert gaps.min() >= (1 - 2 * EARLY_OR_LATE) * QUARTER - 1
    assert gaps.max() <= (1 + 2 * EARLY_OR_LATE) * QUARTER + 1
    assert abs(gaps.mean() / QUARTER - 1) < 0.01


def test_follow_ups_are_spread_over_the_year_and_kept_to_the_clinics_hours() -> None:
    """Chi-square over 52 weeks, 7 weekdays and 24 hours; false alarm 1 in 1,000 each.

    Follow-ups are more even than Poisson, so only unevenness counts against them.
    """
    found = due({"hypertension": chronic(by_weekday="clinic", by_hour="clinic")}, 20_000)
    day = found.time_min // DAY
    weeks = np.bincount((day // 7).astype(int), minlength=52)
    assert stats.chisquare(weeks).pvalue > 0.001
    weekdays = np.array([1.25, 1.08, 1.05, 1.0, 1.0, 1.1, 0.5])
    by_weekday = np.bincount((day % 7).astype(int))
    assert stats.chisquare(by_weekday, weekdays / weekdays.sum() * len(found)).pvalue > 0.001
    open_hours = np.array(CLINIC_BY_HOUR) > 0
    by_hour = np.bincount((found.time_min // 60 % 24).astype(int), minlength=24)
    assert by_hour[~open_hours].sum() == 0
    declared = np.array(CLINIC_BY_HOUR)[open_hours] / 100
    assert stats.chisquare(by_hour[open_hours], declared * len(found)).pvalue > 0.001


def test_adherence_keeps_that_share_and_moves_none() -> None:
    """z of the share; false alarm 1 in 1,000."""
    full, some = (
        due({"hypertension": chronic()}, 2_000),
        due({"hypertension": chronic(adherence="56 %")}, 2_000),
    )
    assert rows(some) < rows(full)
    assert abs(len(some) / len(full) - 0.56) < 3.29 * np.sqrt(0.56 * 0.44 / len(full))


def test_two_illnesses_are_followed_up_in_one_visit_at_the_faster_pace() -> None:
    illnesses = {"hypertension": chronic(), "diabetes": chronic(follow_ups_a_year=6), "gout": chronic()}
    both = due(illnesses, ill=0b11)
    assert rows(both) == rows(due(illnesses, ill=0b10))
    assert (both.condition == 1).all()
    assert rows(due(illnesses, ill=0b101)) == rows(due(illnesses, ill=0b001))  # the first listed of two equals


def test_one_more_chronic_illness_in_the_catalogue_moves_no_follow_up() -> None:
    alone = due({"hypertension": chronic()})
    beside = due({"gout": chronic(), "hypertension": chronic()}, ill=0b10)
    assert rows(alone, "time_min", "episode") == rows(beside, "time_min", "episode")


def test_a_longer_run_adds_only_what_comes_later() -> None:
    short, long = (
        due({"hypertension": chronic()}, until=200 * DAY),
        due({"hypertension": chronic()}, until=3 * YEAR),
    )
    assert rows(short) == {row for row in rows(long) if row[0] < 200 * DAY}


def test_no_follow_ups_a_year_means_none() -> None:
    assert len(due({"hypertension": chronic(follow_ups_a_year=0)})) == 0


def test_many_follow_ups_over_many_years_keep_their_own_luck() -> None:
    found = due({"dialysis": chronic(follow_ups_a_year=156)}, 3, until=40 * YEAR)
    assert np.unique(found.episode).size == len(found)
    assert abs(len(found) / (3 * 40 * 156) - 1) < 0.01
