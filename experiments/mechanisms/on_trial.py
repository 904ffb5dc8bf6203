"""The claims laid out on one county: which runs they need, and what the runs say of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
from experiments.mechanisms.kept import Kept, Pair
from experiments.mechanisms.runs import Shelf, Wanted
from experiments.mechanisms.tabled import BESIDE, CLAIM, FACTORIAL, GRID, PART, SIDE_EFFECT, STRUCTURE, Made
from experiments.runs.one_run import MAIN_WINDOW, Recipe
from sim.scenario.load import SCENARIOS

ANYWHERE: Final = Placed()
"""A row that is run as the others are."""


class Bench:
    """The claims laid out on one county: which runs they need, and what the runs say.

    ``kept``: a table of before, from which rows are taken that are not run now.
    """

    def __init__(
        self, claims: Claims, county: Path, shelf: Shelf, replications: int, few: int, kept: Kept | None = None
    ) -> None:
        self.claims, self.county, self.shelf = claims, county, shelf
        self.replications, self.few, self.kept = replications, few, kept
        self._try_what_is_kept()
        self.shelf.want(list(self._wanted()))

    def _try_what_is_kept(self) -> None:
        """Before anything is run: a row that asks something else than it did cannot be kept.

        Raises:
            KeyError: such a row, or one that the table has not got.
        """
        if self.kept is None:
            return
        for one in self.claims.structure:
            if not self._runs(one.name):
                self._shown(one, self.said_of(ANYWHERE, brief=True))
        for entry in self.claims.mechanisms:
            if not self._runs(entry.name):
                self._trial(entry, 1)
            elif not self._runs(entry.name, grid=True):
                self._grids(entry)
        for factorial in self.claims.factorials:
            if not self._runs(factorial.name):
                self._joined(factorial)

    def _runs(self, name: str, *, grid: bool = False) -> bool:
        """Whether a row is run now, and not taken from the table of before."""
        return self.kept is None or self.kept.gives_way(name, grid=grid)

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
            if not self._runs(entry.name):
                continue
            if isinstance(entry, Exact):
                found += [Wanted(arm, self.recipe(arm, brief=True), self.few, keep=True) for arm in arms_of(entry)]
            else:
                found += [Wanted(arm, self.recipe(arm, brief=True), self.replications) for arm in arms_of(entry)]
        for trial in self.claims.mechanisms:
            if self._runs(trial.name):
                found += [self._wants(arm, self.recipe(arm, trial), trial) for arm in arms_of(trial)]
            if trial.grid is None or not self._runs(trial.name, grid=True):
                continue
            for row in trial.grid.rows.levels:
                for column in trial.grid.columns.levels:
                    cells = self._cell(trial, trial.grid, row, column)
                    names = f"{trial.against} grid", f"{trial.arm} grid"
                    found += [self._wants(*one, trial.grid, few=True) for one in zip(names, cells, strict=True)]
        for factorial in (one for one in self.claims.factorials if self._runs(one.name)):
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
        where = self.said_of(ANYWHERE, brief=True)
        return [replace(self._shown(entry, where), where=where) for entry in self.claims.structure]

    def _shown(self, entry: Order | Ladder | Exact, where: str) -> Shown:
        shelf, n = self.shelf, self.replications
        if self.kept is not None and not self._runs(entry.name):
            return self.kept.shown(entry, where)
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
        every = (*entry.claims, *entry.side_effects)

        def tried(table: str, claims: Sequence[Claim]) -> tuple[Line, ...]:
            pairs = self._pairs(entry, table, claims)
            return tuple(
                judged.tried(one, *pair, comparisons, entry.arm) for one, pair in zip(claims, pairs, strict=True)
            )

        seen = self._pairs(entry, BESIDE, entry.explained_by)
        beside = tuple(judged.beside(one, *pair, entry.arm) for one, pair in zip(entry.explained_by, seen, strict=True))
        parts = [str(part) for part in range(1, self.period_of(entry).windows)]
        told = iter(self._pairs(entry, PART, [claim for claim in every for _ in parts], parts * len(every)))
        earlier = tuple(tuple(judged.beside(claim, *next(told), entry.arm) for _ in parts) for claim in every)
        kept = None if self._runs(entry.name) else self.kept
        n = kept.replications(CLAIM, entry.name) if kept else self.replications_of(entry)
        where = self.said_of(entry), self.said_of(entry.grid or ANYWHERE, brief=True)
        claims = tried(CLAIM, entry.claims), tried(SIDE_EFFECT, entry.side_effects)
        return Trial(entry, *claims, beside, self._grids(entry), n, earlier, *where)

    def _pairs(
        self, entry: Mechanism, table: str, asked: Sequence[Measured], windows: Sequence[str] = ()
    ) -> list[Pair]:
        """Values without and with it of each measure; ``windows``: in which part, if not in the one that counts."""
        if self.kept is not None and not self._runs(entry.name):
            return self.kept.pairs(table, entry.name, asked, self.said_of(entry)) if asked else []
        n, arms = self.replications_of(entry), [self.recipe(arm, entry) for arm in (entry.against, entry.arm)]
        told = zip(asked, windows or [MAIN_WINDOW] * len(asked), strict=True)
        rows = ([self.shelf.values(arm, one.cell, n, window) for arm in arms] for one, window in told)
        return [(before, after) for before, after in rows]

    def _grids(self, entry: Mechanism) -> tuple[tuple[Expected, tuple[tuple[Line, ...], ...]], ...]:
        """The signs that are watched, at every point of the grid."""
        grid = entry.grid
        if grid is None:
            return ()
        points = [(row, column) for row in grid.rows.levels for column in grid.columns.levels]
        labels = [(row.label, column.label) for row, column in points]
        if self.kept is not None and not self._runs(entry.name, grid=True):
            asked = [one for one in grid.measures for _ in points]
            cells = [" | ".join(label) for _ in grid.measures for label in labels]
            pairs = iter(self.kept.pairs(GRID, entry.name, asked, self.said_of(grid, brief=True), cells))
        else:
            pairs = (self._at(entry, grid, one, *point) for one in grid.measures for point in points)
        across = len(grid.columns.levels)
        found = []
        for one in grid.measures:
            lines = [judged.cell(one, *next(pairs), label) for label in labels]
            found.append((one, tuple(tuple(lines[k : k + across]) for k in range(0, len(lines), across))))
        return tuple(found)

    def _at(self, entry: Mechanism, grid: Grid, one: Expected, row: Level, column: Level) -> Pair:
        n = self.replications_of(grid, few=True)
        before, after = (self.shelf.values(recipe, one.cell, n) for recipe in self._cell(entry, grid, row, column))
        return before, after

    def joined(self) -> list[Joined]:
        """Every factorial: levers alone and together."""
        return [self._joined(entry) for entry in self.claims.factorials]

    def _joined(self, entry: Factorial) -> Joined:
        n, where = self.replications_of(entry, few=True), self.said_of(entry)
        if self.kept is not None and not self._runs(entry.name):
            n, values = self.kept.replications(FACTORIAL, entry.name), self.kept.combined(entry, where)
        else:
            runs = {cell: self._combined(entry, cell) for cell in entry.cells}
            values = [
                {cell: self.shelf.values(recipe, of.cell, n) for cell, recipe in runs.items()} for of in entry.measures
            ]
        found = (together_of(entry, of, each) for of, each in zip(entry.measures, values, strict=True))
        return Joined(entry, tuple(found), n, where)

    # -- by what each row was made ---------------------------------------------------------------------

    def made(self, table: str, name: str, now: Made) -> Made:
        """By what a row of the table was made: now, or as the table says of it."""
        anew = self._runs(name, grid=table == GRID)
        return now if anew or self.kept is None else self.kept.made(table, name)

    def kept_rows(self, now: Made) -> dict[Made, list[str]]:
        """The rows that were not run now, by what they were made."""
        found: dict[Made, list[str]] = {}
        for table, entries in (
            (STRUCTURE, self.claims.structure), (CLAIM, self.claims.mechanisms), (FACTORIAL, self.claims.factorials),
        ):  # fmt: skip
            for entry in entries:
                if not self._runs(entry.name):
                    found.setdefault(self.made(table, entry.name, now), []).append(entry.name)
        for trial in self.claims.mechanisms:
            if trial.grid is not None and self._runs(trial.name) and not self._runs(trial.name, grid=True):
                found.setdefault(self.made(GRID, trial.name, now), []).append(f"{trial.name} (its grid)")
        return found
