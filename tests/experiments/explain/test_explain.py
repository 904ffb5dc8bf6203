"""What ``explain`` says of a scenario before it is run."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from experiments.explain import explain
from experiments.explain.county import staffed_min, unit_loads
from experiments.explain.defaults import defaults_of
from experiments.explain.elasticities import elasticity_rows, shares
from experiments.explain.page import Page, lines, warning
from experiments.theory.offered import offered_of
from sim.engine import simulate
from sim.engine.simulate import Run
from sim.measures import measure
from sim.network.units import Door, UnitRow
from sim.scenario.load import load
from tests.networks import scenario_of

ROOT = Path(__file__).resolve().parents[3] / "scenarios"
THEORY = ROOT / "theory"


def row(page: Page, first: str) -> dict[str, str]:
    return next(dict(zip(page.columns, cells, strict=True)) for cells in page.rows if cells[0] == first)


def test_a_network_is_solved_by_its_traffic_equations() -> None:
    loads = explain(load(THEORY / "jackson_textbook.yaml"))[0]
    assert row(loads, "three") == {
        "station": "three", "servers": "1", "patients/day": "180", "minutes each": "6", "cv²": "1",
        "load": "75.0%", "wait (min)": "18", "remark": "",
    }  # fmt: skip


def test_classes_streams_and_services_mix_at_a_station(tmp_path: Path) -> None:
    text = """
stations: {first: {servers: 3}, second: {servers: 1}}
services:
  first: {by_class: {a: {kind: fixed, value: 10 min}, b: {kind: exponential, mean: 30 min}}}
  second: {kind: uniform, low: 0 min, high: 12 min}
arrivals:
  some: {kind: poisson, rate: 3/h, class: {a: 50 %, b: 50 %}, route: way}
  booked: {kind: scheduled, file: slots.csv, columns: {time: slot_min, class: class}, no_show: 25 %, route: way}
routes: {way: {first: {then: {second: 40 %, leaves: 60 %}}, second: {then: leaves}}}
"""
    slots = "slot_min,class\n" + "".join(f"{60 * n},a\n" for n in range(24))
    offered = offered_of(scenario_of(tmp_path, text, {"slots.csv": slots}))
    first, second = offered["first"], offered["second"]
    assert first.rates == {"a": pytest.approx((1.5 + 0.75) / 60), "b": pytest.approx(1.5 / 60)}
    assert first.work == pytest.approx((2.25 * 10 + 1.5 * 30) / 60)
    mean, second_moment = 67.5 / 3.75, (2.25 * 100 + 1.5 * 1800) / 3.75
    assert first.cv2 == pytest.approx(second_moment / mean**2 - 1)
    assert second.rate == pytest.approx(0.4 * 3.75 / 60)
    assert second.cv2 == pytest.approx(1 / 3)


def test_what_is_offered_is_what_a_run_serves(tmp_path: Path) -> None:
    text = """
calendar: {start: 2026-01-05, warm_up: 0 days, measure: 60 days, holidays: none}
stations: {first: {servers: {"Mo-Su 00:00-12:00": 2, "Mo-Su 12:00-24:00": 4}}, second: {servers: unlimited}}
services: {first: {kind: gamma, mean: 20 min, sd: 5 min}, second: {kind: fixed, value: 1 h}}
arrivals: {all: {kind: poisson, rate: {by_hour: {"08:00": 6/h, "20:00": 1/h}}, route: [first, second, first]}}
"""
    scenario = scenario_of(tmp_path, text)
    offered, ledger = offered_of(scenario), simulate(scenario)
    table = measure(ledger, ["use", "visits"]).set_index(["measure", "group"])["value"]
    visits = offered["first"].rate * 60 * 1440
    assert abs(table["visits", "station=first"] - visits) < 2 * 3.3 * math.sqrt(visits)
    assert table["use", "station=first"] == pytest.approx(offered["first"].use, rel=0.05)


def test_cleaning_after_each_patient_is_part_of_the_load(tmp_path: Path) -> None:
    text = """
calendar: {start: 2026-01-05, warm_up: 2 days, measure: 60 days, holidays: none}
stations: {clean: {servers: 1, turnaround: 2 min}, swept: {servers: 1, turnaround: 2 min}}
services: {clean: {kind: fixed, value: 5 min}, swept: {kind: exponential, mean: 5 min}}
arrivals:
  some: {kind: poisson, rate: 0.11/min, route: [clean]}
  too_many: {kind: poisson, rate: 0.15/min, route: [swept]}
"""
    loads = explain(scenario_of(tmp_path, text))[0]
    clean, swept = row(loads, "clean"), row(loads, "swept")
    assert (clean["minutes each"], clean["load"]) == ("5", "77.0%")
    assert float(clean["wait (min)"]) == pytest.approx(0.11 * 49 / 2 / (1 - 0.77), rel=0.01)
    assert swept["load"] == "105.0%"
    assert "OVERLOAD" in swept["remark"]


def test_a_queue_with_an_end_does_not_grow_without_end(tmp_path: Path) -> None:
    text = """
