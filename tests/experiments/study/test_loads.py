"""Every queue of every arm, with the closed form beside what was simulated."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.study.loads import LOADS, loads_table, said_by
from experiments.theory.queues import Queue
from sim import load, simulate
from sim.measures import by_unit
from sim.measures.loads import COLUMNS

NET = """
calendar: {start: 2026-01-05, warm_up: 2 days, measure: 40 days, holidays: none}
stations: {first: {servers: 2}, free: {servers: unlimited}}
services: {first: {kind: exponential, mean: 10 min}, free: {kind: fixed, value: 1 h}}
arrivals: {all: {kind: poisson, rate: 8/h, route: [first, free]}}
"""
FACILITIES = pd.DataFrame({"id": ["H1"], "name": ["Hospital"], "name_zh": ["县医院"]})


def run(unit: str = "H1/internal", kind: str = "clinic", **sums: float) -> pd.DataFrame:
    """What a run leaves of one unit; 600 minutes of one clinician, 30 patients of 10 minutes."""
    row: dict[str, Any] = {"unit": unit, "facility": "H1", "tier": "county", "kind": kind, "room": "internal"}
    row |= {"most_servers": 1.0, "staffed_min": 600.0, "busy_min": 330.0, "overtime_min": 30.0, "away_min": 0.0}
    row |= {"asked": 33.0, "served": 33.0, "gave_up": 0.0, "turned_away": 0.0, "wait_sum_min": 198.0}
    row |= {"own_choice": 20.0, "sent_here": 5.0, "planned": 5.0}
    return pd.DataFrame([row | sums], columns=list(COLUMNS))


def one(runs: dict[tuple[str, int], pd.DataFrame], arm: str = "today", open_min: float = 600.0) -> dict[str, Any]:
    queues = {name: {("H1/internal", "clinic"): Queue(open_min, 0.5, False)} for name, _ in runs}
    table = loads_table(runs, queues, FACILITIES)
    assert tuple(table.columns) == LOADS
    (row,) = table[table["arm"] == arm].to_dict("records")
    return {str(key): value for key, value in row.items()}


def test_load_use_and_wait_are_what_the_day_books_say() -> None:
    row = one({("today", 0): run(), ("today", 1): run()})
    assert row["offered_erlang"] == pytest.approx(33 * 10 / 600)
    assert row["use"] == pytest.approx(300 / 600)
    assert row["wait_mean_min"] == pytest.approx(6.0)
    assert row["servers"] == pytest.approx(1.0)
    assert (row["own_choice_share"], row["name_zh"], row["n"]) == (pytest.approx(2 / 3), "县医院", 2)
    assert row["closed_form_wait_min"] == pytest.approx(0.55 * 10 * 1.5 / (2 * 0.45))


def test_who_is_offered_counts_those_who_left_too() -> None:
    row = one({("today", 0): run(asked=44.0, gave_up=11.0)})
    assert row["offered_erlang"] == pytest.approx(44 * 10 / 600)
    assert row["left_share"] == pytest.approx(0.25)
    assert row["why_not"] == "leaves"


def test_the_difference_is_that_of_the_use_paired_by_replication() -> None:
    runs = {("today", k): run(busy_min=330.0 + 60 * k) for k in range(3)}
    runs |= {("more", k): run(busy_min=390.0 + 60 * k) for k in range(3)}
    row = one(runs, "more")
    assert row["difference"] == pytest.approx(0.1)
    assert row["difference_lo"] == pytest.approx(row["difference_hi"])
    assert math.isnan(one(runs)["difference"])


def test_time_spent_elsewhere_is_a_share_of_all_that_was_rostered() -> None:
    assert one({("today", 0): run(away_min=150.0)})["away_share"] == pytest.approx(0.2)


def test_a_clinic_and_a_ward_of_one_name_are_two_queues() -> None:
    both = pd.concat([run(), run(kind="ward", busy_min=900.0, staffed_min=1440.0)], ignore_index=True)
    table = loads_table({("today", 0): both}, {}, FACILITIES)
    assert list(table["kind"]) == ["clinic", "ward"]
    assert table["use"].tolist() == [pytest.approx(0.5), pytest.approx(0.625)]


def test_a_room_that_a_policy_opens_has_no_today_and_no_closed_form() -> None:
    visiting = run("T1/visiting_internal", most_servers=0.0)
    table = loads_table({("today", 0): run(), ("experts", 0): pd.concat([run(), visiting])}, {}, FACILITIES)
    (row,) = table[table["unit"] == "T1/visiting_internal"].to_dict("records")
    assert (row["arm"], row["why_not"]) == ("experts", "no_hours")
    assert math.isnan(row["today"])
    assert math.isnan(row["offered_erlang"])


def test_a_textbook_station_waits_as_its_closed_form_says(tmp_path: Path) -> None:
    file = tmp_path / "net.yaml"
    file.write_text(NET)
    scenario = load(file)
    begin, end = scenario.calendar.warm_up, scenario.calendar.end_min
    runs = {("today", k): by_unit(simulate(scenario, k, engine="simpy")) for k in range(12)}
    table = loads_table(runs, {"today": said_by(scenario, begin, end)}, FACILITIES).set_index("unit")
    first, free = table.loc["first"], table.loc["free"]
    assert first["formula"] == "M/M/c"
    assert first["offered_erlang"] == pytest.approx(4 / 3, rel=0.02)
    assert first["wait_lo"] - 0.5 < first["closed_form_wait_min"] < first["wait_hi"] + 0.5
    assert free["why_not"] == "no_limit"
    assert pd.isna(free["servers"])


def test_runs_without_any_queue_give_an_empty_table() -> None:
    table = loads_table({("today", 0): run().iloc[:0], ("today", 1): run().iloc[:0]}, {}, FACILITIES)
    assert table.empty
    assert tuple(table.columns) == LOADS


def test_a_run_in_which_a_unit_stood_empty_counts_nothing_there() -> None:
    row = one({("today", 0): run(), ("today", 1): run().iloc[:0], ("today", 2): run()})
    assert row["n"] == 2
    assert row["servers"] == pytest.approx(1.0)
    assert row["offered_erlang"] == pytest.approx(0.55)
