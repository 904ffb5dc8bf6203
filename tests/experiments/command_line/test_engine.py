"""``--engine`` as it is typed: the same numbers from each, a reason where one cannot, and nothing written in vain."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from experiments.command_line.app import app
from experiments.study import compare as studies
from experiments.theory.verify import Checked
from tests.experiments.command_line.test_commands import CLINIC, DOCTOR, ROOT
from tests.experiments.fakes import csvs

WORDED = '''"""Decides by a word, which no engine but SimPy can run."""

from __future__ import annotations

from typing import Literal

from sim.policies.referral import KEEP, Referral

NAMES = {0: "village", 1: "township", 2: "county"}


class Worded(Referral):
    """Decides by the name of the tier. Source: none, it is a test."""

    kind: Literal["worded"] = "worded"

    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float) -> int:
        """By a word."""
        name = NAMES.get(tier, "")
        return 2 if name == "village" and judged_beyond == 1 else KEEP
'''
LINE = 1 + WORDED.splitlines().index('        name = NAMES.get(tier, "")')
OVERLAY = "overlay: {title: By a word, source: none}\npolicies: {referral: {kind: worded}}\n"
SHORT = ("--set", "calendar.warm_up=1 weeks", "--set", "calendar.measure=1 weeks", "--workers", "1")
COMPARE = ("compare", "scenarios/hamlet.yaml", "--with", "worded.yaml", "--reps", "2", *SHORT, "--lang", "en")


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a clinic and a policy, in which the commands are typed; pages have tests of their own."""
    (tmp_path / "clinic.yaml").write_text(CLINIC, encoding="utf-8")
    (tmp_path / "doctor.yaml").write_text(DOCTOR, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(studies, "write_report", lambda folder, lang: [])
    return tmp_path


def typed(*words: str) -> Result:
    """Type a command."""
    return CliRunner().invoke(app, list(words))


def test_run_and_compare_write_the_same_tables_on_each_engine(clinic: Path) -> None:
    for words in (("run", "clinic.yaml"), ("compare", "clinic.yaml", "--with", "doctor.yaml")):
        for engine in ("auto", "simpy", "compiled"):
            out = f"{words[0]}_{engine}"
            found = typed(*words, "--reps", "2", "--workers", "1", "--engine", engine, "--out", out)
            assert found.exit_code == 0, found.output
        tables = [csvs(clinic / f"{words[0]}_{engine}") for engine in ("auto", "simpy", "compiled")]
        assert tables[0] == tables[1] == tables[2]


def test_targets_and_sweep_take_the_option_too(clinic: Path) -> None:
    (clinic / "grid.yaml").write_text(
        "title: How many?\ncounty: clinic.yaml\narms: {today: []}\n"
        "factors: {demand: {set: arrivals.patients.rate, times: [0.5]}}\nreplications: 1\n",
        encoding="utf-8",
    )
    ask = ("targets", "clinic.yaml", "--reps", "1", "--workers", "1", "--out", "t")
    assert typed(*ask, "--engine", "simpy").exit_code == 0
    assert typed("sweep", "grid.yaml", "--workers", "1", "--out", "s", "--engine", "simpy").exit_code == 0
    for path in (clinic / "t", next((clinic / "s/points").iterdir())):
        made = json.loads((path / "manifest.json").read_text(encoding="utf-8"))["made"]
        assert made["engines"]["today"]["runs"] == {"simpy": 1}


def test_a_patients_story_is_the_same_on_each_engine(clinic: Path) -> None:
    told = {typed("trace", "clinic.yaml", "--patient", "3", "--engine", e).stdout for e in ("simpy", "compiled")}
    assert len(told) == 1
    assert told.pop().startswith("Patient 3")


def test_explain_names_the_engine_whose_cost_it_measured(clinic: Path) -> None:
    for engine in ("simpy", "compiled"):
        pages = json.loads(typed("explain", "clinic.yaml", "--engine", engine, "--json").stdout)
        assert {"": engine} in pages[-1]["rows"], pages[-1]


def test_verify_hands_the_engine_on(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    right = Checked("clinic", "wait_mean_min", "", 0.5, 0.5, 0.51, 0.01, 1.0, "passed", 20, 57.0)

    def verify(*_: object, engines: object, **__: object) -> list[Checked]:
        asked.append(engines)
        return [right]

    monkeypatch.setattr("experiments.theory.verify.verify", verify)
    assert typed("verify", "clinic.yaml", "--engine", "simpy").exit_code == 0
    assert asked == [{"clinic": "simpy"}]


@pytest.mark.parametrize("command", ["run", "compare", "targets", "trace", "explain", "verify"])
def test_another_word_ends_with_2_says_what_is_allowed_and_writes_nothing(clinic: Path, command: str) -> None:
    before = sorted(clinic.rglob("*"))
    more = ("--with", "doctor.yaml") if command == "compare" else ()
    found = typed(command, "clinic.yaml", *more, "--engine", "fast")
    assert found.exit_code == 2, found.output
    assert "--engine fast: expected auto, simpy or compiled" in found.stderr
    assert sorted(clinic.rglob("*")) == before


SHELL = """
import json, sys
from typer.testing import CliRunner
from experiments.command_line.app import app
from experiments.study import compare as studies
studies.write_report = lambda folder, lang: []  # pages have tests of their own
for words in json.loads(sys.argv[1]):
    found = CliRunner().invoke(app, words)
    print(json.dumps({"code": found.exit_code, "err": found.stderr}))
"""
TRACE = ("trace", "scenarios/hamlet.yaml", "--with", "worded.yaml")
REFUSED = [((*COMPARE, "--engine", "compiled"), "worded"), ((*TRACE, "--engine", "compiled"), "hamlet")]


@pytest.fixture(scope="module")
def worded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the hamlet and a policy of one's own that cannot be compiled."""
    folder = tmp_path_factory.mktemp("worded")
    (folder / "mine").mkdir()
    (folder / "mine/worded.py").write_text(WORDED, encoding="utf-8")
    (folder / "worded.yaml").write_text(OVERLAY, encoding="utf-8")
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    return folder


@pytest.fixture(scope="module")
def said(worded: Path) -> list[dict[str, Any]]:
    """How commands end, typed one after the other in a process that knows the policy."""
    asked = [list(words) for words, _ in REFUSED] + [[*COMPARE, "--out", "x"]]
    done = subprocess.run(
        [sys.executable, "-c", SHELL, json.dumps(asked)],
        cwd=worded,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TIERCARE_POLICIES": str(worded / "mine")},
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    lines[-1]["err"] += done.stderr  # where the log goes
    return lines


@pytest.mark.parametrize("nth", range(len(REFUSED)))
def test_a_policy_that_cannot_be_compiled_is_named_with_file_line_and_reason(
    said: list[dict[str, Any]], worded: Path, nth: int
) -> None:
    found, (words, arm) = said[nth], REFUSED[nth]
    assert found["code"] == 2, found["err"]
    assert found["err"].startswith(f"{arm} cannot be compiled: worded.py:{LINE}: "), found["err"]
    assert "only numbers, no text" in found["err"]
    assert "Traceback" not in found["err"]
    assert not (worded / "results").exists(), f"{words[0]} wrote something"


def test_by_itself_such_an_arm_runs_on_simpy_and_one_line_says_why(said: list[dict[str, Any]], worded: Path) -> None:
    found = said[-1]
    assert found["code"] == 0, found["err"]
    lines = [line for line in found["err"].splitlines() if "SimPy" in line]
    assert len(lines) == 1
    assert lines[0].startswith(f"worded runs on SimPy, the reference engine, more slowly: worded.py:{LINE}: ")
    engines = json.loads((worded / "x/manifest.json").read_text(encoding="utf-8"))["made"]["engines"]
    assert engines["today"] == {"runs": {"compiled": 2}, "why_simpy": []}
    assert engines["worded"]["runs"] == {"simpy": 2}
    assert engines["worded"]["why_simpy"][0].startswith(f"worded.py:{LINE}: ")
