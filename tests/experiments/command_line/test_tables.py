"""What a planner reads in the terminal: numbers rounded to what is known, units, words in both languages."""

from __future__ import annotations

import io
import json
import math
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console
from rich.table import Table

from experiments.command_line import tables as say
from experiments.study.plan import Result


def printed(table: Table) -> list[list[str]]:
    """Cells of a table, header first."""
    out = io.StringIO()
    Console(file=out, width=250).print(table)
    lines = [line for line in out.getvalue().splitlines() if "│" in line or "┃" in line]
    return [[cell.strip() for cell in line.replace("┃", "│").strip("│").split("│")] for line in lines]


def result(**tables: pd.DataFrame) -> Result:
    """A study of today and one policy."""
    manifest = {
        "title": "County",
        "title_zh": "某县",
        "replications": 6,
        "command": "tiercare compare county.yaml",
        "arms": [{"name": "today", "title_zh": "现状"}, {"name": "gate", "title_zh": "基层首诊"}],
    }
    return Result(Path("results/x"), manifest, {f"{name}.csv": table for name, table in tables.items()})


@pytest.mark.parametrize(
    ("value", "half", "unit", "signed", "text"),
    [
        (27.4321, 1.23, "min", False, "27.4"),
        (27.4321, 12.3, "min", False, "27"),
        (1234.5, math.nan, "yuan", False, "1,230"),
        (0.6481, 0.0123, "share", False, "64.8 %"),
        (-0.0551, 0.0123, "share", True, "−5.5 points"),
        (3.0, 0.5, "min", True, "+3.00"),
        (math.nan, 1.0, "min", False, "–"),
    ],
)
def test_a_number_is_rounded_to_what_is_known(value: float, half: float, unit: str, signed: bool, text: str) -> None:
    assert say.number(value, half, unit, "en", signed) == text


def test_a_difference_of_shares_is_in_points_also_in_chinese() -> None:
    assert say.number(0.02, 0.001, "share", "zh", True) == "+2.00 个百分点"


def test_a_mean_stands_with_its_half_width() -> None:
    assert say.with_width({"mean": 27.43, "half_width": 1.234, "unit": "min"}, "en") == "27.4 ± 1.2"
    assert say.with_width({"mean": 0.648, "half_width": 0.0123, "unit": "share"}, "en") == "64.8 ± 1.2 %"
    assert say.with_width({"mean": 27.43, "half_width": math.nan, "unit": "min"}, "en") == "27.4"


def summary(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    """Means of today."""
    found = pd.DataFrame(rows, columns=["measure", "group", "unit", "mean"])
    return found.assign(arm="today", half_width=found["mean"] / 20, lo=0.0, hi=0.0, n=6)


COUNTY = summary(
    ("visit_share", "tier=village", "share", 0.32),
    ("visit_share", "tier=county", "share", 0.36),
    ("wait_mean_min", "tier=county", "min", 31.0),
    ("unserved_share", "tier=county", "share", 0.02),
    ("visits_per_person_year", "", "per person-year", 4.9),
)


def test_a_county_is_one_row_per_tier_and_then_the_whole() -> None:
    tiers, whole = (printed(table) for table in say.run_tables(result(summary=COUNTY), "en"))
    assert tiers[0] == ["tier", "Share of visits", "Mean wait (min)", "Share unserved"]
    assert tiers[1] == ["village", "32.0 ± 1.6 %", "", ""]
    assert tiers[3] == ["county", "36.0 ± 1.8 %", "31.0 ± 1.6", "2.00 ± 0.10 %"]
    assert whole[1] == ["Visits per person and year", "4.90 ± 0.25", "per person-year"]


def test_tiers_and_measures_have_chinese_names() -> None:
    tiers, whole = (printed(table) for table in say.run_tables(result(summary=COUNTY), "zh"))
    assert tiers[0] == ["层级", "就诊构成", "平均候诊时间 (min)", "未获服务比例"]
    assert [row[0] for row in tiers[1:]] == ["村", "乡镇", "县", "县外"]
    assert whole[1][0] == "人均年就诊次数"


def test_a_wait_is_never_printed_without_the_unserved_share() -> None:
    for columns in (say.BY_TIER, say.BY_STATION):
        assert "unserved_share" in columns[columns.index("wait_mean_min") :]


DIFFERENCES = pd.DataFrame(
    {
        "arm": ["gate", "gate", "gate"],
        "measure": ["wait_mean_min", "primary_visit_share", "visits_per_person_year"],
        "group": ["tier=county", "", ""],
        "unit": ["min", "share", "per person-year"],
        "today": [30.0, 0.65, 4.9],
        "value": [25.0, 0.67, 4.8],
        "difference": [-5.0, 0.02, -0.1],
        "primary": [True, True, False],
        "margin": [3.0, 0.01, math.nan],
        "simultaneous_lo": [-6.5, 0.012, math.nan],
        "simultaneous_hi": [-3.5, 0.028, math.nan],
        "verdict": ["better", "better", None],
        "verdict_zh": ["改善（达到有意义幅度）", "改善（达到有意义幅度）", None],
    }
)


def test_a_comparison_prints_primary_measures_with_interval_margin_and_word() -> None:
    rows = printed(say.compare_table(result(differences=DIFFERENCES), "en"))
    assert rows[1:] == [
        ["gate", "Mean wait county (min)", "30.0", "25.0", "−5.0 [−6.5, −3.5]", "3.00", "better"],
        [
            "gate",
            "Primary-care share of visits",
            "65.00 %",
            "67.00 %",
            "+2.00 [+1.20, +2.80] points",
            "1.00 points",
            "better",
        ],
    ]


def test_a_comparison_in_chinese_names_the_policy_in_chinese() -> None:
    rows = printed(say.compare_table(result(differences=DIFFERENCES), "zh"))
    assert rows[1][0] == "基层首诊"
    assert rows[2][4].endswith("个百分点")
    assert rows[1][-1] == "改善（达到有意义幅度）"


def test_a_target_that_is_not_measured_says_so() -> None:
    targets = pd.DataFrame(
        {
            "measure": ["bed_occupancy", "no_such_thing"],
            "group": ["tier=county", ""],
            "unit": ["share", None],
            "reported": [0.86, 1.0],
            "within": [0.03, 0.5],
            "use": ["fitted", "predicted"],
            "simulated": [0.871, math.nan],
            "lo": [0.86, math.nan],
            "hi": [0.882, math.nan],
            "met": ["yes", "not measured"],
        }
    )
    rows = printed(say.targets_table(targets, "en"))
    assert rows[1] == ["Bed occupancy county", "86.0 %", "± 3.00 points", "87.1 ± 1.1 %", "fitted", "met"]
    assert rows[2][3:] == ["–", "predicted", "not measured"]


def test_json_carries_every_digit() -> None:
    exact = 0.1 + 0.2
    found = json.loads(say.as_json(result(summary=summary(("wait_mean_min", "", "min", exact)))))
    assert found["summary"][0]["mean"] == pytest.approx(exact, abs=1e-15)
    assert found["folder"] == "results/x"
