"""Files that know whether they are whole: a checksum, then the content."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from sim.kept.folder import cache_folder, forget_old
from sim.kept.once import alone, write_whole

log = logging.getLogger("tiercare")
SEAL_BYTES: Final = 32


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """What is kept under a name, made first where it is not there, or is no longer what was written.

    Where nothing can be written (a full disk, a folder that is only read) it is made for this process alone.
    """
    path = cache_folder() / name
    content = unsealed(path)
    if content is not None:
        return content
    with alone(path):
        content = unsealed(path)
        if content is None:
            content = make()
            keep(name, content)
    return content


def keep(name: str, content: bytes) -> None:
    """Keep something under a name, whole or not at all; where nothing can be written, nothing is kept."""
    try:
        write_whole(cache_folder() / name, hashlib.sha256(content).digest() + content)
    except OSError as reason:
        log.debug("%s is not kept: %s", name, reason)
    forget_old()


def unsealed(path: Path) -> bytes | None:
    """The content of a file, or nothing if there is no such file or it was cut off or changed."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    seal, content = whole[:SEAL_BYTES], whole[SEAL_BYTES:]
    if hashlib.sha256(content).digest() != seal:
        return None
    with suppress(OSError):
        os.utime(path)  # it was opened: it is not old
    return content
