"""The command that says what a scenario will ask of its queues, before it is run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.command_line.answers import plainly
from experiments.command_line.options import AsJson, County, Engine, Settings, settings_of
from experiments.command_line.screen import show
from experiments.explain import explain as explained

if TYPE_CHECKING:
    from experiments.explain.page import Page
    from sim.engine.simulate import Engine as EngineName
    from sim.scenario.scenario import Scenario


def register(app: typer.Typer) -> None:
    """Put the command on the command line."""
    app.command()(plainly(explain))


def explain(
    scenario: County,
    with_: Annotated[list[Path] | None, typer.Option("--with", help="overlays to lay over it")] = None,
    defaults: Annotated[bool, typer.Option("--defaults", help="list what others settle for it, and who")] = False,
    settings: Settings = None,
    engine: Engine = "auto",
    json_: AsJson = False,
) -> None:
    """Offered loads beside closed-form waits, warnings, reactions to price and way, cost of a run."""
    from sim.scenario.load import load

    county = load(scenario, with_ or (), settings_of(settings) or None)
    pages = [left_to_others(county, scenario)] if defaults else explained(county, _on(engine, county, scenario, json_))
    if json_:
        from experiments.explain.page import lines

        print(json.dumps(list(lines(pages)), ensure_ascii=False))
        return
    from rich.table import Table

    tables = []
    for page in pages:
        table = Table(*page.columns, title=page.title, caption=page.note, show_header=any(page.columns))
        for row in page.rows:
            table.add_row(*row)
        tables.append(table)
    show(tables)


def _on(engine: str, county: Scenario, path: Path, quiet: bool) -> EngineName:
    """The engine on which the cost of a run is measured."""
    from experiments.command_line.engines import on

    return on(engine, {path.stem: county}, quiet)[path.stem]


def left_to_others(county: Scenario, path: Path) -> Page:
    """The page of ``--defaults``: what the file does not settle itself."""
    from experiments.explain.defaults import defaults_of
    from experiments.explain.page import Page

    rows = defaults_of(county, path)
    return Page("What the scenario leaves to others", f"{len(rows)} values", ("key", "value", "from"), rows)
