"""What a planner must know of an arm whatever its verdicts: safety, who gains and who loses, who pays."""

from __future__ import annotations

import math
from typing import Final

from markupsafe import Markup

from experiments.report.findings import measure_said
from experiments.report.numbers import Number, Scale, Verbatim, plain, shown
from experiments.report.quoting import Quotes, anchor, half_width, runs
from experiments.report.sections import prices
from experiments.report.study import Arm, Row

MISSED: Final = "missed_serious_share"
SAFETY: Final = (
    MISSED,
    "serious_right_care_share",
    "time_critical_in_time_share",
    "unmet_serious_need_share",
    "missed_serious_per_1000",
)
OF_1000: Final = Scale(1000.0)
NOTHING: Final = Markup("")


def safety(quotes: Quotes, arm: Arm) -> Markup:
    """Missed serious illness, always; and the safety measure that fares worst, if it is another one."""
    words, study = quotes.words, quotes.words.study
    found = [(name, study.difference(arm, name)) for name in SAFETY]
    known = [(name, row) for name, row in found if row is not None and math.isfinite(row.number("difference"))]
    if not known:
        return words.say("safety_missing") if study.has_residents else NOTHING
    told: list[Markup] = []
    missed = next((row for name, row in known if name == MISSED), None)
    if missed is not None:
        told.append(words.say("missed", arm=quotes.arm(arm), **_of_1000(quotes, missed, arm)))
    told.append(_later(quotes, arm))
    primary = {entry["measure"] for entry in study.primary}
    told_already = {MISSED, "missed_serious_per_1000"} if missed is not None else set()
    others = [(name, row) for name, row in known if name not in told_already | primary]
    if others:
        name, row = min(others, key=lambda pair: _goodness(quotes, *pair))
        if missed is None or _goodness(quotes, name, row) < 0:
            told.append(_worst(quotes, name, row))
    return words.sentences(told)


def _later(quotes: Quotes, arm: Arm) -> Markup:
    """How many serious illnesses reach right care later, and how many sooner, than the same illness did today."""
    row = next(iter(quotes.words.study.rows("later.csv", arm=arm.name)), None)
    if row is None:
        return NOTHING
    return quotes.words.say("later", hours=_matters(quotes)["sooner"], **_rates(quotes, row, "later", "sooner"))


def _goodness(quotes: Quotes, name: str, row: Row) -> float:
    """How well a safety measure fares, in half-widths; negative is worse than today."""
    sign = -1.0 if quotes.words.study.fact(f"measures.{name}.direction") == "lower" else 1.0
    width = half_width(row)
    return sign * row.number("difference") / width if width > 0 else 0.0


def _of_1000(quotes: Quotes, row: Row, arm: Arm) -> dict[str, Number | Markup]:
    """A share as natural frequencies: so many out of 1,000."""
    width, href = half_width(row), anchor(row["measure"], row["group"], arm.name)
    told = {
        name: shown(row.number(name), row.at(name), width, scale=OF_1000, signed=signed, href=href)
        for name, signed in (
            ("today", False),
            ("value", False),
            ("difference", True),
            ("lo", True),
            ("hi", True),
        )
    }
    return _with_interval(quotes, row, told)


def _with_interval(quotes: Quotes, row: Row, told: dict[str, Number]) -> dict[str, Number | Markup]:
    """The two ends of an interval as one piece of text."""
    kept = {name: number for name, number in told.items() if name not in ("lo", "hi")}
    return {**kept, "interval": quotes.spread(told["lo"], told["hi"], runs(row))}


def _worst(quotes: Quotes, name: str, row: Row) -> Markup:
    width = half_width(row)
    parts = {
        column: quotes.cell(
            row, column, signed=column in ("difference", "lo", "hi"), rounding=width, unit=column != "lo"
        )
        for column in ("today", "value", "difference", "lo", "hi")
    }
    return quotes.words.say("safety", measure=measure_said(quotes, name, ""), **_with_interval(quotes, row, parts))


def money(quotes: Quotes, arm: Arm) -> Markup:
    """Who pays, unless both payers have a word of their own; what the policy itself costs, and what is had for it."""
    return quotes.words.sentences([_payers(quotes, arm), _policy_cost(quotes, arm), prices.sentence(quotes, arm)])


