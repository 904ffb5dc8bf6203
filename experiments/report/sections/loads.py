"""Table 4: the clinics and wards whose use changes most, today and under each arm."""

from __future__ import annotations

import math
from typing import Final

from markupsafe import Markup

from experiments.report.findings import runs
from experiments.report.numbers import NO_NUMBER, Number, Verbatim, shown
from experiments.report.quoting import Quotes
from experiments.report.study import Arm, Row
from experiments.report.tables import Line, Table

MOST: Final = 8
LOADS: Final = ("clinician_use", "bed_occupancy")
WAIT: Final = "wait_mean_min"
Pair = tuple[Arm, Row]


def changes(quotes: Quotes) -> list[Pair]:
    """Every use of a place under an arm, the largest change first; ties keep the order of the file."""
    study = quotes.words.study
    arms = {arm.name: arm for arm in study.others}
    rows = [row for row in study.rows("places.csv") if row["measure"] in LOADS and row["arm"] in arms]
    known = [(arms[row["arm"]], row) for row in rows if math.isfinite(row.number("difference"))]
    return sorted(known, key=lambda pair: -abs(pair[1].number("difference")))


def table(quotes: Quotes) -> Table:
    """The uses that change most."""
    words = quotes.words
    lines = []
    for arm, row in changes(quotes)[:MOST]:
        lines.append(
            Line(
                (
                    place_said(quotes, row),
                    Verbatim(words.word("loads", row["measure"])),
                    Verbatim(words.arm(arm.place)),
                    _with_wait(quotes, row, "today"),
                    _with_wait(quotes, row, "mean"),
                    _interval(quotes, row),
                    runs(row),
                )
            )
        )
    headers = ("place", "load", "arm", "today", "value", "difference_interval", "n")
    return Table(
        4, words.say("loads_caption"), tuple(map(words.column, headers)), tuple(lines), frozenset({3, 4, 5, 6})
    )


def sentence(quotes: Quotes) -> Markup:
    """The place whose use changes most."""
    arm, row = changes(quotes)[0]
    return quotes.words.say(
        "loads_said",
        place=place_said(quotes, row),
        load=Verbatim(quotes.words.word("loads", row["measure"])),
        today=_cell(quotes, row, "today"),
        value=_cell(quotes, row, "mean"),
        arm=quotes.arm(arm),
    )


def place_said(quotes: Quotes, row: Row) -> Verbatim:
    """A place by its name, with the tier."""
    words = quotes.words
    name = row["name_zh"] if words.lang == "zh" and row["name_zh"] else row["name"]
    return Verbatim(str(name or row["facility"]))


def _width(row: Row) -> float:
    return (row.number("difference_hi") - row.number("difference_lo")) / 2


def _cell(quotes: Quotes, row: Row, column: str) -> Number:
    scale = quotes.scale(row)
    return shown(row.number(column), row.at(column), _width(row), scale=scale, with_unit=True)


def _with_wait(quotes: Quotes, row: Row, column: str) -> Markup:
    """A use, and under that of clinicians the mean wait which goes with it: a use is read by the wait it makes."""
    use = _cell(quotes, row, column)
    same = {"arm": row["arm"], "facility": row["facility"], "measure": WAIT}
    wait = next(iter(quotes.words.study.rows("places.csv", **same)), None) if row["measure"] == LOADS[0] else None
    if wait is None or not math.isfinite(wait.number(column)):
        return Markup("{}").format(use)
    return Markup("{}<br><small>{}</small>").format(
        use, quotes.words.say("load_wait", wait=_cell(quotes, wait, column))
    )


def _interval(quotes: Quotes, row: Row) -> Markup:
    scale, width = quotes.scale(row), _width(row)
    middle = shown(row.number("difference"), row.at("difference"), width, scale=scale, signed=True, with_unit=True)
    if not math.isfinite(width):
        return Markup("{}").format(middle)
    ends = [
        shown(row.number(column), row.at(column), width, scale=scale, signed=True)
        for column in ("difference_lo", "difference_hi")
    ]
    return Markup("{} ({})").format(middle, quotes.words.say("range", lo=ends[0], hi=ends[1])) or Markup(NO_NUMBER)
