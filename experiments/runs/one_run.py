"""One run of one arm, from the YAML file to the stored tables: what a worker does, whole or not at all."""

from __future__ import annotations

import dataclasses
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.runs import store
from experiments.runs.engines import AUTO, Chosen, Say, compile_for
from experiments.runs.fingerprint import fingerprint
from experiments.runs.measured_names import unknown_names
from experiments.runs.refusals import BadStudy
from experiments.runs.warm_up import daily
from sim.ledger.ledger import Ledger
from sim.measures import belongings, by_place, by_unit, curves, lives
from sim.scenario.faults import ScenarioFaults

MAIN_WINDOW = ""


@dataclass(frozen=True)
class Recipe:
    """How one arm is loaded: the county's file, what is laid over it, single values set by hand."""

    county: Path
    overlays: tuple[Path, ...] = ()
    settings: tuple[tuple[str, Any], ...] = ()


def nothing_to_compile(_scenario: Any, _say: Say) -> str:
    """A machinery without a compiled engine has nothing to make ready, and no reason against it."""
    return ""


@dataclass(frozen=True)
class Machinery:
    """The county as the experiments see it: functions that tests may replace by small fakes."""

    load: Callable[..., Any]
    simulate: Callable[..., Ledger]
    measure: Callable[..., pd.DataFrame]
    audit: Callable[[Ledger], Iterable[Any]]
    differences: Callable[[Any, Any], Iterable[Any]]
    definitions: Callable[[], dict[str, Any]]
    make_ready: Callable[[Any, Say], str] = nothing_to_compile

    def scenario(self, recipe: Recipe) -> Any:
        """The resolved scenario of an arm."""
        return self.load(recipe.county, overlays=recipe.overlays, settings=dict(recipe.settings) or None)


def the_county() -> Machinery:
    """The real thing; imported when first needed, so that asking for help stays quick."""
    from sim import simulate
    from sim.measures import audit, measure
    from sim.scenario.compare import rows

    return Machinery(load_sound, simulate, measure, audit, rows, definitions, compile_for)


def load_sound(county: Path, overlays: Sequence[Path] = (), settings: Mapping[str, Any] | None = None) -> Any:
    """A scenario without faults, those included that only its network of stations shows.

    Raises:
        ScenarioFaults: it has some.
    """
    from sim import load
    from sim.network.network import check

    scenario = load(county, overlays, settings)
    if faults := unknown_names(scenario):
        raise ScenarioFaults(faults, county)
    check(scenario)
    return scenario


def definitions() -> dict[str, Any]:
    """What each measure means, in both languages, for whoever reads the results without the code."""
    from sim.measures import MEASURES

    return {
        name: {
            field.name: getattr(measure, field.name)
            for field in dataclasses.fields(measure)
            if field.name not in {"function", "subject"}
        }
        for name, measure in MEASURES.items()
    }


@dataclass(frozen=True)
class Window:
    """Days over which measures are taken, in minutes from day 0; the end is not included."""

    name: str
    begins_min: float
    ends_min: float

    @property
    def minutes(self) -> tuple[float, float]:
        """First minute, and the minute after the last."""
        return self.begins_min, self.ends_min


@dataclass(frozen=True)
class Order:
    """One run to be done."""

    run: store.RunId
    recipe: Recipe
    seed: int
    windows: tuple[Window, ...]
    asks: tuple[dict[str, Any], ...] = ()
    keep_ledger: bool = False
    keep_fingerprint: bool = False
    chosen: Chosen = AUTO
    keep_lives: bool = False
    digest: str = ""
    """What the scenario said when the run was asked for; empty if nobody looked."""


@dataclass(frozen=True)
class Report:
    """What a worker says when it is done."""

    run: store.RunId
    error: str = ""
    failed_checks: tuple[str, ...] = ()
    wall_s: float = 0.0


