"""Who lives in the county: shares come true, and nothing moves but what a change touches.

Checks of shares are on a fixed seed: they pass or fail for good. A right generator exceeds the limit of
3.9 standard errors with a chance of 1 in 10,000 per check.
"""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.luck.names import numbers_of
from sim.people import People, draw_people
from sim.people.shares import filled
from sim.scenario.conditions import Chronic
from sim.scenario.people_block import PeopleBlock

AGES = {"0-14": "16 %", "15-44": "34 %", "45-64": "32 %", "65+": "18 %"}
SCHEMES = {"residents": "92 %", "employees": "6 %", "uninsured": "2 %"}
PREVALENCE = {
    "hypertension": {"15-44": "9 %", "45-64": "33 %", "65+": "53 %"},
    "diabetes": {"15-44": "5 %", "45-64": "15.5 %", "65+": "21 %"},
}


def county(rows: tuple[Any, ...] = (), illnesses: tuple[str, ...] = tuple(PREVALENCE), **people: Any) -> Any:
    block = {"residents": 1, "ages": AGES, "schemes": SCHEMES, "poor": "4 %", "contracted": "40 %", **people}
    chronic = {
        name: Chronic.model_validate({"prevalence": PREVALENCE[name], "controlled": "60 %", "controlled_times": 0.4})
        for name in illnesses
    }
    return SimpleNamespace(
        people=PeopleBlock.model_validate(block), chronic=chronic, places=SimpleNamespace(village_rows=rows)
    )


def villages(*residents: int, in_town: tuple[bool, ...] | None = None) -> Any:
    return SimpleNamespace(
        residents=np.array(residents, np.int64), in_town=np.array(in_town or [False] * len(residents))
    )


MANY = villages(50_000, 100_000, 50_000, in_town=(True, False, False))
LIVE_HERE = draw_people(county(), MANY, seed=20260105)


def as_rare_as(found: float, share: float, n: int) -> bool:
    return abs(found - share) <= 3.9 * math.sqrt(share * (1 - share) / n)


def columns(people: People) -> dict[str, Any]:
    return dict(vars(people))


def same(one: People, other: People, *names: str) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names or columns(one))


def test_every_village_has_its_residents_and_the_town_is_the_town() -> None:
    assert np.bincount(LIVE_HERE.village).tolist() == [50_000, 100_000, 50_000]
    assert LIVE_HERE.in_town.sum() == 50_000
    assert (np.diff(LIVE_HERE.village) >= 0).all()
    assert len(LIVE_HERE) == 200_000


def test_ages_and_schemes_have_their_shares() -> None:
    n = len(LIVE_HERE)
    for band, share in enumerate([0.16, 0.34, 0.32, 0.18]):
        assert as_rare_as(float(np.mean(LIVE_HERE.age_band == band)), share, n)
    for scheme, share in enumerate([0.92, 0.06, 0.02]):
        assert as_rare_as(float(np.mean(LIVE_HERE.scheme == scheme)), share, n)
    assert as_rare_as(float(LIVE_HERE.poor.mean()), 0.04, n)
    assert as_rare_as(float(LIVE_HERE.contracted.mean()), 0.40, n)


@pytest.mark.parametrize(("bit", "illness"), list(enumerate(PREVALENCE)))
def test_chronic_illness_has_its_prevalence_in_every_age_band(bit: int, illness: str) -> None:
    has = (LIVE_HERE.chronic >> bit & 1).astype(bool)
    for band, share in enumerate([0.0, *(float(s[:-2]) / 100 for s in PREVALENCE[illness].values())]):
        of_age = LIVE_HERE.age_band == band
        assert as_rare_as(float(has[of_age].mean()), share, int(of_age.sum()))


def test_only_those_who_are_ill_can_be_controlled_and_sixty_percent_are() -> None:
    assert (LIVE_HERE.controlled & ~LIVE_HERE.chronic == 0).all()
    for bit in range(2):
        ill = (LIVE_HERE.chronic >> bit & 1).astype(bool)
        assert as_rare_as(float((LIVE_HERE.controlled[ill] >> bit & 1).mean()), 0.6, int(ill.sum()))


