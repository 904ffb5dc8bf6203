"""What holds for every page: its numbers are the study's, its words the table's, it needs no network."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from experiments.report import study as studies
from experiments.report.pictures import is_this_our_county
from experiments.report.quoting import Quotes
from experiments.report.wording import LANGS, Words, table
from tests.report.page_reader import Cells, Printed, agrees, read, svgs

FORBIDDEN = ("significan", "p-value", "p value", "confidence interval", "显著", "置信区间", "p 值")


def test_every_number_on_the_page_is_the_number_in_its_cell(folder: Path, page: Path) -> None:
    cells = Cells(folder)
    wrong = [n for n in read(page).numbers if not agrees(n, cells.value(n.source))]
    assert not wrong


def test_a_share_printed_a_hundred_times_too_small_would_be_seen() -> None:
    assert agrees(Printed("65.3 %", ""), 0.6531)
    assert not agrees(Printed("0.7 %", ""), 0.6531)
    assert not agrees(Printed("+0.65 points", ""), 0.6531)


def test_a_page_has_hundreds_of_numbers_and_each_says_where_it_stands(page: Path) -> None:
    numbers = read(page).numbers
    assert len(numbers) > 300
    assert all(number.source for number in numbers)


def test_both_languages_carry_the_same_numbers(folder: Path) -> None:
    english, chinese = (
        {(n.source, n.figure) for n in read(folder / name).numbers} for name in ("report.html", "report.zh.html")
    )
    assert english == chinese


def test_no_number_is_typed_into_the_prose_but_those_of_the_templates(page: Path) -> None:
    typed = {
        number
        for kind in ("sentences", "words", "left_out", "forms")
        for language in LANGS
        for number in re.findall(r"\d[\d,.]*\d|\d", _all_text(table(kind), language))
    }
    loose = set(re.findall(r"\d[\d,.]*\d|\d", read(page).words))
    assert loose <= typed | {"0"}  # nought stands in the verdict rule


def _all_text(node: object, language: str) -> str:
    """Everything that a table of words says in one language."""
    if isinstance(node, dict):
        return " ".join(
            _all_text(value, language) for key, value in node.items() if key not in LANGS or key == language
        )
    return " ".join(map(str, node)) if isinstance(node, list) else str(node)


def test_a_reader_needs_no_network_and_no_script(page: Path) -> None:
    reader, text = read(page), page.read_text(encoding="utf-8")
    assert not {"script", "link", "img", "iframe", "object", "base"} & set(reader.tags)
    outside = [link for link in reader.links if not link.startswith(("#", "figures/", "report."))]
    assert not outside
    assert "@import" not in text
    assert not re.search(r"url\((?!#)", text)


def test_every_link_leads_somewhere(folder: Path, page: Path) -> None:
    reader = read(page)
    inside = {link.removeprefix("#") for link in reader.links if link.startswith("#")}
    assert inside <= set(reader.ids)
    assert all((folder / link).exists() for link in reader.links if not link.startswith("#"))


def test_no_two_things_on_a_page_carry_the_same_id(page: Path) -> None:
    ids = read(page).ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("word", FORBIDDEN)
def test_words_of_significance_never_occur(word: str, page: Path) -> None:
    assert word not in page.read_text(encoding="utf-8").lower()


def test_the_interval_is_always_called_a_simulation_interval(folder: Path) -> None:
    english = read(folder / "report.html").words
    plain = re.findall(r"(\w+) intervals?\b", english.lower())
    assert set(plain) <= {"simulation", "its", "their", "and", "an", "no"}
    assert "模拟区间" in read(folder / "report.zh.html").words


def test_the_meaning_of_the_interval_is_said_on_the_page(folder: Path) -> None:
    assert "simulated again with other luck" in read(folder / "report.html").words
    assert "模拟区间只反映随机波动" in read(folder / "report.zh.html").words


def test_every_drawing_is_sound_xml_with_live_text_and_words_for_the_blind(page: Path) -> None:
    drawings = list(svgs(page))
    assert len(drawings) > 15
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        assert root.get("role") == "img"
        assert root.find("{http://www.w3.org/2000/svg}title") is not None
        assert "Noto Sans CJK SC" in str(root.get("font-family"))
        assert "DejaVu" not in drawing  # the reader's own font, not one that has no Chinese


def test_chinese_words_stand_in_the_chinese_drawings_as_text(folder: Path) -> None:
    drawings = "".join(svgs(folder / "report.zh.html"))
    assert "乡镇卫生院</text>" in drawings
    assert "基层首诊</text>" in drawings


def test_the_page_stays_under_three_megabytes(page: Path) -> None:
    assert page.stat().st_size < 3_000_000


def test_a_figure_drawn_twice_has_the_same_bytes(folder: Path) -> None:
    quotes = Quotes(Words("zh", studies.read(folder)))
    once, again = (is_this_our_county(quotes).wide for _ in range(2))
    assert once == again
    assert once in (folder / "report.zh.html").read_text(encoding="utf-8")


def test_the_sections_stand_in_the_order_in_which_a_planner_reads(page: Path) -> None:
    sections = [i for i in read(page).ids if i in {"asked", "answer", "county", "themes", "checks", "definitions"}]
    assert sections == ["asked", "answer", "county", "themes", "checks", "definitions"]


def test_the_page_carries_figures_1_2_3_5_6_7_and_tables_1_2_6_7_10(page: Path) -> None:
    ids = set(read(page).ids)
    assert {f"figure-{number}" for number in (1, 2, 3, 5, 6, 7)} <= ids
    assert {f"table-{number}" for number in (1, 2, 6, 7, 10)} <= ids


def test_no_table_is_wider_than_seven_columns(page: Path) -> None:
    for found in re.findall(r"<thead>(.*?)</thead>", page.read_text(encoding="utf-8"), re.DOTALL):
        assert found.count("<th ") <= 7


def test_the_reproduction_line_is_the_command_of_the_manifest(folder: Path, page: Path) -> None:
    command = Cells(folder).manifest["command"]
    assert f'<pre class="lit">{command}</pre>' in page.read_text(encoding="utf-8")
