"""The reviewer's part and what could change the answer: nothing left out, every number with its address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup

from experiments.report import study as studies
from experiments.report.blocks import Block, Folded, Listed, Tabled, Told
from experiments.report.quoting import Quotes
from experiments.report.sections import change, forms, inputs, loads, precision, unserved, why
from experiments.report.sections.consequences import gains
from experiments.report.wording import LANGS, Lang, Words, table
from tests.report import made_up_study

INPUTS = pd.DataFrame(
    {
        "arm": ["today"] * 5 + ["gatekeeping"],
        "key": ["beds", "prices.0", "prices.1", "walk", "skill", "compliance"],
        "value": ["205", "10", "12", "4 km/h", "0.3", "70 %"],
        "source": ["", "bulletin", "bulletin", "assumption", "fitted to 5 per 1,000", "assumption, swept"],
        "year": [None, 2023, 2023, None, None, None],
        "range": ["", "", "", "3 to 5", "", "30 % to 95 %"],
        "file": ["demo.yaml", "base.yaml", "base.yaml", "base.yaml", "base.yaml", "gate.yaml"],
        "line": [3, 7, 7, 9, 12, 4],
        "origin": ["county", "looked up", "looked up", "assumed", "computed", "assumed"],
    }
)
PLACE: dict[str, Any] = {"facility": "T1", "name": "East <b>centre</b>", "name_zh": "东镇", "tier": "township", "n": 20}


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A made-up study with the tables that a run leaves beside the usual ones."""
    folder = made_up_study.write(tmp_path)
    INPUTS.to_csv(folder / "inputs.csv", index=False)
    differences = pd.read_csv(folder / "differences.csv")
    again = differences.assign(first_verdict=differences["verdict"])
    again["stays"] = again["verdict"].notna().map({True: "yes", False: ""})
    at = again.index[again["verdict"].notna()][0]
    again.loc[at, ["verdict", "stays"]] = ["undecided", "no"]
    again.to_csv(folder / "second_block.csv", index=False)
    today = differences[differences["arm"] == "gatekeeping"].assign(arm="today")
    today.to_csv(folder / "noise_floor.csv", index=False)
    place = {**PLACE, "measure": "clinician_use", "unit": "share", "mean": 0.62, "lo": 0.6, "hi": 0.64, "today": 0.5}
    place |= {"arm": "gatekeeping", "difference": 0.12, "difference_lo": 0.1, "difference_hi": 0.14}
    pd.DataFrame([place, {**place, "facility": "T2", "difference": 0.01}]).to_csv(folder / "places.csv", index=False)
    gained = {"arm": "gatekeeping", "n": 20, "better_per_1000": 70.0, "better_low": 60.0, "better_high": 80.0}
    gained |= {"worse_per_1000": 40.0, "worse_low": 30.0, "worse_high": 50.0}
    groups = [("overall", "", 1000, 40.0), ("travel_min", "0-30", 600, 20.0), ("travel_min", "60+", 400, 70.0)]
    rows = [
        {**gained, "grouping": g, "group": band, "residents_ill": ill, "worse_per_1000": worse}
        for g, band, ill, worse in groups
    ]
    pd.DataFrame(rows).to_csv(folder / "gains.csv", index=False)
    return folder


def quotes_of(folder: Path, lang: Lang = "en") -> Quotes:
    """The numbers of a study in one language."""
    return Quotes(Words(lang, studies.read(folder)))


def flat(blocks: Any) -> Iterator[Block]:
    """Blocks with those behind folds."""
    for block in blocks:
        yield block
        if isinstance(block, Folded):
            yield from flat(block.inside)


def said(blocks: Any) -> str:
    """The sentences and cells of some blocks as plain text."""
    parts: list[str] = []
    for block in flat(blocks):
        if isinstance(block, Told):
            parts.append(block.text.striptags())
        elif isinstance(block, Listed):
            parts += [item.striptags() for item in block.entries]
        elif isinstance(block, Tabled):
            cells = (cell for line in block.table.lines for cell in line.cells)
            parts += [Markup("{}").format(cell).striptags() for cell in cells]
    return "\n".join(parts)


def test_inputs_are_counted_by_origin(whole: Path) -> None:
    text = said(change.blocks(quotes_of(whole)))
    assert "6 numbers and settings enter this study" in text
    assert "2 looked up, 1 from the county, 1 computed or fitted, 2 assumed" in text


