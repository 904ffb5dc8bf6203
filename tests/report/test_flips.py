"""Verdicts that one assumed number changes are listed, and told in the box of the arm that they concern."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from experiments.report import answer
from experiments.report import study as studies
from experiments.report.quoting import Quotes
from experiments.report.sections import change
from experiments.report.sections.numbering import number_of
from experiments.report.wording import Lang, Words
from tests.report import made_up_study

FILE = "sensitivity/sensitivity.csv"
KEPT = ["base_value", "base_verdict", "verdict", "stays", "flips_share", "flips_at", "becomes"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_up_study.write(tmp_path)


def quotes_of(folder: Path, lang: Lang = "en") -> Quotes:
    return Quotes(Words(lang, studies.read(folder)))


def said(folder: Path, lang: Lang = "en") -> str:
    """The first paragraph of section 8."""
    return str(change.blocks(quotes_of(folder, lang))[0].text.striptags())  # type: ignore[union-attr]


def steady(folder: Path) -> None:
    """No tried end changes a word."""
    table = pd.read_csv(folder / FILE)
    table["stays"] = "yes"
    table[["flips_share", "flips_at", "becomes"]] = ""
    table.to_csv(folder / FILE, index=False)


def test_every_flip_is_a_line_with_its_value_and_the_new_word(folder: Path) -> None:
    tried = pd.read_csv(folder / FILE)
    table = change.blocks(quotes_of(folder))[1].table  # type: ignore[union-attr]
    assert len(table.lines) == (tried["stays"] == "no").sum() > 0
    nearest = tried[tried["stays"] == "no"].sort_values("flips_share", kind="stable").iloc[0]
    cells = [str(getattr(cell, "text", cell)) for cell in table.lines[0].cells]
    assert cells[5] == nearest["flips_at"]
    assert nearest["becomes"] in cells[6]


def test_a_box_names_the_input_and_the_value_at_which_its_word_changes(folder: Path) -> None:
    for lang, start in (("en", "This rests on "), ("zh", "此结论依赖于")):
        boxes = {box.arm.name: box for box in answer.boxes(quotes_of(folder, lang))}  # type: ignore[arg-type]
        (text,) = [s.text.striptags() for s in boxes["gatekeeping"].sentences if s.kind == "rests"]
        assert text.startswith(start)
        assert str(number_of(studies.read(folder), "change")) in text


def test_an_assumption_is_named_before_an_input_that_was_looked_up(folder: Path) -> None:
    box = answer.boxes(quotes_of(folder))[0]
    (text,) = [s.text.striptags() for s in box.sentences if s.kind == "rests"]
    assert "visits per clinician" in text


def test_where_nothing_flips_that_is_said_and_no_box_rests_on_anything(folder: Path) -> None:
    steady(folder)
    assert said(folder).startswith("No single assumed number, moved through its stated range, changes a verdict")
    assert said(folder, "zh").startswith("任何单个假设值")
    assert not [s for box in answer.boxes(quotes_of(folder)) for s in box.sentences if s.kind == "rests"]


def test_a_study_without_a_sweep_does_not_claim_that_nothing_flips(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, without=(FILE,))
    assert said(folder).startswith("No input was moved in this study")


def test_a_sweep_of_an_older_writer_is_still_drawn_and_says_what_it_lacks(folder: Path) -> None:
    pd.read_csv(folder / FILE).drop(columns=KEPT).to_csv(folder / FILE, index=False)
    assert "written before verdicts at tried ends were kept" in said(folder)


def test_what_was_undecided_is_no_answer_that_could_rest_on_something(folder: Path) -> None:
    table = pd.read_csv(folder / FILE)
    table["base_verdict"] = "undecided"
    table.to_csv(folder / FILE, index=False)
    assert not [s for box in answer.boxes(quotes_of(folder)) for s in box.sentences if s.kind == "rests"]
