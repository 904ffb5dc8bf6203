"""Table 4: what is offered to a queue, how busy it is, the wait of a closed form, and whose time it is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from experiments.report import study as studies
from experiments.report.quoting import Quotes
from experiments.report.sections import loads
from experiments.report.tables import Table
from experiments.report.wording import Lang, Words
from tests.report import made_up_study


def quotes_of(folder: Path, lang: Lang = "en") -> Quotes:
    return Quotes(Words(lang, studies.read(folder)))


def cells(found: Table) -> list[list[str]]:
    return [[str(getattr(cell, "striptags", cell.__str__)()) for cell in line.cells] for line in found.lines]


def table(folder: Path, lang: Lang = "en") -> list[list[str]]:
    quotes = quotes_of(folder, lang)
    return cells(loads.table(quotes, loads.changes(quotes)))


def test_the_queue_whose_use_changes_most_stands_first_with_both_levels(tmp_path: Path) -> None:
    first = table(made_up_study.write(tmp_path, arms=2))[0]
    assert first[0] == "County hospital, internal medicine (clinic)gatekeeping"
    assert first[1] == "2.640 → 2.490"
    assert first[2].startswith("88.00 % → 83.00 %")
    assert "−5.00 points (−5.60 to −4.40: simulation interval)" in first[2]
    assert first[4] == "88.00 → 58.59"


def test_a_change_that_luck_explains_stands_behind_those_that_it_does_not(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, arms=2)
    rows = pd.read_csv(folder / "loads.csv")
    rows.loc[rows["unit"] == "H1/internal", "difference_hi"] = 0.2
    rows.to_csv(folder / "loads.csv", index=False)
    found = [line[0] for line in table(folder)]
    assert found[0].startswith("Township centre, general (clinic)")
    assert any(name.startswith("County hospital, internal medicine (clinic)") for name in found[1:])


def test_a_closed_form_stands_beside_the_simulated_wait_with_its_name(tmp_path: Path) -> None:
    first = table(made_up_study.write(tmp_path, arms=2))[0]
    assert first[3] == "29.3 → 19.5M/G/c"


def test_where_no_closed_form_applies_the_reason_stands_there(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, arms=2)
    for lang, said in (("en", "none: who finds no bed"), ("zh", "无：无床者")):
        ward = next(line for line in table(folder, lang) if "ward" in line[0] or "病区" in line[0])  # type: ignore[arg-type]
        assert ward[3].startswith(said)


def test_every_reason_of_the_closed_form_has_a_sentence() -> None:
    from typing import get_args

    from experiments.report.wording import table as words
    from experiments.theory.wait import WhyNot

    assert {f"closed_{why}" for why in get_args(WhyNot) if why} <= set(words("sentences"))


def test_whose_time_it_is_is_told_of_clinics_only(tmp_path: Path) -> None:
    found = table(made_up_study.write(tmp_path))
    third = next(line for line in found if line[0].startswith("County hospital, internal") and "Saturdays" in line[0])
    assert "Of 100 patients 32 by own choice, 28 sent or brought, 40 planned." in third[5]
    assert "Staff elsewhere: 3.5 % of its time." in third[5]
    ward = next(line for line in found if "ward" in line[0])
    assert ward[5] == "–"


def test_of_one_arm_the_fullest_queue_is_told_and_no_difference(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, arms=1)
    quotes = quotes_of(folder)
    told, *_ = loads.blocks(quotes)
    assert "The fullest queue: County hospital, internal medicine (clinic), 88.0 %" in str(told.text.striptags())  # type: ignore[union-attr]
    assert table(folder)[0][2] == "88.0 %"


def test_one_replication_has_levels_and_no_interval(tmp_path: Path) -> None:
    first = table(made_up_study.write(tmp_path, arms=2, replications=1))[0]
    assert "simulation interval" not in first[2]
    assert "points" in first[2]


def test_a_study_without_loads_says_so(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, without=("loads.csv",))
    (told,) = loads.blocks(quotes_of(folder))
    assert "was not kept" in str(told.text)  # type: ignore[union-attr]


def test_a_queue_that_a_policy_opened_has_no_today(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, arms=2)
    rows = pd.read_csv(folder / "loads.csv")
    gone = rows[~((rows["arm"] == "today") & (rows["unit"] == "H1/internal"))]
    gone.to_csv(folder / "loads.csv", index=False)
    first = table(folder)[0]
    assert first[1] == "2.490"
    assert first[4] == "58.59"
