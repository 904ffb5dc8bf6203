"""mechanisms.md, which a reviewer reads, and mechanisms.csv, where every number of it can be found again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from experiments.mechanisms.entries import Claim
from experiments.mechanisms.factorials import Joined
from experiments.mechanisms.judged import FAILS, HOLDS, Line, Shown, Trial
from experiments.mechanisms.reasons import failed, reasons
from experiments.mechanisms.said_together import section_of, summary_of
from experiments.mechanisms.tabled import Made
from experiments.mechanisms.words import (
    because,
    change,
    intervals_of,
    level,
    margin,
    named,
    numbers_of,
    outcome_of,
    region,
    row,
    short,
    unit_of,
)  # fmt: skip


@dataclass(frozen=True)
class Setup:
    """What was run, for the head of the page."""

    county: str
    command: str
    seed: int
    runs: int
    replications: int
    grid_replications: int
    long: str
    short: str
    broken: tuple[str, ...] = ()
    overlays: Mapping[str, str] = field(default_factory=dict)
    """What each arm lays over the county, in words."""
    missing: tuple[str, ...] = ()
    """Mechanisms that no row speaks of."""
    figures: str = "mechanisms"
    """The folder of the figures, beside the page."""
    kept: Mapping[Made, Sequence[str]] = field(default_factory=dict)
    """Rows that were not run now but kept, by what they were made."""


def page(setup: Setup, structure: Sequence[Shown], trials: Sequence[Trial], joined: Sequence[Joined] = ()) -> str:
    """The whole page."""
    parts = [_head(setup)]
    if structure:
        parts.append(_structure(structure))
    promises = [trial for trial in trials if not trial.entry.obstacle]
    warnings = [trial for trial in trials if trial.entry.obstacle]
    for title, some in (("Mechanisms on trial", promises), ("Obstacles on trial", warnings)):
        if some:
            parts.append(_summary(title, some, setup))
    if joined:
        parts.append(summary_of(joined))
    if setup.missing:
        parts.append(f"Without a row as yet, and nothing is claimed of them: {', '.join(setup.missing)}.")
    parts += [_trial(trial, setup) for trial in (*promises, *warnings)]
    parts += [section_of(one, setup.figures) for one in joined]
    return "\n\n".join(parts) + "\n"


def _head(setup: Setup) -> str:
    said = [
        "# Mechanisms: what the model must show, and which claims come true",
        f"Written by `{setup.command}` from `experiments/mechanisms/rows`; "
        f"county `{setup.county}`, seed {setup.seed}, "
        f"{setup.runs} runs. Mechanisms: {setup.replications} replications of {setup.long}, factorials "
        f"{setup.grid_replications}; structure: {setup.replications}, exact properties and grids "
        f"{setup.grid_replications}, of {setup.short}. Rows whose lever takes years say their own county, period and "
        "replications. Both of a pair share their luck.",
        "A *simulation interval* shows what would change if the same county were simulated again with other luck. It "
        "does not cover doubt about the inputs. Intervals of several steps of one row hold together at 95 %. Nothing "
        "was tuned: directions and margins stand in `rows/` before any run.",
    ]
    if setup.kept:
        listed = "\n".join(f"- `{made.by}` (code {made.code}): {', '.join(some)}" for made, some in setup.kept.items())
        said.append(
            "Of that command are only the rows that it names. The others stand as they were run before, judged again "
            "by today's rule and beside today's number of claims; the table says by what each line was made:"
            f"\n\n{listed}"
        )
    if setup.broken:
        listed = "\n".join(f"- {line}" for line in setup.broken)
        said.append(f"**Some runs broke a law of the audit; these numbers must not be used:**\n\n{listed}")
    return "\n\n".join(said)


def _structure(rows: Sequence[Shown]) -> str:
    lines = ["## What the structure must show", row("property", "numbers", "difference and interval", "runs", "")]
    lines[-1] += "\n" + row("---", "---", "---", "---", "---")
    lines += [
        row(one.says, numbers_of(one), intervals_of(one), str(one.replications), f"**{one.outcome}**") for one in rows
    ]
    return lines[0] + "\n\n" + "\n".join(lines[1:])


def _summary(title: str, trials: Sequence[Trial], setup: Setup) -> str:
    rows = [
        f"## {title}",
        "",
        row("", "overlay", "claim", "difference and interval", "the claim", "over the grid", "run"),
    ]
    rows.append(row(*["---"] * 7))
    for trial in trials:
        entry = trial.entry
        for kind, lines in (("", trial.claims), ("side effect: ", trial.side_effects)):
            for line in lines:
                overlay = setup.overlays.get(entry.arm, f"`{entry.arm}`")
                flips = _flips(trial, line)
                rows.append(
                    row(
                        entry.mechanism, overlay, kind + _says(line), change(line), outcome_of(line), flips, _run(trial)
                    )
                )
    return "\n".join(rows)


def _run(trial: Trial) -> str:
    """Where, how long and how often a row was run."""
    return f"{trial.replications} × {trial.where}"


def _flips(trial: Trial, line: Line) -> str:
    """Where over the grid the sign of this claim turns, in a few words; empty where it was not watched."""
    for expected, cells in trial.grids:
        if expected.cell == line.of.cell and expected.claimed == line.claimed and trial.entry.grid is not None:
            every = [one for lines in cells for one in lines]
            turned = [one.after for one in every if one.outcome == FAILS]
            holds = sum(one.outcome == HOLDS for one in every)
            where = f" ({'; '.join(turned[:3])})" if turned else ""
            return f"holds in {holds}, flips in {len(turned)}{where}, open in {len(every) - holds - len(turned)}"
    return ""


def _trial(trial: Trial, setup: Setup) -> str:
    entry = trial.entry
    overlay = setup.overlays.get(entry.arm, f"`{entry.arm}`")
    against = "" if entry.against == "today" else f", against {setup.overlays.get(entry.against, entry.against)}"
    head = f"## {entry.mechanism}: {entry.title} ({overlay}{against})"
    rows = [row("claim", "measure", "today → with it", "difference and interval", "margin", "verdict", "the claim")]
    rows.append(row(*["---"] * 7))
    for kind, lines in (("", trial.claims), ("side effect: ", trial.side_effects)):
        for line in lines:
            levels = f"{level(line, line.gap.today)} → {level(line, line.gap.arm)}"
            rows.append(
                row(
                    kind + _says(line),
                    named(line),
                    levels,
                    change(line),
                    margin(line),
                    line.verdict,
                    outcome_of(line),
                )
            )
    ran = f"{trial.replications} replications; {trial.where}."
    parts = [
        head,
        ran,
        "\n".join(rows),
        *_part_by_part(trial),
        *_explained(trial),
        *(_grid(trial, place) for place in range(len(trial.grids))),
    ]
    if trial.grids:
        parts.append(f"![Where the sign holds and where it flips]({setup.figures}/region_{entry.name}.svg)")
    return "\n\n".join(part for part in parts if part)


def _part_by_part(trial: Trial) -> Iterator[str]:
    """What each claim looked like on the way, where a run is told in parts."""
    if not any(trial.earlier):
        return
    count = len(trial.earlier[0]) + 1
    rows = [row("part by part", *(f"part {place + 1}" for place in range(count))), row(*["---"] * (count + 1))]
    for line, earlier in zip((*trial.claims, *trial.side_effects), trial.earlier, strict=True):
        rows.append(row(f"{_says(line)}: {named(line)}", *map(change, earlier), change(line, line.gap.interval)))
    yield "\n".join(rows) + "\n\nHere every interval stands by itself."


def _explained(trial: Trial) -> Iterator[str]:
    not_seen = [_says(line) for line in failed(trial.claims)]
    if not_seen:
        yield f"Not seen to come true: {'; '.join(not_seen)}. {because(trial.explained_by)}"
    yield "\n".join(f"- *{says}*: {why}." for says, why in reasons(trial))
    if trial.explained_by:
        rows = [row("beside it", "today", "with it", "difference and interval"), row(*["---"] * 4)]
        for line in trial.explained_by:
            rows.append(row(named(line), level(line, line.gap.today), level(line, line.gap.arm), change(line)))
        yield "\n".join(rows)


def _grid(trial: Trial, place: int) -> str:
    expected, cells = trial.grids[place]
    grid = trial.entry.grid
    assert grid is not None
    rows, columns = [one.label for one in grid.rows.levels], [one.label for one in grid.columns.levels]
    first = cells[0][0]
    head = (
        f"**Where the sign flips**: {named(first)}, claimed {expected.claimed} ({unit_of(first)}), "
        f"{first.gap.interval.n} replications; {trial.grid_where}. "
        f"{region(cells, rows, columns)}"
    )
    table = [row(f"{grid.rows.name} ↓ / {grid.columns.name} →", *columns), row(*["---"] * (len(columns) + 1))]
    table += [row(label, *(short(line) for line in lines)) for label, lines in zip(rows, cells, strict=True)]
    return head + "\n\n" + "\n".join(table)


def _says(line: Line) -> str:
    return line.of.says if isinstance(line.of, Claim) else named(line)
