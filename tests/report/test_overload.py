"""An overloaded county is called one, with its level; and few replications are counted as few."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from experiments.report import header
from experiments.report import study as studies
from experiments.report.page import page
from experiments.report.quoting import Quotes
from experiments.report.sections.themes import overloaded
from experiments.report.wording import Lang, Words, singular
from tests.report import awkward, made_up_study
from tests.report.test_missing_pieces import only_words


def quotes_of(folder: Path, lang: Lang = "en") -> Quotes:
    return Quotes(Words(lang, studies.read(folder)))


def with_overload(folder: Path, over: str) -> Path:
    made_up_study.write(folder)
    row = {"arm": "today", "tier": "county", "unserved_share": 0.42, "wait_mean_min": 2160.0, "open_day_min": 480.0}
    pd.DataFrame([row | {"overloaded": over}]).to_csv(folder / "overload.csv", index=False)
    return folder


def test_todays_level_is_told_where_a_tier_is_overloaded(tmp_path: Path) -> None:
    folder = with_overload(tmp_path, "yes")
    said = overloaded(quotes_of(folder)).striptags()
    assert said.startswith("Overloaded today: county hospitals, where 42 in 100 who came were not seen")
    assert "2,160 min (open 8 h a day)" in said
    zh = overloaded(quotes_of(folder, "zh")).striptags()
    assert "每100名到诊者有42人未就诊，平均候诊2,160分钟（每日开放8小时）" in zh


def test_it_stands_first_among_the_notes_of_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only_words(monkeypatch)
    themes = {theme.key: theme for theme in page(quotes_of(with_overload(tmp_path, "yes"))).themes}
    assert themes["theme_waiting"].notes[0].startswith("Overloaded today")
    assert not any("Overloaded" in note for note in themes["theme_beds"].notes)


def test_a_county_that_copes_is_not_called_overloaded(tmp_path: Path) -> None:
    assert not overloaded(quotes_of(with_overload(tmp_path, "no")))
    assert not overloaded(quotes_of(made_up_study.write(tmp_path, without=("overload.csv",))))


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "20 replications of each arm (some measures have a value in only 7 of them)"),
        ("zh", "（部分指标仅在其中7次有数值）"),
    ],
)
def test_rows_of_fewer_replications_are_announced_at_the_top(tmp_path: Path, lang: Lang, told: str) -> None:
    facts = " ".join(fact.striptags() for fact in header.facts(quotes_of(awkward.missing_replications(tmp_path), lang)))
    assert told in facts


def test_nothing_is_announced_where_all_rows_are_whole(tmp_path: Path) -> None:
    facts = " ".join(fact.striptags() for fact in header.facts(quotes_of(made_up_study.write(tmp_path))))
    assert "some rows" not in facts


def test_one_replication_is_not_spoken_of_as_several(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, replications=1)
    facts = " ".join(fact.striptags() for fact in header.facts(quotes_of(folder)))
    assert "1 replication of each arm" in facts
    assert "重复1次" in " ".join(fact.striptags() for fact in header.facts(quotes_of(folder, "zh")))
    assert math.isnan(float(pd.read_csv(folder / "summary.csv")["lo"].iloc[0]))


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("1 replications", "1 replication"),
        ("1 more replications", "1 more replication"),
        ('<span class="n">1</span> weeks', '<span class="n">1</span> week'),
        ("11 replications", "11 replications"),
        ("0.1 days", "0.1 days"),
        ("21 days", "21 days"),
    ],
)
def test_only_exactly_one_is_mended(text: str, mended: str) -> None:
    assert singular(text) == mended
