"""Queues of one unit: who is served when, who leaves, who is turned away."""

from __future__ import annotations

from sim.network.units import UNLIMITED_PLACES
from tests.engine.bench import Bench


def test_first_come_first_served() -> None:
    bench = Bench()
    for minute, who in ((0.0, "Ann"), (1.0, "Bo"), (2.0, "Cai")):
        bench.comes(who, minute)
    assert bench.run() == [
        (0.0, "Ann", "served"), (10.0, "Ann", "leaves"),
        (10.0, "Bo", "served"), (20.0, "Bo", "leaves"),
        (20.0, "Cai", "served"), (30.0, "Cai", "leaves"),
    ]  # fmt: skip


def test_a_higher_class_is_served_first_and_nobody_is_interrupted() -> None:
    bench = Bench(classes=2)
    bench.comes("walk-in in the room", 0.0, priority=1)
    bench.comes("walk-in", 1.0, priority=1)
    bench.comes("emergency", 2.0, priority=0)
    bench.comes("second emergency", 3.0, priority=0)
    bench.run()
    assert bench.served() == [
        (0.0, "walk-in in the room"), (10.0, "emergency"), (20.0, "second emergency"), (30.0, "walk-in"),
    ]  # fmt: skip


def test_patience_ends_at_its_minute() -> None:
    bench = Bench()
    bench.comes("Ann", 0.0, takes=30.0)
    bench.comes("Bo", 1.0, patience=5.0)
    bench.comes("Cai", 2.0)
    told = bench.run()
    assert (6.0, "Bo", "gave up") in told
    assert bench.served() == [(0.0, "Ann"), (30.0, "Cai")]
    assert bench.day()["gave_up"] == 1
    assert bench.day()["wait_sum_min"] == 5.0 + 28.0


def test_who_is_called_in_the_minute_in_which_patience_ends_is_served_if_called_first() -> None:
    """The rest of an instant happens as it was scheduled: the service ended before the patience was set."""
    bench = Bench()
    bench.comes("Ann", 0.0, takes=10.0)
    bench.comes("Bo", 1.0, patience=9.0)
    assert (10.0, "Bo", "served") in bench.run()


def test_without_patience_nobody_queues() -> None:
    bench = Bench()
    bench.comes("Ann", 0.0)
    bench.comes("Bo", 1.0, patience=0.0)
    assert (1.0, "Bo", "turned away") in bench.run()


def test_a_full_waiting_room_turns_away() -> None:
    bench = Bench(unit={"waiting_room": 1})
    for minute, who in ((0.0, "Ann"), (1.0, "Bo"), (2.0, "Cai"), (11.0, "Dan")):
        bench.comes(who, minute)
    told = bench.run()
    assert [line for line in told if line[2] == "turned away"] == [(2.0, "Cai", "turned away")]
    assert bench.served() == [(0.0, "Ann"), (10.0, "Bo"), (20.0, "Dan")]
    assert bench.day()["turned_away"] == 1


def test_a_place_freed_by_somebody_who_gave_up_can_be_taken() -> None:
    bench = Bench(unit={"waiting_room": 1})
    bench.comes("Ann", 0.0, takes=30.0)
    bench.comes("Bo", 1.0, patience=4.0)
    bench.comes("Cai", 6.0)
    bench.run()
    assert bench.served() == [(0.0, "Ann"), (30.0, "Cai")]


def test_several_servers_serve_at_once() -> None:
    bench = Bench(servers=2)
    for who in ("Ann", "Bo", "Cai"):
        bench.comes(who, 0.0)
    bench.run()
    assert bench.served() == [(0.0, "Ann"), (0.0, "Bo"), (10.0, "Cai")]


def test_unlimited_servers_never_keep_anybody_waiting() -> None:
    bench = Bench(servers=UNLIMITED_PLACES)
    for number in range(200):
        bench.comes(str(number), 0.0)
    assert {minute for minute, _ in (bench.run(), bench.served())[1]} == {0.0}


# -- one and the same instant ----------------------------------------------------------------------


def test_who_arrives_in_the_instant_of_a_release_does_not_slip_in() -> None:
    """New demand comes before the rest of an instant; the first waiter is still the first."""
    bench = Bench()
    bench.comes("Ann", 0.0, takes=10.0)
    bench.comes("Bo", 5.0)
    bench.comes("Cai", 10.0)
    bench.run()
    assert bench.served() == [(0.0, "Ann"), (10.0, "Bo"), (20.0, "Cai")]


def test_a_calendar_change_comes_before_new_demand_of_the_same_minute() -> None:
    bench = Bench(servers=0)
    bench.comes("Ann", 60.0, patience=0.0)
    bench.at(60.0, lambda: bench.pool.set_roster(1))
    bench.run()
    assert bench.served() == [(60.0, "Ann")]


