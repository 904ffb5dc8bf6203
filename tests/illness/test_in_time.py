"""Cases in the order of time: as a sort would have it, whatever falls together and however they are spread."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.illness.in_time import CROWD, in_order_of_time

MINUTES = some.floats(min_value=0.0, max_value=1e6, allow_nan=False, allow_subnormal=False)


@given(some.lists(MINUTES, max_size=200))
def test_patients_of_one_instant_stay_as_they_stand(minutes: list[float]) -> None:
    times = np.array(minutes, float)
    assert in_order_of_time(times).tolist() == np.argsort(times, kind="stable").tolist()


@given(some.lists(some.tuples(some.sampled_from([0.0, 1.0, 1.5, 900.0]), some.integers(0, 1 << 40)), max_size=200))
def test_of_one_minute_the_lower_address_comes_first(cases: list[tuple[float, int]]) -> None:
    times, address = np.array([t for t, _ in cases], float), np.array([a for _, a in cases], np.int64)
    order = in_order_of_time(times, address)
    assert sorted(order.tolist()) == list(range(len(cases)))
    assert [(times[i], address[i]) for i in order] == sorted(cases)


@pytest.mark.parametrize("crowd", [CROWD - 1, CROWD, CROWD + 1, 40 * CROWD])
def test_a_crowd_that_is_booked_for_eight_is_put_in_order_too(crowd: int) -> None:
    """One patient far away makes a slot wide: all others fall into one."""
    rng = np.random.default_rng(20260105)
    times = np.concatenate([480.0 + rng.random(crowd), [1e7], np.full(crowd, 480.5)])
    assert in_order_of_time(times).tolist() == np.argsort(times, kind="stable").tolist()


def test_many_over_a_year_are_in_order() -> None:
    times = np.random.default_rng(1).random(100_000) * 524_160.0
    assert np.all(np.diff(times[in_order_of_time(times)]) >= 0.0)
