"""Admissions that the illness does not call for, by hand and on the hamlet."""

from __future__ import annotations

import numpy as np
import pytest

from sim import simulate
from sim.ledger import Ledger
from sim.scenario.load import load
from sim.vocabulary.words import StayKind
from tests.hamlet import HAMLET, ROOT
from tests.ledger.hamlet import CENTRE_WARD, COLD, HOSPITAL_WARD
from tests.ledger.handmade import DAY, HOUR, County
from tests.ledger.stories import ANN, BO, DAN
from tests.measures.asking import PERSON_YEARS, value

OVERLAY = ROOT / "scenarios" / "policies" / "supply_driven_admissions.yaml"
WEEKS = {"calendar.warm_up": "2 weeks", "calendar.measure": "26 weeks"}


def three_stays() -> Ledger:
    """Ann two days at the centre without need, Bo one day there with need, Dan three days at the hospital."""
    county = County()
    for who, ward, days, kind in (
        (ANN, CENTRE_WARD, 2, StayKind.supply_driven), (BO, CENTRE_WARD, 1, StayKind.acute),
        (DAN, HOSPITAL_WARD, 3, StayKind.acute),
    ):  # fmt: skip
        ill = county.falls_ill(who, COLD, at=HOUR)
        county.lies(ill, ward, asked=DAY, admitted=DAY, ended=DAY * (1 + days), kind=kind)
    return county.ledger()


def test_one_admission_of_three_was_not_called_for() -> None:
    ledger = three_stays()
    assert value(ledger, "unneeded_admission_share") == pytest.approx(1 / 3)
    assert value(ledger, "unneeded_admission_share", "tier=township") == pytest.approx(1 / 2)
    assert value(ledger, "unneeded_admission_share", "tier=county") == 0.0


def test_two_bed_days_were_spent_without_need() -> None:
    assert value(three_stays(), "unneeded_bed_days_per_1000") == pytest.approx(2 * 1000.0 / PERSON_YEARS)


def test_bed_days_without_need_are_cut_to_the_window() -> None:
    day = value(three_stays(), "unneeded_bed_days_per_1000", window=(DAY, 1.5 * DAY))
    assert day == pytest.approx(0.5 * 1000.0 / (PERSON_YEARS / 14))


def of_the_hamlet(**settings: object) -> Ledger:
    return simulate(load(HAMLET, [OVERLAY], settings={**WEEKS, **settings}), engine="simpy")


def test_nobody_is_admitted_without_need_where_the_number_is_left_out() -> None:
    ledger = simulate(load(HAMLET, settings=WEEKS), engine="simpy")
    assert not (ledger["stays"]["kind"] == StayKind.supply_driven).any()


def test_free_beds_find_patients_and_full_ones_do_not() -> None:
    """The same county with more township beds admits more without need; with none left, nobody there."""
    shares = [
        (of_the_hamlet(**{"tiers.township.wards.general.beds": beds})["stays"]["kind"] == StayKind.supply_driven).sum()
        for beds in (1, 3, 12)
    ]
    assert shares[0] < shares[1] < shares[2]


def test_who_has_no_insurance_is_not_taken_in_without_need() -> None:
    ledger = of_the_hamlet(**{"tiers.township.supply_driven.chance.moderate": "100 %"})
    stays = ledger["stays"]
    who = stays["resident"][stays["kind"] == StayKind.supply_driven]
    scheme = ledger.frame["residents"]["scheme"].to_numpy()
    assert len(who) > 5
    assert not np.isin(scheme[who], [ledger.words("scheme").index("uninsured")]).any()


def test_need_is_what_is_left_of_the_fitted_need() -> None:
    """With ``needs_times`` alone, and no chance of admission without need, there are fewer admissions."""
    off = {f"tiers.{tier}.supply_driven.chance": {"moderate": "0 %"} for tier in ("township", "county")}
    fewer, today = of_the_hamlet(**off), simulate(load(HAMLET, settings=WEEKS), engine="simpy")
    assert len(fewer["stays"]) < len(today["stays"])
