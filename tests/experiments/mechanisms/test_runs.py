"""The runs behind the claims: each done once, shared, found again; on the fake clinic."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from experiments.mechanisms.runs import Shelf, Wanted
from experiments.runs.one_run import Recipe
from experiments.runs.refusals import RunsFailed
from tests.experiments.fakes import COMPILING, FAKE, county

WAIT = "wait_mean_min", "station=clinic"


def recipe(folder: Path, name: str = "clinic", **numbers: Any) -> Recipe:
    return Recipe(county(folder, name, **numbers))


def done(shelf: Shelf, *wanted: Wanted, tidy: bool = False) -> Shelf:
    shelf.want(wanted)
    shelf.carry_out(1, tidy, quiet=True)
    return shelf


def stored(folder: Path) -> list[str]:
    return sorted(path.parent.relative_to(folder).as_posix() for path in folder.rglob("run.json"))


def test_a_run_that_two_rows_ask_for_is_done_once(tmp_path: Path) -> None:
    today = recipe(tmp_path)
    shelf = Shelf(tmp_path / "runs", FAKE)
    shelf.want([Wanted("today", today, 3), Wanted("today again", today, 2)])
    assert shelf.planned == 3
    shelf.want([Wanted("today", today, 5)])
    assert shelf.planned == 5


def test_values_come_back_by_replication_and_not_a_number_where_there_is_none(tmp_path: Path) -> None:
    today, better = recipe(tmp_path), recipe(tmp_path, "better", effect_min=-5.0)
    shelf = done(Shelf(tmp_path / "runs", FAKE), Wanted("today", today, 3), Wanted("better", better, 3))
    before, after = shelf.values(today, WAIT, 3), shelf.values(better, WAIT, 3)
    assert [a - b for a, b in zip(after, before, strict=True)] == pytest.approx([-5.0] * 3)
    assert len(set(before)) == 3
    assert math.isnan(shelf.values(today, ("wait_mean_min", "station=nowhere"), 1)[0])


def test_ledgers_are_kept_only_where_they_are_asked_for(tmp_path: Path) -> None:
    today, other = recipe(tmp_path), recipe(tmp_path, "other", effect_min=1.0)
    shelf = Shelf(tmp_path / "runs", FAKE)
    done(shelf, Wanted("today", today, 3), Wanted("today", today, 1, keep=True), Wanted("other", other, 1))
    assert len(shelf.ledger(today, 0)["steps"]) == 84 * 20
    assert len(list((tmp_path / "runs").rglob("ledger"))) == 1


def test_what_is_finished_is_not_done_again(tmp_path: Path) -> None:
    today = recipe(tmp_path)
    first = done(Shelf(tmp_path / "runs", FAKE), Wanted("today", today, 2)).values(today, WAIT, 2)
    begun: list[int] = []

    def counted(*given: Any, **named: Any) -> Any:
        begun.append(named["replication"])
        return FAKE.simulate(*given, **named)

    counting = FAKE.__class__(**{**FAKE.__dict__, "simulate": counted})
    again = done(Shelf(tmp_path / "runs", counting), Wanted("today", today, 3))
    assert begun == [2]
    assert again.values(today, WAIT, 2) == first


def test_a_changed_number_starts_afresh_and_tidying_removes_the_stale_run(tmp_path: Path) -> None:
    done(Shelf(tmp_path / "runs", FAKE), Wanted("today", recipe(tmp_path), 1))
    before = stored(tmp_path)
    changed = recipe(tmp_path, mean_min=40.0)
    done(Shelf(tmp_path / "runs", FAKE), Wanted("today", changed, 1))
    assert len(stored(tmp_path)) == 2
    done(Shelf(tmp_path / "runs", FAKE), Wanted("today", changed, 1), tidy=True)
    assert len(stored(tmp_path)) == 1
    assert stored(tmp_path) != before


def test_a_run_that_fails_is_named_and_what_is_finished_is_kept(tmp_path: Path) -> None:
    burning = recipe(tmp_path, fails_in=1)
    with pytest.raises(RunsFailed, match="today, replication 1: ArithmeticError: the clinic burned down"):
        done(Shelf(tmp_path / "runs", FAKE), Wanted("today", burning, 3))
    assert len(stored(tmp_path)) == 1


def test_a_broken_law_of_the_audit_is_told(tmp_path: Path) -> None:
    shelf = done(Shelf(tmp_path / "runs", FAKE), Wanted("today", recipe(tmp_path, overfull=1), 2))
    assert shelf.broken == ["today, replication 1: beds: 9 in 8 beds"]


def test_names_of_arms_become_names_of_folders(tmp_path: Path) -> None:
    done(Shelf(tmp_path / "runs", FAKE), Wanted("gate, 70 % (slips/none)", recipe(tmp_path), 1))
    (folder,) = (tmp_path / "runs" / "runs").iterdir()
    assert folder.name == "gate_70__slips-none"


def test_a_run_knows_what_it_was_made_of(tmp_path: Path) -> None:
    shelf = done(Shelf(tmp_path / "runs", FAKE), Wanted("today", recipe(tmp_path), 1))
    (order,) = shelf.orders
    facts = json.loads((tmp_path / "runs" / order.run.folder / "run.json").read_text())
    assert facts["key"] == order.run.key
    assert facts["ledger"]
    assert order.windows[0].minutes == (28 * 1440.0, 84 * 1440.0)


def test_everything_is_compiled_before_the_first_run_and_what_cannot_be_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    shelf = Shelf(tmp_path / "runs", COMPILING)
    odd = recipe(tmp_path, "odd", refused="odd.py:3: no text")
    shelf.want([Wanted("today", recipe(tmp_path), 2), Wanted("odd", odd, 2)])
    shelf.carry_out(1, tidy=False)
    assert capsys.readouterr().err == "compiling One clinic\n"
    assert caplog.messages == ["odd runs on SimPy, the reference engine, more slowly: odd.py:3: no text"]
    told = [json.loads(path.read_text()) for path in sorted((tmp_path / "runs").rglob("run.json"))]
    assert [one["engine"] for one in told] == ["simpy", "simpy", "compiled", "compiled"]
