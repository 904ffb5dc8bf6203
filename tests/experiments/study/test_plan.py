"""A plan: which runs, under which keys, before anything is written."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from experiments.runs.refusals import BadStudy
from experiments.study import plan as plans
from experiments.study.manifest import Question
from experiments.study.plan import Plan, plan
from tests.experiments.fakes import FAKE, county


def asked(folder: Path, **changes: Any) -> Question:
    """Today against a policy that begins on 16 February."""
    arm = county(folder, "better", effect_min=-5.0, **{"from": "2026-02-16"})
    plain = Question("compare", county(folder), (arm,), {}, 7, 3, {})
    return dataclasses.replace(plain, **changes)


@pytest.fixture
def ready(tmp_path: Path) -> Plan:
    """The plan of that question."""
    return plan(asked(tmp_path), FAKE)


def keys(ready: Plan, replications: int = 2) -> list[str]:
    """Keys of the first runs."""
    return [order.run.key for order in ready.orders(replications)]


def test_runs_are_ordered_by_replication_so_that_pairs_are_complete_early(ready: Plan) -> None:
    assert [(order.run.arm, order.run.replication) for order in ready.orders(2)] == [
        ("today", 0),
        ("better", 0),
        ("today", 1),
        ("better", 1),
    ]


def test_every_run_has_a_key_of_its_own(ready: Plan) -> None:
    assert len(set(keys(ready, 5))) == 10


def test_the_same_question_gives_the_same_keys(ready: Plan, tmp_path: Path) -> None:
    assert keys(plan(asked(tmp_path), FAKE)) == keys(ready)


def test_more_replications_keep_the_keys_of_the_first(ready: Plan) -> None:
    assert keys(ready, 5)[:4] == keys(ready, 2)


@pytest.mark.parametrize(
    "change", [{"seed": 8}, {"settings": {"spread_min": 5.0}}], ids=["another seed", "another number"]
)
def test_what_changes_a_run_changes_its_key(ready: Plan, tmp_path: Path, change: dict[str, Any]) -> None:
    assert not set(keys(plan(asked(tmp_path, **change), FAKE))) & set(keys(ready))


def test_other_code_or_versions_change_every_key(ready: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(keys(ready))
    monkeypatch.setattr(plans, "code_digest", lambda: "edited")
    edited = set(keys(ready))
    monkeypatch.setattr(plans, "versions", lambda: {"numpy": "99"})
    assert not edited & before
    assert not set(keys(ready)) & (edited | before)


def test_ledgers_asked_for_later_are_run_for(tmp_path: Path, ready: Plan) -> None:
    assert not set(keys(plan(asked(tmp_path), FAKE, keep_ledgers=True))) & set(keys(ready))


def test_other_days_of_measuring_change_the_key(tmp_path: Path, ready: Plan) -> None:
    county(tmp_path, "better", effect_min=-5.0, **{"from": "2026-02-23"})
    later = Question("compare", tmp_path / "clinic.json", (tmp_path / "better.json",), {}, 7, 3, {})
    assert keys(plan(later, FAKE))[0] != keys(ready)[0], "today is measured over other days too"


def test_only_the_first_replication_keeps_its_fingerprint(ready: Plan) -> None:
    assert [order.keep_fingerprint for order in ready.orders(2)] == [True, True, False, False]


def test_the_minute_from_which_an_arm_may_differ_is_known(ready: Plan, tmp_path: Path) -> None:
    days = (dt.date(2026, 2, 16) - dt.date(2026, 1, 5)).days
    assert ready.differs_from_min == {"better": days * 1440.0}
    always = county(tmp_path, "always", effect_min=-5.0)
    assert plan(asked(tmp_path, overlays=(always,)), FAKE).differs_from_min == {"always": 0.0}


def test_one_arm_alone_has_no_primary_measures(tmp_path: Path) -> None:
    assert plan(asked(tmp_path, overlays=()), FAKE).primary == ()


def test_a_primary_measure_that_does_not_exist_is_refused_before_the_run(tmp_path: Path) -> None:
    machinery = dataclasses.replace(FAKE, definitions=lambda: {"wait_median_min": {"direction": "lower"}})
    with pytest.raises(BadStudy, match=r"'wait_mean_min'\. Did you mean wait_median_min"):
        plan(asked(tmp_path), machinery)


def test_planning_writes_nothing(tmp_path: Path) -> None:
    question = asked(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    plan(question, FAKE)
    assert sorted(tmp_path.rglob("*")) == before
