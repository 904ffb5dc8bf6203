"""What ``explain`` prints: its pages, the words for a load, and what a run will cost."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from experiments import closed_forms as cf
from sim.engine import simulate
from sim.ledger import Ledger
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN

BUSY: Final = 0.9
"""From this load on a queue is long and its length unsteady."""
FULL: Final = 1.0
ROW_BYTES: Final = 140.0
PROGRAM_BYTES: Final = 250e6


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


def shortened(scenario: Scenario, end_min: float, warm_up_min: float = 0.0) -> Scenario:
    """The scenario as it stands on day 0, over a shorter time, without its dated changes."""
    calendar = scenario.calendar.model_copy(update={"warm_up": warm_up_min, "measure": end_min - warm_up_min})
    short = scenario.at(0.0).model_copy(update={"calendar": calendar, "changes": ()})
    short._behind = None
    return short


def timed(scenario: Scenario) -> tuple[float, Ledger]:
    """Seconds that a run takes, and its ledger."""
    simulate(shortened(scenario, min(scenario.calendar.end_min, DAY_MIN / 24)))  # compile what is compiled
    begun = time.perf_counter()
    ledger = simulate(scenario)
    return time.perf_counter() - begun, ledger


def cost_page(
    visits: float,
    patients: float,
    seconds: float,
    ledger: Ledger,
    what: str,
    extra_s: float = 0.0,
    times: float | None = None,
) -> Page:
    """What a run costs, scaled up from a small piece of it."""
    rows_now = sum(len(table) for table in ledger.tables.values())
    done = max(1, len(ledger["visits"]) or len(ledger["steps"]))
    scale = visits / done if times is None else times
    speed = done / max(seconds, 1e-9)
    events = float(ledger.meta.get("events", 0))
    rows = [
        (what, f"{visits:,.0f}"),
        ("patients or episodes", f"{patients:,.0f}"),
        ("events", f"{events * scale:,.0f} ({events / done:.2f} a visit)"),
        ("time of one replication, one core", f"{extra_s + seconds * scale:,.0f} s ({speed:,.0f} visits/s)"),
        ("memory of one replication", f"{(PROGRAM_BYTES + rows_now * scale * ROW_BYTES) / 1e6:,.0f} MB"),
    ]
    return Page("What one run costs", "Measured on a small piece of it, on this machine, just now.", ("", ""), rows)


def lines(pages: Iterable[Page]) -> Iterable[dict[str, Any]]:
    """Pages as plain data, for programs."""
    for page in pages:
        yield {
            "title": page.title,
            "note": page.note,
            "rows": [dict(zip(page.columns, row, strict=True)) for row in page.rows],
        }
