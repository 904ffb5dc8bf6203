"""The paired counterfactual, worked out by hand: five residents under two policies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from sim.ledger import Ledger
from sim.measures import Matters, belongings, counterfactual, lives
from sim.measures.lives import GROUPINGS
from sim.measures.paired import BETTER, MIXED, SAME, WORSE, care_sign, changed_most, fates, largest_first, paired
from sim.vocabulary.words import EpisodeReason, Exit
from tests.ledger.hamlet import COLD, HOSPITAL, POST, STROKE
from tests.ledger.handmade import DAY, HOUR, WEEK, County
from tests.ledger.stories import ANN, BO, CAI, DAN, EVE, five_patients_ledger

MATTERS = Matters(sooner_min=4 * HOUR, cheaper_yuan=20.0)
Tells = Callable[[County], None]


def county(*told: Tells, end_min: float = WEEK) -> Ledger:
    """A week of which only this is told."""
    week = County(end_min=end_min)
    for tell in told:
        tell(week)
    return week.ledger()


def cold(who: int, seen: float, yuan: float = 10.0, band: int = 0) -> Tells:
    """Falls ill at minute 0 and is handled rightly at this minute, for so much."""

    def tell(week: County) -> None:
        ill = week.falls_ill(who, COLD, 0.0, band)
        week.sees(ill, POST, seen, patient_yuan=yuan)
        week.gets_well(ill, seen + HOUR)

    return tell


def at_home(who: int) -> Tells:
    """Falls ill at minute 0 and sits it out."""

    def tell(week: County) -> None:
        week.gets_well(week.falls_ill(who, COLD, 0.0), DAY, Exit.stayed_home)

    return tell


def still_waiting(who: int) -> Tells:
    """Falls ill at minute 0 and has seen nobody when the run ends."""

    def tell(week: County) -> None:
        week.falls_ill(who, COLD, 0.0)

    return tell


def stroke(who: int, recognised: bool, seen: float = HOUR) -> Tells:
    """A serious illness beyond the post, recognised there or not, handled rightly at the hospital a day later."""

    def tell(week: County) -> None:
        ill = week.falls_ill(who, STROKE, 0.0, band=2)
        week.sees(ill, POST, seen, beyond=1, finding=int(recognised), handled=-1)
        week.sees(ill, HOSPITAL, seen + DAY)
        week.gets_well(ill, 3 * DAY)

    return tell


def fate_of(today: Ledger, arm: Ledger, matters: Matters = MATTERS) -> list[int]:
    """What became of each who fell ill, in the order of residents."""
    return [int(code) for code in fates(paired(lives(today), lives(arm)), matters)["fate"]]


@pytest.mark.parametrize(
    ("today", "arm", "fate"),
    [
        (cold(ANN, 300.0), cold(ANN, 61.0), SAME),
        (cold(ANN, 300.0), cold(ANN, 60.0), BETTER),
        (cold(ANN, 60.0), cold(ANN, 300.0), WORSE),
        (cold(ANN, 60.0, yuan=30.0), cold(ANN, 60.0, yuan=10.0), BETTER),
        (cold(ANN, 60.0, yuan=30.0), cold(ANN, 60.0, yuan=11.0), SAME),
        (cold(ANN, 60.0, yuan=10.0), cold(ANN, 60.0, yuan=30.0), WORSE),
        (cold(ANN, 300.0, yuan=10.0), cold(ANN, 60.0, yuan=30.0), MIXED),
        (at_home(ANN), cold(ANN, 60.0), BETTER),
        (cold(ANN, 60.0), at_home(ANN), WORSE),
        (at_home(ANN), at_home(ANN), SAME),
        (stroke(ANN, recognised=True), stroke(ANN, recognised=False), WORSE),
        (stroke(ANN, recognised=False), stroke(ANN, recognised=True), BETTER),
    ],
)
def test_each_resident_is_compared_with_himself(today: Tells, arm: Tells, fate: int) -> None:
    assert fate_of(county(today), county(arm)) == [fate]


def test_a_serious_illness_newly_missed_is_worse_whatever_else_got_better() -> None:
    cheaper = county(stroke(ANN, recognised=False), cold(BO, 60.0))
    dear = county(stroke(ANN, recognised=True, seen=20 * HOUR), cold(BO, 60.0))
    assert fate_of(dear, cheaper) == [WORSE, SAME]


def test_money_is_counted_over_all_illnesses_of_a_resident_and_the_fares_too() -> None:
    def fares(yuan: float) -> Tells:
        def tell(week: County) -> None:
            for day in range(3):
                ill = week.falls_ill(ANN, COLD, day * DAY)
                week.sees(ill, POST, day * DAY + 60.0, fare_yuan=yuan)
                week.gets_well(ill, day * DAY + 90.0)

        return tell

    assert fate_of(county(fares(10.0)), county(fares(3.0))) == [BETTER]
    assert fate_of(county(fares(10.0)), county(fares(4.0))) == [SAME]


def test_what_the_run_did_not_live_to_see_is_not_held_against_anyone() -> None:
    """Not yet handled after three hours against handled at once: perhaps a minute later it was."""
    short = county(still_waiting(ANN), end_min=3 * HOUR)
    assert fate_of(county(cold(ANN, 0.0), end_min=3 * HOUR), short) == [SAME]
    long = county(still_waiting(ANN), end_min=5 * HOUR)
    assert fate_of(county(cold(ANN, 0.0), end_min=5 * HOUR), long) == [WORSE]
    assert fate_of(long, county(at_home(ANN), end_min=5 * HOUR)) == [SAME]


def test_an_illness_that_only_one_arm_knows_is_a_gain_or_a_loss() -> None:
    once = county(cold(ANN, 60.0, yuan=0.0), cold(BO, 60.0, yuan=0.0))
    twice = county(cold(ANN, 60.0, yuan=0.0), cold(ANN, 60.0, yuan=0.0), cold(BO, 60.0, yuan=0.0))
    assert fate_of(twice, once) == [BETTER, SAME]
    assert fate_of(once, twice) == [WORSE, SAME]


def test_who_only_came_for_a_follow_up_did_not_fall_ill() -> None:
    def follow_up(week: County) -> None:
        ill = week.falls_ill(BO, COLD, 0.0, reason=EpisodeReason.follow_up)
        week.sees(ill, POST, 60.0, patient_yuan=100.0)

    assert len(fates(paired(lives(county(follow_up)), lives(county())), MATTERS)) == 0


def test_a_county_compared_with_itself_has_neither_winners_nor_losers() -> None:
    week = five_patients_ledger()
    table = counterfactual(week, week)
    assert table.iloc[0].tolist() == ["overall", "", 5, 0, 0, 0]
    assert set(table["better"] + table["worse"] + table["mixed"]) == {0}


def test_every_grouping_holds_all_who_fell_ill() -> None:
    week = five_patients_ledger()
    table = counterfactual(week, week).query("grouping != 'overall'")
    assert list(dict.fromkeys(table["grouping"])) == list(GROUPINGS)
    assert set(table.groupby("grouping")["residents_ill"].sum()) == {5}


def test_residents_belong_to_the_groups_that_a_planner_would_name() -> None:
    found = belongings(five_patients_ledger())
    bo = found.iloc[BO]
    said = [str(bo[grouping]) for grouping in GROUPINGS]
    assert said == ["60-90", "65+", "residents", "yes", "yes", "large"]
    assert [str(found.iloc[who]["travel_min"]) for who in (ANN, CAI, DAN, EVE)] == ["60-90", "60-90", "0-30", "0-30"]
    assert str(found.iloc[EVE]["scheme"]) == "uninsured"


def test_the_lives_of_a_week_hold_what_the_ledger_says() -> None:
    week = five_patients_ledger()
    found = lives(week)
    paid = (
        week["visits"]["patient_yuan"].sum() + week["visits"]["fare_yuan"].sum() + week["stays"]["patient_yuan"].sum()
    )
    assert found["paid_yuan"].sum() == pytest.approx(paid)
    assert found["missed"].sum() == 1
    assert found.loc[found["missed"], "episode"].tolist() == [CAI << 32]
    assert found["episode"].is_monotonic_increasing


def test_lives_are_those_of_the_window() -> None:
    week = county(cold(ANN, 60.0), end_min=WEEK)
    assert len(lives(week, (0.0, DAY))) == 1
    assert len(lives(week, (DAY, WEEK))) == 0


def test_what_changed_most_comes_first_and_says_from_what_to_what() -> None:
    today = county(cold(ANN, 60.0), cold(BO, 60.0), cold(DAN, 60.0), stroke(CAI, True))
    arm = county(cold(ANN, 60.0 + DAY), cold(BO, 60.0 + 2 * DAY), at_home(DAN), stroke(CAI, False))
    found = changed_most(paired(lives(today), lives(arm)), MATTERS)
    later = found[found["what"] == "right_care_later"]
    assert later["resident"].tolist() == [BO, ANN]
    assert later["change"].tolist() == [48.0, 24.0]
    assert found[found["what"] == "missed_now"]["resident"].tolist() == [CAI]
    lost = found[found["what"] == "right_care_lost"].iloc[0]
    assert (lost["today"], np.isnan(lost["value"])) == (1.0, True)


def test_of_equal_changes_the_more_serious_comes_first() -> None:
    found = pd.DataFrame(
        {"change": [1.0, -1.0, 1.0], "band": [0, 3, 0], "episode": [1, 9, 0], "replication": [0, 0, 1]}
    )
    assert largest_first(found)["episode"].tolist() == [9, 0, 1]


def test_turning_the_comparison_round_turns_every_sign_round() -> None:
    today = county(cold(ANN, 300.0), at_home(BO), still_waiting(DAN), stroke(CAI, True))
    arm = county(cold(ANN, 30.0), cold(BO, 60.0), cold(DAN, 60.0), stroke(CAI, False))
    there, back = paired(lives(today), lives(arm)), paired(lives(arm), lives(today))
    assert (care_sign(there, MATTERS) == -care_sign(back, MATTERS)).all()
    assert care_sign(there, MATTERS).tolist() == [1, 1, 0, 1]
