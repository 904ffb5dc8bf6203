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

from experiments import atomic, claims_judged
from experiments.claims_declared import (
    Axis,
    Claim,
    Claims,
    Exact,
    Grid,
    Ladder,
    Level,
    Mechanism,
    Order,
    Setting,
    arms_of,
    read,
)
from experiments.claims_exact import CHECKS
from experiments.claims_judged import FAILS, Line, Shown, Trial
from experiments.claims_runs import Shelf, Wanted
from experiments.claims_written import Setup, page, table
from experiments.compare_study import SEED, RunsFailed
from experiments.one_run import Recipe, the_county
from experiments.replicate import Interrupted
from experiments.store import csv_bytes
from sim.scenario.faults import ScenarioFaults
from sim.scenario.load import SCENARIOS

TODAY: Final = "today"
FEW: Final = 4
"""Replications of exact properties and of each cell of a grid, unless said otherwise."""


class Bench:
    """The claims laid out on one county: which runs they need, and what the runs say."""

    def __init__(self, claims: Claims, county: Path, shelf: Shelf, replications: int, few: int) -> None:
        self.claims, self.county, self.shelf = claims, county, shelf
        self.replications, self.few = replications, few
        self.shelf.want(list(self._wanted()))

    # -- which runs --------------------------------------------------------------------------------

    def recipe(self, arm: str, *, brief: bool = False, more: tuple[Setting, ...] = ()) -> Recipe:
        """How an arm is loaded, over the long or the short period."""
        period = self.claims.short if brief else self.claims.long
        return self.claims.arms[arm].recipe(self.county, period, more)

    def _wanted(self) -> list[Wanted]:
        found: list[Wanted] = []
        for entry in self.claims.structure:
            if isinstance(entry, Exact):
                found += [Wanted(arm, self.recipe(arm, brief=True), self.few, keep=True) for arm in arms_of(entry)]
            else:
                found += [Wanted(arm, self.recipe(arm, brief=True), self.replications) for arm in arms_of(entry)]
        for trial in self.claims.mechanisms:
            found += [Wanted(arm, self.recipe(arm), self.replications) for arm in (TODAY, trial.arm)]
            for row in trial.grid.rows.levels:
                for column in trial.grid.columns.levels:
                    before, after = self._cell(trial, row, column)
                    found += [Wanted(f"{TODAY} grid", before, self.few), Wanted(f"{trial.arm} grid", after, self.few)]
        return found

    def _cell(self, trial: Mechanism, row: Level, column: Level) -> tuple[Recipe, Recipe]:
        """Today and the policy at one point of the grid; what is the county's is set in both."""
        grid: Grid = trial.grid
        axes: list[tuple[Axis, Level]] = [(grid.rows, row), (grid.columns, column)]
        both = tuple(setting for axis, level in axes if axis.of == "county" for setting in level.settings)
        own = tuple(setting for axis, level in axes if axis.of == "policy" for setting in level.settings)
        return self.recipe(TODAY, brief=True, more=both), self.recipe(trial.arm, brief=True, more=(*both, *own))

    # -- what they say -----------------------------------------------------------------------------

    def structure(self) -> list[Shown]:
        """Every property of the structure."""
        return [self._shown(entry) for entry in self.claims.structure]

    def _shown(self, entry: Order | Ladder | Exact) -> Shown:
        shelf, n = self.shelf, self.replications
        if isinstance(entry, Order):
            recipe = self.recipe(entry.arm, brief=True)
            return claims_judged.order(entry, [shelf.values(recipe, value.cell, n) for value in entry.values])
        recipes = [self.recipe(arm, brief=True) for arm in arms_of(entry)]
        if isinstance(entry, Ladder):
            return claims_judged.ladder(entry, [shelf.values(recipe, entry.cell, n) for recipe in recipes])
        before, after = recipes
        scenario, check = shelf.scenario(after), CHECKS[entry.check]
        pairs = ((shelf.ledger(before, k), shelf.ledger(after, k)) for k in range(self.few))
        return claims_judged.exact(entry, [check(one, other, scenario) for one, other in pairs])

    def trials(self) -> list[Trial]:
        """Every mechanism on trial; the intervals of all claims hold together."""
        every = sum(len(entry.claims) + len(entry.side_effects) for entry in self.claims.mechanisms)
        return [self._trial(entry, every) for entry in self.claims.mechanisms]

    def _trial(self, entry: Mechanism, comparisons: int) -> Trial:
        today, policy, n = self.recipe(TODAY), self.recipe(entry.arm), self.replications
        values = self.shelf.values

        def tried(claims: Sequence[Claim]) -> tuple[Line, ...]:
            return tuple(
                claims_judged.tried(
                    claim, values(today, claim.cell, n), values(policy, claim.cell, n), comparisons, entry.arm
                )
                for claim in claims
            )

        beside = tuple(
            claims_judged.beside(one, values(today, one.cell, n), values(policy, one.cell, n), entry.arm)
            for one in entry.explained_by
        )
        grids = tuple((expected, self._signs(entry, place)) for place, expected in enumerate(entry.grid.measures))
        return Trial(entry, tried(entry.claims), tried(entry.side_effects), beside, grids, n)

    def _signs(self, entry: Mechanism, place: int) -> tuple[tuple[Line, ...], ...]:
        expected = entry.grid.measures[place]

        def cell(row: Level, column: Level) -> Line:
            before, after = (
                self.shelf.values(recipe, expected.cell, self.few) for recipe in self._cell(entry, row, column)
            )
            return claims_judged.cell(expected, before, after, (row.label, column.label))

        levels = entry.grid.columns.levels
        return tuple(tuple(cell(row, column) for column in levels) for row in entry.grid.rows.levels)


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
