"""Small networks for tests: written as YAML, run on both engines, and told as a list of what happened."""

from __future__ import annotations

from pathlib import Path

from sim.ledger import Ledger
from sim.scenario.load import load
from sim.scenario.scenario import Scenario
from sim.vocabulary.words import Outcome
from tests.engine.twin.same import live_the_same

OUTCOMES = {int(code): code.name for code in Outcome}
Told = tuple[int, str, float, float, float, float, str]
ONE_DAY = "calendar: {start: 2026-01-05, warm_up: 0 days, measure: 1 days, holidays: none}\n"
DRAINS = "calendar: {start: 2026-01-05, warm_up: 0 days, measure: 1 days, holidays: none, ends: when_empty}\n"


def scenario_of(folder: Path, text: str, tables: dict[str, str] | None = None) -> Scenario:
    """A scenario from its text and the tables beside it; runs one day unless it says otherwise."""
    for name, content in (tables or {}).items():
        (folder / name).write_text(content, encoding="utf-8")
    path = folder / "network.yaml"
    path.write_text((text if "calendar:" in text else ONE_DAY + text), encoding="utf-8")
    return load(path)


def run(folder: Path, text: str, tables: dict[str, str] | None = None, replication: int = 0) -> Ledger:
    """One replication of it; what either engine says, since they say the same."""
    return live_the_same(scenario_of(folder, text, tables), replication, seed=7)


def told(ledger: Ledger) -> list[Told]:
    """(patient, station, joined, start, end, left, outcome) of every visit, in the order of joining."""
    names = list(ledger.frame["units"]["id"])
    rows = sorted(ledger["steps"].tolist(), key=lambda row: (row[6], row[0], row[4]))
    return [(row[0], names[row[5]], *row[6:10], OUTCOMES[row[10]]) for row in rows]


def comers(*rows: str) -> dict[str, str]:
    """A table of arrivals: minute, class, and services of stations in minutes (see ``COMES``)."""
    return {"come.csv": "\n".join(["at_min,class,first_min,second_min", *rows]) + "\n"}


COMES = """
arrivals:
  everyone: {kind: trace, file: come.csv, columns: {time: at_min, class: class, first: first_min}, route: %s}
"""
BOTH = """
arrivals:
  everyone:
    kind: trace
    file: come.csv
    columns: {time: at_min, class: class, first: first_min, second: second_min}
    route: %s
"""
