"""A file that was read before is the same to the last column, and one that changed is read anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.kept import sealed
from sim.scenario import building, pages, source
from sim.scenario.source import Page

ROOT = Path(__file__).resolve().parents[2]
BASE = sorted((ROOT / "scenarios" / "base").glob("*.yaml"))
TEXT = "title: Mine\n" + "".join(f"key_{i}: {{of: '12:30', next: [{i}, 1.5e3, no, 'x']}}\n" for i in range(60))


@pytest.fixture(autouse=True)
def _kept_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(pages, "cache_folder", lambda: tmp_path)


def read(path: Path) -> Page:
    """As another process would read it."""
    return source._read.__wrapped__(path, path.name, 0, path.stat().st_size)


def read_without_parser(path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    with monkeypatch.context() as patch:
        patch.setattr(building, "built", lambda *_: pytest.fail("it was read before"))
        return read(path)


@pytest.mark.parametrize("path", BASE, ids=[path.stem for path in BASE])
def test_what_was_kept_is_what_was_read_with_every_line_and_column(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(path)
    again = read_without_parser(path, monkeypatch)
    assert repr(again.root) == repr(first.root), "values, lines, columns and spelling"
    assert (again.faults, again.whole) == ((), True)


def test_a_changed_byte_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(TEXT)
    read(path)
    path.write_text(TEXT.replace("Mine", "Your"))
    title = read(path).root.child("title")
    assert title is not None
    assert title.value == "Your"


def test_the_same_text_under_another_name_has_that_name_in_its_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(TEXT)
    read(tmp_path / "one.yaml")
    other = read_without_parser(tmp_path / "two.yaml", monkeypatch).root.at(("key_7", "of"))
    assert other is not None
    fault = other.fault("key_7.of", "no")
    assert (fault.file, fault.line) == ("two.yaml", 9)


def test_a_file_with_a_fault_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(TEXT + "key_3: 1\n")
    assert len(read(path).faults) == len(read(path).faults) == 1
    assert list(tmp_path.glob("tiercare_*")) == []


def test_a_page_that_was_damaged_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(TEXT)
    first = read(path)
    (page,) = tmp_path.glob("tiercare_page_*")
    page.write_bytes(page.read_bytes()[:-9])
    assert repr(read(path).root) == repr(first.root)
