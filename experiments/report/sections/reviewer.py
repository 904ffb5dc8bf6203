"""Section "for the reviewer": complete, folded, each block with one sentence that stands outside its fold."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.report import pictures_checks, tables
from experiments.report.blocks import Block, Folded, Pictured, Tabled, Titled, Told
from experiments.report.quoting import Quotes
from experiments.report.sections import forms, inputs, places, precision, provenance, unserved


def blocks(quotes: Quotes) -> tuple[Block, ...]:
    """Everything that a reviewer may ask for; a failed study shows its checks and how to repeat it."""
    study = quotes.words.study
    found = [*_checks(quotes)]
    if study.usable and not study.tables["summary.csv"].empty:
        found += [*_flow(quotes)]
        found += [*precision.blocks(quotes), *unserved.blocks(quotes), *_rule(quotes), *_definitions(quotes)]
        found += [*_all_measures(quotes), *places.blocks(quotes), *inputs.blocks(quotes), *forms.blocks(quotes)]
    return (*found, *provenance.blocks(quotes))


def _checks(quotes: Quotes) -> Iterator[Block]:
    """Table 7; what failed or needs attention stands outside the fold."""
    words, table = quotes.words, tables.checks(quotes)
    yield Titled(words.say("checks"), "checks")
    if not table.lines:
        yield Told(words.say("checks_none"))
        return
    troubled = tables.troubled(quotes)
    if troubled.lines:
        yield Tabled(troubled)
    yield Folded(words.say("show_checks"), (Tabled(table),), opened=not words.study.usable)


def _flow(quotes: Quotes) -> Iterator[Block]:
    """Figure 14, where people live."""
    words = quotes.words
    if words.study.has_residents:
        yield Titled(words.say("flow_heading"), "patient-flow")
        yield Folded(words.say("show_figure"), (Pictured(pictures_checks.patients_from_illness_to_exit(quotes)),))


def _rule(quotes: Quotes) -> Iterator[Block]:
    words = quotes.words
    yield Titled(words.say("rule_heading"), "rule")
    yield Told(words.say("rule_words"))
    yield Folded(words.say("show_table"), (Tabled(tables.rule(quotes)),))


def _definitions(quotes: Quotes) -> Iterator[Block]:
    words, study = quotes.words, quotes.words.study
    used = [*(entry["measure"] for entry in study.primary), *study.tables["summary.csv"]["measure"]]
    yield Titled(words.say("definitions"), "definitions")
    yield Folded(words.say("show_table"), (Tabled(tables.definitions(quotes, used)),), long=True)


def _all_measures(quotes: Quotes) -> Iterator[Block]:
    words = quotes.words
    yield Titled(words.say("all_measures"), "all-measures")
    yield Told(words.say("places_note"), quiet=True)
    yield Folded(words.say("show_table"), (Tabled(tables.all_measures(quotes)),), long=True)
