"""One resident's story, told from ledgers by hand and from a run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.runs.trace import NoSuchPatient, story
from sim.ledger.columns import EPISODES, REFERRALS, STAYS, STEPS, TESTS, VISITS
from sim.ledger.ledger import Ledger
from sim.vocabulary.words import Action, Channel, Exit, Outcome, Reason, Sent, StayOutcome
from tests.ledger.hamlet import COLD, HOSPITAL_WARD
from tests.ledger.handmade import County

HOUR = 60.0
NEVER = -1.0


def row(table: object, **columns: float) -> np.ndarray:
    """One row, the columns named."""
    found = np.zeros(1, dtype=table.dtype)  # type: ignore[attr-defined]
    for name, value in columns.items():
        found[name] = value
    return found


FRAME = {
    "facilities": pd.DataFrame(
        {"id": ["V1", "H1"], "name": ["Post 1", "County hospital"], "name_zh": ["", ""], "tier": [0, 2]}
    ),
    "villages": pd.DataFrame({"name": ["Upper village"], "minutes_to_county": [42.0]}),
    "residents": pd.DataFrame(
        {
            "village": [0, 0],
            "age_band": [1, 0],
            "scheme": [0, 0],
            "poor": [True, False],
            "contracted": [True, False],
            "chronic": [2, 0],
            "controlled": [0, 0],
        }
    ),
    "conditions": pd.DataFrame({"name": ["hip_fracture"]}),
}
META = {
    "start": "2026-01-05",
    "end_min": 100 * 1440.0,
    "names": {
        "age_band": ["0-64", "65+"],
        "scheme": ["residents"],
        "chronic": ["diabetes", "hypertension"],
        "test": ["x_ray"],
    },
}


def fall() -> Ledger:
    """Monday 08:00 a fall; the post sends her up; a week in hospital."""
    visits = [
        row(
            VISITS,
            episode=5,
            set_off_min=8 * HOUR,
            arrival_min=8.25 * HOUR,
            start_min=8.5 * HOUR,
            end_min=8.6 * HOUR,
            left_min=8.6 * HOUR,
            finding=1,
            beyond=1,
            action=Action.sent_formal,
            handled=-1,
            patient_yuan=10,
            fund_yuan=20,
        ),
        row(
            VISITS,
            episode=5,
            facility=1,
            tier=2,
            reason=Reason.referred,
            sent=Sent.formal,
            set_off_min=8.6 * HOUR,
            arrival_min=10 * HOUR,
            start_min=10 * HOUR,
            end_min=10.5 * HOUR,
            left_min=10.5 * HOUR,
            action=Action.admitted,
            handled=1,
            expert=1,
            fare_yuan=8,
        ),
    ]
    stay = row(
        STAYS,
        episode=5,
        facility=1,
        tier=2,
        asked_min=10.5 * HOUR,
        admitted_min=11 * HOUR,
        ended_min=11 * HOUR + 7 * 1440,
        outcome=StayOutcome.home,
    )
    sent = row(
        REFERRALS,
        episode=5,
        to_facility=1,
        to_tier=2,
        direction=1,
        channel=Channel.formal,
        decided_min=8.6 * HOUR,
        arrived_min=10 * HOUR,
        followed=1,
    )
    test = row(
        TESTS,
        episode=5,
        facility=1,
        asked_min=10.1 * HOUR,
        start_min=10.2 * HOUR,
        report_min=10.4 * HOUR,
    )
    episode = row(
        EPISODES,
        episode=5,
        band=2,
        felt_serious=1,
        onset_min=7.9 * HOUR,
        right_care_min=10 * HOUR,
        ended_min=11 * HOUR + 7 * 1440,
        exit=Exit.well,
    )
    tables = {
        "episodes": episode,
        "visits": np.concatenate(visits),
        "stays": stay,
        "referrals": sent,
        "tests": test,
    }
    return Ledger(tables, dict(FRAME), META)


def test_a_story_reads_from_first_symptom_to_the_end() -> None:
    assert story(fall(), 0) == [
        "Resident 0: aged 65+, insured as residents; lives in Upper village, "
        "42 min from the county hospital; with hypertension; with a family-doctor contract; "
        "registered as poor.",
        "",
        "1. new illness: hip fracture (serious, felt to be serious)",
        "   Mon 2026-01-05 07:54  it begins",
        "   Mon 2026-01-05 08:00  sets off to Post 1 (first contact of a new episode)",
        "   Mon 2026-01-05 08:15  arrives at Post 1, by own choice",
        "   Mon 2026-01-05 08:30  is seen after waiting 15 min",
        "   Mon 2026-01-05 08:36  passed up to the county tier (with a form), and goes",
        "   Mon 2026-01-05 08:36  judged beyond this place (rightly): sent up with a form; "
        "pays 10 yuan (fares 0), fund 20",
        "   Mon 2026-01-05 08:36  sets off to County hospital (referred)",
        "   Mon 2026-01-05 10:00  arrives at County hospital, with a referral form",
        "   Mon 2026-01-05 10:00  is seen after waiting 0 min, visiting expert",
        "   Mon 2026-01-05 10:00  care that handles it rightly begins",
        "   Mon 2026-01-05 10:06  test x ray asked for at County hospital, begun at Mon 2026-01-05 10:12, "
        "report at Mon 2026-01-05 10:24",
        "   Mon 2026-01-05 10:30  judged for this place (rightly): admitted, handled rightly; "
        "pays 8 yuan (fares 8), fund 0",
        "   Mon 2026-01-05 10:30  a bed for acute care is asked for at County hospital",
        "   Mon 2026-01-05 11:00  admitted at County hospital",
        "   Mon 2026-01-12 11:00  gives up the bed after 7.0 days: went home; pays 0 yuan, fund 0",
        "   Mon 2026-01-12 11:00  it ends: well after right handling",
    ]


def test_who_never_got_a_bed_gave_up_waiting_for_it_after_as_long_as_he_waited() -> None:
    county = County()
    county.lies(county.falls_ill(0, COLD, 500.0), HOSPITAL_WARD, 600.0, -1.0, 2040.0, outcome=StayOutcome.no_bed)
    told = " ".join(story(county.ledger(), 0))
    assert "waits no longer for a bed, after 24.0 h: no bed came free" in told
    assert "gives up the bed" not in told


def test_somebody_to_whom_nothing_happened_is_introduced() -> None:
    lines = story(fall(), 1)
    assert lines[0].startswith("Resident 1: aged 0-64")
    assert lines[-1] == "nothing happened to resident 1 in this run"


def test_nobody_of_that_number_is_said_with_the_numbers_there_are() -> None:
    with pytest.raises(NoSuchPatient, match="numbered 0 to 1"):
        story(fall(), 2)


def test_without_a_number_the_busiest_is_told() -> None:
    assert story(fall())[0].startswith("Resident 0")


def test_who_leaves_unseen_or_is_still_waiting_is_not_made_up() -> None:
    unseen = {"start_min": NEVER, "end_min": NEVER}
    left = row(VISITS, episode=5, set_off_min=480, arrival_min=500, left_min=560, **unseen)
    left["outcome"] = Outcome.gave_up
    waiting = row(VISITS, episode=6, set_off_min=600, arrival_min=610, left_min=NEVER, **unseen)
    episodes = [row(EPISODES, episode=n, onset_min=470 + n, right_care_min=NEVER, ended_min=NEVER) for n in (5, 6)]
    tables = {"episodes": np.concatenate(episodes), "visits": np.concatenate([left, waiting])}
    lines = story(Ledger(tables, dict(FRAME), META), 0)
    assert "   Mon 2026-01-05 09:20  leaves unseen after 60 min: gave up waiting" in lines
    assert lines.count("   still in care when the run ends") == 2
    assert not any("is seen" in line for line in lines)


def test_a_patient_of_stations_is_followed_from_queue_to_queue() -> None:
    steps = np.concatenate(
        [
            row(STEPS, patient=4, unit=0, joined_min=60, start_min=65, end_min=70, left_min=70),
            row(STEPS, patient=4, unit=1, step=1, joined_min=70, start_min=NEVER, left_min=90, outcome=1),
            row(STEPS, patient=9, unit=0, joined_min=10, start_min=NEVER, left_min=NEVER),
        ]
    )
    frame = {"units": pd.DataFrame({"id": ["triage", "exam"]})}
    ledger = Ledger({"steps": steps}, frame, {**META, "names": {"class": ["urgent"]}})
    assert story(ledger) == [
        "Patient 4, class urgent.",
        "   Mon 2026-01-05 01:00  joins the queue of triage",
        "   Mon 2026-01-05 01:05  is served after 5.0 min",
        "   Mon 2026-01-05 01:10  leaves triage: seen",
        "   Mon 2026-01-05 01:10  joins the queue of exam",
        "   Mon 2026-01-05 01:30  leaves exam: gave up waiting",
    ]
    assert story(ledger, 9) == [
        "Patient 9, class urgent.",
        "   Mon 2026-01-05 00:10  joins the queue of triage",
    ]
    with pytest.raises(NoSuchPatient, match="no patient 3"):
        story(ledger, 3)


def test_every_story_of_a_short_hamlet_can_be_told() -> None:
    from sim import load, simulate

    hamlet = Path(__file__).parents[3] / "scenarios/hamlet.yaml"
    ledger = simulate(load(hamlet, settings={"calendar.warm_up": "1 weeks", "calendar.measure": "1 weeks"}))
    for who in np.unique(ledger["episodes"]["resident"])[:50]:
        lines = story(ledger, int(who))
        assert sum(line[:1].isdigit() for line in lines) == (ledger["episodes"]["resident"] == who).sum()
