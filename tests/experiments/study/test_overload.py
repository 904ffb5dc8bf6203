"""Overload is told by who was not seen and by waits beyond a day's opening, whatever the arms do about it."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from experiments.study.overload import open_day_min, open_days_min, overload_check, overload_table


def summary(unserved: float, wait_min: float) -> pd.DataFrame:
    rows = [("unserved_share", "tier=county", unserved), ("wait_mean_min", "tier=county", wait_min)]
    rows += [("unserved_share", "", 0.9), ("wait_mean_min", "tier=village", 3.0)]
    return pd.DataFrame([{"arm": "today", "measure": m, "group": g, "mean": value} for m, g, value in rows])


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [("Mo 08:00-09:00", 60.0), ("Mo-Fr 08:00-12:00,14:00-18:00", 480.0), ("24/7", 1440.0), ("off", 0.0)],
)
def test_a_day_of_opening_is_that_of_a_day_on_which_the_door_opens_at_all(hours: str, minutes: float) -> None:
    assert open_day_min(hours) == minutes


@pytest.mark.parametrize(
    ("unserved", "wait_min", "over"),
    [(0.02, 30.0, "no"), (0.10, 480.0, "no"), (0.11, 30.0, "yes"), (0.02, 481.0, "yes")],
)
def test_a_tier_is_overloaded_beyond_one_in_ten_or_a_day_of_waiting(
    unserved: float, wait_min: float, over: str
) -> None:
    table = overload_table(summary(unserved, wait_min), {"county": 480.0, "village": 480.0})
    assert list(table["tier"]) == ["county"], "a tier of which one of the two was not measured is not judged"
    assert list(table["overloaded"]) == [over]
    assert overload_check(table)["result"] == ("attention" if over == "yes" else "passed")


def test_the_check_names_tier_arm_and_level() -> None:
    check = overload_check(overload_table(summary(0.25, 30.0), {"county": 480.0}))
    assert (check["check"], check["number"]) == ("overload", 1.0)
    assert check["detail"] == "county in today: 25.0% not seen, mean wait 30 min, open 480 min a day"


def test_a_network_of_stations_has_no_tiers_to_judge() -> None:
    assert open_days_min(SimpleNamespace()) == {}
    tiers = {"county": SimpleNamespace(hours="Mo-Fr 08:00-17:00")}
    assert open_days_min(SimpleNamespace(tiers=tiers)) == {"county": 540.0}
