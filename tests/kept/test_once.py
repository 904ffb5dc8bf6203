"""Many workers, one compiler: who comes second waits, and finds what the first has made."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

from sim.engine.compiled import module
from sim.kept.folder import cache_folder
from sim.kept.once import alone, write_whole

HOLDS = """
import fcntl, sys, time
with open(sys.argv[1], "a") as door:
    fcntl.flock(door, fcntl.LOCK_EX)
    print("inside", flush=True)
    time.sleep(60)
"""


def test_who_comes_second_goes_in_when_the_first_has_left(tmp_path: Path) -> None:
    told: list[str] = []

    def second() -> None:
        with alone(tmp_path / "pathway.py"):
            told.append("second")

    with alone(tmp_path / "pathway.py"):
        waits = threading.Thread(target=second)
        waits.start()
        time.sleep(0.2)
        told.append("first")
    waits.join(timeout=30)
    assert told == ["first", "second"]


def test_another_file_is_no_reason_to_wait(tmp_path: Path) -> None:
    with alone(tmp_path / "episodes.py"), alone(tmp_path / "walks.py"):
        pass


def test_who_is_killed_lets_go(tmp_path: Path) -> None:
    door = tmp_path / "pathway.lock"
    ask = [sys.executable, "-c", HOLDS, str(door)]
    with subprocess.Popen(ask, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "inside\n"
        holder.kill()
    with alone(tmp_path / "pathway.py"):
        assert door.is_file(), "the very lock that was held"


def test_a_file_is_written_whole_and_leaves_no_draft(tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        write_whole(tmp_path / "pathway.py", content)
        assert (tmp_path / "pathway.py").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["pathway.py"]


def test_what_is_ready_is_opened_without_waiting_for_anybody() -> None:
    """A lock that is held (a worker compiling on another kind of processor) stops nobody who finds it done."""
    made = module.module_for(False, True)
    with alone(cache_folder() / module.file_of_code(module.name_of(False, True))):
        assert module.module_for.__wrapped__(False, True).rows == made.rows
