"""What a figure says in words is what it draws: channels by their own name, prices that are not there, points."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from experiments.report import pictures, pictures_care, pictures_checks, pictures_why
from experiments.report import study as studies
from experiments.report.figures import money, warm_up
from experiments.report.figures.money import total_said
from experiments.report.quoting import Quotes
from experiments.report.sections import precision
from experiments.report.wording import LANGS, Lang, Words
from tests.report import made_up_study


def quotes_of(folder: Path, lang: Lang) -> Quotes:
    return Quotes(Words(lang, studies.read(folder)))


@pytest.mark.parametrize("lang", LANGS)
def test_every_channel_of_referral_is_told_by_its_own_name_and_once_each_way(lang: Lang, folder: Path) -> None:
    quotes = quotes_of(folder, lang)
    told = pictures.referral_up_and_down(quotes)[0].alt
    with_form = {"en": "with a form", "zh": "持转诊单"}[lang]
    names = [line.split(quotes.words.arm(0))[0] for line in told]
    assert len(set(names)) == len(names)
    assert not [name for name in names if with_form in name and quotes.words.group("channel=advice") in name]


@pytest.mark.parametrize("lang", LANGS)
def test_a_policy_without_a_price_is_not_told_to_cost_nothing(lang: Lang, tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path)
    summary = pd.read_csv(folder / "summary.csv")
    row = {"measure": money.POLICY, "group": "", "unit": "yuan per year", "half_width": 0.0, "n": 20}
    rows = [row | {"arm": "gatekeeping", "mean": 46800.0, "lo": 46800.0, "hi": 46800.0}]
    rows += [row | {"arm": "today", "mean": 0.0, "lo": 0.0, "hi": 0.0}]
    pd.concat([summary, pd.DataFrame(rows)]).to_csv(folder / "summary.csv", index=False)
    quotes = quotes_of(folder, lang)
    told = pictures_care.who_pays(quotes)[0].alt[-1]
    assert quotes.words.text("fig9_policy") in told
    assert told.count(quotes.words.text(money.NO_COSTS)) == len(quotes.words.study.arms) - 1
    assert "0.780 (0.780–0.780)" in told  # a resident's share, as it is drawn
    assert "46,800" not in told


def test_a_total_is_printed_to_what_luck_leaves_of_it() -> None:
    assert total_said(1224.4, 1176.2, 1272.6) == "1,224 (1,176–1,273)"
    assert total_said(0.784, 0.731, 0.837) == "0.784 (0.731–0.837)"
    assert total_said(12.0, float("nan"), float("nan")) == "12.0"


@pytest.mark.parametrize("lang", LANGS)
def test_the_warm_up_is_told_of_the_arms_that_are_drawn(lang: Lang, folder: Path) -> None:
    quotes = quotes_of(folder, lang)
    drawn = warm_up.shown_arms(warm_up.table(quotes.words.study))
    told = " ".join(pictures_checks.is_it_settled(quotes).alt)
    for arm in quotes.words.study.arms:
        assert (quotes.words.arm(arm.place) in told) == (arm.name in drawn)


@pytest.mark.parametrize("lang", LANGS)
def test_a_caption_without_a_sweep_has_no_gap_where_a_measure_would_stand(lang: Lang, tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, without=("sensitivity/sensitivity.csv",))
    said = pictures_why.what_moves_the_answer(quotes_of(folder, lang)).subtitle.striptags()
    assert not re.search(r" in ,| 时，与|  ", said)


@pytest.mark.parametrize("lang", LANGS)
def test_the_half_width_of_a_share_is_told_in_points(lang: Lang, folder: Path) -> None:
    quotes = quotes_of(folder, lang)
    shares = [row for row in precision._rows(quotes, "differences.csv") if row["unit"] == "share"]
    assert shares
    told = [str(quotes.cell(row, "half_width", link=False, apart=True)) for row in shares]
    table = "".join(str(line.cells) for line in precision._precision(quotes).lines)
    assert all(text in table for text in told)
    assert all("%" not in text and "％" not in text for text in told)
