"""A drawing gets its frame: title, subtitle with n and interval, alt text, source; or why there is no drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure

from experiments.report.figures.picture import Picture, both_widths
from experiments.report.numbers import Number, shown
from experiments.report.quoting import Quotes
from experiments.report.study import Row
from experiments.report.wording import Words


def framed(
    quotes: Quotes,
    number: int,
    title: Markup,
    what: Markup,
    alt: list[str],
    source: tuple[str, str],
    data: pd.DataFrame,
    draw: Callable[[float], Figure],
    drawable: bool | str,
) -> Picture:
    """Draw if there is something to draw, else say why not.

    Args:
        drawable: whether there is something; a text says in words why there is not.
    """
    words = quotes.words
    common = (number, title, what, tuple(alt), source[0], source[1], data)
    if drawable is not True:
        return Picture(*common, why=drawable or words.text("why_not_kept"))
    wide, narrow = both_widths(draw, number, words, title.striptags(), tuple(alt))
    return Picture(*common, wide=wide, narrow=narrow, draw=draw)


def subtitle(quotes: Quotes, what: str) -> Markup:
    words = quotes.words
    n = quotes.fact("replications", words.study.fact("replications", 0))
    return words.say("fig_subtitle", what=words.say(what), replications=n)


def arm_names(words: Words) -> list[str]:
    return [words.arm(arm.place) for arm in words.study.arms]


def levels_told(quotes: Quotes, data: pd.DataFrame) -> list[str]:
    """Every measure and group of a figure with its value in each arm."""
    words, study = quotes.words, quotes.words.study
    told = []
    for measure, group in dict.fromkeys(zip(data["measure"], data["group"], strict=True)):
        levels = [(arm, study.level(arm, measure, group)) for arm in study.arms]
        values = [f"{words.arm(a.place)} {quotes.cell(row, 'mean')}" for a, row in levels if row is not None]
        if values:
            told.append(words.text("levels_alt", measure=words.measure(measure, group), values=words.join(values)))
    return told


def reasons(words: Words, *keys: str) -> dict[str, str]:
    """Why a place of a figure is empty, by the key that its table has."""
    return {key: words.text(key) for key in ("why_not_kept", "why_no_case", *keys)}


def people(row: Row, column: str = "mean", coarser_than: float = 10.0) -> Number:
    """A count of people (or hours) of a figure's table, rounded by the interval of its own line.

    Args:
        coarser_than: a half-width below which luck does not decide the rounding: there are no tenths of people.
    """
    width = (row.number("hi") - row.number("lo")) / 2
    return shown(row.number(column), row.at(column), max(width, coarser_than) if width == width else width)


def told_by_arm(quotes: Quotes, name: str, cells: Sequence[tuple[int, Number]]) -> str:
    """One line of alt text: what is measured, and its number in each arm."""
    words = quotes.words
    values = words.join(f"{words.arm(place)} {number}" for place, number in cells)
    return words.text("levels_alt", measure=name, values=values)
