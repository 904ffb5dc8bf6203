"""A file that was damaged, or cannot be written, costs time and nothing else."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from sim.kept import sealed


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(sealed, "cache_folder", lambda: tmp_path)
    return []


def asked(made: list[str]) -> bytes:
    def make() -> bytes:
        made.append("made")
        return b"what was dear to make"

    return sealed.kept("tiercare_thing.o", make)


def test_it_is_made_once(made: list[str]) -> None:
    assert {asked(made) for _ in range(3)} == {b"what was dear to make"}
    assert len(made) == 1


@pytest.mark.parametrize("keep", [0, 10, 32, 40, 52])
def test_what_was_cut_off_is_made_again(keep: int, made: list[str], tmp_path: Path) -> None:
    asked(made)
    path = tmp_path / "tiercare_thing.o"
    path.write_bytes(path.read_bytes()[:keep])
    assert asked(made) == b"what was dear to make"
    assert len(made) == 2


def test_what_was_changed_in_one_place_is_made_again(made: list[str], tmp_path: Path) -> None:
    asked(made)
    path = tmp_path / "tiercare_thing.o"
    content = bytearray(path.read_bytes())
    content[45] ^= 1
    path.write_bytes(content)
    assert asked(made) == b"what was dear to make"
    assert len(made) == 2


def test_on_a_full_disk_it_is_made_for_this_process_alone(
    made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as half:
            half.write(content[:5])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert asked(made) == b"what was dear to make"
    assert [path.name for path in tmp_path.iterdir()] == ["tiercare_thing.lock"], "and nothing half written"


def test_where_nothing_may_be_written_not_even_a_lock_it_is_made_all_the_same(
    made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "cache_folder", lambda: tmp_path / "nowhere")
    assert asked(made) == b"what was dear to make"
