"""Through what a change came: parts that add up exactly, and go where the change was made."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.study.attribution import ATTRIBUTION, attribution_table, log_mean, use_in, waits_in
from experiments.study.tables import Values, measures_table
from sim.measures.loads import COLUMNS

FEW = settings(max_examples=40, deadline=None)
PLAIN: dict[str, Any] = {
    "facility": "H1", "tier": "county", "kind": "clinic", "most_servers": 1.0, "staffed_min": 1000.0, "busy_min": 600.0,
    "overtime_min": 0.0, "away_min": 0.0, "asked": 60.0, "served": 60.0, "gave_up": 0.0, "turned_away": 0.0,
    "wait_sum_min": 0.0, "own_choice": 30.0, "sent_here": 10.0, "planned": 20.0, "queued": 60.0, "waited_min": 1200.0,
}  # fmt: skip


def clinic(room: str = "internal", **more: Any) -> dict[str, Any]:
    return PLAIN | {"unit": f"H1/{room}", "room": room} | more


def units(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(COLUMNS))


def test_a_longer_queue_in_one_room_is_that_rooms_part() -> None:
    before = units(clinic(), clinic("surgical"))
    after = units(clinic(waited_min=1800.0), clinic("surgical"))
    parts = waits_in(before, after)
    assert parts["queue", "internal"] == pytest.approx(5.0)
    assert parts["queue", "surgical"] == 0.0
    assert parts["shares", ""] == pytest.approx(0.0)


def test_patients_who_move_to_the_shorter_queue_are_the_part_of_the_shares() -> None:
    before = units(clinic(), clinic("surgical", waited_min=600.0))
    after = units(clinic(queued=30.0, waited_min=600.0), clinic("surgical", queued=90.0, waited_min=900.0))
    parts = waits_in(before, after)
    assert parts["queue", "internal"] == parts["queue", "surgical"] == 0.0
    assert parts["shares", ""] == pytest.approx(-0.25 * 20 + 0.25 * 10)


def test_a_room_that_a_policy_opens_has_no_queue_of_before_to_change() -> None:
    after = units(clinic(), clinic("visiting_internal", queued=20.0, waited_min=100.0))
    parts = waits_in(units(clinic()), after)
    assert parts["queue", "visiting_internal"] == 0.0
    assert parts["shares", ""] == pytest.approx(-0.25 * 20 + 0.25 * 5)


@FEW
@given(st.lists(st.tuples(*[st.floats(1, 500), st.floats(0, 5000)] * 2), min_size=1, max_size=5))
def test_the_parts_of_a_wait_add_up_whatever_happened(queues: list[tuple[float, ...]]) -> None:
    before = units(*(clinic(f"room{i}", queued=q[0], waited_min=q[1]) for i, q in enumerate(queues)))
    after = units(*(clinic(f"room{i}", queued=q[2], waited_min=q[3]) for i, q in enumerate(queues)))
    whole = [table["waited_min"].sum() / table["queued"].sum() for table in (before, after)]
    assert math.fsum(waits_in(before, after).values()) == pytest.approx(whole[1] - whole[0], abs=1e-6)


def test_staff_sent_away_are_the_part_of_the_rostered_hours() -> None:
    parts = use_in(units(clinic()), units(clinic(staffed_min=800.0)))
    assert parts["staff", ""] == pytest.approx(0.15)
    assert parts["total", ""] == pytest.approx(0.15)
    assert all(parts[name, ""] == 0.0 for name in ("own_choice", "sent_here", "planned"))


def test_fewer_bypassers_and_shorter_consultations_are_told_apart() -> None:
    bypass = use_in(units(clinic()), units(clinic(own_choice=15.0, busy_min=450.0)))
    assert bypass["own_choice", ""] == pytest.approx(-0.15)
    assert bypass["minutes_each", ""] == pytest.approx(0.0, abs=1e-12)
    shorter = use_in(units(clinic()), units(clinic(busy_min=480.0)))
    assert shorter["minutes_each", ""] == pytest.approx(-0.12)


@FEW
@given(st.tuples(*[st.floats(0, 300)] * 6), st.tuples(*[st.floats(1, 900)] * 4))
def test_the_parts_of_a_use_add_up_whatever_happened(came: tuple[float, ...], minutes: tuple[float, ...]) -> None:
    names = ("own_choice", "sent_here", "planned")
    ways: list[dict[str, Any]] = [dict(zip(names, came[3 * k : 3 * k + 3], strict=True)) for k in range(2)]
    tables = [units(clinic(busy_min=minutes[2 * k], staffed_min=minutes[2 * k + 1], **ways[k])) for k in range(2)]
    parts = use_in(*tables)
    if parts:
        total = parts.pop(("total", ""))
        assert math.fsum(parts.values()) == pytest.approx(total, abs=1e-6)
    else:
        assert 0.0 in (math.fsum(came[:3]), math.fsum(came[3:]))


def test_the_logarithmic_mean_lies_between_its_two_numbers() -> None:
    assert log_mean(2.0, 2.0) == 2.0
    assert 1.0 < log_mean(1.0, 4.0) < 4.0
    assert log_mean(1.0, 4.0) == log_mean(4.0, 1.0)


def test_the_table_pairs_replications_and_shows_what_no_queue_explains() -> None:
    runs, measures = {}, {}
    for arm, k in product(("today", "arm"), range(4)):
        minutes = 1200.0 + 60 * k + 600.0 * (arm == "arm")
        runs[arm, k] = units(clinic(waited_min=minutes))
        value = minutes / 60 + (0.5 if arm == "arm" else 0.0)
        row = ("wait_mean_min", "tier=county", value, "min")
        measures[arm, k] = pd.DataFrame([row], columns=["measure", "group", "value", "unit"])
    table = attribution_table(runs, Values(measures_table(measures), ["today", "arm"]))
    assert tuple(table.columns) == ATTRIBUTION
    waits = table[table["measure"] == "wait_mean_min"].set_index("through")
    assert waits.loc["queue", "difference"] == pytest.approx(10.0)
    assert waits.loc["queue", "lo"] == pytest.approx(10.0)
    assert waits.loc["remainder", "difference"] == pytest.approx(0.5)
    assert waits.loc["total", "difference"] == pytest.approx(10.5)
    assert set(waits["n"]) == {4}


def test_a_tier_without_the_measure_has_no_wait_told() -> None:
    runs = {(arm, 0): units(clinic()) for arm in ("today", "arm")}
    empty = pd.DataFrame(columns=["measure", "group", "value", "unit"])
    row = pd.DataFrame([("visits", "", 1.0, "count")], columns=empty.columns)
    values = Values(measures_table(dict.fromkeys(runs, row)), ["today", "arm"])
    assert set(attribution_table(runs, values)["measure"]) == {"clinician_use"}
