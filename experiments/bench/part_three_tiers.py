"""Table 1: the common model of three tiers in every program, as ratios to idiomatic SimPy run right before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from experiments.bench.agreement import against_runs, against_theory, limit
from experiments.bench.plan import NOT_AVAILABLE, REFERENCE, Found, Plan
from experiments.bench.readings import Table, cell, values
from experiments.bench.three_tier import ThreeTiers, exact

PART: Final = "three tiers"
CIMBA: Final = "cimba"


@dataclass(frozen=True)
class Row:
    """One line: which program, and which of its runs counts."""

    name: str
    program: str
    loaded: bool = True
    again: bool = False
    ours: bool = False


ROWS: Final = (
    Row("tiercare, simpy engine", "tiercare simpy", again=True, ours=True),
    Row("tiercare, simpy engine, first run", "tiercare simpy", loaded=False, ours=True),
    Row("tiercare, compiled engine", "tiercare compiled", again=True, ours=True),
    Row("tiercare, compiled engine, first run", "tiercare compiled", loaded=False, ours=True),
    Row("Ciw", "ciw"),
    Row("salabim", "salabim"),
    Row("plain C, numbers drawn inside", "c", again=True),
    Row("plain C, kernel alone on arrays", "c kernel", again=True),
)


def measured(plan: Plan) -> tuple[Found, dict[str, list[Any]]]:
    """All rows, round by round, each beside its own run of SimPy; and every answer, for the agreement."""
    found, answers = Found(PART), {}  # type: tuple[Found, dict[str, list[Any]]]
    for round_ in range(1, plan.rounds + 1):
        for row in ROWS:
            if row.name in found.missing:
                continue
            plan.say(f"three tiers, round {round_} of {plan.rounds}: {row.name}")
            beside = found.try_one(REFERENCE, "three_tiers", **_asked(plan, "simpy", round_, again=False))
            read = found.try_one(row.name, "three_tiers", **_asked(plan, row.program, round_, row.loaded, row.again))
            if beside is None or read is None:
                continue
            answers.setdefault(REFERENCE, []).append(beside["answer"] | {"numbers": beside["numbers"]})
            answers.setdefault(row.name, []).append(read["answer"] | {"numbers": read["numbers"]})
            note(found, row.name, plan.episodes, round_, read, beside)
    found.missing[CIMBA] = "a C library without a package; the bench does not build it"
    return found, answers


def _asked(plan: Plan, program: str, round_: int, loaded: bool = True, again: bool = False) -> dict[str, Any]:
    return {"program": program, "episodes": plan.episodes, "seed": 100 + round_, "loaded": loaded, "again": again}


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


def tables(plan: Plan, found: Found, answers: dict[str, list[Any]], reference: dict[str, Any] | None) -> list[Table]:
    """The page's first table."""
    readings = found.readings
    lines: list[tuple[str, ...]] = []
    pace = cell(values(readings, REFERENCE, "episodes_per_s"))
    lines.append((REFERENCE, pace, "1", "1", "1", "", agreed(REFERENCE, answers, reference)))
    for name in (row.name for row in ROWS):
        if name in found.missing:
            lines.append((name, NOT_AVAILABLE, "", "", "", "", ""))
            continue
        of_row = [values(readings, name, what) for what in ("cold_ratio", "warm_ratio", "peak_mb")]
        seconds = [*values(readings, name, "warm_s"), *values(readings, name, "cold_s")]
        pace = f"{plan.episodes / min(seconds):,.0f}" if seconds else "–"
        cold, warm = cell(of_row[0]), cell(of_row[1])
        kinds = (cold, "–", "–") if name.endswith("first run") else ("–", cold, warm)
        lines.append(
            (name, pace, kinds[0], kinds[1], cell(of_row[1]), cell(of_row[2], 3), agreed(name, answers, reference))
        )
    lines += _inside(found)
    lines.append((CIMBA, NOT_AVAILABLE, "", "", "", "", ""))
    heads = ("program", "best pace, episodes/s", "first run", "cold", "warm", "peak MB", "same answers?")
    title = f"1. The common model of three tiers, {plan.episodes:,} episodes, ratio to idiomatic SimPy"
    return [Table(title, heads, tuple(lines), (*_notes(plan, reference), *found.reasons()))]


def _inside(found: Found) -> list[tuple[str, ...]]:
    """What an engine says of its own time, part by part: the kernel alone is to be held against that of plain C."""
    lines: list[tuple[str, ...]] = []
    for row in ROWS:
        ratios = sorted({r.quantity for r in found.readings if r.row == row.name and r.quantity.startswith("inside_")})
        for quantity in (name for name in ratios if name.endswith("_ratio")):
            alone = f"{row.name}: {quantity.removeprefix('inside_').removesuffix('_ratio')} alone"
            if not row.name.endswith("first run"):
                lines.append((alone, "", "", "", cell(values(found.readings, row.name, quantity)), "", ""))
    return lines


def agreed(row: str, answers: dict[str, list[Any]], reference: dict[str, Any] | None) -> str:
    """Are the five numbers of this row what plain C answers at this length?"""
    if reference is None or not answers.get(row):
        return "–"
    once = {tuple(answer["numbers"]) for answer in answers[row]}  # equal seeds give equal answers: count them once
    return str(against_runs(sorted(once), reference["short"]))


def _notes(plan: Plan, reference: dict[str, Any] | None) -> tuple[str, ...]:
    model = ThreeTiers()
    waits = ", ".join(f"{value:.4g}" for value in exact(model))
    said = [
        f"Every row ran {plan.rounds} times in fresh processes, a run of SimPy right before each; a ratio is that "
        "of the pair; median (min–max). Larger is faster.",
        "*first run*: nothing loaded, the first thing a fresh process does after imports and loading the scenario. "
        "*cold*: code loaded by a run of 1,000 episodes, memory untouched. *warm*: the same run once more.",
        "tiercare: `sim.simulate`, demand and the whole ledger included; loading the YAML is in table 4.",
        f"Exact answers of a settled county (mean waits by tier in min, bed loads): {waits}.",
    ]
    if reference is None:
        return (*said, "*same answers?* was not tried: it takes plain C, and there is no compiler here.")
    theory = against_theory(reference["settled"], model)
    return (
        *said,
        f"Plain C, long and settled, {theory} with the exact answers. *same answers?* compares the five numbers of "
        f"a row with {len(reference['short'])} runs of plain C of this length; in brackets the worst deviation in "
        f"standard errors, beyond {limit():.1f} it differs (one false alarm in a thousand, from four rounds on).",
    )
