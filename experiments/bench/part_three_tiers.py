"""Table 1: the common model of three tiers in every program, as ratios to idiomatic SimPy run right before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from experiments.bench.agreement import against_runs, against_theory, limit
from experiments.bench.plan import NOT_AVAILABLE, REFERENCE, Found, Plan
from experiments.bench.readings import Reading, Table, cell, values
from experiments.bench.three_tier import ThreeTiers, exact

PART: Final = "three tiers"
Reference = dict[int | str, Any]
"""What plain C answers: runs by number of episodes, and ``settled``."""


@dataclass(frozen=True)
class Row:
    """One line: which program, and which of its runs counts."""

    name: str
    program: str
    loaded: bool = True
    again: bool = False
    slow: bool = False

    def episodes(self, plan: Plan) -> int:
        """How long it runs."""
        return plan.slow_episodes if self.slow else plan.episodes


OURS: Final = "tiercare, compiled engine"
INSIDE: Final = "plain C, numbers drawn inside"
ARRAYS: Final = "plain C, kernel alone on arrays"
KEYED: Final = "plain C, kernel alone, keyed numbers and a row of every step"
ROWS: Final = (
    Row("tiercare, simpy engine", "tiercare simpy", again=True),
    Row("tiercare, simpy engine, first run", "tiercare simpy", loaded=False),
    Row(OURS, "tiercare compiled", again=True),
    Row("tiercare, compiled engine, first run", "tiercare compiled", loaded=False),
    Row("Ciw", "ciw", slow=True),
    Row("salabim", "salabim", slow=True),
    Row("cimba, patients as processes", "cimba", again=True),
    Row(INSIDE, "c", again=True),
    Row(ARRAYS, "c kernel", again=True),
    Row(KEYED, "c keyed", again=True),
)
KERNEL: Final = "inside_kernel_ratio"
AGAINST: Final = (
    (REFERENCE, "warm_ratio", 30.0),
    ("Ciw", "warm_ratio", 200.0),
    ("salabim", "warm_ratio", 500.0),
    ("cimba, patients as processes", "warm_ratio", 3.0),
    (INSIDE, "warm_ratio", None),
    (ARRAYS, KERNEL, 0.4),
    (KEYED, KERNEL, None),
)
"""Whom the compiled engine is held against, with its whole job or with its kernel alone, and what was asked of it."""


def measured(plan: Plan) -> tuple[Found, dict[str, list[Any]]]:
    """All rows, round by round, each beside its own run of SimPy; and every answer, for the agreement."""
    found, answers = Found(PART), {}  # type: tuple[Found, dict[str, list[Any]]]
    for round_ in range(1, plan.rounds + 1):
        for row in ROWS:
            if row.name in found.missing:
                continue
            plan.say(f"three tiers, round {round_} of {plan.rounds}: {row.name}")
            asked: dict[str, Any] = {"episodes": row.episodes(plan), "seed": 100 + round_}
            beside = found.try_one(REFERENCE, "three_tiers", program="simpy", again=False, **asked)
            read = found.try_one(
                row.name, "three_tiers", program=row.program, loaded=row.loaded, again=row.again, **asked
            )
            if beside is None or read is None:
                continue
            if not row.slow:
                answers.setdefault(REFERENCE, []).append(beside["numbers"])
            answers.setdefault(row.name, []).append(read["numbers"])
            note(found, row.name, row.episodes(plan), round_, read, beside)
    return found, answers


def note(
    found: Found,
    row: str,
    size: int,
    round_: int,
    read: dict[str, Any],
    beside: dict[str, Any],
    beside_size: int | None = None,
) -> None:
    """Seconds, memory and ratios of one pair."""
    episodes, theirs = read["answer"]["episodes"], beside["answer"]["episodes"] / beside["cold_s"]
    found.note(REFERENCE, beside_size or size, round_, "cold_s", beside["cold_s"], "s")
    found.note(REFERENCE, beside_size or size, round_, "episodes_per_s", theirs, "1/s")
    found.note(row, size, round_, "episodes", episodes, "count")
    found.note(row, size, round_, "peak_mb", read["peak_mb"], "MB")
    for kind in ("cold", "warm"):
        if f"{kind}_s" in read:
            found.note(row, size, round_, f"{kind}_s", read[f"{kind}_s"], "s")
            found.note(row, size, round_, f"{kind}_ratio", episodes / read[f"{kind}_s"] / theirs, "1")
    for name, seconds in read["inside"].items():
        found.note(row, size, round_, f"inside_{name}_s", seconds, "s")
        found.note(row, size, round_, f"inside_{name}_ratio", episodes / seconds / theirs, "1")


def tables(plan: Plan, found: Found, answers: dict[str, list[Any]], reference: Reference) -> list[Table]:
    """The page's first tables: everybody beside SimPy, and the compiled engine over everybody."""
    return [_all(plan, found, answers, reference), _against(found)]