@dataclass
class Shelf:
    """Scenarios a worker has loaded, so that a hundred replications read the YAML once."""

    loaded: dict[str, Any] = field(default_factory=dict)

    def scenario(self, recipe: Recipe, machinery: Machinery, digest: str = "") -> Any:
        """The resolved scenario of an arm, loaded once per worker and state of its files.

        Raises:
            BadStudy: its files are no longer what they were when the study began.
        """
        name = f"{digest} {recipe!r}"
        if name not in self.loaded:
            found = machinery.scenario(recipe)
            if digest and found.digest != digest:
                raise BadStudy(
                    f"{recipe.county} or what is laid over it was changed while the study ran; begin it again"
                )
            self.loaded = {name: found} | dict(list(self.loaded.items())[-7:])
        return self.loaded[name]


SHELF = Shelf()


def perform(order: Order, root: Path, machinery: Machinery, shelf: Shelf = SHELF) -> Report:
    """Run one replication of one arm and store it. Errors are reported, not raised: other runs go on."""
    begun = time.perf_counter()
    try:
        scenario = shelf.scenario(order.recipe, machinery, order.digest)
        replication, engine = order.run.replication, order.chosen.engine
        ledger = machinery.simulate(scenario, replication=replication, seed=order.seed, engine=engine)
        record = tables_of(ledger, order, machinery)
        wall_s = time.perf_counter() - begun
        record.facts |= {"wall_s": round(wall_s, 3), "ledger": ledger.digest()}
        record.facts |= {"engine": ledger.meta.get("engine", engine), "why_simpy": order.chosen.why_simpy}
        store.save_run(root, order.run, record, ledger.write if order.keep_ledger else None)
    except Exception as problem:
        return Report(order.run, error=_in_words(problem))
    return Report(order.run, failed_checks=failed(record.tables["checks"]), wall_s=wall_s)


def tables_of(ledger: Ledger, order: Order, machinery: Machinery) -> store.RunRecord:
    """The small tables that are kept of a run."""
    main = order.windows[0]
    measures = [
        measured(ledger, window, order.asks, machinery).assign(window=MAIN_WINDOW if window is main else window.name)
        for window in order.windows
    ]
    tables = {
        "measures": pd.concat(measures, ignore_index=True),
        "places": by_place(ledger, main.minutes),
        "loads": by_unit(ledger, main.minutes),
        "checks": checks_table(machinery.audit(ledger)),
        "daily": daily(ledger),
    } | curves(ledger, main.minutes)
    if order.keep_fingerprint:
        tables["fingerprint"] = fingerprint(ledger)
        tables["facilities"] = ledger.frame["facilities"]
        tables["units"] = ledger.frame["units"]
    if order.keep_lives:
        tables["lives"] = lives(ledger, main.minutes)
        tables |= {"belongings": belongings(ledger)} if order.keep_fingerprint else {}
    return store.RunRecord(tables)


def measured(ledger: Ledger, window: Window, asks: tuple[dict[str, Any], ...], machinery: Machinery) -> pd.DataFrame:
    """The usual measures over one window, and those asked for beyond them."""
    usual = machinery.measure(ledger, window=window.minutes)
    if not asks:
        return usual
    more = machinery.measure(ledger, names=list(asks), window=window.minutes)
    return pd.concat([usual, more], ignore_index=True).drop_duplicates(["measure", "group"])


def checks_table(checks: Iterable[Any]) -> pd.DataFrame:
    """The audit of one run as a table."""
    rows = [
        {
            "check": str(check.name),
            "catches": str(check.catches),
            "result": str(check.result),
            "number": float(check.number),
            "detail": str(check.detail),
        }
        for check in checks
    ]
    return pd.DataFrame(rows, columns=["check", "catches", "result", "number", "detail"])


def failed(checks: pd.DataFrame) -> tuple[str, ...]:
    """Name and detail of every check that did not hold."""
    return tuple(f"{row.check}: {row.detail}" for row in checks[checks["result"] == "failed"].itertuples())


def _in_words(problem: Exception) -> str:
    """An unexpected error with the place where it happened."""
    where = traceback.extract_tb(problem.__traceback__)
    last = where[-1] if where else None
    place = f" ({Path(last.filename).name} line {last.lineno}, in {last.name})" if last else ""
    return f"{type(problem).__name__}: {problem}{place}"
