"""Whatever county and policies are written down: every law of the audit holds, and nobody disappears."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim import Ledger, load, simulate
from sim.engine.simulate import Run
from sim.illness import draw_onsets
from sim.measures import audit, must_pass
from sim.vocabulary.words import Channel, Exit, Outcome, StayOutcome
from tests.hamlet import HAMLET
from tests.properties.counties import counties

DAYS = 11
FEW = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


LENGTH = {"calendar.warm_up": "0 days", "calendar.measure": f"{DAYS} days"}


def run(county: dict[str, Any], replication: int = 0) -> Ledger:
    return simulate(load(HAMLET, settings={**county, **LENGTH}), replication, seed=3)


@FEW
@given(county=counties(), replication=st.integers(0, 5))
def test_every_law_of_the_audit_holds(county: dict[str, Any], replication: int) -> None:
    one = Run(load(HAMLET, settings={**county, **LENGTH}), 3, replication)
    ledger = one.go()
    must_pass(audit(ledger))
    servers_are_given_back_once(one)
    nobody_disappears(ledger)
    queues_are_honest(ledger)
    money_is_honest(ledger)


def servers_are_given_back_once(one: Run) -> None:
    """No unit has fewer than nobody in service, and wards hold who lies in them, is cleaned after, or is on the way."""
    for pool in one.pools:
        assert 0 <= pool.busy_ordinary <= pool.busy, pool.row.id
        assert pool.n_waiting == sum(waiter.waiting for queue in pool.queues for waiter in queue), pool.row.id
        assert pool.servers == max(0, pool.rostered - pool.away), pool.row.id
    inside = sum(case.s_unit >= 0 or case.v_place >= 0 for case in one.verbs.inside.values())
    cleaned = any(pool.row.turnaround_min > 0.0 for pool in one.pools)
    assert cleaned or sum(pool.busy for pool in one.pools) <= 3 * inside + 3, "somebody has left without giving back"


def nobody_disappears(ledger: Ledger) -> None:
    """Who fell ill is in the ledger, once, and is inside exactly if something is still open or still to come."""
    episodes, visits, stays = ledger["episodes"], ledger["visits"], ledger["stays"]
    assert len(np.unique(episodes["episode"])) == len(episodes)
    over = set(episodes["episode"][episodes["exit"] != Exit.inside].tolist())
    still = visits["episode"][visits["left_min"] < 0.0].tolist() + stays["episode"][stays["ended_min"] < 0.0].tolist()
    assert not over & set(still)
    home = episodes[episodes["exit"] == Exit.stayed_home]
    assert not set(home["episode"].tolist()) & set(visits["episode"].tolist())


def queues_are_honest(ledger: Ledger) -> None:
    """Within a clinic and class nobody who joined later (same day, same door) is called before who came first."""
    visits = ledger["visits"]
    seen = visits[(visits["outcome"] == Outcome.seen) & (visits["unit"] >= 0)]
    assert (seen["start_min"] >= seen["arrival_min"] - 1e-6).all()
    formal = ledger["referrals"][ledger["referrals"]["channel"] == Channel.formal]
    assert (formal["from_facility"] != formal["to_facility"]).all(), "nobody is referred to where they are"
    full = ledger["stays"][ledger["stays"]["outcome"] == StayOutcome.no_bed]
    assert (full["admitted_min"] < 0.0).all()


def money_is_honest(ledger: Ledger) -> None:
    for table in ("visits", "stays"):
        rows = ledger[table]
        assert (rows["patient_yuan"] <= rows["bill_yuan"] + 1e-6).all()
        assert (rows["fund_yuan"] >= -1e-6).all()


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(county=counties())
def test_the_same_people_fall_ill_whatever_the_county_does(county: dict[str, Any]) -> None:
    """Illness is no business of tiers and policies: all who fell ill are in the ledger, and nobody else."""
    scenario = load(HAMLET, settings={**county, **LENGTH})
    ledger = simulate(scenario, 0, seed=3)
    onsets = draw_onsets(scenario, Run(scenario, 3, 0).people, 3, 0, DAYS * 1440.0)
    assert sorted(ledger["episodes"]["episode"].tolist()) == sorted(onsets.episode.tolist())


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(county=counties())
def test_a_county_lives_the_same_life_twice(county: dict[str, Any]) -> None:
    assert run(county).digest() == run(county).digest()
