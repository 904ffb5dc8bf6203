"""Five years in which nothing is switched on: year by year the same county."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine import simulate
from sim.measures import measure
from tests.hamlet import SEED, hamlet

YEARS, REPLICATIONS = 5, 4
YEAR_MIN = 364 * 1440.0
WATCHED = {
    "visits_per_person_year": "", "first_contact_share": "tier=county", "attacks_per_1000": "",
    "wrongly_handled_share": "",
}  # fmt: skip
MARGIN = 0.05
"""Relative change of visits from the first year to the last that would be found nearly always."""


pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def by_year() -> dict[str, np.ndarray]:
    """Each measure by replication and year, first quarter not counted."""
    found: dict[str, list[list[float]]] = {name: [] for name in WATCHED}
    for replication in range(REPLICATIONS):
        ledger = simulate(hamlet(13 + YEARS * 52), replication, SEED, engine="compiled")
        assert not len(ledger["skill"]) + len(ledger["absences"]) + len(ledger["managed"])
        starts = [13 * 7 * 1440.0 + year * YEAR_MIN for year in range(YEARS)]
        tables = [measure(ledger, list(WATCHED), (at, at + YEAR_MIN)) for at in starts]
        for name, group in WATCHED.items():
            rows = [table[(table["measure"] == name) & (table["group"] == group)] for table in tables]
            found[name].append([float(row["value"].iloc[0]) for row in rows])
    return {name: np.array(values) for name, values in found.items()}


@pytest.mark.parametrize("name", sorted(WATCHED))
def test_no_measure_drifts_over_five_years(name: str, by_year: dict[str, np.ndarray]) -> None:
    """The slope over the years, in shares of the mean, is 0 within three standard errors of its replications."""
    values = by_year[name] / by_year[name].mean()
    slopes = np.array([np.polyfit(np.arange(YEARS), years, 1)[0] for years in values])
    scatter = np.std([years - np.polyval(np.polyfit(np.arange(YEARS), years, 1), np.arange(YEARS)) for years in values])
    error = scatter * np.sqrt(YEARS / (YEARS - 2)) / np.sqrt(10.0 * REPLICATIONS)  # sum of squared years: 10
    assert abs(slopes.mean()) < 3.0 * error, f"drifts by {slopes.mean():.2%} a year, standard error {error:.2%}"


@pytest.mark.parametrize("name", ["visits_per_person_year"])
def test_a_drift_of_a_twentieth_would_be_found(name: str, by_year: dict[str, np.ndarray]) -> None:
    """Power: a change of 5 % from the first year to the last is more than five standard errors of the slope.

    Of rarer things 3,000 people say less: the standard error is 0.4 to 0.9 % a year.
    """
    values = by_year[name] / by_year[name].mean()
    scatter = np.std([years - np.polyval(np.polyfit(np.arange(YEARS), years, 1), np.arange(YEARS)) for years in values])
    error = scatter * np.sqrt(YEARS / (YEARS - 2)) / np.sqrt(10.0 * REPLICATIONS)
    assert 5.0 * error < MARGIN / (YEARS - 1)
