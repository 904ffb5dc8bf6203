"""Waits count everyone who queued: the mean of those served only is the mistake these tests forbid."""

from __future__ import annotations

import numpy as np
import pytest

from sim.vocabulary.words import Outcome, Sent
from tests.ledger.hamlet import COLD, HOSPITAL, POST
from tests.ledger.handmade import DAY, HOUR, WEEK, County
from tests.ledger.stories import ANN, BO, CAI, DAN, EVE, five_patients_ledger
from tests.measures.asking import groups, value

LEDGER = five_patients_ledger()


def queue_of_five(last: Outcome = Outcome.waiting) -> County:
    """Waits of 0, 10 and 20 minutes; one leaves after 30; one comes 60 minutes before the end, unseen."""
    county = County()
    for who, waits in ((ANN, 0.0), (BO, 10.0), (CAI, 20.0)):
        county.sees(county.falls_ill(who, COLD, at=HOUR), HOSPITAL, arrival=(9 + who) * HOUR, waits=waits)
    ill = county.falls_ill(DAN, COLD, at=HOUR)
    county.sees(ill, HOSPITAL, arrival=15 * HOUR, waits=30.0, outcome=Outcome.gave_up)
    ill = county.falls_ill(EVE, COLD, at=HOUR)
    county.sees(ill, HOSPITAL, arrival=WEEK - 60.0, waits=0.0, outcome=last)
    return county


def test_the_mean_counts_leavers_and_those_still_waiting() -> None:
    """(0 + 10 + 20 + 30 + 60) / 5 = 24; of those served only it would be 10."""
    assert value(queue_of_five().ledger(), "wait_mean_min", "tier=county") == pytest.approx(24.0)


def test_the_unserved_share_stands_beside_it() -> None:
    ledger = queue_of_five().ledger()
    assert value(ledger, "unserved_share", "tier=county") == pytest.approx(2 / 5)
    assert value(ledger, "gave_up_share", "tier=county") == pytest.approx(1 / 5)
    assert value(ledger, "lost_share", "tier=county") == 0.0


def test_the_median_is_how_long_one_waits_who_does_not_leave() -> None:
    """Kaplan–Meier by hand: 4/5 wait after 0, 3/5 after 10, 2/5 after 20: half are called within 20 min."""
    assert value(queue_of_five().ledger(), "wait_median_min", "tier=county") == 20.0


def test_a_percentile_that_nobody_reached_is_empty_and_not_the_longest_wait_seen() -> None:
    assert np.isnan(value(queue_of_five().ledger(), "wait_p95_min", "tier=county"))


def test_without_leavers_the_percentiles_are_those_of_the_waits() -> None:
    county = County()
    for number in range(20):
        ill = county.falls_ill(ANN, COLD, at=HOUR)
        county.sees(ill, HOSPITAL, arrival=9 * HOUR + 30.0 * number, waits=float(number + 1))
    ledger = county.ledger()
    assert value(ledger, "wait_median_min") == 10.0
    assert value(ledger, "wait_p95_min") == 19.0
    assert value(ledger, "wait_mean_min") == pytest.approx(10.5)


def test_who_finds_no_room_to_wait_never_queued_but_is_unserved() -> None:
    """Eve is turned away at the door: the mean is that of the four who queued, the share is of all five."""
    ledger = queue_of_five(last=Outcome.turned_away).ledger()
    assert value(ledger, "wait_mean_min", "tier=county") == pytest.approx((0 + 10 + 20 + 30) / 4)
    assert value(ledger, "lost_share", "tier=county") == pytest.approx(1 / 5)
    assert value(ledger, "unserved_share", "tier=county") == pytest.approx(2 / 5)


def test_who_is_sent_home_from_the_queue_did_wait() -> None:
    county = queue_of_five()
    county.rows["visits"][-2]["outcome"] = Outcome.turned_away
    ledger = county.ledger()
    assert value(ledger, "wait_mean_min", "tier=county") == pytest.approx(24.0)
    assert value(ledger, "lost_share", "tier=county") == pytest.approx(1 / 5)


def test_the_share_that_waits_at_all_and_beyond_a_limit() -> None:
    ledger = queue_of_five().ledger()
    assert value(ledger, "waited_share", "tier=county") == pytest.approx(4 / 5)
    assert value(ledger, "wait_longer_than_share", "tier=county,than=30") == pytest.approx(1 / 5)
    ask = {"measure": "wait_longer_than_share", "than": 15.0}
    assert value(ledger, ask, "tier=county,than=15") == pytest.approx(3 / 5)


def test_counting_those_started_only_is_possible_and_labelled() -> None:
    ledger = queue_of_five().ledger()
    ask = {"measure": "wait_mean_min", "counting": "started_by_end"}
    assert value(ledger, ask, "tier=county,counting=started_by_end") == pytest.approx(10.0)
    ask = {"measure": "unserved_share", "counting": "completed_by_end"}
    assert value(ledger, ask, "tier=county,counting=completed_by_end") == 0.0


def test_waits_of_a_tier_are_those_of_its_places() -> None:
    """Post 0 and 0, centre 30, hospital 20, 40 (left), 10 and 0; the day beyond the county is no queue."""
    found = groups(LEDGER, "wait_mean_min")
    assert found["tier=village"] == 0.0
    assert found["tier=township"] == pytest.approx(30.0)
    assert found["tier=county"] == pytest.approx(70 / 4)
    assert found[""] == pytest.approx(100 / 7)
    assert "tier=out_of_county" not in found


def test_waits_by_class_within_a_tier() -> None:
    county = County()
    ill = county.falls_ill(ANN, COLD, at=HOUR)
    county.sees(ill, HOSPITAL, arrival=9 * HOUR, waits=4.0, priority=1, sent=Sent.formal)
    county.sees(county.falls_ill(BO, COLD, at=HOUR), HOSPITAL, arrival=9 * HOUR, waits=40.0)
    county.sees(county.falls_ill(CAI, COLD, at=HOUR), POST, arrival=9 * HOUR, waits=2.0)
    found = groups(county.ledger(), "wait_mean_min")
    assert found["tier=county,class=referred"] == pytest.approx(4.0)
    assert found["tier=county,class=walk_in"] == pytest.approx(40.0)
    assert found["class=walk_in"] == pytest.approx(21.0)
    assert "class=booked" not in found, "nobody was booked"


def test_a_wait_belongs_to_the_window_in_which_it_began_and_is_followed_beyond_it() -> None:
    """Cai and Dan come at 10:00 and wait 20 and 40 minutes; the window ends 10 minutes after they came."""
    window = (DAY + 9 * HOUR, DAY + 10 * HOUR + 10.0)
    assert value(LEDGER, "wait_mean_min", "tier=county", window=window) == pytest.approx(30.0)


def test_who_is_still_on_the_way_when_the_run_ends_has_not_begun_to_wait() -> None:
    county = queue_of_five()
    ill = county.falls_ill(ANN, COLD, at=WEEK - 20.0)
    county.sees(ill, HOSPITAL, arrival=WEEK - 5.0, outcome=Outcome.waiting, arrival_min=-1.0)
    ledger = county.ledger()
    assert value(ledger, "wait_mean_min", "tier=county") == pytest.approx(24.0)
    assert value(ledger, "unserved_share", "tier=county") == pytest.approx(2 / 5)
