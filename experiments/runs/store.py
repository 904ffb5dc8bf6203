"""results/STUDY/ on the disk: finished runs, stored whole or not at all, and the tables made of them.

A run is found again by a key made of everything that can change it: the resolved scenario, seed, replication,
window, versions and code. Whoever changes one of them gets a new key, so nothing stale is ever picked up.
"""

from __future__ import annotations

import json
import shutil
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from experiments.runs import atomic
from experiments.runs.refusals import BusyFolder, NotAStudyFolder

OWN: Final = (
    "manifest.json",
    "measures.csv",
    "summary.csv",
    "differences.csv",
    "places.csv",
    "loads.csv",
    "attribution.csv",
    "avoided.csv",
    "costs.csv",
    "indicators.csv",
    "later.csv",
    "overload.csv",
    "exact_difference.csv",
    "inputs.csv",
    "first_divergence.csv",
    "targets.csv",
    "checks.csv",
    "noise_floor.csv",
    "second_block.csv",
    "gains.csv",
    "gains_by_run.csv",
    "changed_most.csv",
    "points.csv",
    "scenarios",
    "curves",
    "windows",
    "runs",
    "points",
    "sensitivity.csv",
    "sensitivity",
    "figures",
    "report.html",
    "onepage.html",
    "onepage.zh.html",
    "report.zh.html",
)
"""What a study writes; a fresh start removes these names and nothing else."""


LONG: Final = ("lives", "belongings")
"""Tables of a run that are read one by one (`Study.table`): all of a study's at once would fill the memory."""

MARK: Final = ".tiercare"
"""An empty file in every study's folder; who writes to the study holds it locked."""


@dataclass(frozen=True)
class RunId:
    """One run of one arm of a study."""

    arm: str
    replication: int
    key: str

    @property
    def folder(self) -> str:
        """Where the run lies inside the study."""
        return f"runs/{self.arm}/{self.replication:04d}-{self.key[:16]}"


@dataclass
class RunRecord:
    """What is kept of one run: small tables, and facts about the run itself."""

    tables: dict[str, pd.DataFrame]
    facts: dict[str, Any] = field(default_factory=dict)


class Study:
    """One study's folder. Use as a context: while it is open nobody else may write to it."""

    def __init__(self, root: Path, resume: bool = False) -> None:
        """Take the folder.

        Raises:
            NotAStudyFolder: it holds other files, or cannot be written.
            BusyFolder: another tiercare is writing to it.
        """
        self.root = root
        if root.exists() and not root.is_dir():
            raise NotAStudyFolder(f"{root} is a file; --out needs a folder")
        if root.is_dir() and not _is_a_study(root):
            raise NotAStudyFolder(f"{root} holds other files and no study; name a new or an empty folder with --out")
        try:
            root.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(root)
        except OSError as denied:
            said = denied.strerror or type(denied).__name__
            raise NotAStudyFolder(f"{root} cannot be written ({said}); name another folder with --out") from None
        if not resume:
            self._remove_own()
        atomic.sweep_leftovers(root)

    def __enter__(self) -> Study:
        """Nothing more to do: the folder was taken on opening."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the next one write."""
        self._lock()

    def _remove_own(self) -> None:
        for name in OWN:
            path = self.root / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def has(self, run: RunId) -> bool:
        """Whether this run is finished."""
        return has_run(self.root, run)

    def load(self, run: RunId) -> RunRecord:
        """Read a finished run."""
        return load_run(self.root, run)

    def table(self, run: RunId, name: str) -> pd.DataFrame:
        """One table of a finished run, those included that are read one by one."""
        return pd.read_parquet(self.root / run.folder / f"{name}.parquet")

    def forget_others(self, wanted: set[str]) -> int:
        """Remove finished runs that do not belong to the study as it now stands; returns how many."""
        stale = [
            folder
            for folder in sorted((self.root / "runs").glob("*/*"))
            if folder.relative_to(self.root).as_posix() not in wanted
        ]
        for folder in stale:
            shutil.rmtree(folder)
        return len(stale)

    def write_table(self, name: str, table: pd.DataFrame, *, for_spreadsheets: bool = False) -> None:
        """Write one CSV, whole; for spreadsheets with the mark by which they know UTF-8."""
        mark = BOM_UTF8 if for_spreadsheets else b""
        atomic.write_file(self.root / name, mark + csv_bytes(table))

    def write_json(self, name: str, content: Mapping[str, Any]) -> None:
        """Write one JSON file, whole."""
        text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
        atomic.write_file(self.root / name, text.encode() + b"\n")

    def write_text(self, name: str, text: str) -> None:
        """Write one text file, whole."""
        atomic.write_file(self.root / name, text.encode())


def has_run(root: Path, run: RunId) -> bool:
    """Whether this run is finished."""
    return (root / run.folder / "run.json").exists()


def save_run(root: Path, run: RunId, record: RunRecord, keep: Callable[[Path], object] | None = None) -> bool:
    """Store one finished run, whole or not at all; called by the worker that ran it.

    Args:
        keep: writes the ledger into a folder of the run.

    Returns:
        False if the run had been stored already.
    """

    def fill(folder: Path) -> None:
        for name, table in record.tables.items():
            table.to_parquet(folder / f"{name}.parquet", index=False)
        if keep is not None:
            keep(folder / "ledger")
        (folder / "run.json").write_text(json.dumps(record.facts | {"key": run.key}, ensure_ascii=False))

    return atomic.write_folder(root / run.folder, fill)


def load_run(root: Path, run: RunId) -> RunRecord:
    """Read a finished run, but for the tables that have a row per episode or resident."""
    folder = root / run.folder
    facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    files = [file for file in sorted(folder.glob("*.parquet")) if file.stem not in LONG]
    return RunRecord({file.stem: pd.read_parquet(file) for file in files}, facts)


def csv_bytes(table: pd.DataFrame) -> bytes:
    """A table as CSV: UTF-8, shortest exact floats, an empty cell for what does not exist."""
    return table.to_csv(index=False, lineterminator="\n", na_rep="").encode()


def _is_a_study(folder: Path) -> bool:
    """Whether a folder is empty or was begun by a study."""
    seen = {path.name for path in folder.iterdir()}
    return not seen or bool(seen & {MARK, "manifest.json", "runs"})


def _lock(root: Path) -> Callable[[], None]:
    """Take the folder for this process; a killed process lets go by itself.

    Raises:
        BusyFolder: another process has it.
    """
    try:
        import fcntl
    except ImportError:  # no such locks on this system: go without
        return lambda: None
    handle = (root / MARK).open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as busy:
        handle.close()
        raise BusyFolder(f"another tiercare is writing to {root}; wait for it or name another --out") from busy
    return handle.close
