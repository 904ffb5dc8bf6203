"""Records that travel: tests not repeated, shorter talks, faster forms; and that paper changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from sim import Ledger
from sim.measures import audit, measure, must_pass
from sim.network.units import PlaceRow, UnitRow
from sim.pathway.case import Case
from sim.pathway.record import note_result
from sim.policies.records import SharedPlatform
from sim.vocabulary.words import TOWNSHIP
from tests.hamlet import lived
from tests.ledger.hamlet import CENTRE, COLD, HOSPITAL
from tests.ledger.handmade import DAY, HOUR
from tests.ledger.stories import ANN, five_patients

FORMS = {"kind": "severity_threshold", "refer": ["moderate", "serious", "critical"], "formal": "100 %"}
PLAIN = {"consult_times": 1, "d_gain": 0, "referral_handling_times": 1}


def platform(**numbers: Any) -> dict[str, Any]:
    return {"kind": "shared_platform", "recognised": "0 %", **PLAIN, **numbers}


def told(ledger: Ledger, name: str, group: str = "") -> float:
    rows = measure(ledger, [name])
    return float(rows[rows["group"] == group]["value"].iloc[0])


def test_results_are_recognised_while_they_are_fresh() -> None:
    rule = SharedPlatform.model_validate(platform(recognised="75 %", valid="7 days"))
    assert [rule.recognises(7 * DAY, u) for u in (0.0, 0.749, 0.75)] == [1, 1, 0]
    assert rule.recognises(7 * DAY + 1, 0.0) == 0


def test_a_case_remembers_which_tests_were_made_and_how_high_up() -> None:
    case = Case(1, 0, 0, 0, 0, 0, 0.0)
    place = PlaceRow(0, "T", TOWNSHIP, -1, 0, UnitRow(0, "", "", "", 0, 1).door, (), (), (), ())
    note_result(case, place, 2, 60.0)
    note_result(case, place, 0, 90.0)
    assert (case.known_tests, case.known_tier, case.known_min) == (0b101, TOWNSHIP, 90.0)


@pytest.mark.parametrize("share", ["0 %", "50 %", "100 %"])
def test_fewer_tests_are_done_twice_the_more_is_recognised(share: str) -> None:
    ledger = lived(12, policies__referral=FORMS, policies__records=platform(recognised=share))
    must_pass(audit(ledger))
    paper = lived(12, policies__referral=FORMS)
    if share == "0 %":
        assert ledger.digest() == paper.digest()
    else:
        assert told(ledger, "repeat_test_share") < told(paper, "repeat_test_share")
        assert told(ledger, "tests_per_person_year") < told(paper, "tests_per_person_year")


def test_a_record_shortens_the_consultation_of_who_was_seen_before() -> None:
    """At the same luck: only second visits of an illness are shorter."""
    long, short = (lived(2, policies__records=platform(consult_times=times)) for times in (1, 0.5))
    first = [{int(v["episode"]): float(v["end_min"] - v["start_min"]) for v in x["visits"]
              if v["first_contact"] == 1 and v["tier"] == 0 and v["end_min"] >= 0} for x in (long, short)]  # fmt: skip
    assert first[0] == pytest.approx({**first[0], **first[1]}), "first contacts are as long as before"
    minutes = [float(x["days"]["busy_min"].sum()) for x in (long, short)]
    assert minutes[1] < minutes[0]


def test_records_make_forms_faster_and_the_receiver_sharper() -> None:
    paper = lived(12, policies__referral=FORMS)
    fast = lived(12, policies__referral=FORMS, policies__records=platform(referral_handling_times=0.25, d_gain=2))
    assert told(fast, "formal_referral_delay_h") < told(paper, "formal_referral_delay_h") / 2
    assert told(fast, "recognised_share", "tier=county") >= told(paper, "recognised_share", "tier=county")


def test_a_repeat_is_a_test_that_another_place_had_done_for_the_same_illness() -> None:
    county = five_patients()
    before = len(county.ledger()["tests"])
    ill = county.falls_ill(ANN, COLD, at=6 * DAY)
    for place, at in ((CENTRE, 1), (CENTRE, 2), (HOSPITAL, 3)):
        county.is_tested(ill, place, asked=6 * DAY + at * HOUR, report=6 * DAY + at * HOUR + 10)
    assert told(county.ledger(), "repeat_test_share") == pytest.approx(1 / (before + 3))