stations:
  room: {servers: 1, queue: {waiting_room: 3}}
  door: {servers: 1, queue: {patience: {kind: fixed, value: 9 min}}}
  field: {servers: 1}
"""
    service = "{kind: exponential, mean: 10 min}"
    text += f"services: {{room: {service}, door: {service}, field: {service}}}\n"
    text += "arrivals: {all: {kind: poisson, rate: 0.2/min, route: [room, door, field]}}\n"
    loads = explain(scenario_of(tmp_path, text))[0]
    assert row(loads, "room")["wait (min)"] == row(loads, "door")["wait (min)"] == "-"
    assert "the rest finds no place to wait" in row(loads, "room")["remark"]
    assert "the rest gives up" in row(loads, "door")["remark"]
    assert row(loads, "field")["wait (min)"] == "no end"
    assert "grows without end" in row(loads, "field")["remark"]


def test_overload_is_told_in_words() -> None:
    assert "OVERLOAD" in warning(1.0)
    assert "heavy" in warning(0.95)
    assert warning(0.5) == ""


def test_rostered_minutes_count_while_the_door_is_open() -> None:
    unit = UnitRow(0, "u", "u", "clinic", 0, 0, Door((480.0,), (720.0,)), ((0.0, 2), (600.0, 3)))
    assert staffed_min(unit, 0.0, 1440.0) == 2 * 120 + 3 * 120
    assert staffed_min(unit, 500.0, 700.0) == 2 * 100 + 3 * 100


@pytest.fixture(scope="module")
def hamlet() -> list[Page]:
    return explain(load(ROOT / "hamlet.yaml"))


def test_a_county_shows_its_loads_warnings_reactions_and_cost(hamlet: list[Page]) -> None:
    assert [page.title for page in hamlet] == [
        "Offered load and closed-form wait", "Warnings", "How people react", "What moves over months and years",
        "What one run costs",
    ]  # fmt: skip
    kinds = {cells[1] for cells in hamlet[0].rows}
    assert {"clinic: general", "ward: general", "emergency"} <= kinds
    assert all(len(cells) == len(page.columns) for page in hamlet for cells in page.rows)


def test_what_a_county_offers_is_near_what_a_run_shows() -> None:
    settings = {"calendar.warm_up": "2 weeks", "calendar.measure": "12 weeks"}
    scenario = load(ROOT / "hamlet.yaml", settings=settings)
    loads, _ = unit_loads(Run(scenario, 20260105, 0))
    ledger = simulate(scenario)
    days = ledger["days"]
    for load_of in loads:
        if load_of.unit.kind == "clinic" and load_of.per_day > 3:
            mine = days[(days["unit"] == load_of.unit.unit) & (days["day"] >= 14)]
            assert mine["busy_min"].sum() / mine["staffed_min"].sum() == pytest.approx(load_of.use, rel=0.15)


def test_people_react_to_price_and_way_in_the_right_direction_and_within_the_band(hamlet: list[Page]) -> None:
    for cells in hamlet[2].rows:
        named = dict(zip(hamlet[2].columns[:3], cells[:3], strict=True))
        assert float(named["own price"]) < 0, cells
        assert float(cells[4]) < 0, cells
        assert "OUTSIDE" not in " ".join(cells)


def test_shares_are_shares_and_a_dearer_tier_loses_to_all_others() -> None:
    scenario = load(ROOT / "hamlet.yaml", settings={"calendar.warm_up": "0 weeks", "calendar.measure": "8 weeks"})
    run = Run(scenario, 20260105, 0)
    base = shares(run, lambda _, price, minutes, fare: (price, minutes, fare))
    dear = shares(run, lambda tier, price, minutes, fare: (price * (2 if tier == 2 else 1), minutes, fare))
    assert base.sum() == pytest.approx(1.0)
    assert dear[3] < base[3]
    assert all(after > before for i, (after, before) in enumerate(zip(dear, base, strict=True)) if i != 3)
    assert len(elasticity_rows(run)) == 4


def test_defaults_come_with_file_line_and_source_or_from_the_language() -> None:
    path = ROOT / "hamlet.yaml"
    rows = {key: (value, origin) for key, value, origin in defaults_of(load(path), path)}
    assert "people.residents" not in rows  # the file itself says that
    value, origin = rows["tiers.township.skill.treats.minor"]
    assert value
    assert "base/" in origin
    assert " line " in origin
    own = THEORY / "mmc.yaml"
    language = {key: origin for key, _, origin in defaults_of(load(own), own)}
    assert language["stations.clinic.queue.preempt"] == "the language"


def test_pages_are_plain_data_for_programs(hamlet: list[Page]) -> None:
    first = next(iter(lines(hamlet)))
    assert first["rows"][0]["tier"] == "village"
