"""What a table of the ledger is: named columns with a unit and one line of meaning.

The declarations in `columns.py` and `frame.py` are made of these, and are the documentation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Column:
    """One column: its name (the unit as suffix), how it is stored, its unit, what it means in the county.

    `codes` names the list of words in `sim.vocabulary.words` that the integers stand for, or, with a leading
    ``names.``, the list that the scenario itself gives (``ledger.meta["names"]``).
    """

    name: str
    dtype: str
    unit: str
    meaning: str
    codes: str = ""


@dataclass(frozen=True)
class Table:
    """One table: what one row is, its columns in stored order, and the columns that put its rows in order.

    ``slow``: it has rows only where something moves over months; an empty one is no part of a digest.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    order: tuple[str, ...] = ()
    slow: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def dtype(self) -> np.dtype[np.void]:
        """The numpy record of one row, packed, in the declared order."""
        return np.dtype([(column.name, column.dtype) for column in self.columns])

    def empty(self) -> npt.NDArray[np.void]:
        """The table before anything has happened."""
        return np.zeros(0, dtype=self.dtype)

    def of(self, rows: Sequence[tuple[object, ...]]) -> npt.NDArray[np.void]:
        """The table from tuples in column order; raises ValueError when a tuple has another length."""
        return np.array(list(rows), dtype=self.dtype)
