"""The runs that the claims need: each stored once, found again, and shared by every row that asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final

from experiments.runs import SEED
from experiments.runs.engines import Engines
from experiments.runs.one_run import MAIN_WINDOW, Machinery, Order, Recipe, Window
from experiments.runs.progress import bar, note
from experiments.runs.provenance import code_digest, sha256_of_json, versions
from experiments.runs.refusals import RunsFailed
from experiments.runs.replicate import run_all
from experiments.runs.store import RunId, Study
from sim.ledger import Ledger

Cell = tuple[str, str]
NOT_IN_A_NAME: Final = str.maketrans({" ": "_", "/": "-", "%": "", "(": "", ")": "", ",": ""})


@dataclass(frozen=True)
class Wanted:
    """Some replications of one recipe; ``keep``: with their ledgers; ``windows``: equal parts of what is measured."""

    name: str
    recipe: Recipe
    replications: int
    keep: bool = False
    windows: int = 1


@dataclass
class Shelf:
    """All runs of the claims. First everything is asked for, then it is carried out, then it is read."""

    root: Path
    machinery: Machinery
    seed: int = SEED
    _orders: dict[tuple[Recipe, int], Order] = field(default_factory=dict)
    _scenarios: dict[Recipe, Any] = field(default_factory=dict)
    _values: dict[tuple[Recipe, int, str], dict[Cell, float]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def want(self, wanted: Sequence[Wanted]) -> None:
        """Ask for runs; a run that is asked for twice is done once.

        Raises:
            ScenarioFaults: a scenario has faults.
            ValueError: two rows want the same runs told in different parts.
        """
        for one in wanted:
            for replication in range(one.replications):
                known = self._orders.get((one.recipe, replication))
                if known is not None and len(known.windows) != one.windows:
                    raise ValueError(f"{one.name}: told in {one.windows} parts here, in {len(known.windows)} elsewhere")
                if known is None or (one.keep and not known.keep_ledger):
                    self._orders[one.recipe, replication] = self._order(one, replication)

    def _order(self, wanted: Wanted, replication: int) -> Order:
        scenario = self.scenario(wanted.recipe)
        calendar = scenario.calendar
        windows = parts_of(float(calendar.warm_up), float(calendar.measure), wanted.windows)
        measured = windows[0].minutes if len(windows) == 1 else [window.minutes for window in windows]
        said = (scenario.digest, self.seed, replication, measured, wanted.keep, versions(), code_digest())
        run = RunId(wanted.name.translate(NOT_IN_A_NAME), replication, sha256_of_json(said))
        return Order(run, wanted.recipe, self.seed, windows, (), wanted.keep, digest=scenario.digest)

    def scenario(self, recipe: Recipe) -> Any:
        """The resolved scenario of a recipe."""
        if recipe not in self._scenarios:
            self._scenarios[recipe] = self.machinery.scenario(recipe)
        return self._scenarios[recipe]

    @property
    def planned(self) -> int:
        """How many runs were asked for."""
        return len(self._orders)

    @cached_property
    def orders(self) -> list[Order]:
        """All runs, replication by replication, so that pairs are complete early."""
        return sorted(self._orders.values(), key=lambda order: order.run.replication)

    def carry_out(self, workers: int, tidy: bool, quiet: bool = False) -> None:
        """Do what is not stored yet.

        Args:
            tidy: remove stored runs that nobody asks for any more.

        Raises:
            Interrupted: stopped by hand; what is finished is kept.
            RunsFailed: a run ended with an error.
        """
        with Study(self.root, resume=True) as study:
            engines = Engines("auto", self.machinery, partial(note, quiet=quiet))
            chosen = {recipe: engines.settle(_said(recipe), one) for recipe, one in self._scenarios.items()}
            self._orders = {key: replace(order, chosen=chosen[key[0]]) for key, order in self._orders.items()}
            with bar("mechanisms", quiet) as line:
                reports = run_all(self.orders, self.root, self.machinery, workers, line)
            wrong = [f"{r.run.arm}, replication {r.run.replication}: {r.error}" for r in reports if r.error]
            if wrong:
                raise RunsFailed("\n".join(wrong))
            if tidy:
                study.forget_others({order.run.folder for order in self.orders})
            for key, order in self._orders.items():
                tables = study.load(order.run).tables
                measures, checks = tables["measures"], tables["checks"]
                columns = (measures[name].tolist() for name in ("window", "measure", "group", "value"))
                for window, name, group, value in zip(*columns, strict=True):
                    self._values.setdefault((*key, window or MAIN_WINDOW), {})[name, group or ""] = value
                for check in checks[checks["result"] == "failed"].itertuples():
                    self.broken.append(
                        f"{order.run.arm}, replication {order.run.replication}: {check.check}: {check.detail}"
                    )

    def values(self, recipe: Recipe, cell: Cell, replications: int, window: str = MAIN_WINDOW) -> list[float]:
        """One measure of each replication; not a number where a run has none."""
        return [self._values[recipe, n, window].get(cell, float("nan")) for n in range(replications)]

    def ledger(self, recipe: Recipe, replication: int) -> Ledger:
        """The ledger of a run that was kept."""
        return Ledger.read(self.root / self._orders[recipe, replication].run.folder / "ledger")


def parts_of(begins_min: float, measured_min: float, parts: int) -> tuple[Window, ...]:
    """Equal parts of what is measured: the last, which counts, first; then the earlier ones by number."""
    long_min = measured_min / parts
    edges = [(begins_min + n * long_min, begins_min + (n + 1) * long_min) for n in range(parts)]
    earlier = (Window(str(n + 1), *edge) for n, edge in enumerate(edges[:-1]))
    return (Window(MAIN_WINDOW, *edges[-1]), *earlier)


def _said(recipe: Recipe) -> str:
    """The arm that a recipe makes, in a word or two."""
    return " + ".join([recipe.county.stem, *(overlay.stem for overlay in recipe.overlays)])
