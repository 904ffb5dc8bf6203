"""The tidy tables: order of rows, pairs, places, curves."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pytest

from experiments.runs.one_run import Window
from experiments.study.curves import beds_by_day_table, wait_ends_table, wait_survival_table
from experiments.study.declared import Measured, Primary
from experiments.study.places import places_table
from experiments.study.tables import (
    Values,
    differences_table,
    measures_table,
    noise_floor,
    summary_table,
    to_settle,
)

ARMS = ["today", "gate"]


def run(*rows: tuple[str, str | None, float]) -> pd.DataFrame:
    """Measures of one run."""
    return pd.DataFrame([(m, g, v, "min") for m, g, v in rows], columns=["measure", "group", "value", "unit"])


def study() -> Values:
    """Two arms, three replications, the arm two minutes faster."""
    runs = {}
    for arm, shift in (("today", 0.0), ("gate", -2.0)):
        for replication, luck in enumerate((10.0, 12.0, 14.0)):
            rows = [("wait", "tier=county", luck + shift), ("visits", None, 5.0)]
            rows += [("rare", "class=urgent", 1.0)] if replication == 1 else []
            runs[arm, replication] = run(*rows)
    return Values(measures_table(runs), ARMS)


def test_rows_stand_in_the_order_of_arms_replications_and_measures() -> None:
    table = measures_table({("today", 0): run(("b", None, 1.0), ("a", "", 2.0)), ("gate", 0): run(("b", "", 3.0))})
    assert table[["scenario", "measure", "group", "value"]].values.tolist() == [
        ["today", "b", "", 1.0],
        ["today", "a", "", 2.0],
        ["gate", "b", "", 3.0],
    ]


def test_means_stand_per_arm_and_what_one_run_lacks_is_left_out_of_n() -> None:
    table = summary_table(study()).set_index(["arm", "measure"])
    assert table.loc[("today", "wait"), "mean"] == 12.0
    assert table.loc[("gate", "rare"), "n"] == 1
    assert math.isnan(float(table.loc[("gate", "rare"), "lo"]))


def test_differences_are_paired_by_replication() -> None:
    table = differences_table(study(), "today", []).set_index("measure")
    assert table.loc["wait", "difference"] == -2.0
    assert table.loc["wait", "half_width"] == 0.0
    assert table.loc["wait", "correlation"] == pytest.approx(1.0)
    assert table.loc["wait", "saved"] == math.inf


def test_a_measure_that_no_pair_of_runs_has_is_left_out() -> None:
    runs = {("today", 0): run(("wait", "", 1.0)), ("gate", 0): run(("queue", "", 1.0))}
    assert differences_table(Values(measures_table(runs), ARMS), "today", []).empty


def test_a_primary_measure_carries_margin_word_and_wider_interval() -> None:
    primary = [Primary("wait", "tier=county", "lower", 1.5), Primary("visits", "", "higher", 1.0)]
    table = differences_table(study(), "today", primary).set_index("measure")
    assert table.loc["wait", "verdict"] == "better"
    assert table.loc["visits", "verdict_zh"] == "无实际差别"
    assert table["primary"].tolist() == [True, True, False]


def test_an_undecided_measure_says_how_many_replications_would_settle_it() -> None:
    gaps = [-3.0, 0.5, -1.0, 2.0, -2.5]
    needed = to_settle(gaps, margin=2.0, comparisons=1)
    assert needed is not None
    assert needed > len(gaps)
    assert to_settle(gaps, margin=20.0, comparisons=1) == 2
    assert to_settle([1.0], margin=2.0, comparisons=1) is None


def test_the_noise_floor_compares_halves_that_share_no_luck() -> None:
    values = [float(v) for v in (1, 2, 3, 4, 5, 6, 100)]
    runs = {("today", r): run(("wait", "", value)) for r, value in enumerate(values)}
    table = noise_floor(Values(measures_table(runs), ["today"]), "today", [Primary("wait", "", "lower", 1.0)])
    row = table.iloc[0]
    assert (row["today"], row["value"], row["difference"], row["n"]) == (2.0, 5.0, 3.0, 3)
    assert math.isnan(row["correlation"])


def test_one_replication_has_no_noise_floor() -> None:
    values = Values(measures_table({("today", 0): run(("wait", "", 1.0))}), ["today"])
    assert noise_floor(values, "today", []).empty


def test_a_place_stands_with_its_name_and_its_difference_from_today() -> None:
    facilities = pd.DataFrame({"id": ["H1"], "name": ["County hospital"], "name_zh": ["县医院"], "tier": [2]})
    runs = {
        (arm, r): run(("wait_mean_min", "facility=H1", 20.0 + r - 5 * (arm == "gate")))
        for arm in ARMS
        for r in range(2)
    }
    table = places_table(Values(measures_table(runs), ARMS), facilities).set_index("arm")
    assert table.loc["gate", ["facility", "name_zh", "tier"]].tolist() == ["H1", "县医院", "county"]
    assert table.loc["gate", "difference"] == -5.0
    assert math.isnan(float(table.loc["today", "difference"]))


def curve(*shares: float) -> pd.DataFrame:
    """Share still waiting at minutes 0, 2, ..."""
    return pd.DataFrame(
        {"tier": "county", "minute": [2.0 * i for i in range(len(shares))], "share_still_waiting": shares}
    )


def test_a_curve_is_the_mean_over_runs_and_stays_a_share() -> None:
    table = wait_survival_table({("today", 0): curve(1.0, 0.9), ("today", 1): curve(1.0, 0.1)})
    assert table["share_still_waiting"].tolist() == [1.0, 0.5]
    assert table.loc[1, ["lo", "hi"]].tolist() == [0.0, 1.0]
    assert table["n"].tolist() == [2, 2]


def test_the_curve_of_one_run_has_no_interval() -> None:
    table = wait_survival_table({("today", 0): curve(1.0, 0.9)})
    assert table["lo"].isna().all()


def test_how_waits_end_is_a_mean_share_per_arm() -> None:
    ends = pd.DataFrame({"tier": "county", "outcome": ["seen", "gave_up"], "share": [0.9, 0.1]})
    table = wait_ends_table({("today", 0): ends, ("gate", 0): ends})
    assert table["arm"].tolist() == ["today", "today", "gate", "gate"]
    assert table["share"].tolist() == [0.9, 0.1, 0.9, 0.1]


def test_beds_stand_by_day_with_bands_over_runs_and_the_warm_up_marked() -> None:
    measured = Measured(dt.date(2026, 1, 5), Window("", 1440.0, 4320.0), (), "")
    runs = {
        ("today", r): pd.DataFrame(
            {"tier": "county", "kind": "all", "day": [0, 1], "occupied": [4.0 + r, 8.0], "beds": [10.0, 12.0]}
        )
        for r in range(3)
    }
    table = beds_by_day_table(runs, measured)
    assert table["date"].astype(str).tolist() == ["2026-01-05", "2026-01-06"]
    assert table["measured"].tolist() == [False, True]
    assert table["beds"].tolist() == [10.0, 12.0]
    assert table.loc[0, ["mean", "median", "q05", "q95", "n"]].tolist() == [5.0, 5.0, 4.1, 5.9, 3]
