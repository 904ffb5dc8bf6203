"""Figures 2, 3, 5, 6 and 7 with their words: the finding as title, alt text from the same numbers."""

from __future__ import annotations

import pandas as pd

from experiments.report.figures import beds, county, first_contact, referral, waiting
from experiments.report.figures.picture import Picture
from experiments.report.findings import Headline, headline
from experiments.report.framing import arm_names, framed, levels_told, subtitle, told_by_arm
from experiments.report.quoting import Quotes, written_text
from experiments.report.study import Row


def is_this_our_county(quotes: Quotes) -> Picture:
    """Figure 2."""
    words, data = quotes.words, county.table(quotes.words.study)
    rows = list(words.study.rows("targets.csv"))
    met = [row for row in rows if row["met"] == "yes"]
    title = words.say(
        "fig2_title", k=quotes.count_of(met, "targets.csv", "met=yes"), n=quotes.count_of(rows, "targets.csv")
    )
    empty = [words.text(why) if why else "" for why in data["why"]]
    labels = county.Labels([words.measure(r["measure"], r["group"]) for r in rows], words.text("fig2_axis"), empty)
    return framed(
        quotes,
        2,
        title,
        subtitle(quotes, "fig2_what"),
        [_target_told(quotes, row) for row in rows],
        ("targets.csv", "reported, within, simulated, lo, hi"),
        data,
        lambda width: county.draw(data, labels, width),
        bool(rows),
    )


def _target_told(quotes: Quotes, row: Row) -> str:
    words, scale = quotes.words, quotes.scale(row)
    return words.text(
        "fig2_alt",
        measure=words.measure(row["measure"], row["group"]),
        simulated=quotes.cell(row, "simulated") if row["met"] != "not measured" else words.text("why_not_kept"),
        reported=written_text(row.number("reported"), scale),
        met=words.word("met", row["met"]),
    )


def where_people_go(quotes: Quotes) -> tuple[Picture, Headline]:
    """Figure 3."""
    words, data = quotes.words, first_contact.table(quotes.words.study)
    finding = headline(quotes, "primary_visit_share", "")
    labels = first_contact.Labels(
        (words.text("fig3_first"), words.text("fig3_all")),
        [words.word("tiers", tier) for tier in first_contact.TIERS],
        arm_names(words),
        words.text("fig3_axis"),
        words.text("why_not_kept"),
    )
    picture = framed(
        quotes,
        3,
        finding.title,
        subtitle(quotes, "fig3_what"),
        levels_told(quotes, data),
        ("summary.csv", "mean, lo, hi"),
        data,
        lambda width: first_contact.draw(data, labels, width),
        bool((data["why"] == "").any()),
    )
    return picture, finding


def waiting_times(quotes: Quotes) -> tuple[Picture, Headline]:
    """Figure 5."""
    words, study = quotes.words, quotes.words.study
    data, places = waiting.table(study), waiting.places(study)
    group = "tier=county" if "county" in places else study_group(places[0]) if places else ""
    finding = headline(quotes, "wait_mean_min", group)
    labels = waiting.Labels(
        [words.value("tier", place) for place in places],
        arm_names(words),
        [words.value("outcome", end) for end in waiting.UNSEEN],
        words.text("fig5_x"),
        words.text("fig5_y"),
        words.text("fig5_ends"),
    )
    wanted = pd.DataFrame(
        [(m, study_group(p)) for p in places for m in ("wait_median_min", "wait_p95_min", "unserved_share")],
        columns=["measure", "group"],
    )
    picture = framed(
        quotes,
        5,
        finding.title,
        subtitle(quotes, "fig5_what"),
        levels_told(quotes, wanted),
        ("curves/wait_survival.csv, curves/wait_ends.csv", "minute, share_still_waiting, share, lo, hi"),
        data,
        lambda width: waiting.draw(data, labels, width),
        bool(places),
    )
    return picture, finding


def study_group(place: str) -> str:
    """How summary.csv names the place of a waiting curve: a tier, or a station."""
    return f"tier={place}" if place in first_contact.TIERS else f"station={place}"


def beds_through_the_year(quotes: Quotes) -> tuple[Picture, Headline]:
    """Figure 6."""
    words, study = quotes.words, quotes.words.study
    data = beds.table(study)
    finding = headline(quotes, "bed_occupancy", "tier=county")
    labels = beds.Labels(
        [words.word("tiers", tier) for tier in dict.fromkeys(data["tier"])],
        arm_names(words),
        words.text("fig6_y"),
        words.text("fig6_warm_up"),
        words.text("fig6_start"),
        words.text("fig6_beds"),
        words.text("fig6_median"),
        words.text("why_not_kept"),
    )
    starts = {arm.name: beds.policy_start(study, arm.name) for arm in study.others}
    told = pd.DataFrame(
        [("bed_occupancy", f"tier={t}") for t in dict.fromkeys(data["tier"])], columns=["measure", "group"]
    )
    n = quotes.fact("replications", study.fact("replications", 0))
    picture = framed(
        quotes,
        6,
        finding.title,
        words.say("fig6_subtitle", replications=n),
        levels_told(quotes, told),
        ("curves/beds_by_day.csv", "date, median, q05, q25, q75, q95, beds"),
        data,
        lambda width: beds.draw(data, labels, starts, width),
        bool(len(data)),
    )
    return picture, finding


def referral_up_and_down(quotes: Quotes) -> tuple[Picture, Headline]:
    """Figure 7."""
    words, study = quotes.words, quotes.words.study
    data = referral.table(study)
    finding = headline(quotes, referral.UP, "")
    groups = list(dict.fromkeys(data.loc[data["measure"] != referral.RATIO, "group"])) if len(data) else []
    ratios = []
    for arm in study.arms:
        row = study.level(arm, referral.RATIO)
        said = f"{quotes.cell(row, 'mean', unit=False)} ({quotes.interval(row).striptags()})" if row else "–"
        ratios.append(said)
    labels = referral.Labels(
        [words.group(g) if g else words.text("fig7_official") for g in groups],
        arm_names(words),
        words.text("fig7_up"),
        words.text("fig7_down"),
        words.text("fig7_ratio"),
        ratios,
        words.text("fig7_axis"),
    )
    picture = framed(
        quotes,
        7,
        finding.title,
        subtitle(quotes, "fig7_what"),
        _sent_told(quotes, data),
        ("summary.csv", "mean, lo, hi"),
        data,
        lambda width: referral.draw(data, labels, width),
        bool(groups),
    )
    return picture, finding


def _sent_told(quotes: Quotes, data: pd.DataFrame) -> list[str]:
    """Each channel and direction that anybody took, then the ratio: by the names that the figure gives them."""
    words, study = quotes.words, quotes.words.study
    ways = {referral.UP: words.text("fig7_up"), referral.DOWN: words.text("fig7_down")}
    told = []
    for measure, group in dict.fromkeys(zip(data["measure"], data["group"], strict=True)):
        rows = [(arm.place, study.level(arm, measure, group)) for arm in study.arms]
        cells = [(place, quotes.cell(row, "mean")) for place, row in rows if row is not None]
        taken = any(number.value > 0 for _, number in cells)
        if measure == referral.RATIO:
            told += levels_told(quotes, data[data["measure"] == referral.RATIO])
        elif cells and (taken or not group):
            name = words.group(group) if group else words.text("fig7_official")
            told.append(told_by_arm(quotes, f"{name}, {ways[measure].strip(' ←→')}", cells))
    return told
