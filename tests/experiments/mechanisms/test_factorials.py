"""Levers together: every combination, effects by inclusion and exclusion, and rows that cover the documents."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from experiments.mechanisms.__main__ import county_named
from experiments.mechanisms.declared import MECHANISMS, read
from experiments.mechanisms.drawn import KEY, WIDE_MM, factorial_figure, region_figure
from experiments.mechanisms.entries import Factorial, Measured, Mechanism
from experiments.mechanisms.factorials import Joined, together_of
from experiments.mechanisms.said_together import section_of, summary_of
from experiments.report.figures import style
from sim.scenario.load import SCENARIOS
from tests.experiments.mechanisms.test_written import trial

WAIT = Measured(measure="wait_mean_min", of={"tier": "county"})


def entry(**last: str) -> Factorial:
    factors = [{"name": "gate", "with": ["gatekeeping"]}, {"name": "skill", "set": {"x.y": "1 %"}, **last}]
    return Factorial.model_validate(
        {"name": "two", "title": "two levers", "factors": factors, "measures": [WAIT.model_dump()]}
    )


VALUES: dict[tuple[int, ...], list[float]] = {
    (0, 0): [10.0, 12.0],
    (0, 1): [9.0, 11.1],
    (1, 0): [8.0, 9.9],
    (1, 1): [4.0, 6.2],
}


def test_every_combination_of_levers_is_run_all_off_first() -> None:
    assert entry().cells == ((0, 0), (0, 1), (1, 0), (1, 1))
    both = entry().arm((1, 1))
    assert both.with_ == ("gatekeeping",)
    assert both.set == {"x.y": "1 %"}


def test_a_lever_that_needs_another_is_not_pulled_alone() -> None:
    needs = entry(only_with="gate")
    assert needs.arm((0, 1)).set == {}
    assert needs.arm((1, 1)).set == {"x.y": "1 %"}


def test_what_two_levers_do_together_is_what_is_left_of_both() -> None:
    """Alone -2.05 and -0.95 minutes, both -5.9: together 2.9 beyond the sum."""
    gate, skill, both = together_of(entry(), WAIT, VALUES).effects
    assert gate.gap.interval.mean == pytest.approx(-2.05)
    assert skill.gap.interval.mean == pytest.approx(-0.95)
    assert both.gap.interval.mean == pytest.approx((4.0 - 8.0 - 9.0 + 10.0 + 6.2 - 9.9 - 11.1 + 12.0) / 2)
    assert (gate.after, both.after) == ("gate", "gate × skill")


def test_levers_that_only_add_up_do_nothing_together() -> None:
    values: dict[tuple[int, ...], list[float]] = {
        (0, 0): [1.0, 2.0],
        (0, 1): [2.0, 3.5],
        (1, 0): [4.0, 5.0],
        (1, 1): [5.0, 6.5],
    }
    assert together_of(entry(), WAIT, values).effects[-1].gap.interval.mean == pytest.approx(0.0)


def test_a_factorial_is_said_in_words_and_drawn() -> None:
    joined = Joined(entry(), (together_of(entry(), WAIT, VALUES),), 2)
    assert "gate × skill" in summary_of([joined])
    text = section_of(joined)
    assert "| mean |" in text
    assert "mechanisms/together_two.svg" in text
    drawn = factorial_figure(joined)
    assert drawn.startswith("<svg")
    for name in ("none of them", "gate", "skill", "gate + skill"):
        assert f">{name}<" in drawn


def test_a_region_is_drawn_with_a_word_in_every_cell() -> None:
    drawn = region_figure(trial())
    assert len(re.findall(r">(holds|flips|\?)<", drawn)) == 9
    assert "claimed lower" in drawn
    assert all(said in drawn for _, said in KEY)


def test_a_lever_that_needs_another_has_no_row_of_its_own() -> None:
    joined = Joined(entry(only_with="gate"), (together_of(entry(), WAIT, VALUES),), 2)
    drawn = factorial_figure(joined)
    assert ">skill<" not in drawn
    assert ">gate + skill<" in drawn


def test_no_word_of_a_figure_stands_over_another_or_beyond_the_sheet() -> None:
    joined = Joined(entry(), (together_of(entry(), WAIT, VALUES),) * 2, 2)
    for drawn in (region_figure(trial()), factorial_figure(joined)):
        boxes = list(words_on(drawn))
        assert len(boxes) > 10
        for one, (left, low, right, high) in enumerate(boxes):
            assert left > -1.0
            assert right < WIDE_MM / 25.4 * 72 + 1.0
            for other in boxes[one + 1 :]:
                apart = right <= other[0] or other[2] <= left or high <= other[1] or other[3] <= low
                assert apart, drawn


def words_on(drawn: str) -> Iterator[tuple[float, float, float, float]]:
    """Where each line of text lies: left, upper, right and lower end in points, by its width as it will about be."""
    looks = dict(re.findall(r"\.([\w-]+)\{([^}]*)\}", drawn))
    found = re.findall(r'<text x="([-\d.]+)" y="([-\d.]+)" class="([\w-]+)"[^>]*>([^<]+)</text>', drawn)
    for x, y, called, text in found:
        look = looks[called]
        size = float(re.search(r"([\d.]+)px", look).group(1))  # type: ignore[union-attr]
        wide = 0.9 * style.width_of(text, size) / 25.4 * 72
        left = float(x) - {"middle": wide / 2, "end": wide}.get("".join(re.findall("anchor:(\\w+)", look)), 0.0)
        yield left, float(y) - 0.7 * size, left + wide, float(y)


# -- what rows/ declares ------------------------------------------------------------------------------


def test_no_mechanism_is_named_that_the_documents_do_not_know() -> None:
    claims = read()
    assert {word for row in claims.mechanisms for word in row.covers} <= set(MECHANISMS)
    assert set(claims.without_a_row) == set(MECHANISMS) - {word for row in claims.mechanisms for word in row.covers}


def test_the_obstacles_of_the_documents_have_rows() -> None:
    obstacles = {row.name for row in read().mechanisms if row.obstacle}
    assert obstacles >= {
        "empty_gate", "dispatch_fades", "dispatch_drains", "siphon", "quota_wasted", "under_referral",
    }  # fmt: skip


def test_a_promise_without_a_side_effect_or_a_grid_is_refused() -> None:
    row = next(row for row in read().mechanisms if row.obstacle).model_dump(by_alias=True)
    with pytest.raises(ValidationError, match="needs side_effects and a grid"):
        Mechanism.model_validate({**row, "obstacle": False})


def test_weeks_can_be_set_for_every_run() -> None:
    few = read().for_weeks(3)
    assert few.long.measure == few.short.measure == "3 weeks"


def test_a_county_is_found_by_its_name() -> None:
    assert county_named("hamlet") == SCENARIOS / "hamlet.yaml"
    assert county_named(str(SCENARIOS / "demo.yaml")) == SCENARIOS / "demo.yaml"
