"""Table 4: how long until the first answer: imports, loading a scenario, compiling for the first time."""

from __future__ import annotations

import tempfile
from typing import Final

from experiments.bench.plan import NOT_AVAILABLE, Found, Plan
from experiments.bench.processes import Failed, wall_s
from experiments.bench.readings import Table, cell, values

PART: Final = "start-up"
HAMLET: Final = "scenarios/hamlet.yaml"
OVERLAY: Final = "scenarios/policies/gatekeeping.yaml"

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
        f"{engine}: first run ever, nothing compiled": RUN.format(overlays=(), more="", **plain),
        f"{engine}: a later start": RUN.format(overlays=(), more="", **plain),
        f"{engine}: another policy": RUN.format(overlays=(OVERLAY,), more="", **plain),
        f"{engine}: another number": RUN.format(overlays=(), more='"people.residents": 2500', **plain),
    }


def measured(plan: Plan) -> Found:
    """Every row in processes of its own; the caches of compiled code are new in each round."""
    found = Found(PART)
    for round_ in range(1, plan.rounds + 1):
        for name, code in programs(plan.county).items():
            _wall(plan, found, name, code, round_, {})
        for engine in ("simpy", "compiled"):
            with tempfile.TemporaryDirectory() as folder:
                for name, code in runs(engine).items():
                    if any(missing.startswith(engine) for missing in found.missing):
                        found.missing.setdefault(name, next(iter(found.missing.values())))
                    _wall(plan, found, name, code, round_, {"NUMBA_CACHE_DIR": folder})
    return found


def _wall(plan: Plan, found: Found, name: str, code: str, round_: int, env: dict[str, str]) -> None:
    if name in found.missing:
        return
    plan.say(f"start-up, round {round_} of {plan.rounds}: {name}")
    try:
        found.note(name, 1, round_, "wall_s", wall_s(code, env), "s")
    except Failed as reason:
        found.missing[name] = str(reason)


def tables(plan: Plan, found: Found) -> list[Table]:
    """Seconds from starting a process to its end."""
    names = [*programs(plan.county), *runs("simpy"), *runs("compiled")]
    lines = tuple(
        (name, NOT_AVAILABLE if name in found.missing else cell(values(found.readings, name, "wall_s")))
        for name in names
    )
    notes = (
        "From starting the process to its end. Runs: a week of the hamlet (3,000 people), load to ledger; the cache of "
        "compiled code is an empty folder before the first.",
        *found.reasons(),
    )
    return [Table("4. Start-up: seconds", ("what", "seconds"), lines, notes)]
