"""Section "monitoring indicators": Table 3, the list of 2024 in its own order, then the operational ones."""

from __future__ import annotations

import math
from typing import Any, Final

from markupsafe import Markup

from experiments.report import details
from experiments.report.blocks import Block, Tabled, Told
from experiments.report.numbers import NO_NUMBER, Verbatim
from experiments.report.quoting import Quotes
from experiments.report.study import Row
from experiments.report.tables import Line, Table

FILE: Final = "indicators.csv"


def blocks(quotes: Quotes) -> tuple[Block, ...]:
    """What the list counts, the table, and where the same stands as a file; nothing if the study kept none."""
    words = quotes.words
    if words.study.tables[FILE].empty:
        return ()
    said = words.sentences([words.say("indicators_said"), words.say("indicators_file")])
    return Told(said), Tabled(table(quotes))


def table(quotes: Quotes) -> Table:
    """Table 3: a line per indicator, a column per arm, differences with intervals in brackets."""
    words, study = quotes.words, quotes.words.study
    lines: list[Line] = []
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for row in study.rows(FILE):
        found.setdefault((row["number"], row["name"]), {})[row["arm"]] = row
    for by_arm in found.values():
        first = next(iter(by_arm.values()))
        cells: list[Any] = [
            Verbatim(first["number"]),
            _name(quotes, first),
            _wanted(quotes, first),
            _reported(quotes, first),
        ]
        if first["why_not"]:
            why = Markup('<span class="empty">{}</span>').format(Verbatim(details.said(words, first["why_not"])))
            cells += [why, *("" for _ in study.others)]
        else:
            cells += [_cell(quotes, by_arm.get(arm.name)) for arm in study.arms]
        lines.append(Line(tuple(cells), anchor=f"i-{len(lines) + 1}"))
    headers = (*(words.column(key) for key in ("serial", "indicator", "direction", "reported")),
               *(words.arm(arm.place) for arm in study.arms))  # fmt: skip
    return Table(3, words.say("indicators_caption"), headers, tuple(lines), frozenset(range(3, len(headers))))


def _name(quotes: Quotes, row: Row) -> Markup:
    """Both names, what is computed, and what moves the number although nothing changed for a patient."""
    words = quotes.words
    defined = words.definition(row["measure"]) or row["definition"] if words.lang != "en" else row["definition"]
    small = words.text("between").join(part for part in (defined, details.said(words, row["trap"])) if part)
    return Markup("{}<br>{}<br><small>{}</small>").format(
        Verbatim(row["name_zh"]), Verbatim(row["name"]), Verbatim(small)
    )


def _wanted(quotes: Quotes, row: Row) -> Any:
    return quotes.words.word("wanted", row["wanted"]) if row["wanted"] else ""


def _reported(quotes: Quotes, row: Row) -> Any:
    known = math.isfinite(row.number("reported"))
    return quotes.written(row, "reported", row["unit"], with_unit=False) if known else NO_NUMBER


def _cell(quotes: Quotes, row: Row | None) -> Any:
    """A value; under an arm the difference from today with its interval too."""
    if row is None:
        return ""
    width = (row.number("value_hi") - row.number("value_lo")) / 2
    value = quotes.cell(row, "value", link=False, rounding=width)
    if not math.isfinite(row.number("difference")):
        return value
    width = (row.number("hi") - row.number("lo")) / 2
    gap = quotes.cell(row, "difference", signed=True, link=False, rounding=width)
    return Markup("{}<br><small>({}; {})</small>").format(value, gap, quotes.interval(row, signed=True, link=False))
