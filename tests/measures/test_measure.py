"""Asking for measures: the table is tidy, the names are known, the definitions are complete."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pandas as pd
import pytest

import sim.measures
from sim.ledger import Ledger
from sim.measures import INDICATORS, MEASURES, applicable, group_of, measure
from sim.measures.registry import measure_of
from sim.measures.view import View
from tests.ledger.queue import station
from tests.ledger.stories import five_patients_ledger
from tests.measures.asking import groups

TARGETS = {
    "visits_per_person_year", "visit_split_within_county", "within_county_visit_share", "primary_visit_share",
    "admissions_per_person_year", "primary_first_contact_share", "bed_occupancy", "wait_mean_min",
    "clinician_use", "fund_yuan_per_person_year", "patient_yuan_per_person_year", "up_referrals_per_1000",
    "down_referrals_per_1000", "missed_serious_per_1000", "first_contact_share", "unserved_share",
    "travel_h_per_person_year", "fund_within_county_share", "length_of_stay_days", "bed_turnover",
}  # fmt: skip


def test_the_measures_that_scenarios_and_reports_name_exist() -> None:
    assert set(MEASURES) >= TARGETS


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_says_all_that_a_reader_needs(name: str) -> None:
    what = MEASURES[name]
    for said in (
        what.name_zh,
        what.unit,
        what.definition,
        what.edges,
        what.source,
        what.function.__doc__ or "",
    ):
        assert said.strip()
    assert what.direction in ("higher", "lower", "neither")
    assert any("一" <= letter <= "鿿" for letter in what.name_zh)


@pytest.mark.parametrize("name", [name for name in MEASURES if name.endswith("_share")])
def test_a_share_lies_between_nothing_and_all(name: str) -> None:
    assert MEASURES[name].unit == "share"
    for ledger in (five_patients_ledger(), station([0.0, 1.0], [5.0, 5.0])):
        for group, number in groups(ledger, name).items():
            assert not number < 0.0, group
            assert not number > 1.0, group


def test_no_measure_walks_through_visits_one_by_one() -> None:
    """Loops in this room run over tiers, classes and stations, never over rows."""
    for path in Path(sim.measures.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.For) and isinstance(node.iter, ast.Name):
                assert node.iter.id not in ("visits", "rows", "stays", "steps"), f"{path.name}:{node.lineno}"


def test_this_room_never_looks_into_the_engine() -> None:
    for path in Path(sim.measures.__file__).parent.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        for below in ("sim.engine", "sim.pathway", "sim.scenario", "experiments"):
            assert f"import {below}" not in text, path.name
            assert f"from {below}" not in text, path.name


def test_the_table_is_tidy_and_has_no_row_twice() -> None:
    table = measure(five_patients_ledger())
    assert list(table.columns) == ["measure", "group", "value", "unit"]
    assert not table.duplicated(["measure", "group"]).any()
    assert table["value"].dtype == float
    assert set(table["measure"]) <= set(MEASURES)


def test_measuring_changes_nothing_and_gives_the_same_twice() -> None:
    ledger = five_patients_ledger()
    before = ledger.digest()
    first, second = measure(ledger), measure(ledger)
    pd.testing.assert_frame_equal(first, second)
    assert ledger.digest() == before


def test_a_county_is_not_asked_for_stations_nor_stations_for_a_county() -> None:
    county, stations = applicable(five_patients_ledger()), applicable(station([0.0], [1.0]))
    assert "queue_mean" not in county
    assert "visits_per_person_year" not in stations
    assert "wait_mean_min" in county
    assert "wait_mean_min" in stations


def test_an_unknown_measure_is_named_with_its_neighbours() -> None:
    with pytest.raises(KeyError, match=r"no measure is called 'wait_mean'.*wait_mean_min"):
        measure(five_patients_ledger(), ["wait_mean"])


def test_an_unknown_way_of_counting_is_refused() -> None:
    with pytest.raises(ValueError, match="counting: 'served'; allowed: all, started_by_end, completed_by_end"):
        measure(five_patients_ledger(), [{"measure": "wait_mean_min", "counting": "served"}])


@pytest.mark.parametrize("window", [(10.0, 10.0), (20.0, 10.0)])
def test_an_empty_window_is_refused(window: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="is empty"):
        measure(five_patients_ledger(), window=window)


@pytest.mark.parametrize("window", [(-5.0, 10.0), (0.0, 1e9)])
def test_a_window_outside_the_run_is_refused(window: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="not inside the run"):
        measure(five_patients_ledger(), window=window)


def test_two_measures_cannot_have_one_name() -> None:
    def wait_mean_min(view: View) -> list[tuple[str, float]]:
        """Another one."""
        return []

    with pytest.raises(ValueError, match="two measures are called wait_mean_min"):
        measure_of("", "", "", edges="")(wait_mean_min)


def test_groups_are_named_in_one_order() -> None:
    assert group_of({}) == ""
    assert group_of({"class": "walk_in", "tier": "county"}) == "tier=county,class=walk_in"
    assert group_of({"than": 10.0, "station": "clinic"}) == "station=clinic,than=10"
    assert group_of({"belongs": "primary"}) == "belongs=primary"
    assert group_of({"zone": "x", "tier": "county"}) == "tier=county,zone=x"


def test_the_national_list_is_complete_and_in_order() -> None:
    numbers = [item.number for item in INDICATORS]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 14, "one number may stand over two measures"
    for item in INDICATORS:
        assert (item.measure is None) == bool(item.why_not), item.number
        assert item.measure is None or item.measure in MEASURES


def test_every_indicator_has_its_group_in_the_table() -> None:
    ledger: Ledger = five_patients_ledger()
    for item in INDICATORS:
        if item.measure is not None:
            assert item.group in groups(ledger, item.measure), item.number


def test_every_measure_is_documented_by_what_it_is_in_the_county() -> None:
    for what in MEASURES.values():
        first = (inspect.getdoc(what.function) or "").splitlines()[0]
        assert first.endswith("."), what.name
