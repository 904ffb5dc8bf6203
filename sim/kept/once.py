"""One process makes what many need: the others wait for it, and then find it done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Nobody else who asks for the same file is inside meanwhile; a killed process lets go by itself.

    Where the system or the file system knows no locks, or the folder cannot be written, everybody goes in at once:
    more is made, nothing is wrong.
    """
    try:
        import fcntl

        door = path.with_suffix(".lock").open("a")
    except (ImportError, OSError):
        yield
        return
    with door:
        with suppress(OSError):
            fcntl.flock(door, fcntl.LOCK_EX)
        yield


def write_whole(path: Path, content: bytes) -> None:
    """The file, whole or not at all: another process may be looking.

    Raises:
        OSError: it could not be written; what was there before is still there.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
