"""A ledger is written whole or not at all, comes back bit for bit, and knows when two are the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.ledger import FRAME, TABLES, Ledger, concat, empty
from tests.ledger.stories import five_patients, five_patients_ledger


def test_a_ledger_comes_back_bit_for_bit(tmp_path: Path) -> None:
    ledger = five_patients_ledger()
    again = Ledger.read(ledger.write(tmp_path / "run"))
    assert again.digest() == ledger.digest()
    assert again.meta == ledger.meta
    for name, frame in ledger.frame.items():
        assert list(again.frame[name].columns) == list(frame.columns)
        assert (again.frame[name].to_numpy() == frame.to_numpy()).all()
    for name in TABLES:
        assert again[name].dtype == ledger[name].dtype
        assert (again[name] == ledger[name]).all()


def test_an_empty_county_can_be_written_and_read(tmp_path: Path) -> None:
    again = Ledger.read(empty().write(tmp_path / "nothing"))
    assert again.digest() == empty().digest()
    assert all(len(again[name]) == 0 for name in TABLES)
    assert all(list(again.frame[name].columns) == list(FRAME[name].names) for name in FRAME)


def test_chinese_names_survive(tmp_path: Path) -> None:
    again = Ledger.read(five_patients_ledger().write(tmp_path / "县"))
    assert list(again.frame["facilities"]["name_zh"]) == ["村卫生室", "卫生院", "县医院", "县外医院"]


def test_writing_twice_replaces_the_older_ledger_whole(tmp_path: Path) -> None:
    five_patients_ledger().write(tmp_path / "run")
    empty().write(tmp_path / "run")
    assert Ledger.read(tmp_path / "run").digest() == empty().digest()
    assert [path.name for path in tmp_path.iterdir()] == ["run"], "nothing else is left behind"


def test_a_ledger_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    five_patients_ledger().write(tmp_path / "run")

    def broken_disk(*_: object, **__: object) -> str:
        raise OSError("no space left on device")

    monkeypatch.setattr("sim.ledger.ledger.write_rows", broken_disk)
    with pytest.raises(OSError, match="no space"):
        empty().write(tmp_path / "run")
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert Ledger.read(tmp_path / "run").digest() == five_patients_ledger().digest()


def test_a_folder_without_a_ledger_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="holds no ledger"):
        Ledger.read(tmp_path)


def test_a_file_with_other_columns_is_refused(tmp_path: Path) -> None:
    folder = five_patients_ledger().write(tmp_path / "run")
    (folder / "tests.parquet").write_bytes((folder / "days.parquet").read_bytes())
    with pytest.raises(ValueError, match=r"tests.parquet: columns .* expected"):
        Ledger.read(folder)


def test_the_digest_does_not_care_in_which_order_rows_were_written() -> None:
    ledger = five_patients_ledger()
    luck = np.random.default_rng(1)
    shuffled = {name: luck.permutation(rows) for name, rows in ledger.tables.items()}
    assert Ledger(shuffled, ledger.frame, ledger.meta).digest() == ledger.digest()


@pytest.mark.parametrize("table", [name for name, it in TABLES.items() if name != "steps" and not it.slow])
def test_one_changed_number_changes_the_digest(table: str) -> None:
    ledger, changed = five_patients_ledger(), five_patients_ledger()
    last = TABLES[table].names[-1]
    changed[table][last][0] += 1
    assert changed.digest() != ledger.digest()


@pytest.mark.parametrize("table", [name for name, it in TABLES.items() if it.slow])
def test_what_moves_slowly_counts_as_soon_as_it_moves(table: str) -> None:
    ledger = five_patients_ledger()
    row = np.zeros(1, TABLES[table].dtype)
    moved, more = Ledger({**ledger.tables, table: row}), row.copy()
    more[TABLES[table].names[-1]] += 1
    assert moved.digest() != ledger.digest()
    assert Ledger({**ledger.tables, table: more}).digest() != moved.digest()


def test_a_row_more_changes_the_digest() -> None:
    ledger = five_patients_ledger()
    more = {**ledger.tables, "visits": np.append(ledger["visits"], ledger["visits"][:1])}
    assert Ledger(more).digest() != ledger.digest()


def test_parts_of_a_run_make_one_ledger() -> None:
    ledger = five_patients_ledger()
    parts = [
        Ledger({name: rows[half] for name, rows in ledger.tables.items()}, ledger.frame, ledger.meta)
        for half in (slice(None, None, 2), slice(1, None, 2))
    ]
    whole = concat(parts)
    assert whole.digest() == ledger.digest()
    assert whole.meta == ledger.meta


def test_no_parts_make_no_ledger() -> None:
    with pytest.raises(ValueError, match="at least one"):
        concat([])


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(ValueError, match="'visit' is no table of the ledger; there are episodes, visits"):
        Ledger({"visit": TABLES["visits"].empty()})


def test_a_table_with_other_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="table visits: columns"):
        Ledger({"visits": TABLES["stays"].empty()})


def test_a_ledger_says_in_one_line_what_it_holds() -> None:
    assert repr(empty()) == "<Ledger '': nothing happened>"
    assert repr(five_patients_ledger()).startswith("<Ledger 'Five patients': 6 episodes, 8 visits, 4 stays")


def test_a_ledger_knows_its_window_and_its_words() -> None:
    ledger = five_patients().ledger()
    assert (ledger.warm_up_min, ledger.end_min, ledger.residents) == (0.0, 10080.0, 5)
    assert ledger.words("scheme") == ["residents", "employees", "uninsured"]
    assert ledger.words("nothing_of_the_kind") == []
