"""Which engine an arm runs on: settled once, said once, and no part of what a run is known by."""

from __future__ import annotations

import dataclasses
import logging
from pathlib import Path
from typing import Any, get_args

import pytest

from experiments.runs.engines import AUTO, NAMES, Chosen, Engines, ran_on, ran_together
from experiments.runs.one_run import Order, Shelf, perform, the_county
from experiments.runs.progress import note
from experiments.runs.refusals import BadStudy
from experiments.runs.store import load_run
from experiments.study.manifest import Question
from experiments.study.plan import Plan, plan
from sim import load
from sim.engine.simulate import Engine
from tests.experiments.fakes import COMPILING, FAKE, county
from tests.house.modules import ROOT

WHY = "worded.py:17: only numbers, no text"


def clinic(folder: Path, **numbers: Any) -> Any:
    """A clinic, loaded."""
    return FAKE.load(county(folder, **numbers))


def of_clinic(folder: Path, **numbers: Any) -> Plan:
    """A study of one clinic."""
    return plan(Question("run", county(folder, **numbers), (), {}, 7, 2, {}), COMPILING)


def first_order(ready: Plan) -> Order:
    """The first run of a study."""
    return ready.orders(1)[0]


def test_the_words_are_those_of_simulate() -> None:
    assert set(NAMES) == set(get_args(Engine))


def test_another_word_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(BadStudy, match="--engine fast: expected auto, simpy or compiled"):
        Engines("fast", FAKE, print)


def test_an_arm_that_compiles_keeps_what_was_asked(tmp_path: Path) -> None:
    said: list[str] = []
    for asked in ("auto", "compiled"):
        assert Engines(asked, COMPILING, said.append).settle("today", clinic(tmp_path)) == (asked, "")
    assert said == ["compiling One clinic"] * 2


def test_simpy_waits_for_no_compiler(tmp_path: Path) -> None:
    said: list[str] = []
    assert Engines("simpy", COMPILING, said.append).settle("today", clinic(tmp_path, refused=WHY)) == ("simpy", "")
    assert said == []


def test_auto_falls_back_and_says_why_once_per_arm(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    scenario, engines = clinic(tmp_path, refused=WHY), Engines("auto", COMPILING, print)
    with caplog.at_level(logging.WARNING, "tiercare"):
        found = [engines.settle(arm, scenario) for arm in ("today", "gate", "today")]
    assert found == [Chosen("simpy", WHY)] * 3
    assert caplog.messages == [
        f"{arm} runs on SimPy, the reference engine, more slowly: {WHY}" for arm in ("today", "gate")
    ]


def test_who_insists_on_the_compiled_engine_is_told_where_and_why(tmp_path: Path) -> None:
    with pytest.raises(BadStudy) as refused:
        Engines("compiled", COMPILING, print).settle("gate", clinic(tmp_path, refused=WHY))
    assert str(refused.value).startswith(f"gate cannot be compiled: {WHY}.")
    assert "--engine auto" in str(refused.value)


def test_a_run_is_known_by_the_same_key_whatever_engine(tmp_path: Path) -> None:
    ready = of_clinic(tmp_path)
    keys = {first_order(ready.on(Engines(asked, FAKE, print))).run.key for asked in NAMES}
    assert keys == {first_order(ready).run.key}
    assert first_order(ready).chosen == AUTO


def test_what_is_stored_of_a_run_says_which_engine_did_it(tmp_path: Path) -> None:
    for number, (asked, did) in enumerate([("auto", "compiled"), ("simpy", "simpy")]):
        order = first_order(of_clinic(tmp_path).on(Engines(asked, FAKE, print)))
        assert not perform(order, tmp_path / str(number), FAKE, Shelf()).error
        facts = load_run(tmp_path / str(number), order.run).facts
        assert (facts["engine"], facts["why_simpy"]) == (did, "")


def test_the_reason_is_stored_with_the_run(tmp_path: Path) -> None:
    order = first_order(of_clinic(tmp_path, refused=WHY).on(Engines("auto", COMPILING, print)))
    assert not perform(order, tmp_path, FAKE, Shelf()).error
    facts = load_run(tmp_path, order.run).facts
    assert (facts["engine"], facts["why_simpy"]) == ("simpy", WHY)


def test_engines_of_an_arm_are_counted_with_the_reasons() -> None:
    facts = [{"engine": "compiled", "why_simpy": ""}, {"engine": "simpy", "why_simpy": WHY}]
    facts += [{"engine": "simpy", "why_simpy": WHY}, {"engine": "simpy", "why_simpy": ""}]
    assert ran_on(facts) == {"runs": {"compiled": 1, "simpy": 3}, "why_simpy": [WHY]}
    assert ran_on([]) == {"runs": {}, "why_simpy": []}


def test_engines_of_several_studies_are_added_up_arm_by_arm() -> None:
    first = {"today": {"runs": {"simpy": 2}, "why_simpy": []}, "odd": {"runs": {"simpy": 1}, "why_simpy": [WHY]}}
    second = {"today": {"runs": {"compiled": 3, "simpy": 1}, "why_simpy": []}, "odd": first["odd"]}
    assert ran_together([first, second]) == {
        "today": {"runs": {"compiled": 3, "simpy": 3}, "why_simpy": []},
        "odd": {"runs": {"simpy": 2}, "why_simpy": [WHY]},
    }
    assert first["today"]["runs"] == {"simpy": 2}, "what is added up stays as it was"


def test_a_note_is_one_line_beside_the_numbers_and_none_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    note("compiling")
    note("compiling", quiet=True)
    assert capsys.readouterr() == ("", "compiling\n")


def test_the_real_machinery_makes_a_network_of_stations_ready() -> None:
    machinery, said = the_county(), []
    scenario = load(sorted((ROOT / "scenarios/theory").glob("*.yaml"))[0])
    assert machinery.make_ready(scenario, said.append) == ""
    said.clear()
    assert machinery.make_ready(scenario, said.append) == ""
    assert said == [], "what is in the cache is not announced"


def test_an_order_without_a_word_runs_on_any_engine(tmp_path: Path) -> None:
    order = dataclasses.replace(first_order(of_clinic(tmp_path)), chosen=AUTO)
    assert not perform(order, tmp_path, FAKE, Shelf()).error
