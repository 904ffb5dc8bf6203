"""Figures 10 and 11 with their words: who gains and who loses, by distance and by group."""

from __future__ import annotations

import pandas as pd

from experiments.report.figures import gains
from experiments.report.figures.picture import Picture
from experiments.report.findings import Headline
from experiments.report.framing import framed, subtitle
from experiments.report.numbers import Number, Verbatim, shown
from experiments.report.quoting import Quotes
from experiments.report.study import Row


def by_distance(quotes: Quotes) -> tuple[Picture, Headline]:
    """Figure 10."""
    words, study = quotes.words, quotes.words.study
    data = gains.by_distance(study)
    title = words.say("fig10_title_none")
    overall = [row for row in study.rows(gains.FILE, grouping="overall") if row.number("better_per_1000") >= 0]
    if overall:
        row = max(overall, key=lambda row: row.number("better_per_1000") + row.number("worse_per_1000"))
        place = next(arm.place for arm in study.arms if arm.name == row["arm"])
        title = words.say(
            "fig10_title", arm=Verbatim(words.arm(place)), better=_count(row, "better"), worse=_count(row, "worse")
        )
    labels = _labels(quotes, [], words.text("fig10_axis"))
    picture = framed(
        quotes,
        10,
        title,
        subtitle(quotes, "fig10_what"),
        _told(quotes, data),
        (gains.FILE, "grouping, group, residents_ill, better_…, worse_…"),
        data,
        lambda width: gains.draw_by_distance(data, labels, width),
        _drawable(quotes, data),
    )
    return picture, Headline(title, words.say("full_stop", text=title))


def by_group(quotes: Quotes) -> Picture:
    """Figure 11."""
    words, study = quotes.words, quotes.words.study
    data = gains.by_group(study)
    rows = [row for row in study.rows(gains.FILE) if row["grouping"] in gains.GROUPINGS[1:]]
    known = [
        row for row in rows if row.number("worse_per_1000") >= 0 and row.number("residents_ill") >= gains.FEWEST_ILL
    ]
    title = words.say("fig10_title_none")
    if known:
        most = max(known, key=lambda row: row.number("worse_per_1000"))
        place = next(arm.place for arm in study.arms if arm.name == most["arm"])
        group = Verbatim(_group(quotes, most["grouping"], most["group"]))
        title = words.say("fig11_title", arm=Verbatim(words.arm(place)), group=group)
    pairs = list(dict.fromkeys(zip(data["grouping"], data["group"], strict=True)))
    labels = _labels(quotes, [_group(quotes, *pair) for pair in pairs], words.text("fig11_axis"))
    return framed(
        quotes,
        11,
        title,
        subtitle(quotes, "fig11_what"),
        _told(quotes, data),
        (gains.FILE, "grouping, group, residents_ill, better_…, worse_…"),
        data,
        lambda width: gains.draw_by_group(data, labels, width),
        _drawable(quotes, data),
    )


def _drawable(quotes: Quotes, data: pd.DataFrame) -> bool | str:
    words, study = quotes.words, quotes.words.study
    if not study.others:
        return words.text("why_no_arm")
    return True if len(data) and (data["why"] == "").any() else words.text("why_no_gains")


def _labels(quotes: Quotes, groups: list[str], axis: str) -> gains.Labels:
    words, study = quotes.words, quotes.words.study
    return gains.Labels(
        {arm.place: words.arm(arm.place) for arm in study.others},
        groups,
        axis,
        words.text("fig10_y"),
        words.text("fig10_ill"),
        words.text("fig10_better"),
        words.text("fig10_worse"),
        words.text("why_not_kept"),
    )


def _group(quotes: Quotes, grouping: str, group: str) -> str:
    """A group by name: ``age: 65+``."""
    words = quotes.words
    if grouping == "overall":
        return words.word("groupings", grouping)
    return words.text("grouped", grouping=words.word("groupings", grouping), group=words.word("grouped", group))


def _count(row: Row, side: str) -> Number:
    """People of 1,000 on one side, rounded by its own interval."""
    width = (row.number(f"{side}_high") - row.number(f"{side}_low")) / 2
    return shown(
        row.number(f"{side}_per_1000"), row.at(f"{side}_per_1000"), max(width, 10.0) if width == width else width
    )


def _told(quotes: Quotes, data: pd.DataFrame) -> list[str]:
    words, study = quotes.words, quotes.words.study
    places = {arm.name: arm.place for arm in study.arms}
    return [
        words.text(
            "gains_alt",
            group=_group(quotes, row["grouping"], row["group"]),
            arm=words.arm(places[row["arm"]]),
            better=f"{row['better_per_1000']:.0f}",
            worse=f"{row['worse_per_1000']:.0f}",
            n=f"{row['residents_ill']:,.0f}",
        )
        for row in data.to_dict("records")
        if not row["why"]
    ]