def _all(plan: Plan, found: Found, answers: dict[str, list[Any]], reference: Reference) -> Table:
    readings = found.readings
    lines: list[tuple[str, ...]] = []
    pace = cell(values(readings, REFERENCE, "episodes_per_s", plan.episodes))
    lines.append((REFERENCE, pace, "1", "1", "1", "", agreed(answers.get(REFERENCE), reference.get(plan.episodes))))
    for row in ROWS:
        name = row.name
        if name in found.missing:
            lines.append((name, NOT_AVAILABLE, "", "", "", "", ""))
            continue
        cold, warm = (cell(values(readings, name, f"{kind}_ratio")) for kind in ("cold", "warm"))
        seconds = [*values(readings, name, "warm_s"), *values(readings, name, "cold_s")]
        pace = f"{row.episodes(plan) / min(seconds):,.0f}" if seconds else "–"
        kinds = ("–", cold, warm) if row.loaded else (cold, "–", "–")
        same = agreed(answers.get(name), reference.get(row.episodes(plan)))
        lines.append((name, pace, *kinds, cell(values(readings, name, "peak_mb"), 3), same))
    lines.append((f"{OURS}: kernel alone", "", "", "", cell(values(readings, OURS, KERNEL)), "", ""))
    heads = ("program", "best pace, episodes/s", "first run", "cold", "warm", "peak MB", "same answers?")
    title = f"1. The common model of three tiers, {plan.episodes:,} episodes, ratio to idiomatic SimPy"
    return Table(title, heads, tuple(lines), (*_notes(plan, reference), *found.reasons()))


def _against(found: Found) -> Table:
    lines: list[tuple[str, ...]] = []
    for name, quantity, asked in AGAINST:
        what = "its kernel alone" if quantity == KERNEL else "the whole job"
        wanted = "–" if asked is None else f"at least {asked:g}"
        lines.append((what, name, cell(_times(found.readings, name, quantity)), wanted))
    notes = (
        "Round by round, one ratio to SimPy over the other. *the whole job*: `sim.simulate`, warm, demand and ledger "
        "included, against the other's whole run (warm where it ran twice), which keeps sums and no ledger.",
        "*its kernel alone*: the seconds inside the compiled loop. Drawn before it starts: when patients come, from "
        "which village, and whether they are emergencies. Every other number it makes itself, by a key of who and what "
        "for (so that patients keep their luck from scenario to scenario), and it writes a row of the ledger for every "
        "step and the day books of every station.",
        "Plain C *on arrays* finds all numbers drawn before and keeps only sums: it is given less to do. Plain C "
        "with *keyed numbers* draws and writes as tiercare does (one call of Philox for a number, one row for a step).",
    )
    heads = ("tiercare, compiled engine", "over", "times as fast", "asked for")
    return Table("1. The common model: the compiled engine over the others", heads, tuple(lines), notes)


def _times(readings: list[Reading], name: str, quantity: str) -> list[float]:
    ours = values(readings, OURS, quantity)
    if name == REFERENCE:
        return ours
    theirs = values(readings, name, "warm_ratio") or values(readings, name, "cold_ratio")
    return [mine / other for mine, other in zip(ours, theirs, strict=False)]


def agreed(answers: list[Any] | None, runs: list[Any] | None) -> str:
    """Are the five numbers of this row what plain C answers at this length?"""
    if not runs or not answers:
        return "–"
    once = sorted({tuple(answer) for answer in answers})  # equal seeds give equal answers: count them once
    return str(against_runs(once, runs))


def _notes(plan: Plan, reference: Reference) -> tuple[str, ...]:
    model = ThreeTiers()
    waits = ", ".join(f"{value:.4g}" for value in exact(model))
    said = [
        f"Every row ran {plan.rounds} times in fresh processes, a run of SimPy of the same length right before "
        "each; a "
        "ratio is that of the pair, per episode; median (min–max). Larger is faster. Slow programs "
        f"({', '.join(row.name for row in ROWS if row.slow)}) ran {plan.slow_episodes:,} episodes.",
        "*first run*: nothing loaded, the first thing a fresh process does after imports and loading the scenario. "
        "*cold*: code loaded by a run of 1,000 episodes, memory untouched. *warm*: the same run once more.",
        "tiercare: `sim.simulate`, demand and the whole ledger included; loading the YAML is in table 3. All "
        "others keep "
        "only the sums that the answers need.",
        f"Exact answers of a settled county (mean waits by tier in min, bed loads): {waits}.",
    ]
    if "settled" not in reference:
        return (*said, "*same answers?* was not tried: it takes plain C, and there is no compiler here.")
    theory = against_theory(reference["settled"], model)
    return (
        *said,
        f"Plain C, long and settled, {theory} with the exact answers. *same answers?* compares the five numbers of "
        f"a row with {len(reference[plan.episodes])} runs of plain C of this length; in brackets the worst "
        "deviation in "
        f"standard errors, beyond {limit():.1f} it differs (one false alarm in a thousand, from four rounds on).",
    )
