"""Arrival streams as a planner writes them: who comes when, as what, and what disturbs nobody."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.illness.streams import Arrivals, classes_of, draw_arrivals
from tests.networks import scenario_of

ONE = "stations: {first: {servers: unlimited}}\nservices: {first: {kind: fixed, value: 1 min}}\n"


def days(many: int) -> str:
    return f"calendar: {{start: 2026-01-05, warm_up: 0 days, measure: {many} days, holidays: none}}\n"


def come(folder: Path, text: str, tables: dict[str, str] | None = None, replication: int = 0) -> Arrivals:
    return draw_arrivals(scenario_of(folder, text, tables), 7, replication)


def test_an_hourly_profile_gives_poisson_counts_in_every_hour(tmp_path: Path) -> None:
    text = (
        days(700)
        + ONE
        + """
arrivals:
  all: {kind: poisson, rate: {by_hour: {"06:00": 3/h, "09:00": 12/h, "12:00": 6/h, "23:00": 2/h}}, route: [first]}
"""
    )
    counts = np.histogram(come(tmp_path, text).time_min % 1440, np.arange(25) * 60)[0]
    rates = np.array([2] * 6 + [3] * 3 + [12] * 3 + [6] * 11 + [2])
    assert np.all(np.abs(counts - 700 * rates) < stats.norm.isf(0.0005 / 24) * np.sqrt(700 * rates))


def test_a_table_of_rates_repeats_itself(tmp_path: Path) -> None:
    text = (
        days(400)
        + ONE
        + """
arrivals:
  all: {kind: poisson, rate: {file: rates.csv, rate: rate_per_h, repeats: 1 day}, route: [first]}
"""
    )
    rates = {"rates.csv": "from_min,rate_per_h\n0,0\n600,30\n720,0\n"}
    times = come(tmp_path, text, rates).time_min % 1440
    assert times.min() >= 600
    assert times.max() < 720
    assert abs(len(times) - 400 * 60) < 3.3 * np.sqrt(400 * 60)


def test_classes_have_their_shares(tmp_path: Path) -> None:
    text = days(300) + ONE + "arrivals: {all: {kind: poisson, rate: 3/h, class: {a: 15 %, b: 85 %}, route: [first]}}"
    arrivals = come(tmp_path, text)
    share = float(np.mean(arrivals.sort == 0))
    assert classes_of(scenario_of(tmp_path, text)) == ("a", "b")
    assert abs(share - 0.15) < 3.3 * np.sqrt(0.15 * 0.85 / len(arrivals))


def test_booked_patients_stay_away_or_come_early_each_by_his_own_luck(tmp_path: Path) -> None:
    slots = "slot_min,class\n" + "".join(f"{10 * n},a\n" for n in range(1, 5000))
    base = days(40) + ONE + "arrivals:\n  all: {kind: scheduled, file: slots.csv,"
    base += " columns: {time: slot_min, class: class},"
    early = " arrives: {kind: normal, mean: -5 min, sd: 10 min, low: -60 min, outside: redraw},"
    to_the_minute = come(tmp_path, base + " route: [first]}", {"slots.csv": slots})
    some = come(tmp_path, base + " no_show: 14 %, route: [first]}", {"slots.csv": slots})
    both = come(tmp_path, base + early + " no_show: 14 %, route: [first]}", {"slots.csv": slots})
    assert to_the_minute.time_min.tolist() == [10.0 * n for n in range(1, 5000)]
    assert abs(len(some) - 0.86 * 4999) < 3.3 * np.sqrt(4999 * 0.86 * 0.14)
    assert set(some.patient.tolist()) == set(both.patient.tolist())
    shift = both.time_min - 10.0 * (both.patient + 1)
    assert abs(shift.mean() + 5) < 3.3 * 10 / np.sqrt(len(both))
    assert np.all(np.diff(both.time_min) >= 0)
    assert both.row.tolist() == both.patient.tolist()


def test_a_table_of_slots_may_begin_anew_every_week(tmp_path: Path) -> None:
    text = (
        days(21)
        + ONE
        + """
