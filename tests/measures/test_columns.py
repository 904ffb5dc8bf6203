"""Columns instead of rows: whatever is chosen, and however often, each column is that of the rows themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sim.ledger import Ledger
from sim.measures.columns import (
    BLOCK,
    Chosen,
    Columns,
    Tables,
    anew,
    by_code,
    copied,
    in_rising_order,
    in_wards,
    shortest_first,
)
from tests.ledger.stories import five_patients_ledger
from tests.measures.crowd import crowd

MANY = crowd(30)
Masks = list[npt.NDArray[np.bool_]]


def luck(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def same(chosen: Columns | Chosen, rows: npt.NDArray[Any]) -> bool:
    """Whether every column asked for is that of the rows, and there are as many."""
    names = rows.dtype.names or ()
    return len(chosen) == len(rows) and all(chosen[name].tobytes() == rows[name].tobytes() for name in names)


@pytest.mark.parametrize("name", ["episodes", "visits", "stays", "referrals", "tests", "days", "steps"])
def test_every_column_is_that_of_the_table(name: str) -> None:
    table = Tables(MANY)[name]
    assert same(table, MANY[name])
    assert all(table[column].dtype == MANY[name].dtype[column] for column in MANY[name].dtype.names or ())


def test_a_column_is_copied_once_and_stands_by_itself() -> None:
    table = Tables(MANY)["visits"]
    for column in ("start_min", "tier", "unit"):
        assert table[column] is table[column]
        assert table[column].flags.c_contiguous
    assert Tables(MANY)["visits"]["tier"] is not table["tier"]


def test_nobody_can_change_a_column_under_the_eyes_of_the_next() -> None:
    table = Tables(MANY)["visits"]
    for column in ("start_min", "tier"):
        with pytest.raises(ValueError, match="read-only"):
            table[column][0] = 1


def test_a_column_in_passing_is_not_kept_and_is_the_same() -> None:
    table = Tables(MANY)["visits"]
    assert table.passing("fare_yuan").base is not None
    assert (table.passing("fare_yuan") == table["fare_yuan"]).all()
    assert table.passing("fare_yuan") is table["fare_yuan"]
    assert table.passing("tier") is table["tier"]


def test_columns_kept_together_are_those_asked_for_one_by_one() -> None:
    together, alone = Tables(MANY)["visits"], Tables(MANY)["visits"]
    together.keep(("arrival_min", "start_min"))
    for column in ("arrival_min", "start_min"):
        assert (together[column] == alone[column]).all()
        assert together.passing(column) is together[column]


@pytest.mark.parametrize("rows", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5])
def test_columns_are_copied_whole_whatever_the_number_of_rows(rows: int) -> None:
    table = np.zeros(rows, dtype=[("code", "i1"), ("minute", "<f8")])
    table["code"], table["minute"] = luck().integers(0, 9, rows), luck().random(rows)
    copies = copied(table, ["minute", "code"])
    assert (copies["minute"] == table["minute"]).all()
    assert (copies["code"] == table["code"]).all()


@pytest.mark.parametrize("first", [0.0, 0.02, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("second", [0.0, 0.02, 0.5, 0.95, 1.0])
def test_some_of_some_rows_are_those_of_the_table(first: float, second: float) -> None:
    """However many are chosen: nobody, a few, half, nearly all, everyone."""
    rows, table = MANY["visits"], Tables(MANY)["visits"]
    one = luck(1).random(len(rows)) < first
    two = luck(2).random(int(one.sum())) < second
    three = luck(3).random(int(two.sum())) < 0.5
    assert same(table.where(one), rows[one])
    assert same(table.where(one).where(two), rows[one][two])
    assert same(table.where(one).where(two).where(three), rows[one][two][three])


def test_everyone_is_chosen_without_a_copy() -> None:
    table = Tables(MANY)["visits"]
    everyone = table.where(np.ones(len(table), dtype=bool))
    assert everyone["tier"] is table["tier"]
    assert everyone.which is None


def test_codes_are_counted_as_they_occur_and_none_is_nobody() -> None:
    rows = Columns("visits", MANY["visits"].copy())
    rows.rows["tier"][:4] = -1
    tiers = rows.rows["tier"]
    expected = [int((tiers == tier).sum()) for tier in range(6)]
    chosen = Chosen(rows, None)
    assert chosen.counts("tier", 6).tolist() == expected
    assert chosen.counts("tier", 4).tolist() == expected[:4]
    nobody = chosen.where(np.zeros(len(rows), dtype=bool))
    assert nobody.counts("tier", 4).tolist() == [0, 0, 0, 0]


def test_a_row_is_placed_at_its_episode_in_whatever_order_episodes_stand() -> None:
    ledger = crowd(7)
    shuffled = ledger["episodes"][luck().permutation(len(ledger["episodes"]))]
    ledger = Ledger({**ledger.tables, "episodes": shuffled}, ledger.frame, ledger.meta)
    for name in ("visits", "stays", "referrals", "tests"):
        place = Tables(ledger).place(name)
        assert (shuffled["episode"][place] == ledger[name]["episode"]).all()


def test_a_row_of_no_episode_has_no_place_and_of_two_the_first() -> None:
    ledger = five_patients_ledger()
    episodes = np.append(ledger["episodes"][1:], ledger["episodes"][1:2])
    tables = Tables(Ledger({**ledger.tables, "episodes": episodes}, ledger.frame, ledger.meta))
    lost = ledger["visits"]["episode"] == ledger["episodes"]["episode"][0]
    place = tables.place("visits")
    assert (place[lost] == -1).all()
    assert lost.any()
    first = [int(np.flatnonzero(episodes["episode"] == key)[0]) for key in ledger["visits"]["episode"][~lost]]
    assert place[~lost].tolist() == first


def test_in_a_county_without_episodes_nothing_has_a_place() -> None:
    ledger = five_patients_ledger()
    tables = Tables(Ledger({"visits": ledger["visits"]}, ledger.frame, ledger.meta))
    assert (tables.place("visits") == -1).all()
    assert len(tables.place("stays")) == 0


def test_the_visits_of_some_episodes_are_found_in_the_order_of_the_table() -> None:
    rows, keys = MANY["visits"], MANY["episodes"]["episode"]
    for wanted in (keys[:0], keys[::3], keys[[5, 2, 9]], np.append(keys[:2], 1 << 60)):
        found = Tables(MANY).rows_of("visits", wanted)
        assert found.tolist() == np.flatnonzero(np.isin(rows["episode"], wanted)).tolist()


def test_keys_are_put_in_order_with_the_first_of_equals_first() -> None:
    for keys in (np.array([3, 1, 2]), np.array([3, 1, 3, 1]), np.array([1, 2, 2, 4]), np.zeros(0, dtype=int)):
        found, order = in_rising_order(keys)
        assert found.tolist() == sorted(keys.tolist())
        assert order.tolist() == np.argsort(keys, kind="stable").tolist()


@pytest.mark.parametrize("most", [0, 3, 127, 40_000])
def test_places_are_sorted_by_code_and_keep_their_order(most: int) -> None:
    codes = luck().integers(-1, most + 1, 5000)
    found = dict(by_code(codes))
    assert list(found) == sorted(set(codes.tolist()) - {-1})
    assert all(places.tolist() == np.flatnonzero(codes == code).tolist() for code, places in found.items())
    assert list(by_code(codes[:0])) == []


def test_the_many_who_never_waited_stand_first_and_the_rest_in_order() -> None:
    waits = np.where(luck().random(1000) < 0.4, 0.0, luck(2).random(1000))
    order = shortest_first(waits)
    assert sorted(order.tolist()) == list(range(1000))
    assert (np.diff(waits[order]) >= 0.0).all()
    assert shortest_first(np.zeros(0)).tolist() == []
    assert shortest_first(np.array([2.0, -1.0, 0.0])).tolist() == [1, 2, 0]


def test_a_key_begins_anew_where_it_is_another_than_before() -> None:
    assert anew(np.array([4, 4, -1, -1, 4])).tolist() == [True, False, True, False, True]
    assert anew(np.zeros(0)).tolist() == []


def test_who_lies_in_a_ward_has_been_put_to_bed_inside_the_county() -> None:
    stays = MANY["stays"]
    assert same(in_wards(Tables(MANY)), stays[(stays["admitted_min"] >= 0.0) & (stays["unit"] >= 0)])
