"""Table 9: every number that a file set, with its origin; assumptions first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from markupsafe import Markup

from experiments.report.blocks import Block, Folded, Tabled, Titled, Told
from experiments.report.keys import key_said, source_said
from experiments.report.numbers import NO_NUMBER, Verbatim
from experiments.report.quoting import Quotes
from experiments.report.study import Row
from experiments.report.tables import Line, Table

FIRST: Final = ("assumed", "recalled", "not said", "computed", "county", "looked up")
"""The order of origins in the table: what rests on least stands first."""


@dataclass
class Leaf:
    """One input; the elements of a list that stand in one place are one input."""

    row: Row
    key: str
    values: list[str] = field(default_factory=list)


def blocks(quotes: Quotes) -> Iterator[Block]:
    """The table behind a fold."""
    words = quotes.words
    yield Titled(words.say("inputs"), "inputs")
    leaves = list(_leaves(quotes))
    if not leaves:
        yield Told(words.say("inputs_none"))
        return
    lines = tuple(_line(quotes, leaf) for leaf in sorted(leaves, key=lambda leaf: _place(leaf.row)))
    headers = ("input", "value", "range", "origin", "source", "line")
    table = Table(
        9, words.say("inputs_caption"), tuple(map(words.column, headers)), lines, joined=frozenset({2, 3, 4, 5})
    )
    yield Told(words.say("inputs_said"))
    yield Folded(words.say("show_table"), (Tabled(table),), long=True)


def _place(row: Row) -> int:
    return FIRST.index(row["origin"]) if row["origin"] in FIRST else len(FIRST)


def _leaves(quotes: Quotes) -> Iterator[Leaf]:
    """Inputs in the order of the file, neighbours of one list joined."""
    rows = quotes.words.study.rows("inputs.csv")
    for (_, key, *_), same in groupby(rows, key=_family):
        leaf: Leaf | None = None
        for row in same:
            leaf = leaf or Leaf(row, key)
            leaf.values.append(row["value"])
        if leaf is not None:
            yield leaf


def _family(row: Row) -> tuple[str, ...]:
    """What elements of one list have in common: arm, key without its number, source and place."""
    head, _, last = row["key"].rpartition(".")
    key = head if last.isdecimal() and head else row["key"]
    return (row["arm"], key, row["source"], row["file"], row["range"], row["origin"])


def _line(quotes: Quotes, leaf: Leaf) -> Line:
    words, row = quotes.words, leaf.row
    arm = next((arm for arm in words.study.arms if arm.name == row["arm"]), words.study.today)
    key = Markup('<code class="lit">{}</code>').format(leaf.key)
    if words.lang != "en":
        key = Markup("{}<br>{}").format(key_said(words, leaf.key, ""), key)
    if arm is not words.study.today:
        key = Markup("{}<br><small>{}</small>").format(key, Verbatim(arm.label(words.lang)))
    year, line = row.number("year"), row.number("line")
    source = row["source"] + (f" ({year:.0f})" if year == year and f"{year:.0f}" not in row["source"] else "")
    place = row["file"] + (f":{line:.0f}" if line == line else "")
    return Line(
        (
            key,
            Verbatim(", ".join(leaf.values)),
            Verbatim(row["range"] or NO_NUMBER),
            words.word("origins", row["origin"] or "not said"),
            source_said(words, source or NO_NUMBER),
            Markup('<code class="lit">{}</code>').format(place),
        ),
        kind="assumed" if row["origin"] == "assumed" else "",
    )
