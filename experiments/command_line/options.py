"""Options that several commands share, each with its one line of help, and how ``--set`` is read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.command_line.answers import BAD_INPUT, stop

County = Annotated[Path, typer.Argument(help="scenario file: a county, or a network of stations")]
Reps = Annotated[int, typer.Option("--reps", min=1, help="replications: years of luck per arm")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="seed of residents and luck")]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help="processes; all cores if not given")]
Out = Annotated[Path | None, typer.Option("--out", help="the study's folder; results/... if not given")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="set one value in every arm: calendar.measure='84 days'"),
]
Resume = Annotated[bool, typer.Option("--resume", help="keep finished runs of this study, do the rest")]
KeepLedgers = Annotated[bool, typer.Option("--keep-ledgers", help="store each run's ledger as Parquet")]
NoiseFloor = Annotated[
    bool, typer.Option("--noise-floor", help="run today once more with other luck: what no difference looks like")
]
SecondBlock = Annotated[
    bool, typer.Option("--second-block", help="run every arm once more with other luck: which verdicts stay")
]
Png = Annotated[bool, typer.Option("--png", help="write each figure as PNG too, 300 dots an inch")]
OnePage = Annotated[bool, typer.Option("--onepage", help="also the answer alone, on one sheet: onepage.html")]
Precision = Annotated[
    list[str] | None,
    typer.Option(
        "--precision",
        metavar="MEASURE=WIDTH",
        help="repeat until the half-width is this small; of one group: wait_mean_min:tier=county=1",
    ),
]
Lang = Annotated[str | None, typer.Option("--lang", help="en or zh; if not given, the report is in both")]
Engine = Annotated[
    str,
    typer.Option("--engine", help="auto, simpy (reference) or compiled (fast); the same numbers to the last bit"),
]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON, for programs")]


def settings_of(texts: list[str] | None) -> dict[str, Any]:
    """``calendar.measure=84 days`` as path and value."""
    from sim.scenario.changes import setting

    try:
        return dict(setting(text) for text in texts or ())
    except ValueError as problem:
        stop(f"--set: {problem}", BAD_INPUT)