def test_columns_are_independent_given_age() -> None:
    """Correlations of age, scheme, poor, contracted; false alarm 1 in 10,000 each."""
    table = np.array([LIVE_HERE.age_band, LIVE_HERE.scheme == 0, LIVE_HERE.poor, LIVE_HERE.contracted], float)
    correlation = np.corrcoef(table)[np.triu_indices(4, 1)]
    assert (np.abs(correlation) * np.sqrt(len(LIVE_HERE)) < 3.9).all()


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    few = villages(300, 200)
    assert same(draw_people(county(), few, 1), draw_people(county(), few, 1))
    assert not same(draw_people(county(), few, 1), draw_people(county(), few, 2), "age_band")


def test_more_contracts_take_none_away_and_touch_nothing_else() -> None:
    more = draw_people(county(contracted="55 %"), MANY, seed=20260105)
    assert (more.contracted | ~LIVE_HERE.contracted).all()
    assert more.contracted.sum() > LIVE_HERE.contracted.sum()
    assert same(more, LIVE_HERE, *(set(columns(more)) - {"contracted"}))


def test_one_more_chronic_illness_leaves_the_others_with_whom_they_were() -> None:
    alone = draw_people(county(illnesses=("diabetes",)), MANY, seed=20260105)
    assert np.array_equal(alone.chronic & 1, LIVE_HERE.chronic >> 1 & 1)
    assert np.array_equal(alone.controlled & 1, LIVE_HERE.controlled >> 1 & 1)


def test_a_resident_more_at_the_end_changes_nobody() -> None:
    one, more = draw_people(county(), villages(300, 200), 5), draw_people(county(), villages(300, 201), 5)
    assert all(np.array_equal(column, columns(more)[name][:500]) for name, column in columns(one).items())


def test_a_village_of_old_people_is_said_in_its_row() -> None:
    rows = (
        SimpleNamespace(ages={}, schemes={"uninsured": 0.5}),
        SimpleNamespace(ages={"65+": 0.6}, schemes={}),
    )
    people = draw_people(county(rows), villages(40_000, 40_000), 3)
    here, there = people.village == 0, people.village == 1
    assert as_rare_as(float(np.mean(people.age_band[here] == 3)), 0.18, 40_000)
    assert as_rare_as(float(np.mean(people.age_band[there] == 3)), 0.60, 40_000)
    assert as_rare_as(float(np.mean(people.age_band[there] == 0)), 0.16 / 0.82 * 0.4, 40_000)
    assert as_rare_as(float(np.mean(people.scheme[here] == 2)), 0.50, 40_000)


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=6), st.floats(0, 1), st.integers(0, 5))
def test_a_villages_shares_always_sum_to_one(weights: list[float], own: float, which: int) -> None:
    shares = {str(i): weight / sum(weights) for i, weight in enumerate(weights)}
    village = filled(shares, {str(which % len(weights)): own})
    assert sum(village.values()) == pytest.approx(1)
    assert village[str(which % len(weights))] == own


def test_a_villages_shares_above_one_are_refused() -> None:
    with pytest.raises(ValueError, match="sum to 110 %"):
        filled({"a": 0.5, "b": 0.5}, {"a": 0.6, "b": 0.5})


def test_a_scenario_of_stations_has_no_residents() -> None:
    nobody = draw_people(cast(Any, SimpleNamespace(people=None, chronic=None)), villages(), 1)
    assert len(nobody) == 0


def test_too_many_chronic_illnesses_are_refused() -> None:
    crowded = county()
    crowded.chronic = {f"illness {i}": crowded.chronic["diabetes"] for i in range(32)}
    with pytest.raises(ValueError, match="found 32 illnesses, expected 31 at most"):
        draw_people(crowded, villages(3), 1)


def test_names_have_numbers_that_do_not_depend_on_the_list() -> None:
    assert numbers_of(["stroke", "hip_fracture"]) == numbers_of(["hip_fracture", "stroke"])[::-1]
    assert len(set(numbers_of([f"condition {i}" for i in range(2_000)]))) == 2_000
    with pytest.raises(ValueError, match="'stroke' is named twice"):
        numbers_of(["stroke", "stroke"])
