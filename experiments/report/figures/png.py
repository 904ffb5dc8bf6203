"""A figure as PNG, for papers that take no SVG: 300 dots an inch, with a font of this machine that has the letters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from matplotlib import font_manager
from matplotlib.figure import Figure

from experiments.report.figures.style import WIDE_MM, house_style

DPI: Final = 300
CHINESE: Final = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC"),
    *("Noto Sans CJK JP", "WenQuanYi Micro Hei", "SimHei"),
)
"""Fonts with Chinese letters, best first; the Japanese face of Noto is the same file."""


class NoFont(Exception):  # noqa: N818  (a sentence for the planner, not a programming error)
    """This machine has no font for the letters of a figure."""


def fonts(lang: str) -> list[str]:
    """The fonts to draw with, those with Chinese letters first.

    Raises:
        NoFont: the page is Chinese and no font on this machine has its letters.
    """
    installed = {font.name for font in font_manager.fontManager.ttflist}
    found = [name for name in CHINESE if name in installed]
    if lang == "zh" and not found:
        raise NoFont("no font with Chinese letters is installed, so no PNG was written; install fonts-noto-cjk")
    return ["DejaVu Sans", *found] if lang != "zh" else [*found, "DejaVu Sans"]


def write_png(draw: Callable[[float], Figure], path: Path, lang: str) -> None:
    """Draw a figure at its width on paper and write it."""
    with house_style(fonts(lang)):
        draw(WIDE_MM).savefig(path, format="png", dpi=DPI, facecolor="white", metadata={"Software": None})
