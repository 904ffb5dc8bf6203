"""Tables as files: encodings, notes, headers, rows, workbooks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from sim.scenario import sheets
from sim.scenario.encoding import decoded_table
from sim.scenario.sheets import Sheet, read_sheet, rows_as_text


def table(folder: Path, text: str) -> Sheet:
    file = folder / "table.csv"
    file.write_text(text, encoding="utf-8")
    return read_sheet(file)


def plain(sheet: Sheet) -> list[dict[str, object]]:
    assert not sheet.faults
    return [{column: cell.value for column, cell in row.cells.items()} for row in sheet.rows]


def test_cells_are_numbers_text_and_ids_as_in_a_scenario_file(tmp_path: Path) -> None:
    sheet = table(tmp_path, "id,beds,share,hours,yes\n001,25,0.85,12:30,true\n")
    assert plain(sheet) == [{"id": "001", "beds": 25, "share": 0.85, "hours": "12:30", "yes": True}]


def test_an_empty_cell_says_nothing(tmp_path: Path) -> None:
    assert plain(table(tmp_path, "a,b,c\n1,,3\n , ,5\n")) == [{"a": 1, "c": 3}, {"c": 5}]


def test_notes_and_empty_lines_are_passed_over_and_still_counted(tmp_path: Path) -> None:
    sheet = table(tmp_path, "# a note\n\na,b\n# another\n1,2\n,\n3,4\n")
    assert (sheet.header_row, [row.number for row in sheet.rows]) == (3, [5, 7])


def test_a_cell_with_a_line_break_is_one_row(tmp_path: Path) -> None:
    sheet = table(tmp_path, 'a,b\n"two\nlines",1\nx,2\n')
    assert [row.number for row in sheet.rows] == [2, 3]
    assert sheet.rows[0].text("a") == "two\nlines"


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_sign_between_cells_is_found(tmp_path: Path, sign: str) -> None:
    assert plain(table(tmp_path, f"a{sign}b\n1{sign}2\n")) == [{"a": 1, "b": 2}]


def test_trailing_empty_columns_of_a_spreadsheet_do_not_count(tmp_path: Path) -> None:
    sheet = table(tmp_path, "a,b,,\n1,2,,\n")
    assert sheet.header == ("a", "b")
    assert plain(sheet) == [{"a": 1, "b": 2}]


def test_every_cell_knows_its_row_and_column(tmp_path: Path) -> None:
    cell = table(tmp_path, "a,b\n1,2\n").rows[0].cells["b"]
    assert (cell.line, cell.column, cell.cell, cell.text) == (2, 2, "b", "2")


@pytest.mark.parametrize(
    ("text", "line", "cell", "says"),
    [
        ("a,a\n1,2\n", 1, "a", "'a' names two columns, number 1 and number 2."),
        ("a,,b\n1,2,3\n", 1, "number 2", "a column without a name."),
        ("a,b\n1,2,3,4\n", 2, "a", "4 cells, but the header has 2."),
        ("# nothing\n", 0, "", "the table is empty"),
    ],
)
def test_a_slip_of_form_names_its_row(tmp_path: Path, text: str, line: int, cell: str, says: str) -> None:
    (fault,) = table(tmp_path, text).faults
    assert (fault.line, fault.cell) == (line, cell)
    assert says in fault.message


def test_a_table_is_read_once_in_a_process_and_again_when_saved_anew(tmp_path: Path) -> None:
    first = table(tmp_path, "a\n1\n")
    assert read_sheet(tmp_path / "table.csv") is first
    assert plain(table(tmp_path, "a\n1\n2\n")) == [{"a": 1}, {"a": 2}]


def test_a_table_in_another_encoding_is_told_in_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "table.csv").write_bytes("a\n县医院\n".encode("gb18030"))
    sheet = read_sheet(tmp_path / "table.csv")
    assert caplog.messages == [sheet.notice]
    assert sheet.notice.endswith("table.csv was read as GB18030, as Chinese Excel saves it.")


def test_a_huge_table_and_none_at_all_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_BYTES", 3)
    assert "is more than a table may have" in table(tmp_path, "a\n1\n").faults[0].message
    assert read_sheet(tmp_path / "none.csv").faults[0].message == "no such file"


def book(folder: Path, *rows: list[object], name: str = "Sheet") -> Path:
    file = folder / "book.xlsx"
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.title = name
    for row in rows:
        workbook.active.append(row)
    workbook.save(file)
    return file


def test_excel_keeps_ids_whole_numbers_shares_days_and_times(tmp_path: Path) -> None:
    file = book(
        tmp_path,
        ["id", "code", "beds", "share", "day", "time", "open"],
        ["001", 101, 25.0, 0.2, dt.datetime(2026, 7, 6), dt.time(12, 30), True],
    )
    row = read_sheet(file).rows[0]
    assert [row.text(column) for column in ("id", "code", "beds", "share", "day", "time")] == [
        "001",
        "101",
        "25",
        "0.2",
        "2026-07-06",
        "12:30",
    ]
    assert [row.cells[column].value for column in ("id", "code", "beds", "share", "open")] == [
        "001",
        101,
        25,
        0.2,
        True,
    ]


def test_the_first_sheet_is_read_unless_one_is_named(tmp_path: Path) -> None:
    file = book(tmp_path, ["a"], [1], name="机构")
    assert plain(read_sheet(file)) == plain(read_sheet(file, "机构")) == [{"a": 1}]
    assert read_sheet(file, "机沟").faults[0].message == "no sheet '机沟'. Did you mean '机构'?  Sheets: 机构."


def test_a_workbook_without_a_cell_is_empty(tmp_path: Path) -> None:
    assert "the table is empty" in read_sheet(book(tmp_path)).faults[0].message


def test_observed_values_are_read_as_text_by_column(tmp_path: Path) -> None:
    table(tmp_path, "min,class\n3.50,urgent\n,routine\n")
    assert rows_as_text(tmp_path / "table.csv") == [
        {"min": "3.50", "class": "urgent"},
        {"min": "", "class": "routine"},
    ]


def test_observed_values_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    table(tmp_path, "a,a\n1,2\n")
    with pytest.raises(ValueError, match=r"table.csv row 1: 'a' names two columns"):
        rows_as_text(tmp_path / "table.csv")


@pytest.mark.parametrize(
    ("raw", "read_as"),
    [
        ("县".encode(), ("县", "UTF-8")),
        ("县".encode("utf-8-sig"), ("县", "UTF-8")),
        ("县医院".encode("gb18030"), ("县医院", "GB18030")),
        ("𠮷县".encode("gb18030"), ("𠮷县", "GB18030")),
        (b"", ("", "UTF-8")),
    ],
)
def test_text_is_utf_8_or_what_chinese_excel_saves(raw: bytes, read_as: tuple[str, str]) -> None:
    assert decoded_table(raw) == read_as
