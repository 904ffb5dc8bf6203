"""One input at a time: the points of the design, and the ends that figure 13 draws."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from experiments.study import design
from experiments.study.design import Point, StudyFile
from experiments.study.flips import Interval
from experiments.study.swings import SENSITIVITY, swings

STUDY = StudyFile.model_validate(
    {
        "title": "Two inputs",
        "county": Path("county.yaml"),
        "arms": {"today": [], "arm": ["overlay.yaml"]},
        "factors": {"wait": {"set": "mean", "times": [0.5, 2.0]}, "trust": {"set": "trust", "to": ["10 %", "90 %"]}},
        "design": {"kind": "one_at_a_time"},
    }
)


def origins() -> dict[str, Any]:
    written = {"mean": ("30 min", "assumption"), "trust": ("50 %", "survey 2023")}
    return {path: SimpleNamespace(text=text, source=source) for path, (text, source) in written.items()}


def plans() -> list[tuple[Point, Any]]:
    arm = SimpleNamespace(scenario=SimpleNamespace(origins=origins()))
    return [(point, SimpleNamespace(arms=(arm,))) for point in design.points(STUDY)]


def differences() -> pd.DataFrame:
    """Each point moves the difference by its number; a measure that is not primary besides."""
    rows = []
    for number in range(1, 6):
        row = {"point": number, "arm": "arm", "measure": "wait_mean_min", "group": "", "unit": "min", "primary": True}
        row |= {"simultaneous_lo": -number - 2.0, "simultaneous_hi": 2.0 - number, "better": "lower", "margin": 1.0}
        row |= {"verdict": Interval.of(row).word.value}  # type: ignore[arg-type]
        rows.append(row | {"difference": -float(number), "lo": -number - 1.0, "hi": 1.0 - number, "n": 8})
        rows.append(row | {"measure": "visits", "primary": False, "difference": 9.0, "lo": 8.0, "hi": 10.0, "n": 8})
    return pd.DataFrame(rows)


def test_the_first_point_leaves_everything_as_it_is_and_each_other_moves_one_input() -> None:
    levels = [dict(point.levels) for point in design.points(STUDY)]
    assert levels[0] == {"wait": None, "trust": None}
    assert all(sum(level is not None for level in point.values()) == 1 for point in levels[1:])
    assert len(levels) == 5


def test_an_input_that_is_left_as_it_is_is_not_set() -> None:
    written = {path: origin.text for path, origin in origins().items()}
    points = list(design.points(STUDY))
    assert design.settings(STUDY, points[0], written) == {}
    assert design.settings(STUDY, points[2], written) == {"mean": "60 min"}
    assert design.settings(STUDY, points[4], written) == {"trust": "90 %"}


def test_each_input_has_two_ends_with_the_value_that_was_set_and_where_it_is_from() -> None:
    table = swings(STUDY, plans(), differences())
    assert tuple(table.columns) == SENSITIVITY
    assert table["value"].to_list() == ["15 min", "60 min", "10 %", "90 %"]
    assert table["end"].to_list() == ["low", "high", "low", "high"]
    assert table["source"].to_list() == ["assumption"] * 2 + ["survey 2023"] * 2


def test_only_primary_differences_are_kept_beside_the_difference_as_it_is() -> None:
    table = swings(STUDY, plans(), differences())
    assert set(table["measure"]) == {"wait_mean_min"}
    assert table["difference"].to_list() == [-2.0, -3.0, -4.0, -5.0]
    assert set(table["base"]) == {-1.0}


def test_a_sweep_of_one_arm_moves_no_difference() -> None:
    assert swings(STUDY, plans(), pd.DataFrame()).empty


def test_the_value_at_which_a_verdict_flips_stands_beside_the_end_that_was_tried() -> None:
    table = swings(STUDY, plans(), differences())
    assert set(table["base_value"]) == {"30 min", "50 %"}
    assert set(table["base_verdict"]) == {"undecided"}
    ends = {(row["input"], row["end"]): row for row in table.to_dict("records")}
    long_wait, trust = ends["wait", "high"], ends["trust", "high"]
    assert (long_wait["stays"], long_wait["becomes"]) == ("no", "better, perhaps by less than matters")
    assert long_wait["flips_at"] == "45 min", "the interval leaves nought behind half way to 60 min"
    assert trust["becomes"] == "better, perhaps by less than matters"
    assert trust["flips_at"] == "60 %", "and a quarter of the way to 90 %"
    assert ends["wait", "low"]["stays"] == "yes"
