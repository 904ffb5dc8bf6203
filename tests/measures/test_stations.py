"""Stations: four patients by hand, then textbook queues against their formulas."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.ledger import TABLES, Ledger
from sim.vocabulary.words import Outcome
from tests.ledger.queue import poisson_station, station
from tests.measures.asking import groups, value

FOUR = station([0.0, 2.0, 3.0, 50.0], [10.0, 5.0, 5.0, 100.0], end_min=100.0)
"""One server. Served 0-10, 10-15, 15-20, 50-(150, cut): waits 0, 8, 12, 0."""


def test_the_queue_is_the_area_of_the_waits() -> None:
    assert value(FOUR, "queue_mean", "station=clinic") == pytest.approx(20 / 100)
    assert value(FOUR, "queue_mean", "station=clinic", window=(2.0, 12.0)) == pytest.approx((8 + 9) / 10)


def test_those_there_are_those_waiting_and_those_in_service() -> None:
    assert value(FOUR, "in_system_mean", "station=clinic") == pytest.approx((10 + 13 + 17 + 50) / 100)


def test_use_is_time_in_service_over_time_staffed() -> None:
    assert value(FOUR, "use", "station=clinic") == pytest.approx((20 + 50) / 100)
    assert value(FOUR, "use", "station=clinic", window=(0.0, 20.0)) == pytest.approx(1.0)


def test_services_begun_are_counted() -> None:
    assert value(FOUR, "visits", "station=clinic") == 4
    assert value(FOUR, "visits", "station=clinic", window=(10.0, 16.0)) == 2


def test_a_patient_still_inside_counts_with_the_time_so_far() -> None:
    assert value(FOUR, "time_in_system_min") == pytest.approx((10 + 13 + 17 + 50) / 4)


def test_waits_by_class_at_a_station_and_in_all() -> None:
    """Even patients are urgent: waits 0 and 12; odd are routine: 8 and 0."""
    found = groups(FOUR, "wait_mean_min")
    assert found["station=clinic,class=urgent"] == pytest.approx(6.0)
    assert found["class=routine"] == pytest.approx(4.0)
    assert found["station=clinic"] == pytest.approx(5.0)


def test_a_station_without_limit_has_no_use() -> None:
    ledger = station([0.0], [10.0])
    ledger.frame["units"]["servers"] = 10**9
    assert groups(ledger, "use") == {}


def blocked() -> Ledger:
    """A patient served from 0 to 10, held until 25, then at a second station with a nurse beside it to 40."""
    units = FOUR.frame["units"]
    more = [units.assign(unit=i, id=name, name=name) for i, name in enumerate(("ward", "bed", "nurse"))]
    rows = [
        (1, 0, 0, 0, 0, 0, 0.0, 0.0, 10.0, 25.0, 0),
        (1, 0, 0, 0, 1, 1, 25.0, 25.0, 40.0, 40.0, 0),
        (1, 0, 0, 0, 1, 2, 25.0, 25.0, 30.0, 30.0, 0),
    ]
    return Ledger({"steps": TABLES["steps"].of(rows)}, {"units": pd.concat(more)}, {"end_min": 50.0})


def test_time_held_for_want_of_the_next_place_is_blocking() -> None:
    assert value(blocked(), "blocked_mean", "station=ward") == pytest.approx(15 / 50)
    assert value(blocked(), "blocked_mean", "station=bed") == 0.0


def test_two_units_held_at_once_are_one_time_in_the_network() -> None:
    assert value(blocked(), "time_in_system_min") == pytest.approx(40.0)


def test_mmc_lands_on_erlang_c() -> None:
    """M/M/5, lambda 1/4, mean 10: Wq 0.52149, P(wait) 0.13037, Lq 0.13037, L 2.63037."""
    ledger = poisson_station(0.25, 10.0, servers=5, days=200, seed=1)
    assert value(ledger, "wait_mean_min", "station=clinic") == pytest.approx(0.52149, rel=0.1)
    assert value(ledger, "waited_share", "station=clinic") == pytest.approx(0.13037, rel=0.05)
    assert value(ledger, "queue_mean", "station=clinic") == pytest.approx(0.13037, rel=0.1)
    assert value(ledger, "in_system_mean", "station=clinic") == pytest.approx(2.63037, rel=0.02)
    assert value(ledger, "use", "station=clinic") == pytest.approx(0.5, rel=0.02)
    ask = {"measure": "wait_longer_than_share", "than": 5.0}
    assert value(ledger, ask, "station=clinic,than=5") == pytest.approx(0.03735, rel=0.1)


def test_erlang_a_lands_on_its_formula_because_leavers_count() -> None:
    """M/M/3+M, lambda 1/4, mean 10, patience 30: gave up 0.11082, wait of all 3.32448, waited 0.53727."""
    ledger = poisson_station(0.25, 10.0, servers=3, days=200, seed=2, patience_min=30.0)
    assert value(ledger, "gave_up_share", "station=clinic") == pytest.approx(0.11082, rel=0.05)
    assert value(ledger, "wait_mean_min", "station=clinic") == pytest.approx(3.32448, rel=0.05)
    assert value(ledger, "waited_share", "station=clinic") == pytest.approx(0.53727, rel=0.03)
    assert value(ledger, "queue_mean", "station=clinic") == pytest.approx(0.83112, rel=0.05)
    started = {"measure": "wait_mean_min", "counting": "started_by_end"}
    short = value(ledger, started, "station=clinic,counting=started_by_end")
    assert short < value(ledger, "wait_mean_min", "station=clinic"), "leaving out leavers shortens waits"


def test_lost_patients_are_those_turned_away() -> None:
    ledger = station([0.0, 1.0, 2.0], [10.0, 10.0, 10.0], end_min=100.0)
    row = ledger["steps"][2:]
    row["start_min"], row["end_min"], row["left_min"], row["outcome"] = -1.0, -1.0, 2.0, Outcome.turned_away
    assert value(ledger, "lost_share", "station=clinic") == pytest.approx(1 / 3)
    assert value(ledger, "wait_mean_min", "station=clinic") == pytest.approx(9 / 2)
    assert value(ledger, "wait_median_min", "station=clinic") == 0.0


def test_a_network_where_nobody_came_has_no_rows_and_no_error() -> None:
    ledger = station([], [])
    for name in ("queue_mean", "in_system_mean", "use", "visits", "time_in_system_min", "wait_mean_min"):
        assert groups(ledger, name) == {}
