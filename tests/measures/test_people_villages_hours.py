"""From illness to exit, village by village, hour by hour: on the week that was worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.measures import curves
from tests.ledger.hamlet import CLINIC_OF, HOSPITAL
from tests.ledger.handmade import DAY
from tests.ledger.queue import station
from tests.ledger.stories import five_patients, five_patients_ledger
from tests.measures.asking import value

LEDGER = five_patients_ledger()
CURVES = curves(LEDGER)


def people(table: str, step: str) -> float:
    rows = CURVES[table]
    return float(rows.loc[rows["step"] == step, "people"].iloc[0])


def test_six_fell_ill_one_stayed_at_home_and_five_were_seen() -> None:
    """Ann's second cold she sits out; Dan gave up once and was seen the next day."""
    found = [people("patient_flow", step) for step in ("ill", "stayed_home", "set_off", "left_unseen", "seen")]
    assert found == [6, 1, 5, 0, 5]


def test_three_were_admitted_and_nobody_is_counted_twice() -> None:
    """Bo, Cai and Eve lay in a bed; Eve was sent with a form before, but the most that happened counts."""
    assert [people("patient_flow", box) for box in ("kept", "referred", "admitted")] == [2, 0, 3]


def test_who_is_still_in_bed_when_the_week_ends_is_inside() -> None:
    assert people("patient_flow", "inside") == 1
    assert people("patient_flow", "seen_inside") == 1


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("ill", ("stayed_home", "not_set_off", "set_off")),
        ("set_off", ("left_unseen", "unseen_inside", "seen")),
        ("seen", ("kept", "referred", "admitted")),
        ("seen", ("exit_well", "exit_well_wrong", "exit_left", "seen_inside")),
        ("ill", ("exits", "inside")),
    ],
)
def test_the_parts_of_a_box_add_up_to_it(whole: str, parts: tuple[str, ...]) -> None:
    assert people("patient_flow", whole) == sum(people("patient_flow", part) for part in parts)


def test_a_stroke_missed_at_the_post_leaves_the_steps_but_is_rightly_handled_in_the_end() -> None:
    """Cai's post did not recognise it; Eve was sent on at once."""
    steps = ("ill", "sought_care", "recognised", "right_place", "right_care", "in_time")
    assert [people("serious_steps", step) for step in steps] == [2, 2, 1, 1, 1, 1]
    assert people("serious_steps", "right_care_in_the_end") == 2


def test_the_steps_agree_with_the_measures_of_the_same_things() -> None:
    rows = CURVES["serious_steps"].set_index("step")["per_1000"]
    assert rows["sought_care"] == pytest.approx(1000 * value(LEDGER, "serious_sought_care_share"))
    assert rows["recognised"] == pytest.approx(1000 * value(LEDGER, "serious_recognised_share"))
    assert rows["right_care_in_the_end"] == pytest.approx(1000 * value(LEDGER, "serious_right_care_share"))


def test_without_the_seriously_ill_a_thousand_of_them_is_no_number() -> None:
    county = five_patients()
    for row in county.rows["episodes"]:
        row["band"] = 0
    table = curves(county.ledger())["serious_steps"]
    assert table["people"].sum() == 0
    assert table["per_1000"].isna().all()


def test_a_village_has_its_visits_per_thousand_residents_a_year() -> None:
    far = CURVES["villages"].set_index("village").loc["far"]
    assert (far["episodes"], far["visits"], far["residents"]) == (4, 4, 3)
    assert far["visits_per_1000"] == pytest.approx(1000 * 4 / 3 * 52)
    assert far["minutes_to_county"] == 75


def test_ways_lead_above_the_posts_and_count_visits_a_week() -> None:
    ways = CURVES["flows_up"]
    assert "village" not in set(ways["tier"])
    assert dict(zip(zip(ways["village"], ways["facility"], strict=True), ways["per_week"], strict=True)) == {
        ("far", "T1"): 1.0, ("far", "H1"): 1.0, ("town", "H1"): 2.0, ("town", "X"): 1.0,
    }  # fmt: skip


def hours(table: pd.DataFrame, tier: str) -> dict[str, float]:
    mine = table[table["tier"] == tier]
    return dict(zip(mine["use"], mine["h_per_week"], strict=True))


def test_every_rostered_hour_is_spent_on_something() -> None:
    for tier in ("village", "township", "county"):
        found = hours(CURVES["staff_hours"], tier)
        parts = ("clinic", "idle", "expert_session", "training", "road")
        assert found["rostered"] == pytest.approx(sum(found[part] for part in parts))


def test_hours_given_away_are_missing_at_the_hospital_and_arrive_in_the_township() -> None:
    """Four hours taken off the hospital's clinic, three of them held as a session in the township."""
    ledger = five_patients().ledger()
    frame, days = ledger.frame["units"], ledger["days"]
    hospital = CLINIC_OF[HOSPITAL]
    days["away_min"][(days["unit"] == hospital) & (days["day"] == 0)] = 240.0
    days["staffed_min"][(days["unit"] == hospital) & (days["day"] == 0)] -= 240.0
    room = int(frame["unit"].max()) + 1
    visiting = frame.iloc[[hospital]].assign(unit=room, id="T1/visiting_internal", name="visiting_internal", tier=1)
    ledger.frame["units"] = pd.concat([frame, visiting], ignore_index=True)
    extra = days[:1].copy()
    extra["unit"], extra["day"], extra["staffed_min"] = room, 0, 180.0
    tables = {name: ledger[name] for name in ("episodes", "visits", "stays", "referrals", "tests", "steps")}
    with_session = type(ledger)(
        tables | {"days": pd.concat([pd.DataFrame(days), pd.DataFrame(extra)]).to_records(index=False)},
        ledger.frame,
        ledger.meta,
    )
    before, after = (hours(curves(x)["staff_hours"], "county") for x in (LEDGER, with_session))
    assert after["rostered"] == pytest.approx(before["rostered"])
    assert after["idle"] == pytest.approx(before["idle"] - 4.0)
    assert [after["expert_session"], after["road"]] == pytest.approx([3.0, 1.0])
    assert hours(curves(with_session)["staff_hours"], "township")["from_above"] == pytest.approx(3.0)


def test_a_network_of_stations_has_no_people_villages_or_hours() -> None:
    assert not {"patient_flow", "villages", "staff_hours"} & set(curves(station([0.0], [10.0])))


def test_a_window_of_the_first_day_counts_only_who_fell_ill_then() -> None:
    table = curves(LEDGER, (0.0, DAY))["patient_flow"].set_index("step")["people"]
    assert table["ill"] == 3  # Ann, Bo, Cai
    assert table["ill"] == table["exits"] + table["inside"]
