"""Section "the answer": one box per arm, in the order that a planner needs.

What got better, what got worse, safety whatever its verdict, what did not change, what cannot be told, who
pays. Only primary measures get a word; the interval beside a word is the one that the word follows from.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from experiments.report import header
from experiments.report.figures.answer import Strip, strips
from experiments.report.findings import measure_said, unserved
from experiments.report.grid import ONE_RUN
from experiments.report.numbers import Number, Scale, count, plain, shown
from experiments.report.quoting import Quotes, runs
from experiments.report.sections import consequences, flips
from experiments.report.study import Arm, Row

ORDER: Final = ("better", "worse", "safety", "none", "undecided", "missing", "rests", "money", "gains")
PER_1000_A_YEAR: Final = "per 1,000 a year"
NOTHING: Final = Markup("")


@dataclass(frozen=True)
class Said:
    """One sentence of a box and what kind of news it is."""

    kind: str
    text: Markup


@dataclass(frozen=True)
class Box:
    """What a planner should know of one arm."""

    arm: Arm
    sentences: tuple[Said, ...]


def boxes(quotes: Quotes) -> list[Box]:
    """One box per arm that is compared with today."""
    study = quotes.words.study
    found = {arm.name: [strip for strip in strips(study) if strip.arm is arm] for arm in study.others}
    return [Box(arm, tuple(_sentences(quotes, arm, found[arm.name]))) for arm in study.others]


def _sentences(quotes: Quotes, arm: Arm, primary: list[Strip]) -> list[Said]:
    words = quotes.words
    by_kind: dict[str, list[Strip]] = {}
    for strip in primary:
        by_kind.setdefault(kind_of(strip), []).append(strip)
    said: list[Said] = []
    for kind, alike in by_kind.items():
        if kind in ("none", "undecided") and len(alike) > 1:
            said.append(_many(quotes, kind, alike))
        else:
            said.append(Said(kind, words.sentences(_primary(quotes, strip).text for strip in alike)))
    if header.never_parted(words.study, arm):
        return [Said("none", words.say("untouched", arm=quotes.arm(arm))), *said]
    told = {"safety": consequences.safety, "money": consequences.money, "gains": consequences.gains}
    told |= {"rests": flips.rests_on}
    said += [Said(kind, text) for kind, tell in told.items() if (text := tell(quotes, arm))]
    return sorted(said, key=lambda one: ORDER.index(one.kind))


def _many(quotes: Quotes, kind: str, found: list[Strip]) -> Said:
    """Several measures of which the same is to be said: one sentence, so that a box stays short."""
    words = quotes.words
    items = [_item(quotes, kind, strip.row, _name(quotes, strip)) for strip in found if strip.row is not None]
    text = words.say(f"{kind}_many", list=words.join(items, "；" if words.lang == "zh" else "; "))
    waits = [unserved(quotes, strip.arm, strip.group) for strip in found if strip.measure.startswith("wait_")]
    longest = _longest(quotes, found) if kind == "undecided" else NOTHING
    return Said(kind, words.sentences([text, longest, *waits]))


def _longest(quotes: Quotes, found: list[Strip]) -> Markup:
    """How long the measure that needs most replications would take on the machine that ran the study."""
    rows = [strip.row for strip in found if strip.row is not None and _more(quotes, strip.row)]
    if not rows:
        return NOTHING
    worst = max(rows, key=lambda row: row.number("replications_needed"))
    minutes = _minutes(quotes, worst)
    return quotes.words.say("more_longest", minutes=minutes) if minutes else NOTHING


def _minutes(quotes: Quotes, row: Row) -> Number | None:
    """Minutes for the replications that are missing, at the pace of those that were run."""
    study, more = quotes.words.study, _more(quotes, row)
    ran_s, workers = (float(study.fact(f"made.{key}", 0) or 0) for key in ("run_s", "workers"))
    if more is None or not ran_s or not workers:
        return None
    source = (
        f"({row.at('replications_needed')}-{row.at('n')})*manifest:made.run_s"
        "/manifest:replications/manifest:made.workers/60"
    )
    value = more.value * ran_s / float(study.fact("replications")) / workers / 60
    return Number("<1" if value < 1 else plain(value, 0 if value >= 10 else 1), value, source)


def _item(quotes: Quotes, kind: str, row: Row, name: Markup) -> Markup:
    words, parts = quotes.words, _simultaneous(quotes, row)
    if kind == "none":
        margin = quotes.written(row, "margin", row["unit"], difference=True)
        return words.say("none_item", measure=name, margin=margin, **parts)
    if math.isnan(row.number("simultaneous_lo")):
        return words.say("undecided_item_few", measure=name, why=words.say(ONE_RUN))
    more = _more(quotes, row)
    more_said = words.say("more_item", more=more) if more else ""
    return words.say("undecided_item", measure=name, interval=parts["interval"], more=more_said)


def _name(quotes: Quotes, strip: Strip) -> Markup:
    return Markup("<b>{}</b>").format(measure_said(quotes, strip.measure, strip.group))


def _more(quotes: Quotes, row: Row) -> Number | None:
    """How many more replications an undecided measure would take; None if that is out of reach."""
    needed, n = row.number("replications_needed"), row.number("n")
    return count(round(needed - n), f"{row.at('replications_needed')}-{row.at('n')}") if needed > n else None


def kind_of(strip: Strip) -> str:
    """What kind of news a primary measure is, from its verdict alone."""
    if strip.row is None or (strip.why and strip.why != ONE_RUN):
        return "missing"
    word = str(strip.row["verdict"])
    return {"better": "better", "worse": "worse", "no material difference": "none"}.get(word.split(",")[0], "undecided")


def _primary(quotes: Quotes, strip: Strip) -> Said:
    words, kind, name = quotes.words, kind_of(strip), _name(quotes, strip)
    if kind == "missing" or strip.row is None:
        return Said("missing", words.say("not_measured", measure=name, why=words.say(strip.why)))
    row = strip.row
    text = {"none": _unchanged, "undecided": _undecided}.get(kind, _changed)(quotes, row, name)
    if strip.measure.startswith("wait_"):
        text = words.sentences([text, unserved(quotes, strip.arm, strip.group)])
    return Said(kind, text)


def _simultaneous(quotes: Quotes, row: Row) -> dict[str, Number | Markup]:
    """Difference and interval of a primary measure, as far as they are known."""
    width = (row.number("simultaneous_hi") - row.number("simultaneous_lo")) / 2
    columns = {"difference": "difference", "lo": "simultaneous_lo", "hi": "simultaneous_hi"}
    told = {
        name: quotes.cell(row, column, signed=True, rounding=width, unit=name != "lo")
        for name, column in columns.items()
    }
    return {"difference": told["difference"], "interval": quotes.spread(told["lo"], told["hi"], runs(row))}


def _changed(quotes: Quotes, row: Row, name: Markup) -> Markup:
    words = quotes.words
    width = (row.number("simultaneous_hi") - row.number("simultaneous_lo")) / 2
    today, value = (quotes.cell(row, column, rounding=width) for column in ("today", "value"))
    percent = quotes.relative(row)
    first = words.say(
        "change_up" if row.number("difference") > 0 else "change_down",
        measure=name,
        today=today,
        value=value,
        relative=words.say("relative", percent=percent, today=today) if percent else "",
        **_simultaneous(quotes, row),
    )
    margin = quotes.written(row, "margin", row["unit"], difference=True)
    verdict = Markup("<b>{}</b>").format(words.verdict(row["verdict"]))
    judged = words.say("judged", verdict=verdict, margin=margin)
    return words.sentences([first, _people_a_year(quotes, row, width), judged])


def _people_a_year(quotes: Quotes, row: Row, width: float) -> Markup:
    """A rate per 1,000 residents as people of this county, so that it can be pictured."""
    residents = float(quotes.words.study.fact("county.residents", 0) or 0)
    if row["unit"] != PER_1000_A_YEAR or not residents:
        return NOTHING
    source = f"{row.at('difference')}*manifest:county.residents/1000"
    scale = Scale(residents / 1000)
    people = shown(row.number("difference"), source, width, scale=scale, signed=True)
    return quotes.words.say("people_a_year", people=people)


def _unchanged(quotes: Quotes, row: Row, name: Markup) -> Markup:
    words = quotes.words
    verdict = Markup("<b>{}</b>").format(words.verdict(row["verdict"]))
    margin = quotes.written(row, "margin", row["unit"], difference=True)
    return words.say("none_one", measure=name, margin=margin, verdict=verdict, **_simultaneous(quotes, row))


def _undecided(quotes: Quotes, row: Row, name: Markup) -> Markup:
    words, n = quotes.words, row.number("n")
    if math.isnan(row.number("simultaneous_lo")):
        return words.say("undecided_few", measure=name, n=Number(f"{n:.0f}", n, row.at("n")))
    parts = _simultaneous(quotes, row)
    first = words.say("undecided_one", measure=name, interval=parts["interval"])
    more, minutes = _more(quotes, row), _minutes(quotes, row)
    time = words.say("more_minutes", minutes=minutes) if minutes else NOTHING
    return words.sentences([first, words.say("more_needed", more=more, time=time)]) if more else first
