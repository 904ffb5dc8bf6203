"""What a stored run is known by: files, versions, and the code that can change a stored number."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from experiments.runs import SEED, provenance
from experiments.runs.provenance import RUN_TABLES
from experiments.study.design import StudyFile
from sim.engine import DEFAULT_SEED
from tests.house.modules import ROOT, modules

KEEPS_WHAT_IT_IS_GIVEN = ("store", "atomic", "refusals", "engines", "intervals", "measured_names")
"""Files behind one run that put no number into its tables (intervals: only the drift of many runs asks for them;
engines: whichever runs, the ledger is the same; measured_names: what does not exist is refused before the run)."""


def test_names_of_files_are_seen_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text("a")
    monkeypatch.chdir(tmp_path)
    assert list(provenance.input_hashes([tmp_path / "a.yaml"])) == ["a.yaml"]


def test_a_hash_does_not_depend_on_the_order_of_keys() -> None:
    assert provenance.sha256_of_json({"a": 1, "b": [2]}) == provenance.sha256_of_json({"b": [2], "a": 1})
    assert provenance.sha256_of_json({"a": 1}) != provenance.sha256_of_json({"a": 2})


def test_every_file_that_can_change_a_stored_number_is_hashed() -> None:
    """What one run imports, and what that imports, within this package."""
    behind, ahead = set(), {"experiments.runs.one_run"}
    while ahead:
        name = ahead.pop()
        behind.add(name)
        ahead |= {t for t, _ in modules()[name].imports if t.startswith("experiments.")} - behind
    files = {modules()[name].path for name in behind if modules()[name].path.name != "__init__.py"}
    here = Path(provenance.__file__).parent
    assert {path for path in files if path.stem not in KEEPS_WHAT_IT_IS_GIVEN} == {here / name for name in RUN_TABLES}


@pytest.fixture
def digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house of one file each, as if it were the project's."""
    for file in ("sim/a.py", *(f"experiments/runs/{name}" for name in (*RUN_TABLES, "store.py", "provenance.py"))):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(file)
    monkeypatch.setattr(sim, "__file__", str(tmp_path / "sim/__init__.py"))
    monkeypatch.setattr(provenance, "__file__", str(tmp_path / "experiments/runs/provenance.py"))
    return tmp_path


@pytest.mark.parametrize("file", ["sim/a.py", "sim/new/b.py", *(f"experiments/runs/{name}" for name in RUN_TABLES)])
def test_whoever_edits_what_makes_a_number_finds_no_old_run(digest: Path, file: str) -> None:
    before = provenance.code_digest.__wrapped__()
    (digest / file).parent.mkdir(exist_ok=True)
    (digest / file).write_text("edited")
    assert provenance.code_digest.__wrapped__() != before


def test_whoever_edits_how_runs_are_stored_keeps_them(digest: Path) -> None:
    before = provenance.code_digest.__wrapped__()
    (digest / "experiments/runs/store.py").write_text("edited")
    assert provenance.code_digest.__wrapped__() == before


def test_a_file_that_is_gone_is_not_passed_over(digest: Path) -> None:
    (digest / "experiments/runs" / RUN_TABLES[0]).unlink()
    with pytest.raises(FileNotFoundError):
        provenance.code_digest.__wrapped__()


def test_the_lock_file_is_found_from_here() -> None:
    assert provenance.lock_digest() == provenance.sha256_of(ROOT / "requirements.lock")


def test_every_way_of_asking_begins_with_the_same_seed() -> None:
    assert SEED == DEFAULT_SEED == StudyFile.model_fields["seed"].default
