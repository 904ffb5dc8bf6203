"""Training on the hamlet: an empty room while the doctor is away, skill after a lag, and what it costs."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.ledger import Ledger
from sim.measures import View, audit
from sim.measures.hours import staff_hours
from sim.vocabulary.words import TOWNSHIP, AwayFor, Outcome
from tests.hamlet import lived
from tests.measures.asking import groups

WEEK_MIN = 7 * 1440.0
COURSE: dict[str, Any] = {
    "kind": "secondment", "trainees": 1, "lasts": "4 weeks", "every": "20 weeks", "gain": "10 points",
    "lag": "4 weeks", "half_life": "200 days",
}  # fmt: skip
TALKS: dict[str, Any] = {
    "kind": "lectures", "lasts": "1 h", "every": "4 weeks", "gain": "1 points", "learned": "10 %", "lag": "2 weeks",
    "half_life": "1130 days",
}  # fmt: skip
BASE: dict[str, Any] = {
    "kind": "residency", "takes": "8 weeks", "every": "4 weeks", "stays": "50 %", "gain": "10 points", "lag": "0 weeks",
    "half_life": "1130 days",
}  # fmt: skip


def trained(weeks: int = 16, **changes: Any) -> Ledger:
    return lived(weeks, policies__training={**COURSE, **changes})


def township(ledger: Ledger) -> Any:
    skill: Any = pd.DataFrame(ledger["skill"])
    return skill[skill["tier"] == TOWNSHIP].set_index("day")


def seen_by_week(ledger: Ledger, outcome: Outcome = Outcome.seen) -> Any:
    clinic = ledger.frame["units"].query("id == 'T1/general'")["unit"].iloc[0]
    visits = ledger["visits"]
    mine = visits[(visits["unit"] == clinic) & (visits["outcome"] == outcome)]
    return np.bincount((mine["arrival_min"] // WEEK_MIN).astype(int), minlength=16)


def test_a_doctor_who_is_away_leaves_an_empty_room_and_comes_back() -> None:
    seen, turned = seen_by_week(trained()), seen_by_week(trained(), Outcome.turned_away)
    assert seen[:4].sum() == 0
    assert (seen[4:16] > 0).all()
    assert (turned[:4] > 0).all()
    assert turned[4:].sum() == 0


def test_a_second_doctor_keeps_the_room_open() -> None:
    two = lived(16, policies__training=COURSE, tiers__township__clinics__general__clinicians=2)
    assert (seen_by_week(two) > 0).all()
    away = two["absences"][0]
    assert away["away_min"] == pytest.approx(away["rostered_min"] / 2)


def test_the_hours_of_the_course_are_missing_from_the_day_book_to_the_minute() -> None:
    with_course, without = trained(), lived(16)
    away = with_course["absences"]
    assert [int(use) for use in away["use"]] == [AwayFor.training]
    unit = away["unit"][0]
    staffed = [days["staffed_min"][days["unit"] == unit].sum() for days in (without["days"], with_course["days"])]
    assert staffed[0] - staffed[1] == pytest.approx(away["away_min"].sum(), abs=1e-6)
    assert groups(with_course, "learning_away_h_per_week")["tier=township,use=training"] == pytest.approx(
        away["away_min"].sum() / 60.0 / 16
    )


def test_hours_in_training_are_part_of_what_the_roster_is_spent_on() -> None:
    """The roster of the tier is what it was; the trainee's hours are taken off it, and shown."""

    def spent(ledger: Ledger) -> Any:
        table = staff_hours(View(ledger, 0.0, ledger.end_min))
        return table[table["tier"] == "township"].set_index("use")["h_per_week"]

    before, after = spent(lived(16)), spent(trained())
    assert after["training"] == pytest.approx(trained()["absences"]["away_min"].sum() / 60.0 / 16)
    assert after["rostered"] == pytest.approx(before["rostered"])


