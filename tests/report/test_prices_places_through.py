"""Tables 5 and 8, the price of an avoided event, and through what a change came."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pytest

from experiments.report import study as studies
from experiments.report.blocks import Block, Folded, Tabled
from experiments.report.quoting import Quotes
from experiments.report.sections import places, prices, through
from experiments.report.tables import Table
from experiments.report.wording import LANGS, Lang, Words
from experiments.report.wording import table as words_table
from experiments.study import avoided
from sim.vocabulary.counted import COUNTED
from tests.report import made_up_study


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up_study.write(tmp_path_factory.mktemp("prices"), arms=4)


def quotes_of(folder: Path, lang: Lang = "en") -> Quotes:
    return Quotes(Words(lang, studies.read(folder)))


def plain(cell: Any) -> str:
    return str(getattr(cell, "striptags", cell.__str__)())


def tables_in(blocks: Any) -> list[Table]:
    found: list[Table] = []
    for block in blocks:
        if isinstance(block, Tabled):
            found.append(block.table)
        elif isinstance(block, Folded):
            found += tables_in(block.inside)
    return found


def told(blocks: Any) -> str:
    return " ".join(plain(block.text) for block in blocks if hasattr(block, "text"))


def test_table_5_names_item_price_quantity_and_whose_price_it_is(folder: Path) -> None:
    costs, _ = tables_in(prices.blocks(quotes_of(folder)))
    assert costs.number == 5
    first, once = [[plain(cell) for cell in line.cells] for line in costs.lines[:2]]
    assert first[0].startswith("travel and allowance")
    assert first[2:5] == ["day of an expert below", "300", "156.4"]
    assert "46,920" in first[5]
    assert first[6] == "assumption"
    assert once[4:6] == ["2", "24,000, once"]
    chinese, _ = tables_in(prices.blocks(quotes_of(folder, "zh")))
    assert plain(chinese.lines[0].cells[6]) == "假设"


def test_everything_that_can_be_charged_for_has_a_name_in_both_languages() -> None:
    named = words_table("words")["each"]
    assert set(COUNTED) | {"once"} == set(named)


def test_a_county_without_prices_says_so(tmp_path: Path) -> None:
    bare = made_up_study.write(tmp_path, without=("costs.csv", "avoided.csv"))
    assert "No price of any policy was stated" in told(prices.blocks(quotes_of(bare)))


@pytest.mark.parametrize("lang", LANGS)
def test_an_event_that_cannot_be_told_has_no_price(folder: Path, lang: Lang) -> None:
    _, table = tables_in(prices.blocks(quotes_of(folder, lang)))
    last = [plain(cell) for cell in table.lines[-1].cells]
    assert last[4] == "–"
    assert last[5] in ("cannot be told", "尚不能判定")


def test_the_sentence_on_money_gives_the_price_with_the_interval_of_a_ratio(folder: Path) -> None:
    quotes = quotes_of(folder)
    said = [plain(prices.sentence(quotes, arm)) for arm in quotes.words.study.others]
    assert (
        "more than today (serious illness missed at first contact), patients, fund and policy together save 1,500 yuan "
        "(simulation interval 800 to 2,900)" in said[0]
    )
    assert "For each case avoided (serious illness missed at first contact)" in said[1]
    assert "cannot be told" in said[2]


def test_every_word_of_worth_and_every_event_has_a_name_and_a_sentence() -> None:
    said = {avoided.CANNOT, avoided.SAVES, avoided.LOSES, avoided.PRICE, avoided.PER_LOST, avoided.MORE}
    words = words_table("words")
    assert said == set(words["worth"])
    assert set(avoided.EVENTS) == set(words["events"])
    assert {f"avoided_{word.replace(' ', '_')}" for word in said} <= set(words_table("sentences"))
    assert set(prices.PRICED) <= said


@pytest.mark.parametrize("word", ["dominant", "dominated", "more"])
def test_without_a_price_the_sentence_tells_both_sides(word: str, tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, arms=2)
    pd.read_csv(folder / "avoided.csv").assign(told=word).to_csv(folder / "avoided.csv", index=False)
    for lang in get_args(Lang):
        quotes = quotes_of(folder, lang)
        said = plain(prices.sentence(quotes, quotes.words.study.others[0]))
        assert ("−60" in said) == (word == "dominant")
        assert {"en": "60 cases a year", "zh": "60例"}[lang] in said
        assert "1,500" not in said


def test_table_8_has_a_line_for_every_place_and_arm_hospitals_first(folder: Path) -> None:
    (table,) = tables_in(places.blocks(quotes_of(folder)))
    assert table.number == 8
    lines = [[plain(cell) for cell in line.cells] for line in table.lines]
    assert [line[0] for line in lines[::4]] == [f"Place {place}today" for place in ("H1", "T1", "V2", "V1")]
    assert lines[0][1] == "126.0"
    assert lines[1][1].startswith("130.0+4.0 (+1.8 to +6.3)")
    assert lines[0][4] == "60.0; 70.0"
    assert ";" not in lines[-1][4]


def test_a_county_of_many_posts_shows_as_many_as_a_page_holds_and_says_where_the_rest_is(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, arms=2)
    rows = pd.read_csv(folder / "places.csv")
    posts = rows[rows["facility"] == "V1"]
    more = [posts.assign(facility=f"V{number}", name=f"Post {number}") for number in range(10, 40)]
    pd.concat([rows, *more]).to_csv(folder / "places.csv", index=False)
    found = list(places.blocks(quotes_of(folder)))
    (table,) = tables_in(found)
    assert len(table.lines) == 2 * places.MOST
    fold = next(block for block in found if isinstance(block, Folded))
    assert "places.csv" in told(fold.inside)


def test_the_change_of_a_wait_is_told_with_its_largest_part(folder: Path) -> None:
    found: tuple[Block, ...] = through.blocks(quotes_of(folder))
    said = told(found)
    assert "changes by −1.50 min (−1.80 to −1.20: simulation interval)" in said
    assert "comes through the queue of internal medicine: −1.40 min" in said
    assert "comes through patients who come by own choice: −6.00 points" in said
    (table,) = tables_in(found)
    assert len(table.lines) == 3 * (5 + 6)


def test_a_change_that_luck_explains_gets_no_part(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, arms=2)
    rows = pd.read_csv(folder / "attribution.csv")
    rows.assign(lo=rows["difference"] - 99, hi=rows["difference"] + 99).to_csv(folder / "attribution.csv", index=False)
    said = told(through.blocks(quotes_of(folder)))
    assert "no more than luck does" in said
    assert "largest part" not in said


def test_one_arm_or_an_old_folder_has_nothing_to_attribute(tmp_path: Path) -> None:
    assert through.blocks(quotes_of(made_up_study.write(tmp_path, arms=1))) == ()


def test_every_part_has_a_name_in_both_languages() -> None:
    from experiments.study.attribution import MINUTES, REMAINDER, SHARES, STAFF, TOTAL
    from sim.measures.loads import CAME

    assert set(words_table("words")["through"]) == {TOTAL, SHARES, *CAME, MINUTES, STAFF, REMAINDER}
