"""The tables of the page. A table is headers and cells; numbers keep their source, words are escaped."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from experiments.report import details
from experiments.report.grid import Cell, cell, grid
from experiments.report.numbers import NO_NUMBER, Number, Verbatim, plain
from experiments.report.quoting import Quotes, anchor, runs
from experiments.statistics.verdicts import RULE, Verdict


@dataclass(frozen=True)
class Line:
    """One line of a table; ``anchor`` is what numbers in sentences jump to."""

    cells: tuple[Any, ...]
    anchor: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Table:
    """One table: at most seven columns on paper."""

    number: int
    caption: Markup
    headers: tuple[str, ...]
    lines: tuple[Line, ...]
    right: frozenset[int] = field(default_factory=frozenset)
    """Columns of numbers, aligned to the right."""
    joined: frozenset[int] = field(default_factory=frozenset)
    """Columns in which what stands in several lines below one another is written once, over all of them."""

    @property
    def rows(self) -> list[tuple[Line, list[tuple[int, Any, int]]]]:
        """Each line with its cells: the column, what stands there, and over how many lines."""
        found: list[tuple[Line, list[tuple[int, Any, int]]]] = [(line, []) for line in self.lines]
        for column in range(len(self.headers)):
            start = 0
            for end in range(1, len(self.lines) + 1):
                if end == len(self.lines) or not self._same(column, start, end):
                    found[start][1].append((column, self.lines[start].cells[column], end - start))
                    start = end
        return found

    def _same(self, column: int, one: int, other: int) -> bool:
        return column in self.joined and str(self.lines[one].cells[column]) == str(self.lines[other].cells[column])


def named(what: Verbatim, arm: Verbatim) -> Markup:
    """What a line is about, with its arm under it: names need width, and seven columns leave little."""
    return Markup("{}<br><small>{}</small>").format(what, arm)


def empty(quotes: Quotes, why: str) -> Markup:
    """An empty cell that says why."""
    return Markup('<span class="empty">{}</span>').format(quotes.words.say(why))


def targets(quotes: Quotes) -> Table:
    """Table 2: reported figures of today beside what the model gives."""
    words, lines = quotes.words, []
    for row in quotes.words.study.rows("targets.csv"):
        unit = row["unit"] or str(words.study.fact(f"measures.{row['measure']}.unit", ""))
        known = row["met"] != "not measured"
        simulated: Any = empty(quotes, "why_not_kept")
        if known:
            simulated = Markup("{}<br><small>{}</small>").format(
                quotes.cell(row, "simulated", link=False, unit=False), quotes.interval(row, link=False)
            )
        lines.append(
            Line(
                (
                    Markup("{}<br><small>{}</small>").format(
                        Verbatim(words.measure(row["measure"], row["group"])),
                        Verbatim(words.unit(unit).header),
                    ),
                    Markup("{} ± {}").format(
                        quotes.written(row, "reported", unit, with_unit=False),
                        quotes.written(row, "within", unit, with_unit=False),
                    ),
                    simulated,
                    words.word("met", row["met"]),
                    words.word("uses", row["use"]),
                    Verbatim(row["source"]) if row["source"] else words.say("assumption"),
                ),
                anchor="t-" + anchor(row["measure"], row["group"], "target"),
                kind="missed" if row["met"] == "no" else "",
            )
        )
    headers = ("target", "reported", "simulated", "met", "use", "source")
    return Table(2, words.say("targets_caption"), tuple(map(words.column, headers)), tuple(lines), frozenset({1, 2}))


def theme(quotes: Quotes, number: int, wanted: Sequence[tuple[str, str]]) -> Table:
    """The small table of a theme: a line per measure, a column per arm, differences in brackets."""
    words, study = quotes.words, quotes.words.study
    lines = []
    for measure, group in wanted:
        cells: list[Any] = [Verbatim(words.measure(measure, group))]
        for arm in study.arms:
            cells.append(_value_and_difference(quotes, cell(study, arm, measure, group)))
        lines.append(Line(tuple(cells)))
    headers = (words.column("measure"), *(words.arm(arm.place) for arm in study.arms))
    right = frozenset(range(1, len(headers)))
    return Table(number, words.say("theme_table"), headers, tuple(lines), right)


def _value_and_difference(quotes: Quotes, place: Cell) -> Any:
    if place.level is None or place.why:
        return empty(quotes, place.why)
    if place.difference is None:
        return Markup("{}<br><small>{}</small>").format(quotes.cell(place.level, "mean"), quotes.interval(place.level))
    row = place.difference
    return Markup("{}<br><small>({}; {})</small>").format(
        quotes.cell(place.level, "mean"),
        quotes.cell(row, "difference", signed=True),
        quotes.interval(row, *quotes.ends(row), signed=True),
    )


def all_measures(quotes: Quotes) -> Table:
    """Table 6: every measure, whole or by one grouping, in every arm, with its difference from today."""
    words, study = quotes.words, quotes.words.study
    summary = study.tables["summary.csv"]
    kept = summary[~summary["group"].str.contains(r"^facility=|^unit=|,", regex=True)]
    asked = [(entry["measure"], entry["group"]) for entry in study.primary]
    wanted = list(dict.fromkeys([*asked, *zip(kept["measure"], kept["group"], strict=True)]))
    lines = []
    for place in grid(study, wanted):
        star = "★ " if (place.measure, place.group) in asked else ""
        name = Markup('{}<a href="#d-{}">{}</a>').format(
            star, place.measure, Verbatim(words.measure(place.measure, place.group))
        )
        first = place.arm is study.today
        label = Verbatim(words.arm(place.arm.place))
        where = anchor(place.measure, place.group, place.arm.name)
        cells = (name, label, *_told(quotes, place))
        lines.append(Line(cells, anchor=where, kind="first" if first else "more"))
    headers = ("measure", "arm", "value", "difference", "interval", "n")
    caption, right = words.say("all_caption"), frozenset({2, 3, 4, 5})
    return Table(6, caption, tuple(map(words.column, headers)), tuple(lines), right, joined=frozenset({0}))


def _told(quotes: Quotes, place: Cell) -> tuple[Any, Any, Any, Any]:
    """Value, difference, the one interval that belongs to them, and the number of runs.

    Of today that is the interval of the value; of an arm that of the difference: two intervals side by side would be
    compared with one another, and that is not how arms on the same luck differ.
    """
    if place.level is None or place.why:
        return empty(quotes, place.why), "", "", ""
    row = place.difference
    if row is None or math.isnan(row.number("difference")):
        row = place.level
        return quotes.cell(row, "mean", link=False), "", quotes.interval(row, link=False), runs(row)
    ends, width = quotes.ends(row), quotes.width(row)
    value, difference = (
        quotes.cell(row, column, signed=column == "difference", link=False, rounding=width)
        for column in ("value", "difference")
    )
    return value, difference, quotes.interval(row, *ends, signed=True, link=False), runs(row)


def checks(quotes: Quotes) -> Table:
    """Table 7: what was checked over all runs; what failed or needs attention stands first."""
    words = quotes.words
    order = {"failed": 0, "attention": 1}
    rows = sorted(words.study.rows("checks.csv"), key=lambda row: order.get(row["result"], 2))
    lines = tuple(
        Line(
            (
                Verbatim(words.check(row["check"])),
                Verbatim(words.catches(row["check"], row["catches"])),
                Markup('<span class="d">{}</span>').format(words.word("results", row["result"])),
                Number(plain_number(row.number("number")), row.number("number"), row.at("number")),
                Verbatim(details.said(words, row["detail"])),
            ),
            kind=row["result"],
        )
        for row in rows
    )
    headers = ("check", "catches", "result", "number", "detail")
    return Table(7, words.say("checks_caption"), tuple(map(words.column, headers)), lines, frozenset({3}))


def troubled(quotes: Quotes) -> Table:
    """The checks that a reader must look at before using the report."""
    everything = checks(quotes)
    lines = tuple(line for line in everything.lines if line.kind in ("failed", "attention"))
    return replace(everything, number=0, caption=quotes.words.say("troubled_caption"), lines=lines)


def plain_number(value: float) -> str:
    """A number of a check: as short as it can be said; a check without a number has a dash."""
    if not math.isfinite(value):
        return NO_NUMBER
    return plain(value, 0) if value == round(value) else f"{value:.2g}".replace("-", "−")


def rule(quotes: Quotes) -> Table:
    """The rule behind the verdicts, straight from where it is applied."""
    words = quotes.words
    join = words.text("rule_and")
    lines = [
        Line((Verbatim(said.replace(" and ", join)), Markup("<b>{}</b>").format(words.verdict(word.value))))
        for word, said, _ in RULE
    ]
    lines.append(Line((words.say("rule_else"), Markup("<b>{}</b>").format(words.verdict(Verdict.UNDECIDED.value)))))
    return Table(0, words.say("rule_caption"), (words.column("condition"), words.column("verdict")), tuple(lines))


def definitions(quotes: Quotes, used: Iterable[str]) -> Table:
    """Table 10: what every measure on the page means, and what is counted at the edges of the period."""
    words, lines = quotes.words, []
    for name in dict.fromkeys(used):
        known = words.study.fact(f"measures.{name}", {}) or {}
        lines.append(
            Line(
                (
                    Markup("<b>{}</b><br><code>{}</code>").format(Verbatim(words.measure_only(name)), Verbatim(name)),
                    Verbatim(words.definition(name)) if words.definition(name) else empty(quotes, "why_not_kept"),
                    Verbatim(words.unit(str(known.get("unit", ""))).header),
                    words.word("directions", str(known.get("direction", "neither"))),
                    Verbatim(str(known.get("edges", ""))),
                    Verbatim(str(known.get("source", ""))),
                ),
                anchor=f"d-{name}",
            )
        )
    headers = ("measure", "definition", "unit", "direction", "edges", "source")
    return Table(10, words.say("definitions"), tuple(map(words.column, headers)), tuple(lines))
