"""structural.md, on which each property of the structure stands beside every county, and structural.csv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from experiments.mechanisms.counties import Form
from experiments.mechanisms.judged import UNTOLD, Shown
from experiments.mechanisms.tabled import table as tabled
from experiments.mechanisms.words import intervals_of, numbers_of, row, wanted


@dataclass(frozen=True)
class Head:
    """What was run, for the head of the page."""

    command: str
    seed: int
    runs: int
    places: tuple[str, ...]
    says: Mapping[str, str]
    """Each property in words."""
    broken: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One property on one county, as it stands or in a form that can be tried there."""

    county: str
    property: str
    shown: Shown
    period: str
    form: Form | None = None


def page(head: Head, rows: Sequence[Row]) -> str:
    """The whole page."""
    parts = [*_top(head), _overview(head, rows)]
    for name, says in head.says.items():
        some = [one for one in rows if one.property == name]
        if some:
            parts.append(f"## {says}\n\n{_table(some)}")
            parts += _notes(some)
    return "\n\n".join(parts) + "\n"


def _top(head: Head) -> Iterator[str]:
    yield "# What the structure must show, on every county of the repository"
    yield (
        f"Written by `{head.command}` from `experiments/mechanisms/rows/structure.yaml` and "
        f"`experiments/mechanisms/counties.yaml`; seed {head.seed}, {head.runs} runs. Both of a pair share their luck. "
        "Intervals are simulation intervals; those of several steps of one row hold together at 95 %. *Exact* rows "
        "compare two ledgers case by case: one case against the property is enough to break it. *Cannot be told* says "
        "how many replications of that length would tell it, if mean and spread are as seen."
    )
    if head.broken:
        listed = "\n".join(f"- {line}" for line in head.broken)
        yield f"**Some runs broke a law of the audit; these numbers must not be used:**\n\n{listed}"


def _overview(head: Head, rows: Sequence[Row]) -> str:
    """Property by county, in a word each; a form that stands beside the property follows it."""
    lines = ["## In one table", "", row("property", *head.places), row(*["---"] * (len(head.places) + 1))]
    for name, says in head.says.items():
        cells = [[one for one in rows if (one.property, one.county) == (name, place)] for place in head.places]
        if any(cells):
            lines.append(row(says, *(_word(some) for some in cells)))
    return "\n".join(lines)


def _word(some: Sequence[Row]) -> str:
    words = [f"{one.shown.outcome}{' (in another form)' if one.form else ''}" for one in some]
    return "; ".join(dict.fromkeys(words)) or "·"


def _table(rows: Sequence[Row]) -> str:
    lines = [row("county", "measured", "difference and interval", "runs of", ""), row(*["---"] * 5)]
    for one in rows:
        where = f"{one.county}{': ' + one.form.entry.says if one.form else ''}"
        runs = f"{one.shown.replications} × {one.period}"
        lines.append(row(where, numbers_of(one.shown), intervals_of(one.shown), runs, _verdict(one.shown)))
    return "\n".join(lines)


def _verdict(shown: Shown) -> str:
    said = f"**{shown.outcome}**"
    return f"{said}; {wanted(shown.lines)}" if shown.outcome == UNTOLD and shown.lines else said


def _notes(rows: Sequence[Row]) -> Iterator[str]:
    """Why a property is tried in another form, once for each reason."""
    why: dict[tuple[str, bool], list[str]] = {}
    for one in rows:
        if one.form:
            why.setdefault((one.form.because, one.form.instead), []).append(one.county)
    for (because, instead), places in why.items():
        named = ", ".join(dict.fromkeys(places))
        yield f"{named}: {'in this form only' if instead else 'in this form too'}, because {because}."


def table(rows: Sequence[Row]) -> pd.DataFrame:
    """Every number of the page, one difference a row."""
    parts = [
        tabled([one.shown], ()).assign(county=one.county, property=one.property, period=one.period) for one in rows
    ]
    whole = pd.concat(parts, ignore_index=True)
    first = ["county", "property", "period"]
    return whole[first + [name for name in whole.columns if name not in first]].drop(columns=["table", "mechanism"])
