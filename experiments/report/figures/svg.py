"""A finished figure as one inline SVG element: live text, ids of its own, words for screen readers."""

from __future__ import annotations

import io
import re
from typing import Final

from matplotlib.figure import Figure

from experiments.report.figures.smaller import smaller

FONTS: Final = ",".join(
    (
        "'Noto Sans CJK SC'",
        "'Noto Sans SC'",
        "'Microsoft YaHei'",
        "'PingFang SC'",
        "'Source Han Sans SC'",
        "'Noto Sans'",
        "'Helvetica Neue'",
        "Arial",
        "sans-serif",
    )
)
"""The reader's machine has one of these; the file carries no font."""


def svg(figure: Figure, name: str, title: str, description: str, described_by: str = "") -> str:
    """A figure as one inline SVG element; its ids begin with ``name``, so that many fit on one page.

    Args:
        described_by: another drawing of the same on the same page, whose description serves for both.
    """
    held = io.StringIO()
    nothing = {"Date": None, "Creator": None, "Type": None, "Format": None}
    figure.savefig(held, format="svg", metadata=nothing)
    text = held.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r"(font|font-family): ?([^;\"]*?)'?DejaVu Sans'?[^;\"]*", _without_family, text)
    text = re.sub(r"<[^>]*>", lambda tag: re.sub(r"\d+\.\d{3,}", _short, tag.group()), text)
    text = re.sub(r' transform="rotate\(-0 [^"]*\)"', "", text)
    head, body = text.split(">", 1)
    body = smaller(body, name)
    box = re.search(r'viewBox="([^"]+)"', head)
    width = re.search(r'width="([\d.]+)pt"', head)
    words = f'<title id="{name}-t">{_escape(title)}</title>'
    words += "" if described_by else f'<desc id="{name}-d">{_escape(description)}</desc>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="figure" '
        f'role="img" aria-labelledby="{name}-t {described_by or name}-d" viewBox="{box.group(1) if box else ""}" '
        f'width="{width.group(1) if width else ""}pt" font-family="{FONTS}">{words}{body}'
    )


def _short(number: re.Match[str]) -> str:
    """A coordinate to a hundredth of a point: nobody sees more, and the page stays small."""
    return f"{float(number.group()):.2f}".rstrip("0").rstrip(".")


def _without_family(found: re.Match[str]) -> str:
    size = re.search(r"([\d.]+)px", found.group(2))
    weight = re.search(r"\b(bold|[5-9]00)\b", found.group(2))
    return (f"font-size: {size.group(1)}px" if size else "") + ("; font-weight: bold" if weight else "")


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
