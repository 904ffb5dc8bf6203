"""What a unit writes down every midnight: staffed, busy, overtime, who asked, who waited at closing."""

from __future__ import annotations

import pytest

from sim.network.units import Door
from tests.engine.bench import Bench

MORNING = Door((480.0,), (720.0,))  # 08:00 to 12:00
TWO_DAYS = Door((480.0, 1920.0), (720.0, 2160.0))


def test_busy_time_is_booked_inside_and_outside_the_doors() -> None:
    bench = Bench(door=MORNING)
    bench.comes("Ann", 600.0, takes=60.0)
    bench.comes("Bo", 700.0, takes=50.0)  # 30 minutes of it after closing
    bench.run()
    day = bench.day()
    assert day["staffed_min"] == 240.0
    assert day["busy_min"] == 110.0
    assert day["overtime_min"] == pytest.approx(30.0)


def test_the_queue_at_closing_is_counted_and_served_all_the_same() -> None:
    bench = Bench(door=MORNING)
    for who in ("Ann", "Bo", "Cai"):
        bench.comes(who, 690.0, takes=40.0)
    bench.run()
    assert bench.day()["queue_at_close"] == 2
    assert [minute for minute, _ in bench.served()] == [690.0, 730.0, 770.0]
    assert bench.day()["overtime_min"] == pytest.approx(90.0)


def test_a_service_that_crosses_midnight_is_cut_there() -> None:
    bench = Bench()
    bench.comes("Ann", 1400.0, takes=100.0)
    bench.run(2880.0)
    assert [bench.day(day)["busy_min"] for day in (0, 1)] == [40.0, 60.0]
    assert [bench.day(day)["served"] for day in (0, 1)] == [1, 0]


def test_a_wait_belongs_to_the_day_on_which_it_ends() -> None:
    bench = Bench()
    bench.comes("Ann", 1400.0, takes=100.0)
    bench.comes("Bo", 1430.0)
    bench.run(2880.0)
    assert [bench.day(day)["wait_sum_min"] for day in (0, 1)] == [0.0, 70.0]
    assert bench.day(0)["queue_at_close"] == 1


def test_every_day_has_a_book_even_if_nobody_came() -> None:
    bench = Bench(door=TWO_DAYS)
    bench.run(3 * 1440.0)
    assert [bench.day(day)["staffed_min"] for day in range(3)] == [240.0, 240.0, 0.0]
    assert len(bench.books) == 3


def test_a_run_that_ends_at_noon_books_half_a_day() -> None:
    bench = Bench()
    bench.comes("Ann", 700.0, takes=60.0)
    bench.run(720.0)
    assert bench.day()["staffed_min"] == 720.0
    assert bench.day()["busy_min"] == 20.0


def test_asked_is_served_and_gave_up_and_turned_away_and_still_waiting() -> None:
    bench = Bench(unit={"waiting_room": 2})
    bench.comes("Ann", 0.0, takes=2000.0)
    bench.comes("Bo", 1.0, patience=10.0)
    bench.comes("Cai", 2.0)
    bench.comes("Dan", 3.0)  # no place to wait
    bench.run()
    day = bench.day()
    assert (day["asked"], day["served"], day["gave_up"], day["turned_away"]) == (4, 1, 1, 1)
    assert bench.pool.n_waiting == 1


def test_extra_beds_are_no_staffed_beds() -> None:
    bench = Bench(unit={"steps": ((0.0, 2),), "extra_beds": 1, "kind": "ward"})
    for who in ("Ann", "Bo", "Cai", "Dan"):
        bench.comes(who, 0.0, takes=1440.0)
    bench.run()
    day = bench.day()
    assert [who for _, who in bench.served()] == ["Ann", "Bo", "Cai"]
    assert (day["staffed_min"], day["busy_min"], day["overtime_min"]) == (2880.0, 4320.0, 1440.0)


def test_books_are_settled_before_the_numbers_change() -> None:
    bench = Bench(unit={"steps": ((0.0, 2),), "kind": "ward"})

    def more() -> None:
        bench.pool.settle()
        bench.pool.row.extra_beds = 3
        bench.pool.look_again()

    bench.comes("Ann", 0.0, takes=1440.0)
    bench.at(720.0, more)
    bench.run()
    assert bench.day()["staffed_min"] == 2880.0
    assert bench.pool.servers == 5


def test_time_spent_away_is_booked_whole() -> None:
    bench = Bench(servers=2)
    bench.at(100.0, lambda: bench.pool.send_away(1))
    bench.at(300.0, lambda: bench.pool.send_away(-1))
    bench.run()
    assert bench.day()["away_min"] == 200.0
    assert bench.day()["staffed_min"] == 2 * 1440.0 - 200.0
