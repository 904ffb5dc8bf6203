"""Groups of waits, against the same groups picked out one by one and counted in plain Python."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.ledger import Ledger
from sim.measures.stations import highest_so_far
from sim.measures.survival import kaplan_meier, kaplan_meier_in_order
from sim.measures.view import Counting, View
from sim.measures.waited import INSTANT_MIN, Waits, waits_of
from sim.vocabulary.words import PRIORITIES, TIERS, Outcome
from tests.ledger.queue import poisson_station
from tests.ledger.stories import five_patients_ledger

COUNTY = five_patients_ledger()
QUEUE = poisson_station(0.4, 10.0, servers=4, days=4, seed=5, patience_min=20.0)


def whole(ledger: Ledger, counting: Counting = "all") -> View:
    return View(ledger, 0.0, ledger.end_min, counting)


def by_hand(ledger: Ledger) -> dict[str, list[tuple[float, int]]]:
    """Minutes and outcome of every visit in the county, by tier, class, and both."""
    groups: dict[str, list[tuple[float, int]]] = {}
    for row in ledger["visits"]:
        if row["tier"] < 3 and row["arrival_min"] >= 0:
            until = next((m for m in (row["start_min"], row["left_min"]) if m >= 0), ledger.end_min)
            tier, kind = f"tier={TIERS[row['tier']]}", f"class={PRIORITIES[row['priority']]}"
            for group in ("", tier, kind, f"{tier},{kind}"):
                groups.setdefault(group, []).append((float(until - row["arrival_min"]), int(row["outcome"])))
    return groups


def test_every_group_holds_the_waits_of_its_own_visits_and_no_other() -> None:
    found, expected = dict(waits_of(whole(COUNTY))), by_hand(COUNTY)
    assert set(found) == set(expected)
    for group, waits in found.items():
        assert sorted(zip(waits.minutes.tolist(), waits.outcome.tolist(), strict=True)) == sorted(expected[group])


@pytest.mark.parametrize("ledger", [COUNTY, QUEUE], ids=["county", "queue"])
def test_waits_stand_in_order_of_their_length_in_every_group(ledger: Ledger) -> None:
    for _, waits in waits_of(whole(ledger)):
        assert (np.diff(waits.minutes) >= 0.0).all()


@pytest.mark.parametrize("ledger", [COUNTY, QUEUE], ids=["county", "queue"])
def test_what_is_read_off_the_order_is_what_counting_gives(ledger: Ledger) -> None:
    for _, waits in waits_of(whole(ledger)):
        queued = waits.minutes[(waits.outcome != Outcome.turned_away) | (waits.minutes > INSTANT_MIN)]
        assert waits.mean_min == pytest.approx(queued.mean(), rel=1e-12)
        for limit in (INSTANT_MIN, 10.0, 30.0, 1e9):
            assert waits.longer_than(limit) == (queued > limit).mean()
        for end in Outcome:
            assert waits.ended(end) == (waits.outcome == end).mean()
        assert waits.unserved_share == (waits.outcome != Outcome.seen).mean()


def test_the_quantiles_are_those_of_the_curve_of_unsorted_waits() -> None:
    for _, waits in waits_of(whole(QUEUE)):
        turned = waits.queued[::-1], (waits.outcome[waits.in_queue] == Outcome.seen)[::-1]
        curve = kaplan_meier(*turned)
        assert waits.quantiles_min[0.5] == curve.quantile(0.5)
        assert (waits.curve.share == curve.share).all()
        assert (waits.curve.minutes == curve.minutes).all()


def test_someone_who_found_no_place_never_queued() -> None:
    waits = Waits(np.array([0.0, 0.0, 5.0]), np.array([Outcome.seen, Outcome.turned_away, Outcome.turned_away], "i1"))
    assert waits.queued.tolist() == [0.0, 5.0]
    assert waits.mean_min == 2.5
    assert waits.ended(Outcome.turned_away) == pytest.approx(2 / 3)


def test_of_nobody_there_is_no_mean_and_no_share() -> None:
    nobody = Waits(np.zeros(0), np.zeros(0, dtype=np.int8))
    numbers = [nobody.mean_min, nobody.longer_than(3.0), nobody.unserved_share, nobody.ended(Outcome.seen)]
    assert all(math.isnan(number) for number in [*numbers, nobody.quantiles_min[0.5]])
    assert len(kaplan_meier_in_order(np.zeros(0), np.zeros(0, dtype=bool)).minutes) == 0


def test_waits_that_are_counted_otherwise_are_kept_apart_though_the_window_is_shared() -> None:
    view = whole(QUEUE)
    started = replace(view, counting="started_by_end")
    assert started.tables is view.tables
    everyone, served = dict(waits_of(view)), dict(waits_of(started))
    assert {group: len(waits.minutes) for group, waits in everyone.items()} != {
        group: len(waits.minutes) for group, waits in served.items()
    }
    assert waits_of(view) is waits_of(replace(view, than_min=10.0))


@pytest.mark.parametrize("seed", range(4))
def test_the_highest_so_far_is_that_of_the_same_patient_only(seed: int) -> None:
    draw = np.random.default_rng(seed)
    whose = np.sort(draw.integers(0, 12, 200))
    values = draw.random(200)
    expected = [max(values[: i + 1][whose[: i + 1] == whose[i]]) for i in range(200)]
    assert highest_so_far(values, whose).tolist() == expected
    assert highest_so_far(values[:0], whose[:0]).tolist() == []
