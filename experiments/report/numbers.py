"""Numbers as they are printed: rounded to what the simulation knows, each with the cell that it comes from.

A number is shown with two significant digits of the half-width of its interval, so the page never claims more
than luck allows. Behind every number stand its exact value and its source, so a reader can follow it and a
test can check the page cell by cell.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from markupsafe import Markup

MINUS, NO_NUMBER = "−", "–"


@dataclass(frozen=True)
class Number:
    """One printed number: its text, the value in its cell, where the cell stands, what to jump to."""

    text: str
    value: float
    source: str
    href: str = ""

    def __html__(self) -> str:
        if not self.href:
            return Markup('<span class="n" data-from="{}">{}</span>').format(self.source, self.text)
        return Markup('<a class="n" href="#{}" data-from="{}">{}</a>').format(self.href, self.source, self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Verbatim:
    """Text that is copied from the study as it stands (titles, sources, hashes), numbers in it included."""

    text: str

    def __html__(self) -> str:
        kind = "lit d" if re.match(r"\d{4}-\d\d-\d\d", self.text) else "lit"
        return Markup('<span class="{}">{}</span>').format(kind, self.text)

    def __str__(self) -> str:
        return self.text


def decimals(half_width: float, value: float = math.nan) -> int:
    """Decimals that show two significant digits of the half-width; negative means tens, hundreds…

    Without a half-width (one replication, or no luck at all) three significant digits of the value are shown.
    """
    for size, digits in ((half_width, 2), (value, 3)):
        if math.isfinite(size) and abs(size) > 1e-12:
            first = math.floor(math.log10(float(f"{abs(size):.{digits - 1}e}")))
            return max(-3, min(6, digits - 1 - first))
    return 0


def plain(value: float, places: int, signed: bool = False) -> str:
    """A number in figures: thousands with commas, a real minus sign, no minus before nought."""
    if not math.isfinite(value):
        return NO_NUMBER
    rounded = round(value, places)
    text = f"{abs(rounded):,.{max(0, places)}f}"
    if rounded == 0:
        return text
    return (MINUS if rounded < 0 else "+" if signed else "") + text


@dataclass(frozen=True)
class Scale:
    """How a unit of the tables is printed: shares as percentages, their differences as points."""

    factor: float = 1.0
    after: str = ""
    after_difference: str = ""
    header: str = ""
    after_one: str = ""
    """After a difference of exactly one, where the language has a word of its own for it."""


def shown(
    value: float,
    source: str,
    half_width: float,
    *,
    scale: Scale | None = None,
    signed: bool = False,
    href: str = "",
    with_unit: bool = False,
    apart: bool = False,
) -> Number:
    """A cell as a printed number.

    Args:
        half_width: of the interval that decides the rounding, in the unit of the cell.
        with_unit: append the unit, e.g. ``64.8 %`` or ``+1.2 points``.
        apart: the unit of a difference, for a number that is one without a sign of its own.
    """
    by = scale or Scale()
    text = plain(by.factor * value, decimals(by.factor * half_width, by.factor * value), signed)
    unit = by.after_difference if signed or apart else by.after
    return Number(text + (unit if with_unit and text != NO_NUMBER else ""), value, source, href)


def count(value: int, source: str, href: str = "") -> Number:
    """A whole number of things, shown in full."""
    return Number(f"{value:,}", float(value), source, href)
