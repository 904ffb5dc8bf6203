"""Section "results by theme": of each theme one sentence, its figures, and a folded table.

A theme in which nothing changed shrinks to one line, with its figures and its table behind a fold.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from experiments.report import pictures, pictures_care, pictures_gains, pictures_map, tables
from experiments.report.blocks import Block
from experiments.report.figures.picture import Picture
from experiments.report.findings import Headline, clear_changes, headline, in_100, unknown, unserved_of_all
from experiments.report.numbers import Number, Verbatim, shown
from experiments.report.quoting import Quotes
from experiments.report.sections import prices
from experiments.report.tables import Table

NO_DIFFERENCE: Final = "no material difference"
STATION_MEASURES: Final = (
    "wait_mean_min",
    "waited_share",
    "unserved_share",
    "queue_mean",
    "in_system_mean",
    "use",
)
Wanted = tuple[tuple[str, str], ...]
THEMES: Final[dict[str, Wanted]] = {
    "theme_where": (
        ("primary_visit_share", ""),
        ("within_county_visit_share", ""),
        ("visits_per_person_year", ""),
        *(("first_contact_share", f"tier={tier}") for tier in ("village", "township", "county", "out_of_county")),
    ),
    "theme_waiting": tuple(
        (measure, f"tier={tier}")
        for tier in ("village", "township", "county")
        for measure in ("wait_mean_min", "wait_median_min", "wait_p95_min", "unserved_share")
    ),
    "theme_beds": (
        ("bed_occupancy", "tier=township"),
        ("bed_occupancy", "tier=county"),
        ("admissions_per_person_year", ""),
        ("length_of_stay_days", "tier=county"),
        ("bed_turnover", "tier=county"),
    ),
    "theme_referral": (
        ("up_referrals_per_1000", ""),
        ("up_referrals_per_1000", "channel=advice"),
        ("up_referrals_per_1000", "channel=emergency"),
        ("down_referrals_per_1000", ""),
        ("down_up_ratio", ""),
    ),
    "theme_serious": (
        ("serious_right_care_share", ""),
        ("serious_sought_care_share", ""),
        ("serious_recognised_share", ""),
        ("missed_serious_share", ""),
        ("missed_serious_per_1000", ""),
        ("time_critical_in_time_share", ""),
        ("right_care_delay_median_h", ""),
        ("unmet_serious_need_share", ""),
    ),
    "theme_money": (
        ("patient_yuan_per_person_year", ""),
        ("fund_yuan_per_person_year", ""),
        ("fare_yuan_per_person_year", ""),
        ("fund_within_county_share", ""),
        ("fund_primary_share", ""),
        ("yuan_per_visit", "tier=county"),
        ("yuan_per_stay", "tier=county"),
    ),
    "theme_gains": (),
}
"""Each theme with the lines of its table; the first is the one that its sentence tells."""
DRAWN: Final[dict[str, Callable[[Quotes], tuple[Picture, Headline]]]] = {
    "theme_where": pictures.where_people_go,
    "theme_waiting": pictures.waiting_times,
    "theme_beds": pictures.beds_through_the_year,
    "theme_referral": pictures.referral_up_and_down,
    "theme_serious": pictures_care.serious_illness,
    "theme_money": pictures_care.who_pays,
    "theme_gains": pictures_gains.by_distance,
}
"""The figure that belongs to the sentence of a theme."""
MORE: Final[dict[str, tuple[Callable[[Quotes], Picture], ...]]] = {
    "theme_where": (pictures_map.county_map_by_arm,),
    "theme_gains": (pictures_gains.by_group,),
}
"""Further figures of a theme, below the first."""


@dataclass(frozen=True)
class Theme:
    """One theme: a finding, figures, a folded table and more folds; or one line if nothing changed."""

    key: str
    title: Markup
    finding: Markup
    notes: tuple[Markup, ...]
    pictures: tuple[Picture, ...]
    table: Table
    flat: Markup
    more: tuple[Block, ...] = ()


def themes(quotes: Quotes) -> tuple[Theme, ...]:
    """The themes of a county; a network of stations has those that were measured and drawn."""
    study = quotes.words.study
    found = [_theme(quotes, key) for key in THEMES]
    return tuple(theme for theme in found if study.has_residents or any(not p.why for p in theme.pictures))


def _theme(quotes: Quotes, key: str) -> Theme:
    words, wanted = quotes.words, _wanted(quotes, key)
    if key in DRAWN:
        first, finding = DRAWN[key](quotes)
        drawn = [first]
        sentence = finding.sentence
    else:
        drawn, told = [], headline(quotes, *wanted[0])
        sentence = told.sentence
    drawn += [draw(quotes) for draw in MORE.get(key, ())]
    notes = _unserved_notes(quotes) if key == "theme_waiting" else ()
    over = overloaded(quotes) if key == "theme_waiting" else Markup("")
    table = tables.theme(quotes, 0, wanted)
    flat = _flat(quotes, key, wanted)
    flat = words.sentences([flat, over]) if flat else flat
    more = prices.blocks(quotes) if key == "theme_money" else ()
    return Theme(key, words.say(key), sentence, (over, *notes) if over else notes, tuple(drawn), table, flat, more)


def overloaded(quotes: Quotes) -> Markup:
    """The tiers that are overloaded today, with their level, whether or not an arm moves it; nothing if none is."""
    words, study = quotes.words, quotes.words.study
    items = [
        words.say(
            "overloaded_item",
            tier=Verbatim(words.word("tiers", row["tier"])),
            unserved=in_100(row, "unserved_share"),
            wait=shown(
                row.number("wait_mean_min"), row.at("wait_mean_min"), math.nan, scale=words.unit("min"), with_unit=True
            ),
            open=Number(
                f"{row.number('open_day_min') / 60:.3g}",
                row.number("open_day_min") / 60,
                f"{row.at('open_day_min')}/60",
            ),
        )
        for row in study.rows("overload.csv", arm=study.today.name, overloaded="yes")
    ]
    return words.say("overloaded", list=words.join(items, words.text("between"))) if items else Markup("")


def _wanted(quotes: Quotes, key: str) -> Wanted:
    """The lines of a theme's table; waits of a network of stations are those of its stations."""
    study = quotes.words.study
    stations = [group for group in study.groups("wait_mean_min", "station") if "," not in group]
    if key == "theme_waiting" and stations:
        return tuple((measure, station) for station in stations for measure in STATION_MEASURES)
    return THEMES[key]


