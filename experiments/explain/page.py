"""What ``explain`` prints: its pages, and the words for a load."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from experiments.theory import closed_forms as cf

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


def closed_form_wait(rate: float, mean_min: float, cv2: float, servers: float) -> float:
    """Mean wait of M/G/c in minutes; infinite where the load is 1 or more, 0 without limit of servers."""
    if not rate or math.isinf(servers):
        return 0.0
    if rate * mean_min >= servers:
        return math.inf
    whole = max(1, round(servers))
    if rate * mean_min >= whole:
        return math.inf
    return cf.m_g_c_wait(rate, mean_min, 1.0 if math.isnan(cv2) else cv2, whole)


def warning(load: float) -> str:
    """What a planner should know of a load."""
    if load >= FULL:
        return "OVERLOAD: more comes than can be served, the queue grows without end"
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