def test_demand_of_one_minute_comes_in_the_order_of_the_list() -> None:
    bench = Bench()
    for who in ("first", "second", "third"):
        bench.comes(who, 7.0)
    bench.run()
    assert [who for _, who in bench.served()] == ["first", "second", "third"]


# -- rosters ---------------------------------------------------------------------------------------


def test_who_is_withdrawn_while_busy_leaves_after_the_patient() -> None:
    bench = Bench(servers=2)
    for who in ("Ann", "Bo", "Cai", "Dan"):
        bench.comes(who, 0.0, takes=20.0)
    bench.at(5.0, lambda: bench.pool.set_roster(1))
    bench.run()
    assert bench.served() == [(0.0, "Ann"), (0.0, "Bo"), (20.0, "Cai"), (40.0, "Dan")]


def test_more_on_the_roster_call_those_who_wait() -> None:
    bench = Bench()
    for who in ("Ann", "Bo", "Cai"):
        bench.comes(who, 0.0, takes=60.0)
    bench.at(15.0, lambda: bench.pool.set_roster(3))
    bench.run()
    assert bench.served() == [(0.0, "Ann"), (15.0, "Bo"), (15.0, "Cai")]


def test_a_queue_with_nobody_left_on_the_roster_is_turned_away_and_logged() -> None:
    bench = Bench()
    for who in ("Ann", "Bo", "Cai"):
        bench.comes(who, 0.0, takes=60.0)
    bench.at(15.0, lambda: bench.pool.set_roster(0))
    told = bench.run()
    assert [line for line in told if line[2] == "turned away"] == [
        (15.0, "Bo", "turned away"), (15.0, "Cai", "turned away"),
    ]  # fmt: skip
    assert (60.0, "Ann", "leaves") in told
    assert bench.day()["turned_away"] == 2


def test_whoever_is_sent_away_is_missing_and_comes_back() -> None:
    bench = Bench(servers=2)
    bench.at(0.0, lambda: bench.pool.send_away(1))
    bench.at(30.0, lambda: bench.pool.send_away(-1))
    for who in ("Ann", "Bo", "Cai"):
        bench.comes(who, 10.0, takes=60.0)
    bench.run()
    assert bench.served() == [(10.0, "Ann"), (30.0, "Bo"), (70.0, "Cai")]
    assert bench.day()["away_min"] == 30.0


def test_a_roster_that_changes_while_somebody_is_away_counts_both() -> None:
    bench = Bench(servers=3)
    bench.at(0.0, lambda: bench.pool.send_away(2))
    bench.at(10.0, lambda: bench.pool.set_roster(2))
    bench.run()
    assert bench.pool.servers == 0
    bench.pool.send_away(-2)
    assert bench.pool.servers == 2


# -- reserved places -------------------------------------------------------------------------------

KEPT = {"reserved": 1, "reserved_for": frozenset({0})}


def test_until_release_time_walk_ins_hold_at_most_the_rest() -> None:
    bench = Bench(servers=2, classes=2, unit=KEPT)
    for who in ("walk-in 1", "walk-in 2"):
        bench.comes(who, 0.0, takes=30.0, priority=1)
    bench.comes("referred", 5.0, takes=10.0, priority=0)
    bench.run()
    assert bench.served() == [(0.0, "walk-in 1"), (5.0, "referred"), (30.0, "walk-in 2")]


def test_at_release_time_what_is_unused_goes_to_everyone() -> None:
    bench = Bench(servers=2, classes=2, unit=KEPT)
    for who in ("walk-in 1", "walk-in 2"):
        bench.comes(who, 0.0, takes=60.0, priority=1)
    bench.at(20.0, lambda: bench.pool.set_reserved(True))
    bench.run()
    assert bench.served() == [(0.0, "walk-in 1"), (20.0, "walk-in 2")]


def test_a_reserved_place_nobody_uses_makes_walk_ins_wait() -> None:
    waits = []
    for kept in ({}, KEPT):
        bench = Bench(servers=2, classes=2, unit=kept)
        for number in range(6):
            bench.comes(f"walk-in {number}", 0.0, takes=10.0, priority=1)
        bench.run()
        waits.append(bench.day()["wait_sum_min"])
    assert waits[1] > waits[0]


def test_who_the_place_is_kept_for_may_take_the_others_too() -> None:
    bench = Bench(servers=2, classes=2, unit=KEPT)
    for who in ("referred 1", "referred 2"):
        bench.comes(who, 0.0, priority=0)
    bench.run()
    assert bench.served() == [(0.0, "referred 1"), (0.0, "referred 2")]
