"""Who was not seen, and who was still inside when the study ended: per tier and arm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from experiments.report.blocks import Block, Folded, Tabled, Titled, Told
from experiments.report.findings import in_100
from experiments.report.numbers import NO_NUMBER, Number, Verbatim
from experiments.report.quoting import Quotes
from experiments.report.study import Arm, Row
from experiments.report.tables import Line, Table

ENDS: Final = ("gave_up", "turned_away", "waiting")


def blocks(quotes: Quotes) -> Iterator[Block]:
    """Left, turned away, still waiting, still in bed."""
    words = quotes.words
    yield Titled(words.say("unserved"), "unserved")
    lines = tuple(_lines(quotes))
    if not lines:
        yield Told(words.say("unserved_none"))
        return
    headers = ("tier", "arm", *ENDS, "in_bed")
    table = Table(0, words.say("unserved_caption"), tuple(map(words.column, headers)), lines, frozenset({2, 3, 4, 5}))
    yield Told(words.say("unserved_said"))
    yield Folded(words.say("show_table"), (Tabled(table),))


def _lines(quotes: Quotes) -> Iterator[Line]:
    words, study = quotes.words, quotes.words.study
    rows = list(study.rows("curves/wait_ends.csv"))
    tiers = list(dict.fromkeys(row["tier"] for row in rows))
    ends = {(row["arm"], row["tier"], row["outcome"]): row for row in rows}
    for tier in tiers:
        for arm in study.arms:
            cells: list[Any] = [Verbatim(words.value("tier", tier)), Verbatim(words.arm(arm.place))]
            for outcome in ENDS:
                found = ends.get((arm.name, tier, outcome))
                cells.append(in_100(found, "share") if found is not None else NO_NUMBER)
            yield Line((*cells, _in_bed(quotes, arm, tier)), kind="" if arm is study.today else "more")


def _in_bed(quotes: Quotes, arm: Arm, tier: str) -> Any:
    last: Row | None = None
    for row in quotes.words.study.rows("curves/beds_by_day.csv", arm=arm.name, tier=tier, kind="all"):
        last = row
    if last is None:
        return NO_NUMBER
    value = last.number("median")
    return Number(f"{value:.1f}", value, last.at("median"))
