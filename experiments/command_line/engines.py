"""The engine of commands that run without a study: settled first, and compiled with a word about it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from experiments.runs.engines import Engines
from experiments.runs.one_run import the_county
from experiments.runs.progress import note

if TYPE_CHECKING:
    from sim.engine.simulate import Engine
    from sim.scenario.scenario import Scenario


def on(engine: str, scenarios: Mapping[str, Scenario], quiet: bool = False) -> dict[str, Engine]:
    """The engine of each scenario, ready to run.

    Raises:
        BadStudy: there is no such engine, or a scenario cannot be compiled and was to be.
    """
    engines = Engines(engine, the_county(), partial(note, quiet=quiet))
    return {name: engines.settle(name, scenario).engine for name, scenario in scenarios.items()}
