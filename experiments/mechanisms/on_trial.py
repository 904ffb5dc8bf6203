"""The claims laid out on one county: which runs they need, and what the runs say of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from experiments.mechanisms import judged
from experiments.mechanisms.declared import Claims, arms_of
from experiments.mechanisms.entries import (
    Axis,
    Claim,
    Exact,
    Expected,
    Factorial,
    Grid,
    Ladder,
    Level,
    Measured,
    Mechanism,
    Order,
    Period,
    Placed,
    Setting,
)  # fmt: skip
from experiments.mechanisms.exact import CHECKS
from experiments.mechanisms.factorials import Joined, together_of
from experiments.mechanisms.judged import Line, Shown, Trial
from experiments.mechanisms.runs import Shelf, Wanted
from experiments.runs.one_run import MAIN_WINDOW, Recipe
from sim.scenario.load import SCENARIOS

ANYWHERE: Final = Placed()
"""A row that is run as the others are."""


class Bench:
    """The claims laid out on one county: which runs they need, and what the runs say."""

    def __init__(self, claims: Claims, county: Path, shelf: Shelf, replications: int, few: int) -> None:
        self.claims, self.county, self.shelf = claims, county, shelf
        self.replications, self.few = replications, few
        self.shelf.want(list(self._wanted()))

    # -- which runs --------------------------------------------------------------------------------

    def recipe(
        self, arm: str, where: Placed = ANYWHERE, *, brief: bool = False, more: tuple[Setting, ...] = ()
    ) -> Recipe:
        """How an arm is loaded, over the long or the short period, or as the row has it."""
        return self.claims.arms[arm].recipe(self.county_of(where), self.period_of(where, brief=brief), more)

    def county_of(self, where: Placed) -> Path:
        """The file of the county on which a row is run."""
        return SCENARIOS / where.county if where.county else self.county

    def period_of(self, where: Placed, *, brief: bool = False) -> Period:
        """How long the runs of a row are."""
        return where.period or (self.claims.short if brief else self.claims.long)

    def replications_of(self, where: Placed, *, few: bool = False) -> int:
        """How often a row is run: as the command says; a row that says so itself, no more often than claims are."""
        if where.replications is None:
            return self.few if few else self.replications
        return min(where.replications, self.replications)

    def said_of(self, where: Placed, *, brief: bool = False) -> str:
        """Where and how long a row is run, in words."""
        return f"{self.county_of(where).name}, {self.period_of(where, brief=brief).said}"

    def _wants(self, name: str, recipe: Recipe, where: Placed, *, few: bool = False) -> Wanted:
        windows = where.period.windows if where.period else 1
        return Wanted(name, recipe, self.replications_of(where, few=few), windows=windows)

    def _wanted(self) -> list[Wanted]:
        found: list[Wanted] = []
        for entry in self.claims.structure:
            if isinstance(entry, Exact):
                found += [Wanted(arm, self.recipe(arm, brief=True), self.few, keep=True) for arm in arms_of(entry)]
            else:
                found += [Wanted(arm, self.recipe(arm, brief=True), self.replications) for arm in arms_of(entry)]
        for trial in self.claims.mechanisms:
            found += [self._wants(arm, self.recipe(arm, trial), trial) for arm in arms_of(trial)]
            if trial.grid is None:
                continue
            for row in trial.grid.rows.levels:
                for column in trial.grid.columns.levels:
                    cells = self._cell(trial, trial.grid, row, column)
                    names = f"{trial.against} grid", f"{trial.arm} grid"
                    found += [self._wants(*one, trial.grid, few=True) for one in zip(names, cells, strict=True)]
        for factorial in self.claims.factorials:
            found += [
                self._wants(
                    f"{factorial.name} {''.join(map(str, cell))}", self._combined(factorial, cell), factorial, few=True
                )
                for cell in factorial.cells
            ]
        return found

    def _combined(self, entry: Factorial, cell: tuple[int, ...]) -> Recipe:
        """The county with some levers of a factorial on, over the long period."""
        return entry.arm(cell).recipe(self.county_of(entry), self.period_of(entry))

    def _cell(self, trial: Mechanism, grid: Grid, row: Level, column: Level) -> tuple[Recipe, Recipe]:
        """Without and with the policy at one point of the grid; what is the county's is set in both."""
        axes: list[tuple[Axis, Level]] = [(grid.rows, row), (grid.columns, column)]
        both = tuple(setting for axis, level in axes if axis.of == "county" for setting in level.settings)
        own = tuple(setting for axis, level in axes if axis.of == "policy" for setting in level.settings)
        before = self.recipe(trial.against, grid, brief=True, more=both)
        return before, self.recipe(trial.arm, grid, brief=True, more=(*both, *own))

    # -- what they say -----------------------------------------------------------------------------

    def structure(self) -> list[Shown]:
        """Every property of the structure."""
        return [self._shown(entry) for entry in self.claims.structure]

    def _shown(self, entry: Order | Ladder | Exact) -> Shown:
        shelf, n = self.shelf, self.replications
        if isinstance(entry, Order):
            recipe = self.recipe(entry.arm, brief=True)
            return judged.order(entry, [shelf.values(recipe, value.cell, n) for value in entry.values])
        recipes = [self.recipe(arm, brief=True) for arm in arms_of(entry)]
        if isinstance(entry, Ladder):
            return judged.ladder(entry, [shelf.values(recipe, entry.cell, n) for recipe in recipes])
        before, after = recipes
        scenario, check = shelf.scenario(after), CHECKS[entry.check]
        pairs = ((shelf.ledger(before, k), shelf.ledger(after, k)) for k in range(self.few))
        return judged.exact(entry, [check(one, other, scenario) for one, other in pairs])

    def trials(self) -> list[Trial]:
        """Every mechanism on trial; the intervals of all claims hold together."""
        every = sum(len(entry.claims) + len(entry.side_effects) for entry in self.claims.mechanisms)
        return [self._trial(entry, every) for entry in self.claims.mechanisms]

    def _trial(self, entry: Mechanism, comparisons: int) -> Trial:
        today, policy, n = self.recipe(entry.against, entry), self.recipe(entry.arm, entry), self.replications_of(entry)

        def pair(one: Measured, window: str = MAIN_WINDOW) -> tuple[list[float], list[float]]:
            return self.shelf.values(today, one.cell, n, window), self.shelf.values(policy, one.cell, n, window)

        def tried(claims: Sequence[Claim]) -> tuple[Line, ...]:
            return tuple(judged.tried(claim, *pair(claim), comparisons, entry.arm) for claim in claims)

        beside = tuple(judged.beside(one, *pair(one), entry.arm) for one in entry.explained_by)
        parts = range(1, self.period_of(entry).windows)
        earlier = tuple(
            tuple(judged.beside(claim, *pair(claim, str(part)), entry.arm) for part in parts)
            for claim in (*entry.claims, *entry.side_effects)
        )
        grid = entry.grid
        grids = () if grid is None else tuple((one, self._signs(entry, grid, one)) for one in grid.measures)
        where = self.said_of(entry), self.said_of(grid or ANYWHERE, brief=True)
        return Trial(entry, tried(entry.claims), tried(entry.side_effects), beside, grids, n, earlier, *where)

    def _signs(self, entry: Mechanism, grid: Grid, expected: Expected) -> tuple[tuple[Line, ...], ...]:
        n = self.replications_of(grid, few=True)

        def cell(row: Level, column: Level) -> Line:
            before, after = (
                self.shelf.values(recipe, expected.cell, n) for recipe in self._cell(entry, grid, row, column)
            )
            return judged.cell(expected, before, after, (row.label, column.label))

        levels = grid.columns.levels
        return tuple(tuple(cell(row, column) for column in levels) for row in grid.rows.levels)

    def joined(self) -> list[Joined]:
        """Every factorial: levers alone and together."""
        return [
            Joined(
                entry,
                tuple(together_of(entry, of, self._values(entry, of)) for of in entry.measures),
                self.replications_of(entry, few=True),
                self.said_of(entry),
            )
            for entry in self.claims.factorials
        ]

    def _values(self, entry: Factorial, of: Measured) -> dict[tuple[int, ...], list[float]]:
        n = self.replications_of(entry, few=True)
        return {cell: self.shelf.values(self._combined(entry, cell), of.cell, n) for cell in entry.cells}
