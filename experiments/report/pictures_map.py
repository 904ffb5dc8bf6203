"""Figure 4 with its words: the county map."""

from __future__ import annotations

from markupsafe import Markup

from experiments.report.figures import county_map, map_keys
from experiments.report.figures.picture import Picture
from experiments.report.framing import arm_names, framed, people, subtitle
from experiments.report.numbers import Verbatim
from experiments.report.quoting import Quotes
from experiments.report.study import Row

MOST_TOLD = 40
"""Villages told one by one in the description; of a larger county the outermost and the busiest are enough."""


def county_map_by_arm(quotes: Quotes) -> Picture:
    """Figure 4."""
    words, study = quotes.words, quotes.words.study
    data, flows = county_map.table(study), study.tables[county_map.FLOWS]
    labels = map_keys.Labels(
        arm_names(words),
        words.text("fig4_difference"),
        words.text("fig4_scale", minutes="{minutes}"),
        words.text("fig4_per_1000", n="{n}"),
        words.text("fig4_per_week", n="{n}"),
        words.text("fig4_away", n="{n}"),
        (words.word("tiers", "township"), words.word("tiers", "county")),
        words.text("why_not_kept"),
    )
    there = bool((data["why"] == "").any())
    drawable = county_map.has_map(data) or words.text("why_no_map") if there else False
    return framed(
        quotes,
        4,
        _title(quotes),
        subtitle(quotes, "fig4_what"),
        _told(quotes),
        (f"{county_map.FILE}, {county_map.FLOWS}", "mean, lo, hi, difference, episodes, per_week"),
        data,
        lambda width: county_map.draw(data, flows, labels, width),
        drawable,
    )


def _title(quotes: Quotes) -> Markup:
    words, study = quotes.words, quotes.words.study
    best: tuple[int, list[Row], list[Row]] | None = None
    for arm in study.others:
        rows = list(study.rows(county_map.FILE, arm=arm.name))
        clear = [row for row in rows if row["changed"] == "yes"]
        if rows and (best is None or len(clear) > len(best[1])):
            best = (arm.place, clear, rows)
    if best is None:
        return words.say("fig4_title_one")
    arm_name = study.arms[best[0]].name
    return words.say(
        "fig4_title",
        k=quotes.count_of(best[1], county_map.FILE, f"arm={arm_name}&changed=yes"),
        n=quotes.count_of(best[2], county_map.FILE, f"arm={arm_name}"),
        arm=Verbatim(words.arm(best[0])),
    )


def _told(quotes: Quotes) -> list[str]:
    """Each village with its rate in every arm; of many villages those with the largest differences."""
    words, study = quotes.words, quotes.words.study
    villages: dict[str, dict[str, Row]] = {}
    for row in study.rows(county_map.FILE):
        villages.setdefault(row["village"], {})[row["arm"]] = row
    ordered = sorted(
        villages.values(), key=lambda rows: -max(abs(r.number("difference") or 0.0) for r in rows.values())
    )
    told = []
    for rows in ordered[:MOST_TOLD]:
        first = next(iter(rows.values()))
        values = [f"{words.arm(a.place)} {people(rows[a.name])}" for a in study.arms if a.name in rows]
        minutes = f"{first.number('minutes_to_county'):.0f}"
        told.append(
            words.text("fig4_alt", place=first["name"] or first["village"], minutes=minutes, values=words.join(values))
        )
    return told
