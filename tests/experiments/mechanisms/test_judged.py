"""One rule for every row: what holds, what does not, what cannot be told; and what rows/ may say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from experiments.mechanisms.declared import Claims, arms_of, read
from experiments.mechanisms.entries import Claim, Exact, Expected, Ladder, Measured, Order
from experiments.mechanisms.exact import Tally
from experiments.mechanisms.judged import (
    CHANGES,
    COMES_TRUE,
    COMES_TRUE_PERHAPS,
    FAILS,
    HOLDS,
    NO_MATTER,
    NOTHING,
    OPPOSITE,
    TOO_SMALL,
    UNTOLD,
    beside,
    cell,
    exact,
    ladder,
    moves,
    order,
    sign,
    together,
    tried,
)
from experiments.statistics.intervals import Interval
from experiments.statistics.verdicts import Verdict
from sim.policies import QUESTIONS
from sim.scenario.load import SCENARIOS, load

TODAY = [10.0, 12.0, 11.0, 9.0]


def claim(claimed: str = "lower", better: str = "lower", margin: float = 1.0) -> Claim:
    return Claim(says="waits fall", measure="wait_mean_min", claimed=claimed, better=better, margin=margin)


def steps(*arms: str, goes: str = "lower") -> Ladder:
    return Ladder(name="x", says="it falls", shows="ladder", arms=arms, measure="wait_mean_min", goes=goes)


def moved(by: float, spread: Sequence[float] = (0.1, -0.1, 0.05, -0.05)) -> list[float]:
    return [value + by + extra for value, extra in zip(TODAY, spread, strict=True)]


# -- signs ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lo", "hi", "claimed", "outcome"),
    [
        (0.1, 0.5, "higher", HOLDS),
        (-0.5, -0.1, "higher", FAILS),
        (-0.5, -0.1, "lower", HOLDS),
        (0.1, 0.5, "lower", FAILS),
        (-0.1, 0.5, "lower", UNTOLD),
        (0.0, 0.0, "lower", NOTHING),
        (math.nan, math.nan, "higher", UNTOLD),
    ],
)
def test_a_sign_is_told_by_the_interval_alone(lo: float, hi: float, claimed: Any, outcome: str) -> None:
    assert sign(Interval((lo + hi) / 2, lo, hi, (hi - lo) / 2, 4), claimed) == outcome


@given(st.lists(st.sampled_from([HOLDS, FAILS, UNTOLD, NOTHING]), min_size=1, max_size=6))
def test_a_property_holds_only_if_every_step_of_it_does(outcomes: list[str]) -> None:
    assert (together(outcomes) == HOLDS) == (set(outcomes) == {HOLDS})
    assert (together(outcomes) == FAILS) == bool({FAILS, NOTHING} & set(outcomes))


def test_a_ladder_is_paired_step_by_step_and_its_intervals_hold_together() -> None:
    found = ladder(steps("today", "some", "many"), [TODAY, moved(-1.0), moved(-3.0)])
    assert found.outcome == HOLDS
    assert [(line.before, line.after) for line in found.lines] == [("today", "some"), ("some", "many")]
    for line in found.lines:
        assert line.gap.simultaneous is not None
        assert line.gap.simultaneous.half_width >= line.gap.interval.half_width
        assert line.shown is line.gap.simultaneous


def test_one_step_the_wrong_way_breaks_a_ladder() -> None:
    found = ladder(steps("today", "some", "many"), [TODAY, moved(-3.0), moved(-1.0)])
    assert found.outcome == FAILS
    assert [line.outcome for line in found.lines] == [HOLDS, FAILS]


def test_an_arm_that_changes_nothing_breaks_a_ladder() -> None:
    assert ladder(steps("today", "same"), [TODAY, TODAY]).outcome == FAILS


def test_with_two_noisy_runs_a_ladder_cannot_be_told() -> None:
    assert ladder(steps("today", "some"), [[1.0, 9.0], [2.0, 7.0]]).outcome == UNTOLD


def test_an_order_wants_each_measure_above_the_next() -> None:
    values = (Measured(measure="bed_occupancy", of={"tier": "county"}), Measured(measure="clinician_use"))
    entry = Order(name="p", says="full above empty", shows="order", arm="today", values=values)
    full, empty = [0.86, 0.87, 0.85], [0.05, 0.06, 0.05]
    assert order(entry, [full, empty]).outcome == HOLDS
    assert order(entry, [empty, full]).outcome == FAILS
    assert order(entry, [full, empty]).lines[0].before == "bed_occupancy tier=county"


def test_one_case_against_an_exact_property_is_enough_and_none_at_all_proves_nothing() -> None:
    entry = Exact(name="e", says="nobody", shows="exact", check="identical", before="today", after="x")
    assert exact(entry, [Tally(5, 0, 0.0, "rows"), Tally(5, 0, 0.0, "rows")]).outcome == HOLDS
    broken = exact(entry, [Tally(5, 0, 0.0, "rows"), Tally(5, 1, 2.0, "rows")])
    assert (broken.outcome, broken.replications) == (FAILS, 2)
    assert broken.tally == Tally(10, 1, 2.0, "rows")
    assert exact(entry, [Tally(0, 0, 0.0, "rows")]).outcome == UNTOLD


# -- claims --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "claimed", "outcome", "word"),
    [
        (-5.0, "lower", COMES_TRUE, Verdict.BETTER),
        (-1.0, "lower", COMES_TRUE_PERHAPS, Verdict.BETTER_PERHAPS),
        (-0.01, "lower", NO_MATTER, Verdict.NO_MATERIAL_DIFFERENCE),
        (5.0, "lower", OPPOSITE, Verdict.WORSE),
        (5.0, "higher", COMES_TRUE, Verdict.WORSE),
        (-5.0, "higher", OPPOSITE, Verdict.BETTER),
    ],
)
def test_a_claim_has_the_verdict_of_a_comparison_and_says_whether_it_came_true(
    by: float, claimed: str, outcome: str, word: Verdict
) -> None:
    found = tried(claim(claimed), TODAY, moved(by), 3, "gate")
    assert (found.outcome, found.verdict) == (outcome, word.value)


def test_an_effect_that_is_there_but_too_small_is_not_called_none() -> None:
    little = [value - 0.5 for value in TODAY]  # the margin is 1
    assert tried(claim("lower"), TODAY, little, 3, "gate").outcome == TOO_SMALL
    assert tried(claim("higher"), TODAY, little, 3, "gate").outcome == NO_MATTER


@pytest.mark.parametrize(("by", "outcome"), [(-5.0, CHANGES), (5.0, CHANGES), (-0.01, COMES_TRUE), (-1.0, UNTOLD)])
def test_that_nothing_changes_comes_true_if_no_change_is_large_enough_to_matter(by: float, outcome: str) -> None:
    still = claim("lower").model_copy(update={"claimed": "unchanged"})
    assert tried(still, TODAY, moved(by), 3, "gate").outcome == outcome


def test_a_claim_with_one_run_cannot_be_told() -> None:
    found = tried(claim(), [10.0], [2.0], 3, "gate")
    assert (found.outcome, found.verdict) == (UNTOLD, "undecided")


def test_what_stands_beside_a_claim_is_said_to_move_only_if_its_interval_leaves_nought_out() -> None:
    look = Measured(measure="wait_mean_min", of={"tier": "county"})
    assert moves(beside(look, TODAY, moved(3.0), "gate"))
    assert moves(beside(look, TODAY, moved(-3.0), "gate"))
    assert not moves(beside(look, TODAY, moved(0.0), "gate"))
    assert not moves(beside(look, TODAY, TODAY, "gate"))


def test_what_only_one_arm_has_is_shown_without_a_difference() -> None:
    look = Measured(measure="learning_away_h_per_week", of={"tier": "township", "use": "training"})
    found = beside(look, [math.nan] * 4, [24.0, 25.0, 23.0, math.nan], "secondment")
    assert math.isnan(found.gap.today)
    assert found.gap.arm == 24.0
    assert not moves(found)


def test_a_cell_of_a_grid_says_where_it_is() -> None:
    expected = Expected(measure="wait_mean_min", claimed="lower")
    found = cell(expected, TODAY, moved(3.0), ("70 %", "today"))
    assert (found.outcome, found.after) == (FAILS, "70 % | today")


# -- declarations --------------------------------------------------------------------------------------


def test_the_declared_claims_cover_what_was_asked() -> None:
    claims = read()
    named = {one.strip() for trial in claims.mechanisms for one in trial.mechanism.split(",")}
    assert named == {f"M{number}" for number in range(1, 27)}
    assert claims.without_a_row == ()
    exact_checks = {entry.check for entry in claims.structure if isinstance(entry, Exact)}
    assert exact_checks == {"identical", "hours", "nobody_missed", "nobody_waits_longer"}
    asked = {answer for question in QUESTIONS.values() for answer in question.kinds}
    assert {"gatekeeping", "weekly_round", "on_demand", "tiered", "recovery_bed"} <= asked


def test_every_arm_and_every_cell_of_every_grid_is_a_sound_scenario() -> None:
    claims = read()
    county = SCENARIOS / claims.county
    for arm in claims.arms.values():
        recipe = arm.recipe(county, claims.short)
        load(recipe.county, recipe.overlays, dict(recipe.settings))
    for trial in claims.mechanisms:
        for axis in () if trial.grid is None else (trial.grid.rows, trial.grid.columns):
            for level in axis.levels:
                assert trial.grid is not None
                where = SCENARIOS / trial.grid.county if trial.grid.county else county
                recipe = claims.arms[trial.arm].recipe(where, claims.short, level.settings)
                load(recipe.county, recipe.overlays, dict(recipe.settings))
    for factorial in claims.factorials:
        for combination in factorial.cells:
            where = SCENARIOS / factorial.county if factorial.county else county
            recipe = factorial.arm(combination).recipe(where, claims.short)
            load(recipe.county, recipe.overlays, dict(recipe.settings))


def test_labels_that_name_todays_value_name_the_value_of_the_county() -> None:
    scenario = load(SCENARIOS / read().county)
    skill = {name: tier.skill.spots_serious.sensitivity for name, tier in scenario.tiers.items()}
    assert (skill["village"], skill["township"]) == (0.28, 0.38)
    assert scenario.tiers["county"].wards["general"].beds == 197


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"arms": {"today": {}}}, "not declared"),
        ({"arms": {"someday": {}}}, "today"),
    ],
)
def test_arms_that_are_not_declared_are_named(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Claims.model_validate(read().model_dump(by_alias=True) | change)


def test_a_measure_that_does_not_exist_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(ValidationError, match="wait_mean_min"):
        Measured(measure="wait_meen_min")


def test_two_rows_cannot_have_one_name() -> None:
    whole = read().model_dump(by_alias=True)
    whole["structure"] = [whole["structure"][0], whole["structure"][0]]
    with pytest.raises(ValidationError, match="named twice"):
        Claims.model_validate(whole)


def test_only_some_rows_can_be_asked_for_and_a_wrong_name_says_which_there_are() -> None:
    some = read().only(("step_down", "hours_given"))
    assert [entry.name for entry in some.structure] == ["hours_given"]
    assert [entry.name for entry in some.mechanisms] == ["step_down"]
    with pytest.raises(KeyError, match="inverted_pyramid"):
        read().only(("stepdown",))


def test_a_scenario_of_its_own_keeps_its_own_calendar() -> None:
    claims = read()
    recipe = claims.arms["three_servers"].recipe(SCENARIOS / claims.county, claims.short)
    assert recipe.county.name == "mmc.yaml"
    assert "calendar.measure" not in dict(recipe.settings)


def test_every_row_says_which_arms_it_speaks_of() -> None:
    claims = read()
    for entry in (*claims.structure, *claims.mechanisms):
        assert set(arms_of(entry)) <= set(claims.arms)
        assert arms_of(entry)
