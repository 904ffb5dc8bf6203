"""Every program of the bench runs the same model: counts of episodes, and five numbers within chance.

Plain C, long, against the exact answers; every program, short, against plain C. Declared false alarm: one in a
thousand for each program (five numbers, Bonferroni; four runs each).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import pytest

from experiments.bench.agreement import NAMES, against_runs, against_theory
from experiments.bench.programs import (
    Unavailable,
    three_tier_c,
    three_tier_cimba,
    three_tier_simpy,
    three_tier_tiercare,
)
from experiments.bench.three_tier import Answer, ThreeTiers, exact

MODEL = ThreeTiers()
EPISODES = 4_000
RUNS = 4
needs_c = pytest.mark.skipif(three_tier_c.compiler() is None, reason="no C compiler here")
Run = Callable[[int], Answer]


@cache
def plain_c(model: ThreeTiers = MODEL, episodes: int = EPISODES, runs: int = 400) -> list[tuple[float, ...]]:
    return [three_tier_c.run(model, episodes, 50_000 + seed).numbers for seed in range(runs)]


def tiercare(engine: str) -> Run:
    def run(seed: int) -> Answer:
        return three_tier_tiercare.answer(MODEL, three_tier_tiercare.run(MODEL, EPISODES, seed, engine))

    return run


def ciw(seed: int) -> Answer:
    pytest.importorskip("ciw", reason="Ciw comes with make bench")
    from experiments.bench.programs import three_tier_ciw

    return three_tier_ciw.run(MODEL, EPISODES, seed)


def salabim(seed: int) -> Answer:
    pytest.importorskip("salabim", reason="salabim comes with make bench")
    from experiments.bench.programs import three_tier_salabim

    return three_tier_salabim.run(MODEL, EPISODES, seed)


def compiled(seed: int) -> Answer:
    try:
        return tiercare("compiled")(seed)
    except Unavailable as reason:
        pytest.skip(str(reason))


def cimba(seed: int) -> Answer:
    try:
        return three_tier_cimba.run(MODEL, EPISODES, seed)
    except Unavailable as reason:
        pytest.skip(str(reason))


PROGRAMS: dict[str, Run] = {
    "SimPy": lambda seed: three_tier_simpy.run(MODEL, EPISODES, seed),
    "tiercare, simpy": tiercare("simpy"),
    "tiercare, compiled": compiled,
    "Ciw": ciw,
    "salabim": salabim,
    "cimba": cimba,
    "plain C, kernel on arrays": lambda seed: three_tier_c.Drawn(MODEL, EPISODES, seed).run(),
    "plain C, keyed numbers": lambda seed: three_tier_c.Drawn(MODEL, EPISODES, seed).run_keyed(),
}


@needs_c
def test_plain_c_lands_on_the_exact_answers() -> None:
    settled = [three_tier_c.run(MODEL, 400_000, seed, watch_from_min=20_160.0).numbers for seed in range(1, 21)]
    verdict = against_theory(settled, MODEL)
    assert verdict.agrees, dict(zip(NAMES, verdict.z, strict=True))


@needs_c
def test_the_kernel_on_arrays_lands_on_the_exact_answers() -> None:
    settled = [three_tier_c.Drawn(MODEL, 300_000, seed).run(20_160.0).numbers for seed in range(1, 21)]
    assert against_theory(settled, MODEL).agrees


@needs_c
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_answers_what_plain_c_answers(name: str) -> None:
    answers = [PROGRAMS[name](seed) for seed in range(1, RUNS + 1)]
    verdict = against_runs([answer.numbers for answer in answers], plain_c())
    assert verdict.agrees, dict(zip(NAMES, verdict.z, strict=True))


@pytest.mark.parametrize("name", [name for name in PROGRAMS if not name.startswith("plain C")])
def test_a_program_has_as_many_episodes_and_visits_as_asked_for(name: str) -> None:
    answer = PROGRAMS[name](9)
    assert abs(answer.episodes - EPISODES) < 4.5 * math.sqrt(EPISODES)
    visits = MODEL.visits_per_episode * EPISODES
    waiting = 30 * 8 + 6 * 8 + 60  # who is still in a queue or has not yet been sent on
    assert visits - waiting - 5 * math.sqrt(visits) < sum(answer.visits) < visits + 5 * math.sqrt(visits)


def test_a_library_that_is_not_installed_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    three_tier_cimba.library.cache_clear()
    monkeypatch.setenv("PKG_CONFIG_PATH", "")
    monkeypatch.setenv("PKG_CONFIG_LIBDIR", "/nowhere")
    with pytest.raises(Unavailable, match="not installed"):
        three_tier_cimba.run(MODEL, EPISODES)


@needs_c
def test_plain_c_counts_the_episodes_it_ran() -> None:
    counts = [three_tier_c.run(MODEL, EPISODES, seed).episodes for seed in range(1, 101)]
    assert abs(sum(counts) / 100 - EPISODES) < 4.5 * math.sqrt(EPISODES / 100)


@needs_c
def test_the_same_seed_is_the_same_run_and_another_is_not() -> None:
    for run in (three_tier_c.run, three_tier_simpy.run):
        assert run(MODEL, 1_000, 3) == run(MODEL, 1_000, 3)
        assert run(MODEL, 1_000, 3) != run(MODEL, 1_000, 4)


@needs_c
def test_counties_side_by_side_wait_as_one_does() -> None:
    side_by_side = ThreeTiers(copies=3)
    settled = [three_tier_c.run(side_by_side, 900_000, seed, 20_160.0).numbers for seed in range(1, 21)]
    assert against_theory(settled, side_by_side).agrees


@needs_c
def test_simpy_agrees_with_plain_c_on_counties_side_by_side() -> None:
    side_by_side = ThreeTiers(copies=2)
    runs = [three_tier_simpy.run(side_by_side, EPISODES, seed).numbers for seed in range(1, RUNS + 1)]
    assert against_runs(runs, plain_c(side_by_side)).agrees


@pytest.mark.long
@pytest.mark.parametrize("name", ["SimPy", "tiercare"])
def test_long_runs_of_the_rows_that_matter_land_on_the_exact_answers(name: str) -> None:
    watch, settled = 20_160.0, []
    for seed in range(1, 13):
        if name == "SimPy":
            settled.append(three_tier_simpy.run(MODEL, 200_000, seed, watch).numbers)
        else:
            ledger = three_tier_tiercare.run(MODEL, 200_000, seed)
            settled.append(three_tier_tiercare.answer(MODEL, ledger, watch).numbers)
    verdict = against_theory(settled, MODEL)
    assert verdict.agrees, (verdict.z, exact(MODEL))
