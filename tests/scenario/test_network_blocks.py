"""Networks that are no county: every shape that a validation network needs is sayable."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from sim.scenario.arrivals import ArrivalStream, Poisson, Scheduled, Trace
from sim.scenario.load import load
from sim.scenario.rates import ConstantRate, FileRate, HourlyRate, RateProfile, SineRate, column_rates
from sim.scenario.routes import Route, linear
from sim.scenario.scenario import Scenario
from sim.scenario.stations import Service, StartState
from sim.vocabulary import UNLIMITED
from tests.scenario.blocks import CASES, refusal

ONE_MINUTE = {"kind": "fixed", "value": "1 min"}


def hospital() -> Scenario:
    return load(CASES / "day_hospital.yaml")


def route(**steps: Any) -> Route:
    return Route.model_validate(steps)


def rate(given: Any, rows: list[dict[str, str]] | None = None) -> Any:
    context = {"read_table": lambda file: rows} if rows is not None else None
    return TypeAdapter(RateProfile).validate_python(given, context=context)


def test_a_textbook_queue_is_eight_lines() -> None:
    queue = load(CASES / "consulting_rooms.yaml")
    assert queue.stations["rooms"].servers == 5
    assert queue.stations["rooms"].queue.waiting_room == UNLIMITED
    assert queue.stations["rooms"].queue.priority == ()
    stream = queue.arrivals["patients"]
    assert isinstance(stream, Poisson)
    assert isinstance(stream.rate, ConstantRate)
    assert stream.rate.rate == 0.25
    assert stream.class_ == {"patient": 1}
    assert queue.expect[1].value == pytest.approx(0.13037)
    assert queue.expect[2].than == 10
    assert queue.precision.false_alarm == pytest.approx(0.001)


def test_streams_may_enter_a_network_at_different_steps() -> None:
    network = load(CASES / "feedback_network.yaml")
    assert network.arrivals["at_two"].starts_at == "two"
    assert network.routes["network"].start == "one"
    assert network.routes["network"].steps["three"].then == {"one": 0.4, "two": 0.4, "leaves": 0.2}


def test_the_day_hospital_says_everything() -> None:
    case = hospital()
    assert case.stations["beds"].holds_until_next
    assert case.stations["nurse"].turnaround == 3
    assert case.stations["convalescence"].servers == UNLIMITED
    assert case.stations["doctor"].queue.priority == ("urgent", "routine")
    assert case.services["beds"].waiting_counts
    assert case.services["beds"].of("routine").kind == "gamma"
    assert case.services["doctor"].of("urgent").kind == "erlang"
    assert case.services["convalescence"].of("urgent").values == (4320, 6480, 14_400)
    assert isinstance(case.start_state, dict)
    assert case.start_state["beds"].busy == 8
    assert case.calendar.ends == "when_empty"


def test_the_day_hospital_walks_its_steps() -> None:
    steps = hospital().routes["hospital"]
    assert steps.start == "front_desk"
    assert steps.stations_of("admitted") == ("nurse", "beds")
    assert steps.stations_of("again") == ()
    assert steps.stations_of("doctor") == ("doctor",)
    assert steps.steps["doctor"].nexts == {"admitted", "again", "leaves", "nurse_only"}
    assert steps.steps["doctor"].next_of("any class")["leaves"] == 0.6


def test_booked_patients_come_from_a_table_of_slots() -> None:
    stream = hospital().arrivals["booked"]
    assert isinstance(stream, Scheduled)
    assert stream.times_min == (480, 495, 510)
    assert stream.classes == ("routine", "urgent", "routine")
    assert stream.arrives is not None
    assert stream.arrives.low_min == -60
    assert stream.no_show == pytest.approx(0.14)


def test_recorded_patients_keep_their_times_and_services_to_the_digit() -> None:
    stream = hospital().arrivals["replayed"]
    assert isinstance(stream, Trace)
    assert stream.times_min == (400, 410.25)
    assert stream.services_min == {"doctor": (12.5, 3)}
    assert stream.stations == ("doctor",)


def test_rates_have_four_forms() -> None:
    assert rate("3/h") == ConstantRate(kind="constant", rate="3/h")
    by_hour = rate({"by_hour": {"06:00": "3/h", "12:00": "6/h"}})
    assert isinstance(by_hour, HourlyRate)
    assert by_hour.steps == ((0, 0.1), (360, 0.05), (720, 0.1))
    sine = rate({"kind": "sine", "mean": "10/h", "amplitude": "6/h", "period": "24 h"})
    assert isinstance(sine, SineRate)
    assert sine.period == 1440
    table = rate({"file": "r.csv"}, [{"from_min": "0", "rate": "3/h"}, {"from_min": "60", "rate": "6/h"}])
    assert isinstance(table, FileRate)
    assert table.steps == ((0, 0.05), (60, 0.1))


def test_a_table_of_rates_may_say_its_unit_in_the_header() -> None:
    assert column_rates([{"rate_per_h": "6"}], "rate_per_h", "r.csv") == [0.1]
    assert column_rates([{"rate_per_day": "1440"}], "rate_per_day", "r.csv") == pytest.approx([1])
    stream = hospital().arrivals["tabled"]
    assert isinstance(stream, Poisson)
    assert isinstance(stream.rate, FileRate)
    assert stream.rate.steps[1] == pytest.approx((480, 0.2))


@pytest.mark.parametrize(
    ("given", "rows", "words"),
    [
        (3, None, "found 3 without a unit. Write 3/h or 3/day."),
        ({"by_hour": {"9:00": "3/h"}}, None, "expected a clock time"),
        ({"by_hour": {"09:00": "3/h", "08:00": "3/h"}}, None, "must rise"),
        ({"kind": "sine", "mean": "1/h", "amplitude": "2/h", "period": "1 day"}, None, "negative"),
        ({"file": "r.csv"}, [{"from_min": "5", "rate": "3/h"}], "must begin with 0"),
        ({"file": "r.csv"}, [{"from_min": "0", "rate": "three"}], "row 1: found 'three'"),
        ({"file": "r.csv"}, [{"from_min": "0"}], "no column 'rate'"),
        ({"file": "r.csv"}, [], "has no rows"),
    ],
)
def test_a_rate_that_makes_no_sense_is_refused(given: Any, rows: Any, words: str) -> None:
    with pytest.raises(ValidationError) as fault:
        rate(given, rows)
    assert words in str(fault.value)


def test_a_list_of_stations_is_a_route() -> None:
    row = linear(["desk", "doctor", "desk"])
    assert row.start == "desk"
    assert [row.stations_of(step) for step in row.steps] == [("desk",), ("doctor",), ("desk",)]
    assert row.steps["desk_2"].then == {"leaves": 1}
    assert Route.model_validate(["desk"]).steps["desk"].then == {"leaves": 1}


@pytest.mark.parametrize("route", [[], [""], ["desk", " "]])
def test_a_list_of_nothing_is_no_route(route: list[str]) -> None:
    given = {"kind": "poisson", "rate": "3/h", "route": route}
    with pytest.raises(ValidationError, match="expected stations in order"):
        TypeAdapter(ArrivalStream).validate_python(given)


def test_shares_may_differ_between_classes() -> None:
    made = route(
        triage={"then": {"by_class": {"urgent": "doctor", "routine": {"doctor": "20 %", "leaves": "80 %"}}}},
        doctor={"then": "leaves"},
    )
    assert made.steps["triage"].next_of("urgent") == {"doctor": 1}
    assert made.steps["triage"].next_of("routine") == {"doctor": 0.2, "leaves": 0.8}


def test_a_matrix_of_shares_may_be_a_table() -> None:
    rows = [
        {"from": "one", "to": "two", "class": "", "share": "60 %"},
        {"from": "one", "to": "one", "class": "", "share": "0.1"},
        {"from": "two", "to": "one", "class": "urgent", "share": "50 %"},
        {"from": "two", "to": "leaves", "class": "routine", "share": "1"},
    ]
    context = {"read_table": lambda file: rows}
    made = Route.model_validate({"file": "matrix.csv"}, context=context)
    assert made.start == "one"
    assert made.steps["one"].next_of("any") == pytest.approx({"two": 0.6, "one": 0.1, "leaves": 0.3})
    assert made.steps["two"].next_of("urgent") == {"one": 0.5, "leaves": 0.5}
    whole = Scenario.model_validate({"routes": {"file": "folder/matrix.csv"}, "stations": {}}, context=context)
    assert list(whole.routes) == ["matrix"]


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ({"a": {"then": "b"}}, "step a goes to 'b', which is no step. Steps: a; or leaves."),
        ({"a": {"then": {"a": "50 %", "leaves": "40 %"}}}, "shares sum to 90 %, expected 100 %"),
        ({"a": {"then": "b"}, "b": {"then": "a"}}, "nobody can leave from: a, b."),
        ({"a": {"then": "leaves", "gives_up": "zzz"}}, "goes to 'zzz'"),
        ({"start": "z", "a": {"then": "leaves"}}, "start is 'z', which is no step"),
        ({"a": {}}, "Field required"),
        ({}, "start is ''"),
    ],
)
def test_a_route_that_cannot_be_walked_is_refused(steps: dict[str, Any], words: str) -> None:
    assert words in refusal(Route, steps) if steps else True
    with pytest.raises(ValidationError):
        Route.model_validate(steps)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "expected one distribution"),
        (
            {"kind": "fixed", "value": "1 min", "by_class": {"a": {"kind": "fixed", "value": "1 min"}}},
            "or by_class",
        ),
        ("4 min", "always lasts exactly 4 minutes"),
        ({"mean": "4 min"}, "needs kind"),
    ],
)
def test_a_service_is_one_distribution_or_one_for_each_class(given: Any, words: str) -> None:
    assert words in refusal(Service, given)


def test_stations_may_start_empty_full_or_as_a_table_says() -> None:
    kind: Any = TypeAdapter(StartState)
    assert kind.validate_python("full") == "full"
    rows = [{"station": "beds", "busy": "8", "waiting": "", "class": "urgent"}]
    table = kind.validate_python({"file": "s.csv"}, context={"read_table": lambda file: rows})
    assert table.stations["beds"].busy == 8
    assert table.stations["beds"].class_ == "urgent"
    with pytest.raises(ValidationError, match="row 1: expected station, busy and waiting"):
        kind.validate_python({"file": "s.csv"}, context={"read_table": lambda file: [{"busy": "x"}]})
    with pytest.raises(ValidationError, match="'empty' or 'full'"):
        kind.validate_python("half")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"t_min": "5"}, {"t_min": "4"}], "row 2: times must rise"),
        ([{"t_min": "soon"}], "row 1: found 'soon'"),
        ([{"other": "5"}], "no column 't_min'"),
        ([{"t_min": "2026-01-05 08:30"}], "a date needs calendar: start"),
        ([{"t_min": "2026-13-05 08:30"}], "expected 2026-01-05 08:30"),
    ],
)
def test_a_faulty_table_of_arrivals_is_named_by_its_row(rows: list[dict[str, str]], words: str) -> None:
    given = {"kind": "trace", "file": "t.csv", "columns": {"time": "t_min"}, "route": "r"}
    with pytest.raises(ValidationError) as fault:
        TypeAdapter(ArrivalStream).validate_python(given, context={"read_table": lambda file: rows})
    assert words in str(fault.value)


def test_dates_in_a_table_count_from_the_first_day() -> None:
    rows = [{"slot": "2026-01-06 00:30"}, {"slot": "2026-01-07 08:00"}]
    context = {"read_table": lambda file: rows, "start": dt.date(2026, 1, 5)}
    given = {"kind": "scheduled", "file": "t.csv", "columns": {"time": "slot"}, "route": "r"}
    made: Any = TypeAdapter(ArrivalStream).validate_python(given, context=context)
    assert made.times_min == (1470, 3360)


def test_a_table_must_say_which_column_is_the_time() -> None:
    given = {"kind": "trace", "file": "t.csv", "columns": {"class": "c"}, "route": "r"}
    with pytest.raises(ValidationError, match="columns names no time"):
        TypeAdapter(ArrivalStream).validate_python(given)
