"""What a result rests on besides the scenario: the code that ran, the versions under it, the files read."""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.metadata
import json
import os
import platform
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import sim

UNDER: Final = ("numpy", "numba", "scipy", "simpy", "pandas", "pyarrow", "pydantic", "ruamel.yaml", "pint")
"""Packages whose version may change a number."""

RUN_TABLES: Final = ("one_run.py", "warm_up.py", "fingerprint.py")
"""Files of this room that turn a ledger into the tables of a run."""


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Versions of tiercare, Python and what lies between them."""
    found = {"tiercare": importlib.metadata.version("tiercare"), "python": platform.python_version()}
    return found | {name: importlib.metadata.version(name) for name in UNDER}


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def sha256_of_json(content: Any) -> str:
    """Hash of plain content (numbers, texts, lists, dicts), whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Hash of every source file that can change what is stored of a run."""
    house, here = Path(sim.__file__).parent, Path(__file__).parent
    files = sorted(house.rglob("*.py")) + [here / name for name in RUN_TABLES]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(house.parent).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def lock_digest() -> str:
    """Hash of the lock file, if the project's folder is at hand."""
    lock = Path(sim.__file__).parent.parent / "requirements.lock"
    return sha256_of(lock) if lock.is_file() else ""


def input_hashes(files: Iterable[Path]) -> dict[str, str]:
    """Hash per input file; names are relative to the current folder where they lie in it."""
    here = Path.cwd()
    named = {file.resolve(): file for file in files}
    return {
        (path.relative_to(here) if path.is_relative_to(here) else path).as_posix(): sha256_of(path)
        for path in sorted(named)
    }


def made(wall_s: float, workers: int) -> dict[str, Any]:
    """When, where and how fast: the only part of a manifest that may differ between two equal studies."""
    return {
        "date": dt.date.today().isoformat(),
        "wall_s": round(wall_s, 1),
        "workers": workers,
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "system": f"{platform.system()} {platform.release()}",
    }
