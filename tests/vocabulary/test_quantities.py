"""Quantities are text with a unit, read strictly: nothing is computed, mended or guessed."""

from __future__ import annotations

import time
from typing import Any

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sim.vocabulary import quantities as q
from sim.vocabulary.reading import RATE_UNITS, TIME_UNITS, _asked_of_pint, _factor


def read(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_python(value)


def refusal(kind: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as fault:
        read(kind, value)
    return str(fault.value.errors()[0]["msg"])


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (q.Minutes, "6 min", 6),
        (q.Minutes, "6min", 6),
        (q.Minutes, "2 h", 120),
        (q.Minutes, "90 s", 1.5),
        (q.Minutes, "1 day", 1440),
        (q.Days, "12 weeks", 12 * 10_080),
        (q.Minutes, "1e2 min", 100),
        (q.SignedMinutes, "-5 min", -5),
        (q.Km, "0.5 km", 0.5),
        (q.Yuan, "60 yuan", 60),
        (q.YuanPerKm, "0.6 yuan/km", 0.6),
        (q.KmPerHour, "30 km/h", 30),
        (q.Rate, "3/week", 3 / 10_080),
        (q.Rate, "0.25/min", 0.25),
        (q.Rate, "12/h", 0.2),
        (q.Share, "85 %", 0.85),
        (q.Share, "85%", 0.85),
        (q.Share, 0.85, 0.85),
        (q.Share, 1, 1),
        (q.Points, "2 points", 0.02),
        (q.Points, "-1 point", -0.01),
        (q.Factor, 1.2, 1.2),
        (q.Number, -0.5, -0.5),
        (q.Measured, "65 %", 0.65),
        (q.Measured, 4.9, 4.9),
        (q.Measured, "2 points", 0.02),
        (q.Count, 3, 3),
        (q.Count, 3.0, 3),
        (q.Capacity, "unlimited", q.UNLIMITED),
        (q.Capacity, 0, 0),
    ],
)
def test_a_quantity_arrives_in_its_base_unit(kind: Any, text: Any, value: float) -> None:
    assert read(kind, text) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "1,5 min",
        "∞ min",
        "min",
        "nan min",
        "inf min",
        "1e999 min",
        "1e12 min",
        "9**9**9 min",
        "6 min + 1 min",
        "(6) min",
        "６ min",
        "6 furlong",
        "6 meters",
        "6 min/h",
        "6 分钟",
        "1 month",
        "1 year",
        "0x10 min",
        "1_000 min",
        "6. min",
        "6  min",
        "6 min\n6 min",
        "-5 min",
        "",
        "six min",
    ],
)
def test_what_is_not_number_and_unit_is_refused_before_any_library_sees_it(text: str) -> None:
    began = time.perf_counter()
    assert refusal(q.Minutes, text)
    assert time.perf_counter() - began < 2, "a scenario must not be able to run arithmetic"


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (q.Minutes, 6, "found 6 without a unit. Write 6 min or 6 h."),
        (q.Km, 2.5, "found 2.5 without a unit. Write 2.5 km"),
        (q.Rate, 3, "found 3 without a unit. Write 3/h or 3/day."),
        (q.Minutes, "1,5 min", "no commas in numbers"),
        (q.Minutes, "1 month", "Write days or weeks"),
        (q.Minutes, "6 furlong", "in s, min, h, d, day, days, week, weeks"),
        (q.Yuan, "-1 yuan", "0 or more"),
        (q.Share, 85, "a share is written 85 % or 0.85"),
        (q.Share, "120 %", "between 0 % and 100 %"),
        (q.Share, True, "expected a share"),
        (q.Points, 2, "Write 2 points"),
        (q.Points, "2 %", "Write 2 points"),
        (q.Count, -25, "found -25, expected a whole number of 0 or more"),
        (q.Count, 2.5, "a whole number"),
        (q.Count, True, "a whole number"),
        (q.Count, "3", "a whole number"),
        (q.Count, 10**30, "a whole number"),
        (q.Capacity, -25, "0 or more, or unlimited"),
        (q.Factor, "1.2", "a plain number without a unit"),
        (q.Factor, -1, "0 or more"),
        (q.Factor, float("nan"), "no larger than"),
        (q.Measured, "6.5 days", "the unit is the measure's"),
        (q.Minutes, None, "expected a duration"),
        (q.Minutes, ["6 min"], "expected a duration"),
    ],
)
def test_a_refusal_says_what_was_found_and_what_to_write(kind: Any, value: Any, words: str) -> None:
    assert words in refusal(kind, value)


@given(st.floats(min_value=0, max_value=9e4), st.sampled_from(["s", "min", "h", "d", "week"]))
def test_every_duration_is_read_as_it_is_written(number: float, unit: str) -> None:
    minutes = {"s": 1 / 60, "min": 1, "h": 60, "d": 1440, "week": 10_080}[unit]
    text = f"{number:.6f} {unit}"
    assert read(q.Minutes, text) == pytest.approx(float(f"{number:.6f}") * minutes, rel=1e-9)


@given(st.text(max_size=30))
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    for kind in (q.Minutes, q.Share, q.Rate, q.Points, q.Capacity):
        try:
            value = read(kind, text)
        except ValidationError:
            continue
        assert 0 <= abs(value) <= q.UNLIMITED


@given(st.floats(min_value=0, max_value=100))
def test_a_share_in_percent_and_as_a_number_agree(percent: float) -> None:
    text = f"{percent:.4f}"
    assert read(q.Share, f"{text} %") == pytest.approx(read(q.Share, float(text) / 100))


def test_editors_complete_quantities_from_patterns() -> None:
    schema = TypeAdapter(q.Minutes).json_schema()
    assert schema["type"] == "string"
    assert "min" in schema["pattern"]
    assert TypeAdapter(q.Capacity).json_schema()["anyOf"][1] == {"const": "unlimited"}


def test_a_unit_is_as_long_as_the_library_says_it_is() -> None:
    """Our own few definitions against the thousand that pint brings along."""
    library: pint.UnitRegistry[float] = pint.UnitRegistry()
    library.define("yuan = [money]")
    asked = [(unit, "minute") for unit in TIME_UNITS.values()] + [(unit, "1/minute") for unit in RATE_UNITS.values()]
    for unit, base in [*asked, ("km", "km"), ("m", "km"), ("km/hour", "km/hour"), ("yuan/km", "yuan/km")]:
        said = float(library.Quantity(1.0, unit).to(base).magnitude)
        assert _factor.__wrapped__(unit, base) == _asked_of_pint(unit, base) == said, unit
