"""Table 8: every place, today and under each arm: visits, wait, who was not seen, use, beds, money."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from markupsafe import Markup

from experiments.report.blocks import Block, Folded, Tabled, Titled, Told
from experiments.report.numbers import NO_NUMBER, Number, Verbatim, shown
from experiments.report.quoting import Quotes
from experiments.report.study import Arm, Row
from experiments.report.tables import Line, Table, named

FILE: Final = "places.csv"
MOST: Final = 24
"""Places on the page; a county of 500 villages has them all in the file."""
UPPER_FIRST: Final = {"county": 0, "township": 1, "village": 2}
COLUMNS: Final = (
    ("visits_per_week",),
    ("wait_mean_min",),
    ("unserved_share",),
    ("clinician_use", "bed_occupancy"),
    ("bill_yuan_per_week",),
)
Key = tuple[str, str, str]


def blocks(quotes: Quotes) -> Iterator[Block]:
    """The table behind a fold; which places are only in the file."""
    words, rows = quotes.words, list(quotes.words.study.rows(FILE))
    if not rows:
        return
    chosen = _chosen(rows)
    everywhere = len({row["facility"] for row in rows})
    note = [Told(words.say("places_more"), quiet=True)] if everywhere > len(chosen) else []
    yield Titled(words.say("places"), "places")
    yield Folded(words.say("show_table"), (Tabled(table(quotes, rows, chosen)), *note), long=True)


def _chosen(rows: list[Row]) -> list[str]:
    """Hospitals and centres first, then the posts with most visits; as many as a page holds."""
    visits = {row["facility"]: row.number("mean") for row in rows if row["measure"] == "visits_per_week"}
    tiers = {row["facility"]: row["tier"] for row in rows if row["tier"] in UPPER_FIRST}
    order = sorted(tiers, key=lambda place: (UPPER_FIRST[tiers[place]], -visits.get(place, 0.0)))
    return order[:MOST]


def table(quotes: Quotes, rows: list[Row], chosen: list[str]) -> Table:
    """Every chosen place with a line for each arm; under a value its difference from today with its interval."""
    words = quotes.words
    cells: dict[Key, Row] = {(row["arm"], row["facility"], row["measure"]): row for row in rows}
    first = {row["facility"]: row for row in reversed(rows)}
    lines = [_line(quotes, cells, arm, first[place]) for place in chosen for arm in words.study.arms]
    headers = ("place", "visits_week", "wait_place", "unserved_place", "clinicians_beds", "money_week")
    caption = words.say("places_caption")
    return Table(8, caption, tuple(map(words.column, headers)), tuple(lines), frozenset(range(1, 6)))


def _line(quotes: Quotes, cells: dict[Key, Row], arm: Arm, place: Row) -> Line:
    words = quotes.words
    name = place["name_zh"] if words.lang == "zh" and place["name_zh"] else place["name"]
    told: list[Any] = [named(Verbatim(str(name or place["facility"])), Verbatim(words.arm(arm.place)))]
    for measures in COLUMNS:
        found = [cells.get((arm.name, place["facility"], measure)) for measure in measures]
        said = [_cell(quotes, row) for row in found if row is not None and math.isfinite(row.number("mean"))]
        told.append(words.join(said, Markup(";<br> ")) if said else NO_NUMBER)
    return Line(tuple(told), kind="" if arm is words.study.today else "more")


def _cell(quotes: Quotes, row: Row) -> Markup:
    """A level; of an arm the difference from today with its interval under it."""
    words, scale = quotes.words, quotes.scale(row)

    def told(column: str, width: float, signed: bool = False) -> Number:
        return shown(row.number(column), row.at(column), width, scale=scale, signed=signed)

    level = told("mean", (row.number("hi") - row.number("lo")) / 2)
    if not math.isfinite(row.number("difference")):
        return Markup("{}").format(level)
    width = (row.number("difference_hi") - row.number("difference_lo")) / 2
    middle = told("difference", width, signed=True)
    if not math.isfinite(width):
        return Markup("{}<br><small>{}</small>").format(level, middle)
    ends = [told(column, width, signed=True) for column in ("difference_lo", "difference_hi")]
    between = words.say("range", lo=ends[0], hi=ends[1])
    return Markup('{}<br><small>{} <span class="d">({})</span></small>').format(level, middle, between)
