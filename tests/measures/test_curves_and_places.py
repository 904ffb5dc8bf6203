"""The curves of the figures and the table of places, on the week that was worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.measures import by_place, curves
from sim.measures.curves import MINUTES, hour_of_week, in_use
from sim.measures.view import View
from tests.ledger.handmade import DAY, WEEK
from tests.ledger.queue import station
from tests.ledger.stories import five_patients, five_patients_ledger
from tests.measures.asking import value

LEDGER = five_patients_ledger()
CURVES = curves(LEDGER)


def still(tier: str, minute: float) -> float:
    table = CURVES["wait_survival"]
    row = table[(table["tier"] == tier) & (table["minute"] == minute)]
    return float(row["share_still_waiting"].iloc[0])


def test_the_survival_curve_keeps_leavers_as_waiting_until_they_left() -> None:
    """Hospital: called after 0, 10, 20 minutes; one left after 40."""
    assert [still("county", minute) for minute in (0, 8, 10, 20, 240)] == [0.75, 0.75, 0.5, 0.25, 0.25]
    assert still("township", 28) == 1.0
    assert still("township", 30) == 0.0


def test_every_curve_stands_on_the_same_grid() -> None:
    for _, curve in CURVES["wait_survival"].groupby("tier"):
        assert list(curve["minute"]) == list(MINUTES)


def test_the_curve_and_the_median_tell_the_same() -> None:
    table = CURVES["wait_survival"]
    county = table[table["tier"] == "county"]
    first = county[county["share_still_waiting"] <= 0.5]["minute"].iloc[0]
    assert first == value(LEDGER, "wait_median_min", "tier=county")


def test_the_ends_of_waits_add_up_to_everyone() -> None:
    ends = CURVES["wait_ends"]
    assert ends.groupby("tier")["share"].sum().to_numpy() == pytest.approx(1.0)
    county = ends[ends["tier"] == "county"].set_index("outcome")["share"]
    assert county["gave_up"] == pytest.approx(1 / 4)


def beds(kind: str, tier: str = "township") -> pd.DataFrame:
    table = CURVES["beds_by_day"]
    return table[(table["tier"] == tier) & (table["kind"] == kind)]


def test_beds_in_use_day_by_day() -> None:
    """Bo lies from day 0 10:00 to day 2 10:00."""
    assert list(beds("ward")["occupied"]) == pytest.approx([14 / 24, 1, 10 / 24, 0, 0, 0, 0])
    assert list(beds("recovery")["occupied"]) == pytest.approx([0, 0, 0, 0.5, 1, 0, 0])
    assert set(beds("ward")["beds"]) == {2.0}


def test_all_wards_of_a_tier_are_its_wards_together() -> None:
    both = beds("ward")["occupied"].to_numpy() + beds("recovery")["occupied"].to_numpy()
    assert beds("all")["occupied"].to_numpy() == pytest.approx(both)


def test_the_curve_of_beds_and_the_occupancy_tell_the_same() -> None:
    mean = beds("all")["occupied"].mean() / beds("all")["beds"].mean()
    assert mean == pytest.approx(value(LEDGER, "bed_occupancy", "tier=township"))


def test_beds_that_open_at_noon_count_half_that_day() -> None:
    ledger = five_patients_ledger()
    opened = ledger.frame["beds"]
    more = opened[opened["unit"] == 5].assign(from_min=2.5 * DAY, beds=10)
    ledger.frame["beds"] = pd.concat([opened, more])
    table = curves(ledger)["beds_by_day"]
    county = table[(table["tier"] == "county") & (table["kind"] == "all")]
    assert list(county["beds"]) == pytest.approx([4, 4, 7, 10, 10, 10, 10])


def test_warm_up_days_are_in_the_curve_of_beds_and_not_in_that_of_waits() -> None:
    county = five_patients()
    county.warm_up_min = 2 * DAY
    found = curves(county.ledger())
    assert list(found["beds_by_day"]["day"].unique()) == list(range(7))
    assert "township" not in set(found["wait_survival"]["tier"]), "Bo came during the warm-up"


def test_who_is_in_use_on_a_day_is_the_area_of_that_day() -> None:
    assert list(in_use(np.array([0.0, 1.5 * DAY]), 3)) == pytest.approx([1.0, 1.5, 2.0])


def test_referrals_are_counted_by_direction_channel_and_followed() -> None:
    table = CURVES["referral_counts"].set_index(["direction", "channel", "followed"])
    assert table.loc[(1, "formal", 1), "count"] == 1
    assert table.loc[(-1, "step_down", 1), "count"] == 1
    assert table["count"].sum() == 2
    assert len(table) == 2 * 6 * 2, "the grid is whole even where nothing happened"


def test_stations_have_curves_too() -> None:
    found = curves(station([0.0, 1.0], [10.0, 5.0], end_min=2 * DAY))
    assert set(found["wait_survival"]["tier"]) == {"clinic"}
    assert found["beds_by_day"].empty
    assert list(found["wait_survival"]["share_still_waiting"][:6]) == [0.5, 0.5, 0.5, 0.5, 0.5, 0.0]


def test_the_hours_of_the_week_hold_all_the_time_with_patients() -> None:
    hours = hour_of_week(View(LEDGER, 0.0, WEEK))
    county = hours[hours["tier"] == "county"].set_index("hour")["people"]
    assert county.sum() * 60 == pytest.approx(30 + 10 + 20)
    assert county[24 + 10] == pytest.approx(30 / 60), "Cai, day 1, 10:20 to 10:50"
    assert len(county) == 168


def place(name: str, facility: str) -> float:
    table = by_place(LEDGER)
    row = table[(table["measure"] == name) & (table["group"] == f"facility={facility}")]
    return float(row["value"].iloc[0])


def test_a_place_is_measured_as_its_tier_is() -> None:
    """One place a tier here: place and tier must agree."""
    for facility, tier in (("V1", "village"), ("T1", "township"), ("H1", "county")):
        for name in ("wait_mean_min", "unserved_share", "clinician_use"):
            assert place(name, facility) == pytest.approx(value(LEDGER, name, f"tier={tier}")), (name, tier)
    assert place("bed_occupancy", "T1") == pytest.approx(value(LEDGER, "bed_occupancy", "tier=township"))


def test_a_place_counts_per_week() -> None:
    assert place("visits_per_week", "H1") == 3
    assert place("first_contacts_per_week", "H1") == 2
    assert place("admissions_per_week", "H1") == 1
    assert place("bill_yuan_per_week", "H1") == pytest.approx(1300)
    assert place("fund_yuan_per_week", "T1") == pytest.approx(60 + 300 + 150)


def test_a_place_without_beds_has_no_occupancy() -> None:
    table = by_place(LEDGER)
    assert "facility=V1" not in set(table[table["measure"] == "bed_occupancy"]["group"])
    assert "facility=X" not in set(table[table["measure"] == "clinician_use"]["group"])


def test_the_place_beyond_the_county_has_visits_and_no_wait() -> None:
    assert place("visits_per_week", "X") == 1
    assert np.isnan(place("wait_mean_min", "X"))
