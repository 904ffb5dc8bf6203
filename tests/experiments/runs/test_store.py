"""Runs are stored whole or not at all, and a folder belongs to one study and one writer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from experiments.runs import atomic
from experiments.runs.refusals import BusyFolder, NotAStudyFolder
from experiments.runs.store import RunId, RunRecord, Study, csv_bytes, has_run, load_run, save_run

RUN = RunId("today", 3, "abcdef0123456789ff")
RECORD = RunRecord({"measures": pd.DataFrame({"value": [0.1 + 0.2, float("nan")]})}, {"wall_s": 1.5})


def test_a_run_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    assert save_run(tmp_path, RUN, RECORD)
    found = load_run(tmp_path, RUN)
    pd.testing.assert_frame_equal(found.tables["measures"], RECORD.tables["measures"], check_exact=True)
    assert found.facts == {"wall_s": 1.5, "key": RUN.key}


def test_a_run_with_another_key_is_another_run(tmp_path: Path) -> None:
    save_run(tmp_path, RUN, RECORD)
    assert has_run(tmp_path, RUN)
    assert not has_run(tmp_path, RunId("today", 3, "f" * 18))
    assert not has_run(tmp_path, RunId("today", 4, RUN.key))


def test_two_workers_that_finish_the_same_run_leave_one(tmp_path: Path) -> None:
    assert save_run(tmp_path, RUN, RECORD)
    assert not save_run(tmp_path, RUN, RECORD)
    assert [path.name for path in (tmp_path / "runs/today").iterdir()] == ["0003-abcdef0123456789"]


def test_a_run_that_fails_while_it_is_stored_leaves_nothing(tmp_path: Path) -> None:
    def full_disk(_: Path) -> None:
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        save_run(tmp_path, RUN, RECORD, keep=full_disk)
    assert not has_run(tmp_path, RUN)
    assert not list((tmp_path / "runs/today").iterdir())


KILLED_WHILE_STORING = """
import time
from pathlib import Path
from experiments.runs.store import RunId, RunRecord, save_run
def slow(folder):
    folder.mkdir()
    (folder / "half.parquet").write_bytes(b"half")
    print("storing", flush=True)
    time.sleep(60)
save_run(Path("."), RunId("today", 3, "abcdef0123456789ff"), RunRecord({}), keep=slow)
"""


def test_a_run_killed_while_it_is_stored_does_not_exist(tmp_path: Path) -> None:
    worker = subprocess.Popen([sys.executable, "-c", KILLED_WHILE_STORING], cwd=tmp_path, stdout=subprocess.PIPE)
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"storing\n"
    worker.kill()
    worker.wait()
    worker.stdout.close()
    assert not has_run(tmp_path, RUN)
    Study(tmp_path, resume=True).__exit__()
    assert not [path for path in (tmp_path / "runs").rglob("*") if path.name.endswith(".part")]


def test_a_file_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "summary.csv"
    atomic.write_file(target, b"old")
    atomic.write_file(target, b"new")
    assert target.read_bytes() == b"new"
    assert [path.name for path in target.parent.iterdir()] == ["summary.csv"]


def test_a_fresh_start_removes_what_a_study_wrote_and_nothing_else(tmp_path: Path) -> None:
    with Study(tmp_path) as study:
        study.write_json("manifest.json", {})
        study.write_table("summary.csv", pd.DataFrame({"a": [1]}))
    save_run(tmp_path, RUN, RECORD)
    (tmp_path / "my notes.txt").write_text("keep me")
    with Study(tmp_path):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == [".tiercare", "my notes.txt"]


def test_resuming_keeps_finished_runs(tmp_path: Path) -> None:
    save_run(tmp_path, RUN, RECORD)
    with Study(tmp_path, resume=True) as study:
        assert study.has(RUN)


def test_runs_of_other_inputs_are_forgotten(tmp_path: Path) -> None:
    other = RunId("today", 4, "0" * 18)
    save_run(tmp_path, RUN, RECORD)
    save_run(tmp_path, other, RECORD)
    with Study(tmp_path, resume=True) as study:
        assert study.forget_others({RUN.folder}) == 1
        assert study.has(RUN)
        assert not study.has(other)


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(NotAStudyFolder, match="holds other files"):
        Study(tmp_path)
    assert (tmp_path / "thesis.docx").read_text() == "years of work"
    with pytest.raises(NotAStudyFolder, match="is a file"):
        Study(tmp_path / "thesis.docx")


def test_a_folder_that_cannot_be_made_is_refused_in_a_sentence() -> None:
    with pytest.raises(NotAStudyFolder, match=r"cannot be written .*--out"):
        Study(Path("/dev/null/study"))


def test_two_studies_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with Study(tmp_path), pytest.raises(BusyFolder, match="another tiercare"):
        Study(tmp_path)
    with Study(tmp_path):
        pass


def test_a_killed_study_lets_go_of_its_folder(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import time;from pathlib import Path;from experiments.runs.store import Study;"
            "s=Study(Path('.'));print('has it',flush=True);time.sleep(60)",
        ],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"has it\n"
    with pytest.raises(BusyFolder):
        Study(tmp_path)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    time.sleep(0.05)
    Study(tmp_path).__exit__()


def test_csv_writes_every_digit_and_leaves_unknowns_empty() -> None:
    table = pd.DataFrame({"a": [0.1 + 0.2, float("nan")], "n": pd.array([3, None], dtype="Int64"), "b": ["县", ""]})
    assert csv_bytes(table) == "a,n,b\n0.30000000000000004,3,县\n,,\n".encode()
