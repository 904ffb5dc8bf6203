"""Which mechanisms do what is claimed of them, and where? ``python -m experiments.mechanisms --reps 20``.

The rows stand in ``rows/`` as data; this runs what they need, judges each by one rule and writes
``mechanisms.md``, ``mechanisms.csv`` and a figure for each region. ``--every-county`` tries the properties of the
structure on every county of the repository instead and writes ``structural.md`` and ``structural.csv``.
Finished runs are kept, so a killed run goes on where it stopped. Exit codes: 0 done, 1 a structural property
does not hold or a run broke a law, 2 bad input, 130 interrupted.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from experiments.mechanisms import everywhere
from experiments.mechanisms.counties import read_counties
from experiments.mechanisms.declared import Claims, read
from experiments.mechanisms.drawn import factorial_figure, region_figure
from experiments.mechanisms.everywhere import Tour
from experiments.mechanisms.factorials import Joined
from experiments.mechanisms.judged import FAILS, Shown, Trial
from experiments.mechanisms.kept import Kept
from experiments.mechanisms.on_trial import Bench
from experiments.mechanisms.runs import Shelf
from experiments.mechanisms.tabled import Made, table
from experiments.mechanisms.written import Setup, page
from experiments.runs import SEED, atomic
from experiments.runs.one_run import the_county
from experiments.runs.provenance import code_digest
from experiments.runs.refusals import Interrupted, RunsFailed
from experiments.runs.store import csv_bytes
from sim.scenario.faults import ScenarioFaults
from sim.scenario.load import SCENARIOS

FEW: Final = 4
"""Replications of exact properties and of each cell of a grid, unless said otherwise."""


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(prog="python -m experiments.mechanisms", description=__doc__.split("\n")[0])
    parser.add_argument("--reps", type=int, default=20, help="replications of claims and ladders")
    parser.add_argument("--grid-reps", type=int, default=FEW, help="replications of exact properties and grid cells")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="only this row (repeat for more)")
    parser.add_argument("--keep", action="store_true", help="with --only: the other rows stay as the table has them")
    parser.add_argument("--weeks", type=int, help="weeks measured in every run, instead of what rows/county.yaml says")
    parser.add_argument("--county", help="another county: a file, or a name in scenarios/")
    parser.add_argument(
        "--every-county", nargs="*", metavar="NAME", help="the structure alone, on every county (or on these)"
    )
    parser.add_argument("--out", type=Path, default=Path("results/reference"), help="where the page and table go")
    parser.add_argument(
        "--page", default="mechanisms", help="name of the page, its table and the folder of its figures"
    )
    parser.add_argument("--without-grids", action="store_true", help="claims alone: no grids of inputs")
    parser.add_argument(
        "--runs", type=Path, help="where finished runs are kept: results/mechanisms, or results/structural"
    )
    parser.add_argument("--plan", action="store_true", help="say how many runs it takes, and run nothing")
    asked = parser.parse_args(given)
    asked.runs = asked.runs or Path("results", "mechanisms" if asked.every_county is None else "structural")
    if asked.keep and not asked.only:
        parser.error("--keep says that rows are kept: name those that are run with --only")
    if asked.reps < 2 or asked.grid_reps < 2:
        parser.error("an interval needs at least two replications")
    return asked


def main(given: Sequence[str] | None = None) -> int:
    """Run what is missing, judge, write; answers the exit code."""
    asked = arguments(given)
    claims = read()
    if asked.every_county is not None:
        return travel(asked, claims)
    try:
        some = claims.only(tuple(asked.only)) if asked.only else claims
        claims = claims if asked.keep else some
        claims = claims.for_weeks(asked.weeks) if asked.weeks else claims
        claims = claims.without_grids() if asked.without_grids and not asked.keep else claims
        claims = claims.for_county(asked.county) if asked.county else claims
        county = county_named(claims.county)
        shelf = Shelf(asked.runs, the_county())
        table = asked.out / f"{asked.page}.csv"
        kept = Kept.read(table, asked.only, not asked.without_grids) if asked.keep else None
        bench = Bench(claims, county, shelf, asked.reps, asked.grid_reps, kept)
    except (KeyError, ScenarioFaults) as problem:
        return refused(problem)
    ended = run(shelf, asked, tidy=not asked.only)
    if ended is not None:
        return ended
    structure = bench.structure()
    write(asked.out, bench, structure, bench.trials(), bench.joined(), command(asked), asked.page)
    return 1 if shelf.broken or any(row.outcome == FAILS for row in structure) else 0


def refused(problem: KeyError | ScenarioFaults) -> int:
    """Say what cannot be run, and why."""
    print(problem.args[0] if isinstance(problem, KeyError) else problem, file=sys.stderr)
    return 2


def travel(asked: argparse.Namespace, claims: Claims) -> int:
    """The structure on every county; answers the exit code."""
    shelf = Shelf(asked.runs, the_county())
    try:
        counties = read_counties(claims)
        counties = counties.only(tuple(asked.every_county)) if asked.every_county else counties
        tour = Tour(claims, counties, shelf)
    except (KeyError, ScenarioFaults) as problem:
        return refused(problem)
    ended = run(shelf, asked, tidy=not asked.every_county)
    if ended is not None:
        return ended
    typed = shlex.join(["python", "-m", "experiments.mechanisms", "--every-county", *asked.every_county])
    rows = everywhere.write(asked.out, tour, typed)
    return 1 if shelf.broken or everywhere.fails(rows) else 0


def run(shelf: Shelf, asked: argparse.Namespace, tidy: bool) -> int | None:
    """Do the runs that are missing; the exit code where that is the end of it."""
    if asked.plan:
        print(f"{shelf.planned} runs")
        return 0
    try:
        shelf.carry_out(asked.workers, tidy)
    except Interrupted as stopped:
        print(stopped, file=sys.stderr)
        return 130
    except RunsFailed as problem:
        print(problem, file=sys.stderr)
        return 1
    return None


def county_named(word: str) -> Path:
    """The file of a county: a path, or a name in scenarios/ with or without its ending."""
    path = Path(word)
    return path if path.is_file() else SCENARIOS / path.with_suffix(".yaml")


def command(asked: argparse.Namespace) -> str:
    """The command line that repeats this."""
    words = ["python", "-m", "experiments.mechanisms", "--reps", str(asked.reps), "--grid-reps", str(asked.grid_reps)]
    words += ["--weeks", str(asked.weeks)] if asked.weeks else []
    words += ["--county", asked.county] if asked.county else []
    words += ["--page", asked.page] if asked.page != "mechanisms" else []
    words += ["--without-grids"] if asked.without_grids else []
    words += ["--keep"] if asked.keep else []
    return shlex.join([*words, *(word for name in asked.only for word in ("--only", name))])


def write(
    out: Path,
    bench: Bench,
    structure: Sequence[Shown],
    trials: Sequence[Trial],
    joined: Sequence[Joined],
    typed: str,
    name: str = "mechanisms",
) -> None:
    """The page, its table and the figures, each whole or not at all."""
    claims, shelf = bench.claims, bench.shelf
    long, brief = (f"{one.warm_up} of warm-up and {one.measure} measured" for one in (claims.long, claims.short))
    counts = shelf.planned, bench.replications, bench.few
    overlays = {name: arm.said for name, arm in claims.arms.items()}
    missing = read().without_a_row
    now = Made(typed, code_digest()[:12])
    broken, kept = tuple(shelf.broken), bench.kept_rows(now)
    setup = Setup(bench.county.name, typed, SEED, *counts, long, brief, broken, overlays, missing, name, kept)
    (out / name).mkdir(parents=True, exist_ok=True)
    for trial in trials:
        if trial.grids:
            atomic.write_file(out / name / f"region_{trial.entry.name}.svg", region_figure(trial).encode())
    for one in joined:
        atomic.write_file(out / name / f"together_{one.entry.name}.svg", factorial_figure(one).encode())
    atomic.write_file(out / f"{name}.md", page(setup, structure, trials, joined).encode())
    rows = table(structure, trials, joined, lambda part, row: bench.made(part, row, now))
    atomic.write_file(out / f"{name}.csv", csv_bytes(rows))


if __name__ == "__main__":
    sys.exit(main())
