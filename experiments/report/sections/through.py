"""Through what a change came: the mean wait by queue, the use of clinicians by whose time it is."""

from __future__ import annotations

import math
from typing import Any, Final

from markupsafe import Markup

from experiments.report.blocks import Block, Folded, Tabled, Told
from experiments.report.numbers import NO_NUMBER, Number, Verbatim, shown
from experiments.report.quoting import Quotes, runs
from experiments.report.study import Arm, Row
from experiments.report.tables import Line, Table

FILE: Final = "attribution.csv"
WAIT, USE = "wait_mean_min", "clinician_use"
TOTAL, QUEUE, REMAINDER = "total", "queue", "remainder"


def blocks(quotes: Quotes) -> tuple[Block, ...]:
    """For each arm the tier whose wait it moves (or that was asked for), and through what; all parts behind a fold."""
    words, study = quotes.words, quotes.words.study
    told, lines = [], []
    for arm in study.others:
        tier = tier_told(quotes, arm)
        rows = {measure: list(study.rows(FILE, arm=arm.name, tier=tier, measure=measure)) for measure in (WAIT, USE)}
        if not any(rows.values()):
            continue
        told.append(Told(_sentences(quotes, arm, tier, rows)))
        lines += [_line(quotes, arm, row) for measure in (WAIT, USE) for row in rows[measure]]
    if not lines:
        return ()
    headers = tuple(map(words.column, ("measure", "arm", "through", "part", "n")))
    table = Table(0, words.say("through_caption"), headers, tuple(lines), frozenset({3, 4}))
    note = Told(words.say("through_note"), quiet=True)
    return (*told, Folded(words.say("show_table"), (Tabled(table), note)))


def tier_told(quotes: Quotes, arm: Arm) -> str:
    """The tier of the primary wait; without one the tier whose mean wait the arm changes most."""
    study = quotes.words.study
    asked = [entry["group"] for entry in study.primary if entry["measure"] == WAIT]
    tiers = [group.partition("=")[2] for group in asked if group.startswith("tier=") and "," not in group]
    rows = {row["tier"]: row for row in study.rows(FILE, arm=arm.name, measure=WAIT, through=TOTAL)}
    known = [tier for tier in tiers if tier in rows] or sorted(rows, key=lambda t: -abs(rows[t].number("difference")))
    return str(known[0]) if known else ""


def _sentences(quotes: Quotes, arm: Arm, tier: str, rows: dict[str, list[Row]]) -> Markup:
    """The whole change of the wait and of the use, and their largest part; no part where luck explains the whole."""
    words, told = quotes.words, []
    for measure in (WAIT, USE):
        whole = next((row for row in rows[measure] if row["through"] == TOTAL), None)
        parts = [row for row in rows[measure] if row["through"] != TOTAL]
        if whole is None or not parts:
            continue
        named: dict[str, Any] = {"arm": quotes.arm(arm), "tier": Verbatim(words.word("tiers", tier))}
        named["total"] = _ranged(quotes, whole)
        key = "through_wait" if measure == WAIT else "through_use"
        if not (whole.number("lo") > 0 or whole.number("hi") < 0):
            told.append(words.say(f"{key}_luck", **named))
            continue
        most = max(parts, key=lambda row: abs(row.number("difference")))
        told.append(words.say(key, part=Verbatim(part_said(quotes, most)), most=_ranged(quotes, most), **named))
    return words.sentences(told)


def part_said(quotes: Quotes, row: Row) -> str:
    """A part by name; a queue by its room."""
    words = quotes.words
    if row["through"] != QUEUE:
        return words.word("through", row["through"])
    return words.text("through_queue", room=words.word("rooms", row["room"]).replace("_", " "))


def _line(quotes: Quotes, arm: Arm, row: Row) -> Line:
    words = quotes.words
    name = Verbatim(words.measure(row["measure"], f"tier={row['tier']}"))
    cells = (name, Verbatim(words.arm(arm.place)), Verbatim(part_said(quotes, row)), _ranged(quotes, row), runs(row))
    return Line(cells, kind="first" if row["through"] == TOTAL else "more")


def _number(quotes: Quotes, row: Row, column: str, unit: bool = False) -> Number:
    width = (row.number("hi") - row.number("lo")) / 2
    return shown(row.number(column), row.at(column), width, scale=quotes.scale(row), signed=True, with_unit=unit)


def _ranged(quotes: Quotes, row: Row) -> Markup:
    """A part with its simulation interval."""
    middle = _number(quotes, row, "difference", unit=True)
    if not math.isfinite(row.number("lo")):
        return Markup("{}").format(middle) or Markup(NO_NUMBER)
    return quotes.words.say("with_range", value=middle, lo=_number(quotes, row, "lo"), hi=_number(quotes, row, "hi"))
