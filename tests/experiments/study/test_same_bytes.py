"""The same question gives the same bytes: on any number of workers, after a kill, under any hash seed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.study import compare as studies
from experiments.study import plan as plans
from tests.experiments.fakes import FAKE, county, csvs

STUDY = """
import sys
from pathlib import Path
from experiments.runs.refusals import Interrupted
from experiments.study import compare as studies
from experiments.study import plan as plans
from tests.experiments.fakes import FAKE
studies.write_report = lambda folder, lang: []
plans.code_digest = lambda: "as it was"  # somebody may be editing while tests run
out, workers, resume, reps = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "resume", int(sys.argv[4])
try:
    studies.compare(
        "clinic.json", ["better.json", "slower.json"], reps=reps, workers=workers,
        out=out, resume=resume, machinery=FAKE,
    )
except Interrupted as stopped:
    print(stopped)
    sys.exit(130)
"""
REPS = 6
CSVs = dict[str, bytes]
Process = subprocess.Popen[bytes]


def start(folder: Path, out: str, workers: int, how: str = "fresh", hash_seed: str = "0") -> Process:
    """A study in a process (and process group) of its own."""
    paths = os.pathsep.join([str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-c", STUDY, out, str(workers), how, str(REPS)],
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def here(folder: Path, out: str) -> CSVs:
    """The same study by one worker in this process, resumed if it was begun; its tables."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(studies, "write_report", lambda folder, lang: [])
        patch.setattr(plans, "code_digest", lambda: "as it was")
        overlays = ["better.json", "slower.json"]
        studies.compare("clinic.json", overlays, reps=REPS, workers=1, out=out, resume=True, machinery=FAKE)
    return csvs(folder / out)


def finish(process: Process) -> tuple[int, str]:
    """Wait; exit code and what was said."""
    out, err = process.communicate(timeout=120)
    return process.returncode, (out + err).decode()


def wait_for_runs(folder: Path, count: int) -> None:
    """Until so many runs are finished."""
    due = time.monotonic() + 60
    while len(list(folder.glob("runs/*/[0-9]*/run.json"))) < count:
        assert time.monotonic() < due, "no run was finished within a minute"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county and two overlays, slow enough to be interrupted."""
    folder = tmp_path_factory.mktemp("clinic")
    county(folder, sleep_s=0.1)
    county(folder, "better", effect_min=-5.0)
    county(folder, "slower", effect_min=3.0)
    return folder


@pytest.fixture(scope="module")
def undisturbed(clinic: Path) -> CSVs:
    """The study as one worker finishes it."""
    return here(clinic, "one")


@pytest.mark.long
def test_two_workers_resume_to_the_same_bytes_too(clinic: Path, undisturbed: CSVs) -> None:
    process = start(clinic, "both", workers=2)
    wait_for_runs(clinic / "both", 3)
    os.killpg(process.pid, signal.SIGKILL)
    finish(process)
    assert finish(start(clinic, "both", workers=2, how="resume")) == (0, "")
    assert csvs(clinic / "both") == undisturbed


def test_two_workers_and_another_hash_seed_give_the_same_bytes(clinic: Path, undisturbed: CSVs) -> None:
    assert len(undisturbed) >= 11
    assert finish(start(clinic, "two", workers=2, hash_seed="4711")) == (0, "")
    assert csvs(clinic / "two") == undisturbed


def test_a_killed_study_resumes_to_the_same_bytes(clinic: Path, undisturbed: CSVs) -> None:
    process = start(clinic, "killed", workers=2)
    wait_for_runs(clinic / "killed", 3)
    os.killpg(process.pid, signal.SIGKILL)
    finish(process)
    done = {path: path.stat().st_mtime_ns for path in (clinic / "killed").glob("runs/*/[0-9]*/run.json")}
    assert 3 <= len(done) < 3 * REPS
    assert not (clinic / "killed/summary.csv").exists()
    assert here(clinic, "killed") == undisturbed
    assert {path: path.stat().st_mtime_ns for path in done} == done, "a finished run was done again"


def test_a_study_whose_parent_alone_is_killed_can_be_resumed(clinic: Path, undisturbed: CSVs) -> None:
    process = start(clinic, "orphans", workers=2)
    wait_for_runs(clinic / "orphans", 2)
    process.kill()
    process.wait()
    resumed = here(clinic, "orphans")
    os.killpg(process.pid, signal.SIGKILL) if _lives(process.pid) else None
    process.communicate()
    assert resumed == undisturbed


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(("how", "workers"), [(signal.SIGINT, 2), (signal.SIGTERM, 1)])
def test_an_interrupted_study_says_what_it_kept_and_resumes(
    clinic: Path, undisturbed: CSVs, how: signal.Signals, workers: int
) -> None:
    process = start(clinic, f"stopped{workers}", workers=workers)
    wait_for_runs(clinic / f"stopped{workers}", 2)
    os.killpg(process.pid, how) if how is signal.SIGINT else process.send_signal(how)
    code, said = finish(process)
    assert code in (130, -signal.SIGINT), said  # both are 130 to a shell
    assert "of 18 runs are finished and kept" in said
    assert "Traceback" not in said.partition("Process-")[0]  # a worker that is just starting may say its last word
    assert here(clinic, f"stopped{workers}") == undisturbed


def test_a_changed_input_starts_afresh(clinic: Path, undisturbed: CSVs) -> None:
    before = {path.name for path in (clinic / "one/runs/better").iterdir()}
    old = (clinic / "better.json").read_text()
    county(clinic, "better", effect_min=-4.0)
    changed = here(clinic, "one")
    (clinic / "better.json").write_text(old)
    after = {path.name for path in (clinic / "one/runs/better").iterdir()}
    assert len(after) == REPS
    assert not after & before
    assert changed["differences.csv"] != undisturbed["differences.csv"]
