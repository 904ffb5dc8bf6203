"""Chronic care on the hamlet: contracts grow, visits take time, control moves attacks, events find the ill."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.ledger import Ledger
from sim.measures import audit, measure
from sim.vocabulary.words import AwayFor, EpisodeReason, Outcome, Reason
from tests.hamlet import lived
from tests.measures.asking import groups, value

WEEKS = 32
DOCTOR: dict[str, Any] = {
    "kind": "family_doctor", "coverage": "80 %", "enrols_a_month": "80 points", "follow_ups_a_year": 8,
    "adherence": "90 %", "control_gain": "30 points", "turnover": "50 %",
}  # fmt: skip
IDLE = {**DOCTOR, "coverage": "0 %", "enrols_a_month": "0 points", "turnover": "0 %"}
EVENTS: dict[str, Any] = {
    "kind": "free_clinics", "of": "county/internal", "clinicians": 1, "every": "100 weeks", "lasts": "3 h",
    "people": 3000, "controls": "100 %", "relapse": "0 %",
}  # fmt: skip


def cared(weeks: int = WEEKS, **changes: Any) -> Ledger:
    return lived(weeks, policies__chronic_care={**DOCTOR, **changes})


def months(ledger: Ledger, illness: int = 0) -> Any:
    rows: Any = pd.DataFrame(ledger["managed"])
    return rows[rows["chronic"] == illness].set_index("day")


def attacks(ledger: Ledger, from_day: int = 0) -> int:
    rows = ledger["episodes"]
    return int(((rows["reason"] == EpisodeReason.exacerbation) & (rows["onset_min"] >= from_day * 1440.0)).sum())


def follow_ups(ledger: Ledger) -> int:
    rows = ledger["visits"]
    return int(((rows["reason"] == Reason.follow_up) & (rows["outcome"] == Outcome.seen)).sum())


def test_who_signs_nobody_lives_as_without_the_policy() -> None:
    """Candidates are thinned month by month by the luck that thins them beforehand without the policy."""
    plain, idle = lived(WEEKS), lived(WEEKS, policies__chronic_care=IDLE)
    for table in ("episodes", "visits", "stays", "referrals", "tests", "days"):
        assert plain[table].tobytes() == idle[table].tobytes(), table


def test_contracts_grow_by_so_much_a_month_until_the_target() -> None:
    slow = months(cared(enrols_a_month="20 points", coverage="50 %"))
    share = slow["contracted"] / slow["ill"]
    assert share.iloc[:5].tolist() == pytest.approx([0.0, 0.2, 0.4, 0.5, 0.5], abs=0.05)
    assert (share.diff().dropna() >= 0.0).all(), "nobody who has signed is lost"


def test_the_day_on_which_each_resident_signed_is_kept() -> None:
    """So that those who are managed can be told from the others, and their contracts be paid for."""
    ledger = cared(enrols_a_month="20 points", coverage="50 %")
    signed = ledger.frame["residents"]["contract_day"]
    everyone = ledger["managed"][ledger["managed"]["chronic"] < 0]
    assert [int(((signed >= 0) & (signed <= day)).sum()) for day in everyone["day"]] == everyone["contracted"].tolist()
    assert measure(ledger, ["managed_chronic_admission_rate"])["value"].notna().all()


def test_a_change_of_another_number_on_a_date_leaves_the_days_of_signing_alone() -> None:
    doctor = {**DOCTOR, "enrols_a_month": "20 points", "coverage": "50 %"}
    change = {"from": "2026-03-20", "set": "policies.chronic_care.adherence", "to": "80 %"}
    changed, plain = (
        lived(WEEKS, policies__chronic_care=doctor, changes=changes).frame["residents"]["contract_day"]
        for changes in ([change], [])
    )
    assert np.array_equal(changed, plain)


def test_follow_ups_become_as_many_as_the_contract_says() -> None:
    """Eight a year and nine in ten kept, against four and half of them for those without."""
    before, after = follow_ups(lived(WEEKS)), follow_ups(cared())
    assert 1.8 < after / before < 4.5


def test_follow_ups_cost_the_clinic_time() -> None:
    def busy(ledger: Ledger) -> float:
        posts = ledger.frame["units"].query("tier == 0 and kind == 'clinic'")["unit"].to_numpy()
        return float(ledger["days"]["busy_min"][np.isin(ledger["days"]["unit"], posts)].sum())

    assert busy(cared()) > busy(lived(WEEKS)) + 1000.0


def test_who_is_followed_up_comes_under_control_and_has_fewer_attacks() -> None:
    better, same = cared(), cared(control_gain="0 points")
    ends = [float((rows := months(ledger))["controlled"].iloc[-1] / rows["ill"].iloc[-1]) for ledger in (same, better)]
    assert ends[1] > ends[0] + 0.08
    assert attacks(better, 56) < attacks(same, 56)
    assert value(better, "attacks_per_1000") < value(same, "attacks_per_1000")


def test_a_contract_without_follow_ups_controls_nobody() -> None:
    """Backfires: signed and never seen (签而不约): no gain, and the usual follow-ups are gone."""
    empty = cared(adherence="0 %")
    assert months(empty)["followed"].iloc[-1] == 0, "those seen before they signed count for a while"
    assert follow_ups(empty) < 0.5 * follow_ups(lived(WEEKS))
    assert months(empty)["controlled"].iloc[-1] < months(cared())["controlled"].iloc[-1]


def test_control_settles_around_the_usual_share_where_nothing_is_gained() -> None:
    """No drift: all that is settled anew is settled as it was at the start."""
    rows = months(cared(control_gain="0 points", turnover="100 %"))
    share = rows["controlled"] / rows["ill"]
    n = rows["ill"].iloc[0]
    assert share.iloc[1:].mean() == pytest.approx(0.60, abs=3.0 * np.sqrt(0.6 * 0.4 / n / 6)), "three standard errors"


def test_who_is_found_by_an_event_is_under_control_at_once_and_the_doctor_is_missing() -> None:
    found = lived(8, policies__outreach=EVENTS)
    rows = months(found)
    assert (rows["controlled"] == rows["ill"]).all(), "all neighbours came, and all were helped"
    away = found["absences"]
    assert [int(use) for use in away["use"]] == [AwayFor.outreach]
    assert away["until_min"][0] - away["from_min"][0] > 180.0, "the road is away time too"
    assert 0.0 < away["away_min"][0] <= 450.0
    assert attacks(found) < attacks(lived(8))


def test_what_an_event_did_fades_without_care() -> None:
    rows = months(lived(WEEKS, policies__outreach={**EVENTS, "relapse": "50 %"}))
    before = months(lived(8, policies__outreach={**EVENTS, "people": 0}))["controlled"].iloc[0]
    gained = rows["controlled"] - before
    assert gained.iloc[0] == rows["ill"].iloc[0] - before
    chance = 4.5 * np.sqrt(gained.iloc[0] / 4)
    assert gained.iloc[1] == pytest.approx(gained.iloc[0] / 2, abs=chance), "half relapse in a month"
    assert 0 <= gained.iloc[-1] < 0.05 * gained.iloc[0], "back to what it was, and never below"


def test_an_event_that_few_attend_finds_few() -> None:
    few = months(lived(8, policies__outreach={**EVENTS, "people": 60}))
    none = months(lived(8, policies__outreach={**EVENTS, "people": 0}))
    assert 0 < few["controlled"].iloc[0] - none["controlled"].iloc[0] < 30


def test_under_family_doctors_an_event_signs_whom_it_finds() -> None:
    both = lived(8, policies__chronic_care=IDLE, policies__outreach=EVENTS)
    rows = months(both)
    assert (rows["contracted"] == rows["ill"]).all()


def test_contracts_are_offered_to_the_neighbours_of_the_places_that_are_named() -> None:
    """Two villages, each with a post: of those near one, nobody lives near the other."""
    here = months(cared(8, only_in={"facilities": ["V1"]}))["contracted"].iloc[-1]
    there = months(cared(8, only_in={"facilities": ["V2"]}))["contracted"].iloc[-1]
    everywhere = months(cared(8))["contracted"].iloc[-1]
    assert 0 < here < everywhere
    assert here + there == everywhere


def test_contracts_that_the_policy_signs_are_counted_for_their_price() -> None:
    """So many contract-years a year as there are contracts in the mean month, not as there were on the first day."""
    rows = pd.DataFrame(cared()["managed"]).query("chronic == -1")
    assert rows["contracted"].iloc[-1] > rows["contracted"].iloc[0]
    assert groups(cared(), "counted_per_year")["each=contract"] == pytest.approx(rows["contracted"].mean())


def test_measures_follow_the_months() -> None:
    ledger = cared()
    assert groups(ledger, "followed_up_share")["chronic=hypertension"] > 0.3
    assert value(ledger, "contracted_share") > 0.6
    assert groups(ledger, "controlled_share")["chronic=hypertension"] > 0.62
    assert groups(lived(WEEKS), "followed_up_share") == {}


def test_the_audit_passes() -> None:
    for ledger in (cared(), lived(8, policies__outreach=EVENTS)):
        assert [check for check in audit(ledger) if not check.ok] == []
