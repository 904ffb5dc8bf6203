"""Tables taken column by column: a row of `visits` is wide, and no measure needs all of it.

`Columns` is one table, `Chosen` some rows of it, `Tables` all tables of a ledger with what several measures and
checks share. Nothing here copies a row; nothing here knows what a column means, but whose an episode is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from sim.ledger.ledger import Ledger, Rows
from sim.ledger.order import is_in_order

Column = npt.NDArray[Any]
Which = npt.NDArray[np.bool_] | npt.NDArray[np.intp]
Found = TypeVar("Found")

BLOCK: Final = 8192  # rows that fit into the nearest memory, so that wide rows are read once and not once a column
NARROW_BYTES: Final = 4
RESIDENT_BITS: Final = 32  # the number of an episode is its resident << 32 | the number of the onset
MOST: Final = 0.8  # a mask is read faster than a list of places only if it holds nearly everywhere


class Columns:
    """One table of the ledger; a column is copied out of its rows once, when it is first asked for."""

    def __init__(self, name: str, rows: Rows) -> None:
        self.name, self.rows = name, rows
        self._copies: dict[str, Column] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, name: str) -> Column:
        """A whole column, kept for the next who asks: codes and ids all at once, moments and money one by one."""
        if name not in self._copies:
            if self._narrow(name):
                self.keep([other for other in self.rows.dtype.names or () if self._narrow(other)])
            else:
                self._copies[name] = np.array(self.rows[name])
                self._copies[name].flags.writeable = False
        return self._copies[name]

    def keep(self, names: Sequence[str]) -> None:
        """Copy several columns at once, which takes little longer than one of them."""
        copies = copied(self.rows, [name for name in names if name not in self._copies])
        for column in copies.values():
            column.flags.writeable = False  # others will be handed the same column
        self._copies |= copies

    def passing(self, name: str) -> Column:
        """A whole column that nobody else will ask for: it is not kept."""
        return self[name] if name in self._copies or self._narrow(name) else self.rows[name]

    def where(self, mask: npt.NDArray[np.bool_]) -> Chosen:
        """The rows for which the mask holds."""
        return Chosen(self, None).where(mask)

    def _narrow(self, name: str) -> bool:
        return self.rows.dtype[name].itemsize <= NARROW_BYTES


class Chosen:
    """Some rows of a table: what is asked for of them is copied, a column at a time."""

    def __init__(self, table: Columns, which: Which | None) -> None:
        self.table, self.which = table, which
        self._length = len(table) if which is None else _count(which)
        self._codes: dict[str, Column] = {}
        self._counts: dict[str, Column] = {}

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, name: str) -> Column:
        """One column of the chosen rows; codes are kept, as they are asked for often and take a byte each."""
        if name in self._codes:
            return self._codes[name]
        chosen = self.of(self.table.passing(name))
        if chosen.itemsize == 1:
            self._codes[name] = chosen
        return chosen

    def of(self, column: Column) -> Column:
        """What belongs to the chosen rows, of something said of every row of the table."""
        return column if self.which is None else column[self.which]

    def where(self, mask: npt.NDArray[np.bool_]) -> Chosen:
        """Those of the chosen rows for which the mask holds."""
        if self.which is None:
            return Chosen(self.table, _leaner(mask, len(self.table)))
        if self.which.dtype != np.bool_:
            return Chosen(self.table, self.which[mask])
        both = np.zeros(len(self.table), dtype=bool)
        both[self.which] = mask
        return Chosen(self.table, _leaner(both, len(self.table)))

    def counts(self, name: str, size: int) -> Column:
        """How many rows have each code of a column, 0 to size - 1; counted once."""
        if name not in self._counts:
            codes = self[name]
            self._counts[name] = np.bincount(codes[codes >= 0] if len(codes) and codes.min() < 0 else codes)
        counted = self._counts[name]
        return np.pad(counted, (0, max(size - len(counted), 0)))


class Tables:
    """All tables of one ledger, and what several measures and checks would otherwise each work out.

    It lives as long as one call of `measure` or `audit`: a ledger may change between two of them.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._known: dict[Any, Any] = {}

    def __getitem__(self, table: str) -> Columns:
        return self.once(("columns", table), lambda: Columns(table, self.ledger[table]))

    def rows_of(self, table: str, episodes: Column) -> npt.NDArray[np.intp]:
        """The rows of a table that belong to some episodes, in the order of the table."""
        if not len(episodes):
            return np.zeros(0, np.intp)
        keys = self[table].passing("episode")
        # first those of the same residents, of whom there are few, by a look at a list of flags
        whose, theirs = keys >> RESIDENT_BITS, episodes >> RESIDENT_BITS
        flags = np.zeros(int(max(whose.max(initial=0), theirs.max())) + 1, bool)
        flags[theirs] = True
        near = np.flatnonzero(flags[whose])
        return near[np.isin(keys[near], episodes)]

    def once(self, name: object, make: Callable[[], Found]) -> Found:
        """What is called so, made when it is first asked for."""
        if name not in self._known:
            self._known[name] = make()
        found: Found = self._known[name]
        return found

    @property
    def episodes_in_order(self) -> tuple[Column, Column]:
        """The keys of the episodes in rising order, and the row of `episodes` at which each stands."""
        return self.once("episodes in order", lambda: in_rising_order(self["episodes"]["episode"]))

    def place(self, table: str) -> npt.NDArray[np.int32]:
        """The row of `episodes` to which each row of a table belongs; -1 where there is none."""
        return self.once(("place", table), lambda: self._place(self[table]["episode"]))

    def _place(self, wanted: Column) -> npt.NDArray[np.int32]:
        keys, rows = self.episodes_in_order
        places = np.full(len(wanted), -1, dtype=np.int32)
        if len(keys) and len(wanted):
            # neighbours in order are found beside each other, which is many times faster than in any order
            order = np.argsort(wanted)
            wanted = wanted[order]
            at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            places[order] = np.where(keys[at] == wanted, rows[at], -1)
        return places


