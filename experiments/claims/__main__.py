"""What must the model show, and which claims come true? ``python -m experiments.claims --reps 20``.

The rows stand in ``claims.yaml`` as data; this runs what they need, judges each by one rule and writes
``claims.md`` and ``claims.csv``. Finished runs are kept, so a killed run of this goes on where it stopped.
Exit codes: 0 done, 1 a structural property does not hold or a run broke a law, 2 bad input, 130 interrupted.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from experiments.claims.declared import read
from experiments.claims.judged import FAILS, Shown, Trial
from experiments.claims.on_trial import Bench
from experiments.claims.runs import Shelf
from experiments.claims.written import Setup, page, table
from experiments.runs import SEED, atomic
from experiments.runs.one_run import the_county
from experiments.runs.refusals import Interrupted, RunsFailed
from experiments.runs.store import csv_bytes
from sim.scenario.faults import ScenarioFaults
from sim.scenario.load import SCENARIOS

FEW: Final = 4
"""Replications of exact properties and of each cell of a grid, unless said otherwise."""


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(prog="python -m experiments.claims", description=__doc__.split("\n")[0])
    parser.add_argument("--reps", type=int, default=20, help="replications of claims and ladders")
    parser.add_argument("--grid-reps", type=int, default=FEW, help="replications of exact properties and grid cells")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="only this row (repeat for more)")
    parser.add_argument("--county", type=Path, help="another county than claims.yaml names")
    parser.add_argument("--out", type=Path, default=Path("results/reference"), help="where the page and table go")
    parser.add_argument("--runs", type=Path, default=Path("results/claims"), help="where finished runs are kept")
    parser.add_argument("--plan", action="store_true", help="say how many runs it takes, and run nothing")
    asked = parser.parse_args(given)
    if asked.reps < 2 or asked.grid_reps < 2:
        parser.error("an interval needs at least two replications")
    return asked


def main(given: Sequence[str] | None = None) -> int:
    """Run what is missing, judge, write; answers the exit code."""
    asked = arguments(given)
    claims = read()
    try:
        claims = claims.only(tuple(asked.only)) if asked.only else claims
        county = asked.county or SCENARIOS / claims.county
        shelf = Shelf(asked.runs, the_county())
        bench = Bench(claims, county, shelf, asked.reps, asked.grid_reps)
    except (KeyError, ScenarioFaults) as problem:
        print(problem.args[0] if isinstance(problem, KeyError) else problem, file=sys.stderr)
        return 2
    if asked.plan:
        print(f"{shelf.planned} runs")
        return 0
    try:
        shelf.carry_out(asked.workers, tidy=not asked.only)
    except Interrupted as stopped:
        print(stopped, file=sys.stderr)
        return 130
    except RunsFailed as problem:
        print(problem, file=sys.stderr)
        return 1
    structure = bench.structure()
    write(asked.out, bench, structure, bench.trials(), command(asked, county))
    return 1 if shelf.broken or any(row.outcome == FAILS for row in structure) else 0


def command(asked: argparse.Namespace, county: Path) -> str:
    """The command line that repeats this."""
    words = ["python", "-m", "experiments.claims", "--reps", str(asked.reps), "--grid-reps", str(asked.grid_reps)]
    words += ["--county", county.as_posix()] if asked.county else []
    return shlex.join([*words, *(word for name in asked.only for word in ("--only", name))])


def write(out: Path, bench: Bench, structure: Sequence[Shown], trials: Sequence[Trial], typed: str) -> None:
    """claims.md and claims.csv, each whole or not at all."""
    claims, shelf = bench.claims, bench.shelf
    long, brief = (f"{one.warm_up} of warm-up and {one.measure} measured" for one in (claims.long, claims.short))
    counts = shelf.planned, bench.replications, bench.few
    setup = Setup(bench.county.name, typed, SEED, *counts, long, brief, tuple(shelf.broken))
    atomic.write_file(out / "claims.md", page(setup, structure, trials).encode())
    atomic.write_file(out / "claims.csv", csv_bytes(table(structure, trials)))


if __name__ == "__main__":
    sys.exit(main())
