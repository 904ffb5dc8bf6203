"""The whole job on a county as a planner has it done: load, demand, run, ledger, measures; each timed apart."""

from __future__ import annotations

import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from experiments.bench.programs import ROOT, Unavailable
from experiments.bench.stopwatch import processor_s


def job(
    engine: str,
    scenario: str,
    weeks: int,
    warm_up_weeks: int = 0,
    overlays: tuple[str, ...] = (),
    replication: int = 0,
    again: bool = False,
    loaded: bool = False,
) -> dict[str, Any]:
    """Seconds of the processor for each part, and how many came.

    ``whole_s`` (and ``whole_clock_s``, by the clock) begins with the first import and ends with the table of
    measures; ``again`` simulates once more, in memory that has been touched. ``loaded``: all code has been loaded
    before, by a day of the hamlet.
    """
    if loaded:
        _load_code(engine)
    began, clock = processor_s(), time.perf_counter()
    from sim import load
    from sim.measures import measure

    settings = {"calendar.warm_up": f"{7 * warm_up_weeks} days", "calendar.measure": f"{weeks} weeks"}
    marks = [("begun", began), ("import_s", processor_s())]
    ready = load(ROOT / scenario, overlays=[ROOT / overlay for overlay in overlays], settings=settings)
    marks.append(("load_s", processor_s()))
    ledger = run_by(engine, ready, replication)
    marks.append(("simulate_s", processor_s()))
    table = measure(ledger)
    marks.append(("measures_s", processor_s()))
    read: dict[str, Any] = {name: now - before for (_, before), (name, now) in pairwise(marks)}
    read |= {"whole_s": marks[-1][1] - began, "whole_clock_s": time.perf_counter() - clock}
    read |= {"measures": len(table), "counts": counts(ledger), "same": as_the_simpy_program_counts(ledger)}
    with tempfile.TemporaryDirectory() as folder:
        began = processor_s()
        ledger.write(Path(folder) / "ledger")
        read["write_s"] = processor_s() - began
    if again:
        del ledger
        began = processor_s()
        run_by(engine, ready, replication)
        read["again_s"] = processor_s() - began
    return read | {"demand_s": demand_s(ready, replication)}


def _load_code(engine: str) -> None:
    from sim import load

    a_day = {"calendar.warm_up": "0 days", "calendar.measure": "1 days"}
    run_by(engine, load(ROOT / "scenarios/hamlet.yaml", settings=a_day))


def run_by(engine: str, scenario: Any, replication: int = 0, seed: int | None = None) -> Any:
    """``sim.simulate`` on this engine and no other.

    Raises:
        Unavailable: it is refused, or another ran in its place.
    """
    from sim import simulate

    try:
        ledger = simulate(scenario, replication, seed, engine)  # type: ignore[arg-type]
    except (ValueError, TypeError) as refused:
        if engine == "simpy":
            raise
        raise Unavailable(f"the engine {engine!r} is refused: {refused}") from refused
    if ledger.meta["engine"] != engine:
        raise Unavailable(f"asked for the engine {engine!r}, {ledger.meta['engine']!r} ran")
    return ledger


def counts(ledger: Any) -> dict[str, int]:
    """Rows of each table."""
    return {name: len(rows) for name, rows in ledger.tables.items()}


def as_the_simpy_program_counts(ledger: Any) -> dict[str, float]:
    """What was finished before the end, and mean waits by tier, as ``county_simpy`` counts them."""
    from sim.vocabulary import TIERS
    from sim.vocabulary.words import Outcome, StayKind

    visits, tests, stays = ledger["visits"], ledger["tests"], ledger["stays"]
    acute = (stays["kind"] == int(StayKind.acute)) & (stays["admitted_min"] >= 0.0) & (stays["ended_min"] >= 0.0)
    counted: dict[str, float] = {
        "visits": int((visits["left_min"] >= 0.0).sum()),
        "tests": int((tests["report_min"] >= 0.0).sum()),
        "stays": int((acute & (stays["tier"] < TIERS.index("out_of_county"))).sum()),
        "gave_up": int((visits["outcome"] == int(Outcome.gave_up)).sum()),
        "events": int(ledger.meta["events"]),
    }
    waited = visits["start_min"] - visits["arrival_min"]
    for tier, name in enumerate(TIERS[:3]):
        these = (visits["tier"] == tier) & (visits["start_min"] >= 0.0)
        counted[name] = float(waited[these].mean()) if these.any() else 0.0
    return counted


def demand_s(scenario: Any, replication: int) -> float:
    """Seconds for what both engines start from: the county, its residents, their illnesses."""
    from sim.engine.prepared import prepare
    from sim.engine.simulate import DEFAULT_SEED

    began = processor_s()
    prepare(scenario, DEFAULT_SEED, replication)
    return processor_s() - began
