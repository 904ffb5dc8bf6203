"""Names in two languages: measures, groups, units, arms, verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup

from experiments.report import study as studies
from experiments.report.findings import clear_changes, headline, unserved, unserved_of_all
from experiments.report.header import asked, badge, facts, identity
from experiments.report.quoting import Quotes
from experiments.report.wording import Lang, Words
from experiments.statistics.verdicts import Verdict
from tests.report import made_up_study


@pytest.fixture(scope="module")
def quotes(folder: Path) -> dict[str, Quotes]:
    """The made-up study in both languages."""
    study = studies.read(folder)
    return {"en": Quotes(Words("en", study)), "zh": Quotes(Words("zh", study))}


@pytest.mark.parametrize(
    ("lang", "group", "said"),
    [
        ("en", "tier=county", "county hospitals"),
        ("zh", "tier=county", "县级医院"),
        ("en", "channel=formal", "with a form"),
        ("zh", "channel=step_down", "下转康复"),
        ("en", "tier=township,class=walk_in", "township centres, class walk-in"),
        ("zh", "tier=township,class=walk_in", "乡镇卫生院，类别：现场"),
        ("en", "belongs=primary", "conditions for primary care"),
        ("en", "station=emergency_room", "emergency room"),
        ("en", "unheard=of", "unheardof"),
        ("en", "no key at all", "no key at all"),
    ],
)
def test_a_group_is_called_what_a_planner_calls_it(lang: str, group: str, said: str, quotes: dict[str, Quotes]) -> None:
    assert quotes[lang].words.group(group) == said


def test_a_measure_is_named_with_the_part_of_the_county_it_is_of(quotes: dict[str, Quotes]) -> None:
    assert quotes["en"].words.measure("wait_mean_min", "tier=county") == "Mean wait, county hospitals"
    assert quotes["zh"].words.measure("wait_mean_min", "tier=county") == "平均候诊时间（县级医院）"


def test_a_measure_without_a_name_is_shown_under_its_own(quotes: dict[str, Quotes]) -> None:
    assert quotes["en"].words.measure("some_new_wait_min") == "Some new wait"
    assert quotes["zh"].words.measure("some_new_wait_min") == "Some new wait"


def test_an_unknown_unit_is_printed_as_it_is(quotes: dict[str, Quotes]) -> None:
    scale = quotes["en"].words.unit("furlongs")
    assert (scale.factor, scale.after, scale.header) == (1.0, " furlongs", "furlongs")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_verdict_has_its_words(lang: str, quotes: dict[str, Quotes]) -> None:
    for word in Verdict:
        assert quotes[lang].words.verdict(word.value) == (word.zh if lang == "zh" else word.value)
    assert quotes[lang].words.verdict("") == ""


def test_what_is_filled_into_a_sentence_is_escaped(quotes: dict[str, Quotes]) -> None:
    said = quotes["en"].words.say("finding_none", measure="<i>x</i>")
    assert said == Markup("&lt;i&gt;x&lt;/i&gt;: not measured")


def test_chinese_sentences_follow_each_other_without_a_space(quotes: dict[str, Quotes]) -> None:
    assert quotes["zh"].words.sentences([Markup("一。"), Markup(""), Markup("二。")]) == "一。二。"
    assert quotes["en"].words.sentences([Markup("One."), Markup(""), Markup("Two.")]) == "One. Two."


def test_lists_are_joined_as_each_language_joins_them(quotes: dict[str, Quotes]) -> None:
    assert quotes["zh"].words.join(["甲", "乙"]) == "甲、乙"
    assert quotes["en"].words.join(["a", "b"]) == "a, b"


def test_a_headline_names_the_arm_that_moves_a_measure_most(quotes: dict[str, Quotes]) -> None:
    found = headline(quotes["en"], "wait_mean_min", "tier=county")
    assert found.title.striptags().startswith("Mean wait, county hospitals: down from 31.5 min to 21.2 min")
    assert found.title.striptags().endswith("under gatekeeping")
    told = found.sentence.striptags()
    assert told.startswith("Mean wait, county hospitals: 31.5 min today. Under gatekeeping it is 21.2 min (−10.3 min")
    assert told.count("simulation interval") == 1
    assert "; under experts in the townships on Saturdays 34.1 min (+2.6 min; " in told


def test_a_headline_of_what_luck_may_have_done_says_so(quotes: dict[str, Quotes]) -> None:
    for row in (("visits_per_person_year", ""), ("wait_mean_min", "tier=village")):
        if not clear_changes(quotes["en"], *row):
            assert "beyond the play of luck" in headline(quotes["en"], *row).title


def test_a_headline_of_nothing_says_that_it_was_not_measured(quotes: dict[str, Quotes]) -> None:
    assert headline(quotes["en"], "never_heard_of", "").title == '<span class="lit">Never heard of</span>: not measured'


def test_changes_that_leave_nought_out_come_largest_first(quotes: dict[str, Quotes]) -> None:
    sizes = [abs(row.number("difference")) for _, row in clear_changes(quotes["en"], "wait_mean_min", "tier=county")]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes


def test_who_was_not_seen_is_told_for_one_arm_or_for_all_at_once(quotes: dict[str, Quotes]) -> None:
    english = quotes["en"]
    one = unserved(english, english.words.study.today, "tier=county").striptags()
    assert one.startswith("The average counts everyone who queued, also the 3.3 in 100 who left unseen")
    everyone = unserved_of_all(english, "tier=county").striptags()
    assert everyone.count("○") == everyone.count("▲") == 3


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        ({}, "passed", "✔ All 5 checks passed."),
        (
            {"attention": True},
            "attention",
            "▲ 1 of 5 checks need attention: read section 8 before using this report.",
        ),
        ({"failed": True}, "failed", "✖ A check failed. These numbers must not be used. 1 of 5 checks failed."),
        ({"without": ("checks.csv",)}, "failed", "✖ No check was run on this study."),
    ],
)
def test_the_badge_says_whether_the_numbers_may_be_used(
    options: dict[str, Any], status: str, said: str, tmp_path: Path
) -> None:
    study = studies.read(made_up_study.write(tmp_path, arms=2, **options))
    found, text = badge(Quotes(Words("en", study)))
    assert found == status
    assert text.striptags().startswith(said)


def test_the_facts_tell_people_period_replications_and_origin(quotes: dict[str, Quotes]) -> None:
    told = [fact.striptags() for fact in facts(quotes["en"])]
    assert told == [
        "60,000 residents",
        "Measured: 12 weeks from 2026-02-02, after 28 days of warm-up",
        "20 replications of each arm, seed 20260105",
        "Made by tiercare 0.1.0 on 2026-11-22; input files: 2 (hash 9f3c9f3c…)",
    ]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            "We compare today with gatekeeping and experts in the townships on Saturdays in Demo county, ",
        ),
        (
            "zh",
            "在示范县（6 万人）（居民60,000人）"
            "比较“现状”与“基层首诊”和“专家周六下沉乡镇”，"
            "观测期自2026-02-02起，共12周。",
        ),
    ],
)
def test_what_was_asked_is_told_in_one_sentence(lang: Lang, said: str, quotes: dict[str, Quotes]) -> None:
    assert asked(quotes[lang]).striptags().startswith(said)


def test_until_when_the_arms_were_the_same_county_is_told_for_each(quotes: dict[str, Quotes]) -> None:
    told = identity(quotes["en"]).striptags()
    assert "The same residents fall ill on the same days with the same illnesses in every arm." in told
    assert "gatekeeping until 2026-02-02 08:00; experts in the townships on Saturdays until 2026-02-02 08:37." in told


def test_an_arm_that_never_parts_from_today_is_told_as_such(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, arms=2)
    table = pd.read_csv(folder / "first_divergence.csv").astype({"time": object})
    table["time"], table["minute"] = "", float("nan")
    table.to_csv(folder / "first_divergence.csv", index=False)
    told = identity(Quotes(Words("en", studies.read(folder)))).striptags()
    assert "gatekeeping to the very end" in told
