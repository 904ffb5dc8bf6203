"""Section "where the change comes from": how busy each place is and who uses its time."""

from __future__ import annotations

from experiments.report import pictures_why
from experiments.report.blocks import Block, Folded, Pictured, Tabled, Told
from experiments.report.quoting import Quotes
from experiments.report.sections import loads


def blocks(quotes: Quotes) -> tuple[Block, ...]:
    """Loads of the places whose load changes most; a sentence if the study kept none."""
    words = quotes.words
    table = loads.table(quotes)
    hours = (Pictured(pictures_why.staff_hours(quotes)),) if words.study.has_residents else ()
    if not table.lines:
        return (Told(words.say("loads_none")), *hours)
    return (Told(loads.sentence(quotes)), Folded(words.say("show_table"), (Tabled(table),)), *hours)
