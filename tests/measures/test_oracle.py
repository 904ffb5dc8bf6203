"""A county that ran, measured twice: by the measures, and row by row in plain Python."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from sim import load, simulate
from sim.ledger import Ledger
from sim.ledger.divergence import first_divergence
from sim.ledger.event_log import event_log
from sim.measures import applicable, audit, by_place, curves, measure, must_pass
from tests.ledger.handmade import DAY, County
from tests.measures.oracle import Oracle
from tests.measures.test_random_counties import FEW, counties

SCENARIOS = Path(__file__).parents[2] / "scenarios"
OVERLAYS = {
    "today": [],
    "gatekeeping": ["gatekeeping"],
    "expert days and step-down": ["expert_days", "step_down"],
}
SHORT = {"calendar.warm_up": "14 days", "calendar.measure": "42 days"}


@cache
def hamlet(arm: str = "today", replication: int = 0) -> Ledger:
    overlays = [SCENARIOS / "policies" / f"{name}.yaml" for name in OVERLAYS[arm]]
    return simulate(load(SCENARIOS / "hamlet.yaml", overlays, SHORT), replication=replication)


def differ(ledger: Ledger, start: float, end: float) -> dict[tuple[str, str], tuple[float, float]]:
    """Where the measures and the oracle do not give the same number."""
    table = measure(ledger, window=(start, end))
    found = {(row.measure, row.group): float(row.value) for row in table.itertuples()}
    apart = {}
    for key, number in Oracle(ledger, start, end).numbers.items():
        mine = found.get(key, math.nan)
        both_empty = math.isnan(mine) and math.isnan(number)
        if not both_empty and not math.isclose(mine, number, rel_tol=1e-9, abs_tol=1e-9):
            apart[key] = (mine, number)
    return apart


@pytest.mark.parametrize("arm", OVERLAYS)
def test_a_county_that_ran_measures_the_same_row_by_row(arm: str) -> None:
    ledger = hamlet(arm)
    assert differ(ledger, ledger.warm_up_min, ledger.end_min) == {}


@pytest.mark.parametrize("window", [(0.0, 7 * DAY), (20 * DAY, 27 * DAY), (14 * DAY, 56 * DAY)])
def test_any_window_measures_the_same_row_by_row(window: tuple[float, float]) -> None:
    assert differ(hamlet(), *window) == {}


@FEW
@given(counties())
def test_a_random_county_measures_the_same_row_by_row(county: County) -> None:
    assert differ(county.ledger(), 0.0, county.end_min) == {}


@pytest.mark.parametrize("arm", OVERLAYS)
def test_a_county_that_ran_passes_its_audit(arm: str) -> None:
    must_pass(audit(hamlet(arm)))


def test_the_same_luck_gives_the_same_ledger_and_other_luck_another() -> None:
    again = simulate(load(SCENARIOS / "hamlet.yaml", [], SHORT))
    assert again.digest() == hamlet().digest()
    assert first_divergence(hamlet(), again) is None
    assert hamlet("today", 1).digest() != hamlet().digest()


def test_arms_share_their_illness_and_part_where_the_policy_touches() -> None:
    """Gatekeeping moves nobody's onset; the first thing that differs is where somebody goes."""
    today, gate = hamlet()["episodes"], hamlet("gatekeeping")["episodes"]
    for column in ("episode", "onset_min", "condition", "band", "reason"):
        a, b = (np.sort(rows, order="episode")[column] for rows in (today, gate))
        assert (a == b).all(), column
    parting = first_divergence(hamlet(), hamlet("gatekeeping"))
    assert parting is not None
    assert (parting.table, parting.column) in {
        ("episodes", "first_facility"),
        ("visits", "set_off_min"),
        ("visits", "facility"),
    }


def test_a_written_run_measures_the_same(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = hamlet().write(tmp_path_factory.mktemp("run") / "ledger")
    again = Ledger.read(folder)
    pd.testing.assert_frame_equal(measure(again), measure(hamlet()))
    assert [check.detail for check in audit(again)] == [check.detail for check in audit(hamlet())]


ONLY_UNDER_A_LEVER = {
    "followed_up_share", "learning_away_h_per_week", "reader_use", "remote_consult_delay_h", "remote_report_p95_min",
    "skill_recognises_share", "skill_treats_share",
}  # fmt: skip
"""Nobody is followed up under contract, learns, reads or consults at a distance in the hamlet of today."""


def test_every_measure_of_a_county_has_a_row() -> None:
    table = measure(hamlet())
    missing = set(applicable(hamlet())) - set(table["measure"])
    assert missing == ONLY_UNDER_A_LEVER


def test_places_add_up_to_the_county() -> None:
    ledger = hamlet()
    weeks = (ledger.end_min - ledger.warm_up_min) / (7 * DAY)
    table = by_place(ledger)
    visits = table[table["measure"] == "visits_per_week"]["value"].sum() * weeks
    assert visits == pytest.approx(len(Oracle(ledger, ledger.warm_up_min, ledger.end_min).visits))


def test_the_curve_of_beds_has_every_day_of_the_run() -> None:
    beds = curves(hamlet())["beds_by_day"]
    assert beds["day"].max() == hamlet().end_min / DAY - 1
    assert (beds["occupied"] >= -1e-9).all()


def test_the_event_log_of_a_county_leaves_nobody_out() -> None:
    ledger = hamlet()
    log = event_log(ledger)
    assert log["case"].nunique() == len(ledger["episodes"])
    assert (log["end"].isna() | (log["end"] >= log["start"])).all()
