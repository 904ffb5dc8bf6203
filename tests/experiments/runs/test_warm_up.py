"""Daily series of a ledger by hand, and where they settle."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.runs.warm_up import DEMAND, daily, drifts, mser5
from sim.ledger.columns import EPISODES, STAYS, STEPS, VISITS
from sim.ledger.ledger import Ledger

DAY = 1440.0


def rows(table: object, **columns: list[float]) -> np.ndarray:
    """Rows of a table, the columns named, all else 0."""
    found = np.zeros(len(next(iter(columns.values()))), dtype=table.dtype)  # type: ignore[attr-defined]
    for name, values in columns.items():
        found[name] = values
    return found


def test_a_bed_in_use_for_a_day_and_a_half_counts_one_and_a_half() -> None:
    stays = rows(STAYS, tier=[2, 2], unit=[0, 0], admitted_min=[0.0, -1.0], ended_min=[1.5 * DAY, -1.0])
    found = daily(Ledger({"stays": stays}, {}, {"end_min": 3 * DAY}))
    assert found["series"].unique().tolist() == ["beds in use, county"]
    assert found["value"].tolist() == [1.0, 0.5, 0.0]


def test_who_has_not_left_is_there_to_the_end() -> None:
    visits = rows(VISITS, tier=[0], arrival_min=[DAY], left_min=[-1.0])
    found = daily(Ledger({"visits": visits}, {}, {"end_min": 3 * DAY}))
    assert found["value"].tolist() == [0.0, 1.0, 1.0]


def test_a_hospital_beyond_the_county_is_a_delay_and_has_no_series() -> None:
    visits = rows(VISITS, tier=[3], arrival_min=[0.0], left_min=[DAY])
    assert daily(Ledger({"visits": visits}, {}, {"end_min": 2 * DAY})).empty


def test_stations_and_demand_have_series_of_their_own() -> None:
    steps = rows(STEPS, joined_min=[0.0, 0.0], left_min=[DAY, 2 * DAY])
    episodes = rows(EPISODES, onset_min=[10.0, 20.0, DAY + 5])
    found = daily(Ledger({"steps": steps, "episodes": episodes}, {}, {"end_min": 2 * DAY}))
    by = found.groupby("series")["value"].apply(list)
    assert by["people at stations"] == [2.0, 1.0]
    assert by[DEMAND] == [2.0, 1.0]


def test_mser_finds_where_a_ramp_ends() -> None:
    luck = np.random.default_rng(1)
    values = np.minimum(np.arange(200) / 40, 1.0) * 100 + luck.normal(0, 2, 200)
    assert mser5(values) == pytest.approx(40, abs=10)


def test_mser_names_no_day_for_a_series_that_never_settles_or_is_too_short() -> None:
    assert mser5(np.arange(200.0)) is None
    assert mser5(np.ones(30)) is None


def test_the_arm_that_drifts_most_stands_first() -> None:
    import pandas as pd

    luck = np.random.default_rng(2)

    def run(slope: float) -> pd.DataFrame:
        values = 50 + slope * np.arange(120) + luck.normal(0, 0.5, 120)
        return pd.DataFrame({"series": "beds", "day": np.arange(120), "value": values})

    runs = {("today", r): run(0.0) for r in range(4)} | {("gate", r): run(0.2) for r in range(4)}
    found = drifts(runs, 28)
    assert [drift.arm for drift in found] == ["gate", "today"]
    assert found[0].sure
    assert not found[1].sure
