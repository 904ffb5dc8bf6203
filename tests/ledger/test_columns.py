"""The declarations are the documentation: complete, unambiguous, and the README shows them as they are."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sim.ledger import FRAME, META, TABLES, Table
from sim.ledger.reference import README, code_words, columns_as_markdown, readme_with_columns
from sim.vocabulary import words

UNIT_OF = {"_min": "min", "_yuan": "yuan", "_km": "km"}
EVERY_TABLE = [*TABLES.values(), *FRAME.values()]
EVERY_COLUMN = [(table.name, column) for table in EVERY_TABLE for column in table.columns]


@pytest.mark.parametrize("table", EVERY_TABLE, ids=lambda table: table.name)
def test_a_column_says_what_it_means_and_in_which_unit(table: Table) -> None:
    assert table.row.strip()
    for column in table.columns:
        assert column.meaning.strip(), f"{column.name} says nothing"
        assert "|" not in column.meaning, "a bar would break the table of the README"
        for suffix, unit in UNIT_OF.items():
            assert not column.name.endswith(suffix) or column.unit == unit, column.name


@pytest.mark.parametrize("table", EVERY_TABLE, ids=lambda table: table.name)
def test_a_code_has_its_words_in_the_vocabulary(table: Table) -> None:
    for column in table.columns:
        assert (column.unit == "code") == bool(column.codes), column.name
        assert not column.codes or code_words(column.codes), column.name


def test_the_vocabulary_and_the_columns_name_the_same_codes() -> None:
    for place, codes in words.CODES.items():
        table, name = place.split(".")
        if table in TABLES:
            column = next(column for column in TABLES[table].columns if column.name == name)
            assert column.codes == codes.__name__


def test_the_readme_shows_the_columns_as_they_are() -> None:
    text = README.read_text(encoding="utf-8")
    assert readme_with_columns(text) == text, "run: python -m sim.ledger.reference"
    for table in TABLES:
        assert f"### {table}\n" in text


def test_a_readme_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="needs the marks"):
        readme_with_columns("# The ledger\n")


def test_every_table_of_a_patient_starts_with_whose_it_is() -> None:
    for name, table in TABLES.items():
        first = table.columns[0].name
        if not table.slow:
            assert first == {"days": "day", "steps": "patient"}.get(name, "episode")


def test_rows_are_put_in_order_by_columns_they_have() -> None:
    for table in TABLES.values():
        assert table.order
        assert set(table.order) <= set(table.names)


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match=r"tuple|size|length"):
        TABLES["days"].of([(1, 2, 3)])


def test_a_row_is_packed_so_that_equal_counties_have_equal_bytes() -> None:
    for table in TABLES.values():
        assert table.dtype.itemsize == sum(np.dtype(column.dtype).itemsize for column in table.columns)


def test_names_are_words_with_a_unit_as_suffix() -> None:
    for _, column in EVERY_COLUMN:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
    assert all(re.fullmatch(r"[a-z_]+", key) for key in META)


def test_the_reference_names_every_column_once_per_table() -> None:
    text = columns_as_markdown()
    assert text.count("| episode |") == 5
    assert text.count("| right_care_min |") == 1
