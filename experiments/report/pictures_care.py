"""Figures 8 and 9 with their words: serious illness step by step, and who pays."""

from __future__ import annotations

from typing import Final

import pandas as pd

from experiments.report.figures import money, serious
from experiments.report.figures.picture import Picture
from experiments.report.figures.style import pen
from experiments.report.findings import Headline, headline
from experiments.report.framing import arm_names, framed, levels_told, people, reasons, subtitle, told_by_arm
from experiments.report.quoting import Quotes

FIXED: Final = "\u00a0"
"""A space at which no line breaks."""


def serious_illness(quotes: Quotes) -> tuple[Picture, Headline]:
    """Figure 8."""
    words, study = quotes.words, quotes.words.study
    data = serious.table(study)
    finding = headline(quotes, "serious_right_care_share", "")
    labels = serious.Labels(
        {step: words.word("steps", step) for step in serious.STEPS},
        arm_names(words),
        words.text("fig8_axis"),
        words.text("fig8_column"),
        reasons(words),
    )
    told = []
    for step in serious.STEPS:
        rows = {row["arm"]: row for row in study.rows(serious.FILE, step=step)}
        cells = [(arm.place, people(rows[arm.name])) for arm in study.arms if arm.name in rows]
        if cells:
            told.append(told_by_arm(quotes, words.word("steps", step), cells))
    picture = framed(
        quotes,
        8,
        finding.title,
        subtitle(quotes, "fig8_what"),
        told,
        (serious.FILE, "step, mean, lo, hi"),
        data,
        lambda width: serious.draw(data, labels, width),
        bool((data["why"] == "").any()),
    )
    return picture, finding


def who_pays(quotes: Quotes) -> tuple[Picture, Headline]:
    """Figure 9."""
    words, study = quotes.words, quotes.words.study
    data = money.table(study)
    finding = headline(quotes, money.PATIENT, "")
    within = [(arm.place, study.level(arm, money.WITHIN)) for arm in study.arms]
    shares = [
        f"{pen(place).sign}{FIXED}{quotes.cell(row, 'mean')}".replace(" ", FIXED)
        for place, row in within
        if row is not None
    ]
    labels = money.Labels(
        words.text("fig9_patient"),
        words.text("fig9_fund", list=words.join(shares) if shares else words.text("why_not_kept")),
        words.text("fig9_policy"),
        [words.word("tiers", tier) for tier in money.TIERS],
        arm_names(words),
        words.text("fig9_axis"),
        words.text("fig9_column"),
        reasons(words, money.NO_COSTS),
    )
    picture = framed(
        quotes,
        9,
        finding.title,
        subtitle(quotes, "fig9_what"),
        [*levels_told(quotes, data[data["measure"] != money.POLICY]), *_policy_told(quotes, data)],
        ("summary.csv", "mean, lo, hi"),
        data,
        lambda width: money.draw(data, labels, width),
        bool((data["why"] == "").any()),
    )
    return picture, finding


def _policy_told(quotes: Quotes, data: pd.DataFrame) -> list[str]:
    """What the policy itself costs a resident and year in each arm, or that no price is stated: as it is drawn."""
    words = quotes.words
    names = {arm.name: words.arm(arm.place) for arm in words.study.arms}
    values = []
    for row in data[data["measure"] == money.POLICY].to_dict("records"):
        total = money.total_said(float(row["mean"]), float(row["lo"]), float(row["hi"]))
        said = words.text(row["why"]) if row["why"] else words.text("fig9_per_head", value=total)
        values.append(f"{names[row['arm']]} {said}")
    return [words.text("levels_alt", measure=words.text("fig9_policy"), values=words.join(values))] if values else []