def _unserved_notes(quotes: Quotes) -> tuple[Markup, ...]:
    study = quotes.words.study
    group = "tier=county"
    if study.level(study.today, "wait_mean_min", group) is None:
        stations = study.groups("wait_mean_min", "station")
        group = stations[0] if stations else ""
    return (unserved_of_all(quotes, group),)


def _flat(quotes: Quotes, key: str, wanted: Sequence[tuple[str, str]]) -> Markup:
    """The line to which a theme shrinks, or nothing: no material difference with a word, only luck without one."""
    words, study = quotes.words, quotes.words.study
    declared = [(entry["measure"], entry["group"]) for entry in study.primary]
    judged = [study.difference(arm, *cell) for cell in wanted if cell in declared for arm in study.others]
    others = [cell for cell in wanted if cell not in declared]
    seen = [row for cell in others for arm in study.others if (row := study.difference(arm, *cell)) is not None]
    moved = any(clear_changes(quotes, *cell) for cell in others)
    if any(unknown(quotes, *cell) for cell in wanted):
        return Markup("")
    if moved or not (judged or seen) or any(row is None or row["verdict"] != NO_DIFFERENCE for row in judged):
        return Markup("")
    return words.say(
        "theme_flat" if judged else "theme_quiet", theme=words.say(key), no=Markup('<a href="#table-6">6</a>')
    )
