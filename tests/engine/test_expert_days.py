"""Experts below: their hours are missing above, they go where they are needed, and a chair left empty is felt."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import Ledger, simulate
from sim.measures import audit, measure, must_pass
from sim.vocabulary.words import COUNTY, TOWNSHIP, Expert, Outcome
from tests.hamlet import hamlet

TWO_TOWNSHIPS = {"villages": 4, "townships": 2, "county_hospitals": 1, "radius": "15 km", "seed": 3}
ONE = {"experts": 1, "of": "county/internal", "sees_at_most": 12}
KINDS: dict[str, dict[str, Any]] = {
    "resident": {"kind": "resident", **ONE},
    "living there": {"kind": "resident", "lives_there": True, **ONE},
    "monthly": {"kind": "monthly", "when": "We 08:30-11:30", "in_week": 3, **ONE},
    "by need": {"kind": "by_need", "when": "Tu 08:30-11:30", **ONE},
    "rounds": {"kind": "weekly_round", "when": "Sa 08:30-11:30", "does": "rounds", **ONE},
    "operations": {"kind": "weekly_round", "when": "Sa 08:30-11:30", "does": "operations", **ONE},
}
WEEKS = 8


def run(policy: dict[str, Any], **settings: Any) -> Ledger:
    paths = {"places__map": TWO_TOWNSHIPS, "policies__expert_dispatch": policy, **settings}
    ledger = simulate(hamlet(WEEKS, **paths), 0, engine="simpy")
    must_pass(audit(ledger))
    return ledger


def days_of(ledger: Ledger, unit: str) -> np.ndarray[Any, Any]:
    """The day books of one unit, or of all that begin so."""
    ids = ledger.frame["units"]["id"].astype(str)
    units = ledger.frame["units"]["unit"][ids.str.contains(unit, regex=False)]
    return ledger["days"][np.isin(ledger["days"]["unit"], units)]


def visits_below(ledger: Ledger, expert: Expert) -> int:
    seen = ledger["visits"]["expert"] == expert
    assert (ledger["visits"]["tier"][seen] == TOWNSHIP).all()
    return int(seen.sum())


@pytest.mark.parametrize("kind", ["resident", "living there", "monthly", "by need", "rounds"])
def test_an_hour_below_and_the_road_are_missing_at_the_hospital(kind: str) -> None:
    """One internist at the hospital: one township at a time, and the roster loses the session and the road."""
    ledger = run({**KINDS[kind], "only_in": {"tier": "township", "nearest": 1}})
    away = days_of(ledger, "H1/internal")["away_min"]
    rooms = {"rounds": "rounds_"}.get(kind, "visiting_")
    given = days_of(ledger, rooms)["staffed_min"].sum()
    sessions = int((away > 0.0).sum())
    assert sessions == {"resident": 40, "living there": 40, "monthly": 2}.get(kind, 8)
    length = 570.0 if kind == "resident" or kind == "living there" else 180.0
    roads = away[away > 0.0] - length
    assert (roads >= 0.0).all(), "who is still with a patient when the session ends comes home later"
    assert np.median(roads) == 0.0 if kind == "living there" else (roads > 5.0).all()
    lunch = 120.0 if length == 570.0 else 0.0  # the township's door is closed: nobody is let in, nothing is staffed
    assert given == pytest.approx(sessions * (length - lunch))


def test_the_third_wednesday_is_the_third_wednesday() -> None:
    days = days_of(run(KINDS["monthly"]), "visiting_")
    assert sorted(set(days["day"][days["staffed_min"] > 0.0])) == [16, 44]  # 21 January and 18 February 2026


def test_of_two_townships_the_one_with_more_patients_gets_the_expert() -> None:
    ledger = run(KINDS["by need"])
    internal = ledger.frame["conditions"]["condition"][ledger.frame["conditions"]["specialty"] == "internal"]
    visits = ledger["visits"]
    first_month = (visits["start_min"] >= 0) & (visits["start_min"] < 28 * 1440) & (visits["tier"] == TOWNSHIP)
    counted = np.bincount(visits["facility"][first_month & np.isin(visits["condition"], internal)])
    busiest = str(ledger.frame["facilities"]["id"][int(np.argmax(counted))])
    for place in ("T1", "T2"):
        days = days_of(ledger, f"{place}/visiting_internal")
        came = days["day"][days["staffed_min"] > 0.0]
        assert (came >= 28).sum() == (4 if place == busiest else 0)


def test_operations_keep_below_who_would_have_gone_up() -> None:
    """At both places the list is short; who is operated on was judged beyond the township and lies there."""
    policy = {**KINDS["operations"], "when": "Mo-Su 08:30-17:00", "of": "county/internal"}
    ledger = run(policy, tiers__township__wards__general__beds=40)
    assert visits_below(ledger, Expert.operated) > 0
    rows = ledger["visits"][ledger["visits"]["expert"] == Expert.operated]
    assert (rows["finding"] == 1).all()
    stays = {(row["episode"], row["facility"]) for row in ledger["stays"]}
    assert all((row["episode"], row["facility"]) in stays for row in rows)


def test_an_expert_posted_below_every_day_makes_the_hospital_wait() -> None:
    """It can backfire: the only internist gone from Monday to Friday, nobody is left to wait for."""
    today, posted = run({"kind": "none"}), run({**KINDS["resident"], "only_in": {"tier": "township", "nearest": 1}})

    def unserved(ledger: Ledger) -> float:
        rows = measure(ledger, ["unserved_share"])
        return float(rows[rows["group"] == "tier=county"]["value"].iloc[0])

    def rostered(ledger: Ledger) -> float:
        return float(days_of(ledger, "H1/internal")["staffed_min"].sum())

    assert rostered(posted) < 0.5 * rostered(today)
    waits = [ledger["visits"] for ledger in (today, posted)]
    county = [rows[(rows["tier"] == COUNTY) & (rows["start_min"] >= 0.0)] for rows in waits]
    mean = [float((rows["start_min"] - rows["arrival_min"]).mean()) for rows in county]
    assert mean[1] > mean[0] or unserved(posted) > unserved(today)
    assert visits_below(posted, Expert.visiting) > 0


def test_whoever_an_expert_saw_hears_of_the_tests_that_day_though_the_expert_has_left() -> None:
    """Results of the last patients come after the session; nobody waits for the expert of next week to look at them."""
    ledger = run({"kind": "weekly_round", "when": "Mo 08:30-11:30", **ONE})
    visits = ledger["visits"]
    seen = visits[(visits["expert"] == Expert.visiting) & (visits["end_min"] >= 0.0)]
    tested = np.isin(seen["episode"], ledger["tests"]["episode"])
    assert tested.any(), "the county is too small to tell"
    assert (seen["end_min"] // 1440.0 == seen["start_min"] // 1440.0).all()


def test_two_who_share_a_room_take_their_own_time_each() -> None:
    """Operations on Tuesdays take hours, on Thursdays minutes: each day as its rule says."""
    long, short = ({"kind": "lognormal", "mean": mean, "sd": "1 min"} for mean in ("150 min", "5 min"))
    policy = {"kind": "weekly_round", **ONE, "does": "rounds"}
    free = {"chance": {"minor": "100 %"}, "stay": {"kind": "fixed", "value": "8 days"}}
    wards = {"places__map": TWO_TOWNSHIPS, "tiers__township__supply_driven": free}
    tuesdays = {**policy, "when": "Tu 08:30-11:30", "takes": long}
    thursdays = {**policy, "when": "Th 08:30-11:30", "takes": short}
    ledger = simulate(hamlet(WEEKS, **wards, policies__expert_dispatch=[tuesdays, thursdays]), 0, engine="simpy")
    days = days_of(ledger, "rounds_")
    each = [days[(days["day"] % 7 == day) & (days["served"] > 0)] for day in (1, 3)]
    assert [len(of) > 0 for of in each] == [True, True]
    tuesday, thursday = (of["busy_min"].sum() / of["served"].sum() for of in each)
    assert tuesday > 100.0
    assert thursday < 20.0


def test_nobody_sits_before_a_room_whose_doctor_is_away_for_the_day() -> None:
    """The only internist is posted below from Monday to Friday: who comes is told so, as when he is at a course."""
    posted = {"places__map": TWO_TOWNSHIPS, "policies__expert_dispatch": {
        **KINDS["resident"], "only_in": {"tier": "township", "nearest": 1}}}  # fmt: skip
    ledger, twin = (simulate(hamlet(WEEKS, **posted), 0, engine=engine) for engine in ("simpy", "compiled"))
    assert ledger.digest() == twin.digest()
    clinic = ledger.frame["units"].query("id == 'H1/internal'")["unit"].iloc[0]
    visits = ledger["visits"][ledger["visits"]["unit"] == clinic]
    weekdays = visits[visits["arrival_min"] // 1440.0 % 7 < 5]
    turned = weekdays["outcome"] == Outcome.turned_away
    assert turned.mean() > 0.8
    assert np.median((weekdays["left_min"] - weekdays["arrival_min"])[turned]) < 10.0
    assert (weekdays["outcome"] == Outcome.gave_up).mean() < 0.05, (
        "who comes at most a lunch break before he is back waits"
    )
