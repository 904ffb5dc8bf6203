"""Ten awkward studies: each page is true, legible on a desk and on a telephone, and escapes what it is given.

Two of them are tried with every test run, all ten by `make test-all`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from experiments import report
from tests.report import awkward
from tests.report.browser import Browser, executable
from tests.report.page_reader import read
from tests.report.test_in_a_browser import MISSING_GLYPHS, TOO_WIDE

PAGES = ("report.html", "report.zh.html")
QUICK = (awkward.failed_audit, awkward.strange_names)
ALL = [
    pytest.param(write, id=write.__name__, marks=() if write in QUICK else pytest.mark.long)
    for write in (*awkward.INVENTED, *awkward.REAL)
]
Written = Callable[[awkward.Write], Path]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The folder of one of the ten with both of its pages; each is made once."""
    made: dict[str, Path] = {}

    def once(write: awkward.Write) -> Path:
        if write.__name__ not in made:
            folder = write(tmp_path_factory.mktemp("awkward") / write.__name__)
            report.write(folder)
            made[write.__name__] = folder
        return made[write.__name__]

    return once


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if executable() is None:
        pytest.skip("no chromium or chrome on the PATH (or in TIERCARE_CHROMIUM)")
    with Browser(tmp_path_factory.mktemp("profile")) as one:
        yield one


def text_of(folder: Path, page: str = "report.html") -> str:
    """What a page says, numbers included, on one line."""
    html = re.sub(r"(?s)<(style|svg).*?</\1>", " ", (folder / page).read_text(encoding="utf-8"))
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


@pytest.mark.parametrize("write", ALL)
def test_it_stands_on_every_screen_without_complaint(write: awkward.Write, written: Written, browser: Browser) -> None:
    folder = written(write)
    for page in PAGES:
        for wide in (1280, 390):
            seen = browser.open(folder / page, wide)
            assert seen.complaints == []
            assert len(seen.requests) == 1
            assert browser.ask("document.documentElement.scrollWidth") <= wide
            assert browser.ask(TOO_WIDE) == []
        assert browser.ask(MISSING_GLYPHS) == []


@pytest.mark.parametrize("write", ALL)
def test_every_arm_is_named_and_every_section_says_something(write: awkward.Write, written: Written) -> None:
    folder = written(write)
    for page, title in zip(PAGES, ("title", "title_zh"), strict=True):
        said = (folder / page).read_text(encoding="utf-8")
        for arm in awkward.manifest_in(folder)["arms"]:
            assert str(report_escaped(arm[title])) in said
        assert re.search(r"<h2[^>]*>[^<]*</h2>\s*(<h2|</main>)", said) is None


def report_escaped(text: str) -> str:
    """As the page writes it."""
    from markupsafe import escape

    return str(escape(text))


@pytest.mark.long
def test_one_arm_is_told_without_a_comparison(written: Written) -> None:
    assert "nothing to compare" in text_of(written(awkward.one_arm))


@pytest.mark.long
def test_eight_arms_have_seven_boxes_and_a_row_in_every_figure(written: Written) -> None:
    folder = written(awkward.eight_arms)
    titles = [arm["title"] for arm in awkward.manifest_in(folder)["arms"]]
    boxes = re.findall(r'class="box"', (folder / "report.html").read_text(encoding="utf-8"))
    assert (len(titles), len(boxes)) == (8, 7)


@pytest.mark.long
def test_without_targets_it_says_that_levels_may_not_hold(written: Written) -> None:
    assert "No reported figures were given" in text_of(written(awkward.no_targets))


@pytest.mark.long
def test_where_all_is_undecided_no_box_claims_better_or_worse(written: Written) -> None:
    said = text_of(written(awkward.all_undecided))
    assert "cannot tell" in said
    assert "This is better" not in said
    assert "This is worse" not in said


def test_after_a_failed_audit_no_result_is_shown(written: Written) -> None:
    folder = written(awkward.failed_audit)
    assert "✖" in text_of(folder)
    assert "must not be used" in text_of(folder)
    assert not re.search(r'id="themes"|class="box"', (folder / "report.html").read_text(encoding="utf-8"))


def test_markup_in_names_is_text_and_runs_nowhere(written: Written, browser: Browser) -> None:
    folder = written(awkward.strange_names)
    for page in PAGES:
        assert "script" not in read(folder / page).tags
        browser.open(folder / page)
        assert browser.ask("document.scripts.length") == 0
        assert browser.ask("document.body.innerText").count("{{ 7 * 7 }}") > 2


def test_a_name_from_right_to_left_leaves_the_number_beside_it_in_place(written: Written, browser: Browser) -> None:
    """The first letter of the name and the number after it: on one line the number stands to the right of all of it."""
    browser.open(written(awkward.strange_names) / "report.html")
    assert browser.ask("""[...document.querySelectorAll('b')].filter(e => /[\\u0600-\\u06ff]/.test(e.textContent))
        .every(e => getComputedStyle(e).unicodeBidi === 'isolate')""")


@pytest.mark.long
def test_a_measure_that_is_zero_everywhere_is_no_material_difference(written: Written) -> None:
    said = text_of(written(awkward.zero_everywhere))
    assert "0 were missed today and 0 under" in said
    assert not re.search(r"\b(nan|inf|None)\b", said)


@pytest.mark.long
def test_what_did_not_come_home_is_said(written: Written) -> None:
    said = text_of(written(awkward.missing_replications))
    assert "need attention" in said
    assert "not kept in this study" in said or "not in the results" in said


@pytest.mark.long
@pytest.mark.parametrize("write", awkward.REAL, ids=lambda write: write.__name__)
def test_a_real_county_at_its_edge_passes_its_audit(write: awkward.Write, written: Written) -> None:
    folder = written(write)
    assert "must not be used" not in text_of(folder)
    assert not re.search(r"\b(nan|inf)\b", text_of(folder))


@pytest.mark.long
def test_an_overloaded_county_says_who_was_not_seen(written: Written) -> None:
    import pandas as pd

    rows = pd.read_csv(written(awkward.overloaded) / "summary.csv", keep_default_na=False)
    waits = rows[(rows["arm"] == "today") & (rows["measure"] == "wait_mean_min") & (rows["group"] == "tier=county")]
    assert float(waits["mean"].iloc[0]) > 30.0
    assert "left unseen" in text_of(written(awkward.overloaded)) or "not seen" in text_of(written(awkward.overloaded))
