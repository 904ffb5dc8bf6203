"""Rows are put in order as `np.lexsort` would, only sooner; a ledger's digest asks for nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim.ledger.ledger as module
from sim.ledger import TABLES
from sim.ledger.ledger import in_order, parts_in_order
from sim.ledger.order import ENOUGH, is_in_order, ordered
from tests.ledger.stories import five_patients_ledger

MANY = 5 * ENOUGH
Column = npt.NDArray[Any]


def slowly(columns: list[Column]) -> Column:
    return np.lexsort(tuple(reversed(columns)))


def luck(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def episodes(number: int, seed: int = 1) -> Column:
    """Keys as they are in a ledger: resident x 2^32 + number of the onset."""
    draw = luck(seed)
    return (draw.integers(0, number // 3, number) << 32) + draw.integers(0, 3, number) * 2**20


@pytest.mark.parametrize("rows", [0, 1, 2, ENOUGH - 1, ENOUGH, MANY])
def test_any_number_of_rows_is_put_in_order(rows: int) -> None:
    columns = [luck().integers(0, 9, rows), luck(2).integers(0, 9, rows) * 1.5, luck(3).integers(0, 4, rows)]
    assert (ordered(columns) == slowly(columns)).all()


def test_episodes_and_moments_are_put_in_order_to_the_last_bit_of_a_moment() -> None:
    minutes = luck().integers(0, 5, MANY) * 100_000.0 + luck(2).integers(0, 3, MANY) * 2.0**-30
    columns = [episodes(MANY), minutes]
    assert (ordered(columns) == slowly(columns)).all()


def test_equal_rows_stay_in_the_order_in_which_they_stood() -> None:
    columns = [np.repeat(np.array([7, 3]), MANY), np.zeros(2 * MANY)]
    assert (ordered(columns) == np.r_[MANY : 2 * MANY, 0:MANY]).all()


def test_what_has_not_happened_stands_before_what_has() -> None:
    minutes = np.where(luck().random(MANY) < 0.5, -1.0, luck(2).random(MANY))
    columns = [luck(3).integers(0, 50, MANY).astype(np.int32), minutes]
    assert (ordered(columns) == slowly(columns)).all()


@pytest.mark.parametrize("odd", [np.inf, -np.inf, np.nan, 1e308, -1e308, 5e-324])
def test_a_moment_beyond_all_bounds_is_put_in_order_all_the_same(odd: float) -> None:
    minutes = luck().random(MANY)
    minutes[::97] = odd
    minutes[1::97] = -odd
    columns = [luck(2).integers(0, 50, MANY), minutes]
    assert (ordered(columns) == slowly(columns)).all()


@pytest.mark.parametrize("first", [luck().random(MANY), luck().integers(-(2**62), 2**62, MANY), np.full(MANY, -5)])
def test_a_first_column_of_any_kind_will_do(first: Column) -> None:
    columns = [first, luck(2).random(MANY)]
    assert (ordered(columns) == slowly(columns)).all()
    assert (ordered([first]) == np.argsort(first, kind="stable")).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 2**40), st.integers(1, 300), st.integers(0, 60))
def test_whatever_the_columns_the_order_is_that_of_lexsort(seed: int, keys: int, moments: int, bits: int) -> None:
    draw = luck(seed)
    minutes = draw.integers(0, moments, 2 * ENOUGH) * 2.0**-bits + draw.integers(0, 2, 2 * ENOUGH)
    columns = [draw.integers(0, keys, 2 * ENOUGH), minutes, draw.integers(-1, 2, 2 * ENOUGH).astype(np.int8)]
    assert (ordered(columns) == slowly(columns)).all()


def test_what_is_in_order_is_known_to_be() -> None:
    assert is_in_order(np.array([1, 1, 2]))
    assert not is_in_order(np.array([1, 3, 2]))
    assert is_in_order(np.zeros(0))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_handled_a_part_at_a_time_is_the_same_table(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, table = five_patients_ledger(), TABLES[name]
    rows = ledger[name]
    expected = rows[slowly([rows[column] for column in table.order])]
    digest = ledger.digest()
    monkeypatch.setattr(module, "PART", 3)
    assert sum(len(part) for part in parts_in_order(table, rows)) == len(rows)
    assert in_order(table, rows).tobytes() == expected.tobytes()
    assert in_order(table, rows).dtype == rows.dtype
    assert ledger.digest() == digest


def test_a_digest_does_not_depend_on_the_order_in_which_rows_were_written() -> None:
    ledger, turned = five_patients_ledger(), five_patients_ledger()
    for name in TABLES:
        turned.tables[name] = turned[name][::-1]
    assert turned.digest() == ledger.digest()
    turned.tables["visits"] = turned["visits"][1:]
    assert turned.digest() != ledger.digest()
