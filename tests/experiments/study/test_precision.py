"""When are replications enough, and how many to have next?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.runs.refusals import BadStudy
from experiments.study.declared import Primary
from experiments.study.precision import next_replications, widths_wanted
from experiments.study.tables import Values

PRIMARY = [Primary("wait", "tier=county", "lower", 3.0), Primary("wait", "tier=township", "lower", 3.0)]


def values(count: int, spread: float, arms: tuple[str, ...] = ("today", "gate")) -> Values:
    """Waits of a county, noise of the difference as given."""
    luck = np.random.default_rng(9)
    rows = []
    for replication in range(count):
        shared = luck.normal(30, 5)
        for arm in arms:
            own = luck.normal(0, spread)
            for group in ("tier=county", "tier=township", ""):
                rows.append((arm, replication, "wait", group, shared + own, "min"))
    columns = ["scenario", "replication", "measure", "group", "value", "unit"]
    return Values(pd.DataFrame(rows, columns=columns), arms)


def test_a_measure_alone_means_the_groups_in_which_it_is_primary() -> None:
    assert widths_wanted({"wait": 1.0}, PRIMARY) == {
        ("wait", "tier=county"): 1.0,
        ("wait", "tier=township"): 1.0,
    }


def test_a_group_may_be_named_and_others_mean_the_whole() -> None:
    assert widths_wanted({"wait:tier=village": 1.0, "visits": 2.0}, PRIMARY) == {
        ("wait", "tier=village"): 1.0,
        ("visits", ""): 2.0,
    }


@pytest.mark.parametrize("width", [0.0, -1.0, float("nan"), float("inf")])
def test_a_width_that_is_none_is_refused(width: float) -> None:
    with pytest.raises(BadStudy, match="above 0"):
        widths_wanted({"wait": width}, PRIMARY)


def test_without_a_wish_nothing_more_is_run() -> None:
    assert next_replications({}, PRIMARY, values(5, 9.0)) is None


def test_narrow_enough_is_enough() -> None:
    assert next_replications({"wait": 5.0}, PRIMARY, values(10, 0.5)) is None


def test_a_wide_interval_asks_for_more_but_at_most_twice_as_many() -> None:
    assert next_replications({"wait": 0.5}, PRIMARY, values(10, 5.0)) == 20
    few = next_replications({"wait": 1.0}, PRIMARY, values(40, 2.0))
    assert few is not None
    assert 40 < few < 80


def test_the_interval_judged_is_the_one_that_carries_the_verdict() -> None:
    seen = values(30, 1.0)
    plain = next_replications({"wait:tier=county": 0.5}, (), seen)
    simultaneous = next_replications({"wait:tier=county": 0.5}, PRIMARY, seen)
    assert plain is not None
    assert simultaneous is not None
    assert simultaneous > plain


def test_one_arm_alone_is_judged_by_its_mean() -> None:
    assert next_replications({"wait:tier=county": 1.0}, (), values(10, 0.0, ("today",))) == 20


def test_two_replications_at_least_are_needed_to_see_a_spread() -> None:
    assert next_replications({"wait": 1.0}, PRIMARY, values(1, 1.0)) == 2


def test_a_group_that_is_not_there_is_said() -> None:
    with pytest.raises(BadStudy, match="no such measure in tier=moon"):
        next_replications({"wait:tier=moon": 1.0}, PRIMARY, values(3, 1.0))
