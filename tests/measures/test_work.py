"""How much work measuring is, counted and not timed: a larger county costs no more calls and few copies."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable
from functools import cache
from types import FrameType

import pytest

from sim.ledger import Ledger
from sim.measures import MEASURES, applicable, audit, by_place, curves, measure, must_pass
from sim.measures.view import View
from tests.ledger.queue import poisson_station
from tests.measures.asking import value
from tests.measures.crowd import crowd

Work = Callable[[Ledger], object]
FEW, MANY = 2000, 20000
SPREAD = 1.03  # a library may look at its arguments once more; nobody may look at every visit


@cache
def county(times: int) -> Ledger:
    return crowd(times)


@cache
def queue(days: int) -> Ledger:
    return poisson_station(0.4, 10.0, servers=5, days=days, seed=3, patience_min=60.0)


def calls(work: Work, ledger: Ledger) -> int:
    """How many functions, of ours, of Python's and of the libraries', were called."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    work(ledger)  # what is imported or remembered on first use is not the work of a visit
    gc.collect()
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work(ledger)
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("work", [measure, audit, curves, by_place, Ledger.digest])
def test_ten_times_the_county_is_no_more_calls(work: Work) -> None:
    assert len(county(MANY)["visits"]) == 10 * len(county(FEW)["visits"])
    assert calls(work, county(MANY)) <= SPREAD * calls(work, county(FEW))


@pytest.mark.parametrize("work", [measure, audit, curves])
def test_ten_times_the_queue_is_no_more_calls(work: Work) -> None:
    assert len(queue(30)["steps"]) > 7 * len(queue(3)["steps"]) > 7 * 1000
    assert calls(work, queue(30)) <= SPREAD * calls(work, queue(3))


@pytest.mark.parametrize("name", [name for name, which in MEASURES.items() if which.subject != "stations"])
def test_no_measure_looks_at_visits_one_by_one(name: str) -> None:
    """By itself, so that nothing that another measure has already worked out can hide it."""

    def alone(ledger: Ledger) -> object:
        return MEASURES[name].function(View(ledger, ledger.warm_up_min, ledger.end_min))

    assert calls(alone, county(FEW)) < len(county(FEW)["visits"]) / 10


def test_the_patients_of_a_crowd_are_the_five_patients() -> None:
    """The larger county is a fair one: it passes its audit, and every measure of the five is that of the many."""
    must_pass(audit(county(FEW)))
    one, many = crowd(1), county(FEW)
    for name in ("visits_per_person_year", "fund_yuan_per_person_year", "serious_recognised_share", "wait_mean_min"):
        assert value(one, name) == pytest.approx(value(many, name), rel=1e-12)
    assert applicable(one) == applicable(many)


LEDGERS = [(measure, 1.0), (audit, 1.25), (curves, 0.75), (by_place, 0.75), (Ledger.digest, 0.75)]


@pytest.mark.parametrize(("work", "ledgers"), LEDGERS, ids=lambda part: getattr(part, "__name__", part))
def test_measuring_takes_about_as_much_memory_as_the_ledger_at_most(work: Work, ledgers: float) -> None:
    ledger = county(MANY)
    work(ledger)
    gc.collect()
    tracemalloc.start()
    try:
        work(ledger)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < ledgers * sum(rows.nbytes for rows in ledger.tables.values())
