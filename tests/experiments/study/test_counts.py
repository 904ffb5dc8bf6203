"""Counts for the figures: all arms laid out, paired by replication, nothing that a run did not have is lost."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from experiments.runs.one_run import Window
from experiments.study.counts import flow_table, hours_table, map_table, paired, ways_table
from experiments.study.declared import Measured
from experiments.study.settling import WARM_UP, warm_up_table

RUNS = [("today", 0), ("today", 1), ("arm", 0), ("arm", 1)]


def flow(seen: float, ill: float = 200.0) -> pd.DataFrame:
    people = [ill, seen]
    return pd.DataFrame({"step": ["ill", "seen"], "people": people, "per_1000": [1000 * p / ill for p in people]})


def test_a_step_is_a_mean_over_runs_and_its_difference_is_paired() -> None:
    runs = dict(zip(RUNS, (flow(100), flow(140), flow(110), flow(150)), strict=True))
    table = flow_table(runs, "today")
    seen = table[table["step"] == "seen"]
    assert seen[["mean", "people"]].to_numpy().tolist() == [[600.0, 120.0], [650.0, 130.0]]
    assert seen["difference"].isna().to_list() == [True, False]
    assert seen[["difference", "difference_lo", "difference_hi"]].iloc[1].to_list() == pytest.approx([50.0] * 3)


def test_an_interval_of_people_stays_between_nobody_and_everybody() -> None:
    runs = dict(zip(RUNS, (flow(0), flow(2), flow(198), flow(200)), strict=True))
    table = flow_table(runs, "today")
    assert table["lo"].min() == 0.0
    assert table["hi"].max() == 1000.0


def test_what_one_run_does_not_have_counts_nothing_there() -> None:
    with_ct = pd.DataFrame({"tier": ["county"], "use": ["overtime"], "h_per_week": [4.0]})
    runs = dict(zip(RUNS, (with_ct, with_ct[:0], with_ct, with_ct), strict=True))
    table = hours_table(runs, "today")
    assert table["mean"].to_list() == [2.0, 4.0]
    assert set(table["n"]) == {2}


def test_one_run_has_no_interval() -> None:
    table = paired({("today", 0): flow(100)}, ("step",), "people", "today")
    assert table[["lo", "hi"]].isna().all().all()


def test_a_village_keeps_its_place_on_the_map_in_every_arm() -> None:
    village = pd.DataFrame(
        {
            **{"village": ["V1"], "name": ["One"], "x_km": [3.0], "y_km": [4.0], "minutes_to_county": [20.0]},
            **{"residents": [900.0], "episodes": [40.0], "visits": [10.0], "visits_per_1000": [5.0]},
        }
    )
    more = village.assign(visits_per_1000=7.0, episodes=20.0)
    table = map_table(dict(zip(RUNS, (village, more, more, more), strict=True)), "today")
    assert table["arm"].to_list() == ["today", "arm"]
    assert table["episodes"].to_list() == [30.0, 20.0]
    assert table[["x_km", "y_km"]].to_numpy().tolist() == [[3.0, 4.0], [3.0, 4.0]]
    assert table["difference"].iloc[1] == 1.0
    assert table["changed"].to_list() == ["", "no"]


def test_of_many_villages_none_is_called_changed_because_luck_moved_it() -> None:
    luck = np.random.default_rng(7)
    villages = pd.DataFrame({"village": [f"V{k}" for k in range(200)], "name": "", "x_km": 0.0, "y_km": 0.0})
    villages = villages.assign(minutes_to_county=20.0, residents=900.0, episodes=40.0)
    runs = {
        (arm, n): villages.assign(visits_per_1000=luck.normal(5, 1, 200)) for arm in ("today", "arm") for n in range(6)
    }
    table = map_table(runs, "today").query("arm == 'arm'")
    alone = (table["difference_lo"] > 0) | (table["difference_hi"] < 0)
    assert alone.sum() > 3  # by intervals that hold for one village each
    assert (table["changed"] == "yes").sum() == 0
    runs |= {run: rows.assign(visits_per_1000=luck.normal(50, 1, 200)) for run, rows in runs.items() if run[0] == "arm"}
    assert set(map_table(runs, "today").query("arm == 'arm'")["changed"]) == {"yes"}


def test_a_way_that_nobody_took_in_one_run_counts_as_none_there() -> None:
    row = {"village": "V1", "facility": "T1", "tier": "township", "x_km": 0, "y_km": 0, "to_x_km": 1, "to_y_km": 1}
    way = pd.DataFrame([row | {"per_week": 4.0}])
    table = ways_table(dict(zip(RUNS, (way, way[:0], way, way), strict=True)))
    assert table["per_week"].to_list() == [2.0, 4.0]


def test_a_county_in_which_nobody_went_anywhere_has_no_ways() -> None:
    none = pd.DataFrame(columns=["village", "facility", "tier", "x_km", "y_km", "to_x_km", "to_y_km", "per_week"])
    typed = none.astype(dict.fromkeys(("village", "facility", "tier"), str) | {"per_week": float})
    table = ways_table({RUNS[0]: typed})
    assert table.empty
    assert "per_week" in table


def daily(start_at: float) -> pd.DataFrame:
    """Beds that fill up over the first month, and an illness a day."""
    days = np.arange(112)
    filling = 10.0 * (1 - np.exp(-days / start_at)) + np.sin(days)
    parts = [("beds in use, county", filling), ("illnesses that begin", np.ones(112))]
    return pd.concat([pd.DataFrame({"series": n, "day": days, "value": v}) for n, v in parts])


def test_the_warm_up_figure_shows_the_slowest_series_with_its_mark() -> None:
    measured = Measured(dt.date(2026, 1, 5), Window("", 28 * 1440.0, 112 * 1440.0), (), "")
    runs = dict(zip(RUNS, (daily(5), daily(6), daily(12), daily(13)), strict=True))
    table = warm_up_table(runs, measured)
    assert tuple(table.columns) == WARM_UP
    assert set(table["series"]) == {"beds in use, county"}
    assert set(table["worst_arm"]) == {"arm"}
    assert table.groupby("arm")["settled_day"].first()["today"] < table.groupby("arm")["settled_day"].first()["arm"]
    first_measured = table[table["measured"]]["day"].min()
    assert first_measured == 28
    assert set(table["n"]) == {2}


def test_a_run_of_a_few_days_has_no_moving_week() -> None:
    short = pd.DataFrame({"series": "people at stations", "day": [0, 1], "value": [1.0, 2.0]})
    measured = Measured(dt.date(2026, 1, 5), Window("", 0.0, 2880.0), (), "")
    assert warm_up_table({("today", 0): short}, measured).empty
