"""One finished study as it lies in its folder: what was asked of the county, and what came out.

Only this module and `columns.py` know file and column names. A file that is missing is an empty table; the page then
says in words what is not there.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.report.columns import MAY_LACK, NUMBERS, TEXT
from experiments.report.schema import added_since, why_unreadable


class NoStudy(Exception):  # noqa: N818  (a sentence for the planner, not a programming error)
    """The folder holds no study that a report could be made of."""


@dataclass(frozen=True)
class Row:
    """One line of one of the study's tables, so that every printed number can say where it stands."""

    file: str
    line: int
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def number(self, column: str) -> float:
        """The cell as a number; NaN where it is empty."""
        value = self.values.get(column)
        return math.nan if value is None or value == "" else float(value)

    def at(self, column: str) -> str:
        """Where the cell stands, e.g. ``summary.csv:12:mean`` (line 0 is the first below the header)."""
        return f"{self.file}:{self.line}:{column}"


@dataclass(frozen=True)
class Arm:
    """One way of running the county: today, or today with a package of policies."""

    name: str
    title: str
    title_zh: str
    place: int

    def label(self, lang: str) -> str:
        return self.title_zh if lang == "zh" and self.title_zh else self.title


@dataclass(frozen=True)
class Study:
    """A study folder: the manifest, the tables, and the arms in the order in which they were asked for."""

    folder: Path
    manifest: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    arms: tuple[Arm, ...]
    _rows: dict[tuple[str, ...], Row] = field(default_factory=dict, repr=False)

    @property
    def today(self) -> Arm:
        """The arm that all others are compared with."""
        return self.arms[0]

    @property
    def others(self) -> tuple[Arm, ...]:
        return self.arms[1:]

    def rows(self, file: str, **wanted: Any) -> Iterator[Row]:
        """The lines of one file that carry the wanted values, in the order of the file."""
        table = self.tables[file]
        for column, value in wanted.items():
            table = table[table[column] == value]
        for line, values in zip(table.index, table.to_dict("records"), strict=True):
            yield Row(file, int(line), {str(name): value for name, value in values.items()})

    @cached_property
    def _lines(self) -> dict[tuple[str, str, str, str], Row]:
        return {
            (file, row["arm"], row["measure"], row["group"]): row
            for file in ("summary.csv", "differences.csv")
            for row in self.rows(file)
        }

    def level(self, arm: Arm, measure: str, group: str = "") -> Row | None:
        """A measure in one arm (``summary.csv``); None if the study did not keep it."""
        return self._lines.get(("summary.csv", arm.name, measure, group))

    def difference(self, arm: Arm, measure: str, group: str = "") -> Row | None:
        """A measure in one arm minus today (``differences.csv``); None if the study did not keep it."""
        return self._lines.get(("differences.csv", arm.name, measure, group))

    def groups(self, measure: str, key: str) -> list[str]:
        """The groups ``key=…`` over which a measure was taken, in the order of the file."""
        table = self.tables["summary.csv"]
        found = table.loc[(table["measure"] == measure) & table["group"].str.startswith(key + "="), "group"]
        return list(dict.fromkeys(found))

    @property
    def primary(self) -> list[dict[str, Any]]:
        """The measures that carry verdicts, declared before the run: measure, group, better, margin."""
        return [{"group": "", **entry} for entry in self.manifest.get("primary", ())]

    @property
    def other_margins_before(self) -> bool:
        """Whether the folder had shown results by other primary measures or margins, and was gone on with."""
        before = self.fact("made.earlier", ())
        return any(look["primary"] != self.manifest.get("primary", []) for look in before)

    @property
    def has_residents(self) -> bool:
        """Whether this is a county; else it is a network of stations with arrivals."""
        return float(self.fact("county.residents", 0) or 0) > 0

    @property
    def usable(self) -> bool:
        """Whether the numbers may be shown: checks were run and none failed."""
        results = list(self.tables["checks.csv"]["result"])
        return bool(results) and "failed" not in results

    def fact(self, path: str, default: Any = None) -> Any:
        """What the manifest says at a dotted path, e.g. ``county.residents``."""
        node: Any = self.manifest
        for part in path.split("."):
            if not isinstance(node, Mapping) or part not in node:
                return default
            node = node[part]
        return node


def _table(folder: Path, file: str, schema: int) -> pd.DataFrame:
    path, columns = folder / file, [*TEXT[file], *NUMBERS[file]]
    if not path.exists() or path.stat().st_size == 0:
        return pd.DataFrame({column: pd.Series(dtype=object) for column in columns})
    table = pd.read_csv(path, dtype=dict.fromkeys(TEXT[file], str), encoding="utf-8-sig")
    later = added_since(schema, file) | MAY_LACK.get(file, frozenset())
    table = table.assign(**dict.fromkeys(later - set(table.columns), ""))
    missing = [column for column in columns if column not in table]
    if missing:
        raise NoStudy(f"{path}: no column {', '.join(missing)}; found {', '.join(map(str, table.columns))}")
    return table.assign(**{column: table[column].fillna("") for column in TEXT[file]})


def read(folder: Path) -> Study:
    """Read a study folder.

    Raises:
        NoStudy: there is no manifest, its schema is not known, the study is not finished, or a table lacks a column.
    """
    manifest_file = folder / "manifest.json"
    if not manifest_file.exists():
        raise NoStudy(f"{manifest_file} does not exist: {folder} is not the folder of a finished study")
    manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
    unreadable = why_unreadable(manifest.get("format"))
    if unreadable:
        raise NoStudy(f"{folder} cannot be read: {unreadable}")
    if not manifest.get("finished", True):
        raise NoStudy(f"{folder} is not finished: run the same command with --resume, then write the report")
    arms = tuple(
        Arm(entry["name"], entry.get("title") or entry["name"], entry.get("title_zh") or "", place)
        for place, entry in enumerate(manifest.get("arms", ()))
    )
    if not arms:
        raise NoStudy(f"{manifest_file} names no arms: nothing was run")
    tables = {file: _table(folder, file, manifest["format"]) for file in TEXT}
    return Study(folder, manifest, tables, arms)
