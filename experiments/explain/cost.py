"""What a run will cost, measured on a small piece of it."""

from __future__ import annotations

import time
from typing import Final

from experiments.explain.page import Page
from sim.engine import simulate
from sim.engine.simulate import Engine
from sim.ledger import Ledger
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN

ROW_BYTES: Final = 140.0
PROGRAM_BYTES: Final = 250e6


def shortened(scenario: Scenario, end_min: float, warm_up_min: float = 0.0) -> Scenario:
    """The scenario as it stands on day 0, over a shorter time, without its dated changes."""
    calendar = scenario.calendar.model_copy(update={"warm_up": warm_up_min, "measure": end_min - warm_up_min})
    short = scenario.at(0.0).model_copy(update={"calendar": calendar, "changes": ()})
    short._behind = None
    return short


def timed(scenario: Scenario, engine: Engine) -> tuple[float, float, Ledger]:
    """Seconds that a run takes however short it is, seconds that grow with its length, and its ledger."""
    hour = shortened(scenario, min(scenario.calendar.end_min, DAY_MIN / 24))
    simulate(hour, engine=engine)  # load what is compiled
    begun = time.perf_counter()
    simulate(hour, engine=engine)
    ready = time.perf_counter()
    ledger = simulate(scenario, engine=engine)
    before_s = ready - begun
    return before_s, max(0.0, time.perf_counter() - ready - before_s), ledger


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
        ("engine", str(ledger.meta["engine"])),
        ("time of one replication, one core", f"{extra_s + seconds * scale:,.0f} s ({speed:,.0f} visits/s)"),
        ("memory of one replication", f"{(PROGRAM_BYTES + rows_now * scale * ROW_BYTES) / 1e6:,.0f} MB"),
    ]
    return Page("What one run costs", "Measured on a small piece of it, on this machine, just now.", ("", ""), rows)
