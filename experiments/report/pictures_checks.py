"""Figures 14 and 15 with their words: what became of everyone who fell ill, and whether the county was settled."""

from __future__ import annotations

import math

from markupsafe import Markup

from experiments.report.figures import patient_flow, warm_up
from experiments.report.figures.picture import Picture
from experiments.report.framing import arm_names, framed, people, reasons, subtitle, told_by_arm
from experiments.report.numbers import Number, Verbatim
from experiments.report.quoting import Quotes
from experiments.report.study import Row


def patients_from_illness_to_exit(quotes: Quotes) -> Picture:
    """Figure 14."""
    words, study = quotes.words, quotes.words.study
    data = patient_flow.table(study)
    cells = {(row["arm"], row["step"]): row for row in study.rows(patient_flow.FILE)}
    title = words.say("fig14_title_none")
    seen, admitted = (cells.get((study.today.name, step)) for step in ("seen", "admitted"))
    if seen is not None and admitted is not None:
        title = words.say("fig14_title", seen=people(seen), admitted=people(admitted))
    boxes = [step for level in patient_flow.LEVELS for step in level]
    told = []
    for step in boxes:
        found = [(arm.place, people(cells[arm.name, step])) for arm in study.arms if (arm.name, step) in cells]
        if found:
            told.append(told_by_arm(quotes, words.word("flow", step), found))
    identities = [_identity(quotes, cells, arm.name) for arm in study.arms]
    labels = patient_flow.Labels(
        {step: words.word("flow", step) for step in boxes},
        arm_names(words),
        identities,
        words.text("fig14_mean"),
        reasons(words),
    )
    return framed(
        quotes,
        14,
        title,
        subtitle(quotes, "fig14_what"),
        [*told, *(f"{words.arm(arm.place)}: {identities[arm.place]}" for arm in study.arms)],
        (patient_flow.FILE, "step, people, mean, lo, hi"),
        data,
        lambda width: patient_flow.draw(data, labels, width),
        bool((data["why"] == "").any()),
    )


def _identity(quotes: Quotes, cells: dict[tuple[str, str], Row], arm: str) -> str:
    """Ill = exits + inside of one arm, as means over replications."""
    words = quotes.words
    if (arm, "ill") not in cells:
        return words.text("why_not_kept")
    counts = {step: cells[arm, step].number("people") for step in ("ill", "exits", "inside")}
    return words.text("fig14_identity", **{step: f"{value:,.1f}" for step, value in counts.items()})


def is_it_settled(quotes: Quotes) -> Picture:
    """Figure 15."""
    words, study = quotes.words, quotes.words.study
    data, rows = warm_up.table(study), list(study.rows(warm_up.FILE))
    series = rows[0]["series"] if rows else ""
    name = words.series(series)
    labels = warm_up.Labels(
        arm_names(words),
        name,
        words.text("fig15_mark"),
        words.text("fig15_cut"),
        words.text("why_not_kept"),
    )
    told = []
    drawn = warm_up.shown_arms(data)
    for arm in (arm for arm in study.arms if arm.name in drawn):
        mine = [row for row in rows if row["arm"] == arm.name and row.number("measured") == 1]
        if mine:
            told.append(words.text("fig15_alt", arm=words.arm(arm.place), first=_level(mine[0]), last=_level(mine[-1])))
    return framed(
        quotes,
        15,
        _settled_title(quotes, rows, name),
        words.say(
            "fig_subtitle",
            what=words.say("fig15_what", series=Verbatim(name)),
            replications=quotes.fact("replications", study.fact("replications", 0)),
        ),
        told,
        (warm_up.FILE, "date, mean, lo, hi, settled_day"),
        data,
        lambda width: warm_up.draw(data, labels, width),
        True if rows else words.text("why_short"),
    )


def _level(row: Row) -> str:
    return str(people(row, coarser_than=0.0))


def _settled_title(quotes: Quotes, rows: list[Row], name: str) -> Markup:
    words, study = quotes.words, quotes.words.study
    days = study.fact("measured.warm_up_days", 0)
    begins = Number(f"{float(days):.0f}", float(days), "manifest:measured.warm_up_days")
    worst = [row for row in rows if row["arm"] == row["worst_arm"]]
    if not worst or math.isnan(worst[0].number("settled_day")):
        return words.say("fig15_title_none", **{"from": begins, "series": Verbatim(name)})
    row = worst[0]
    place = next(arm.place for arm in study.arms if arm.name == row["arm"])
    day = Number(f"{row.number('settled_day'):.0f}", row.number("settled_day"), row.at("settled_day"))
    parts = {"from": begins, "series": Verbatim(name), "day": day, "arm": Verbatim(words.arm(place))}
    return words.say("fig15_title", **parts)
