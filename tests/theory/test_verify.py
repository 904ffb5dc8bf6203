"""The engine on textbook queues (3 % standard error here, 1 % with ``tiercare verify --full``), and the judge."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from experiments.theory.formulas import FORMULAS, NoAnswer, exact
from experiments.theory.verify import REPLICATIONS, THEORY, check_scenario, failures, judge, same_number
from experiments.theory.waves import wave
from sim.engine import simulate
from sim.scenario.load import load
from sim.scenario.scenario import Scenario
from sim.scenario.study import Expect

FILES = sorted(THEORY.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_engine_lands_on_the_textbook(path: Path) -> None:
    checks = check_scenario(path)
    assert checks
    assert failures(checks) == []
    assert all(check.standard_error <= 0.03 * abs(check.exact) for check in checks)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_written_is_what_the_formula_gives(path: Path) -> None:
    scenario = load(path)
    assert scenario.expect
    for line in scenario.expect:
        assert line.formula in FORMULAS
        assert same_number(line.value, exact(scenario, line)), line


def test_every_theory_of_the_list_has_a_scenario() -> None:
    used = {line.formula for path in FILES for line in load(path).expect}
    assert used == set(FORMULAS)


@pytest.fixture(scope="module")
def mmc() -> Scenario:
    return load(THEORY / "mmc.yaml")


def verdict(mmc: Scenario, value: float, written: float, runs: np.ndarray) -> str:
    line = Expect(measure="use", at="clinic", value=written, formula="erlang_c")
    return judge(mmc, THEORY / "mmc.yaml", line, value, runs, 0.03, 1.0).verdict


def test_the_judge_passes_what_chance_explains_and_fails_what_it_does_not(mmc: Scenario) -> None:
    runs = 0.5 + 0.01 * np.linspace(-1.0, 1.0, REPLICATIONS)
    assert verdict(mmc, 0.5, 0.5, runs) == "passed"
    assert verdict(mmc, 0.5, 0.5, runs + 0.02) == "failed"


def test_the_judge_wants_precision_and_a_value_without_misprint(mmc: Scenario) -> None:
    runs = 0.5 + 0.2 * np.linspace(-1.0, 1.0, REPLICATIONS)
    assert verdict(mmc, 0.5, 0.5, runs) == "imprecise"
    assert verdict(mmc, 0.5, 0.51, 0.5 + 0.01 * np.linspace(-1.0, 1.0, REPLICATIONS)) == "misprinted"


def test_the_judge_declares_one_false_alarm_in_a_thousand(mmc: Scenario) -> None:
    luck = np.random.default_rng(1).normal(0.5, 0.01, size=(20_000, REPLICATIONS))
    alarms = sum(verdict(mmc, 0.5, 0.5, runs) == "failed" for runs in luck)
    assert 5 < alarms < 40


@pytest.mark.parametrize(
    ("written", "value", "same"),
    [(0.13037, 0.130371, True), (0.13037, 0.130377, False), (4.0, 4.0, True), (4.0, 4.2, False), (20.0, 20.0, True)],
)
def test_a_written_number_is_right_to_its_last_digit(written: float, value: float, same: bool) -> None:
    assert same_number(written, value) is same


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ({"measure": "use", "formula": "erlang_z"}, "no formula is called 'erlang_z'"),
        ({"measure": "use", "at": "nowhere", "formula": "erlang_c"}, "needs a station: at: one of clinic"),
        ({"measure": "visits", "at": "clinic", "formula": "erlang_c"}, "says nothing of visits"),
        ({"measure": "gave_up_share", "at": "clinic", "formula": "erlang_a"}, "nobody gives up there"),
        ({"measure": "wave_lag_h", "at": "clinic", "formula": "infinite_servers"}, "one stream with a sine rate"),
        ({"measure": "use", "formula": "jackson"}, "of the whole network jackson gives"),
    ],
)
def test_a_formula_that_does_not_apply_says_so(mmc: Scenario, line: dict[str, str], says: str) -> None:
    with pytest.raises(NoAnswer, match=says):
        exact(mmc, Expect(value=1.0, **line))


def test_a_wave_is_found_to_the_minute_where_it_is_known(tmp_path: Path) -> None:
    text = (THEORY / "sine_arrivals.yaml").read_text(encoding="utf-8")
    text = text.replace("{kind: exponential, mean: 2 h}", "{kind: fixed, value: 1 h}").replace("/h", "0/h")
    path = tmp_path / "wave.yaml"
    path.write_text(text, encoding="utf-8")
    amplitude, lag_h = wave(simulate(load(path)), "ward", 1440.0)
    assert lag_h == pytest.approx(0.5, abs=0.05)  # a fixed hour follows by half an hour
    assert amplitude == pytest.approx(60 * 2 * 24 / np.pi / 2 * np.sin(np.pi / 24), rel=0.02)
