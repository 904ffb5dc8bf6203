"""How sure the differences are: half-widths, what shared luck saved, the noise floor, and the warm-up."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from experiments.report import pictures_checks
from experiments.report.blocks import Block, Folded, Pictured, Tabled, Titled, Told
from experiments.report.findings import measure_said
from experiments.report.numbers import NO_NUMBER, Number, Verbatim
from experiments.report.quoting import Quotes, runs
from experiments.report.sections.themes import THEMES
from experiments.report.study import Row
from experiments.report.tables import Line, Table


def blocks(quotes: Quotes) -> Iterator[Block]:
    """Precision of the study, then what no difference looks like, then whether the county had settled."""
    words, study = quotes.words, quotes.words.study
    if study.others:
        yield Titled(words.say("precision"), "precision")
        yield Told(_said(quotes))
        yield Folded(words.say("show_table"), (Tabled(_precision(quotes)),))
        yield Titled(words.say("noise"), "noise-floor")
        yield from _noise(quotes)
    yield Titled(words.say("warm_up"), "warm-up")
    yield Told(_warm_up(quotes))
    yield Folded(words.say("show_figure"), (Pictured(pictures_checks.is_it_settled(quotes)),))


def judged(quotes: Quotes) -> list[tuple[str, str]]:
    """The measures whose precision is told: the primary ones; without any, the first of each theme."""
    declared = [(entry["measure"], entry["group"]) for entry in quotes.words.study.primary]
    return declared or [wanted[0] for wanted in THEMES.values() if wanted]


def _rows(quotes: Quotes, file: str) -> list[Row]:
    wanted = judged(quotes)
    found = [row for row in quotes.words.study.rows(file) if (row["measure"], row["group"]) in wanted]
    return sorted(found, key=lambda row: wanted.index((row["measure"], row["group"])))


def _said(quotes: Quotes) -> Markup:
    words, study = quotes.words, quotes.words.study
    first = words.say("precision_said", n=quotes.fact("replications", study.fact("replications", 0)))
    known = [row for row in _rows(quotes, "differences.csv") if math.isfinite(row.number("correlation"))]
    told = [first]
    if study.fact("precision"):
        told.append(words.say("precision_rule"))
    if study.fact("made.earlier"):
        told.append(words.say("precision_looked"))
    if not known:
        return words.sentences(told)
    low, high = (pick(known, key=lambda row: row.number("correlation")) for pick in (min, max))
    parts = {name: ratio(row, "correlation", 2) for name, row in (("low", low), ("high", high))}
    return words.sentences([*told, words.say("precision_shared", **parts)])


def ratio(row: Row, column: str, places: int) -> Number:
    """A number without a unit, as it stands in its cell."""
    value = row.number(column)
    text = f"{value:.{places}f}".replace("-", "−") if math.isfinite(value) else NO_NUMBER
    return Number(text, value, row.at(column))


def _precision(quotes: Quotes) -> Table:
    words, study = quotes.words, quotes.words.study
    arms = {arm.name: arm for arm in study.others}
    lines = [
        Line(
            (
                measure_said(quotes, row["measure"], row["group"]),
                Verbatim(words.arm(arms[row["arm"]].place)),
                runs(row),
                quotes.cell(row, "half_width", link=False, rounding=row.number("half_width"), apart=True),
                ratio(row, "correlation", 2),
                ratio(row, "saved", 1),
                _needed(row),
            )
        )
        for row in _rows(quotes, "differences.csv")
        if row["arm"] in arms
    ]
    headers = ("measure", "arm", "n", "half_width", "correlation", "saved", "needed")
    right = frozenset(range(2, 7))
    return Table(0, words.say("precision_caption"), tuple(map(words.column, headers)), tuple(lines), right)


def _needed(row: Row) -> Any:
    value = row.number("replications_needed")
    return Number(f"{value:,.0f}", value, row.at("replications_needed")) if math.isfinite(value) else NO_NUMBER


def _noise(quotes: Quotes) -> Iterator[Block]:
    """Today against today with other luck."""
    words, rows = quotes.words, _rows(quotes, "noise_floor.csv")
    if not rows:
        yield Told(words.say("noise_none"))
        return
    yield Told(words.say("noise_said", n=runs(rows[0])))
    headers = ("measure", "first_luck", "other_luck", "difference", "interval", "n")
    right = frozenset(range(1, 6))
    names = tuple(map(words.column, headers))
    table = Table(0, words.say("noise_caption"), names, tuple(_noise_lines(quotes, rows)), right)
    yield Folded(words.say("show_table"), (Tabled(table),))


def _noise_lines(quotes: Quotes, rows: Sequence[Row]) -> Iterator[Line]:
    for row in rows:
        yield Line(
            (
                measure_said(quotes, row["measure"], row["group"]),
                quotes.cell(row, "today", link=False),
                quotes.cell(row, "value", link=False),
                quotes.cell(row, "difference", signed=True, link=False),
                quotes.interval(row, signed=True, link=False),
                runs(row),
            )
        )


def _warm_up(quotes: Quotes) -> Markup:
    words, study = quotes.words, quotes.words.study
    first = words.say("warm_up_said", days=quotes.stored("measured.warm_up_days"))
    found = next(iter(study.rows("checks.csv", check="warm-up")), None)
    if found is None or not math.isfinite(found.number("number")):
        return words.sentences([first, words.say("warm_up_unjudged")])
    drift = found.number("number")
    text = f"{100 * drift:+.1f}".replace("-", "−") + words.unit("share").after
    said = words.say(
        "warm_up_drift",
        drift=Number(text, drift, found.at("number")),
        result=Verbatim(words.word("results", found["result"])),
    )
    return words.sentences([first, said])
