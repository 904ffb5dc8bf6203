"""The command that hands a run to other people's tools: export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.command_line.answers import BAD_INPUT, plainly, stop
from experiments.command_line.options import Engine, Seed, Settings, settings_of
from experiments.runs import SEED

WHERE = "a scenario to run once, or the folder of a ledger kept with --keep-ledgers"


def register(app: typer.Typer) -> None:
    """Put the command on the command line."""
    app.command()(plainly(export))


def export(
    source: Annotated[Path, typer.Argument(help=WHERE)],
    form: Annotated[str, typer.Option("--format", help="pm4py, vidigi, or events (our own columns)")] = "events",
    out: Annotated[Path, typer.Option("--out", help="the CSV to write")] = Path("results/events.csv"),
    with_: Annotated[list[Path] | None, typer.Option("--with", help="overlays to lay over the scenario")] = None,
    rep: Annotated[int, typer.Option("--rep", min=0, help="number of the replication")] = 0,
    seed: Seed = SEED,
    settings: Settings = None,
    engine: Engine = "auto",
) -> None:
    """Write a run as an event log for process mining or animation."""
    from sim.ledger import Ledger
    from sim.ledger.exports import FORMATS
    from sim.ledger.exports import export as write

    if form not in FORMATS:
        stop(f"--format {form}: expected {', '.join(FORMATS)}", BAD_INPUT)
    if source.is_dir():
        if with_ or settings:
            stop(f"{source} is a finished run: --with and --set cannot change it any more", BAD_INPUT)
        try:
            ledger = Ledger.read(source)
        except FileNotFoundError as missing:
            stop(f"{missing}. Keep ledgers with  tiercare run SCENARIO --keep-ledgers", BAD_INPUT)
    else:
        from experiments.command_line.engines import on
        from sim import load, simulate

        county = load(source, with_ or (), settings_of(settings) or None)
        ledger = simulate(county, replication=rep, seed=seed, engine=on(engine, {source.stem: county})[source.stem])
    print(f"written: {write(ledger, out, form)}")