def _payers(quotes: Quotes, arm: Arm) -> Markup:
    study = quotes.words.study
    told = {entry["measure"] for entry in study.primary}
    if {"patient_yuan_per_person_year", "fund_yuan_per_person_year"} <= told:
        return NOTHING
    parts: dict[str, Number | Markup] = {}
    for who in ("patient", "fund"):
        row = study.difference(arm, f"{who}_yuan_per_person_year")
        if row is None or math.isnan(row.number("difference")):
            return NOTHING
        width = half_width(row)
        parts[who] = quotes.cell(row, "difference", signed=True, rounding=width)
        low, high = (quotes.cell(row, end, signed=True, rounding=width, unit=False) for end in ("lo", "hi"))
        parts[f"{who}_interval"] = quotes.spread(low, high, runs(row), short=who == "fund")
    return quotes.words.say("money", **parts)


def _policy_cost(quotes: Quotes, arm: Arm) -> Markup:
    """What is priced in the scenario; nothing was, if the study has no such measure."""
    words = quotes.words
    found = [words.study.level(arm, name) for name in ("policy_cost_yuan_per_year", "policy_cost_once_yuan")]
    known = [quotes.cell(row, "mean") for row in found if row is not None and row.number("mean") > 0]
    if not known:
        return words.say("policy_unpriced") if words.study.has_residents else NOTHING
    return words.say("policy_cost", cost=words.join(known))


def gains(quotes: Quotes, arm: Arm) -> Markup:
    """Who gains and who loses, of 1,000 who fell ill, each compared with himself under today's rules."""
    words, study = quotes.words, quotes.words.study
    whole = next(iter(study.rows("gains.csv", arm=arm.name, grouping="overall")), None)
    if whole is None:
        return NOTHING
    said = words.say("gains", arm=quotes.arm(arm), **_rates(quotes, whole, "better", "worse"))
    return words.sentences([said, _where(quotes, arm)])


def what_matters(quotes: Quotes) -> Markup:
    """What counts as better or worse off, once for all arms; nothing where nobody was followed."""
    followed = len(quotes.words.study.tables["gains.csv"]) > 0
    return quotes.words.say("gains_matter", **_matters(quotes)) if followed else NOTHING


def _rates(quotes: Quotes, row: Row, *fates: str) -> dict[str, Number | Markup]:
    """Of so many in 1,000 each fate is true, and with which interval; the first names what sort of interval it is."""
    told: dict[str, Number | Markup] = {}
    for fate in fates:
        columns = [f"{fate}_{end}" for end in ("per_1000", "low", "high")]
        width = (row.number(columns[2]) - row.number(columns[1])) / 2
        rate, low, high = (shown(row.number(column), row.at(column), width) for column in columns)
        told |= {fate: rate, f"{fate}_interval": quotes.spread(low, high, runs(row), short=fate != fates[0])}
    return told


def _matters(quotes: Quotes) -> dict[str, Number]:
    """From when on somebody counts as better or worse off."""
    sooner = float(quotes.words.study.fact("gains.sooner_min", 0) or 0)
    hours = Number(
        plain(sooner / 60, 0 if (sooner / 60).is_integer() else 1), sooner / 60, "manifest:gains.sooner_min/60"
    )
    return {"sooner": hours, "cheaper": quotes.stored("gains.cheaper_yuan")}


def _where(quotes: Quotes, arm: Arm) -> Markup:
    """The band of travel time in which most of those who lose live."""
    words = quotes.words
    rows = list(words.study.rows("gains.csv", arm=arm.name, grouping="travel_min"))
    losers = {row.line: row.number("worse_per_1000") * row.number("residents_ill") for row in rows}
    total = math.fsum(losers.values())
    if len(rows) < 2 or not total > 0:
        return NOTHING
    most = max(rows, key=lambda row: losers[row.line])
    each = "+".join(f"{row.at('worse_per_1000')}*{row.at('residents_ill')}" for row in rows)
    value = losers[most.line] / total
    share = Number(f"{100 * value:.0f}", value, f"{most.at('worse_per_1000')}*{most.at('residents_ill')}/({each})")
    ill = math.fsum(row.number("residents_ill") for row in rows)
    base = most.number("residents_ill") / ill
    all_ill = "+".join(row.at("residents_ill") for row in rows)
    of_all = Number(f"{100 * base:.0f}", base, f"{most.at('residents_ill')}/({all_ill})")
    band = Verbatim(words.word("travel_bands", most["group"]))
    return words.say("gains_where", band=band, share=share, base=of_all)
