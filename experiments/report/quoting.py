"""Cells of the study as printed numbers: rounding, unit and link follow from where the cell stands."""

from __future__ import annotations

import math
import re
from collections.abc import Sized
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from experiments.report.numbers import NO_NUMBER, Number, Scale, count, decimals, plain, shown
from experiments.report.study import Arm, Row
from experiments.report.wording import Words


def anchor(measure: str, group: str, arm: str) -> str:
    """The id of a line of the table of all measures, to which numbers in sentences are linked."""
    return "m-" + re.sub(r"[^0-9A-Za-z_\u4e00-\u9fff-]+", "-", f"{measure}-{group}-{arm}")


def runs(row: Row) -> Number:
    """On how many replications a line rests."""
    value = row.number("n")
    return Number(f"{value:.0f}", value, row.at("n"))


def half_width(row: Row) -> float:
    """Half the width of the interval of a line; NaN if it has none."""
    return (row.number("hi") - row.number("lo")) / 2


@dataclass(frozen=True)
class Quotes:
    """Numbers as one language prints them."""

    words: Words

    def scale(self, row: Row) -> Scale:
        """How the unit of a line is printed."""
        return self.words.unit(str(row["unit"]))

    def cell(
        self,
        row: Row,
        column: str,
        *,
        signed: bool = False,
        unit: bool = True,
        link: bool = True,
        rounding: float | None = None,
        apart: bool = False,
    ) -> Number:
        """One cell, rounded by the half-width of its own line or by ``rounding``."""
        href = anchor(row["measure"], row["group"], row["arm"]) if link and "arm" in row.values else ""
        width = half_width(row) if rounding is None else rounding
        return shown(
            row.number(column),
            row.at(column),
            width,
            scale=self.scale(row),
            signed=signed,
            href=href,
            with_unit=unit,
            apart=apart,
        )

    def interval(
        self, row: Row, low: str = "lo", high: str = "hi", *, signed: bool = False, link: bool = True
    ) -> Markup:
        """The two ends of an interval, without unit, for brackets in a table."""
        width = (row.number(high) - row.number(low)) / 2
        ends = [self.cell(row, c, signed=signed, unit=False, link=link, rounding=width) for c in (low, high)]
        return self.words.say("range", lo=ends[0], hi=ends[1]) if math.isfinite(width) else Markup(NO_NUMBER)

    def ends(self, row: Row) -> tuple[str, str]:
        """The columns of the interval of a difference: of a primary measure the one that its verdict follows from."""
        judged = "simultaneous_lo" in row.values and math.isfinite(row.number("simultaneous_lo"))
        return ("simultaneous_lo", "simultaneous_hi") if judged else ("lo", "hi")

    def width(self, row: Row) -> float:
        """Half the width of that interval; NaN if it has none."""
        low, high = (row.number(column) for column in self.ends(row))
        return (high - low) / 2

    def spread(self, lo: Number, hi: Number, n: Number, short: bool = False) -> Markup:
        """The interval behind a number in a sentence: its ends; or that all runs agree; or that there was one run.

        Args:
            short: the second interval of a sentence, which need not be called a simulation interval again.
        """
        if n.value < 2 or not math.isfinite(hi.value - lo.value):
            return self.words.say("spread_none", n=n)
        if hi.value == lo.value:
            return self.words.say("spread_same", n=n)
        return self.words.say("spread_short" if short else "spread", lo=lo, hi=hi)

    def relative(self, row: Row) -> Number | None:
        """The difference in per cent of today; None for shares, for a base of 0 and for small counts."""
        today, change = row.number("today"), row.number("difference")
        if row["unit"] == "share" or not math.isfinite(today) or abs(today) < 1e-9:
            return None
        value = change / today
        text = (
            plain(100 * value, max(0, decimals(math.nan, 100 * value) - 1), signed=True)
            + self.words.unit("share").after
        )
        return Number(text, value, f"{row.at('difference')}/{row.at('today')}")

    def written(self, row: Row, column: str, unit: str, *, difference: bool = False, with_unit: bool = True) -> Number:
        """A number that somebody wrote down (a reported figure, a margin): as it was written, not rounded."""
        scale, value = self.words.unit(unit), row.number(column)
        return Number(written_text(value, scale, difference, with_unit), value, row.at(column))

    def count_of(self, rows: Sized, file: str, condition: str = "") -> Number:
        """How many lines there are; the condition is told in the number's source."""
        return count(len(rows), f"count({file}{':' + condition if condition else ''})")

    def fact(self, path: str, value: Any) -> Number:
        """A number of the manifest, at a dotted path."""
        return Number(f"{value:,}", float(value), f"manifest:{path}")

    def stored(self, path: str) -> Number:
        """A number of the manifest as it stands there; a whole one without decimals."""
        value = float(self.words.study.fact(path, 0) or 0)
        return self.fact(path, int(value) if value.is_integer() else value)

    def arm(self, arm: Arm) -> Markup:
        """An arm's name inside a sentence."""
        return self.words.arm_said(arm.place)


def written_text(value: float, scale: Scale, difference: bool = False, with_unit: bool = True) -> str:
    """A number as somebody would write it: no more digits than it has."""
    if not math.isfinite(value):
        return NO_NUMBER
    digits = f"{scale.factor * value:.6g}"
    places = len(digits.split(".")[1]) if "." in digits and "e" not in digits else 0
    unit = (scale.after_one if digits == "1" else "") or scale.after_difference if difference else scale.after
    return plain(float(digits), places) + (unit if with_unit else "")
