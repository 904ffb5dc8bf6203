"""Figure 1 as the page shows it: a strip of drawing per arm; name, numbers and verdict as text beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup
from matplotlib.figure import Figure

from experiments.report.figures import answer, answer_sheet, style
from experiments.report.figures.answer import Strip
from experiments.report.figures.svg import svg
from experiments.report.findings import measure_said, unserved_of_all
from experiments.report.numbers import Number, Verbatim
from experiments.report.quoting import Quotes


@dataclass(frozen=True)
class ForestRow:
    """One arm of a measure."""

    sign: str
    arm: Verbatim
    drawing: Markup
    numbers: Markup
    verdict: Markup
    colour: str


@dataclass(frozen=True)
class ForestBlock:
    """One primary measure: its rows, and the axis in its own unit below them."""

    label: Verbatim
    margin: Markup
    rows: tuple[ForestRow, ...]
    units: Markup
    note: Markup


@dataclass(frozen=True)
class Forest:
    """The whole figure."""

    axis: Markup
    blocks: tuple[ForestBlock, ...]
    alt: tuple[str, ...]
    draw: Callable[[float], Figure]
    """Draws it on one sheet, words included, for files beside the page."""


def forest(quotes: Quotes) -> Forest | None:
    """The figure; None if no primary measures were declared or only one arm was run."""
    found = answer.strips(quotes.words.study)
    if not found:
        return None
    limit, words = answer.reach(found), quotes.words
    with style.house_style():
        figure = answer.draw_axis(limit, words.text("fig1_worse"), words.text("fig1_better"))
        axis = Markup(svg(figure, f"f1axis{words.lang}", words.text("fig1_axis"), ""))
    grouped = [list(strips) for _, strips in groupby(found, key=lambda strip: (strip.measure, strip.group))]
    labels = answer_sheet.Labels(
        [_on_sheet(quotes, strips) for strips in grouped], words.text("fig1_worse"), words.text("fig1_better")
    )
    blocks = [_block(quotes, strips, limit, place) for place, strips in enumerate(grouped)]
    told = tuple(_told(quotes, strip) for strip in found)
    return Forest(axis, tuple(blocks), told, lambda width_mm: answer_sheet.draw(grouped, labels, width_mm))


def _on_sheet(quotes: Quotes, strips: list[Strip]) -> answer_sheet.Block:
    """The words of one measure on the sheet."""
    words, first = quotes.words, strips[0]
    row = next((strip.row for strip in strips if strip.row is not None), None)
    name, factor = words.measure(first.measure, first.group), 1.0
    if row is not None:
        scale = words.unit(row["unit"])
        margin = quotes.written(row, "margin", row["unit"], difference=True)
        name, factor = f"{name} · {words.text('fig1_margin', unit=scale.header, margin=margin)}", scale.factor
    numbers = [
        words.text(strip.why) if strip.row is None or strip.why else "{} [{}, {}]".format(*_numbers(quotes, strip))
        for strip in strips
    ]
    verdicts = [words.verdict(str(strip.row["verdict"])) if strip.row is not None else "" for strip in strips]
    return answer_sheet.Block(name, [words.arm(strip.arm.place) for strip in strips], numbers, verdicts, factor)


def _block(quotes: Quotes, strips: list[Strip], limit: float, place: int) -> ForestBlock:
    words, first = quotes.words, strips[0]
    row = next((strip.row for strip in strips if strip.row is not None), None)
    rows = tuple(_row(quotes, strip, limit, f"f1r{place}a{strip.arm.place}{words.lang}") for strip in strips)
    margin, units = Markup(""), Markup("")
    if row is not None:
        scale = words.unit(row["unit"])
        margin = words.say(
            "fig1_margin",
            unit=Verbatim(scale.header),
            margin=quotes.written(row, "margin", row["unit"], difference=True),
        )
        with style.house_style():
            figure = answer.draw_own_units(limit, row.number("margin"), str(row["better"]), scale.factor)
            units = Markup(svg(figure, f"f1u{place}{words.lang}", words.measure(first.measure, first.group), ""))
    note = unserved_of_all(quotes, first.group) if first.measure.startswith("wait_") else Markup("")
    return ForestBlock(measure_said(quotes, first.measure, first.group), margin, rows, units, note)


def _row(quotes: Quotes, strip: Strip, limit: float, name: str) -> ForestRow:
    words = quotes.words
    with style.house_style():
        drawing = Markup(svg(answer.draw_strip(strip, limit), name, _told(quotes, strip), ""))
    if strip.row is None or strip.why:
        numbers = Markup('<span class="empty">{}</span>').format(words.say(strip.why))
    else:
        numbers = Markup("{} [{}, {}]").format(*_numbers(quotes, strip))
    verdict = words.verdict(str(strip.row["verdict"])) if strip.row is not None else ""
    return ForestRow(
        style.pen(strip.arm.place).sign,
        Verbatim(words.arm(strip.arm.place)),
        drawing,
        numbers,
        Markup("{}").format(verdict),
        style.TEXT_COLOURS.get(strip.colour, strip.colour),
    )


def _numbers(quotes: Quotes, strip: Strip) -> tuple[Number, Number, Number]:
    row = strip.row
    if row is None:
        raise ValueError("an empty strip has no numbers")
    width = (row.number("simultaneous_hi") - row.number("simultaneous_lo")) / 2
    return (
        quotes.cell(row, "difference", signed=True, rounding=width),
        quotes.cell(row, "simultaneous_lo", signed=True, rounding=width, unit=False),
        quotes.cell(row, "simultaneous_hi", signed=True, rounding=width, unit=False),
    )


def _told(quotes: Quotes, strip: Strip) -> str:
    """The strip in words, for those who do not see it."""
    words = quotes.words
    name, arm = words.measure(strip.measure, strip.group), words.arm(strip.arm.place)
    if strip.row is None or strip.why:
        return words.text("fig1_alt_empty", measure=name, arm=arm, why=words.text(strip.why))
    difference, low, high = _numbers(quotes, strip)
    return words.text(
        "fig1_alt",
        measure=name,
        arm=arm,
        difference=difference,
        lo=low,
        hi=high,
        verdict=words.verdict(str(strip.row["verdict"])),
    )
