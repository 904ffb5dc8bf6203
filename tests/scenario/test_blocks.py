"""Each block alone: what it takes, what it refuses and how it says so."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from sim.scenario.block import BandSplit, Named, SomeBandShares, percent
from sim.scenario.calendar import Calendar
from sim.scenario.choice import Choice, NestedLogit
from sim.scenario.conditions import Condition
from sim.scenario.insurance import InsuranceBlock
from sim.scenario.people_block import PeopleBlock
from sim.scenario.places import Places
from sim.scenario.profiles import Profiles
from sim.scenario.scenario import Scenario
from sim.scenario.tiers import Prices, Tier
from sim.scenario.travel import Travel
from sim.vocabulary import BANDS, UNLIMITED
from tests.scenario.blocks import case, refusal, refusals, scenario


def block(name: str, **changes: Any) -> Any:
    """One block of the test county, changed by path."""
    tree: Any = case(**{f"{name}__{path}": value for path, value in changes.items()})
    for key in name.split("__"):
        tree = tree[key]
    return tree


def test_every_block_of_a_county_is_read() -> None:
    county = scenario()
    assert county.calendar.start == dt.date(2026, 1, 5)
    assert county.calendar.warm_up == 4 * 10_080
    assert county.people is not None
    assert county.people.residents == 8000
    assert county.tiers["township"].clinics["general"].clinicians == {"Mo-Fr": 2, "Sa-Su": 1}
    assert county.tiers["county"].wards["general"].turnaround == 120
    assert county.conditions["stroke"].time_critical == 270
    assert county.conditions["cough"].year == 2024
    assert county.chronic["high_blood_pressure"].prevalence["65+"] == 0.5
    assert county.profiles.by_hour["clinic"]["09:00"] == 0.4
    assert county.insurance is not None
    assert county.insurance.schemes["uninsured"].inpatient == {}
    assert county.margins["primary_visit_share"] == 0.01
    assert county.windows["settled"].weeks == 8
    assert county.changes[1].set == ("tiers.township.wards.general.beds",)


def test_a_scenario_cannot_be_changed_and_travels_between_processes() -> None:
    county = scenario()
    with pytest.raises(ValidationError, match="frozen"):
        county.people = None  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        county.calendar.warm_up = 0.0  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(county)) == county


def test_equal_scenarios_have_equal_digests_and_others_do_not() -> None:
    assert scenario().digest == scenario().digest
    assert scenario().digest != scenario(people__residents=8001).digest


def test_an_unknown_key_is_refused_at_every_depth() -> None:
    assert refusals(Scenario, case(peoples={})) == [("peoples", "Extra inputs are not permitted")]
    found = refusals(Scenario, case(tiers__village__clinics__general__clinicans=3))
    assert found == [("tiers.village.clinics.general.clinicans", "Extra inputs are not permitted")]


@pytest.mark.parametrize(
    ("name", "model", "changes", "words"),
    [
        ("calendar", Calendar, {"start": "2026-01-06"}, "a Tuesday, expected a Monday, such as 2026-01-05"),
        ("calendar", Calendar, {"measure": "1 year"}, "Write days or weeks"),
        ("calendar", Calendar, {"measure": 52}, "found 52 without a unit"),
        ("calendar", Calendar, {"measure": "0 days"}, "greater than 0"),
        ("calendar", Calendar, {"measure": "200000 days"}, "longer than the 100,000 allowed"),
        ("calendar", Calendar, {"holidays": "off"}, "'cn' or 'none'"),
        ("people", PeopleBlock, {"residents": 0}, "greater than or equal to 1"),
        ("people", PeopleBlock, {"residents": "many"}, "a whole number"),
        (
            "people",
            PeopleBlock,
            {"ages": {"0-14": "16 %", "15-64": "69 %", "65+": "18 %"}},
            "shares sum to 103 %, expected 100 %: 0-14 16 %, 15-64 69 %, 65+ 18 %.",
        ),
        ("people", PeopleBlock, {"ages": {}}, "shares sum to 0 %"),
        ("people", PeopleBlock, {"illness_rate": -1}, "0 or more"),
        ("places", Places, {"facilities": "places.csv"}, "either map:"),
        ("places", Places, {"map": None}, "either map:"),
        ("places", Places, {"villages": "villages.csv"}, "need facilities: as well"),
        ("places__groups", None, {"ea.st": {"lead": "H1", "members": []}}, "cannot be a name"),
        ("travel", Travel, {"road": None}, "expected road:"),
        ("travel__road", None, {"speed": "0 km/h"}, "greater than 0"),
        ("travel__road", None, {"detour": 0.5}, "greater than or equal to 1"),
        ("insurance", InsuranceBlock, {"listed": 90}, "90 % or 0.9"),
        ("profiles", Profiles, {"by_month": {"x": [1, 2]}}, "found 2 numbers, expected 12"),
        ("profiles", Profiles, {"by_weekday": {"x": [0] * 7}}, "only zeros"),
        ("profiles", Profiles, {"by_hour": {"x": {"07:00": 1, "7:30": 0}}}, "expected a clock time"),
        ("profiles", Profiles, {"by_hour": {"x": {"09:00": 1, "07:00": 0}}}, "must rise"),
        ("profiles", Profiles, {"by_hour": {"x": {"07:00": "50 %"}}}, "shares sum to 50 %"),
    ],
)
def test_a_block_says_what_it_cannot_take(
    name: str, model: type[BaseModel] | None, changes: dict[str, Any], words: str
) -> None:
    found = refusals(model, block(name, **changes)) if model else refusals(Scenario, case(
        **{f"{name}__{path}": value for path, value in changes.items()}
    ))  # fmt: skip
    assert len(found) == 1, found
    assert words in found[0][1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"visit": ["registraton", "consult"]}, "visit names 'registraton', which is no desk of this place"),
        ({"visit": ["registration"]}, "no consult"),
        ({"visit": ["tests", "consult", "review"]}, "expected consult, then tests, then review"),
        ({"visit": ["consult", "consult"]}, "consult 2 times"),
        ({"skill__treats": {"minor": "90 %"}}, "moderate, serious, critical not given"),
        ({"skill__treats": {"mild": "90 %"}}, "'mild', which is no band of severity"),
        ({"wards__general__beds": -25}, "found -25, expected a whole number of 0 or more, or unlimited."),
        ({"tests__lab__service": "4 min"}, "'4 min' always lasts exactly 4 minutes."),
        ({"tests__lab__price": 60}, "Write 60 yuan."),
        ({"hours": "Mo-Fr 8-12h"}, "cannot read opening hours"),
        ({"clinics__general__clinicians": {}}, "empty roster"),
        ({"queue": {"when_full": "next_station"}}, "expected turned_away"),
        ({"queue": {"gives_up": "somewhere"}}, "expected one of goes_home"),
        ({"queue": {"priority": ["a", "a"]}}, "names a class twice"),
        ({"queue": {"priority": ["a"], "reserved": {"share": "20 %"}}}, "reserved.for names 'referred'"),
        ({"queue": {"reserved": {"share": "20 %", "places": 2}}}, "either share: 20 % or places: 2"),
        ({"desks": {"consult": {"staff": 1, "service": {"kind": "fixed", "value": "1 min"}}}}, "no desk"),
    ],
)
def test_a_place_says_what_it_cannot_have(changes: dict[str, Any], words: str) -> None:
    given = block("tiers__township", **changes)
    if "desks" in changes:
        given["visit"] = ["consult"]
    assert words in refusal(Tier, given)


def test_a_village_needs_no_desk_no_test_and_no_ward() -> None:
    village = scenario().tiers["village"]
    assert village.visit == ("consult",)
    assert [village.desks, village.tests, village.wards] == [{}, {}, {}]
    assert village.emergency_room is None


def test_an_emergency_costs_as_much_as_a_visit_unless_it_is_said() -> None:
    assert Prices.model_validate({"visit": "45 yuan"}).emergency == 45
    assert scenario().tiers["county"].prices.emergency == 180
    assert refusals(Prices, {"visit": 45})[0][1] == "found 45 without a unit. Write 45 yuan."


def test_a_review_is_half_a_consultation_unless_it_is_said() -> None:
    tiers = scenario().tiers
    assert tiers["township"].clinics["general"].second_look.mean_min == pytest.approx(3)
    assert tiers["county"].clinics["internal"].second_look.mean_min == 3


def test_a_unit_inherits_the_queue_of_its_place_key_by_key() -> None:
    county = scenario().tiers["county"]
    queue = county.clinics["internal"].queue_in(county.queue)
    assert queue.reserved is not None
    assert queue.reserved.released_at == 600
    assert queue.gives_up == "emergency_room"
    assert queue.patience_of("walk_in").mean_min == 150
    assert queue.patience_of("emergency") is None
    assert county.desks["payment"].queue_in(county.queue) is county.queue


def test_waiting_rooms_are_unlimited_and_beds_may_be() -> None:
    township = Tier.model_validate(block("tiers__township", wards__general__beds="unlimited"))
    assert township.wards["general"].beds == UNLIMITED
    assert township.queue.waiting_room == UNLIMITED
    assert township.wards["recovery"].queue is not None
    assert township.wards["recovery"].queue.waiting_room == 0
    assert township.wards["general"].holds_until_next


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"severity": {"minor": "90 %", "moderate": "20 %", "serious": 0, "critical": 0}}, "sum to 110 %"),
        ({"stay": None}, "so stay: {acute: ...} is needed too"),
        ({"belongs_to": "city"}, "'village', 'township', 'county' or 'out_of_county'"),
        ({"if_missed__worsens": "a lot"}, "'one_band', 'a_little' or 'none'"),
        ({"new_cases__per_1000_a_year": {"65+": "14"}}, "a plain number"),
        ({"stay__acute": "7 days"}, "always lasts exactly 7 days"),
    ],
)
def test_a_condition_says_what_it_cannot_be(changes: dict[str, Any], words: str) -> None:
    assert words in refusal(Condition, block("conditions__stroke", **changes))


def test_bands_that_are_left_out_are_nought_only_where_that_is_meant() -> None:
    stroke = scenario().conditions["stroke"]
    assert stroke.needs_bed == {"minor": 0, "moderate": 0.9, "serious": 1, "critical": 1}
    assert scenario().conditions["cough"].needs_bed == dict.fromkeys(BANDS, 0)
    assert list(TypeAdapter(SomeBandShares).validate_python({"serious": 1})) == list(BANDS)
    with pytest.raises(ValidationError, match="not given"):
        TypeAdapter(BandSplit).validate_python({"serious": 1})


def test_choice_is_one_of_three_kinds() -> None:
    choice = scenario().choice
    assert isinstance(choice, NestedLogit)
    assert choice.weights_of(1).price == -0.5
    assert choice.weights_of(3).expected_quality == 5
    assert choice.constants["primary"] == {"none": 0.5, "county": -1}
    fixed = TypeAdapter(Choice).validate_python(
        {"kind": "fixed_share", "shares": {"none": "10 %", "village": "40 %", "county": "50 %"}}
    )
    assert fixed.kind == "fixed_share"
    with pytest.raises(ValidationError, match="'city', which is no tier or none"):
        TypeAdapter(Choice).validate_python({"kind": "fixed_share", "shares": {"city": 1}})
    with pytest.raises(ValidationError, match="weights has no minor"):
        TypeAdapter(Choice).validate_python({"kind": "logit", "weights": {"serious": {}}})


def test_a_source_may_stand_in_any_map_of_named_things() -> None:
    named = TypeAdapter(Named[int]).validate_python({"a": 1, "source": "a bulletin", "year": 2023})
    assert named == {"a": 1}
    assert "source" not in scenario().reviews


def test_the_calendar_knows_its_days() -> None:
    calendar = Calendar.model_validate({"start": "2026-01-05", "holidays": "cn"})
    assert calendar.end_min == 64 * 10_080
    assert calendar.days == 448
    assert calendar.minute(dt.date(2026, 1, 6)) == 1440
    assert calendar.day(1439.9) == calendar.start
    assert dt.date(2026, 10, 1) in calendar.public_holidays
    assert Calendar.model_validate({"start": "2026-01-05"}).public_holidays == ()


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=8))
def test_shares_made_of_parts_of_a_whole_are_accepted(parts: list[int]) -> None:
    ages = {f"band {n}": part / sum(parts) for n, part in enumerate(parts)}
    made = PeopleBlock.model_validate({"residents": 10, "ages": ages, "schemes": {"all": 1}})
    assert sum(made.ages.values()) == pytest.approx(1)


@given(st.floats(0, 1))
def test_a_share_is_printed_without_noise(share: float) -> None:
    assert float(percent(share).removesuffix(" %")) == pytest.approx(100 * share, abs=1e-3, rel=1e-5)
    assert percent(0.1 + 0.2) == "30 %"
