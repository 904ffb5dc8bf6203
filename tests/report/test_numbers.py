"""Numbers are printed as exactly as luck allows, and never more."""

from __future__ import annotations

import math

import pytest

from experiments.report.numbers import Number, Scale, Verbatim, count, decimals, plain, shown
from experiments.report.quoting import written_text

PERCENT = Scale(100.0, " %", " points", "%", " point")


@pytest.mark.parametrize(
    ("half_width", "places"),
    [
        (0.82, 2),
        (1.6, 1),
        (14.0, 0),
        (140.0, -1),
        (1400.0, -2),
        (0.098, 3),
        (0.0996, 2),
        (9.96, 0),
        (1e-9, 6),
    ],
)
def test_two_significant_digits_of_the_half_width_are_shown(half_width: float, places: int) -> None:
    assert decimals(half_width) == places


@pytest.mark.parametrize("half_width", [math.nan, 0.0, math.inf])
def test_without_a_half_width_three_digits_of_the_value_are_shown(half_width: float) -> None:
    assert decimals(half_width, 27.4312) == 1
    assert decimals(half_width, 0.004917) == 5


def test_nothing_at_all_is_shown_as_a_whole_number() -> None:
    assert decimals(math.nan, 0.0) == 0


@pytest.mark.parametrize(
    ("value", "places", "signed", "text"),
    [
        (1234.56, 1, False, "1,234.6"),
        (-5.46, 1, True, "−5.5"),
        (5.46, 1, True, "+5.5"),
        (-0.04, 1, True, "0.0"),
        (1234.0, -2, False, "1,200"),
        (math.nan, 1, True, "–"),
    ],
)
def test_a_number_has_a_real_minus_and_no_minus_before_nought(
    value: float, places: int, signed: bool, text: str
) -> None:
    assert plain(value, places, signed) == text


def test_a_share_is_printed_in_per_cent_and_a_difference_of_shares_in_points() -> None:
    assert shown(0.648, "", 0.002, scale=PERCENT, with_unit=True).text == "64.80 %"
    assert shown(0.0123, "", 0.004, scale=PERCENT, signed=True, with_unit=True).text == "+1.23 points"


def test_a_number_that_does_not_exist_has_no_unit() -> None:
    assert shown(math.nan, "", math.nan, scale=PERCENT, with_unit=True).text == "–"


def test_a_written_number_keeps_the_digits_that_somebody_wrote() -> None:
    assert written_text(0.65, PERCENT) == "65 %"
    assert written_text(0.825, PERCENT) == "82.5 %"
    assert written_text(4.9, Scale(1.0, " per person-year")) == "4.9 per person-year"
    assert written_text(math.nan, PERCENT) == "–"


def test_one_point_is_not_one_points() -> None:
    assert written_text(0.01, PERCENT, difference=True) == "1 point"
    assert written_text(0.02, PERCENT, difference=True) == "2 points"


def test_a_number_on_the_page_says_from_which_cell_it_is_and_escapes_it() -> None:
    number = Number("5", 5.0, 'a"b.csv:0:mean', href="m-x")
    assert number.__html__() == '<a class="n" href="#m-x" data-from="a&#34;b.csv:0:mean">5</a>'


def test_a_count_is_shown_in_full() -> None:
    assert str(count(294113, "count(x)")) == "294,113"


def test_copied_text_is_escaped_and_dates_do_not_break() -> None:
    assert Verbatim("<b>").__html__() == '<span class="lit">&lt;b&gt;</span>'
    assert Verbatim("2026-02-02 08:00").__html__() == '<span class="lit d">2026-02-02 08:00</span>'
