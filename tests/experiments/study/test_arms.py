"""Arms: names, titles, dates, the exact difference."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest

from experiments.runs.refusals import BadStudy
from experiments.study.arms import EXACT, dates_of_difference, exact_difference, load_arms
from experiments.study.targets import targets_table
from tests.experiments.fakes import FAKE, county


def test_an_arm_is_named_after_its_file_and_titled_by_its_header(tmp_path: Path) -> None:
    arms = load_arms(FAKE, county(tmp_path), [county(tmp_path, "gate_keeping")])
    assert [(arm.name, arm.title, arm.title_zh) for arm in arms] == [
        ("today", "Today", "现状"),
        ("gate_keeping", "Gate_Keeping", "政策"),
    ]


def test_together_joins_titles_and_needs_two_overlays(tmp_path: Path) -> None:
    one, two = county(tmp_path, "one", effect_min=1.0), county(tmp_path, "two", mean_min=9.0)
    arms = load_arms(FAKE, county(tmp_path), [one, two], together=True)
    assert (arms[3].name, arms[3].title, arms[3].title_zh) == ("together", "One + Two", "政策＋政策")
    assert arms[3].scenario.numbers["effect_min"] == 1.0
    assert arms[3].scenario.numbers["mean_min"] == 9.0
    assert len(load_arms(FAKE, county(tmp_path), [one], together=True)) == 2


def test_a_policy_called_today_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadStudy, match="'today'"):
        load_arms(FAKE, county(tmp_path), [county(tmp_path, "today")])


def test_a_setting_is_set_in_every_arm(tmp_path: Path) -> None:
    arms = load_arms(FAKE, county(tmp_path), [county(tmp_path, "gate")], {"mean_min": 12.0})
    assert [arm.scenario.numbers["mean_min"] for arm in arms] == [12.0, 12.0]


def test_the_exact_difference_has_one_row_per_arm_and_number(tmp_path: Path) -> None:
    one = county(tmp_path, "one", effect_min=1.0, **{"from": "2026-03-02"})
    two = county(tmp_path, "two", mean_min=9.0, effect_min=2.0)
    today, *others = load_arms(FAKE, county(tmp_path), [one, two])
    table = exact_difference(today, others, FAKE.differences)
    assert tuple(table.columns) == EXACT
    assert table[["arm", "words", "today", "value", "from"]].values.tolist() == [
        ["one", "first contact effect min", "0.0", "1.0", "2026-03-02"],
        ["two", "first contact mean min", "30.0", "9.0", ""],
        ["two", "first contact effect min", "0.0", "2.0", ""],
    ]
    assert dates_of_difference(today, others[0], FAKE.differences) == [(dt.date(2026, 3, 2), None)]


def test_arms_that_do_not_differ_have_an_empty_table(tmp_path: Path) -> None:
    today, *others = load_arms(FAKE, county(tmp_path), [county(tmp_path, "same")])
    assert exact_difference(today, others, FAKE.differences).empty
    assert dates_of_difference(today, others[0], FAKE.differences) == []


@pytest.mark.parametrize(
    ("simulated", "met"), [(30.0, "yes"), (35.0, "yes"), (25.0, "yes"), (35.001, "no"), (24.9, "no")]
)
def test_a_target_is_met_up_to_its_tolerance_and_no_further(simulated: float, met: str) -> None:
    import pandas as pd

    summary = pd.DataFrame(
        {
            "arm": ["today", "gate"],
            "measure": "wait_mean_min",
            "group": "tier=county",
            "unit": "min",
            "mean": [simulated, 0.0],
            "lo": 0.0,
            "hi": 99.0,
            "n": 3,
        }
    )
    target = SimpleNamespace(measure="wait_mean_min", of={"tier": "county"}, value=30, within=5, use="fitted")
    table = targets_table([target], summary, "today")
    assert table.loc[0, ["met", "unit", "use", "source", "n"]].tolist() == [met, "min", "fitted", "", 3]
