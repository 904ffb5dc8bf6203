"""Figures 12, 13 and 15 with their words: staff hours, what moves the answer, is the county settled."""

from __future__ import annotations

from experiments.report.figures import hours
from experiments.report.figures.picture import Picture
from experiments.report.framing import arm_names, framed, people, subtitle, told_by_arm
from experiments.report.numbers import Verbatim
from experiments.report.quoting import Quotes


def staff_hours(quotes: Quotes) -> Picture:
    """Figure 12."""
    words, study = quotes.words, quotes.words.study
    data = hours.table(study)
    away = [
        row
        for row in study.rows(hours.FILE)
        if row["use"] in ("expert_session", "road_and_training") and row.number("mean") > 0
    ]
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
