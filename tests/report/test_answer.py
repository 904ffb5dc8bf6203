"""The answer boxes: what a planner is told first, and what is never left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.report import answer
from experiments.report import study as studies
from experiments.report.figures.answer import reach, strips
from experiments.report.page import page
from experiments.report.quoting import Quotes
from experiments.report.sections import consequences
from experiments.report.sections.themes import NO_DIFFERENCE, THEMES
from experiments.report.wording import Lang, Words
from experiments.statistics.verdicts import Verdict
from tests.report import made_up_study
from tests.report.test_missing_pieces import only_words


def quotes_of(folder: Path, lang: Lang = "en") -> Quotes:
    """The numbers of a study in one language."""
    return Quotes(Words(lang, studies.read(folder)))


def told(folder: Path, arm: str, lang: Lang = "en") -> list[tuple[str, str]]:
    """The sentences of one box as plain text, each with its kind."""
    box = next(box for box in answer.boxes(quotes_of(folder, lang)) if box.arm.name == arm)
    return [(said.kind, said.text.striptags()) for said in box.sentences]


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """A study in which one measure of gatekeeping is what a test wants it to be."""

    def change(measure: str, **values: Any) -> Path:
        folder = made_up_study.write(tmp_path)
        table = pd.read_csv(folder / "differences.csv")
        line = (table["measure"] == measure) & (table["arm"] == "gatekeeping") & ~table["group"].eq("facility=H1")
        if table.loc[line, "primary"].any():
            line = line & table["primary"].astype(bool)
        for column, value in values.items():
            table[column] = table[column].astype(object)
            table.loc[line, column] = value
        table.to_csv(folder / "differences.csv", index=False)
        return folder

    return change


def test_news_come_in_the_order_better_worse_safety_none_undecided_money(folder: Path) -> None:
    for box in answer.boxes(quotes_of(folder)):
        places = [answer.ORDER.index(said.kind) for said in box.sentences]
        assert places == sorted(places)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        (Verdict.BETTER, "better"),
        (Verdict.BETTER_PERHAPS, "better"),
        (Verdict.NO_MATERIAL_DIFFERENCE, "none"),
        (Verdict.WORSE, "worse"),
        (Verdict.WORSE_PERHAPS, "worse"),
        (Verdict.UNDECIDED, "undecided"),
    ],
)
def test_every_verdict_has_its_place_in_a_box(word: Verdict, kind: str, changed: Callable[..., Path]) -> None:
    folder = changed("primary_visit_share", verdict=word.value)
    mine = [said for said in told(folder, "gatekeeping") if "Primary-care share" in said[1]]
    assert [said[0] for said in mine] == [kind]


def test_absolute_first_then_the_relative_change_with_its_base(changed: Callable[..., Path]) -> None:
    folder = changed(
        "wait_mean_min", today=27.4, value=21.9, difference=-5.5, lo=-7.1, hi=-3.9,
        simultaneous_lo=-7.1, simultaneous_hi=-3.9, verdict="better",
    )  # fmt: skip
    text = next(text for kind, text in told(folder, "gatekeeping") if text.startswith("Mean wait"))
    assert text.startswith(
        "Mean wait, county hospitals: down from 27.4 min to 21.9 min "
        "(−5.5 min, −20 % of 27.4 min, simulation interval −7.1 to −3.9 min). "
        "Verdict: better (margin 3 min)."
    )


def test_the_same_sentence_in_chinese_carries_the_same_numbers(changed: Callable[..., Path]) -> None:
    folder = changed(
        "wait_mean_min", today=27.4, value=21.9, difference=-5.5, lo=-7.1, hi=-3.9,
        simultaneous_lo=-7.1, simultaneous_hi=-3.9, verdict="better",
    )  # fmt: skip
    text = next(text for kind, text in told(folder, "gatekeeping", "zh") if text.startswith("平均候诊时间"))
    assert text.startswith(
        "平均候诊时间（县级医院）由27.4分钟降至21.9分钟"
        "（−5.5分钟，相对于27.4分钟为−20%，模拟区间−7.1至−3.9分钟）。"
        "判定：改善（达到有意义幅度），界值3分钟。"
    )


def test_a_share_has_no_relative_change_because_points_say_it(folder: Path) -> None:
    text = next(text for kind, text in told(folder, "gatekeeping") if kind == "better")
    text = text[text.index("Primary-care") :]
    assert "points" in text
    assert " of 64" not in text


def test_a_rate_is_told_as_people_of_this_county(folder: Path) -> None:
    text = next(text for kind, text in told(folder, "gatekeeping") if text.startswith("Serious illness missed"))
    assert "In this county that is +" in text
    assert "people a year" in text


def test_missed_serious_illness_is_always_told_as_people_out_of_a_thousand(folder: Path) -> None:
    for arm in ("gatekeeping", "expert_days"):
        sentences = [text for kind, text in told(folder, arm) if kind == "safety"]
        assert any(text.startswith("Of every 1,000 first contacts with a serious illness, ") for text in sentences)


def test_the_safety_measure_that_fares_worst_is_told_when_something_fares_worse(folder: Path) -> None:
    sentences = [text for kind, text in told(folder, "gatekeeping") if kind == "safety"]
    assert any("Of the other safety measures the one that fares worst: " in text for text in sentences)


def test_safety_tells_how_many_reach_right_care_later_than_they_would_have_today(folder: Path) -> None:
    for lang, start in (("en", "Of every 1,000 serious illnesses 28"), ("zh", "每1,000例重症中")):
        sentences = [text for kind, text in told(folder, "expert_days", lang) if kind == "safety"]
        (text,) = [text[text.index(start) :] for text in sentences if start in text]
        assert [number for number in ("28.0", "22.5", "33.5", "22.0", "16.5", "27.5") if number not in text] == []


def test_a_study_that_did_not_count_delays_says_nothing_of_them(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, without=("later.csv",))
    assert not any("reached right care at least" in text for _, text in told(folder, "gatekeeping"))


def test_a_study_without_safety_says_that_it_has_none(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path)
    table = pd.read_csv(folder / "differences.csv")
    table[~table["measure"].isin(consequences.SAFETY)].to_csv(folder / "differences.csv", index=False)
    assert any("Safety was not measured" in text for kind, text in told(folder, "gatekeeping") if kind == "safety")


def test_an_undecided_measure_says_how_many_more_replications_would_settle_it(
    changed: Callable[..., Path],
) -> None:
    folder = changed("primary_visit_share", verdict="undecided", replications_needed=60)
    text = next(text for kind, text in told(folder, "gatekeeping") if kind == "undecided")
    assert "If the difference stays as it is, more replications would settle it: about 40." in text


def test_an_undecided_measure_out_of_reach_promises_nothing(changed: Callable[..., Path]) -> None:
    folder = changed("primary_visit_share", verdict="undecided", replications_needed=float("nan"))
    text = next(text for kind, text in told(folder, "gatekeeping") if kind == "undecided")
    assert "more replications" not in text


def test_who_pays_is_not_told_twice(tmp_path: Path) -> None:
    assert any(kind == "money" for kind, _ in told(made_up_study.write(tmp_path), "gatekeeping"))
    payers = ("patient_yuan_per_person_year", "fund_yuan_per_person_year")
    both = [{"measure": name, "group": "", "better": "lower", "margin": 10.0} for name in payers]
    folder = made_up_study.write(tmp_path, edit=lambda manifest: manifest.update(primary=both))
    (folder / "avoided.csv").unlink()
    money = [text for kind, text in told(folder, "gatekeeping") if kind == "money"]
    assert money == ["What the policy itself costs was not priced in this study."]


def test_figure_1_turns_every_measure_so_that_right_is_good(folder: Path) -> None:
    for strip in strips(studies.read(folder)):
        assert strip.row is not None
        fell = strip.row.number("difference") < 0
        assert (strip.middle > 0) == (fell if strip.row["better"] == "lower" else not fell)


def test_figure_1_shows_two_to_six_margins_on_either_side(changed: Callable[..., Path]) -> None:
    folder = changed("primary_visit_share", difference=0.9, simultaneous_lo=0.8, simultaneous_hi=1.0)
    assert reach(strips(studies.read(folder))) == 6.0
    assert reach([]) == 2.0


def test_a_theme_without_any_difference_shrinks_to_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only_words(monkeypatch)
    folder = made_up_study.write(tmp_path, arms=2)
    table = pd.read_csv(folder / "differences.csv")
    waits = [measure for measure, _ in THEMES["theme_waiting"]]
    still = table["measure"].isin(waits)
    table.loc[still, ["lo", "hi"]] = [-1.0, 1.0]
    table.loc[still & table["primary"], "verdict"] = NO_DIFFERENCE
    table.to_csv(folder / "differences.csv", index=False)
    themes = {str(theme.title): theme for theme in page(quotes_of(folder)).themes}
    assert themes["Waiting"].flat.striptags() == "Waiting: no material difference in any arm (table 6)."
    assert not themes["Where people go"].flat


def test_several_measures_of_which_the_same_is_to_be_said_share_a_sentence(changed: Callable[..., Path]) -> None:
    folder = changed("primary_visit_share", verdict="undecided", replications_needed=60)
    table = pd.read_csv(folder / "differences.csv")
    mine = (table["arm"] == "gatekeeping") & table["primary"]
    table.loc[mine, ["verdict", "replications_needed"]] = ["undecided", 60]
    table.to_csv(folder / "differences.csv", index=False)
    (text,) = [text for kind, text in told(folder, "gatekeeping") if kind == "undecided"]
    assert text.startswith("This study cannot tell for Mean wait, county hospitals (simulation interval −")
    assert text.count("more replications needed if the difference stays as it is: about 40") == 4
    assert text.endswith("still waiting at the end.")


def test_a_box_has_six_sentences_or_few_more(folder: Path) -> None:
    assert all(len(box.sentences) <= 7 for box in answer.boxes(quotes_of(folder)))