def test_skill_comes_after_the_lag_on_the_next_review_day_and_then_fades() -> None:
    skill = township(trained())
    assert (skill.loc[:28, "treats_serious"] == 0.30).all()
    assert skill.loc[56, "learned"] == pytest.approx(0.10), "back after four weeks, in use four weeks later"
    assert skill.loc[84, "learned"] == pytest.approx(0.10 * 0.5 ** (28 / 200))
    assert skill.loc[84, "treats_serious"] == pytest.approx(0.30 + skill.loc[84, "learned"])
    assert (skill["d_prime"].diff()[[56, 84]] * [1, -1] > 0).all()


def test_what_was_learned_is_seen_in_what_is_handled_rightly() -> None:
    """Same patients, same luck: with more skill nobody at the centre is handled worse, and some are handled better."""
    plain, better = lived(16), trained(lasts="1 days", lag="0 days", gain="30 points", half_life="9999 days")
    keys = ["episode", "arrival_min", "facility"]
    both = pd.DataFrame(plain["visits"]).merge(pd.DataFrame(better["visits"]), on=keys, suffixes=("", "_taught"))
    both = both[(both["tier"] == TOWNSHIP) & (both["handled"] >= 0) & (both["handled_taught"] >= 0)]
    assert (both["handled_taught"] >= both["handled"]).all()
    assert (both["handled_taught"] > both["handled"]).sum() > 10


def test_training_that_teaches_nothing_only_costs() -> None:
    """Backfires: the room is empty, and nobody knows more for it."""
    useless = trained(gain="0 points")
    assert (township(useless)["treats_serious"] == 0.30).all()
    assert seen_by_week(useless).sum() < seen_by_week(lived(16)).sum()


@pytest.mark.parametrize("course", [{**COURSE, "lasts": "2 weeks"}, TALKS], ids=["secondment", "talk"])
def test_who_is_away_when_the_roster_changes_is_not_put_back_on_it(course: dict[str, Any]) -> None:
    """The afternoon's second clinician, or the morning's only one, may be at the hospital by then."""
    shifts = {"Mo-Fr 08:00-12:00": 1, "Mo-Sa 14:00-17:00": 2}
    ledger = lived(4, policies__training=course, tiers__township__clinics__general__clinicians=shifts)
    unit = ledger["absences"]["unit"][0]
    days = ledger["days"][ledger["days"]["unit"] == unit]
    assert days["staffed_min"][0] == (180.0 if course["kind"] == "secondment" else 600.0 - 120.0)
    assert [check.name for check in audit(ledger) if not check.ok] == []


def test_a_talk_costs_an_hour_of_every_clinician() -> None:
    talks = lived(16, policies__training=TALKS)
    away = talks["absences"]
    assert [int(use) for use in away["use"]] == [AwayFor.lecture] * 4
    assert away["away_min"] == pytest.approx(60.0)
    assert township(talks)["learned"].iloc[-1] == pytest.approx(0.0027, rel=0.05), "three tenths of the gap by now"


def test_every_second_graduate_of_the_base_stays() -> None:
    base = lived(16, policies__training=BASE)
    newcomers = base["absences"]
    assert newcomers["clinicians"].tolist() == [-1], "graduates come after 8 and 12 weeks; of two, one stays"
    assert newcomers["from_min"].tolist() == [12 * WEEK_MIN]
    days = base["days"]
    staffed = days["staffed_min"][days["unit"] == newcomers["unit"][0]]
    assert staffed[-1] == pytest.approx(2 * staffed[0])


def test_no_hour_is_lost_and_no_check_fails() -> None:
    for policy in (COURSE, TALKS, BASE, [COURSE, TALKS]):
        assert [check for check in audit(lived(16, policies__training=policy)) if not check.ok] == []


def test_the_audit_finds_a_trainee_who_is_in_two_places() -> None:
    ledger = trained()
    absences = ledger["absences"].copy()
    absences["away_min"] += 60.0
    forged = dataclasses.replace(ledger, tables={**ledger.tables, "absences": absences})
    failed = [check.name for check in audit(forged) if not check.ok]
    assert failed == ["who_is_away_is_missing_at_home"]


def test_a_county_that_trains_nobody_writes_no_skill() -> None:
    plain = lived(4)
    assert (len(plain["skill"]), len(plain["absences"])) == (0, 0)
    assert lived(4, policies__training={"kind": "none"}).digest() == plain.digest()
