"""Replications share the residents and nothing else; other seeds share nothing at all."""

from __future__ import annotations

import numpy as np

from sim.ledger import Ledger
from tests.hamlet import lived


def lengths(ledger: Ledger) -> set[float]:
    """How long consultations and acute stays took, to the bit (differences of what was drawn)."""
    visits, stays = ledger["visits"], ledger["stays"]
    seen = visits[(visits["start_min"] >= 0.0) & (visits["tier"] == 0)]
    return {*np.round(seen["end_min"] - seen["start_min"], 9), *np.round(stays["planned_min"], 9)} - {0.0}


def test_two_replications_are_two_years_of_the_same_people() -> None:
    one, two = lived(2, 0), lived(2, 1)
    assert one.frame["residents"].equals(two.frame["residents"])
    assert one.digest() != two.digest()
    assert set(one["episodes"]["onset_min"]) & set(two["episodes"]["onset_min"]) == set()
    assert lengths(one) & lengths(two) == set()


def test_two_replications_are_not_correlated() -> None:
    """Who falls ill in one says nothing of who falls ill in the other, beyond who is ill for long."""
    residents = lived(2, 0).residents
    often = [np.bincount(run["episodes"]["resident"], minlength=residents) for run in (lived(2, 0), lived(2, 1))]
    chronic = lived(2, 0).frame["residents"]["chronic"].to_numpy() != 0
    age = lived(2, 0).frame["residents"]["age_band"].to_numpy()
    for band in np.unique(age):
        healthy = (age == band) & ~chronic
        r = np.corrcoef(often[0][healthy], often[1][healthy])[0, 1]
        assert abs(r) < 4.0 / np.sqrt(healthy.sum())


def test_another_seed_has_other_residents() -> None:
    one, two = lived(2, 0, seed=1), lived(2, 0, seed=2)
    assert not one.frame["residents"].equals(two.frame["residents"])
    assert lengths(one) & lengths(two) == set()
