"""Figures 12 and 13 with their words: what clinicians' hours are spent on, and what moves the answer."""

from __future__ import annotations

from typing import Final

from experiments.report.figures import hours, tornado
from experiments.report.figures.picture import Picture
from experiments.report.framing import arm_names, framed, people, subtitle, told_by_arm
from experiments.report.numbers import Number, Verbatim
from experiments.report.quoting import Quotes, runs
from experiments.report.study import Row

COMMAND: Final = "tiercare sweep INPUTS.yaml --out results/{study}/sensitivity"
"""The file names the inputs and their ranges, with ``design: {kind: one_at_a_time}``."""


def staff_hours(quotes: Quotes) -> Picture:
    """Figure 12."""
    words, study = quotes.words, quotes.words.study
    data = hours.table(study)
    away = [row for row in study.rows(hours.FILE) if row["use"] in hours.INSIDE[2:] and row.number("mean") > 0]
    title = words.say("fig12_title_none")
    if away:
        most = max(away, key=lambda row: row.number("mean"))
        place = next(arm.place for arm in study.arms if arm.name == most["arm"])
        title = words.say(
            "fig12_title",
            arm=Verbatim(words.arm(place)),
            h=people(most, coarser_than=1.0),
            use=words.word("hours", most["use"]),
            tier=words.word("tiers", most["tier"]),
        )
    tiers = list(dict.fromkeys(data["tier"]))
    labels = hours.Labels(
        {tier: words.word("tiers", tier) for tier in tiers},
        arm_names(words),
        {use: words.word("hours", use) for use in hours.LOOKS},
        words.text("fig12_axis"),
        words.text("fig12_column"),
        words.text("why_not_kept"),
    )
    return framed(
        quotes,
        12,
        title,
        subtitle(quotes, "fig12_what"),
        _told(quotes, tiers),
        (hours.FILE, "tier, use, mean, lo, hi"),
        data,
        lambda width: hours.draw(data, labels, width),
        bool((data["why"] == "").any()),
    )


def _told(quotes: Quotes, tiers: list[str]) -> list[str]:
    words, study = quotes.words, quotes.words.study
    told = []
    for tier in tiers:
        for use in ("rostered", *hours.LOOKS, "from_above"):
            rows = {row["arm"]: row for row in study.rows(hours.FILE, tier=tier, use=use)}
            cells = [(arm.place, people(rows[arm.name], coarser_than=1.0)) for arm in study.arms if arm.name in rows]
            if any(number.value for _, number in cells):
                name = words.text("measure_of", measure=words.word("tiers", tier), group=words.word("hours", use))
                told.append(told_by_arm(quotes, name, cells))
    return told


def what_moves_the_answer(quotes: Quotes) -> Picture:
    """Figure 13."""
    words, study = quotes.words, quotes.words.study
    data = tornado.table(study)
    measure, group = tornado.main(study)
    rows = list(study.rows(tornado.FILE, measure=measure, group=group))
    title = words.say("fig13_title_none")
    if len(data):
        title = words.say("fig13_title", input=Verbatim(str(data["input"].iloc[0]).replace("_", " ")))
    unit = words.unit(str(rows[0]["unit"])) if rows else words.unit("")
    margins = [e.get("margin") for e in study.primary if (e["measure"], e["group"]) == (measure, group)]
    labels = tornado.Labels(
        {arm.place: words.arm(arm.place) for arm in study.others},
        {name: str(name).replace("_", " ") for name in data["input"]},
        words.text("fig13_axis", unit=unit.after_difference.strip() or unit.header),
        float(margins[0]) if margins and margins[0] is not None else float("nan"),
        unit.factor,
        words.text("why_not_kept"),
    )
    n = quotes.fact("replications", study.fact("replications", 0))
    what = words.say("fig13_what_none")
    if rows:
        what = words.say("fig13_what", measure=Verbatim(words.measure(measure, group)))
    return framed(
        quotes,
        13,
        title,
        words.say("fig_subtitle", what=what, replications=_runs(rows, n)),
        [_end_told(quotes, row) for row in rows],
        (tornado.FILE, "input, end, value, difference, lo, hi"),
        data,
        lambda width: tornado.draw(data, labels, width),
        True if len(data) else words.text("why_no_sweep", command=COMMAND.format(study=study.folder.name)),
    )


def _runs(rows: list[Row], otherwise: Number) -> Number:
    """How many replications stand behind each end; those of the study if nothing was tried."""
    return runs(rows[0]) if rows else otherwise


def _end_told(quotes: Quotes, row: Row) -> str:
    words = quotes.words
    place = next((arm.place for arm in words.study.arms if arm.name == row["arm"]), 0)
    ends = {end: quotes.cell(row, end, signed=True, link=False) for end in ("difference", "lo", "hi")}
    name = str(row["input"]).replace("_", " ")
    return words.text("fig13_alt", arm=words.arm(place), input=name, value=row["value"], **ends)
