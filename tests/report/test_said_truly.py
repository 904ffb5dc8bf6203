"""What a small, short or idle study may say of itself: nothing that its numbers do not bear."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from experiments.report import answer
from experiments.report import study as studies
from experiments.report.blocks import Folded, Tabled
from experiments.report.findings import headline
from experiments.report.page import _targets_said
from experiments.report.quoting import Quotes
from experiments.report.sections import inputs, loads, prices, themes
from experiments.report.sections.change import left_out
from experiments.report.wording import LANGS, Lang, Words
from tests.report import made_up_study


def quotes_of(folder: Path, lang: Lang = "en") -> Quotes:
    return Quotes(Words(lang, studies.read(folder)))


def edited(folder: Path, file: str, edit: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    edit(pd.read_csv(folder / file, keep_default_na=False)).to_csv(folder / file, index=False)


def of_one_run(folder: Path) -> Path:
    """The study as one replication leaves it: values, and no interval of any."""
    made_up_study.write(folder, arms=2)
    for file, ends in (
        ("summary.csv", ["lo", "hi", "half_width"]),
        ("differences.csv", ["lo", "hi", "half_width", "simultaneous_lo", "simultaneous_hi"]),
        ("avoided.csv", ["cost_lo", "cost_hi", "avoided_lo", "avoided_hi", "lo", "hi"]),
        ("gains.csv", []),
        ("later.csv", []),
    ):
        edited(folder, file, lambda rows, ends=ends: rows.assign(n=1, **dict.fromkeys(set(ends) & set(rows), "")))  # type: ignore[misc]
    return folder


def all_said(quotes: Quotes) -> str:
    return " ".join(said.text.striptags() for box in answer.boxes(quotes) for said in box.sentences)


def test_one_replication_tells_nothing_of_luck(tmp_path: Path) -> None:
    quotes = quotes_of(of_one_run(tmp_path / "study"))
    for wanted in filter(None, themes.THEMES.values()):
        told = headline(quotes, *wanted[0]).sentence.striptags()
        assert "beyond the play of luck" not in told
        assert "One replication cannot tell" in told
    assert not themes._flat(quotes, "theme_waiting", themes.THEMES["theme_waiting"])
    said = all_said(quotes)
    assert "no simulation interval with 1 replication" in said
    assert "– to –" not in said
    assert "holds nought" not in said
    assert prices.sentence(quotes, quotes.words.study.others[0]) == ""


def test_runs_that_all_agree_have_no_interval_of_nought_to_nought(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path / "study", arms=2)
    nought = dict.fromkeys(("difference", "lo", "hi", "simultaneous_lo", "simultaneous_hi"), 0.0)

    def same(rows: pd.DataFrame) -> pd.DataFrame:
        mine = rows["measure"] == "wait_mean_min"
        rows = rows.assign(**{column: rows[column].mask(mine, value) for column, value in nought.items()})
        return rows.assign(verdict=rows["verdict"].mask(mine & (rows["verdict"] != ""), "no material difference"), n=3)

    edited(folder, "differences.csv", same)
    said = all_said(quotes_of(folder))
    assert "the same in each of 3 replications" in said
    assert "simulation interval 0 to 0" not in said


def test_an_arm_that_never_parted_from_today_says_that_first(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path / "study", arms=2)
    edited(folder, "first_divergence.csv", lambda rows: rows.assign(time=""))
    for lang, said in (("en", "No patient fared differently under"), ("zh", "没有任何患者的经历发生变化")):
        (box,) = answer.boxes(quotes_of(folder, lang))  # type: ignore[arg-type]
        assert said in box.sentences[0].text
        assert not {"safety", "gains", "money"} & {one.kind for one in box.sentences}


def test_a_queue_whose_use_does_not_change_is_not_called_the_most_changed(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path / "study", arms=2)
    edited(folder, "loads.csv", lambda rows: rows.assign(difference=0.0, difference_lo=0.0, difference_hi=0.0))
    quotes = quotes_of(folder)
    assert loads.sentence(quotes, *loads.changes(quotes)[0]) == "No arm changes the use of any queue."


def test_a_difference_has_one_interval_on_the_whole_page_the_one_of_its_verdict(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path / "study", arms=2)
    wide = {"simultaneous_lo": -99.0, "simultaneous_hi": -1.0, "verdict": "worse, perhaps by less than matters"}

    def widened(rows: pd.DataFrame) -> pd.DataFrame:
        mine = (rows["measure"] == "wait_mean_min") & (rows["group"] == "tier=county")
        return rows.assign(**{column: rows[column].astype(object).mask(mine, value) for column, value in wide.items()})

    edited(folder, "differences.csv", widened)
    told = headline(quotes_of(folder), "wait_mean_min", "tier=county").sentence
    assert ":simultaneous_lo" in told
    assert ":lo" not in told


def test_what_does_not_matter_is_no_change_to_be_told(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path / "study", arms=2)

    def tiny(rows: pd.DataFrame) -> pd.DataFrame:
        mine = rows["measure"] == "primary_visit_share"
        return rows.assign(verdict=rows["verdict"].mask(mine, "no material difference"))

    edited(folder, "differences.csv", tiny)
    assert "no arm moves it" in headline(quotes_of(folder), "primary_visit_share", "").sentence


def test_what_is_sent_up_by_word_of_mouth_is_not_sent_up_with_a_form(tmp_path: Path) -> None:
    words = quotes_of(made_up_study.write(tmp_path / "study")).words
    assert words.measure("up_referrals_per_1000", "channel=advice") == "Up-referrals, spoken advice"
    assert words.measure("up_referrals_per_1000") == "Up-referrals with a form"


def test_a_reported_figure_that_is_an_assumption_is_not_sold_as_a_report(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path / "study")
    edited(folder, "targets.csv", lambda rows: rows.assign(source=["assumption, 10 to 60 min", *rows["source"][1:]]))
    quotes = quotes_of(folder)
    rows = list(quotes.words.study.rows("targets.csv"))
    assert "are themselves assumptions, not reports" in _targets_said(quotes, rows)
    named = quotes.words.measure(rows[0]["measure"], rows[0]["group"])
    assert named in _targets_said(quotes, rows).striptags()


def test_inputs_stand_on_the_chinese_page_in_chinese_words_beside_their_keys(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path / "study")

    row = "today,tiers.county.wards.general.beds,205,assumption: 100 to 200,,,demo.yaml,40,assumed"
    head = "arm,key,value,source,year,range,file,line,origin"
    (folder / "inputs.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    lines = {lang: _inputs_of(quotes_of(folder, lang)) for lang in LANGS}
    assert "县级医院·普通·床位数<br>" in re.sub("</?span[^>]*>", "", lines["zh"])
    assert "假设: 100 to 200" in lines["zh"]
    assert "床位" not in lines["en"]


def _inputs_of(quotes: Quotes) -> str:
    """Table 9 as HTML."""
    (folded,) = (block for block in inputs.blocks(quotes) if isinstance(block, Folded))
    (tabled,) = folded.inside
    assert isinstance(tabled, Tabled)
    return " ".join(str(Markup("{}").format(cell)) for line in tabled.table.lines for cell in line.cells)


def test_a_limit_told_in_one_language_only_stands_on_both_pages(tmp_path: Path) -> None:
    def edit(manifest: dict[str, Any]) -> None:
        manifest["limits"] = ["of a parent: no ferries in winter", "the map is invented"]
        manifest["limits_zh"] = ["地图为虚构"]

    folder = made_up_study.write(tmp_path / "study", edit=edit)
    chinese = left_out(quotes_of(folder, "zh"))
    assert "地图为虚构" in chinese[0]
    assert any("no ferries in winter" in said for said in chinese)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["limits_zh"] = ["冬季无渡船", "地图为虚构"]
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    assert not any("no ferries" in said for said in left_out(quotes_of(folder, "zh")))
