"""What ``explain`` prints: its pages, and the words for a load."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

BUSY: Final = 0.9
"""From this load on a queue is long and its length unsteady."""
FULL: Final = 1.0


@dataclass(frozen=True)
class Page:
    """One table for the reader: a title, a sentence, and rows of text."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def warning(load: float, leave: str = "") -> str:
    """What a planner should know of a load; ``leave``: what becomes of the rest where the queue has an end."""
    if load >= FULL:
        return f"OVERLOAD: more comes than can be served, {leave or 'the queue grows without end'}"
    return "heavy load: waits are long and unsteady" if load >= BUSY else ""


def minutes_said(value: float) -> str:
    """A wait as text."""
    if math.isnan(value):
        return "-"
    return "no end" if math.isinf(value) else f"{value:.3g}"


def lines(pages: Iterable[Page]) -> Iterable[dict[str, Any]]:
    """Pages as plain data, for programs."""
    for page in pages:
        yield {
            "title": page.title,
            "note": page.note,
            "rows": [dict(zip(page.columns, row, strict=True)) for row in page.rows],
        }
