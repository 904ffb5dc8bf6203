"""Verdicts that flip: which single input, moved to what value, changes a word that stands in the answer."""

from __future__ import annotations

from markupsafe import Markup

from experiments.report.blocks import Block, Tabled, Told
from experiments.report.figures.tornado import ASSUMED, FILE
from experiments.report.findings import measure_said
from experiments.report.numbers import Verbatim
from experiments.report.quoting import Quotes, runs
from experiments.report.sections.numbering import reference
from experiments.report.study import Arm, Row
from experiments.report.tables import Line, Table
from experiments.statistics.verdicts import Verdict


def blocks(quotes: Quotes) -> tuple[Block, ...]:
    """The verdicts that one input alone changes; or that none does, or that nobody tried."""
    words, tried = quotes.words, _tried(quotes)
    if not tried:
        return (Told(words.say("flips_untried")),) if words.study.tables[FILE].empty else _unknown(quotes)
    found = _nearest_first(tried)
    if not found:
        inputs = dict.fromkeys(str(_input(row)) for row in tried)
        return (Told(words.say("flips_none", list=words.join(map(Verbatim, inputs)))),)
    lines = tuple(Line(_cells(quotes, row)) for row in found)
    headers = ("measure", "arm", "verdict", "input", "now", "flips_at", "becomes")
    table = Table(0, words.say("flips_caption"), tuple(map(words.column, headers)), lines)
    n = quotes.count_of(found, FILE, "stays=no")
    return (Told(words.say("flips_said", n=n, replications=runs(found[0]))), Tabled(table))


def rests_on(quotes: Quotes, arm: Arm) -> Markup:
    """The input that is nearest to changing a word of this arm, assumptions first; nothing where none can."""
    words = quotes.words
    said = [row for row in _nearest_first(_tried(quotes), arm) if row["base_verdict"] != Verdict.UNDECIDED.value]
    row = next(iter(sorted(said, key=lambda row: not _assumed(row))), None)
    if row is None:
        return Markup("")
    return words.say(
        "rests_on",
        input=_input(row),
        now=Verbatim(row["base_value"]),
        value=Verbatim(row["flips_at"]),
        measure=measure_said(quotes, row["measure"], row["group"]),
        verdict=Markup("<b>{}</b>").format(words.verdict(row["becomes"])),
        section=reference(words.study, "change"),
    )


def _tried(quotes: Quotes) -> list[Row]:
    """The tried ends of which verdicts were kept, in the arms of this page."""
    arms = {arm.name for arm in quotes.words.study.others}
    return [row for row in quotes.words.study.rows(FILE) if row["base_verdict"] and row["arm"] in arms]


def _unknown(quotes: Quotes) -> tuple[Block, ...]:
    return (Told(quotes.words.say("flips_unknown")),)


def _nearest_first(rows: list[Row], arm: Arm | None = None) -> list[Row]:
    """Ends on the way to which a verdict changes; the smallest share of the way first."""
    found = [row for row in rows if row["stays"] == "no" and (arm is None or row["arm"] == arm.name)]
    return sorted(found, key=lambda row: row.number("flips_share"))


def _assumed(row: Row) -> bool:
    return ASSUMED in str(row["source"]).lower()


def _input(row: Row) -> Verbatim:
    return Verbatim(str(row["input"]).replace("_", " "))


def _cells(quotes: Quotes, row: Row) -> tuple[object, ...]:
    words = quotes.words
    place = next(arm.place for arm in words.study.arms if arm.name == row["arm"])
    named = "{} <small>({})</small>" if _assumed(row) else "{}"
    return (
        measure_said(quotes, row["measure"], row["group"]),
        Verbatim(words.arm(place)),
        words.verdict(row["base_verdict"]),
        Markup(named).format(_input(row), words.say("assumption")),
        Verbatim(row["base_value"]),
        Verbatim(row["flips_at"]),
        Markup("<b>{}</b>").format(words.verdict(row["becomes"])),
    )
