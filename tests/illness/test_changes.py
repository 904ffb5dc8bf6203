"""A number that changes on a date: nothing before it differs, and after it only what it touches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.illness import draw_onsets
from sim.people import People
from sim.people.chronic import draw_controlled
from sim.scenario.scenario import Scenario
from tests.illness.a_county import DAY, YEAR, changing, chronic, condition, residents, rows, scenario

HALF = 182 * DAY
SHAPED = {"by_month": "winter", "by_weekday": "clinic", "by_hour": "clinic"}


def cold(rate: float = 2.0, **more: Any) -> Scenario:
    return scenario({"cold": condition(rate, **SHAPED)}, **more)


def befalls(county: Scenario, people: People | None = None, until: float = 2 * YEAR) -> set[tuple[Any, ...]]:
    return rows(draw_onsets(county, people or residents(2_000), 5, 0, until))


def before(onsets: set[tuple[Any, ...]], minute: float) -> set[tuple[Any, ...]]:
    return {row for row in onsets if row[0] < minute}


def test_a_new_rate_rules_from_its_minute_on() -> None:
    changed = befalls(changing(cold, cold(3.0), HALF))
    assert before(changed, HALF) == before(befalls(cold()), HALF)
    assert changed - before(changed, HALF) == befalls(cold(3.0)) - before(befalls(cold(3.0)), HALF)
    assert befalls(cold()) < changed < befalls(cold(3.0))


def test_both_stretches_have_their_own_number_of_cases() -> None:
    """z of each half; false alarm 1 in 1,000 each."""
    level = scenario({"cold": condition(2.0)})
    changed = befalls(changing(lambda: level, scenario({"cold": condition(6.0)}), HALF), until=YEAR)
    early = len(before(changed, HALF))
    for found, mean in [(early, 2_000), (len(changed) - early, 6_000)]:
        assert abs(found - mean) < 3.29 * np.sqrt(mean)


def test_a_change_that_is_not_about_illness_changes_nothing() -> None:
    renamed = Scenario.model_validate({**cold().model_dump(include={"title"}), "title": "after"})
    later = cold().model_copy(update={"title": renamed.title})
    assert befalls(changing(cold, later, HALF)) == befalls(cold())


def test_a_new_condition_begins_on_its_day() -> None:
    both = scenario({"cold": condition(2.0, **SHAPED), "flu": condition(1.0, **SHAPED)})
    none_yet = scenario({"cold": condition(2.0, **SHAPED), "flu": condition(0.0, **SHAPED)})
    changed = befalls(changing(lambda: none_yet, both, 400 * DAY))
    flu = {row for row in changed if row[3] == 1}
    assert flu == {row for row in befalls(both) if row[3] == 1 and row[0] >= 400 * DAY}
    assert {row for row in changed if row[3] == 0} == befalls(cold())


def test_more_follow_ups_begin_on_their_day() -> None:
    def county(a_year: float) -> Scenario:
        return scenario({}, {"gout": chronic(follow_ups_a_year=a_year)})

    ill = residents(2_000, ill=1)
    changed = befalls(changing(lambda: county(2), county(6), YEAR), ill)
    assert before(changed, YEAR) == before(befalls(county(2), ill), YEAR)
    assert abs(len(changed) / (2_000 * (2 + 6)) - 1) < 0.02


def test_better_control_from_a_date_spares_exacerbations_from_that_date() -> None:
    def county(controlled: float) -> Scenario:
        flare = condition({"young": 2.0, "old": 2.0}, of_chronic="copd")
        return scenario({"flare": flare}, {"copd": chronic(follow_ups_a_year=0, controlled=controlled)})

    people = residents(2_000, ill=1)
    ill = replace(people, controlled=draw_controlled(county(0.2), people.chronic, 5))
    as_it_was = befalls(county(0.2), ill)
    changed = befalls(changing(lambda: county(0.2), county(0.9), HALF), ill)
    assert before(changed, HALF) == before(as_it_was, HALF)
    assert changed < as_it_was


def test_a_prevalence_cannot_change_on_a_date() -> None:
    def county(share: str) -> Scenario:
        return scenario({}, {"copd": chronic(prevalence={"young": share})})

    with pytest.raises(ValueError, match=r"chronic.copd.prevalence: cannot change on a date"):
        befalls(changing(lambda: county("1 %"), county("2 %"), HALF), residents(10, ill=1))
