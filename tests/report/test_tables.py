"""The tables of the page: what stands in them, and what numbers in sentences jump to."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from markupsafe import Markup

from experiments.report import study as studies
from experiments.report import tables
from experiments.report.keys import key_said, scope_said, value_said
from experiments.report.quoting import Quotes
from experiments.report.sections.asked import exact_difference
from experiments.report.sections.themes import THEMES
from experiments.report.tables import Line, Table
from experiments.report.wording import Lang, Words
from experiments.statistics.verdicts import RULE
from tests.report import made_up_study
from tests.report.page_reader import Cells, read


@pytest.fixture
def quotes(folder: Path) -> Quotes:
    """The made-up study in English."""
    return Quotes(Words("en", studies.read(folder)))


def plain(line: Line) -> list[str]:
    """The cells of a line as plain text."""
    return [str(Markup("{}").format(cell).striptags()) for cell in line.cells]


def texts(table: Table) -> list[list[str]]:
    """A table as plain text."""
    return [plain(line) for line in table.lines]


def test_table_1_names_an_arm_once_and_every_number_that_differs(quotes: Quotes) -> None:
    rows = texts(exact_difference(quotes))
    assert [row[0] for row in rows] == ["gatekeeping", "", "experts in the townships on Saturdays"]
    assert rows[1][1].startswith("share of patients who follow the rule")
    assert rows[1][3] == "70 %"


def test_table_1_says_from_when_where_and_for_whom(quotes: Quotes) -> None:
    rows = texts(exact_difference(quotes))
    assert rows[0][4] == "from 2026-02-02, scheme residents"
    assert rows[2][4] == "from 2026-02-02, township centres"


def test_table_1_speaks_the_language_of_the_page(folder: Path) -> None:
    rows = texts(exact_difference(Quotes(Words("zh", studies.read(folder)))))
    assert rows[0][1].startswith("首诊·方式")
    assert rows[0][2:5] == ["自由就诊", "基层首诊", "2026-02-02起、城乡居民"]
    assert rows[2][4] == "2026-02-02起、乡镇卫生院"


def test_a_key_or_value_without_a_chinese_word_is_shown_as_it_is_written(folder: Path) -> None:
    words = Words("zh", studies.read(folder))
    assert str(key_said(words, "policies.never_heard.0.so_many", "")) == "never heard·so many"
    assert str(value_said(words, "twice_a_day")) == "twice_a_day"
    assert str(scope_said(words, "villages V1")) == "villages V1"


def test_table_1_calls_a_number_without_a_source_an_assumption(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, arms=4)
    rows = texts(exact_difference(Quotes(Words("en", studies.read(folder)))))
    assert rows[-1][-1] == "assumption"


def test_table_1_shows_a_difference_that_ends_and_one_that_has_no_dates(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path)
    table = pd.read_csv(folder / "exact_difference.csv").astype({"until": object})
    table.loc[0, "until"] = "2026-03-01"
    table.loc[1, "from"] = None
    table.to_csv(folder / "exact_difference.csv", index=False)
    rows = texts(exact_difference(Quotes(Words("en", studies.read(folder)))))
    assert rows[0][4].startswith("2026-02-02 to 2026-03-01")
    assert rows[1][4] == "scheme residents"


def test_table_2_shows_reported_simulated_and_tolerance_in_one_unit(quotes: Quotes) -> None:
    (row,) = [row for row in texts(tables.targets(quotes)) if row[0].startswith("Visits kept within")]
    assert row[0] == "Visits kept within the county%"
    assert row[1] == "90 ± 2"
    assert row[3:5] == ["within", "predicted"]


def test_table_2_marks_what_was_missed(quotes: Quotes) -> None:
    missed = [plain(line)[0] for line in tables.targets(quotes).lines if line.kind == "missed"]
    assert missed == ["Bed occupancy, county hospitals%"]


def test_a_theme_table_has_a_column_per_arm_and_a_line_per_measure(quotes: Quotes) -> None:
    table = tables.theme(quotes, 0, THEMES["theme_waiting"])
    assert len(table.headers) == 1 + len(quotes.words.study.arms)
    assert len(table.lines) == len(THEMES["theme_waiting"])


def test_a_theme_table_says_why_a_place_is_empty(quotes: Quotes) -> None:
    (row,) = texts(tables.theme(quotes, 0, [("never_heard_of", "")]))
    assert row[1:] == ["not kept in this study"] * 3


def test_table_6_holds_every_measure_in_every_arm_and_primary_ones_first(quotes: Quotes) -> None:
    rows = texts(tables.all_measures(quotes))
    arms, primary = len(quotes.words.study.arms), quotes.words.study.primary
    assert len(rows) % arms == 0
    assert all(row[0].startswith("★") for row in rows[: arms * len(primary)])
    assert not any(row[0].startswith("★") for row in rows[arms * len(primary) :])


def test_table_6_leaves_single_places_and_finer_groups_to_the_files(quotes: Quotes) -> None:
    anchors = [line.anchor for line in tables.all_measures(quotes).lines]
    assert not [anchor for anchor in anchors if "facility" in anchor or "class-walk" in anchor]
    assert len(anchors) == len(set(anchors))


def test_every_number_in_a_sentence_is_linked_to_its_line_of_table_6(folder: Path, quotes: Quotes) -> None:
    anchors = {line.anchor for line in tables.all_measures(quotes).lines}
    links = {link.removeprefix("#") for link in read(folder / "report.html").links if link.startswith("#m-")}
    assert links
    assert links <= anchors


def test_table_7_puts_what_went_wrong_first(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, attention=True)
    table = tables.checks(Quotes(Words("en", studies.read(folder))))
    assert [line.kind for line in table.lines] == ["attention", "passed", "passed", "passed", "passed"]
    assert plain(table.lines[0])[2] == "▲ attention"


def test_troubled_checks_stand_alone_and_there_are_none_when_all_is_well(quotes: Quotes) -> None:
    assert not tables.troubled(quotes).lines


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (133.0, "133"), (0.00041, "0.00041"), (-0.5, "−0.5"), (float("nan"), "–")]
)
def test_a_number_of_a_check_is_as_short_as_it_can_be(value: float, text: str) -> None:
    assert tables.plain_number(value) == text


@pytest.mark.parametrize(("lang", "join", "last"), [("en", " and ", "undecided"), ("zh", "，且 ", "尚不能判定")])
def test_the_rule_of_verdicts_is_printed_with_all_its_rows(lang: Lang, join: str, last: str, folder: Path) -> None:
    rows = texts(tables.rule(Quotes(Words(lang, studies.read(folder)))))
    assert [row[0] for row in rows[:-1]] == [said.replace(" and ", join) for _, said, _ in RULE]
    assert rows[-1][1] == last


def test_every_measure_on_the_page_is_defined_on_the_page(folder: Path, quotes: Quotes) -> None:
    used = set(pd.read_csv(folder / "summary.csv")["measure"])
    defined = {line.anchor.removeprefix("d-") for line in tables.definitions(quotes, sorted(used)).lines}
    assert defined == used
    linked = {link.removeprefix("#d-") for link in read(folder / "report.html").links if link.startswith("#d-")}
    assert linked == used


def test_a_definition_tells_unit_direction_and_edges(quotes: Quotes) -> None:
    (row,) = texts(tables.definitions(quotes, ["wait_mean_min"]))
    assert row[0] == "Mean waitwait_mean_min"
    assert row[2:4] == ["min", "lower is better"]
    assert "those still waiting" in row[4]


def test_chinese_definitions_are_chinese(folder: Path) -> None:
    chinese = Quotes(Words("zh", studies.read(folder)))
    (row,) = texts(tables.definitions(chinese, ["wait_mean_min"]))
    assert row[0].startswith("平均候诊时间")
    assert row[1].startswith("所有排队者")
    assert row[3] == "越低越好"


def test_a_measure_that_nobody_defined_says_so(quotes: Quotes) -> None:
    (row,) = texts(tables.definitions(quotes, ["never_heard_of"]))
    assert row[0] == "Never heard ofnever_heard_of"
    assert row[1] == "not kept in this study"


def test_the_manifest_and_the_page_agree_on_the_number_of_replications(folder: Path) -> None:
    replications = [n for n in read(folder / "report.html").numbers if n.source == "manifest:replications"]
    assert replications
    assert {float(n.figure) for n in replications} == {float(Cells(folder).manifest["replications"])}
