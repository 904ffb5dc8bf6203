"""One measure in one sentence: where it stands today, and the arm that moves it most."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from experiments.report.figures.style import pen
from experiments.report.numbers import Number, Verbatim
from experiments.report.quoting import Quotes, half_width
from experiments.report.study import Arm, Row


def measure_said(quotes: Quotes, name: str, group: str) -> Verbatim:
    """A measure's name inside a sentence; numbers in it (an age band, a limit) belong to the name."""
    return Verbatim(quotes.words.measure(name, group))


@dataclass(frozen=True)
class Headline:
    """The finding of a theme, as a figure's title, and the sentence below it."""

    title: Markup
    sentence: Markup


def clear_changes(quotes: Quotes, measure: str, group: str) -> list[tuple[Arm, Row]]:
    """The arms whose interval of the difference leaves nought out, largest difference first."""
    study = quotes.words.study
    found = [(arm, study.difference(arm, measure, group)) for arm in study.others]
    clear = [(arm, row) for arm, row in found if row is not None and (row.number("lo") > 0 or row.number("hi") < 0)]
    return sorted(clear, key=lambda pair: -abs(pair[1].number("difference")))


def headline(quotes: Quotes, measure: str, group: str) -> Headline:
    """What happened to a measure, told without a verdict: as a figure's title, and arm by arm in one sentence."""
    words, study = quotes.words, quotes.words.study
    name = measure_said(quotes, measure, group)
    today = study.level(study.today, measure, group)
    if today is None or math.isnan(today.number("mean")):
        title = words.say("finding_none", measure=name)
        return Headline(title, words.say("full_stop", text=title))
    clear = clear_changes(quotes, measure, group)
    if not clear:
        key = "finding_flat" if study.others else "finding_level"
        title = words.say(key, measure=name, today=quotes.cell(today, "mean"))
        return Headline(title, words.say("full_stop", text=title))
    arm, row = clear[0]
    width = half_width(row)
    parts = {column: quotes.cell(row, column, rounding=width) for column in ("today", "value")}
    key = "finding_up" if row.number("difference") > 0 else "finding_down"
    title = words.say(key, measure=name, arm=Verbatim(words.arm(arm.place)), **parts)
    items = [_moved(quotes, *pair, first=place == 0) for place, pair in enumerate(clear)]
    still = [words.say("moved_not", arms=words.join(quotes.arm(a) for a in study.others if a not in dict(clear)))]
    told = words.join([*items, *(still if len(clear) < len(study.others) else [])], words.text("between"))
    return Headline(title, words.say("finding_told", measure=name, today=parts["today"], list=told))


def _moved(quotes: Quotes, arm: Arm, row: Row, first: bool) -> Markup:
    """What an arm does to a measure; the first of several names its interval."""
    width = half_width(row)
    low, high = (quotes.cell(row, c, signed=True, rounding=width, unit=c == "hi") for c in ("lo", "hi"))
    return quotes.words.say(
        "moved" if first else "moved_too",
        arm=quotes.arm(arm),
        value=quotes.cell(row, "value", rounding=width),
        difference=quotes.cell(row, "difference", signed=True),
        interval=quotes.words.say("range", lo=low, hi=high),
    )


def runs(row: Row) -> Number:
    """On how many replications a line rests."""
    value = row.number("n")
    return Number(f"{value:.0f}", value, row.at("n"))


def unserved(quotes: Quotes, arm: Arm, group: str) -> Markup:
    """The sentence that stands under every wait: who is counted in it although nobody saw them."""
    words, study = quotes.words, quotes.words.study
    place = group.partition("=")[2] if group.startswith(("tier=", "station=")) and "," not in group else ""
    ends = {row["outcome"]: row for row in study.rows("curves/wait_ends.csv", arm=arm.name, tier=place)}
    wanted = ("gave_up", "turned_away", "waiting")
    if all(outcome in ends for outcome in wanted):
        parts = {outcome: in_100(ends[outcome], "share") for outcome in wanted}
        if not any(number.value for number in parts.values()):
            return words.say("wait_ends_none")
        return words.say("wait_ends", **parts)
    level = study.level(arm, "unserved_share", group)
    if level is not None:
        return words.say("wait_unserved", unserved=in_100(level, "mean"))
    return words.say("wait_unknown")


def in_100(row: Row, column: str) -> Number:
    """A share as people out of 100."""
    value = row.number(column)
    text = f"{100 * value:.1f}" if 0 < value < 0.1 else f"{100 * value:.0f}"
    return Number("<0.1" if 0 < value < 0.0005 else text, value, row.at(column))


def unserved_of_all(quotes: Quotes, group: str) -> Markup:
    """The same sentence for all arms at once, each number behind its arm's marker."""
    words, study = quotes.words, quotes.words.study
    lists: dict[str, list[Markup]] = {"gave_up": [], "turned_away": [], "waiting": []}
    for arm in study.arms:
        place = group.partition("=")[2]
        ends = {row["outcome"]: row for row in study.rows("curves/wait_ends.csv", arm=arm.name, tier=place)}
        if any(outcome not in ends for outcome in lists):
            return words.sentences(
                [Markup("{}: {}").format(quotes.arm(a), unserved(quotes, a, group)) for a in study.arms]
            )
        for outcome, told in lists.items():
            told.append(Markup("{}&nbsp;{}").format(sign(arm.place), in_100(ends[outcome], "share")))
    return words.say("wait_ends_of_all", **{outcome: words.join(told) for outcome, told in lists.items()})


def sign(place: int) -> Markup:
    """An arm's marker as a character."""
    return Markup('<span class="sign">{}</span>').format(pen(place).sign)
