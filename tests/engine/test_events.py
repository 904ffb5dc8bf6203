"""What costs an event and what does not: a queue that is free costs none. Counts, never seconds."""

from __future__ import annotations

import pytest

from sim.engine.clock import CALENDAR, DEMAND, THE_REST, Clock, answered
from sim.engine.pools import SEIZED
from sim.engine.verbs import Verbs
from tests.engine.bench import Bench
from tests.hamlet import lived


def scheduled(bench: Bench) -> int:
    """Events of a run beyond those of a run in which nobody comes."""
    counts = []
    for one in (Bench(), bench):
        before = one.clock.events
        one.run()
        counts.append(one.clock.events - before)
    return counts[1] - counts[0]


def test_a_free_unit_takes_no_event() -> None:
    bench = Bench()
    before = bench.clock.events
    answer = bench.pool.seize(0, -1.0)
    assert answer.value == SEIZED
    assert answer.callbacks is None, "it has happened already"
    bench.pool.release(0)
    assert bench.clock.events == before


@pytest.mark.parametrize("patients", [1, 5])
def test_patients_who_find_a_free_unit_cost_two_events_each(patients: int) -> None:
    """The end of the service and the end of the story, nothing else."""
    bench = Bench(servers=patients)
    for number in range(patients):
        bench.comes(str(number), 0.0)
    assert scheduled(bench) == 2 * patients


def test_a_patient_who_waits_costs_one_event_more() -> None:
    """The release calls the waiter by an event at zero delay."""
    free, busy = Bench(servers=2), Bench(servers=1)
    for bench in (free, busy):
        bench.comes("Ann", 0.0)
        bench.comes("Bo", 0.0)
    assert scheduled(busy) == scheduled(free) + 1


def test_patience_costs_one_event_more() -> None:
    patient, impatient = Bench(), Bench()
    for bench, patience in ((patient, -1.0), (impatient, 500.0)):
        bench.comes("Ann", 0.0)
        bench.comes("Bo", 0.0, patience=patience)
    assert scheduled(impatient) == scheduled(patient) + 1


def test_a_turned_away_patient_costs_nothing() -> None:
    bench = Bench(servers=0, unit={"waiting_room": 0})
    before = bench.clock.events
    bench.pool.seize(0, -1.0)
    assert bench.clock.events == before


def test_things_happen_at_their_minute_to_the_last_bit() -> None:
    clock, seen = Clock(), []
    minute = 0.1 + 0.2
    clock.at(minute, DEMAND, lambda _: seen.append(clock.now))
    clock.run(until=1.0)
    assert seen == [minute]


def test_the_order_of_an_instant() -> None:
    clock, seen = Clock(), []
    for order, what in ((THE_REST, "the rest"), (DEMAND, "demand"), (CALENDAR, "calendar"), (DEMAND, "more demand")):
        clock.at(5.0, order, lambda _, what=what: seen.append(what))
    clock.run(until=6.0)
    assert seen == ["calendar", "demand", "more demand", "the rest"]


def test_a_bed_that_is_cleaned_is_free_only_then() -> None:
    bench = Bench()
    verbs = Verbs(bench.clock, [bench.pool])
    bench.at(0.0, lambda: (verbs.seize(0, 0, -1.0), verbs.release_after(0, 0, 30.0)))
    bench.comes("Ann", 10.0)
    bench.run()
    assert bench.served() == [(30.0, "Ann")]


def test_what_the_verbs_say_of_a_unit() -> None:
    bench = Bench(servers=2)
    verbs = Verbs(bench.clock, [bench.pool])
    assert (verbs.free(0), verbs.on_duty(0), verbs.queue_length(0)) == (2, 2, 0)
    for _ in range(3):
        verbs.seize(0, 0, -1.0)
    assert (verbs.free(0), verbs.on_duty(0), verbs.queue_length(0)) == (0, 2, 1)
    assert answered(bench.clock, 7).value == 7


def test_a_county_costs_few_events_a_visit() -> None:
    """About ten (travel, door, desks, consultation, tests, reviews, rosters); a release that leaks shows here."""
    ledger = lived(2)
    assert 4.0 < ledger.meta["events"] / len(ledger["visits"]) < 12.0