arrivals:
  all: {kind: scheduled, file: slots.csv, columns: {time: slot_min, class: class}, repeats: 1 week, route: [first]}
"""
    )
    arrivals = come(tmp_path, text, {"slots.csv": "slot_min,class\n480,a\n500,b\n"})
    assert arrivals.time_min.tolist() == [480, 500, 480 + 10080, 500 + 10080, 480 + 20160, 500 + 20160]
    assert arrivals.sort.tolist() == [0, 1] * 3
    assert len(set(arrivals.patient.tolist())) == 6


def test_a_trace_comes_as_it_is_written_and_is_cut_at_the_horizon(tmp_path: Path) -> None:
    text = (
        days(1)
        + ONE
        + """
arrivals: {all: {kind: trace, file: come.csv, columns: {time: at_min, class: class}, route: [first]}}
"""
    )
    arrivals = come(tmp_path, text, {"come.csv": "at_min,class\n0.25,b\n7,a\n1440,a\n"})
    assert arrivals.time_min.tolist() == [0.25, 7.0]
    assert arrivals.row.tolist() == [0, 1]


def test_a_dated_change_of_the_rate_leaves_everybody_before_it_where_he_was(tmp_path: Path) -> None:
    text = days(20) + ONE + 'arrivals: {all: {kind: poisson, rate: {by_hour: {"00:00": 6/h}}, route: [first]}}\n'
    before = come(tmp_path, text)
    spring = "changes: [{from: 2026-01-15, set: arrivals.all.rate.by_hour.00:00, to: 12/h, why: spring}]\n"
    after = come(tmp_path, text + spring)
    early = before.time_min < 10 * 1440
    assert np.array_equal(before.time_min[early], after.time_min[: early.sum()])
    late = len(after) - early.sum()
    assert abs(late - 2880) < 3.3 * np.sqrt(2880)


@pytest.mark.parametrize("change", ["to: 12/h", "times: 2", "add: 6/h"])
def test_a_plain_rate_may_change_on_a_date(tmp_path: Path, change: str) -> None:
    text = days(20) + ONE + "arrivals: {all: {kind: poisson, rate: 6/h, route: [first]}}\n"
    text += f"changes: [{{from: 2026-01-15, set: arrivals.all.rate, {change}, why: spring}}]\n"
    times = come(tmp_path, text).time_min
    early = int(np.sum(times < 10 * 1440))
    assert abs(early - 1440) < 3.3 * np.sqrt(1440)
    assert abs(len(times) - early - 2880) < 3.3 * np.sqrt(2880)


def test_one_more_stream_disturbs_nobody(tmp_path: Path) -> None:
    text = days(5) + ONE + "arrivals:\n  all: {kind: poisson, rate: 6/h, class: {a: 50 %, b: 50 %}, route: [first]}\n"
    alone = come(tmp_path, text)
    more = come(tmp_path, text + "  others: {kind: renewal, between: {kind: exponential, mean: 1 h}, route: [first]}\n")
    first = more.stream == 0
    assert np.array_equal(alone.time_min, more.time_min[first])
    assert np.array_equal(alone.sort, more.sort[first])
    assert np.all(np.diff(more.time_min) >= 0)


def test_replications_differ_and_seeds_repeat(tmp_path: Path) -> None:
    text = days(5) + ONE + "arrivals: {all: {kind: poisson, rate: 6/h, route: [first]}}\n"
    assert np.array_equal(come(tmp_path, text).time_min, come(tmp_path, text).time_min)
    assert not np.intersect1d(come(tmp_path, text).time_min, come(tmp_path, text, replication=1).time_min).size


@pytest.mark.parametrize("rate", ["0.25/min", "15/h", "360/day", "2520/week"])
def test_a_rate_may_be_written_in_any_unit(tmp_path: Path, rate: str) -> None:
    text = days(2) + ONE + "arrivals: {all: {kind: poisson, rate: %s, route: [first]}}\n"
    assert come(tmp_path, text % rate).time_min == pytest.approx(come(tmp_path, text % "15/h").time_min)
