"""How factorials are said on the page: each lever alone, and what they do together beyond that."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.mechanisms.factorials import Joined
from experiments.mechanisms.judged import Line, moves
from experiments.mechanisms.words import change, level, named


def summary_of(joined: Sequence[Joined]) -> str:
    """What levers do together beyond the sum of less, in one table."""
    rows = ["## Levers together", "", "| levers | measure | beyond what fewer of them do | seen |", "|---|---|---|---|"]
    for one in joined:
        for found in one.found:
            for line in found.effects:
                if "×" in line.after:
                    rows.append(f"| {line.after} | {named(line)} | {change(line)} | {_seen(line)} |")
    return "\n".join(rows)


def section_of(joined: Joined, figures: str = "mechanisms") -> str:
    """One factorial: every combination, every effect, a figure."""
    entry = joined.entry
    parts = [f"## Together: {entry.title}", f"{joined.replications} replications; {joined.where}."]
    levers = [factor.name for factor in entry.factors]
    for found in joined.found:
        first = found.effects[0]
        cells = ["; ".join(name for name, on in zip(levers, cell, strict=True) if on) or "none" for cell in entry.cells]
        rows = [f"| {named(first)} | " + " | ".join(cells) + " |", "|---" * (len(cells) + 1) + "|"]
        rows.append("| mean | " + " | ".join(level(first, found.means[cell]) for cell in entry.cells) + " |")
        effects = "; ".join(f"{line.after}: {change(line)}" for line in found.effects)
        parts.append("\n".join(rows) + f"\n\nEffects: {effects}.")
    parts.append(f"![{entry.title}]({figures}/together_{entry.name}.svg)")
    return "\n\n".join(parts)


def _seen(line: Line) -> str:
    if not moves(line):
        return "cannot be told from nothing"
    return "more" if line.gap.interval.mean > 0.0 else "less"
