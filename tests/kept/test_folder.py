"""Where things are kept: in a folder that can be written, and the same one at every start."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from sim.kept import folder

found = folder.cache_folder.__wrapped__


@pytest.fixture(autouse=True)
def _temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.mark.parametrize("below", ["plain", "with a space", "县 域", "not/there/yet"])
def test_it_lies_where_the_user_says(below: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIERCARE_CACHE", str(tmp_path / below))
    assert found() == tmp_path / below / "tiercare"
    assert found().is_dir()


def test_a_folder_named_from_here_is_found_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIERCARE_CACHE", "mine")
    assert found() == tmp_path / "mine" / "tiercare"


def test_where_it_cannot_be_it_gives_way_to_one_that_workers_and_later_starts_find(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TIERCARE_CACHE", str(tmp_path / "file"))
    first = found()
    assert os.environ["TIERCARE_CACHE"] == str(first.parent)
    assert found() == first, "a worker"
    monkeypatch.setenv("TIERCARE_CACHE", str(tmp_path / "file"))
    assert found() == first, "a later start"
    assert first.parent.stat().st_mode & 0o077 == 0, "nobody else writes what is run from there"


def test_a_temporary_folder_that_others_may_write_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = tmp_path / f"tiercare-{os.getuid()}"
    theirs.mkdir()
    theirs.chmod(0o777)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TIERCARE_CACHE", str(tmp_path / "file"))
    assert found().parent != theirs


def test_what_nobody_has_opened_for_a_month_leaves_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "cache_folder", lambda: tmp_path)
    for name in ("tiercare_walks_old.o", "tiercare_walks_new.o", "of somebody else"):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (0.0, 0.0) if "new" not in name else None)
    folder.forget_old()
    assert {path.name for path in tmp_path.iterdir()} == {"tiercare_walks_new.o", "of somebody else"}
