"""Frame tables by name: each becomes a DataFrame when it is first asked for; a run that nobody measures makes none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.ledger.frame import FRAME
from sim.ledger.table import Table

if TYPE_CHECKING:
    import pandas as pd

Columns = dict[str, Any]
"""A frame table before it is a DataFrame: what stands in each column."""


class Frames(MutableMapping[str, "pd.DataFrame"]):
    """The frame of one ledger; a table that nobody gave is an empty one."""

    def __init__(self, given: Mapping[str, pd.DataFrame | Columns] | None = None) -> None:
        self._held: dict[str, Any] = dict(given._held if isinstance(given, Frames) else given or {})

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._held and name not in FRAME:
            raise KeyError(name)
        found = self._held.get(name)
        if found is None or isinstance(found, dict):
            found = self._held[name] = data_frame(FRAME[name], found or {})
        return found

    def __setitem__(self, name: str, table: pd.DataFrame) -> None:
        self._held[name] = table

    def __delitem__(self, name: str) -> None:
        del self._held[name]

    def __contains__(self, name: object) -> bool:
        return name in self._held or name in FRAME

    def __iter__(self) -> Iterator[str]:
        return iter({**self._held, **FRAME})

    def __len__(self) -> int:
        return len({**self._held, **FRAME})


def columns_of(name: str, rows: Sequence[tuple[Any, ...]]) -> Columns:
    """A frame table from its rows, as declared."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(FRAME[name].columns)
    return dict(zip(FRAME[name].names, map(list, columns), strict=True))


def data_frame(table: Table, columns: Columns) -> pd.DataFrame:
    """A frame table with columns stored as declared."""
    import pandas as pd

    return pd.DataFrame(
        {column.name: pd.Series(columns.get(column.name, []), dtype=column.dtype) for column in table.columns}
    )
