"""Table 4: what an episode costs as runs grow longer and networks larger."""

from __future__ import annotations

import statistics
from typing import Any, Final

from experiments.bench.part_three_tiers import note
from experiments.bench.plan import NOT_AVAILABLE, REFERENCE, Found, Plan
from experiments.bench.readings import Table, cell, number, values
from experiments.bench.three_tier import ThreeTiers

LONGER: Final = "growth with episodes"
LARGER: Final = "growth with facilities"
ROWS: Final = (
    ("tiercare, simpy engine", "tiercare simpy", True),
    ("tiercare, compiled engine", "tiercare compiled", False),
    ("plain C, numbers drawn inside", "c", False),
)
"""Name, program, and whether it is too slow for the longest runs."""


def longer(plan: Plan) -> Found:
    """The common model, ever more episodes; SimPy beside it at the longest length that it is asked for."""
    found = Found(LONGER)
    for round_ in range(1, plan.rounds + 1):
        for size in plan.sizes:
            for name, program, slow in ROWS:
                if not (slow and size > plan.simpy_episodes):
                    _pair(plan, found, name, program, round_, size, size, 1)
    return found


def larger(plan: Plan) -> Found:
    """As many episodes, spread over ever more places: the common county so many times. Slow engines are left out."""
    found = Found(LARGER)
    for round_ in range(1, plan.rounds + 1):
        for copies in plan.copies:
            for name, program, slow in ROWS:
                if not slow:
                    facilities = ThreeTiers(copies=copies).facilities
                    _pair(plan, found, name, program, round_, facilities, plan.network_episodes, copies)
    return found


def _pair(
    plan: Plan, found: Found, name: str, program: str, round_: int, size: int, episodes: int, copies: int
) -> None:
    if name in found.missing:
        return
    plan.say(f"{found.part}, round {round_} of {plan.rounds}: {name}, {size:,}")
    asked: dict[str, Any] = {"copies": copies, "seed": 100 + round_}
    beside = min(episodes, plan.simpy_episodes)
    of_simpy = found.try_one(REFERENCE, "three_tiers", program="simpy", episodes=beside, again=False, **asked)
    read = found.try_one(name, "three_tiers", program=program, episodes=episodes, **asked)
    if of_simpy is not None and read is not None:
        note(found, name, size, round_, read, of_simpy, beside if found.part == LONGER else size)


def tables(plan: Plan, found: Found, sizes: tuple[int, ...]) -> list[Table]:
    """Nanoseconds an episode by size, the growth from the first to the last, and ratios to SimPy."""
    lines = []
    for name in (REFERENCE, *_names(found)):
        if name in found.missing:
            lines.append((name, NOT_AVAILABLE, *[""] * len(sizes)))
            continue
        costs = [_cost_us(found, name, size) for size in sizes]
        there = [statistics.median(cost) for cost in costs if cost]
        growth = f"{number(max(there) / there[0])} ×" if there else "–"
        lines.append((name, *(cell(cost) for cost in costs), growth))
    word = "episodes" if found.part == LONGER else "facilities"
    heads = ("program", *(f"{size:,} {word}" for size in sizes), "dearest against first")
    cost = Table(
        f"4. {found.part.capitalize()}: microseconds an episode, warm", heads, tuple(lines), _notes(plan, found)
    )
    return [cost, _ratios(found, sizes, word)]


def _names(found: Found) -> list[str]:
    return [name for name, _, slow in ROWS if not (slow and found.part == LARGER)]


def _cost_us(found: Found, name: str, size: int) -> list[float]:
    if name == REFERENCE:
        return [1e6 / pace for pace in values(found.readings, name, "episodes_per_s", size)]
    seconds = values(found.readings, name, "warm_s", size)
    episodes = values(found.readings, name, "episodes", size)
    return [1e6 * s / n for s, n in zip(seconds, episodes, strict=True)]


def _ratios(found: Found, sizes: tuple[int, ...], word: str) -> Table:
    lines = [
        (name, *(cell(values(found.readings, name, "warm_ratio", size)) for size in sizes),
         *(cell(values(found.readings, name, "peak_mb", size), 3) for size in sizes))
        for name in _names(found) if name not in found.missing
    ]  # fmt: skip
    heads = ("program", *(f"ratio, {size:,} {word}" for size in sizes), *(f"peak MB, {size:,}" for size in sizes))
    return Table(f"4. {found.part.capitalize()}: ratio to SimPy right before, and memory", heads, tuple(lines))


def _notes(plan: Plan, found: Found) -> tuple[str, ...]:
    if found.part == LONGER:
        return (
            f"SimPy runs beside each row, at most {plan.simpy_episodes:,} episodes; ratios are per episode. "
            "Slow engines are not asked for more than that either.",
            *found.reasons(),
        )
    return (
        "The common county so many times side by side: 37 places each. Exact answers stay the same, only the network "
        f"grows: {plan.network_episodes:,} episodes in all, {plan.simpy_episodes:,} for SimPy. What it "
        "takes to set up the places is part of the run; a run with few episodes for each place pays for little else.",
        *found.reasons(),
    )
