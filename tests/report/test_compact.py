"""Many numbers in few letters: every one keeps its address, and the drawing stays the same drawing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markupsafe import Markup

from experiments.report import compact
from experiments.report.figures.smaller import smaller
from experiments.report.numbers import Number, Verbatim
from experiments.report.tables import Line, Table
from tests.report.page_reader import Reader, read

CIRCLE = "M 10 15 C 11.326 15 12.598 14.473 13.536 13.536 C 14.473 12.598 15 11.326 15 10 C 15 8.674 14.473 7.402 13.536 6.464 C 12.598 5.527 11.326 5 10 5 C 8.674 5 7.402 5.527 6.464 6.464 C 5.527 7.402 5 8.674 5 10 C 5 11.326 5.527 12.598 6.464 13.536 C 7.402 14.473 8.674 15 10 15 z"  # noqa: E501


def number(text: str, source: str) -> Number:
    return Number(text, float(text), source)


def table() -> Table:
    """Four lines of an arm: a value and an interval each, the last with a value from elsewhere."""
    lines = [
        Line((
            Verbatim(f"arm {n}"),
            number(f"{n}", f"differences.csv:{n}:value" if n < 4 else "summary.csv:9:mean"),
            Markup("{} to {}").format(*(
                number(f"{n + by}", f"differences.csv:{n}:{end}") for by, end in ((-1, "lo"), (1, "hi"))
            )),
        ))
        for n in range(1, 5)
    ]  # fmt: skip
    return Table(6, Markup("x"), ("Arm", "Value", "Interval"), tuple(lines), frozenset({1, 2}))


def as_html(it: compact.Written) -> str:
    """The table as the template writes it."""
    head = "".join(f"{compact.tag('th', data_from=held)}{name}</th>" for name, held in it.heads)
    rows = "".join(
        f"{compact.tag('tr', data_from=row)}"
        + "".join(f"{compact.tag('td', data_from=cell.row, class_=cell.kinds)}{cell.text}</td>" for cell in cells)
        + "</tr>"
        for _, row, cells in it.lines
    )
    return f"<table><thead><tr>{head}</tr></thead>{rows}</table>"


def test_a_number_is_addressed_by_its_line_and_its_column() -> None:
    html = as_html(compact.written(table()))
    assert '<th data-from="lo hi">Interval</th>' in html
    assert '<tr data-from="differences.csv:1"><td class="lit">arm 1</td><td>1</td><td>0 to 2</td></tr>' in html


def test_a_number_from_elsewhere_keeps_its_own_address() -> None:
    reader = Reader()
    reader.feed(as_html(compact.written(table())))
    found = {n.source: n.figure for n in reader.numbers}
    assert found["summary.csv:9:mean"] == "4"
    assert found["differences.csv:4:hi"] == "5"
    assert len(found) == 12


def test_a_line_of_the_table_of_all_measures_takes_few_letters(folder: Path) -> None:
    html = (folder / "report.html").read_text(encoding="utf-8")
    found = re.search(r'<table id="table-6".*?</table>', html, re.DOTALL)
    assert found is not None
    assert len(found.group()) / found.group().count("<tr") < 300
    assert len([n for n in read(folder / "report.html").numbers if n.source.endswith((":lo", "_lo"))]) > 100


def test_a_round_marker_is_a_circle_and_any_other_path_a_path() -> None:
    assert smaller(f'<path d="{CIRCLE}"/>', "f") == '<circle cx="10" cy="10" r="5"/>'
    assert "<path" in smaller(f'<path d="{CIRCLE.replace("15 10", "15 12")}"/>', "f")


def test_a_long_line_goes_through_the_same_corners() -> None:
    corners = [(3.14 * n, 100 / (n + 1)) for n in range(40)]
    path = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in corners)
    (said,) = re.findall(r'd="([^"]+)"', smaller(f'<path d="{path}"/>', "f"))
    numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", said)]
    x = y = 0.0
    for (want_x, want_y), step_x, step_y in zip(corners, numbers[::2], numbers[1::2], strict=True):
        x, y = x + step_x, y + step_y
        assert (x, y) == pytest.approx((want_x, want_y), abs=0.06)
    assert len(said) < 0.8 * len(path)


def test_looks_and_names_are_said_once_and_only_if_needed() -> None:
    body = '<defs><path id="mark" d="M0 0L1 1"/></defs><g id="idle"><use href="#mark" style="fill: red"/></g>'
    said = smaller(body + '<use href="#mark" style="fill: red"/>', "f9")
    assert "idle" not in said
    assert said.count("fill:red") == 1
    assert said.count('class="f90"') == 2
    assert said.count('href="#f9-0"') == 2
