"""Table 5 and the price of an avoided event: what a policy costs itself, and what is had for the money."""

from __future__ import annotations

import math
from typing import Any, Final

from markupsafe import Markup

from experiments.report.blocks import Block, Folded, Tabled, Told
from experiments.report.keys import source_said, value_said
from experiments.report.numbers import NO_NUMBER, Number, Scale, Verbatim, shown
from experiments.report.quoting import Quotes, written_text
from experiments.report.study import Arm, Row
from experiments.report.tables import Line, Table

COSTS: Final = "costs.csv"
FILE: Final = "avoided.csv"
CANNOT: Final = "cannot tell"
PRICED: Final = ("price", "saved per lost")
NOTHING: Final = Markup("")


def blocks(quotes: Quotes) -> tuple[Block, ...]:
    """What the policies cost and what an avoided event costs, behind a fold; a sentence where nothing is priced."""
    words, study = quotes.words, quotes.words.study
    found: list[Block] = []
    costs = list(study.rows(COSTS))
    if costs:
        found.append(Folded(words.say("show_costs"), (Tabled(costs_table(quotes, costs)),)))
    elif study.others and study.has_residents:
        found.append(Told(words.say("costs_none"), quiet=True))
    prices = [row for row in study.rows(FILE) if row["arm"] in {arm.name for arm in study.others}]
    if prices:
        inside = (Tabled(avoided_table(quotes, prices)), Told(words.say("avoided_note"), quiet=True))
        found.append(Folded(words.say("show_avoided"), inside))
    return tuple(found)


def costs_table(quotes: Quotes, rows: list[Row]) -> Table:
    """Table 5: every item that a policy is charged for, what the runs counted of it, and whose price it is."""
    words = quotes.words
    arms = {arm.name: arm for arm in words.study.arms}
    lines = [
        Line(
            (
                value_said(words, row["what"]),
                Verbatim(words.arm(arms[row["arm"]].place)),
                words.word("each", row["each"]),
                _written(row, "price_yuan", words.unit("yuan")),
                *_quantity_and_yuan(quotes, row),
                words.say("assumption") if row["source"] in ("", "assumption") else source_said(words, row["source"]),
            )
        )
        for row in rows
        if row["arm"] in arms
    ]
    headers = ("item", "arm", "each", "price", "quantity", "yuan_a_year", "source")
    caption = words.say("costs_caption")
    return Table(5, caption, tuple(map(words.column, headers)), tuple(lines), frozenset({3, 4, 5}))


def _quantity_and_yuan(quotes: Quotes, row: Row) -> tuple[Any, Any]:
    """How many a year and what they cost; what is paid once says so."""
    words, yuan = quotes.words, quotes.words.unit("yuan")
    if row["each"] == "once":
        said = words.say("paid_once", yuan=_written(row, "once_yuan", yuan))
        return _written(row, "once", Scale()), said
    width = (row.number("hi") - row.number("lo")) / 2
    quantity = width / row.number("price_yuan") if row.number("price_yuan") else math.nan
    count = shown(row.number("quantity_a_year"), row.at("quantity_a_year"), quantity)
    a_year = shown(row.number("yuan_a_year"), row.at("yuan_a_year"), width)
    if not width > 0:
        return count, a_year
    lo, hi = (shown(row.number(column), row.at(column), width) for column in ("lo", "hi"))
    return count, words.say("with_range", value=a_year, lo=lo, hi=hi)


def _written(row: Row, column: str, scale: Scale) -> Number:
    """A price or a count that somebody wrote down: no more digits than it has."""
    value = row.number(column)
    return Number(written_text(value, scale, with_unit=False), value, row.at(column))


def avoided_table(quotes: Quotes, rows: list[Row]) -> Table:
    """Each arm and event: yuan more a year, events fewer, and what that makes of an avoided one."""
    words = quotes.words
    arms = {arm.name: arm for arm in words.study.arms}
    lines = [
        Line(
            (
                words.word("events", row["event"]),
                Verbatim(words.arm(arms[row["arm"]].place)),
                _ranged(quotes, row, "cost_yuan_a_year", "cost_lo", "cost_hi", signed=True),
                _ranged(quotes, row, "avoided_a_year", "avoided_lo", "avoided_hi", signed=True),
                _ranged(quotes, row, "yuan_per_avoided", "lo", "hi") if row["told"] in PRICED else NO_NUMBER,
                words.word("worth", row["told"]),
            )
        )
        for row in rows
    ]
    headers = ("event", "arm", "cost_a_year", "avoided_a_year", "per_avoided", "told")
    caption = words.say("avoided_caption")
    return Table(0, caption, tuple(map(words.column, headers)), tuple(lines), frozenset({2, 3, 4}))


def _ranged(quotes: Quotes, row: Row, column: str, low: str, high: str, signed: bool = False) -> Markup:
    """A number of its own line with its interval, in brackets."""
    width = (row.number(high) - row.number(low)) / 2
    middle, lo, hi = (shown(row.number(c), row.at(c), width, signed=signed) for c in (column, low, high))
    if not math.isfinite(width):
        return Markup("{}").format(middle)
    return Markup("{}<br><small>{}</small>").format(middle, quotes.words.say("range", lo=lo, hi=hi))


def sentence(quotes: Quotes, arm: Arm) -> Markup:
    """What is had for the money, of the first event of which that can be told; or that of none it can."""
    rows = list(quotes.words.study.rows(FILE, arm=arm.name))
    if not rows:
        return NOTHING
    row = next((row for row in rows if row["told"] != CANNOT), rows[0])
    if not row.number("avoided_hi") > row.number("avoided_lo"):
        return NOTHING  # one replication, or the same in all of them: there is nothing that a price could be put on
    parts: dict[str, Any] = {"event": quotes.words.word("events", row["event"])}
    for name, columns in (
        ("cost", ("cost_yuan_a_year", "cost_lo", "cost_hi")),
        ("avoided", ("avoided_a_year", "avoided_lo", "avoided_hi")),
        ("ratio", ("yuan_per_avoided", "lo", "hi")),
    ):
        parts |= _with_ends(row, name, columns, signed=name == "cost" or row["told"] == "price")
    parts |= _with_ends(row, "more", ("avoided_a_year", "avoided_hi", "avoided_lo"), minus=True)
    return quotes.words.say(f"avoided_{row['told'].replace(' ', '_')}", **parts)


def _with_ends(
    row: Row, name: str, columns: tuple[str, str, str], signed: bool = False, minus: bool = False
) -> dict[str, Number]:
    """A number and the ends of its interval; with ``minus`` so many more instead of so many fewer."""
    width = abs(row.number(columns[2]) - row.number(columns[1])) / 2
    sign, less = (-1, "0-") if minus else (1, "")
    return {
        end: shown(sign * row.number(c), less + row.at(c), width, signed=signed)
        for end, c in zip((name, f"{name}_lo", f"{name}_hi"), columns, strict=True)
    }
