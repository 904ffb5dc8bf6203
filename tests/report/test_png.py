"""Figures as PNG: at the size of paper, only when asked for, never with empty boxes instead of letters."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from matplotlib import font_manager

from experiments import report
from experiments.report.figures import png, style
from tests.report import made_up_study
from tests.report.test_missing_pieces import only_words


def size_of(file: Path) -> tuple[int, int]:
    """Width and height of a PNG in dots."""
    head = file.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", head[16:24])


def test_every_drawn_figure_is_written_at_300_dots_an_inch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only_words(monkeypatch)  # on the page; the files are drawn again
    folder = made_up_study.write(tmp_path, arms=2)
    report.write(folder, "en", png=True)
    drawn = {file.stem for file in (folder / "figures").glob("*.en.svg")}
    written = {file.stem: size_of(file)[0] for file in (folder / "figures").glob("*.png")}
    assert set(written) == drawn
    assert len(drawn) == 15
    assert set(written.values()) == {int(style.WIDE_MM / 25.4 * png.DPI)}


def test_nobody_gets_png_who_did_not_ask(folder: Path) -> None:
    assert not list((folder / "figures").glob("*.png"))


def test_a_machine_without_chinese_letters_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    with pytest.raises(png.NoFont, match="fonts-noto-cjk"):
        png.fonts("zh")
    assert png.fonts("en") == ["DejaVu Sans"]
