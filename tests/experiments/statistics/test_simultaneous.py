"""Intervals that hold together: Bonferroni keeps its promise, and a bootstrap max-t would not be narrower."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from experiments.statistics.intervals import bonferroni, critical

Floats = npt.NDArray[np.float64]
COMPARISONS, REPLICATIONS = 12, 10


def studentised(differences: Floats) -> Floats:
    """The largest t over all comparisons; the last two axes are replications and comparisons."""
    n = differences.shape[-2]
    t = differences.mean(-2) / (np.maximum(differences.std(-2, ddof=1), 1e-12) / np.sqrt(n))
    found: Floats = np.abs(t).max(-1)
    return found


def draws(luck: np.random.Generator, correlation: float, times: int) -> Floats:
    """Normal differences of nought, as many studies as asked for, comparisons equally correlated."""
    own = luck.standard_normal((times, REPLICATIONS, COMPARISONS))
    shared = luck.standard_normal((times, REPLICATIONS, 1))
    return np.asarray(np.sqrt(1 - correlation) * own + np.sqrt(correlation) * shared)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9])
def test_95_of_100_studies_have_all_their_intervals_true(correlation: float) -> None:
    largest = studentised(draws(np.random.default_rng(3), correlation, 6000))
    held = (largest <= critical(REPLICATIONS, bonferroni(COMPARISONS))).mean()
    assert held > 0.945


@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_at_ten_replications_a_studentised_bootstrap_would_be_wider(correlation: float) -> None:
    luck, wide = np.random.default_rng(4), critical(REPLICATIONS, bonferroni(COMPARISONS))
    ratios = []
    for study in draws(luck, correlation, 40):
        again = (study - study.mean(0))[luck.integers(0, REPLICATIONS, (800, REPLICATIONS))]
        ratios.append(np.quantile(studentised(again), 0.95) / wide)
    assert np.mean(ratios) > 1.1
