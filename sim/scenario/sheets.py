"""Tables as planners keep them: CSV in UTF-8 or GB18030, or a sheet of an Excel workbook.

Rows count as a spreadsheet counts them. A line that starts with ``#`` is a note. Every cell is text, a number
or a yes/no by the same rules as a scenario file, so ids keep their zeros.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import logging
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.scenario.encoding import decoded_table
from sim.scenario.faults import Fault, listed, nearest, shown
from sim.scenario.node import Node, scalar

MOST_BYTES = 50_000_000
MOST_CELLS = 20_000_000
NO_FILE = "no such file"

Cells = list[Any]
log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Row:
    """One line of a table: what each filled column says."""

    number: int
    cells: dict[str, Node]

    def text(self, column: str) -> str:
        """The cell as text, empty if nothing stands there."""
        return self.cells[column].text if column in self.cells else ""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table that was read, and what is wrong with its form."""

    file: str
    header: tuple[str, ...] = ()
    header_row: int = 0
    rows: tuple[Row, ...] = ()
    notice: str = ""
    faults: tuple[Fault, ...] = ()

    def fault(self, row: int, column: str, message: str) -> Fault:
        """A fault of one cell, or of a column if ``row`` is the header's."""
        place = self.header.index(column) + 1 if column in self.header else 1
        return Fault(self.file, row, place, column, message, column or "A")


def read_sheet(path: Path, sheet: str | None = None) -> Sheet:
    """Read a table once in a process. Never raises for its content: the sheet holds the faults."""
    file = shown(path)
    if not path.is_file():
        return Sheet(file, faults=(Fault(file, 0, 0, "", NO_FILE),))
    status = path.stat()
    if status.st_size > MOST_BYTES:
        message = f"{status.st_size / 1e6:.0f} MB is more than a table may have ({MOST_BYTES / 1e6:.0f} MB)."
        return Sheet(file, faults=(Fault(file, 0, 0, "", message),))
    return _read(path, file, sheet, status.st_mtime_ns, status.st_size)


def rows_as_text(path: Path) -> list[dict[str, str]]:
    """A table as plain text by column, for observed values and recorded arrivals.

    Raises:
        ValueError: the file is no table; the message says why and in which row.
    """
    sheet = read_sheet(path)
    if sheet.faults:
        fault = sheet.faults[0]
        row = f" row {fault.line}" if fault.line else ""
        raise ValueError(f"{sheet.file}{row}: {fault.message}")
    return [{column: row.text(column) for column in sheet.header} for row in sheet.rows]


@lru_cache(maxsize=128)
def _read(path: Path, file: str, name: str | None, _saved_ns: int, _size: int) -> Sheet:
    notice = ""
    try:
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            lines: Iterable[Cells] = _workbook(path, name)
        elif path.suffix.lower() in (".xls", ".et", ".ods", ".numbers"):
            raise ValueError(f"{path.suffix} files are not read. Save the table as .xlsx or as 'CSV UTF-8'.")
        else:
            text, encoding = decoded_table(path.read_bytes())
            notice = f"{file} was read as {encoding}, as Chinese Excel saves it." if encoding != "UTF-8" else ""
            lines = _comma_separated(text)
            if notice:
                log.warning(notice)
        return _table(file, enumerate(lines, start=1), notice)
    except (ValueError, csv.Error) as fault:
        return Sheet(file, faults=(Fault(file, 0, 0, "", str(fault)),))


def _comma_separated(text: str) -> Iterator[Cells]:
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    delimiter = max(",;\t", key=first.count)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _workbook(path: Path, name: str | None) -> list[Cells]:
    """Cells of one sheet. A formula counts as the value that Excel saved with it."""
    import openpyxl  # most counties come without a workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and validation lists that openpyxl does not know
            written = openpyxl.load_workbook(path, read_only=True, data_only=False)
            values = openpyxl.load_workbook(path, read_only=True, data_only=True)
            name = name or written.sheetnames[0]
            if name not in written.sheetnames:
                close = nearest(name, written.sheetnames)
                guess = f" Did you mean '{close[0]}'?" if close else ""
                raise ValueError(f"no sheet '{name}'.{guess}  Sheets: {listed(written.sheetnames)}.")
            sheets = (written[name], values[name])
            if (sheets[0].max_row or 0) * (sheets[0].max_column or 0) > MOST_CELLS:
                raise ValueError(f"sheet '{name}' has more than {MOST_CELLS:,} cells.")
            pairs = zip(*(sheet.iter_rows(values_only=True) for sheet in sheets), strict=False)
            lines = [_computed(number, *pair) for number, pair in enumerate(pairs, start=1)]
            written.close()
            values.close()
    except (
        zipfile.BadZipFile,
        KeyError,
        OSError,
        IndexError,
        TypeError,
        AttributeError,
        SyntaxError,
    ) as fault:
        raise ValueError(f"this is no Excel workbook that can be read ({type(fault).__name__}).") from None
    return lines


def _computed(number: int, written: tuple[Any, ...], values: tuple[Any, ...]) -> Cells:
    for formula, value in zip(written, values, strict=False):
        if isinstance(formula, str) and formula.startswith("=") and value is None:
            raise ValueError(f"row {number} holds the formula {formula[:40]!r} without its value. Save it in Excel.")
    return list(values)


def _table(file: str, lines: Iterable[tuple[int, Cells]], notice: str) -> Sheet:
    header: tuple[str, ...] = ()
    header_row = 0
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, cells in lines:
        texts = [_text(cell) for cell in cells]
        if not any(texts) or texts[0].startswith("#"):
            continue
        if not header:
            while texts and not texts[-1]:
                texts.pop()
            header, header_row = tuple(texts), number
            faults += _header_faults(file, header, number)
            continue
        if any(texts[len(header) :]):
            filled = max(place for place, text in enumerate(texts, start=1) if text)
            count = f"{filled} cells, but the header has {len(header)}"
            message = f"{count}. Text with commas must stand in quotes."
            faults.append(Fault(file, number, len(header) + 1, "", message, header[0]))
        rows.append(Row(number, dict(_cells(file, number, header, cells, texts))))
    if not header:
        faults.append(Fault(file, 0, 0, "", "the table is empty; expected a line with the names of the columns."))
    return Sheet(file, header, header_row, tuple(rows), notice, tuple(faults))


def _header_faults(file: str, header: tuple[str, ...], number: int) -> Iterator[Fault]:
    for place, name in enumerate(header):
        if not name:
            yield Fault(file, number, place + 1, "", "a column without a name.", f"number {place + 1}")
        elif name in header[:place]:
            first = header.index(name) + 1
            message = f"'{name}' names two columns, number {first} and number {place + 1}. Keep one of them."
            yield Fault(file, number, place + 1, name, message, name)


def _cells(
    file: str, number: int, header: tuple[str, ...], cells: Cells, texts: list[str]
) -> Iterator[tuple[str, Node]]:
    for place, (column, cell, text) in enumerate(zip(header, cells, texts, strict=False), start=1):
        if text and column:
            value = cell if isinstance(cell, bool) else scalar(text)
            yield column, Node(value, file, number, place, number, place, text, cell=column)


def _text(cell: Any) -> str:
    """A cell as a person would type it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, dt.time):
        return cell.isoformat("minutes")
    return str(cell).strip()
