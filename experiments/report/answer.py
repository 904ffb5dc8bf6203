"""Section "the answer": one box per arm, in the order that a planner needs.

What got better, what got worse, safety whatever its verdict, what did not change, what cannot be told, who
pays. Only primary measures get a word; the interval beside a word is the one that the word follows from.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from experiments.report.figures.answer import Strip, strips
from experiments.report.findings import measure_said, unserved
from experiments.report.grid import ONE_RUN
from experiments.report.numbers import Number, Scale, count, shown
from experiments.report.quoting import Quotes, anchor, half_width
from experiments.report.study import Arm, Row

MISSED: Final = "missed_serious_share"
SAFETY: Final = (
    MISSED,
    "serious_right_care_share",
    "time_critical_in_time_share",
    "unmet_serious_need_share",
    "missed_serious_per_1000",
)
ORDER: Final = ("better", "worse", "safety", "none", "undecided", "missing", "money")
OF_1000: Final = Scale(1000.0)
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
    by_kind: dict[str, list[Strip]] = {}
    for strip in primary:
        by_kind.setdefault(kind_of(strip), []).append(strip)
    said: list[Said] = []
    for kind, strips_of_kind in by_kind.items():
        if kind in ("none", "undecided") and len(strips_of_kind) > 1:
            said.append(_many(quotes, kind, strips_of_kind))
        else:
            said += [_primary(quotes, strip) for strip in strips_of_kind]
    said += list(_safety(quotes, arm))
    money = _money(quotes, arm)
    if money:
        said.append(Said("money", money))
    return sorted(said, key=lambda one: ORDER.index(one.kind))


def _many(quotes: Quotes, kind: str, found: list[Strip]) -> Said:
    """Several measures of which the same is to be said: one sentence, so that a box stays short."""
    words = quotes.words
    items = [_item(quotes, kind, strip.row, _name(quotes, strip)) for strip in found if strip.row is not None]
    text = words.say(f"{kind}_many", list=words.join(items, "；" if words.lang == "zh" else "; "))
    waits = [unserved(quotes, strip.arm, strip.group) for strip in found if strip.measure.startswith("wait_")]
    return Said(kind, words.sentences([text, *waits]))


def _item(quotes: Quotes, kind: str, row: Row, name: Markup) -> Markup:
    words, parts = quotes.words, _simultaneous(quotes, row)
    if kind == "none":
        margin = quotes.written(row, "margin", row["unit"], difference=True)
        return words.say("none_item", measure=name, margin=margin, **parts)
    if math.isnan(row.number("simultaneous_lo")):
        return words.say("undecided_item_few", measure=name, why=words.say(ONE_RUN))
    more = _more(quotes, row)
    more_said = words.say("more_item", more=more) if more else ""
    return words.say("undecided_item", measure=name, lo=parts["lo"], hi=parts["hi"], more=more_said)


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


def _simultaneous(quotes: Quotes, row: Row) -> dict[str, Number]:
    """Difference and interval of a primary measure, as far as they are known."""
    width = (row.number("simultaneous_hi") - row.number("simultaneous_lo")) / 2
    columns = {"difference": "difference", "lo": "simultaneous_lo", "hi": "simultaneous_hi"}
    return {
        name: quotes.cell(row, column, signed=True, rounding=width, unit=name != "lo")
        for name, column in columns.items()
    }


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
    first = words.say("undecided_one", measure=name, lo=parts["lo"], hi=parts["hi"])
    more = _more(quotes, row)
    return words.sentences([first, words.say("more_needed", more=more)]) if more else first


def _safety(quotes: Quotes, arm: Arm) -> Iterator[Said]:
    """Missed serious illness, always; and the safety measure that fares worst, if it is another one."""
    words, study = quotes.words, quotes.words.study
    found = [(name, study.difference(arm, name)) for name in SAFETY]
    known = [(name, row) for name, row in found if row is not None and math.isfinite(row.number("difference"))]
    if not known:
        yield Said("safety", words.say("safety_missing"))
        return
    missed = next((row for name, row in known if name == MISSED), None)
    if missed is not None:
        yield Said("safety", words.say("missed", arm=quotes.arm(arm), **_of_1000(missed, arm)))
    primary = {entry["measure"] for entry in study.primary}
    others = [(name, row) for name, row in known if name != MISSED and name not in primary]
    if others:
        name, row = min(others, key=lambda pair: _goodness(quotes, *pair))
        if missed is None or _goodness(quotes, name, row) < 0:
            yield Said("safety", _worst(quotes, arm, name, row))


def _goodness(quotes: Quotes, name: str, row: Row) -> float:
    """How well a safety measure fares, in half-widths; negative is worse than today."""
    sign = -1.0 if quotes.words.study.fact(f"measures.{name}.direction") == "lower" else 1.0
    width = half_width(row)
    return sign * row.number("difference") / width if width > 0 else 0.0


def _of_1000(row: Row, arm: Arm) -> dict[str, Number]:
    """A share as natural frequencies: so many out of 1,000."""
    width, href = half_width(row), anchor(row["measure"], row["group"], arm.name)
    return {
        name: shown(row.number(name), row.at(name), width, scale=OF_1000, signed=signed, href=href)
        for name, signed in (
            ("today", False),
            ("value", False),
            ("difference", True),
            ("lo", True),
            ("hi", True),
        )
    }


def _worst(quotes: Quotes, arm: Arm, name: str, row: Row) -> Markup:
    width = half_width(row)
    parts = {
        column: quotes.cell(
            row, column, signed=column in ("difference", "lo", "hi"), rounding=width, unit=column != "lo"
        )
        for column in ("today", "value", "difference", "lo", "hi")
    }
    return quotes.words.say("safety", measure=measure_said(quotes, name, ""), arm=quotes.arm(arm), **parts)


def _money(quotes: Quotes, arm: Arm) -> Markup:
    """Who pays: patients and fund against today; empty if both have a word of their own already."""
    study = quotes.words.study
    told = {entry["measure"] for entry in study.primary}
    if {"patient_yuan_per_person_year", "fund_yuan_per_person_year"} <= told:
        return NOTHING
    parts: dict[str, Number] = {}
    for who in ("patient", "fund"):
        row = study.difference(arm, f"{who}_yuan_per_person_year")
        if row is None or math.isnan(row.number("difference")):
            return NOTHING
        width = half_width(row)
        for end, column in (("", "difference"), ("_lo", "lo"), ("_hi", "hi")):
            parts[who + end] = quotes.cell(row, column, signed=True, rounding=width, unit=not end)
    return quotes.words.say("money", **parts)
