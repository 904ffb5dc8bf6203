"""What a study declares before it runs: primary measures, margins, days."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from experiments.runs.one_run import Window
from experiments.runs.refusals import BadStudy
from experiments.study.declared import Measured, Primary, group_of, measured_of, primary_of, years_of

START = dt.date(2026, 1, 5)
WEEK = 7 * 1440.0
BETTER = {"wait_mean_min": "lower", "primary_visit_share": "higher", "visits": "neither"}


def scenario(**blocks: Any) -> Any:
    """A scenario of 12 and 52 weeks with some blocks."""
    calendar = SimpleNamespace(start=START, warm_up=12 * WEEK, measure=52 * WEEK)
    return SimpleNamespace(**{"calendar": calendar, "primary": (), "margins": {}, "windows": {}, **blocks})


def entry(measure: str, **said: Any) -> Any:
    """A line of ``primary:``."""
    return SimpleNamespace(**{"measure": measure, "of": {}, "better": None, "margin": None, **said})


def test_a_group_is_written_as_the_tables_write_it() -> None:
    assert group_of({}) == ""
    assert group_of({"tier": "county", "class": "walk_in"}) == "tier=county,class=walk_in"


def test_a_primary_measure_says_of_what_which_way_and_how_much() -> None:
    lines = (entry("wait_mean_min", of={"tier": "county"}, better="lower", margin=3.0),)
    assert primary_of(scenario(primary=lines), BETTER) == [Primary("wait_mean_min", "tier=county", "lower", 3.0)]


def test_a_margin_may_stand_in_margins_and_a_direction_in_the_registry() -> None:
    county = scenario(primary=(entry("wait_mean_min"),), margins={"wait_mean_min": 2.0})
    assert primary_of(county, BETTER) == [Primary("wait_mean_min", "", "lower", 2.0)]


def test_without_primary_every_measure_with_a_margin_is_primary() -> None:
    county = scenario(margins={"wait_mean_min": 2.0, "primary_visit_share": 0.01})
    assert [(p.measure, p.better) for p in primary_of(county, BETTER)] == [
        ("wait_mean_min", "lower"),
        ("primary_visit_share", "higher"),
    ]


def test_a_primary_measure_without_a_margin_is_refused() -> None:
    with pytest.raises(BadStudy, match="wait_mean_min: no margin"):
        primary_of(scenario(primary=(entry("wait_mean_min"),)), BETTER)


def test_a_primary_measure_that_is_neither_better_high_nor_low_must_say() -> None:
    with pytest.raises(BadStudy, match="visits: say which way is better"):
        primary_of(scenario(primary=(entry("visits", margin=1.0),)), BETTER)


def measured(in_force: list[tuple[str | None, str | None]], **blocks: Any) -> Measured:
    """What is measured when differences are in force on such days."""
    dates = [tuple(dt.date.fromisoformat(day) if day else None for day in pair) for pair in in_force]
    return measured_of(scenario(**blocks), dates)  # type: ignore[arg-type]


def days(found: Measured) -> tuple[str, str]:
    """First and last day of the main window."""
    last = found.day(found.window.ends_min) - dt.timedelta(days=1)
    return found.day(found.window.begins_min).isoformat(), last.isoformat()


def test_a_policy_in_force_from_day_0_is_measured_over_the_whole_period() -> None:
    found = measured([(None, None)])
    assert days(found) == ("2026-03-30", "2027-03-28")
    assert found.why == "the whole measured period"


def test_days_before_a_policy_begins_are_not_averaged_with_those_after() -> None:
    assert days(measured([("2026-07-06", None)])) == ("2026-07-06", "2027-03-28")


def test_a_start_in_mid_week_is_measured_from_the_next_monday() -> None:
    assert days(measured([("2026-07-08", None)])) == ("2026-07-13", "2027-03-28")


def test_all_differences_must_be_in_force_and_weeks_stay_whole() -> None:
    found = measured([("2026-07-06", None), ("2026-09-01", "2026-12-31")])
    assert days(found) == ("2026-09-07", "2026-12-27")
    assert found.window.ends_min - found.window.begins_min == 16 * WEEK


def test_differences_that_are_never_in_force_together_are_measured_over_all() -> None:
    found = measured([("2026-07-06", "2026-07-31"), ("2026-09-01", None)])
    assert days(found) == ("2026-03-30", "2027-03-28")
    assert "no week" in found.why


def test_a_policy_that_begins_in_the_warm_up_shortens_nothing() -> None:
    assert days(measured([("2026-02-02", None)])) == ("2026-03-30", "2027-03-28")


def test_declared_windows_win_and_the_first_is_the_main_one() -> None:
    windows = {
        "settled": SimpleNamespace(from_=dt.date(2026, 10, 5), weeks=24, until=None),
        "early": SimpleNamespace(from_=dt.date(2026, 7, 6), weeks=None, until=dt.date(2026, 10, 4)),
    }
    found = measured([("2026-07-06", None)], windows=windows)
    assert days(found) == ("2026-10-05", "2027-03-21")
    assert [window.name for window in found.all] == ["settled", "early"]
    assert found.others[0].ends_min - found.others[0].begins_min == 13 * WEEK


def test_a_window_is_kept_inside_the_measured_period() -> None:
    windows = {"long": SimpleNamespace(from_=dt.date(2026, 1, 5), weeks=500, until=None)}
    assert days(measured([], windows=windows)) == ("2026-03-30", "2027-03-28")


def test_a_period_of_several_years_is_measured_year_by_year_too() -> None:
    whole = Window("", 12 * WEEK, (12 + 5 * 52) * WEEK)
    years = years_of(whole)
    assert [year.name for year in years] == [f"year={n}" for n in range(1, 6)]
    assert (years[0].begins_min, years[-1].ends_min) == whole.minutes
    assert all(a.ends_min == b.begins_min for a, b in pairwise(years))


def test_a_period_of_less_than_two_years_is_not_cut() -> None:
    assert years_of(Window("", 0.0, 103 * WEEK)) == ()
