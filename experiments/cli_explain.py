"""The command that says what a scenario will ask of its queues, before it is run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli_answers import plainly
from experiments.cli_options import AsJson, County, Settings


def register(app: typer.Typer) -> None:
    """Put the command on the command line."""
    app.command()(plainly(explain))


def explain(
    scenario: County,
    with_: Annotated[list[Path] | None, typer.Option("--with", help="overlays to lay over it")] = None,
    defaults: Annotated[bool, typer.Option("--defaults", help="list what others settle for it, and who")] = False,
    settings: Settings = None,
    json_: AsJson = False,
) -> None:
    """Offered loads beside closed-form waits, warnings, reactions to price and way, cost of a run."""
    from experiments.cli_study import settings_of
    from experiments.defaults import defaults_of
    from experiments.explain import Page, lines
    from experiments.explain import explain as explained
    from sim.scenario.load import load

    county = load(scenario, with_ or (), settings_of(settings) or None)
    if defaults:
        rows = defaults_of(county, scenario)
        heads = ("key", "value", "from")
        pages = [Page("What the scenario leaves to others", f"{len(rows)} values", heads, rows)]
    else:
        pages = explained(county)
    if json_:
        print(json.dumps(list(lines(pages)), ensure_ascii=False))
        return
    from rich.table import Table

    from experiments.cli_tables import show

    tables = []
    for page in pages:
        table = Table(*page.columns, title=page.title, caption=page.note, show_header=any(page.columns))
        for row in page.rows:
            table.add_row(*row)
        tables.append(table)
    show(tables)
