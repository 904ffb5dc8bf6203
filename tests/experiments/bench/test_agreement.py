"""The judge of agreement: passes what chance explains, catches a model that is a little other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from experiments.bench.agreement import FALSE_ALARM, against_runs, against_theory, limit
from experiments.bench.programs import three_tier_c
from experiments.bench.three_tier import ThreeTiers, exact

MODEL = ThreeTiers()
pytestmark = pytest.mark.skipif(three_tier_c.compiler() is None, reason="no C compiler here")


def runs(model: ThreeTiers, first: int, count: int, episodes: int = 4_000) -> list[tuple[float, ...]]:
    return [three_tier_c.run(model, episodes, seed).numbers for seed in range(first, first + count)]


def test_false_alarms_are_as_rare_as_declared() -> None:
    reference, each = runs(MODEL, 1, 400), runs(MODEL, 10_000, 2_000)
    alarms = sum(not against_runs(each[at : at + 4], reference).agrees for at in range(0, len(each), 4))
    assert FALSE_ALARM == 0.001
    assert alarms <= 5  # of 500; half of one is expected


@pytest.mark.parametrize(
    "other",
    [
        replace(MODEL, consult_min=(12.0, 13.5, 32.0)),
        replace(MODEL, doctors=(1, 5, 40)),
        replace(MODEL, admitted_share=(0.0, 0.06, 0.12)),
        replace(MODEL, stay_min=(0.0, 2250.0, 700.0)),
        replace(MODEL, first_contact=(0.45, 0.27, 0.28)),
    ],
    ids=["longer consultations", "a doctor more", "more admissions", "shorter stays", "more go to the county"],
)
def test_a_model_that_is_a_little_other_is_caught(other: ThreeTiers) -> None:
    verdict = against_runs(runs(other, 20_000, 8), runs(MODEL, 1, 400))
    assert not verdict.agrees
    assert str(verdict).startswith("DIFFERS")


def test_a_county_that_has_not_settled_is_not_taken_for_one_that_has() -> None:
    assert not against_theory(runs(MODEL, 1, 20), MODEL).agrees


def test_exact_numbers_agree_with_themselves() -> None:
    spread = [tuple(value * (1.0 + 0.01 * (n % 2 * 2 - 1)) for value in exact(MODEL)) for n in range(20)]
    verdict = against_theory(spread, MODEL)
    assert verdict.agrees
    assert str(verdict) == "agrees (0.0)"


def test_the_limit_grows_with_the_numbers_that_are_compared() -> None:
    assert limit(1, 0.05) == pytest.approx(1.96, abs=0.01)
    assert limit(5) > limit(1)
