"""Section "where the change comes from": how busy each place is and who uses its time."""

from __future__ import annotations

from experiments.report import pictures_why
from experiments.report.blocks import Block, Pictured
from experiments.report.quoting import Quotes
from experiments.report.sections import loads, through


def blocks(quotes: Quotes) -> tuple[Block, ...]:
    """The queues whose use changes most, through what the change came, what clinicians' hours are spent on."""
    hours = (Pictured(pictures_why.staff_hours(quotes)),) if quotes.words.study.has_residents else ()
    return (*loads.blocks(quotes), *through.blocks(quotes), *hours)
