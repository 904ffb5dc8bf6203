"""Table 3: how long until the first answer: imports, loading a scenario, compiling for the first time."""

from __future__ import annotations

import tempfile
from typing import Final

from experiments.bench.plan import NOT_AVAILABLE, Found, Plan
from experiments.bench.processes import Failed, start_to_end_s
from experiments.bench.readings import Table, cell, values

PART: Final = "start-up"
HAMLET: Final = "scenarios/hamlet.yaml"
OVERLAY: Final = "scenarios/policies/gatekeeping.yaml"

ONCE: Final = ("nothing compiled", "compiled for the first time")
"""How the rows end that compile: in the first round only, later ones find it done."""

ENGINES: Final = ("simpy", "compiled")
STUDY: Final = """
import sys, tempfile
from experiments.command_line.app import main
with tempfile.TemporaryDirectory() as folder:
    sys.argv = ["tiercare", *{asked!r}, "--out", folder + "/study"]
    main()
"""
RUN: Final = """
from sim import load, simulate
week = {{"calendar.warm_up": "0 days", "calendar.measure": "7 days", {more}}}
ready = load({scenario!r}, overlays={overlays!r}, settings=week)
ledger = simulate(ready, engine={engine!r})
if ledger.meta["engine"] != {engine!r}: raise SystemExit("asked for {engine}, " + ledger.meta["engine"] + " ran")
"""


def programs(county: str) -> dict[str, str]:
    """What a process does, by row."""
    return {
        "Python alone": "pass",
        "import sim": "import sim; sim.load, sim.simulate",
        "load the hamlet": f"from sim import load; load({HAMLET!r})",
        "load the common model": "from sim import load; load('scenarios/theory/three_tier.yaml')",
        f"load {county.split('/')[-1]}": f"from sim import load; load({county!r})",
    }


def runs(engine: str) -> dict[str, str]:
    """A week of the hamlet from start to end, in the order in which the processes run: they share one cache."""
    plain = {"scenario": HAMLET, "engine": engine}
    return {
        f"{engine}: first run ever, {ONCE[0]}": RUN.format(overlays=(), more="", **plain),
        f"{engine}: a later start": RUN.format(overlays=(), more="", **plain),
        f"{engine}: another policy, {ONCE[1]}": RUN.format(overlays=(OVERLAY,), more="", **plain),
        f"{engine}: another number": RUN.format(overlays=(), more='"people.residents": 2500', **plain),
    }


def studies(plan: Plan) -> dict[str, str]:
    """A small question from the command to the page of the report, on each engine."""
    asked = ["compare", HAMLET, "--with", OVERLAY, "--reps", "2", "--workers", "1"]
    asked += ["--set", f"calendar.measure={plan.study_weeks} weeks"]
    return {f"{engine}: a small study": STUDY.format(asked=[*asked, "--engine", engine]) for engine in ENGINES}


def measured(plan: Plan) -> Found:
    """Every row in processes of its own. Compiling takes a minute or two and is done once, in the first round."""
    found = Found(PART)
    with tempfile.TemporaryDirectory() as folder:
        for round_ in range(1, plan.rounds + 1):
            for name, code in programs(plan.county).items():
                _timed(plan, found, name, code, round_, {})
            for name, code in studies(plan).items():
                _timed(plan, found, name, code, round_, {})
            for engine in ENGINES:
                cache = {"NUMBA_CACHE_DIR": f"{folder}/{engine}", "TIERCARE_CACHE": f"{folder}/{engine}"}
                for name, code in runs(engine).items():
                    if any(missing.startswith(engine) for missing in found.missing):
                        found.missing.setdefault(name, next(iter(found.missing.values())))
                    if round_ == 1 or not name.endswith(ONCE):
                        _timed(plan, found, name, code, round_, cache)
    return found


def _timed(plan: Plan, found: Found, name: str, code: str, round_: int, env: dict[str, str]) -> None:
    if name in found.missing:
        return
    plan.say(f"start-up, round {round_} of {plan.rounds}: {name}")
    try:
        worked_s, clock_s = start_to_end_s(code, env)
        found.note(name, 1, round_, "processor_s", worked_s, "s")
        found.note(name, 1, round_, "clock_s", clock_s, "s")
    except Failed as reason:
        found.missing[name] = str(reason)


def tables(plan: Plan, found: Found) -> list[Table]:
    """Seconds from starting a process to its end."""
    names = [*programs(plan.county), *runs("simpy"), *runs("compiled"), *studies(plan)]
    kinds = ("processor_s", "clock_s")
    lines = tuple(
        (name, NOT_AVAILABLE, "") if name in found.missing
        else (name, *(cell(values(found.readings, name, kind)) for kind in kinds))
        for name in names
    )  # fmt: skip
    notes = (
        "From starting the process to its end. Runs: a week of the hamlet (3,000 people), load to ledger; the "
        "cache of "
        "compiled code is an empty folder before the first run ever, which is run once; what a later one compiles "
        "stays. "
        f"*a small study*: `tiercare compare` on the hamlet as today and with gatekeeping, {plan.study_weeks} "
        "weeks, 2 replications "
        "each, tables and report included.",
        *found.reasons(),
    )
    return [Table("3. Start-up: seconds", ("what", "of the processor", "by the clock"), lines, notes)]
