"""Tests read at a distance: the readers' queue, what it costs the clinic they leave, and what a report is worth."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import Ledger, simulate
from sim.engine.prepared import prepare
from sim.measures import audit, measure, must_pass
from sim.vocabulary import words
from sim.vocabulary.words import TOWNSHIP
from tests.hamlet import SEED, TALK, hamlet

QUICK = {"kind": "lognormal", "mean": "6 min", "sd": "3 min"}
CENTRE: dict[str, Any] = {
    "kind": "pooled_centre", "readers": 1, "tests": ["ecg", "x_ray", "lab"], "hours": "Mo-Su 08:00-18:00",
    "read": {"emergency": QUICK, "routine": QUICK},
}  # fmt: skip
TRIPS = {"kind": "trips", "goes": "100 %"}
WEEKS = 8


def run(*answers: dict[str, Any], **settings: Any) -> Ledger:
    ledger = simulate(hamlet(WEEKS, policies__remote_reading=list(answers), **settings), 0, engine="simpy")
    must_pass(audit(ledger))
    return ledger


def of(ledger: Ledger, place: words.TestPlace) -> np.ndarray[Any, Any]:
    return ledger["tests"][ledger["tests"]["place"] == place]


def value(ledger: Ledger, name: str, group: str = "") -> float:
    rows = measure(ledger, [name])
    return float(rows[rows["group"] == group]["value"].iloc[0])


def day_sum(ledger: Ledger, unit: str, column: str) -> float:
    mine = ledger.frame["units"]["unit"][ledger.frame["units"]["id"] == unit]
    return float(ledger["days"][column][np.isin(ledger["days"]["unit"], mine)].sum())


def test_tests_of_the_township_are_read_at_the_hospital_while_the_centre_is_open() -> None:
    ledger = run(CENTRE)
    read = of(ledger, words.TestPlace.remote)
    assert len(read) > 20
    assert set(ledger.frame["facilities"]["tier"][read["facility"]]) == {TOWNSHIP}
    hour = read["start_min"] % 1440.0 / 60.0
    assert ((hour >= 8.0) & (hour < 18.0)).all(), "begun while somebody is there; what is begun is finished"
    assert (read["report_min"] > read["start_min"]).all()
    assert (read["start_min"] >= read["asked_min"]).all()


def test_what_comes_after_closing_is_reported_the_next_morning() -> None:
    """Readers who go at ten: the pictures of the rest of the day wait for eight o'clock."""
    read = of(run({**CENTRE, "hours": "Mo-Su 08:00-10:00"}), words.TestPlace.remote)
    later = read[read["asked_min"] % 1440.0 >= 600.0]
    assert len(later) > 0
    assert (later["start_min"] // 1440.0 == later["asked_min"] // 1440.0 + 1).all()


def test_pictures_stay_in_line_over_night_and_are_asked_for_once() -> None:
    """Two hours a day for an hour's work each: the queue grows from day to day, and nobody sends a picture twice."""
    slow = {"kind": "fixed", "value": "60 min"}
    ledger = run({**CENTRE, "hours": "Mo-Su 08:00-10:00", "read": {"emergency": slow, "routine": slow}})
    read = of(ledger, words.TestPlace.remote)
    assert (read["start_min"] - read["asked_min"]).max() > 2 * 1440.0, "two mornings were not enough"
    assert day_sum(ledger, "H1/reading", "turned_away") == 0.0
    waits = day_sum(ledger, "H1/reading", "asked") - day_sum(ledger, "H1/reading", "served")
    assert 0 < waits < len(read)


def test_emergencies_are_read_before_routine() -> None:
    slow = {"kind": "fixed", "value": "90 min"}
    ledger = run({**CENTRE, "read": {"emergency": slow, "routine": slow}})
    read = of(ledger, words.TestPlace.remote)
    felt = dict(zip(ledger["episodes"]["episode"], ledger["episodes"]["felt_serious"], strict=True))
    urgent = np.array([felt[episode] == 1 for episode in read["episode"]])
    assert urgent.any()
    for one in read[urgent]:
        meanwhile = (read["start_min"] > one["asked_min"]) & (read["start_min"] < one["start_min"])
        assert not (meanwhile & ~urgent).any(), "a routine picture was begun while an urgent one waited"
    waits = read["start_min"] > read["asked_min"]
    assert (waits & urgent).any()


def test_clinicians_who_read_are_missing_in_their_clinic() -> None:
    own, taken = run(CENTRE), run({**CENTRE, "from_clinic": "county/internal"})
    assert day_sum(own, "H1/internal", "away_min") == 0.0
    given = day_sum(taken, "H1/reading", "staffed_min")
    assert given == pytest.approx(WEEKS * 7 * 600.0)
    assert day_sum(taken, "H1/internal", "away_min") == pytest.approx(given)
    assert day_sum(taken, "H1/internal", "staffed_min") < 0.1 * day_sum(own, "H1/internal", "staffed_min")


def test_a_pool_that_reads_slowly_delays_every_report() -> None:
    """It can backfire: the township used to read its pictures itself within half an hour."""
    slow = {"kind": "fixed", "value": "60 min"}
    quick, late = run(CENTRE), run({**CENTRE, "read": {"emergency": slow, "routine": slow}})
    assert value(late, "report_median_min", "place=remote") > 60.0 > value(quick, "report_median_min", "place=remote")
    assert value(late, "remote_report_p95_min") > value(quick, "remote_report_p95_min")
    assert value(late, "reader_use") > 3.0 * value(quick, "reader_use")


def test_trips_vanish_where_the_test_is_made_and_read_for_the_place() -> None:
    brought = {**CENTRE, "tests": ["ct"], "equips": ["ct"], "records": TALK, "price": "260 yuan"}
    trips, both = run(TRIPS), run(TRIPS, brought)
    made = [of(ledger, words.TestPlace.trip) for ledger in (trips, both)]
    ct = [ledger.meta["names"]["test"].index("ct") for ledger in (trips, both)]
    assert [(rows["test"] == test).sum() > 0 for rows, test in zip(made, ct, strict=True)] == [True, False]
    assert value(both, "travel_h_per_person_year") < value(trips, "travel_h_per_person_year")
    assert value(both, "remote_reads_per_10000") > 0.0


def test_a_report_lifts_by_points_and_never_beyond_the_reader() -> None:
    world = prepare(hamlet(1, policies__remote_reading=[CENTRE]), SEED, 0).world
    township, hospital = (next(row for row in world.place if row.tier == tier) for tier in (TOWNSHIP, TOWNSHIP + 1))
    own = township.d_prime
    lifted = [world.d_prime_with_report(township, own, hospital.place, gain) for gain in (0.0, 0.1, 0.3, 0.9)]
    assert lifted[0] == pytest.approx(own, abs=1e-3)
    assert lifted == sorted(lifted)
    assert lifted[-1] == hospital.d_prime
