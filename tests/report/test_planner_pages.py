"""What a planner reads is two and a half printed pages: measured by printing it. Skipped where there is no Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.report.browser import Browser, executable

pytestmark = pytest.mark.skipif(
    executable() is None, reason="no chromium or chrome on the PATH (or in TIERCARE_CHROMIUM)"
)
HALF_A_PAGE_MM = 137.5
"""Of the 275 mm between the margins of an A4 page."""

HIDE_WHAT_COMES_AFTER = """[...document.querySelectorAll('main *')]
  .filter(e => Number(getComputedStyle(e).order) >= 2)
  .map(e => { e.style.setProperty('display', 'none', 'important'); return e.id || e.className; })"""
FILL = """(() => {
  const block = document.createElement('div');
  block.style = 'height: %smm; break-inside: avoid; order: 1; flex: none';
  document.querySelector('main').append(block);
})()"""


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with Browser(tmp_path / "profile") as one:
        yield one


def pages(browser: Browser) -> int:
    """On how many pages the page is printed."""
    return len(re.findall(rb"/Type\s*/Page\b", browser.pdf()))


def open_the_planners_part(browser: Browser, page: Path) -> list[str]:
    """Open a page, and hide everything that paper puts after the planner's sentences; returns what was hidden."""
    browser.open(page)
    browser.media("print")
    hidden: list[str] = browser.ask(HIDE_WHAT_COMES_AFTER)
    return hidden


def test_the_planners_part_and_half_a_page_fit_on_three_pages(browser: Browser, folder: Path) -> None:
    hidden = open_the_planners_part(browser, folder / "report.zh.html")
    assert "reviewer" in hidden
    browser.ask(FILL % HALF_A_PAGE_MM)
    assert pages(browser) <= 3


def test_the_planners_part_in_english_whose_words_are_longer_fits_on_three_pages(
    browser: Browser, folder: Path
) -> None:
    open_the_planners_part(browser, folder / "report.html")
    assert pages(browser) <= 3


def test_a_planners_part_that_is_too_long_would_be_seen(browser: Browser, folder: Path) -> None:
    open_the_planners_part(browser, folder / "report.zh.html")
    for _ in range(4):
        browser.ask(FILL % HALF_A_PAGE_MM)
    assert pages(browser) > 3


def test_the_planners_part_keeps_every_section_but_the_reviewers(browser: Browser, folder: Path) -> None:
    open_the_planners_part(browser, folder / "report.zh.html")
    shown = (
        "[...document.querySelectorAll('h2')].filter(e => e.getClientRects().length).map(e => e.closest('section').id)"
    )
    kept = browser.ask(shown)
    assert [key for key in ("study", "asked", "answer", "county", "themes", "why", "change") if key not in kept] == []
    assert browser.ask("document.querySelector('#figure-1').getClientRects().length") > 0
