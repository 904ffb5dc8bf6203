"""Files that exist whole or not at all: written aside, flushed, then given their name in one move."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path


def _flush(path: Path) -> None:
    """Ask the disk to keep what was written to a file or folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_file(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, finds the old one or the new one and nothing between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    _flush(path.parent)


def write_folder(path: Path, fill: Callable[[Path], None]) -> bool:
    """Fill a folder aside and give it its name when everything in it is on the disk.

    Returns:
        False if somebody else stored a folder of this name meanwhile; theirs is kept.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        fill(aside)
        for inside in sorted(aside.rglob("*")):
            _flush(inside)
        _flush(aside)
        try:
            aside.rename(path)
        except OSError:
            if path.is_dir():
                return False
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _flush(path.parent)
    return True


def sweep_leftovers(folder: Path) -> None:
    """Remove what an interrupted write left aside; nobody else may be writing there."""
    for part in sorted(folder.rglob(".*.part")):
        if part.is_dir():
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.unlink(missing_ok=True)
