"""The structure on every county of the repository: ``python -m experiments.mechanisms --every-county``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from experiments.mechanisms.counties import EveryCounty, Place
from experiments.mechanisms.declared import Claims, arms_of
from experiments.mechanisms.judged import FAILS, HOLDS, Shown
from experiments.mechanisms.on_trial import Bench
from experiments.mechanisms.runs import Shelf
from experiments.mechanisms.structural import Head, Row, page, table
from experiments.runs import SEED, atomic
from experiments.runs.store import csv_bytes
from sim.scenario.load import SCENARIOS


class Tour:
    """The structure laid out on every county: which runs it needs, and what they say."""

    def __init__(self, claims: Claims, counties: EveryCounty, shelf: Shelf) -> None:
        self.claims, self.counties, self.shelf = claims, counties, shelf
        self.laid = [(place, bench) for place in counties.places for bench in self._benches(place)]

    def _benches(self, place: Place) -> tuple[Bench, Bench]:
        """The properties as they stand, and in the forms that can be tried here."""
        county, shelf = SCENARIOS / place.county, self.shelf
        return (
            Bench(place.claims(self.claims), county, shelf, place.replications, place.few),
            Bench(place.in_forms(self.claims), county, shelf, place.forms_replications, place.few),
        )

    def rows(self) -> list[Row]:
        """One row for each property and county, in the order of the properties."""
        order = [entry.name for entry in self.claims.structure]
        found = [self._row(place, bench, shown) for place, bench in self.laid for shown in bench.structure()]
        return sorted(found, key=lambda row: order.index(row.property))

    def _row(self, place: Place, bench: Bench, shown: Shown) -> Row:
        form = next((form for form in place.forms if form.entry.name == shown.name), None)
        return Row(place.name, form.of if form else shown.name, shown, self._period(place, bench, shown.name), form)

    def _period(self, place: Place, bench: Bench, name: str) -> str:
        """How long the runs of a property are, in words; an arm may have a period of its own."""
        if place.period is None:
            return "as its file says"
        entry = next(entry for entry in bench.claims.structure if entry.name == name)
        (measure,) = {
            bench.claims.arms[arm].set.get("calendar.measure", place.period.measure) for arm in arms_of(entry)
        }
        return f"{measure} after {place.period.warm_up}"


def write(out: Path, tour: Tour, typed: str) -> list[Row]:
    """structural.md and structural.csv, each whole or not at all; answers what they say."""
    rows, claims = tour.rows(), tour.claims
    says = {entry.name: entry.says for entry in claims.structure}
    head = Head(
        typed,
        SEED,
        tour.shelf.planned,
        tuple(place.name for place in tour.counties.places),
        says,
        tuple(tour.shelf.broken),
    )
    out.mkdir(parents=True, exist_ok=True)
    atomic.write_file(out / "structural.md", page(head, rows).encode())
    atomic.write_file(out / "structural.csv", csv_bytes(table(rows)))
    return rows


def fails(rows: Sequence[Row]) -> bool:
    """Whether a property fails on a county without a form beside it that holds there."""
    helped = {(row.county, row.property) for row in rows if row.form and row.shown.outcome == HOLDS}
    return any(row.shown.outcome == FAILS and (row.county, row.property) not in helped for row in rows)
