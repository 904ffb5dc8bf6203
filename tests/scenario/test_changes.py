"""Numbers set anew: from a date on, on the command line, by a study."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.scenario.changes import setting
from sim.scenario.load import attempt, load
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN
from tests.hamlet import ROOT
from tests.scenario.real_county import BASE, COUNTY, put

COUNTY_SAYS = f"""\
title: Test county
extends: {BASE}
calendar: {{start: 2026-01-05, warm_up: 4 weeks, measure: 52 weeks}}
people:
  residents: 3000
  ages: {{0-14: 16 %, 15-64: 66 %, 65+: 18 %}}
  schemes: {{residents: 98 %, uninsured: 2 %}}
places: {{map: {{villages: 4, townships: 2, radius: 10 km}}}}
tiers:
  township: {{wards: {{general: {{beds: 25}}}}, clinics: {{general: {{clinicians: {{Mo-Fr: 2, Sa-Su: 1}}}}}}}}
"""
BEDS = "tiers.township.wards.general.beds"
JULY, AUGUST, SEPTEMBER = ((days - 4) * DAY_MIN for days in (181, 212, 243))


def county(folder: Path, *changes: str) -> Path:
    file = folder / "county.yaml"
    lines = "".join(f"  - {{{change}}}\n" for change in changes)
    file.write_text(COUNTY_SAYS + ("changes:\n" + lines if lines else ""), encoding="utf-8")
    return file


def beds(scenario: Scenario) -> int:
    return scenario.tiers["township"].wards["general"].beds


def the_message(folder: Path, *changes: str) -> str:
    _, (fault,) = attempt(county(folder, *changes))
    assert fault.line == 11 + len(changes)
    assert fault.key.startswith((f"changes.{len(changes) - 1}.", "tiers."))
    return fault.message


def test_a_number_changes_on_its_day_and_back_after_the_last_one(tmp_path: Path) -> None:
    scenario = load(county(tmp_path, f"from: 2026-07-01, until: 2026-07-31, set: {BEDS}, to: 30"))
    assert scenario.change_minutes == (JULY, AUGUST)
    assert [beds(scenario.at(minute)) for minute in (0, JULY - 1, JULY, AUGUST - 1, AUGUST)] == [
        25,
        25,
        30,
        30,
        25,
    ]
    assert beds(scenario) == 25


@pytest.mark.parametrize(("verb", "after"), [("to: 30", 30), ("add: 5", 30), ("add: -5", 20), ("times: 1.2", 30)])
def test_it_is_set_or_added_to_or_multiplied(tmp_path: Path, verb: str, after: int) -> None:
    scenario = load(county(tmp_path, f"from: 2026-07-01, set: {BEDS}, {verb}"))
    assert beds(scenario.at(JULY)) == after


@pytest.mark.parametrize(
    ("path", "verb", "grows_by"),
    [
        ("tiers.township.skill.spots_serious.sensitivity", "add: 5 points", 0.05),
        ("tiers.township.prices.visit", "add: -10 yuan", -10.0),
        ("tiers.township.clinics.general.consult.mean", "add: 30 s", 0.5),
        ("travel.road.speed", "add: 10 km/h", 10.0),
        ("travel.walk.up_to", "add: -0.5 km", -0.5),
        ("choice.habit", "add: 0.1", 0.1),
    ],
)
def test_what_is_added_is_written_in_the_units_of_the_number(
    tmp_path: Path, path: str, verb: str, grows_by: float
) -> None:
    scenario = load(county(tmp_path, f"from: 2026-07-01, set: {path}, {verb}"))

    def read(one: object) -> float:
        for key in path.split("."):
            one = one[key] if isinstance(one, dict) else getattr(one, key)
        assert isinstance(one, float)
        return one

    assert read(scenario.at(JULY)) == pytest.approx(read(scenario) + grows_by)


def test_every_line_of_a_roster_grows(tmp_path: Path) -> None:
    scenario = load(county(tmp_path, "from: 2026-07-01, set: tiers.township.clinics.general.clinicians, add: 1"))
    assert scenario.at(JULY).tiers["township"].clinics["general"].clinicians == {"Mo-Fr": 3, "Sa-Su": 2}


def test_several_paths_and_several_changes_add_up_in_the_order_of_the_file(tmp_path: Path) -> None:
    paths = f"[{BEDS}, tiers.county.wards.general.beds]"
    scenario = load(
        county(
            tmp_path,
            f"from: 2026-07-01, set: {paths}, add: 5",
            f"from: 2026-08-01, set: {BEDS}, times: 2",
            f"from: 2026-08-01, until: 2026-08-31, set: {BEDS}, add: 1",
        )
    )
    assert scenario.change_minutes == (JULY, AUGUST, SEPTEMBER)
    assert [beds(scenario.at(minute)) for minute in (JULY, AUGUST, SEPTEMBER)] == [30, 61, 60]
    before = scenario.tiers["county"].wards["general"].beds
    assert scenario.at(JULY).tiers["county"].wards["general"].beds == before + 5


def test_the_same_day_gives_the_same_scenario_object(tmp_path: Path) -> None:
    scenario = load(county(tmp_path, f"from: 2026-07-01, set: {BEDS}, to: 30"))
    assert scenario.at(JULY) is scenario.at(JULY + 5000)
    assert scenario.at(JULY).at(0) is scenario


def test_a_scenario_without_changes_is_itself_on_every_day(tmp_path: Path) -> None:
    scenario = load(county(tmp_path))
    assert scenario.change_minutes == ()
    assert scenario.at(123456) is scenario


def test_a_change_outside_the_run_never_begins(tmp_path: Path) -> None:
    scenario = load(
        county(tmp_path, f"from: 2029-07-01, set: {BEDS}, to: 30"), settings={"calendar.measure": "4 weeks"}
    )
    assert scenario.change_minutes == ()


def test_a_number_that_the_file_leaves_to_its_default_can_change_too(tmp_path: Path) -> None:
    scenario = load(county(tmp_path, "from: 2026-07-01, set: tiers.township.wards.general.extra_beds, add: 3"))
    assert scenario.at(JULY).tiers["township"].wards["general"].extra_beds == 3


def test_a_change_of_a_tier_reaches_the_facilities_that_do_not_say_otherwise(tmp_path: Path) -> None:
    change = "changes:\n  - {from: 2026-01-12, set: tiers.township.wards.general.beds, to: 50}\n"
    scenario = load(put(tmp_path, county=COUNTY + change))
    places = scenario.at(8 * DAY_MIN).places
    assert places is not None
    rows = {row.facility: row.tier_model for row in places.facility_rows}
    assert rows["T1"].wards["general"].beds == 30  # its own row
    assert rows["T2"].wards["general"].beds == 50


def test_one_facility_can_change(tmp_path: Path) -> None:
    change = "changes:\n  - {from: 2026-01-12, set: facilities.T1.wards.general.beds, add: 5}\n"
    scenario = load(put(tmp_path, county=COUNTY + change))
    places = scenario.at(8 * DAY_MIN).places
    assert places is not None
    assert [row.tier_model.wards["general"].beds for row in places.facility_rows if row.facility == "T1"] == [35]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("set: tiers.township.wards.genral.beds, to: 5", "unknown key 'genral'. Did you mean 'general'?"),
        ("set: tiers.township.wards.general.beds.x, to: 5", "is one value; there is nothing below it."),
        ("set: people.residents, to: 5", "'people.residents' cannot change during a run."),
        ("set: people.ages.65+, to: 5 %", "cannot change during a run."),
        ("set: places.map.villages, to: 5", "cannot change during a run."),
        ("set: calendar.measure, to: 5 weeks", "cannot change during a run."),
        ("set: chronic.hypertension.prevalence.65+, to: 5 %", "it is settled once, before it begins."),
        ("set: tiers.township.hours, to: 24/7", "is no number, and only numbers change on a date."),
        ("set: policies.first_contact.kind, to: gatekeeping", "is no number"),
        ("set: tiers.township.wards, add: 5", "is a block. Name one number in it, such as"),
        ("set: tiers.township.clinics.general.consult, times: 2", "Name one number in it, such as"),
        (f"set: {BEDS}, add: 5 points", "found '5 points', expected a whole number"),
        (f"set: {BEDS}, add: -50", "found -25, expected a whole number of 0 or more"),
        (f"set: {BEDS}, to: many", "found 'many', expected a whole number"),
        (f"set: {BEDS}, to: 25 yuan", "found '25 yuan', expected a whole number"),
        (
            "set: tiers.township.skill.spots_serious.sensitivity, add: 5 %",
            "a difference of shares is in points.",
        ),
        (
            "set: tiers.township.skill.spots_serious.sensitivity, add: 90 points",
            "expected a share between 0 %",
        ),
        ("set: tiers.township.prices.visit, to: 5", "found 5 without a unit."),
        ("set: facilities.T1.wards.general.beds, to: 5", "there is no table of facilities."),
        ("set: travel.kind, to: none", "cannot change during a run"),
    ],
)
def test_a_change_that_cannot_be_is_a_fault_at_its_own_line(tmp_path: Path, change: str, says: str) -> None:
    assert says in the_message(tmp_path, f"from: 2026-07-01, {change}")


def test_changes_that_break_a_number_only_together_are_found_before_the_run(tmp_path: Path) -> None:
    changes = [f"from: 2026-0{month}-01, set: {BEDS}, add: -15" for month in (7, 8)]
    _, faults = attempt(county(tmp_path, *changes))
    assert len(faults) == 1
    assert "from 2026-08-01 on, the changes together: found -5" in faults[0].message


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (f"from: 2026-07-01, set: {BEDS}", "expected one of to: 5, add: -5, times: 1.2."),
        (f"from: 2026-07-01, set: {BEDS}, to: 5, add: 5", "expected one of to: 5, add: -5, times: 1.2."),
        (
            f"from: 2026-07-01, until: 2026-06-01, set: {BEDS}, to: 5",
            "until 2026-06-01 is before from 2026-07-01.",
        ),
        (f"from: July, set: {BEDS}, to: 5", "found 'July', expected a day such as 2026-07-06."),
        (f"from: 2026-07-01, set: {BEDS}, two: 5", "unknown key 'two'."),
    ],
)
def test_a_malformed_change_is_a_fault(tmp_path: Path, change: str, says: str) -> None:
    _, faults = attempt(county(tmp_path, change))
    assert any(says in fault.message for fault in faults)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("calendar.measure=84 days", ("calendar.measure", "84 days")),
        (" people.residents = 5000 ", ("people.residents", 5000)),
        ("a.b={Mo-Fr: 3}", ("a.b", {"Mo-Fr": 3})),
        ("a.b=x=y", ("a.b", "x=y")),
    ],
)
def test_a_setting_is_a_path_and_a_value(text: str, meant: tuple[str, object]) -> None:
    assert setting(text) == meant


@pytest.mark.parametrize("text", ["calendar.measure", "=5", "a=", "", "a={b"])
def test_a_setting_without_either_says_how_it_is_written(text: str) -> None:
    with pytest.raises(ValueError):
        setting(text)


def test_settings_win_over_all_files(tmp_path: Path) -> None:
    scenario = load(county(tmp_path), settings={BEDS: 40, "people.illness_rate": "1.5", "calendar.measure": "84 days"})
    assert scenario.people is not None
    assert (beds(scenario), scenario.people.illness_rate, scenario.calendar.measure) == (
        40,
        1.5,
        84 * DAY_MIN,
    )
    assert scenario.origins[BEDS].where == "command line"


def test_a_setting_of_another_kind_replaces_the_block(tmp_path: Path) -> None:
    scenario = load(county(tmp_path), settings={"policies.step_down": "{kind: none}"})
    (answer,) = scenario.policies.step_down
    assert answer.kind == "none"


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("calender.measure", "84 days", "unknown key 'calender'. Did you mean 'calendar'?"),
        ("calendar.measure", "84", "found 84 without a unit."),
        ("calendar.measure", "{a", "not closed"),
        ("people", "5", "found 5, expected a block"),
    ],
)
def test_a_wrong_setting_is_a_fault_of_the_command_line(tmp_path: Path, path: str, value: str, says: str) -> None:
    _, faults = attempt(county(tmp_path), settings={path: value})
    assert faults[0].file == "command line"
    assert faults[0].key == path
    assert says in faults[0].message


def test_the_length_of_a_slot_is_settled_before_the_run(tmp_path: Path) -> None:
    """The book of slots is laid out once; a change of their length used to write beyond it."""
    slots = "policies: {appointments: {kind: time_slots, booked: 50 %, per_clinician: 3}}\n"
    file = county(tmp_path, "from: 2026-07-01, set: policies.appointments.slot, to: 10 min")
    file.write_text(slots + file.read_text(encoding="utf-8"), encoding="utf-8")
    _, faults = attempt(file)
    assert ["cannot change during a run" in fault.message for fault in faults] == [True]


def test_a_change_without_a_day_holds_from_the_first_day_of_whatever_run(tmp_path: Path) -> None:
    """Packages fit any county: one that begins in another year is no other county."""
    scenario = load(county(tmp_path, f"set: {BEDS}, add: 5", f"from: 2026-07-01, set: {BEDS}, add: 5"))
    assert [beds(scenario.at(minute)) for minute in (0.0, JULY - 1.0, JULY)] == [30, 30, 35]


def test_no_package_names_a_day() -> None:
    """``from:`` of a package would be before, in or after the run, as the county happens to begin."""
    packages = sorted((ROOT / "scenarios" / "policies").glob("*.yaml"))
    assert [
        path.name for path in packages if re.search(r"^[^#]*\b(from|until): *20", path.read_text("utf-8"), re.M)
    ] == []
