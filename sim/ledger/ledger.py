"""The ledger: everything that happened in one run, and nothing that was only computed from it.

Columns are declared in `columns.py`, the frame (who and what the ids are) in `frame.py`. A ledger on disk is
a folder of Parquet files and one `meta.json`, written whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from sim.ledger.columns import TABLES
from sim.ledger.frame import FRAME
from sim.ledger.frames import Frames
from sim.ledger.order import ordered
from sim.ledger.table import Table

if TYPE_CHECKING:
    import pandas as pd

Rows = npt.NDArray[np.void]
PART: Final = 65536  # rows handled at a time where all of them at once would fill the memory
META_FILE: Final = "meta.json"


@dataclass(frozen=True, repr=False)
class Ledger:
    """What happened in one run of one county (or of one network of stations).

    Args:
        tables: structured arrays by table name; a missing table is an empty one.
        frame: DataFrames by name, as `sim.ledger.frame.FRAME` declares them; a missing one is empty.
        meta: what the run was (`sim.ledger.frame.META`).

    Raises:
        ValueError: a table is unknown, or its columns are not those declared.
    """

    tables: dict[str, Rows]
    frame: MutableMapping[str, pd.DataFrame] = field(default_factory=Frames)
    meta: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, rows in self.tables.items():
            if name not in TABLES:
                raise ValueError(f"{name!r} is no table of the ledger; there are {', '.join(TABLES)}")
            if rows.dtype != TABLES[name].dtype:
                raise ValueError(f"table {name}: columns {rows.dtype}, declared {TABLES[name].dtype}")
        for name, table in TABLES.items():
            self.tables.setdefault(name, table.empty())
        if not isinstance(self.frame, Frames):
            object.__setattr__(self, "frame", Frames(self.frame))

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(rows):,} {name}" for name, rows in self.tables.items() if len(rows))
        return f"<Ledger {self.meta.get('title', '')!r}: {counts or 'nothing happened'}>"

    def __getitem__(self, table: str) -> Rows:
        """One table by name."""
        return self.tables[table]

    @property
    def warm_up_min(self) -> float:
        """Minutes run before measuring starts."""
        return float(self.meta.get("warm_up_min", 0.0))

    @property
    def end_min(self) -> float:
        """The minute at which the run ended."""
        return float(self.meta["end_min"])

    @property
    def residents(self) -> int:
        """How many people live in the county; 0 for a network of stations."""
        return int(self.meta.get("residents", 0))

    def words(self, names: str) -> list[str]:
        """The scenario's own words for a code, e.g. ``words("age_band")``; empty when it gives none."""
        return [str(word) for word in self.meta.get("names", {}).get(names, [])]

    def digest(self) -> str:
        """Sha256 over the bytes of all tables in canonical order: equal means bit for bit the same."""
        total = hashlib.sha256()
        for name, table in TABLES.items():
            if table.slow and not len(self.tables[name]):
                continue
            total.update(repr((name, table.dtype.descr, len(self.tables[name]))).encode())
            for part in parts_in_order(table, self.tables[name]):
                total.update(part.tobytes())
        return total.hexdigest()

    def write(self, folder: Path | str) -> Path:
        """Write the ledger as one folder, whole or not at all; an older one of that name is replaced."""
        target = Path(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            for name, rows in self.tables.items():
                write_rows(rows, draft / f"{name}.parquet")
            for name, rows_of_frame in self.frame.items():
                rows_of_frame.to_parquet(draft / f"frame_{name}.parquet", index=False)
            text = json.dumps(self.meta, ensure_ascii=False, indent=1, sort_keys=True)
            (draft / META_FILE).write_text(text, encoding="utf-8")
            put_in_place(draft, target)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        return target

    @staticmethod
    def read(folder: Path | str) -> Ledger:
        """Read a ledger that `write` left; raises FileNotFoundError when the folder holds none."""
        import pandas as pd

        source = Path(folder)
        if not (source / META_FILE).is_file():
            raise FileNotFoundError(f"{source} holds no ledger: {META_FILE} is missing")
        return Ledger(
            tables={name: read_rows(table, source / f"{name}.parquet") for name, table in TABLES.items()},
            frame={name: pd.read_parquet(source / f"frame_{name}.parquet") for name in FRAME},
            meta=json.loads((source / META_FILE).read_text(encoding="utf-8")),
        )


def in_order(table: Table, rows: Rows) -> Rows:
    """Rows in the table's canonical order, whatever the order in which they were written."""
    return np.concatenate([rows[:0], *parts_in_order(table, rows)])


def parts_in_order(table: Table, rows: Rows) -> Iterator[Rows]:
    """The same a part at a time: no second copy of a long table is ever made."""
    order = ordered([rows[name] for name in table.order]) if table.order else np.arange(len(rows))
    whole = np.ascontiguousarray(rows).view(f"V{rows.dtype.itemsize}")  # a row as one value: copied in one go
    for begin in range(0, len(rows), PART):
        yield whole[order[begin : begin + PART]].view(rows.dtype)


def empty(meta: Mapping[str, Any] | None = None) -> Ledger:
    """A county in which nothing happened."""
    return Ledger({}, {}, {"end_min": 0.0, **(meta or {})})


def concat(parts: Sequence[Ledger]) -> Ledger:
    """Parts of one run as one ledger (frame and meta of the first); raises ValueError when there are none."""
    if not parts:
        raise ValueError("a ledger of no parts has no frame: give at least one")
    tables = {name: np.concatenate([part.tables[name] for part in parts]) for name in TABLES}
    return Ledger(tables, Frames(parts[0].frame), dict(parts[0].meta))


def write_rows(rows: Rows, path: Path) -> None:
    """One table as Parquet, columns as declared."""
    import pyarrow as pa  # a run that is not written does not wait for it
    from pyarrow import parquet

    names = rows.dtype.names or ()
    columns = {name: np.ascontiguousarray(rows[name]) for name in names}
    parquet.write_table(pa.table(columns), path, compression="zstd")


def read_rows(table: Table, path: Path) -> Rows:
    """One table from Parquet; raises ValueError when its columns are not those declared."""
    from pyarrow import parquet

    stored = parquet.read_table(path)
    if tuple(stored.column_names) != table.names:
        raise ValueError(f"{path}: columns {stored.column_names}, expected {list(table.names)}")
    rows: Rows = np.zeros(stored.num_rows, dtype=table.dtype)
    for name in table.names:
        rows[name] = stored.column(name).to_numpy()
    return rows


def put_in_place(draft: Path, target: Path) -> None:
    """Give the finished folder its name; an older one steps aside first, so neither is ever half there."""
    if not target.exists():
        os.replace(draft, target)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    os.replace(target, aside / target.name)
    os.replace(draft, target)
    shutil.rmtree(aside)
