"""The page in a real browser without a window: what only a browser knows. Skipped where there is no Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.report.browser import Browser, executable

pytestmark = pytest.mark.skipif(
    executable() is None, reason="no chromium or chrome on the PATH (or in TIERCARE_CHROMIUM)"
)
DESKTOP, TELEPHONE = 1280, 390
MOST_BYTES = 3_000_000
A4_POINTS = (595.0, 842.0)
TAB, ENTER = ("Tab", 9), ("Enter", 13)

TOO_WIDE = """[...document.querySelectorAll('body *')].filter(e => {
  for (let p = e; p; p = p.parentElement) {
    if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(p).overflowX) && p !== document.body
        && p !== document.documentElement) return false;
  }
  const box = e.getBoundingClientRect();
  return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
}).map(e => e.tagName + '.' + e.getAttribute('class') + ': ' + (e.textContent || '').trim().slice(0, 60))"""

MISSING_GLYPHS = """(() => {
  const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  pen.canvas.width = pen.canvas.height = 40;
  const drawn = (text, font) => {
    pen.clearRect(0, 0, 40, 40); pen.font = font; pen.fillText(text, 4, 30);
    return pen.getImageData(0, 0, 40, 40).data.join();
  };
  const wrong = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const fonts = {};
  while (walk.nextNode()) {
    const at = walk.currentNode.parentElement;
    if (['STYLE', 'SCRIPT'].includes(at.tagName)) continue;
    const font = '24px ' + getComputedStyle(at).fontFamily;
    fonts[font] = fonts[font] || new Set();
    for (const sign of walk.currentNode.textContent) fonts[font].add(sign);
  }
  for (const [font, signs] of Object.entries(fonts)) {
    const box = drawn('\\u{10FFFD}', font), nothing = drawn('', font);
    for (const sign of signs) {
      if (/[\\s\\p{Cf}\\p{Mn}]/u.test(sign)) continue;
      const seen = drawn(sign, font);
      if (seen === box || seen === nothing) wrong.add(sign);
    }
  }
  return [...wrong].map(sign => sign + ' U+' + sign.codePointAt(0).toString(16));
})()"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all of these tests."""
    with Browser(tmp_path_factory.mktemp("profile")) as one:
        yield one


@pytest.fixture(scope="module")
def pdf(browser: Browser, folder: Path) -> bytes:
    """The Chinese page as it is printed: the longer words."""
    browser.open(folder / "report.zh.html")
    return browser.pdf()


@pytest.mark.parametrize("wide", [DESKTOP, TELEPHONE])
def test_nothing_is_complained_of_and_nothing_fetched(browser: Browser, page: Path, wide: int) -> None:
    seen = browser.open(page, wide)
    assert seen.complaints == []
    assert [url for url in seen.requests if not url.startswith("data:")] == [page.resolve().as_uri()]


@pytest.mark.parametrize("wide", [DESKTOP, TELEPHONE])
def test_nothing_is_wider_than_the_screen(browser: Browser, page: Path, wide: int) -> None:
    browser.open(page, wide)
    assert browser.ask("document.documentElement.scrollWidth") <= wide
    assert browser.ask(TOO_WIDE) == []


@pytest.mark.parametrize("wide", [DESKTOP, TELEPHONE])
def test_everything_folded_opens_without_growing_wider_than_the_screen(browser: Browser, page: Path, wide: int) -> None:
    browser.open(page, wide)
    browser.ask("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    assert browser.ask("document.documentElement.scrollWidth") <= wide
    assert browser.ask(TOO_WIDE) == []


def test_an_element_that_is_too_wide_would_be_seen(browser: Browser, tmp_path: Path) -> None:
    wide = tmp_path / "wide.html"
    wide.write_text("<!doctype html><body><p style='width: 2000px'>wide</p><script>oh.no()</script>", encoding="utf-8")
    seen = browser.open(wide, TELEPHONE)
    assert browser.ask(TOO_WIDE) == ["P.null: wide"]
    assert len(seen.complaints) == 1


def test_every_sign_has_a_glyph(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert browser.ask(MISSING_GLYPHS) == []


def test_a_sign_that_no_font_has_would_be_seen(browser: Browser, tmp_path: Path) -> None:
    odd = tmp_path / "odd.html"
    odd.write_text("<!doctype html><meta charset=utf-8><body>县医院 ok \U0010fffc", encoding="utf-8")
    browser.open(odd)
    assert browser.ask(MISSING_GLYPHS) == ["\U0010fffc U+10fffc"]


def test_the_page_is_the_same_without_scripts(browser: Browser, page: Path) -> None:
    browser.open(page)
    with_scripts = browser.screenshot(whole=False)
    browser.open(page, scripts=False)
    assert browser.screenshot(whole=False) == with_scripts
    assert "<script" not in page.read_text(encoding="utf-8").lower()


def test_headings_go_down_one_level_at_a_time_from_one_title(browser: Browser, page: Path) -> None:
    browser.open(page)
    levels = browser.ask("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(e => +e.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper - before <= 1 for before, deeper in pairwise(levels))


def test_the_tab_key_goes_through_the_page_from_top_to_bottom(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.ask("window.places = [...document.querySelectorAll('*')]")
    stops: list[dict[str, Any]] = []
    for _ in range(25):
        browser.press(*TAB)
        stops.append(browser.ask(
            "(e => ({at: places.indexOf(e), name: (e.ariaLabel || e.textContent || '').trim(),"
            " high: e.getBoundingClientRect().height}))(document.activeElement)"
        ))  # fmt: skip
    order = [stop["at"] for stop in stops]
    assert order == sorted(order)
    assert len(set(order)) == len(order)
    assert all(stop["name"] and stop["high"] > 0 for stop in stops)


def test_what_is_folded_opens_with_the_enter_key(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert browser.ask("document.querySelectorAll('details:not([open])').length") > 0
    browser.ask("document.querySelector('details:not([open]) > summary').setAttribute('id', 'folded')")
    browser.ask("document.getElementById('folded').focus()")
    browser.press(*ENTER)
    assert browser.ask("document.getElementById('folded').parentElement.open") is True


def test_figures_say_in_words_what_they_show(browser: Browser, page: Path) -> None:
    browser.open(page)
    silent = browser.ask(
        "[...document.querySelectorAll('svg')].filter(e => !e.closest('[aria-hidden=true]') && !e.closest('[role=img]')"
        " && !(e.ariaLabel || e.querySelector(':scope > title'))).length"
    )
    assert silent == 0
    assert browser.ask("[...document.images].filter(e => !e.alt).length") == 0


def test_it_prints_on_a4(pdf: bytes) -> None:
    boxes = {tuple(float(n) for n in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)}
    assert len(boxes) == 1
    (box,) = boxes
    assert box[2:] == pytest.approx(A4_POINTS, abs=1.0)


def test_the_page_can_be_sent_by_mail(page: Path) -> None:
    assert page.stat().st_size < MOST_BYTES
