"""The same drawing in fewer letters: eight arms go by mail, and a drawing library writes at length."""

from __future__ import annotations

import re
from collections import Counter
from itertools import count
from typing import Final

ALONE: Final = re.compile(r"<g>\s*((?:<(?:path|use|rect|circle)\b[^>]*/>\s*|<text\b[^>]*>[^<]*</text>\s*)*)</g>")
ROUND: Final = re.compile(r"M(-?[\d.]+) (-?[\d.]+)((?:C(?:-?[\d.]+ ){5}-?[\d.]+){8})z")
"""A closed line of eight curves: a round marker, if its points lie as those of a circle."""
ADDRESS: Final = re.compile(r'(?<=href="#)[^"]+|(?<=url\(#)[^)]+')
LEAST_SEEN: Final = 0.03
STRAIGHT: Final = re.compile(r"M[-\d. ]+(?:[ML][-\d. ]+)*z?")
LONG_PATH: Final = 30
"""Numbers from which on a path is a curve, drawn to a tenth of a point: less than a dot of any screen."""


def smaller(body: str, name: str) -> str:
    """A drawing without names that nothing points to, without groups around one shape, its looks said once.

    Args:
        body: what stands inside the SVG element.
        name: what its ids and the names of its looks begin with.
    """
    body = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    body = _short_ids(body, name)
    body = re.sub(r'<path([^>]*?) d="([^"]*)"([^>]*)/>', _shape, body)
    body = _looks(re.sub(r"<(?:path|use|text|rect|circle|g)\b[^>]*>", _one_style, body), name)
    before = ""
    while body != before:
        before, body = body, ALONE.sub(r"\1", body)
    return re.sub(r"(?<=>)\s*\n\s*(?=<)", "\n", body)


def _short_ids(body: str, name: str) -> str:
    """Ids that are pointed to get short names, in the order in which they come; the others go."""
    numbers = count()
    short = {found: f"{name}-{next(numbers)}" for found in dict.fromkeys(ADDRESS.findall(body))}
    body = ADDRESS.sub(lambda found: short[found.group()], body)
    return re.sub(r' id="([^"]+)"', lambda found: f' id="{short[found[1]]}"' if found[1] in short else "", body)


def _shape(found: re.Match[str]) -> str:
    """A path in one line; a round marker as a circle, if nothing else follows from its being a path."""
    before, path, after = found.groups()
    path = re.sub(" ?([MLCQZz]) ?", r"\1", " ".join(path.split()))
    circle = _circle(path)
    if circle:
        return f"<circle{before}{circle}{after}/>"
    if path.count(" ") > LONG_PATH:
        path = _steps(path) if STRAIGHT.fullmatch(path) else re.sub(r"-?\d+\.\d+", _tenth, path)
    return f'<path{before} d="{path}"{after}/>'


def _circle(path: str) -> str:
    """Centre and radius of a path that is a circle, begun at its lowest point; nothing for any other."""
    found = ROUND.fullmatch(path)
    if not found:
        return ""
    x, y = float(found[1]), float(found[2])
    ends = [tuple(map(float, curve.split()[4:])) for curve in found[3].split("C")[1:]]
    (right_x, right_y), (top_x, top_y), (left_x, left_y) = ends[1], ends[3], ends[5]
    centre, radius = (y + top_y) / 2, (y - top_y) / 2
    off = (right_x - x - radius, right_y - centre, top_x - x, left_x - x + radius, left_y - centre)
    if radius <= 0 or max(map(abs, off)) > LEAST_SEEN:
        return ""
    said = (("cx", x), ("cy", centre), ("r", radius))
    return "".join(f' {name}="{f"{value:.2f}".rstrip("0").rstrip(".")}"' for name, value in said if abs(value) > 1e-9)


def _tenth(number: re.Match[str]) -> str:
    return f"{float(number.group()):.1f}".removesuffix(".0")


def _steps(path: str) -> str:
    """A line of many corners as steps from one to the next, in tenths of a point; nothing adds up along the way."""
    said = []
    x = y = 0
    for kind, corner in re.findall(r"([ML])([^MLz]+)", path):
        to_x, to_y = (round(10 * float(number)) for number in corner.split())
        step = (to_x, to_y) if kind == "M" else (to_x - x, to_y - y)
        said.append((kind if kind == "M" else "l") + " ".join(_in_points(tenths) for tenths in step))
        x, y = to_x, to_y
    return "".join(said).replace(" -", "-") + ("z" if path.endswith("z") else "")


def _in_points(tenths: int) -> str:
    return f"{tenths / 10:.1f}".removesuffix(".0").replace("0.", ".", 1) if abs(tenths) < 10 else f"{tenths / 10:g}"


def _one_style(found: re.Match[str]) -> str:
    """What clips a shape stands among its other looks; declarations that say nothing go."""
    tag = found.group()
    clip = re.search(r' clip-path="([^"]+)"', tag)
    style = re.search(r' style="([^"]*)"', tag)
    said = [part.strip().replace(": ", ":") for part in style.group(1).split(";")] if style else []
    said = [part for part in said if part and part != "stroke-dashoffset:0"]
    said += [f"clip-path:{clip.group(1)}"] if clip else []
    for gone in (clip, style):
        tag = tag.replace(gone.group(), "", 1) if gone else tag
    end = "/>" if tag.endswith("/>") else ">"
    return f'{tag.removesuffix(end)} style="{";".join(said)}"{end}' if said else tag


def _looks(body: str, name: str) -> str:
    """Looks that several shapes share are said once, under a name."""
    often = [look for look, times in Counter(re.findall(r'(?<= style=")[^"]*', body)).items() if times > 1]
    names = {look: f"{name}{place:x}" for place, look in enumerate(often)}
    rules = "".join(f".{short}{{{look}}}" for look, short in names.items())
    body = re.sub(
        r' style="([^"]*)"', lambda found: f' class="{names[found[1]]}"' if found[1] in names else found[0], body
    )
    return f"<style>{rules}</style>{body}" if rules else body
