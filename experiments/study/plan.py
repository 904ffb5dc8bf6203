"""A study that is ready to run: its arms loaded, what it measures settled, nothing written yet."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.runs.engines import AUTO, Chosen, Engines
from experiments.runs.one_run import Machinery, Order, the_county
from experiments.runs.provenance import code_digest, sha256_of_json, versions
from experiments.runs.refusals import BadStudy
from experiments.runs.store import RunId
from experiments.study.arms import Arm, Dates, dates_of_difference, load_arms
from experiments.study.declared import Measured, Primary, measured_of, primary_of
from experiments.study.manifest import Question
from experiments.study.precision import widths_wanted


@dataclass(frozen=True)
class Result:
    """A finished study: its folder, and its tables as they stand there."""

    folder: Path
    manifest: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]

    @property
    def summary(self) -> pd.DataFrame:
        """Mean and interval per arm, measure and group."""
        return self.tables["summary.csv"]

    @property
    def differences(self) -> pd.DataFrame:
        """Every arm against today, with verdicts on the primary measures."""
        return self.tables["differences.csv"]

    @property
    def checks(self) -> pd.DataFrame:
        """What was checked."""
        return self.tables["checks.csv"]


@dataclass(frozen=True)
class Plan:
    """A study that is ready to run: nothing has been written yet."""

    question: Question
    arms: tuple[Arm, ...]
    primary: tuple[Primary, ...]
    measured: Measured
    machinery: Machinery
    keep_ledgers: bool
    asks: tuple[dict[str, Any], ...]
    differs_from_min: Mapping[str, float]
    engines: Mapping[str, Chosen] = field(default_factory=dict)

    def on(self, engines: Engines) -> Plan:
        """The same study with the engine of each arm settled; its keys and tables do not depend on it.

        Raises:
            BadStudy: an arm cannot run on the engine that was asked for.
        """
        return dataclasses.replace(self, engines={a.name: engines.settle(a.name, a.scenario) for a in self.arms})

    def orders(self, replications: int) -> list[Order]:
        """Every run of the study, replication by replication, so that pairs are complete early."""
        return [self.order(arm, replication) for replication in range(replications) for arm in self.arms]

    @property
    def keep_lives(self) -> bool:
        """Whether residents are compared with themselves; a sweep has too many points to keep all their lives."""
        return len(self.arms) > 1 and self.question.kind != "sweep"

    def order(self, arm: Arm, replication: int) -> Order:
        """One run, with the key under which it is stored."""
        windows = self.measured.all
        key = sha256_of_json(
            {
                "scenario": arm.scenario.digest,
                "seed": self.question.seed,
                "replication": replication,
                "windows": [dataclasses.astuple(window) for window in windows],
                "ledger": self.keep_ledgers,
                "lives": self.keep_lives,
                "asks": self.asks,
                "versions": versions(),
                "code": code_digest(),
            }
        )
        run = RunId(arm.name, replication, key)
        chosen = self.engines.get(arm.name, AUTO)
        keeps = (self.keep_ledgers, replication == 0)
        kept = (*keeps, chosen, self.keep_lives)
        return Order(run, arm.recipe, self.question.seed, windows, self.asks, *kept, digest=arm.scenario.digest)


def plan(
    question: Question,
    machinery: Machinery | None = None,
    keep_ledgers: bool = False,
    asks: tuple[dict[str, Any], ...] = (),
) -> Plan:
    """Load every arm and settle what is measured; nothing is written.

    Raises:
        ScenarioFaults: a file has faults.
        BadStudy: what was asked cannot be run.
    """
    county = machinery or the_county()
    arms = load_arms(county, question.county, question.overlays, question.settings, question.together)
    return plan_of(question, arms, county, keep_ledgers, asks)


def plan_of(
    question: Question,
    arms: Sequence[Arm],
    county: Machinery,
    keep_ledgers: bool = False,
    asks: tuple[dict[str, Any], ...] = (),
    primary: Sequence[Any] | None = None,
) -> Plan:
    """Settle what is measured in some loaded arms, the first of which is today.

    Args:
        primary: lines as in the scenario's ``primary:``, which they replace.

    Raises:
        BadStudy: what was asked cannot be run.
    """
    today, others = arms[0], arms[1:]
    dates = {arm.name: dates_of_difference(today, arm, county.differences) for arm in others}
    directions = {name: str(entry["direction"]) for name, entry in county.definitions().items()}
    judged = tuple(primary_of(today.scenario, directions, primary))
    wanted = widths_wanted(question.precision, judged)
    for measure in (*(entry.measure for entry in judged), *(measure for measure, _ in wanted)):
        if measure not in directions:
            near = get_close_matches(measure, directions, n=2)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise BadStudy(f"no measure is called {measure!r}.{hint}")
    return Plan(
        question,
        tuple(arms),
        judged if others else (),
        measured_of(today.scenario, [date for found in dates.values() for date in found]),
        county,
        keep_ledgers,
        asks,
        {arm: _first_minute(today, found) for arm, found in dates.items()},
    )


def _first_minute(today: Arm, dates: Dates) -> float:
    """The minute from which an arm may differ from today; 0 if anything in it has no first day."""
    if not dates or any(begins is None for begins, _ in dates):
        return 0.0
    start: dt.date = today.scenario.calendar.start
    first = min(begins for begins, _ in dates if begins is not None)
    return max(0.0, (first - start).days * 1440.0)