def in_wards(tables: Tables) -> Chosen:
    """Stays in a bed of the county that have begun."""
    stays = tables["stays"]
    return stays.where((stays["admitted_min"] >= 0.0) & (stays["unit"] >= 0))


def copied(rows: Rows, names: Sequence[str]) -> dict[str, Column]:
    """Several columns of wide rows, each by itself."""
    copies = {name: np.empty(len(rows), dtype=rows.dtype[name]) for name in names}
    pairs = [(copies[name], rows[name]) for name in names]
    for begin in range(0, len(rows), BLOCK):
        for to, source in pairs:
            to[begin : begin + BLOCK] = source[begin : begin + BLOCK]
    return copies


def in_rising_order(keys: Column) -> tuple[Column, Column]:
    """Keys in rising order and where each stood; of equal keys the first to stand comes first."""
    if is_in_order(keys):
        return keys, np.arange(len(keys))
    order = np.argsort(keys)
    found = keys[order]
    if (found[1:] == found[:-1]).any():
        order = np.argsort(keys, kind="stable")
    return found, order


def anew(keys: Column) -> npt.NDArray[np.bool_]:
    """Where another key than the one before begins; equal keys stand together."""
    first = np.ones(len(keys), dtype=bool)
    first[1:] = keys[1:] != keys[:-1]
    return first


def shortest_first(values: Column) -> npt.NDArray[np.intp]:
    """The places of values in rising order; the many that are equal to the least are not sorted."""
    if not len(values):
        return np.zeros(0, dtype=np.intp)
    least = values == values.min()
    rest = np.flatnonzero(~least)
    return np.concatenate([np.flatnonzero(least), rest[np.argsort(values[rest])]])


def by_code(codes: Column) -> Iterator[tuple[int, npt.NDArray[np.intp]]]:
    """Each code that occurs, in rising order, with the places where it stands; codes below 0 are left out."""
    if not len(codes):
        return
    small = codes.astype(np.int16) if int(codes.max()) < 2**15 else codes  # small numbers are sorted by counting
    order = np.argsort(small, kind="stable")
    known = codes[codes >= 0]
    begin = len(codes) - len(known)
    for code, count in enumerate(np.bincount(known)):
        if count:
            yield code, order[begin : begin + count]
            begin += count


def _count(which: Which) -> int:
    return int(np.count_nonzero(which)) if which.dtype == np.bool_ else len(which)


def _leaner(mask: npt.NDArray[np.bool_], size: int) -> Which | None:
    """The same choice as nothing (all rows), as a mask (most of them) or as a list of places."""
    count = int(np.count_nonzero(mask))
    if count == size:
        return None
    return mask if count > MOST * size else np.flatnonzero(mask)
