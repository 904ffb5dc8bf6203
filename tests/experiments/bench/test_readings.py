"""Readings as text: medians with their range, Markdown that a page can hold, CSV that a program can read."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from experiments.bench.readings import Reading, Table, cell, markdown, number, values, write_csv

READINGS = [
    Reading("three tiers", "Ciw", 100, 1, "warm_ratio", 0.13, "1"),
    Reading("three tiers", "Ciw", 100, 2, "warm_ratio", 0.11, "1"),
    Reading("three tiers", "Ciw", 1000, 1, "warm_ratio", 0.02, "1"),
    Reading("three tiers", "salabim", 100, 1, "warm_ratio", 0.05, "1"),
]


@pytest.mark.parametrize(
    ("numbers", "text"),
    [([], "–"), ([2.0], "2"), ([3.0, 1.0, 2.0], "2 (1–3)"), ([0.131, 0.12, 0.14], "0.13 (0.12–0.14)")],
)
def test_a_cell_is_the_median_with_its_range(numbers: list[float], text: str) -> None:
    assert cell(numbers) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (63_412.7, "63,413"), (31.4, "31"), (3.14159, "3.1"), (0.000123, "0.00012"), (1.0, "1"), (9.99, "10")],
)
def test_a_number_has_two_digits_or_all_that_matter(value: float, text: str) -> None:
    assert number(value) == text


def test_values_are_those_of_one_row_quantity_and_size() -> None:
    assert values(READINGS, "Ciw", "warm_ratio") == [0.13, 0.11, 0.02]
    assert values(READINGS, "Ciw", "warm_ratio", 100) == [0.13, 0.11]
    assert values(READINGS, "Ciw", "cold_ratio") == []


def test_every_reading_is_a_line_of_the_csv(tmp_path: Path) -> None:
    write_csv(READINGS, tmp_path / "bench.csv")
    with (tmp_path / "bench.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == len(READINGS)
    assert lines[0] == {
        "part": "three tiers", "row": "Ciw", "size": "100", "round": "1", "quantity": "warm_ratio", "value": "0.13",
        "unit": "1",
    }  # fmt: skip


def test_a_table_is_markdown_with_its_notes() -> None:
    table = Table("1. Who", ("program", "ratio"), (("Ciw", "0.13"), ("a|b", "–")), ("Larger is faster.",))
    assert markdown(table).splitlines() == [
        "## 1. Who", "", "| program | ratio |", "| --- | --- |", "| Ciw | 0.13 |", "| a\\|b | – |", "",
        "- Larger is faster.",
    ]  # fmt: skip