def test_assumptions_stand_first_among_the_inputs_and_lists_in_one_line(whole: Path) -> None:
    (found,) = [block for block in flat(inputs.blocks(quotes_of(whole))) if isinstance(block, Tabled)]
    rows = [[Markup("{}").format(cell).striptags() for cell in line.cells] for line in found.table.lines]
    assert [row[3] for row in rows] == ["assumed", "assumed", "computed or fitted", "from the county", "looked up"]
    assert rows[-1][:2] == ["prices", "10, 12"]
    assert rows[-1][4:] == ["bulletin (2023)", "base.yaml:7"]


def test_an_old_study_has_inputs_whose_origin_is_not_said(whole: Path) -> None:
    INPUTS.drop(columns="origin").to_csv(whole / "inputs.csv", index=False)
    manifest = whole / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"format": 2', '"format": 1'), encoding="utf-8")
    assert "without a source" in said(inputs.blocks(quotes_of(whole)))


def test_a_verdict_that_does_not_stay_in_the_second_block_is_named(whole: Path) -> None:
    text = said(change.blocks(quotes_of(whole)))
    assert "20 more replications of each arm: 7 verdicts stay, 1 do not." in text
    assert "Those that do not: " in text
    assert ", then undecided." in text


def test_a_study_without_a_second_block_says_so(tmp_path: Path) -> None:
    assert "was not tried" in said(change.blocks(quotes_of(made_up_study.write(tmp_path))))


@pytest.mark.parametrize("lang", LANGS)
def test_what_every_county_leaves_out_is_told_with_the_bias(lang: Lang, whole: Path) -> None:
    items = change.left_out(quotes_of(whole, lang))
    assert len(items) == 3 + len(table("left_out"))
    assert any(("understated" if lang == "en" else "低估") in str(item) for item in items)


def test_precision_tells_half_width_correlation_and_what_shared_luck_saved(whole: Path) -> None:
    quotes = quotes_of(whole)
    text = said(precision.blocks(quotes))
    assert "Each arm was run 20 times." in text
    lines = next(b for b in flat(precision.blocks(quotes)) if isinstance(b, Tabled)).table.lines
    assert len(lines) == len(quotes.words.study.primary) * 2


def test_the_noise_floor_is_told_or_said_to_be_missing(whole: Path, tmp_path: Path) -> None:
    assert "20 replications against as many others" in said(precision.blocks(quotes_of(whole)))
    (whole / "noise_floor.csv").unlink()
    assert "Today was not compared with itself" in said(precision.blocks(quotes_of(whole)))


def test_who_was_not_seen_is_told_for_every_tier_and_arm(whole: Path) -> None:
    quotes = quotes_of(whole)
    found = next(b for b in flat(unserved.blocks(quotes)) if isinstance(b, Tabled))
    assert len(found.table.lines) == 3 * len(quotes.words.study.arms)


def test_the_queue_whose_use_changes_most_is_named_first_and_its_name_is_text(whole: Path) -> None:
    rows = pd.read_csv(whole / "loads.csv")
    rows.assign(name="East <b>centre</b>").to_csv(whole / "loads.csv", index=False)
    quotes = quotes_of(whole)
    told = loads.sentence(quotes, *loads.changes(quotes)[0])
    assert told.striptags().startswith(
        "The largest change in use: East <b>centre</b>, internal medicine (clinic), from 88"
    )
    assert "&lt;b&gt;" in told
    without = made_up_study.write(whole / "without", without=("loads.csv",))
    assert "was not kept" in said(why.blocks(quotes_of(without)))


def test_who_gains_and_who_loses_is_told_with_where_the_losers_live(whole: Path) -> None:
    quotes = quotes_of(whole)
    text = gains(quotes, quotes.words.study.others[0]).striptags()
    assert text.startswith(
        "Of every 1,000 residents who fell ill, 70 are better off under gatekeeping (simulation interval 60 to 80)"
    )
    assert (
        "Of the losers, 70 in 100 live over 60 min from the county hospital, as do 40 in 100 of all who fell ill."
        in text
    )
    assert gains(quotes, quotes.words.study.others[1]) == ""


@pytest.mark.parametrize("lang", LANGS)
def test_forms_are_filled_and_what_only_a_human_can_write_is_marked(lang: Lang, whole: Path) -> None:
    text = said(forms.blocks(quotes_of(whole, lang)))
    mark = table("sentences")["to_be_written"][lang]
    human = [item for form in table("forms").values() for item in form["items"] if lang not in item]
    assert text.count(mark) == len(human) > 2
    assert "{" not in text


def test_an_item_of_a_form_is_filled_in_both_languages_or_in_none() -> None:
    for form in table("forms").values():
        assert all(("en" in item) == ("zh" in item) for item in form["items"])
