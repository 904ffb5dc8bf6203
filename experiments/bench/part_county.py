"""Table 2: a county-year on both engines, the whole job and its parts, beside a SimPy program of the same kind."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final

from experiments.bench.plan import NOT_AVAILABLE, Found, Plan
from experiments.bench.processes import Failed, fresh
from experiments.bench.readings import Table, cell, number, values

PART: Final = "county"
POLICIES: Final = tuple(
    f"scenarios/policies/{name}.yaml"
    for name in ("gatekeeping", "expert_days", "remote_consult", "insurance_gap", "step_down")
)
"""All built policies but steering, which is another answer to the question that gatekeeping answers."""
SIMPY: Final = "SimPy, idiomatic, same kind of pathway"
PARTS: Final = ("import_s", "load_s", "simulate_s", "measures_s", "whole_s", "write_s")


def measured(plan: Plan, long_simpy: bool = False) -> Found:
    """Short runs in pairs beside SimPy, then the whole year.

    Args:
        long_simpy: the simpy engine runs the whole year too.
    """
    found = Found(PART)
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "numbers.pickle")
        plan.say("county: counting what the SimPy program needs to know")
        asked: dict[str, Any] = {"scenario": plan.county, "weeks": plan.short_weeks}
        if _counted(found, file, asked):
            for round_ in range(1, plan.rounds + 1):
                _pairs(plan, found, file, round_, asked)
    year: dict[str, Any] = {"scenario": plan.county, "weeks": plan.weeks, "warm_up_weeks": plan.warm_up_weeks}
    for round_ in range(1, plan.rounds + 1):
        for name, engine, overlays in _years(long_simpy):
            plan.say(f"county, round {round_} of {plan.rounds}: {name}")
            read = found.try_one(name, "county", engine=engine, overlays=overlays, again=True, **year)
            if read is not None:
                _note(found, name, plan.weeks + plan.warm_up_weeks, round_, read)
    return found


def _counted(found: Found, file: str, asked: dict[str, Any]) -> bool:
    """On the fast engine if it is there: both write the same ledger."""
    for engine in ("compiled", "simpy"):
        try:
            fresh("county_numbers", engine=engine, file=file, **asked)
        except Failed as reason:
            found.missing[SIMPY] = str(reason)
        else:
            found.missing.pop(SIMPY, None)
            return True
    return False


def _years(long_simpy: bool) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    compiled = (
        ("whole period, compiled engine, as today", "compiled", ()),
        ("whole period, compiled engine, all policies", "compiled", POLICIES),
    )
    return (*compiled, ("whole period, simpy engine, all policies", "simpy", POLICIES)) if long_simpy else compiled


def _pairs(plan: Plan, found: Found, file: str, round_: int, asked: dict[str, Any]) -> None:
    weeks = plan.short_weeks
    for engine in ("simpy", "compiled"):
        name = f"tiercare, {engine} engine"
        if name in found.missing:
            continue
        plan.say(f"county, round {round_} of {plan.rounds}: {name}, {weeks} weeks, beside SimPy")
        beside = found.try_one(SIMPY, "county_simpy", file=file, seed=round_)
        read = found.try_one(name, "county", engine=engine, replication=round_, again=True, **asked)
        if beside is None or read is None:
            continue
        theirs = beside["visits"] / beside["run_s"]
        found.note(SIMPY, weeks, round_, "run_s", beside["run_s"], "s")
        found.note(SIMPY, weeks, round_, "visits_per_s", theirs, "1/s")
        found.note(SIMPY, weeks, round_, "visits", beside["visits"], "count")
        found.note(SIMPY, weeks, round_, "peak_mb", beside["peak_mb"], "MB")
        _note(found, name, weeks, round_, read)
        visits, again = read["counts"]["visits"], read["again_s"]
        found.note(name, weeks, round_, "ratio", visits / again / theirs, "1")
        alone_s = engine_s(read)
        found.note(name, weeks, round_, "alone_ratio", visits / alone_s / theirs, "1")


def engine_s(read: dict[str, Any]) -> float:
    """Seconds of the engine alone: the warm run less what comes before its first event."""
    return float(max(1e-9, read["again_s"] - read["demand_s"]))


def _note(found: Found, name: str, weeks: int, round_: int, read: dict[str, Any]) -> None:
    for part in (*PARTS, "again_s", "demand_s"):
        found.note(name, weeks, round_, part, read[part], "s")
    found.note(name, weeks, round_, "engine_s", engine_s(read), "s")
    found.note(name, weeks, round_, "visits", read["counts"]["visits"], "count")
    found.note(name, weeks, round_, "episodes", read["counts"]["episodes"], "count")
    found.note(name, weeks, round_, "visits_per_s", read["counts"]["visits"] / read["again_s"], "1/s")
    found.note(name, weeks, round_, "peak_mb", read["peak_mb"], "MB")


def tables(plan: Plan, found: Found, long_simpy: bool = False) -> list[Table]:
    """The pairs, and the whole job part by part."""
    return [_pair_table(plan, found), _job_table(plan, found, long_simpy)]


def _pair_table(plan: Plan, found: Found) -> Table:
    lines = []
    for name in (SIMPY, "tiercare, simpy engine", "tiercare, compiled engine"):
        if name in found.missing:
            lines.append((name, NOT_AVAILABLE, "", "", "", "", ""))
            continue
        read = [values(found.readings, name, what) for what in ("visits", "visits_per_s", "ratio", "alone_ratio")]
        own = "1" if name == SIMPY else cell(read[2])
        alone = "1" if name == SIMPY else cell(read[3])
        memory = cell(values(found.readings, name, "peak_mb"), 3)
        engine = (
            cell(values(found.readings, name, "engine_s"))
            if name != SIMPY
            else cell(values(found.readings, name, "run_s"))
        )
        lines.append((name, cell(read[0]), cell(read[1]), engine, own, alone, memory))
    against = _engine_against_engine(found)
    notes = (
        f"{Path(plan.county).name}, {plan.short_weeks} weeks from an empty county: the rows on SimPy are long, so they "
        "run a shorter period and the ratio is per visit. Each row ran with SimPy right before.",
        "*simulate*: demand, run and ledger, second run of a process. *engine alone*: without drawing residents "
        "and illness. The SimPy program reads doors, rosters and services from the scenario and draws where patients "
        "go from shares counted in a run; it makes no choices, keeps no money, and logs visits, stays and tests.",
        *((f"Engine alone, compiled over simpy: {against} ×.",) if against else ()),
    )
    title = f"2. A county: ratio to idiomatic SimPy, {plan.short_weeks} weeks"
    heads = ("program", "visits", "visits/s", "engine alone, s", "simulate, ratio", "engine alone, ratio", "peak MB")
    return Table(title, heads, tuple(lines), notes)


def _engine_against_engine(found: Found) -> str:
    ours = [values(found.readings, f"tiercare, {engine} engine", "engine_s") for engine in ("simpy", "compiled")]
    return cell([slow / quick for slow, quick in zip(*ours, strict=False)]) if all(ours) else ""


def _job_table(plan: Plan, found: Found, long_simpy: bool) -> Table:
    weeks = plan.weeks + plan.warm_up_weeks
    lines = []
    for name, _, _ in _years(long_simpy):
        if name in found.missing:
            lines.append((name, NOT_AVAILABLE, *[""] * (len(PARTS) + 2)))
            continue
        parts = [cell(values(found.readings, name, part)) for part in PARTS]
        visits, peak = (values(found.readings, name, what) for what in ("visits", "peak_mb"))
        pace = cell(values(found.readings, name, "visits_per_s"))
        lines.append((name, cell(visits), *parts, pace, cell(peak, 3)))
    heads = (
        "job",
        "visits",
        "imports, s",
        "load, s",
        "simulate, s",
        "measures, s",
        "whole, s",
        "write, s",
        "visits/s",
        "peak MB",
    )
    notes = (
        f"{Path(plan.county).name}, {weeks} weeks. *whole* runs from the first import to the table of measures in a "
        "fresh process; writing the ledger as Parquet comes on top. *visits/s* is the second run of the process.",
        f"All policies: {', '.join(Path(path).stem for path in POLICIES)}.",
        *(() if long_simpy else ("The simpy engine runs the whole period with --long-simpy only.",)),
        *found.reasons(),
    )
    return Table(f"2. A county: the whole job, {number(weeks)} weeks", heads, tuple(lines), notes)
