"""Serious illness that reaches right care later than the same illness did today is counted pair by pair."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from experiments.study.later import LATER, later_in, later_table
from sim.measures.lives import NEVER, REACHED
from sim.measures.paired import Matters, paired
from sim.vocabulary.words import SERIOUS

MATTERS = Matters(sooner_min=240.0)


def lives(*delays_min: float, band: int = SERIOUS) -> pd.DataFrame:
    """One serious illness each; a delay without end is right care that never came."""
    rows: list[dict[str, Any]] = [
        {
            "episode": k << 32,
            "ill": True,
            "band": band,
            "care": REACHED if math.isfinite(delay) else NEVER,
            "delay_min": delay if math.isfinite(delay) else 0.0,
            "paid_yuan": 0.0,
            "missed": False,
        }
        for k, delay in enumerate(delays_min)
    ]
    return pd.DataFrame(rows)


def test_later_and_sooner_are_counted_from_what_matters_on() -> None:
    pair = paired(lives(60, 60, 400, 60), lives(300, 299, 60, 60))
    assert later_in(pair, MATTERS) == {"serious": 4, "later": 1, "sooner": 1}


def test_care_that_never_comes_is_later_than_any() -> None:
    assert later_in(paired(lives(60), lives(math.inf)), MATTERS)["later"] == 1
    assert later_in(paired(lives(math.inf), lives(60)), MATTERS)["sooner"] == 1


def test_illness_that_is_not_serious_is_not_counted() -> None:
    mild = SERIOUS - 1
    assert later_in(paired(lives(60, band=mild), lives(900, band=mild)), MATTERS)["serious"] == 0


def test_an_illness_that_only_one_run_knows_has_nothing_to_be_compared_with() -> None:
    assert later_in(paired(lives(60), lives(60, 900)), MATTERS) == {"serious": 1, "later": 0, "sooner": 0}


def test_rates_are_means_over_replications_and_stay_within_what_can_be() -> None:
    runs = [{"arm": "a", "serious": n, "later": later, "sooner": 0} for n, later in ((100, 1), (200, 6), (0, 0))]
    table = later_table(runs)
    assert tuple(table.columns) == LATER
    row = table.iloc[0]
    assert (row["n"], row["serious"], row["later_per_1000"]) == (2, 150.0, pytest.approx(20.0))
    assert 0.0 == row["later_low"] <= row["later_per_1000"] <= row["later_high"] <= 1000.0
    assert (row["sooner_per_1000"], row["sooner_low"], row["sooner_high"]) == (0.0, 0.0, 0.0)


def test_no_serious_illness_at_all_is_no_row() -> None:
    assert later_table([{"arm": "a", "serious": 0, "later": 0, "sooner": 0}]).empty
