"""Many runs: the finished ones are not done again, the first error stops, signals are as before."""

from __future__ import annotations

import dataclasses
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from experiments.runs import progress, replicate
from experiments.runs.one_run import Machinery, Order, Shelf, perform
from experiments.runs.refusals import Interrupted
from experiments.runs.replicate import run_all
from experiments.runs.store import has_run, load_run
from experiments.study.manifest import Question
from experiments.study.plan import plan
from tests.experiments.fakes import FAKE, county


class Counted:
    """A bar that remembers what it was told."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.total, self.done = 0, 0

    def expect(self, total: int, done: int = 0) -> None:
        """So many runs."""
        self.total, self.done = total, done

    def step(self) -> None:
        """One more."""
        self.done += 1


def orders(folder: Path, reps: int = 3, **numbers: Any) -> list[Order]:
    """Runs of one arm."""
    question = Question("run", county(folder, **numbers), (), {}, 7, reps, {})
    return plan(question, FAKE).orders(reps)


def test_a_file_that_was_edited_between_two_studies_is_read_again(tmp_path: Path) -> None:
    """In one process, as somebody works who asks from a notebook."""
    waits = []
    for mean_min in (10.0, 30.0):
        (order,) = orders(tmp_path, 1, mean_min=mean_min)
        assert not run_all([order], tmp_path / "study", FAKE)[0].error
        waits.append(load_run(tmp_path / "study", order.run).tables["measures"]["value"].iloc[0])
    assert waits[1] - waits[0] > 15.0


def test_a_file_that_is_edited_while_the_study_runs_ends_it(tmp_path: Path) -> None:
    asked = orders(tmp_path, 2)
    county(tmp_path, mean_min=99.0)
    (told,) = run_all(asked, tmp_path / "study", FAKE)
    assert "clinic.json or what is laid over it was changed while the study ran" in told.error
    assert not has_run(tmp_path / "study", told.run)


def test_finished_runs_are_not_done_again(tmp_path: Path) -> None:
    first, bar = orders(tmp_path), Counted()
    assert len(run_all(first[:2], tmp_path, FAKE)) == 2
    assert [report.run.replication for report in run_all(first, tmp_path, FAKE, bar=bar)] == [2]
    assert (bar.total, bar.done) == (3, 3)


def test_after_an_error_no_more_runs_are_begun(tmp_path: Path) -> None:
    wanted = orders(tmp_path, reps=5, fails_in=1)
    reports = run_all(wanted, tmp_path, FAKE)
    assert [report.error[:15] for report in reports] == ["", "ArithmeticError"]
    assert "line" in reports[1].error, "where it happened is part of the message"
    assert [has_run(tmp_path, order.run) for order in wanted] == [True, False, False, False, False]


def test_a_failed_check_does_not_stop_the_others(tmp_path: Path) -> None:
    reports = run_all(orders(tmp_path, overfull=0), tmp_path, FAKE)
    assert [report.failed_checks for report in reports] == [("beds: 9 in 8 beds",), (), ()]


def test_ctrl_c_keeps_what_is_finished_and_counts_it(tmp_path: Path) -> None:
    def simulate(scenario: Any, replication: int, seed: int, engine: str) -> Any:
        if replication == 2:
            raise KeyboardInterrupt
        return FAKE.simulate(scenario, replication=replication, seed=seed)

    with pytest.raises(Interrupted, match="2 of 4 runs are finished and kept"):
        run_all(orders(tmp_path, reps=4), tmp_path, dataclasses.replace(FAKE, simulate=simulate))


def test_a_polite_kill_is_taken_like_ctrl_c_and_handlers_come_back(tmp_path: Path) -> None:
    def simulate(scenario: Any, replication: int, seed: int, engine: str) -> Any:
        signal.raise_signal(signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    with pytest.raises(Interrupted):
        run_all(orders(tmp_path), tmp_path, dataclasses.replace(FAKE, simulate=simulate))
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_runs_may_be_done_in_a_thread_that_gets_no_signals(tmp_path: Path) -> None:
    found: list[int] = []
    wanted = orders(tmp_path)
    thread = threading.Thread(target=lambda: found.append(len(run_all(wanted, tmp_path, FAKE))))
    thread.start()
    thread.join()
    assert found == [3]


def test_a_scenario_is_read_once_for_all_replications(tmp_path: Path) -> None:
    loads: list[Any] = []

    def load(*args: Any, **kwargs: Any) -> Any:
        loads.append(args)
        return FAKE.load(*args, **kwargs)

    shelf, machinery = Shelf(), dataclasses.replace(FAKE, load=load)
    for order in orders(tmp_path):
        assert not perform(order, tmp_path, machinery, shelf).error
    assert len(loads) == 1


def test_a_shelf_does_not_grow_without_end(tmp_path: Path) -> None:
    shelf = Shelf()
    for number in range(20):
        recipe = dataclasses.replace(orders(tmp_path)[0].recipe, settings=(("spread_min", float(number)),))
        assert shelf.scenario(recipe, FAKE).numbers["spread_min"] == number
    assert len(shelf.loaded) <= 8


def test_what_is_stored_of_a_run_says_how_long_it_took_and_which_ledger_it_was(tmp_path: Path) -> None:
    from experiments.runs.store import load_run

    order = orders(tmp_path)[0]
    report = perform(order, tmp_path, FAKE, Shelf())
    facts = load_run(tmp_path, order.run).facts
    assert facts["key"] == order.run.key
    assert len(facts["ledger"]) == 64
    assert 0 < facts["wall_s"] == pytest.approx(report.wall_s, abs=0.001)


def test_measures_that_somebody_asked_for_stand_beside_the_usual_ones(tmp_path: Path) -> None:
    def measure(ledger: Any, names: Any = None, window: Any = None) -> Any:
        usual = FAKE.measure(ledger, window=window)
        return usual if names is None else usual.assign(group="asked", value=float(len(names))).head(1)

    from experiments.runs.store import load_run

    order = dataclasses.replace(orders(tmp_path)[0], asks=({"measure": "wait_mean_min"},))
    assert not perform(order, tmp_path, dataclasses.replace(FAKE, measure=measure), Shelf()).error
    table = load_run(tmp_path, order.run).tables["measures"]
    assert table["group"].tolist() == ["station=clinic", "", "asked"]


def test_machinery_is_six_functions_and_a_list_of_definitions() -> None:
    assert [field.name for field in dataclasses.fields(Machinery)] == [
        *("load", "simulate", "measure", "audit", "differences", "definitions", "make_ready")
    ]


def test_a_bar_is_silent_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.bar("compare demo") as line:
        line.expect(3)
        line.step()
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_the_bar_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(force_terminal=True, width=120, record=True)
    monkeypatch.setattr(progress, "Console", lambda file: console)
    with progress.bar("compare demo") as line:
        line.expect(3, 1)
        line.step()
    shown = console.export_text()
    assert "compare demo" in shown
    assert "2/3" in shown
    assert "left" in shown


def test_workers_are_as_many_as_this_process_may_use() -> None:
    assert replicate.cores() >= 1
