"""Only a form is a referral; everything else is counted beside it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.vocabulary.words import Channel
from tests.ledger.hamlet import CENTRE, COLD, HOSPITAL, POST
from tests.ledger.handmade import DAY, HOUR
from tests.ledger.stories import ANN, BO, DAN, five_patients, five_patients_ledger
from tests.measures.asking import PERSON_YEARS, groups, value

LEDGER = five_patients_ledger()
ONE = 1000 / PERSON_YEARS


def more_ways_up() -> dict[str, float]:
    """Beside Eve's form: a slip, advice not followed, an ambulance, and a move for want of a bed."""
    county = five_patients()
    ways = [
        (ANN, POST, CENTRE, Channel.slip, 6 * DAY + HOUR, 0),
        (BO, CENTRE, HOSPITAL, Channel.advice, -1.0, 0),
        (DAN, POST, HOSPITAL, Channel.emergency, 6 * DAY + HOUR, 1),
        (ANN, CENTRE, HOSPITAL, Channel.move, 6 * DAY + HOUR, 0),
    ]
    for who, source, target, channel, arrived, beyond in ways:
        ill = county.falls_ill(who, COLD, at=6 * DAY)
        county.is_sent(ill, source, target, at=6 * DAY, arrived=arrived, channel=channel, beyond=beyond)
    ledger = county.ledger()
    found = {f"up {group}": number for group, number in groups(ledger, "up_referrals_per_1000").items()}
    followed = groups(ledger, "up_referrals_followed_share").items()
    found |= {f"followed {group}": number for group, number in followed}
    found["needless"] = value(ledger, "needless_referral_share")
    return found


def test_up_referrals_are_those_with_a_form_slips_included() -> None:
    found = more_ways_up()
    assert found["up "] == pytest.approx(2 * ONE)
    for channel in ("formal", "slip", "advice", "emergency", "move"):
        assert found[f"up channel={channel}"] == pytest.approx(ONE), channel


def test_advice_need_not_be_followed() -> None:
    found = more_ways_up()
    assert found["followed "] == pytest.approx(4 / 5)
    assert found["followed channel=advice"] == 0.0


def test_a_referral_is_needless_if_the_illness_was_not_beyond_the_sender() -> None:
    """Of form, slip, advice and ambulance two were not; a move for want of a bed is not judged."""
    assert more_ways_up()["needless"] == pytest.approx(2 / 4)


def test_down_referrals_and_the_ratio() -> None:
    assert value(LEDGER, "down_referrals_per_1000") == pytest.approx(ONE)
    assert value(LEDGER, "down_referrals_per_1000", "channel=step_down") == pytest.approx(ONE)
    assert value(LEDGER, "down_up_ratio") == pytest.approx(1.0)


def test_a_ratio_to_no_referrals_up_is_empty() -> None:
    assert np.isnan(value(LEDGER, "down_up_ratio", window=(0.0, DAY)))


def test_who_left_the_county_with_a_form_was_sent() -> None:
    assert value(LEDGER, "ordered_outflow_share") == 1.0
    county = five_patients()
    ill = county.falls_ill(DAN, COLD, at=5 * DAY)
    county.sees(ill, 3, arrival=6 * DAY)
    assert value(county.ledger(), "ordered_outflow_share") == pytest.approx(1 / 2)


def test_a_referral_counts_when_it_was_decided() -> None:
    """Eve's form is of day 3, her arrival of day 4."""
    assert value(LEDGER, "up_referrals_per_1000", window=(3 * DAY, 4 * DAY)) > 0.0
    assert value(LEDGER, "up_referrals_per_1000", window=(4 * DAY, 5 * DAY)) == 0.0
