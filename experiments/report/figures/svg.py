"""A finished figure as one inline SVG element: live text, ids of its own, words for screen readers."""

from __future__ import annotations

import io
import re
from typing import Final

from matplotlib.figure import Figure

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


def svg(figure: Figure, name: str, title: str, description: str) -> str:
    """A figure as one inline SVG element; its ids begin with ``name``, so that many fit on one page."""
    held = io.StringIO()
    nothing = {"Date": None, "Creator": None, "Type": None, "Format": None}
    figure.savefig(held, format="svg", metadata=nothing)
    text = held.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r"(font|font-family): ?([^;\"]*?)'?DejaVu Sans'?[^;\"]*", _without_family, text)
    text = re.sub(r"<[^>]*>", lambda tag: re.sub(r"\d+\.\d{3,}", _short, tag.group()), text)
    text = re.sub(r' transform="rotate\(-0 [^"]*\)"', "", text)
    text = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', text)
    text = re.sub(r'(xlink:href|href)="#([^"]+)"', rf'\1="#{name}-\2"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", text)
    head, body = text.split(">", 1)
    body = _smaller(body)
    box = re.search(r'viewBox="([^"]+)"', head)
    width = re.search(r'width="([\d.]+)pt"', head)
    words = f'<title id="{name}-t">{_escape(title)}</title><desc id="{name}-d">{_escape(description)}</desc>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="figure" '
        f'role="img" aria-labelledby="{name}-t {name}-d" viewBox="{box.group(1) if box else ""}" '
        f'width="{width.group(1) if width else ""}pt" font-family="{FONTS}">{words}{body}'
    )


def _short(number: re.Match[str]) -> str:
    """A coordinate to a hundredth of a point: nobody sees more, and the page stays small."""
    return f"{float(number.group()):.2f}".rstrip("0").rstrip(".")


def _smaller(body: str) -> str:
    """The same drawing in fewer letters: no names that nothing points to, no groups around a single shape."""
    pointed = set(re.findall(r'(?:href="#|url\(#)([^")]+)', body))
    body = re.sub(r' id="([^"]+)"', lambda found: found.group() if found.group(1) in pointed else "", body)
    body = re.sub(r'\bd="([^"]*)"', _short_path, body)
    body = re.sub(r'\bstyle="([^"]*)"', _short_style, body)
    alone = re.compile(r"<g>\s*((?:<(?:path|use|rect)\b[^>]*/>\s*|<text\b[^>]*>[^<]*</text>\s*)*)</g>")
    before = ""
    while body != before:
        before, body = body, alone.sub(r"\1", body)
    return re.sub(r"(?<=>)\s*\n\s*(?=<)", "\n", re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL))


def _short_style(found: re.Match[str]) -> str:
    """The declarations of a style without blanks, and without those that say nothing."""
    said = [part.strip().replace(": ", ":") for part in found.group(1).split(";")]
    return 'style="' + ";".join(part for part in said if part and part != "stroke-dashoffset:0") + '"'


def _short_path(found: re.Match[str]) -> str:
    """A path in one line; a long curve to a tenth of a point, which is less than a dot of any screen."""
    path = " ".join(found.group(1).split())
    if path.count(" ") > 30:
        path = re.sub(r"\d+\.\d+", lambda number: f"{float(number.group()):.1f}".removesuffix(".0"), path)
    return 'd="' + re.sub(" ?([MLCQZz]) ?", r"\1", path) + '"'


def _without_family(found: re.Match[str]) -> str:
    size = re.search(r"([\d.]+)px", found.group(2))
    weight = re.search(r"\b(bold|[5-9]00)\b", found.group(2))
    return (f"font-size: {size.group(1)}px" if size else "") + ("; font-weight: bold" if weight else "")


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
