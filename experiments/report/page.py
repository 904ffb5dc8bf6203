"""The page: sections put together from a study, in the order in which a planner reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from experiments.report import answer, header, pictures, tables
from experiments.report.blocks import Block, pictures_in
from experiments.report.figures.picture import Picture
from experiments.report.findings import measure_said
from experiments.report.forest import Forest, forest
from experiments.report.quoting import Quotes
from experiments.report.sections import asked, change, consequences, indicators, reviewer, why
from experiments.report.sections.numbering import reference
from experiments.report.sections.themes import Theme, themes
from experiments.report.study import Row
from experiments.report.tables import Table

NOTHING: Final = Markup("")


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
    answer_words: Markup = NOTHING
    """What an interval, a margin and a gain mean, said once above the boxes."""
    measured: bool = False
    targets_said: Markup = NOTHING
    targets: Table | None = None
    county: Picture | None = None
    themes: tuple[Theme, ...] = ()
    indicators: tuple[Block, ...] = ()
    why: tuple[Block, ...] = ()
    change: tuple[Block, ...] = ()
    reviewer: tuple[Block, ...] = ()

    @property
    def pictures(self) -> list[Picture]:
        """Every figure with numbers of its own, figure 1 apart."""
        return list(self._pictures())

    def _pictures(self) -> Iterator[Picture]:
        if self.county is not None:
            yield self.county
        for theme in self.themes:
            yield from theme.pictures
        for section in (self.indicators, self.why, self.change, self.reviewer):
            yield from pictures_in(section)


def page(quotes: Quotes) -> Page:
    """Build the page of a study; a study that failed a check gets no results."""
    words, study = quotes.words, quotes.words.study
    status, badge = header.badge(quotes)
    common: dict[str, Any] = {
        "status": status,
        "badge": badge,
        "facts": header.facts(quotes),
        "asked": header.asked(quotes),
        "exact": asked.exact_difference(quotes),
        "identity": header.identity(quotes),
        "reviewer": reviewer.blocks(quotes),
    }
    if not study.usable:
        return Page(**common)
    if study.tables["summary.csv"].empty:
        return Page(**common, answer_note=words.say("no_measures"))
    targets = list(study.rows("targets.csv"))
    return Page(
        **common,
        measured=True,
        boxes=tuple(answer.boxes(quotes)) if study.primary else (),
        forest=forest(quotes),
        answer_note=_answer_note(quotes),
        answer_words=answer_words(quotes),
        targets_said=_targets_said(quotes, targets),
        targets=tables.targets(quotes) if targets else None,
        county=pictures.is_this_our_county(quotes) if targets else None,
        themes=themes(quotes),
        indicators=indicators.blocks(quotes),
        why=why.blocks(quotes),
        change=change.blocks(quotes),
    )


def _answer_note(quotes: Quotes) -> Markup:
    words, study = quotes.words, quotes.words.study
    if not study.others:
        return words.say("no_comparison")
    return NOTHING if study.primary else words.say("no_primary", no=Markup('<a href="#table-6">6</a>'))


def answer_words(quotes: Quotes) -> Markup:
    """What stands below the answer: what an interval means, how many hold together, when margins were agreed."""
    words, study = quotes.words, quotes.words.study
    told = [words.say("interval_meaning", section=reference(study, "change"))]
    if study.primary and study.others:
        meaning = "margins_changed" if study.other_margins_before else "margins_meaning"
        told += [words.say(meaning), consequences.what_matters(quotes)]
    return words.sentences(told)


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
    guessed = [row for row in rows if row["source"].lower().startswith("assum") or not row["source"]]
    if guessed:
        names = words.listed(measure_said(quotes, row["measure"], row["group"]) for row in guessed)
        first = words.sentences([first, words.say("targets_assumed", list=names)])
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
