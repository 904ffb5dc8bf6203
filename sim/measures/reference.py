"""The tables of the README, made from the registries; run it after adding a measure or a check.

python -m sim.measures.reference
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sim.measures import AUDITS, INDICATORS, MEASURES, THEMES
from sim.measures.audit import LOOKS

README: Final = Path(__file__).with_name("README.md")
BEGINS: Final = "<!-- measures: written by python -m sim.measures.reference -->"
ENDS: Final = "<!-- end of measures -->"
WANTED: Final = {"higher": "↑", "lower": "↓", "neither": ""}


def measures_as_markdown() -> str:
    """All measures by theme, the national list, and all checks, as the README shows them."""
    parts = ["## Measures", "↑ or ↓: which way is wanted; nothing: neither."]
    for theme in THEMES:
        mine = [what for what in MEASURES.values() if what.function.__module__ == theme.__name__]
        title = (theme.__doc__ or "").splitlines()[0].rstrip(".")
        rows = ["| measure | 中文 | unit | | definition | counted |", "|---|---|---|---|---|---|"]
        rows += [
            f"| `{what.name}` | {what.name_zh} | {what.unit} | {WANTED[what.direction]} | {what.definition} "
            f"| {what.edges} |"
            for what in mine
        ]
        parts += [f"### {title} (`{theme.__name__.rsplit('.', 1)[1]}.py`)", "\n".join(rows)]
    return "\n\n".join([*parts, *_indicators(), *_checks()])


def _indicators() -> list[str]:
    rows = ["| no | 指标 | English | measure, or why not |", "|---|---|---|---|"]
    for item in INDICATORS:
        said = f"`{item.measure}`" if item.measure else f"not computable: {item.why_not}"
        rows.append(f"| {item.number} | {item.name_zh} | {item.name} | {said} |")
    return ["## The 2024 monitoring list of county medical communities", "\n".join(rows)]


def _checks() -> list[str]:
    names = ", ".join(f"`{audit.__name__.rsplit('.', 1)[1]}.py`" for audit in AUDITS)
    rows = ["| check | what it would catch | |", "|---|---|---|"]
    rows += [
        f"| `{name}` | {catches} | {'fails the run' if fatal else 'asks for a look'} |"
        for name, (catches, fatal, _) in LOOKS.items()
    ]
    return ["## Checks of the audit", f"In {names}.", "\n".join(rows)]


def readme_with_measures(text: str) -> str:
    """The README with its tables written anew; raises ValueError when the two marks are missing."""
    before, begins, rest = text.partition(BEGINS)
    _, ends, after = rest.partition(ENDS)
    if not begins or not ends:
        raise ValueError(f"README of the measures needs the marks {BEGINS} and {ENDS}")
    return f"{before}{BEGINS}\n\n{measures_as_markdown()}\n\n{ENDS}{after}"


if __name__ == "__main__":
    README.write_text(readme_with_measures(README.read_text(encoding="utf-8")), encoding="utf-8")
