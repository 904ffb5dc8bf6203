"""The dice: published known answers, fairness, and that nobody's luck is another's.

Checks of fairness are on fixed keys, so they pass or fail for good; the chance that a fair generator had
failed them when they were written is stated at each.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.luck import decisions
from sim.luck.decisions import NAMES, Decision
from sim.luck.philox import MASK, MOST_DECISIONS, key, philox, uniform, uniforms

WORDS = st.integers(0, MASK)
EPISODES = st.integers(-(2**63), 2**63 - 1)

KNOWN_ANSWERS = [  # Random123, kat_vectors, philox4x32 with 10 rounds
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


@pytest.mark.parametrize(("counter", "under", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_published_known_answers(counter: str, under: str, answer: str) -> None:
    assert list(philox(*words(counter), *words(under))) == words(answer)


@given(WORDS, WORDS, WORDS, WORDS, WORDS, WORDS)
def test_compiled_and_plain_python_philox_agree(a: int, b: int, c: int, d: int, k: int, m: int) -> None:
    assert philox(a, b, c, d, k, m) == philox.py_func(a, b, c, d, k, m)


@given(EPISODES, EPISODES, st.integers(0, 4095), st.integers(-1, 14), st.integers(0, 65535), WORDS)
def test_compiled_and_plain_python_uniform_agree_to_the_last_bit(
    under: int, episode: int, decision: int, tier: int, nth: int, step: int
) -> None:
    dealt = uniform(under, episode, decision, tier, nth, step)
    assert dealt == uniform.py_func(under, episode, decision, tier, nth, step)
    assert 0 <= dealt < 1
    assert dealt * 2**53 == int(dealt * 2**53)


def test_a_column_is_dealt_what_each_of_its_people_would_be_dealt() -> None:
    people = np.array([0, 1, 2, (7 << 32) | 5, -3], np.int64)
    column = uniforms(key(1, 0), people, Decision.severity, step=4)
    assert column.tolist() == [uniform(key(1, 0), int(who), Decision.severity, -1, 0, 4) for who in people]


@pytest.mark.parametrize(
    "place",
    ["key", "resident", "onset", "decision", "tier", "nth", "step"],
    ids=lambda word: f"another {word}",
)
def test_every_part_of_the_address_changes_the_number(place: str) -> None:
    address = {"key": key(1, 0), "resident": 9, "onset": 3, "decision": 67, "tier": 1, "nth": 2, "step": 5}

    def dealt(at: dict[str, int]) -> float:
        episode = at["resident"] << 32 | at["onset"]
        return float(uniform(at["key"], episode, at["decision"], at["tier"], at["nth"], at["step"]))

    others = [dealt({**address, place: address[place] + more}) for more in range(1, 9)]
    assert len({dealt(address), *others}) == 9


def test_neighbouring_addresses_never_meet() -> None:
    """All 65,536 addresses of a small corner: 53 random bits would collide with a chance of 2e-7."""
    under = key(3, 1)
    seen = {
        uniform(under, resident << 32 | onset, decision, tier, nth, step)
        for resident in range(8)
        for onset in range(8)
        for decision in range(16)
        for tier in range(-1, 3)
        for nth in range(4)
        for step in range(4)
    }
    assert len(seen) == 8 * 8 * 16 * 4 * 4 * 4


def test_numbers_are_evenly_spread() -> None:
    """Kolmogorov-Smirnov along residents, onsets and steps; false alarm 1 in 1,000 each."""
    under = key(20260105, 0)
    along_residents = uniforms(under, np.arange(1_000_000, dtype=np.int64) << 32, Decision.finding)
    along_onsets = uniforms(under, np.arange(1_000_000, dtype=np.int64), Decision.finding)
    along_steps = np.array([uniform(under, 5, Decision.finding, 1, 0, step) for step in range(100_000)])
    for dealt in (along_residents, along_onsets, along_steps):
        assert stats.kstest(dealt, "uniform").pvalue > 0.001


def test_low_bits_are_evenly_spread_too() -> None:
    """Chi-square of the last eight of the 53 bits; false alarm 1 in 1,000."""
    dealt = uniforms(key(4, 4), np.arange(500_000), Decision.felt)
    counts = np.bincount(((dealt * 2.0**53).astype(np.int64) & 255), minlength=256)
    assert stats.chisquare(counts).pvalue > 0.001


@pytest.mark.parametrize(
    ("other_key", "other_decision", "other_step"),
    [(key(7, 1), 67, 0), (key(8, 0), 67, 0), (key(7, None), 67, 0), (key(7, 0), 68, 0), (key(7, 0), 67, 1)],
    ids=["replication", "seed", "population", "decision", "step"],
)
def test_streams_that_differ_in_one_thing_are_independent(other_key: int, other_decision: int, other_step: int) -> None:
    """Chi-square on a 16 x 16 table of pairs and the correlation; false alarm 1 in 1,000 each."""
    people = np.arange(400_000) << 32
    one = uniforms(key(7, 0), people, 67)
    other = uniforms(other_key, people, other_decision, other_step)
    table, _, _ = np.histogram2d(one, other, bins=16, range=[[0, 1], [0, 1]])
    assert stats.chisquare(table.ravel()).pvalue > 0.001
    assert abs(np.corrcoef(one, other)[0, 1]) * np.sqrt(people.size) < 3.29


def test_neighbours_in_a_column_are_independent() -> None:
    """Serial correlation at lags 1 to 5; false alarm 1 in 1,000 each."""
    dealt = uniforms(key(9, 2), np.arange(500_000) << 32, Decision.thin)
    for lag in range(1, 6):
        assert abs(np.corrcoef(dealt[:-lag], dealt[lag:])[0, 1]) * np.sqrt(dealt.size) < 3.29


def test_replications_share_no_number() -> None:
    """50 replications x 10,000 people: 53 random bits would repeat one with a chance of 1.4e-5."""
    people = np.arange(10_000) << 32
    dealt = np.concatenate([uniforms(key(11, replication), people, 67) for replication in range(50)])
    assert np.unique(dealt).size == dealt.size


@given(st.tuples(WORDS, st.one_of(st.none(), st.integers(0, MASK - 1))), st.data())
def test_no_two_runs_have_the_same_key(pair: tuple[int, int | None], data: st.DataObject) -> None:
    other = data.draw(st.tuples(WORDS, st.one_of(st.none(), st.integers(0, MASK - 1))))
    assert (key(*pair) == key(*other)) == (pair == other)
    assert -(2**63) <= key(*pair) < 2**63


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (2**32, 0), (0, -1), (0, 2**32 - 1)])
def test_a_seed_out_of_range_is_refused(seed: int, replication: int) -> None:
    with pytest.raises(ValueError, match="expected a whole number"):
        key(seed, replication)


def test_no_two_decisions_share_a_number() -> None:
    named = [number for name, number in vars(Decision).items() if not name.startswith("_")]
    assert len(named) == len(set(named)) == len(NAMES)
    assert all(type(number) is int and 0 < number < MOST_DECISIONS for number in named)
    assert decisions.NAMES[Decision.finding] == "finding"
