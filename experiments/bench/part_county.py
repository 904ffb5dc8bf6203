"""Table 2: a county on both engines, the whole job and its parts, beside a SimPy program of the same kind."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from experiments.bench.levers import every_lever
from experiments.bench.plan import NOT_AVAILABLE, Found, Plan
from experiments.bench.processes import Failed, fresh
from experiments.bench.programs import ROOT
from experiments.bench.readings import Table, cell, number, values

PART: Final = "county"
SIMPY: Final = "SimPy, idiomatic, same kind of pathway"
ENGINES: Final = ("simpy", "compiled")
RULES: Final = ("as today", "all policies")
PARTS: Final = ("import_s", "load_s", "simulate_s", "measures_s", "whole_s", "whole_clock_s", "write_s")
SAME: Final = ("visits", "tests", "stays", "gave_up", "events")
WAITS: Final = {"village": "wait at the posts, min", "township": "at the townships", "county": "at the hospitals"}


def measured(plan: Plan, long_simpy: bool = False) -> Found:
    """Short runs and whole years, each beside a short run of SimPy.

    Args:
        long_simpy: the simpy engine runs the whole year too.
    """
    found = Found(PART)
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "numbers.pickle")
        plan.say("county: counting what the SimPy program needs to know")
        _count(plan, found, file)
        for round_ in range(1, plan.rounds + 1):
            for name, engine, rules, whole in _rows(long_simpy):
                if name not in found.missing:
                    plan.say(f"county, round {round_} of {plan.rounds}: {name}, beside SimPy")
                    beside = found.try_one(SIMPY, "county_simpy", file=file, seed=round_)
                    twice = not whole and engine == "compiled"
                    period = _period(plan, whole) | {"replication": round_, "again": twice}
                    period["loaded"] = not whole and not twice
                    read = found.try_one(name, "county", engine=engine, overlays=overlays(plan, rules), **period)
                    if read is not None:
                        _note(found, name, plan, round_, read, beside)
    return found


def _rows(long_simpy: bool) -> list[tuple[str, str, str, bool]]:
    """Name, engine, rules, and whether for the whole period."""
    short = [(row_of(engine, rules), engine, rules, False) for rules in RULES for engine in ENGINES]
    return short + [(year_of(engine, rules), engine, rules, True) for engine, rules in _years(long_simpy)]


def _years(long_simpy: bool) -> list[tuple[str, str]]:
    return [(engine, rules) for engine in (ENGINES if long_simpy else ENGINES[1:]) for rules in RULES]


def _period(plan: Plan, whole: bool) -> dict[str, Any]:
    weeks = {"weeks": plan.weeks, "warm_up_weeks": plan.warm_up_weeks} if whole else {"weeks": plan.short_weeks}
    return {"scenario": plan.county, **weeks}


def overlays(plan: Plan, rules: str) -> list[str]:
    """No package, or all that stand together on this county."""
    if rules == "as today":
        return []
    return [str(package.relative_to(ROOT)) for package in every_lever(ROOT / plan.county)[0]]


def row_of(engine: str, rules: str) -> str:
    """The name of a short run."""
    return f"tiercare, {engine} engine, {rules}"


def year_of(engine: str, rules: str) -> str:
    """The name of a run of the whole period."""
    return f"whole period, {engine} engine, {rules}"


def _count(plan: Plan, found: Found, file: str) -> None:
    """On the fast engine if it is there: both write the same ledger."""
    for engine in reversed(ENGINES):
        try:
            fresh("county_numbers", engine=engine, file=file, scenario=plan.county, weeks=plan.short_weeks)
        except Failed as reason:
            found.missing[SIMPY] = str(reason)
        else:
            found.missing.pop(SIMPY, None)
            return


def run_s(read: dict[str, Any]) -> float:
    """Seconds of ``simulate``: its second run in a process where there was one."""
    return float(read.get("again_s", read["simulate_s"]))


def engine_s(read: dict[str, Any]) -> float:
    """Seconds of the engine alone: the run less what comes before its first event."""
    return float(max(1e-9, run_s(read) - read["demand_s"]))


def _note(
    found: Found, name: str, plan: Plan, round_: int, read: dict[str, Any], beside: dict[str, Any] | None
) -> None:
    """Everything read of one run, and its ratios to the run of SimPy beside it."""
    weeks = plan.weeks + plan.warm_up_weeks if name.startswith("whole") else plan.short_weeks
    for part in (*PARTS, "demand_s"):
        found.note(name, weeks, round_, part, read[part], "s")
    found.note(name, weeks, round_, "run_s", run_s(read), "s")
    found.note(name, weeks, round_, "engine_s", engine_s(read), "s")
    for what, counted in (read["counts"] | read["same"]).items():
        found.note(name, weeks, round_, what, counted, "min" if what in WAITS else "count")
    found.note(name, weeks, round_, "visits_per_s", read["same"]["visits"] / run_s(read), "1/s")
    found.note(name, weeks, round_, "peak_mb", read["peak_mb"], "MB")
    if beside is None:
        return
    theirs = beside["visits"] / beside["run_s"]
    for what, counted in [(what, beside[what]) for what in SAME] + list(beside["waits"].items()):
        found.note(SIMPY, plan.short_weeks, round_, what, counted, "min" if what in WAITS else "count")
    found.note(SIMPY, plan.short_weeks, round_, "run_s", beside["run_s"], "s")
    found.note(SIMPY, plan.short_weeks, round_, "visits_per_s", theirs, "1/s")
    found.note(SIMPY, plan.short_weeks, round_, "peak_mb", beside["peak_mb"], "MB")
    for ratio, seconds in (("ratio", run_s(read)), ("alone_ratio", engine_s(read))):
        found.note(name, weeks, round_, ratio, read["same"]["visits"] / seconds / theirs, "1")


def tables(plan: Plan, found: Found, long_simpy: bool = False) -> list[Table]:
    """The pairs, whether the two programs do the same, and the whole job part by part."""
    return [_pair_table(plan, found), _same_table(found), _job_table(plan, found, long_simpy)]


def _pair_table(plan: Plan, found: Found) -> Table:
    years = [year_of("compiled", rules) for rules in RULES]
    lines: list[tuple[str, ...]] = []
    for name in (SIMPY, *(row_of(engine, rules) for rules in RULES for engine in ENGINES), *years):
        if name in found.missing:
            lines.append((name, NOT_AVAILABLE, *[""] * 5))
            continue
        theirs = name == SIMPY
        read = {what: cell(values(found.readings, name, what)) for what in ("visits", "visits_per_s")}
        ratios = ["1" if theirs else cell(values(found.readings, name, what)) for what in ("ratio", "alone_ratio")]
        engine = cell(values(found.readings, name, "run_s" if theirs else "engine_s"))
        memory = cell(values(found.readings, name, "peak_mb"), 3)
        lines.append((name, read["visits"], read["visits_per_s"], engine, *ratios, memory))
    notes = (
        f"{Path(plan.county).name}. Short runs last {number(plan.short_weeks)} weeks from an empty county, because "
        "the "
        "rows on SimPy take long; all ratios are per visit. Each row ran with SimPy right before.",
        "*simulate*: demand, run and ledger (short and compiled: the second run of a process). *engine alone*: "
        "without drawing residents and illness. In a short run the compiled engine pays for little but setting up.",
        *(
            f"Engine alone, compiled over simpy, {rules}: {_over(found, rules, row_of)} × in short runs; compiled "
            "over "
            f"the whole period against simpy over the short one, per visit: {_over(found, rules, year_of)} ×. Asked "
            "for: "
            "at least 10 ×."
            for rules in RULES
        ),
        "Asked for, compiled engine alone over idiomatic SimPy: at least 30 ×.",
    )
    title = "2. A county: ratio to idiomatic SimPy"
    heads = ("program", "visits", "visits/s", "engine alone, s", "simulate, ratio", "engine alone, ratio", "peak MB")
    return Table(title, heads, tuple(lines), notes)


def _over(found: Found, rules: str, of: Callable[[str, str], str]) -> str:
    """The compiled engine over the simpy engine, by their ratios to idiomatic SimPy."""
    quick, slow = (
        values(found.readings, name, "alone_ratio") for name in (of("compiled", rules), row_of("simpy", rules))
    )
    return cell([one / other for one, other in zip(quick, slow, strict=False)])


def _same_table(found: Found) -> Table:
    heads = ("program", *(what.replace("_", " ") for what in SAME), *WAITS.values())
    lines = [
        (name, *(cell(values(found.readings, name, what), 3) for what in (*SAME, *WAITS)))
        for name in (SIMPY, row_of("simpy", "as today"))
        if name not in found.missing
    ]
    notes = (
        "What the SimPy program has of the pathway: onset at random through the week, the way, the door (closing "
        "hours; "
        "whoever finds it closed for long comes back within two hours of its opening), desks, clinics and machines "
        "with "
        "priorities, patience, tests with their reports, the second look, referral, admission to the general ward "
        "and "
        "the next visit. Doors, services and numbers of staff and beds are those of the scenario; who goes where "
        "next is "
        "drawn from shares counted in a run of tiercare.",
        "What it leaves out, all in its favour: choosing where to go, what a clinician finds and whether it is "
        "right, "
        "policies, prices and insurance, chronic control, rosters by weekday, ambulances as such, beds in "
        "intensive care "
        "and recovery, visits that are put off, the days table and most columns of the ledger. *events*: what either "
        "calendar had on it; tiercare takes a free unit and draws an onset without one.",
    )
    return Table("2. A county: do both programs have the same to do?", heads, tuple(lines), notes)


def _job_table(plan: Plan, found: Found, long_simpy: bool) -> Table:
    weeks = plan.weeks + plan.warm_up_weeks
    lines = []
    for name in (year_of(engine, rules) for engine, rules in _years(long_simpy)):
        if name in found.missing:
            lines.append((name, NOT_AVAILABLE, *[""] * (len(PARTS) + 3)))
            continue
        parts = [cell(values(found.readings, name, part)) for part in (*PARTS, "visits_per_s")]
        visits, peak = (values(found.readings, name, what) for what in ("visits", "peak_mb"))
        lines.append((name, cell(visits), *parts, cell(peak, 3)))
    heads = (
        "job", "visits", "imports, s", "load, s", "simulate, s", "measures, s", "whole, s", "whole, by the clock",
        "write, s", "visits/s", "peak MB",
    )  # fmt: skip
    kept = [Path(path).stem for path in overlays(plan, "all policies")]
    notes = (
        f"{Path(plan.county).name}, {number(weeks)} weeks. *whole* runs from the first import to the table of "
        "measures in a "
        "fresh process; writing the ledger as Parquet comes on top. Asked for: 15 s or less, 2 GB or less.",
        f"All policies: the {len(kept)} packages of scenarios/policies/ that stand together ({', '.join(kept)}).",
        *(() if long_simpy else ("The simpy engine runs the whole period with --long-simpy only.",)),
        *found.reasons(),
    )
    return Table(f"2. A county: the whole job, {number(weeks)} weeks", heads, tuple(lines), notes)
