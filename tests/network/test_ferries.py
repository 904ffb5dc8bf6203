"""Boats: a timetable is kept, weather keeps them in port, and nobody crosses the water on foot."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import Ledger, load, simulate
from sim.engine.prepared import Prepared, prepare
from sim.luck.philox import key
from sim.measures import audit, must_pass
from sim.network.ferries import CASTING_OFF_MIN, LONGEST_WAIT_MIN, departures, mean_wait_min
from sim.network.units import Door
from sim.scenario.scenario import Scenario
from sim.vocabulary.hours import timetable
from sim.vocabulary.words import Sent
from tests.hamlet import SEED, hamlet

ISLAND = Path(__file__).resolve().parents[2] / "scenarios" / "island.yaml"
DAY = 1440.0
CALENDAR = hamlet(12).calendar
OUTER, INNER = 2, 0
"""Villages: on the outer island (one boat every few days), on the inner one (four a day)."""


def island(weeks: int = 8, **settings: Any) -> Scenario:
    paths = {name.replace("__", "."): value for name, value in settings.items()}
    return load(ISLAND, settings={"calendar.warm_up": "0 weeks", "calendar.measure": f"{weeks} weeks", **paths})


@lru_cache
def prepared(replication: int = 0) -> Prepared:
    return prepare(island(), SEED, replication)


@lru_cache
def lived() -> Ledger:
    ledger = simulate(island(), 0, engine="simpy")
    must_pass(audit(ledger))
    return ledger


def test_departures_are_those_of_the_timetable() -> None:
    boat = departures("Mo-Su 07:30,13:00", 0.0, CALENDAR, 1)
    assert boat.opens[:4] == (450.0, 780.0, DAY + 450.0, DAY + 780.0)
    some_days = departures("Mo,We 06:59; Su 23:30", 0.0, CALENDAR, 1)
    assert some_days.opens[:4] == (419.0, 2 * DAY + 419.0, 6 * DAY + 1410.0, 7 * DAY + 419.0)


@pytest.mark.parametrize("text", ["Mo-Su", "Mo-Su 07:30-09:00", "Xx 07:30", "every day at 07:30"])
def test_what_is_no_timetable_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected|cannot read"):
        timetable(text)


def test_on_a_stormy_day_no_boat_leaves_at_all() -> None:
    calm = departures("Mo-Su 07:30,13:00", 0.0, CALENDAR, key(SEED, 0))
    rough = departures("Mo-Su 07:30,13:00", 0.3, CALENDAR, key(SEED, 0))
    lost = {minute // DAY for minute in set(calm.opens) - set(rough.opens)}
    assert not lost & {minute // DAY for minute in rough.opens}, "a whole day, or none of it"
    assert 0.15 < len(lost) / (CALENDAR.days + 14) < 0.45
    assert departures("Mo-Su 07:30", 1.0, CALENDAR, 1).opens == ()


def test_what_stops_the_big_boat_stops_the_small_one() -> None:
    def sailing(cancelled: float) -> set[float]:
        return set(departures("Mo-Su 07:30", cancelled, CALENDAR, key(SEED, 0)).opens)

    assert sailing(0.3) < sailing(0.1) < sailing(0.0)


def test_the_weather_belongs_to_the_replication_and_to_no_policy() -> None:
    consult = {"kind": "none"}
    other = prepare(island(policies__remote_consult=consult, policies__step_down={"kind": "none"}), SEED, 0)
    assert other.world.boats == prepared().world.boats
    assert prepared(1).world.boats != prepared().world.boats


def test_one_reckons_with_the_wait_for_a_boat() -> None:
    assert mean_wait_min(Door((0.0, 100.0, 200.0), (1.0, 101.0, 201.0))) == 50.0
    assert mean_wait_min(Door((0.0, 10.0, 100.0), (1.0, 11.0, 101.0))) == pytest.approx((100 + 8100) / 200)
    world = prepared().world
    felt = world.felt_ways(world.home).minutes
    hospital = 0
    assert felt[OUTER][hospital] > 8 * 60.0 + world.home.minutes[OUTER][hospital]
    assert felt[3][hospital] == world.home.minutes[3][hospital], "the harbour quarter needs no boat"


def test_who_misses_the_boat_takes_the_next() -> None:
    start = prepared()
    world = start.world

    class Patient:
        village = INNER

    boat = world.boats[world.boat_to(Patient, -1, 0)]
    first, second = boat.opens[:2]
    assert world.boards_min(Patient, -1, 0, first - 20.0) == first
    assert world.boards_min(Patient, -1, 0, first) == first
    assert world.boards_min(Patient, -1, 0, first + CASTING_OFF_MIN) == second
    last = boat.opens[-1] + DAY
    assert world.boards_min(Patient, -1, 0, last) == last + LONGEST_WAIT_MIN
    assert world.boards_min(Patient, -1, 1, 600.0) == 600.0, "the health centre is on the same island"


def crossings(ledger: Ledger, village: int) -> np.ndarray[Any, Any]:
    """Visits at the hospital of those who live on an island and come from home."""
    visits = ledger["visits"]
    sent_on = np.isin(visits["sent"], (Sent.formal, Sent.advice, Sent.slip, Sent.ambulance))
    return visits[(visits["village"] == village) & (visits["facility"] == 0) & ~sent_on]


@pytest.mark.parametrize("village", [INNER, OUTER])
def test_everyone_from_an_island_sets_off_with_a_boat_of_the_timetable(village: int) -> None:
    world = prepared().world
    boat = world.boats[world.home_boat[village][0]]
    rows = crossings(lived(), village)
    assert len(rows) > 5
    since = np.array([minute - max(leaves for leaves in boat.opens if leaves <= minute + 1e-9)
                      for minute in rows["set_off_min"]])  # fmt: skip
    returned = rows["reason"] > 0  # who goes on from the health centre takes its boat
    assert (since[~returned] <= CASTING_OFF_MIN).all()


def test_in_an_emergency_one_waits_for_the_next_boat_too() -> None:
    ledger = lived()
    rows = ledger["visits"][(ledger["visits"]["sent"] == Sent.ambulance) & (ledger["visits"]["village"] < 3)]
    rows = rows[rows["facility"] == 0]
    assert len(rows) > 3
    boats = prepared().world.boats
    all_departures = np.sort(np.concatenate([boat.opens for boat in boats]))
    waits = rows["set_off_min"] - all_departures[np.searchsorted(all_departures, rows["set_off_min"], "right") - 1]
    assert (waits <= CASTING_OFF_MIN).all()


def test_nobody_leaves_the_outer_island_on_a_stormy_day() -> None:
    always = simulate(load(ISLAND, settings={"calendar.warm_up": "0 weeks", "calendar.measure": "1 weeks"}), 0,
                      engine="simpy")  # fmt: skip
    sailed = {minute // DAY for minute in prepared().world.boats[-1].opens}
    rows = crossings(always, OUTER)
    assert all(minute // DAY in sailed for minute in rows["set_off_min"][rows["reason"] == 0])


def test_the_way_out_of_the_county_begins_with_the_boat_to_the_harbour() -> None:
    world = prepared().world
    outside = world.out_place
    assert world.home_boat[INNER][outside] == world.home_boat[INNER][0]
    assert world.home.minutes[INNER][outside] == world.home.minutes[INNER][0] + world.between.minutes[0][outside]
    assert world.home_boat[3][outside] == -1


def test_a_county_on_land_has_no_boats() -> None:
    world = prepare(hamlet(1), SEED, 0).world
    assert (world.has_ferries, world.boats, world.boards_min(None, 0, 0, 77.0)) == (0, [], 77.0)


def test_a_boat_that_the_table_names_one_way_turns_round_where_it_lands() -> None:
    """The table lists the health centre to the hospital only: nobody comes back over the water by road."""
    world = prepared().world
    there, back = world.boats[world.between_boat[1][0]], world.boats[world.between_boat[0][1]]
    assert world.between.minutes[0][1] == world.between.minutes[1][0] == 65.0
    assert back.opens[:2] == (there.opens[0] + 65.0, there.opens[1] + 65.0)
    lighthouse = world.between_boat[1][4]
    assert world.boats[lighthouse].opens[0] % DAY == 9.5 * 60, "what the table lists stays as it is"


def test_the_last_boat_before_a_booked_hour_is_taken() -> None:
    world = prepared().world

    class Patient:
        village = INNER

    first, second = world.boats[world.boat_to(Patient, -1, 0)].opens[:2]
    assert world.sails_by(Patient, -1, 0, second + 30.0) == second
    assert world.sails_by(Patient, -1, 0, second - 1.0) == first
    assert world.sails_by(Patient, -1, 0, first - 1.0) == first - 1.0, "there was none: the next one, then"
    assert world.sails_by(Patient, -1, 1, 77.0) == 77.0


def test_who_steps_down_to_the_island_keeps_the_hospitals_bed_until_the_boat_sails() -> None:
    eager = {
        "kind": "recovery_bed",
        "accepts": {"doctor": "100 %", "patient": "100 %", "unit": "100 %"},
        "transfer": "2 h",
    }
    ledger = simulate(island(16, policies__step_down=eager), 0, engine="simpy")
    must_pass(audit(ledger))
    stays = ledger["stays"]
    below = stays[(stays["facility"] == 1) & (stays["from_facility"] == 0) & (stays["admitted_min"] >= 0.0)]
    assert len(below) > 3
    sailed = below["admitted_min"] - 65.0
    boat = np.array(prepared_long().world.boats[prepared_long().world.between_boat[0][1]].opens)
    assert (np.abs(boat[np.searchsorted(boat, sailed - 1e-6)] - sailed) <= CASTING_OFF_MIN).all()
    waited = stays[stays["blocked_min"] > 60.0]
    assert len(waited) > 0, "they stay in the hospital's bed over night"


@lru_cache
def prepared_long() -> Prepared:
    return prepare(island(16), SEED, 0)


def test_an_expert_goes_to_the_island_by_boat_and_not_at_all_on_a_stormy_day() -> None:
    weekly = {
        "kind": "weekly_round", "experts": 1, "of": "county/internal", "when": "Mo-Fr 09:30-11:30", "sees_at_most": 12,
        "only_in": {"facilities": ["T1"]},
    }  # fmt: skip
    ledger = simulate(island(8, policies__expert_dispatch=weekly), 0, engine="simpy")
    must_pass(audit(ledger))
    units, days = ledger.frame["units"], ledger["days"]
    room = units["unit"][units["id"].astype(str).str.contains("visiting_")].to_numpy()
    held = {int(day) for day in days["day"][np.isin(days["unit"], room) & (days["staffed_min"] > 0.0)]}
    world = prepared().world
    sails = {int(minute // DAY) for minute in world.boats[world.between_boat[0][1]].opens}
    assert held
    assert held <= sails
    clinic = units["unit"][units["id"].astype(str) == "H1/internal"].iloc[0]
    away = days[(days["unit"] == clinic) & np.isin(days["day"], sorted(held))]["away_min"]
    assert (away > 120.0 + 2 * 65.0).all(), "over by the boat of 8:05, back by the next after 11:30"
