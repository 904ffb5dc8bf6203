"""Where things are kept between runs, and for how long."""

from __future__ import annotations

import os
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Final

KEPT_DAYS: Final = 30
"""So long is kept what nobody opens."""


@cache
def cache_folder() -> Path:
    """``tiercare`` below TIERCARE_CACHE, else below the user's cache, else a folder among the temporary ones.

    A folder that can be read but not written is used as it is if it holds something: what is missing is made for this
    process alone.
    """
    wanted = os.environ.get("TIERCARE_CACHE") or os.environ.get("XDG_CACHE_HOME")
    try:
        folder = (Path(wanted) if wanted else Path.home() / ".cache").absolute() / "tiercare"
        folder.mkdir(parents=True, exist_ok=True)
        if not any(folder.iterdir()):
            with tempfile.TemporaryFile(dir=folder):
                pass
        return folder
    except (OSError, RuntimeError):  # a file stands in the way, nobody's home, nothing may be written
        made = _among_the_temporary()
        os.environ["TIERCARE_CACHE"] = str(made)  # workers are to find it too
        (made / "tiercare").mkdir(exist_ok=True)
        return made / "tiercare"


def _among_the_temporary() -> Path:
    """The same folder at every start, if it is ours alone: what is opened from there is run."""
    folder = Path(tempfile.gettempdir()) / f"tiercare-{os.getuid() if hasattr(os, 'getuid') else 'cache'}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not hasattr(os, "getuid") or (found.st_uid == os.getuid() and found.st_mode & 0o170777 == 0o040700):
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="tiercare-"))


def forget_old() -> None:
    """Remove what nobody has opened for a month."""
    for path in cache_folder().glob("tiercare_*"):
        try:
            if time.time() - path.stat().st_mtime > KEPT_DAYS * 86400.0:
                path.unlink()
        except OSError:  # another process was quicker
            continue
