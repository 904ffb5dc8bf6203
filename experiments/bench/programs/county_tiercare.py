"""The whole job on a county as a planner has it done: load, demand, run, ledger, measures; each timed apart."""

from __future__ import annotations

import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from experiments.bench.programs import ROOT, Unavailable


def job(
    engine: str,
    scenario: str,
    weeks: int,
    warm_up_weeks: int = 0,
    overlays: tuple[str, ...] = (),
    replication: int = 0,
    again: bool = False,
) -> dict[str, Any]:
    """Seconds of each part, and how many came.

    ``whole_s`` begins with the first import and ends with the table of measures; ``again`` simulates once more,
    in memory that has been touched.
    """
    began = time.perf_counter()
    from sim import load
    from sim.measures import measure

    settings = {"calendar.warm_up": f"{7 * warm_up_weeks} days", "calendar.measure": f"{weeks} weeks"}
    marks = [("begun", began), ("import_s", time.perf_counter())]
    ready = load(ROOT / scenario, overlays=[ROOT / overlay for overlay in overlays], settings=settings)
    marks.append(("load_s", time.perf_counter()))
    ledger = run_by(engine, ready, replication)
    marks.append(("simulate_s", time.perf_counter()))
    table = measure(ledger)
    marks.append(("measures_s", time.perf_counter()))
    read: dict[str, Any] = {name: now - before for (_, before), (name, now) in pairwise(marks)}
    read |= {"whole_s": marks[-1][1] - began, "measures": len(table), "counts": counts(ledger)}
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        ledger.write(Path(folder) / "ledger")
        read["write_s"] = time.perf_counter() - began
    if again:
        del ledger
        began = time.perf_counter()
        run_by(engine, ready, replication)
        read["again_s"] = time.perf_counter() - began
    return read | {"demand_s": demand_s(ready, replication)}


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


def demand_s(scenario: Any, replication: int) -> float:
    """Seconds for what both engines start from: the county, its residents, their illnesses."""
    from sim.engine.prepared import prepare
    from sim.engine.simulate import DEFAULT_SEED

    began = time.perf_counter()
    prepare(scenario, DEFAULT_SEED, replication)
    return time.perf_counter() - began
