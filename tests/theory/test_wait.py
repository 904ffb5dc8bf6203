"""The wait of one queue by a closed form, and the reasons for which there is none."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import pytest

from experiments.theory import closed_forms as cf
from experiments.theory.queues import queues_of
from experiments.theory.wait import Asked, closed_form_wait, wait_of
from sim import load
from sim.vocabulary import WEEK_MIN
from tests.hamlet import hamlet

EASY = Asked("clinic", 0.15, 10.0, 0.5, 2.0)


def test_a_wait_without_end_is_infinite_and_without_limit_nobody_waits() -> None:
    assert closed_form_wait(1.0, 2.0, 1.0, 2) == math.inf
    assert closed_form_wait(0.5, 1.0, 0.0, 1) == pytest.approx(0.5)
    assert closed_form_wait(5.0, 10.0, 1.0, math.inf) == 0.0


def test_the_closed_form_is_that_of_the_textbook() -> None:
    found = wait_of(EASY)
    assert (found.formula, found.why_not) == ("M/G/c", "")
    assert found.wait_min == pytest.approx(0.75 * cf.m_m_c(0.15, 0.1, 2).wait_mean)
    plain = wait_of(dataclasses.replace(EASY, cv2=math.nan))
    assert plain.formula == "M/M/c"
    assert plain.wait_min == pytest.approx(cf.m_m_c(0.15, 0.1, 2).wait_mean)


@pytest.mark.parametrize(
    ("changed", "why_not"),
    [
        ({"rate": 0.0}, "nobody"),
        ({"kind": "ward"}, "ward"),
        ({"servers": math.inf}, "no_limit"),
        ({"servers": math.nan}, "no_hours"),
        ({"rate": math.nan}, "no_hours"),
        ({"rate": 0.21}, "overloaded"),
        ({"held": True}, "held"),
        ({"left_share": 0.02}, "leaves"),
        ({"servers": 2.4}, "varies"),
    ],
)
def test_where_an_assumption_does_not_hold_there_is_a_reason_and_no_number(
    changed: dict[str, Any], why_not: str
) -> None:
    found = wait_of(dataclasses.replace(EASY, **changed))
    assert found.why_not == why_not
    assert math.isnan(found.wait_min)
    assert found.formula == ""


def test_staff_a_little_off_a_whole_number_counts_as_that_number() -> None:
    assert wait_of(dataclasses.replace(EASY, servers=1.9)).wait_min == pytest.approx(wait_of(EASY).wait_min)


def test_a_scenario_says_when_its_queues_are_open_and_how_much_a_service_varies() -> None:
    found = queues_of(hamlet(weeks=2), 0.0, 2 * WEEK_MIN)
    ward, clinic = found["T1/general", "ward"], found["T1/general", "clinic"]
    assert ward.open_min == 2 * WEEK_MIN
    assert 0 < clinic.open_min < ward.open_min
    assert 0 < clinic.cv2 < 2
    assert not clinic.held


def test_a_station_of_a_network_is_known_by_its_traffic_equations(tmp_path: Path) -> None:
    file = tmp_path / "net.yaml"
    file.write_text(
        "calendar: {start: 2026-01-05, warm_up: 0 days, measure: 7 days, holidays: none}\n"
        "stations: {desk: {servers: 1}}\n"
        "services: {desk: {kind: gamma, mean: 10 min, sd: 5 min}}\n"
        "arrivals: {all: {kind: poisson, rate: 3/h, route: [desk]}}\n"
    )
    queue = queues_of(load(file), 0.0, WEEK_MIN)["desk", "station"]
    assert queue.cv2 == pytest.approx(0.25)
    assert queue.open_min == WEEK_MIN
