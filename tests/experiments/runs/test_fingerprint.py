"""Fingerprints part exactly when the ledgers do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from experiments.runs.fingerprint import EVENTS, fingerprint, first_difference
from sim import load, simulate
from sim.ledger.columns import TABLES, VISITS
from sim.ledger.divergence import first_divergence
from sim.ledger.ledger import Ledger

HAMLET = Path(__file__).parents[3] / "scenarios/hamlet.yaml"
SHORT = {"calendar.warm_up": "1 weeks", "calendar.measure": "2 weeks"}


def visit(**columns: float) -> np.ndarray:
    """One visit at 08:00, seen at 08:20, done at 08:30."""
    row = np.zeros(1, dtype=VISITS.dtype)
    for name, value in {
        "episode": 7,
        "set_off_min": 450.0,
        "arrival_min": 480.0,
        "start_min": 500.0,
        "end_min": 510.0,
        "left_min": 512.0,
        **columns,
    }.items():
        row[name] = value
    return row


def of(*visits: np.ndarray) -> Ledger:
    """A ledger of some visits."""
    return Ledger({"visits": np.concatenate(visits)}, {}, {"end_min": 1440.0})


def parted(a: Ledger, b: Ledger) -> tuple[int, str] | None:
    """Where two ledgers part by their fingerprints."""
    return first_difference(fingerprint(a), fingerprint(b))


def test_the_same_county_never_parts() -> None:
    assert parted(of(visit()), of(visit())) is None


def test_the_order_in_which_rows_were_written_does_not_matter() -> None:
    one, other = visit(), visit(episode=8, arrival_min=481.0)
    assert parted(of(one, other), of(other, one)) is None


@pytest.mark.parametrize(
    ("column", "value", "minute"),
    [
        ("set_off_min", 440.5, 440),
        ("arrival_min", 481.0, 480),
        ("unit", 3, 480),
        ("start_min", 500.9, 500),
        ("finding", 1, 510),
        ("patient_yuan", 3.5, 510),
        ("outcome", 1, 512),
    ],
)
def test_a_difference_shows_in_the_minute_in_which_it_was_known(column: str, value: float, minute: int) -> None:
    assert parted(of(visit()), of(visit(**{column: value}))) == (minute, "visits")


def test_one_more_visit_shows_when_it_begins() -> None:
    assert parted(of(visit()), of(visit(), visit(episode=9, set_off_min=300.0))) == (300, "visits")


def test_two_differences_in_one_minute_do_not_cancel() -> None:
    a = of(visit(episode=1, unit=1), visit(episode=2, unit=2))
    b = of(visit(episode=1, unit=2), visit(episode=2, unit=1))
    assert parted(a, b) == (480, "visits")


def test_every_column_that_is_named_is_a_column_of_its_table() -> None:
    for table, moments in EVENTS.items():
        named = set(moments) | {column for known in moments.values() for column in known}
        assert named <= set(TABLES[table].names)


def of_patients(ledger: Ledger) -> Ledger:
    """The ledger without the day books: a roster that differs and nobody has felt is no event."""
    return Ledger({name: rows for name, rows in ledger.tables.items() if name != "days"}, {}, ledger.meta)


def test_on_the_hamlet_it_parts_where_the_ledgers_own_search_says_or_just_after() -> None:
    today = of_patients(simulate(load(HAMLET, settings=SHORT)))
    fewer = of_patients(simulate(load(HAMLET, settings=SHORT | {"tiers.county.wards.general.beds": 2})))
    found, exact = parted(today, fewer), first_divergence(today, fewer)
    assert found is not None
    assert exact is not None
    assert found[1] == "stays"  # the first bed that was not free
    assert found[0] - 1440 < exact.minute < found[0] + 1
