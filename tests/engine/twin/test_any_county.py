"""Whatever county is written down, with whatever policies, guests and dates: both engines live the same life."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from sim import load
from sim.engine import prepared
from sim.illness import Onsets, draw_onsets
from sim.network.network import check
from sim.scenario.faults import ScenarioFaults
from sim.vocabulary.words import Outcome
from tests.engine.twin.same import live_the_same
from tests.hamlet import HAMLET
from tests.properties.busy_counties import busy_counties
from tests.properties.counties import Settings, counties
from tests.properties.levers import SEVEN_WEEKS, levers

LENGTH = {"calendar.warm_up": "0 days", "calendar.measure": "11 days"}
GRID_MIN = 20.0


def so_many(examples: int) -> Any:
    """The same examples at every run."""
    return settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )


def live(county: Settings, replication: int = 0) -> None:
    """Both engines, unless guests of the county would not fit into it."""
    scenario = load(HAMLET, settings={**county, **LENGTH})
    try:
        check(scenario)
    except ScenarioFaults:
        reject()
    live_the_same(scenario, replication, seed=3)


@so_many(12)
@given(county=counties(), replication=st.integers(0, 5))
def test_a_county_is_the_same_on_both_engines(county: Settings, replication: int) -> None:
    live(county, replication)


@so_many(12)
@given(county=busy_counties(), replication=st.integers(0, 5))
def test_a_busy_county_is_the_same_on_both_engines(county: Settings, replication: int) -> None:
    live(county, replication)


@so_many(8)
@given(county=counties(), pulled=levers(), replication=st.integers(0, 5))
def test_any_levers_are_the_same_on_both_engines(county: Settings, pulled: Settings, replication: int) -> None:
    live_the_same(load(HAMLET, settings={**county, **pulled, **SEVEN_WEEKS}), replication, seed=3)


@pytest.mark.long
@so_many(200)
@given(county=counties(), pulled=levers(), replication=st.integers(6, 99))
def test_hundreds_of_levers_are_the_same_on_both_engines(county: Settings, pulled: Settings, replication: int) -> None:
    live_the_same(load(HAMLET, settings={**county, **pulled, **SEVEN_WEEKS}), replication, seed=3)


@pytest.mark.long
@so_many(250)
@given(county=counties(), replication=st.integers(6, 99))
def test_hundreds_of_counties_are_the_same_on_both_engines(county: Settings, replication: int) -> None:
    live(county, replication)


@pytest.mark.long
@so_many(250)
@given(county=busy_counties(), replication=st.integers(6, 99))
def test_hundreds_of_busy_counties_are_the_same_on_both_engines(county: Settings, replication: int) -> None:
    live(county, replication)


def many_in_one_minute(*given: Any) -> Onsets:
    """Who falls ill, with all onsets on a grid of twenty minutes: a dozen at a time."""
    drawn = draw_onsets(*given)
    columns = {name: getattr(drawn, name) for name in drawn.__dataclass_fields__}
    return Onsets(**{**columns, "time_min": np.floor(drawn.time_min / GRID_MIN) * GRID_MIN})


WHOLE_MINUTES = {
    "travel.kind": "none",
    **{f"tiers.{tier}.clinics.{clinic}.{part}": {"kind": "fixed", "value": "10 min"}
       for tier, clinic in (("village", "general"), ("township", "general"), ("county", "internal"),
                            ("county", "surgical"), ("county", "women_children"))
       for part in ("consult", "review")},
    **{f"tiers.{tier}.desks.{desk}.service": {"kind": "fixed", "value": "5 min"}
       for tier, desk in (("township", "registration"), ("township", "pharmacy"), ("county", "registration"),
                          ("county", "payment"), ("county", "pharmacy"))},
    **{f"tiers.{tier}.queue.patience": {"kind": "fixed", "value": "20 min"}
       for tier in ("village", "township", "county")},
    "people.illness_rate": 4.0,
}  # fmt: skip
"""No distances, and every length a multiple of five minutes: all that can meet in a minute does."""


@pytest.mark.parametrize("gives_up", ["goes_home", "tomorrow", "elsewhere", "emergency_room"])
def test_many_patients_in_the_same_minute_keep_their_order(gives_up: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "draw_onsets", many_in_one_minute)
    county = {**WHOLE_MINUTES, "tiers.county.queue.gives_up": gives_up, "tiers.county.queue.waiting_room": 6}
    ledger = live_the_same(load(HAMLET, settings={**county, **LENGTH}), seed=3)
    starts = ledger["visits"]["start_min"]
    _, together = np.unique(starts[starts >= 0.0], return_counts=True)
    assert together.max() >= 3, "several begin in the same minute"
    assert (ledger["visits"]["outcome"] == 1).any(), "some give up"


def test_a_clinic_for_which_guests_keep_their_place_keeps_its_waiting_room() -> None:
    """Guests wait in the station before it; the residents' waiting room of no chairs stays one of no chairs."""
    county: Settings = {
        "tiers.county.queue.waiting_room": 0, "tiers.county.clinics.internal.clinicians": 1,
        "stations": {"scan": {"servers": 2, "holds_until_next": True}},
        "services": {"scan": {"kind": "exponential", "mean": "12 min"}},
        "arrivals": {"next_door": {"kind": "poisson", "rate": "3/h", "class": "walk_in",
                                   "route": ["scan", "H1/internal"]}},
    }  # fmt: skip
    ledger = live_the_same(load(HAMLET, settings={**county, **LENGTH}), seed=3)
    clinic = list(ledger.frame["units"]["id"]).index("H1/internal")
    here = ledger["visits"][ledger["visits"]["unit"] == clinic]
    assert {int(code) for code in here["outcome"]} == {Outcome.seen, Outcome.turned_away}


@pytest.mark.long
@so_many(100)
@given(county=busy_counties())
def test_any_county_with_many_in_the_same_minute(county: Settings) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prepared, "draw_onsets", many_in_one_minute)
        live({**WHOLE_MINUTES, **county})
