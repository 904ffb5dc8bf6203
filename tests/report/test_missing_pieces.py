"""A study is rarely whole: what the page says when a piece is missing, and what it refuses to say."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup

from experiments import report
from experiments.report import NoStudy, framing
from tests.report import made_up_study
from tests.report.page_reader import Cells, agrees, read

Change = Callable[[pd.DataFrame], pd.DataFrame]


def only_words(monkeypatch: pytest.MonkeyPatch, but_for: Sequence[int] = ()) -> None:
    """Pages without drawings, which take most of the time; some figures may be drawn all the same."""
    blank, both_widths = Markup("<svg></svg>"), framing.both_widths

    def few(draw: Any, number: int, *rest: Any) -> tuple[Markup, Markup]:
        return both_widths(draw, number, *rest) if number in but_for else (blank, blank)

    monkeypatch.setattr(framing, "both_widths", few)
    monkeypatch.setattr("experiments.report.forest.svg", lambda *_: blank)


@pytest.fixture(autouse=True)
def _words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures with pieces missing are drawn in another file."""
    only_words(monkeypatch)


def page_of(folder: Path, **options: Any) -> Path:
    """The English page of a made-up study."""
    return report.write(made_up_study.write(folder, **{"arms": 2, **options}), "en")[0]


def alter(folder: Path, file: str, change: Change) -> None:
    """Change one table of a study."""
    change(pd.read_csv(folder / file)).to_csv(folder / file, index=False)


def test_a_failed_check_shows_the_cross_and_no_result(tmp_path: Path) -> None:
    page = read(page_of(tmp_path, failed=True))
    assert "✖ A check failed. These numbers must not be used." in page.words
    assert {"checks", "reproduction", "asked"} <= set(page.ids)
    assert not {"answer", "county", "themes", "all-measures", "definitions"} & set(page.ids)
    assert not [n for n in page.numbers if n.source.startswith(("summary.csv", "differences.csv", "targets.csv"))]


def test_the_failed_check_stands_first_and_says_what_failed(tmp_path: Path) -> None:
    text = page_of(tmp_path, failed=True).read_text(encoding="utf-8")
    first = text[text.index('id="table-7"') :].split("<tbody>")[1].split("</tr>")[0]
    assert "✖ failed" in first
    assert "3 patients are missing" in first


def test_a_check_that_needs_attention_is_named_but_hides_nothing(tmp_path: Path) -> None:
    page = read(page_of(tmp_path, attention=True))
    assert "checks need attention" in page.words
    assert "answer" in page.ids


def test_a_study_without_checks_is_not_to_be_trusted(tmp_path: Path) -> None:
    page = read(page_of(tmp_path, without=("checks.csv",)))
    assert "No check was run on this study" in page.words
    assert "answer" not in page.ids


def test_an_unfinished_study_is_no_study(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, edit=lambda manifest: manifest.update(finished=False))
    with pytest.raises(NoStudy, match="not finished"):
        report.write(folder)


def test_without_targets_the_page_says_that_levels_may_not_hold(tmp_path: Path) -> None:
    page = read(page_of(tmp_path, without=("targets.csv",)))
    assert "No reported figures were given for this county" in page.words
    assert not {"figure-2", "table-2"} & set(page.ids)


def test_a_single_arm_is_simulated_not_compared(tmp_path: Path) -> None:
    page = read(page_of(tmp_path, arms=1))
    assert "Only this arm was run" in page.words
    assert "no arm is compared with it" in page.words
    assert "figure-1" not in page.ids
    assert {"figure-3", "figure-5", "figure-6", "figure-7"} <= set(page.ids)


def test_without_any_measure_there_is_no_result_to_show(tmp_path: Path) -> None:
    page = read(page_of(tmp_path, without=("summary.csv", "differences.csv", "targets.csv")))
    assert "No measure was taken" in page.words
    assert "themes" not in page.ids


def test_without_primary_measures_no_verdict_is_given(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, edit=lambda manifest: manifest.update(primary=[]))
    page = read(report.write(folder, "en")[0])
    assert "so no verdict is given" in page.words
    assert "figure-1" not in page.ids


def test_one_replication_gives_numbers_but_no_interval(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, replications=1)
    page, cells = read(report.write(folder, "en")[0]), Cells(folder)
    assert "cannot tell" in page.words
    assert "one replication gives no interval" in page.words
    assert all(agrees(n, cells.value(n.source)) for n in page.numbers)


def test_a_measure_that_was_asked_for_and_is_not_there_is_named(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path)
    alter(folder, "differences.csv", lambda table: table[table["measure"] != "missed_serious_per_1000"])
    page = read(report.write(folder, "en")[0])
    assert "asked for, but not in the results" in page.words


def test_a_wait_without_the_ends_of_waits_is_followed_by_the_unserved_share(tmp_path: Path) -> None:
    page = read(page_of(tmp_path, without=("curves/wait_ends.csv",)))
    assert "were not seen; the average counts them too" in page.words


def test_a_wait_of_which_nothing_else_is_known_must_not_be_read_alone(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, without=("curves/wait_ends.csv",))
    alter(folder, "summary.csv", lambda table: table[table["measure"] != "unserved_share"])
    assert "this wait must not be read alone" in read(report.write(folder, "en")[0]).words


def test_texts_of_the_scenario_are_escaped(tmp_path: Path) -> None:
    def poison(manifest: dict[str, Any]) -> None:
        manifest["title"] = manifest["question"] = "<script>alert(1)</script>{{ 7*7 }}"
        manifest["arms"][1]["title"] = "a & b </svg><img src=x>"

    page = page_of(tmp_path, edit=poison)
    assert not {"script", "img"} & set(read(page).tags)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page.read_text(encoding="utf-8")


def test_a_folder_without_a_manifest_is_no_study(tmp_path: Path) -> None:
    with pytest.raises(NoStudy, match="is not the folder of a finished study"):
        report.write(tmp_path)


def test_a_manifest_without_arms_is_no_study(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 2, "arms": []}))
    with pytest.raises(NoStudy, match="nothing was run"):
        report.write(tmp_path)


def test_a_table_that_lacks_a_column_is_named_with_the_column(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path)
    alter(folder, "summary.csv", lambda table: table.drop(columns="mean"))
    with pytest.raises(NoStudy, match=r"summary\.csv: no column mean"):
        report.write(folder)


def test_a_language_the_report_does_not_speak_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="speaks en and zh"):
        report.write(made_up_study.write(tmp_path), "fr")


def test_one_language_is_written_into_report_html(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, arms=2)
    assert [path.name for path in report.write(folder, "zh")] == ["report.html"]
    assert 'lang="zh-CN"' in (folder / "report.html").read_text(encoding="utf-8")
    assert not (folder / "report.zh.html").exists()
