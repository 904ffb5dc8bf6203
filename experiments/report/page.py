"""The page: sections put together from a study, in the order in which a planner reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from experiments.report import answer, header, pictures, tables
from experiments.report.figures.picture import Picture
from experiments.report.findings import Headline, clear_changes, measure_said, unserved_of_all
from experiments.report.forest import Forest, forest
from experiments.report.quoting import Quotes
from experiments.report.study import Row
from experiments.report.tables import Table

NOTHING: Final = Markup("")
NO_DIFFERENCE: Final = "no material difference"
STATION_MEASURES: Final = (
    "wait_mean_min",
    "waited_share",
    "unserved_share",
    "queue_mean",
    "in_system_mean",
    "use",
)
THEMES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
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
}


@dataclass(frozen=True)
class Theme:
    """One theme: a finding, a figure, a folded table; or one line if nothing material changed."""

    title: Markup
    finding: Markup
    notes: tuple[Markup, ...]
    picture: Picture
    table: Table
    flat: Markup


@dataclass(frozen=True)
class Page:
    """Everything a template needs; sections that are empty carry a sentence that says why."""

    status: str
    badge: Markup
    facts: tuple[Markup, ...]
    asked: Markup
    exact: Table
    identity: Markup
    boxes: tuple[answer.Box, ...] = ()
    forest: Forest | None = None
    answer_note: Markup = NOTHING
    targets_said: Markup = NOTHING
    targets: Table | None = None
    county: Picture | None = None
    themes: tuple[Theme, ...] = ()
    all_measures: Table | None = None
    checks: Table | None = None
    troubled: Table | None = None
    definitions: Table | None = None

    @property
    def pictures(self) -> list[Picture]:
        """Every figure with numbers of its own, figure 1 apart."""
        return [p for p in (self.county, *(theme.picture for theme in self.themes)) if p is not None]


def page(quotes: Quotes) -> Page:
    """Build the page of a study; a study that failed a check gets no results."""
    words, study = quotes.words, quotes.words.study
    status, badge = header.badge(quotes)
    common: dict[str, Any] = {
        "status": status,
        "badge": badge,
        "facts": header.facts(quotes),
        "asked": header.asked(quotes),
        "exact": tables.exact_difference(quotes),
        "identity": header.identity(quotes),
        "checks": tables.checks(quotes),
        "troubled": tables.troubled(quotes),
    }
    if not study.usable:
        return Page(**common)
    if study.tables["summary.csv"].empty:
        return Page(**common, answer_note=words.say("no_measures"))
    targets = list(study.rows("targets.csv"))
    everything = tables.all_measures(quotes)
    used = study.tables["summary.csv"]["measure"]
    return Page(
        **common,
        boxes=tuple(answer.boxes(quotes)) if study.primary else (),
        forest=forest(quotes),
        answer_note=_answer_note(quotes),
        targets_said=_targets_said(quotes, targets),
        targets=tables.targets(quotes) if targets else None,
        county=pictures.is_this_our_county(quotes) if targets else None,
        themes=tuple(_themes(quotes)),
        all_measures=everything,
        definitions=tables.definitions(quotes, [entry["measure"] for entry in study.primary] + list(used)),
    )


def _answer_note(quotes: Quotes) -> Markup:
    words, study = quotes.words, quotes.words.study
    if not study.others:
        return words.say("no_comparison")
    return Markup("") if study.primary else words.say("no_primary", no=Markup('<a href="#table-6">6</a>'))


def _targets_said(quotes: Quotes, rows: list[Row]) -> Markup:
    words = quotes.words
    if not rows:
        return words.say("no_targets")
    by = {
        (column, value): quotes.count_of([r for r in rows if r[column] == value], "targets.csv", f"{column}={value}")
        for column, value in (("met", "yes"), ("use", "fitted"), ("use", "predicted"))
    }
    first = words.say(
        "targets_met",
        k=by["met", "yes"],
        n=quotes.count_of(rows, "targets.csv"),
        fitted=by["use", "fitted"],
        predicted=by["use", "predicted"],
    )
    missed = [row for row in rows if row["met"] == "no"]
    if not missed:
        return first
    worst = max(
        missed,
        key=lambda row: abs(row.number("simulated") - row.number("reported")) / max(row.number("within"), 1e-12),
    )
    return words.sentences(
        [
            first,
            words.say(
                "largest_miss",
                measure=measure_said(quotes, worst["measure"], worst["group"]),
                simulated=quotes.cell(worst, "simulated", link=False),
                reported=quotes.written(worst, "reported", worst["unit"]),
            ),
        ]
    )


def _themes(quotes: Quotes) -> list[Theme]:
    """The four themes of this report, each with its figure; stations have the themes that were measured."""
    drawn = (
        ("theme_where", pictures.where_people_go),
        ("theme_waiting", pictures.waiting_times),
        ("theme_beds", pictures.beds_through_the_year),
        ("theme_referral", pictures.referral_up_and_down),
    )
    themes = [_theme(quotes, key, *draw(quotes)) for key, draw in drawn]
    has_residents = quotes.words.study.has_residents
    return [theme for theme in themes if has_residents or not theme.picture.why]


def _theme(quotes: Quotes, key: str, picture: Picture, finding: Headline) -> Theme:
    words, study = quotes.words, quotes.words.study
    wanted = THEMES[key]
    if key == "theme_waiting":
        stations = [group for group in study.groups("wait_mean_min", "station") if "," not in group]
        wanted = wanted if not stations else tuple((m, s) for s in stations for m in STATION_MEASURES)
    notes = _unserved_notes(quotes) if key == "theme_waiting" else ()
    flat = (
        words.say("theme_flat", theme=words.say(key), no=Markup('<a href="#table-6">6</a>'))
        if _flat(quotes, wanted)
        else Markup("")
    )
    return Theme(words.say(key), finding.sentence, notes, picture, tables.theme(quotes, 0, wanted), flat)


def _unserved_notes(quotes: Quotes) -> tuple[Markup, ...]:
    study = quotes.words.study
    group = "tier=county"
    if study.level(study.today, "wait_mean_min", group) is None:
        stations = study.groups("wait_mean_min", "station")
        group = stations[0] if stations else ""
    return (unserved_of_all(quotes, group),)


def _flat(quotes: Quotes, wanted: Sequence[tuple[str, str]]) -> bool:
    """Whether a theme may shrink to a line: no material difference with a word, only luck without one."""
    study = quotes.words.study
    declared = [entry for entry in study.primary if (entry["measure"], entry["group"]) in wanted]
    rows = [study.difference(arm, e["measure"], e["group"]) for e in declared for arm in study.others]
    others = [cell for cell in wanted if cell not in [(e["measure"], e["group"]) for e in declared]]
    return (
        bool(rows)
        and all(row is not None and row["verdict"] == NO_DIFFERENCE for row in rows)
        and not any(clear_changes(quotes, *cell) for cell in others)
    )
