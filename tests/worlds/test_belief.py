"""Belief about quality that learns: from what befell oneself, from talk, and not from nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import Ledger, simulate
from sim.engine.simulate import Run
from sim.measures import measure
from sim.scenario.faults import ScenarioFaults
from sim.vocabulary.words import Reason
from tests.hamlet import SEED, hamlet, lived, with_change

VILLAGE, TOWNSHIP, COUNTY = range(3)
MINOR, SERIOUS = 0, 1
LEARNS = {"kind": "beta"}
MONTHS = {"calendar__warm_up": "12 weeks", "choice__belief": {**LEARNS, "word_of_mouth": "0 %"}}
WARM_UP_MIN = 12 * 7 * 1440.0
YEAR_MIN = 364 * 1440.0
YEARS, REPLICATIONS = 5, 4
DRIFT = 0.002
"""Points of expected quality that the mean resident may have moved after five years: 0.2 of a hundred."""


@lru_cache(maxsize=1)
def run_of_months() -> tuple[Run, Ledger]:
    """The hamlet for 12 weeks after as long a warm-up; what each resident believes stands in its world."""
    run = Run(hamlet(12, **MONTHS), SEED, 0)
    return run, run.go()


def of_township(only: str) -> list[float]:
    """What residents expect more of townships after one visit to one since the warm-up, which failed, or went well.

    Residents with one illness, minor as it felt, that is over; reviews do not count.
    """
    run, ledger = run_of_months()
    visits, episodes = pd.DataFrame(ledger["visits"]), pd.DataFrame(ledger["episodes"])
    began = episodes[(episodes["onset_min"] >= WARM_UP_MIN) & (episodes["felt_serious"] == MINOR)
                     & (episodes["ended_min"] >= 0)]  # fmt: skip
    began = began[~began["resident"].duplicated(keep=False)].set_index("episode")
    found = []
    for episode, rows in visits[visits["episode"].isin(began.index)].groupby("episode"):
        rows = rows[rows["reason"] != int(Reason.review)].sort_values("arrival_min")
        if rows["tier"].iloc[0] != TOWNSHIP or (rows["tier"] == TOWNSHIP).sum() != 1:
            continue
        failed = len(rows) > 1 and rows["handled"].iloc[0] == 0 and rows["reason"].iloc[1] == int(Reason.returned)
        well = len(rows) == 1 and rows["handled"].iloc[0] == 1
        who = int(began.loc[episode, "resident"])
        if run.world.learned_all[(who * 4 + TOWNSHIP) * 2 + MINOR] == 1.0 and (failed if only == "failed" else well):
            found.append(run.world.personal_quality(who, TOWNSHIP, MINOR))
    return found


def test_who_came_back_from_a_township_believes_less_of_townships() -> None:
    failed = of_township("failed")
    assert len(failed) >= 5
    assert max(failed) < 0.0


def test_who_got_well_there_believes_more_of_them_and_by_less() -> None:
    """Getting well is what is usual, so it says little; one bad experience weighs as much as many good ones."""
    well, failed = of_township("well"), of_township("failed")
    assert len(well) >= 50
    assert min(well) > 0.0
    assert np.mean(well) < -np.mean(failed) / 2
    assert max(np.abs([*well, *failed])) < 1.0 / 16.0, "one experience against fifteen"


def test_only_illness_after_the_warm_up_is_learned_from() -> None:
    run, ledger = run_of_months()
    after = ledger["episodes"]["onset_min"] >= WARM_UP_MIN
    learners = set(np.flatnonzero(np.frombuffer(run.world.learned_all).reshape(-1, 8).sum(axis=1)))
    assert learners <= set(ledger["episodes"]["resident"][after].tolist())
    assert len(learners) > 500
    assert sum(run.world.usual_all) > 1000


def test_talk_evens_out_and_changes_no_mean() -> None:
    """A month's talk takes a share of the way to the village's mean."""
    run, _ = run_of_months()
    world = run.world
    good = np.frombuffer(world.learned_good).reshape(-1, 8)
    before, kept, villages = good.copy(), bytes(world.learned_good), run.people.village
    seen, rows = bytes(world.learned_all), list(world.belief_rows)
    world.word_of_mouth = 0.2
    try:
        world.talk_it_over(WARM_UP_MIN + 28 * 1440.0)
        for village in np.unique(villages):
            here = villages == village
            assert good[here].mean(axis=0) == pytest.approx(before[here].mean(axis=0), abs=1e-12)
            assert good[here].std(axis=0) == pytest.approx(0.8 * before[here].std(axis=0), abs=1e-12)
    finally:
        world.word_of_mouth, world.belief_rows[:] = 0.0, rows
        world.learned_good[:], world.learned_all[:] = (type(world.learned_good)("d", was) for was in (kept, seen))


def test_where_nobody_learns_nothing_is_kept() -> None:
    assert len(lived(2)["belief"]) == 0
    assert lived(2).digest() == lived(2, choice__belief={"kind": "fixed"}).digest()
    assert len(Run(hamlet(1), SEED, 0).world.learned_all) == 1, "no column by resident"


def test_until_the_warm_up_is_over_learning_moves_nobody() -> None:
    learned, fixed = (simulate(hamlet(1, calendar__warm_up="4 weeks", **more), 0, SEED, engine="simpy")["episodes"]
                      for more in ({"choice__belief": LEARNS}, {}))  # fmt: skip
    early = [table[table["onset_min"] < 4 * 7 * 1440.0] for table in (learned, fixed)]
    assert early[0].tobytes() == early[1].tobytes()


def test_without_a_warm_up_there_is_nothing_to_hold_it_against() -> None:
    with pytest.raises(ScenarioFaults, match="warm-up"):
        hamlet(4, choice__belief=LEARNS)


def test_what_a_prior_is_worth_does_not_change_in_mid_run() -> None:
    later = with_change(4, "2026-04-13", "choice.belief.prior_worth", to=10)
    with pytest.raises(ScenarioFaults, match="prior_worth"):
        hamlet(4, **MONTHS, **later)


def learned_at_the_end(ledger: Ledger) -> Any:
    """Mean quality that was learned, by tier and felt severity."""
    rows = ledger["belief"]
    return rows["learned"][rows["day"] == rows["day"].max()].reshape(4, 2)


@pytest.mark.long
def test_townships_that_become_worse_are_believed_to_be_worse() -> None:
    """Power: a fall of four tenths in right handling moves belief by more than twice what may drift, in two years."""
    settings: dict[str, Any] = {"calendar__warm_up": "52 weeks", "choice__belief": LEARNS}
    worse = [{"from": "2027-01-04", "set": f"tiers.township.skill.treats.{band}", "times": 0.6}
             for band in ("minor", "moderate", "serious")]  # fmt: skip
    learned = learned_at_the_end(simulate(hamlet(104, **settings, changes=worse), 0, SEED, engine="compiled"))
    assert learned[TOWNSHIP, MINOR] < -2.0 * DRIFT
    assert abs(learned[VILLAGE, MINOR]) < DRIFT


@pytest.mark.long
def test_without_a_policy_nothing_drifts_in_five_years() -> None:
    """Belief stays where it was within 0.2 points, first contacts within half a point of those that never learn."""
    settings = {"calendar__warm_up": "52 weeks"}
    learned, moved = [], []
    for replication in range(REPLICATIONS):
        on, off = (simulate(hamlet(52 * YEARS, **settings, **more), replication, SEED, engine="compiled")
                   for more in ({"choice__belief": LEARNS}, {}))  # fmt: skip
        learned.append(learned_at_the_end(on))
        last = (YEARS * YEAR_MIN, (YEARS + 1) * YEAR_MIN)
        shares = [measure(ledger, ["first_contact_share"], last)["value"].to_numpy() for ledger in (on, off)]
        moved.append(shares[0] - shares[1])
    assert np.abs(np.mean(learned, axis=0)).max() < DRIFT
    assert np.abs(np.mean(moved, axis=0)).max() < 0.005
