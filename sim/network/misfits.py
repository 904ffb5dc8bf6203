"""What is wrong with stations and routes as a whole, said at the line where the planner wrote it."""

from __future__ import annotations

from collections.abc import Iterable

from sim.scenario.faults import Fault, ScenarioFaults, unknown
from sim.scenario.scenario import Scenario


class Misfits:
    """Collects faults, so that a planner sees all of them at once."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._found: dict[Fault, None] = {}

    def add(self, path: str, message: str) -> None:
        """Something at this dotted path cannot be."""
        origins = self._scenario.origins
        keys = path.split(".")
        for length in range(len(keys), 0, -1):
            # the first leaf at or below the path, else at or below the block around it
            start = ".".join(keys[:length])
            for name, origin in origins.items():
                if name == start or name.startswith(start + "."):
                    self._found[Fault(origin.file, origin.line, origin.column, path, message)] = None
                    return
        self._found[Fault("scenario", 0, 0, path, message)] = None

    def unknown(self, path: str, what: str, word: str, allowed: Iterable[str]) -> None:
        """A name that stands for nothing."""
        self.add(path, unknown(what, word, allowed))

    def raise_if_any(self) -> None:
        """Raises ScenarioFaults when something was found."""
        if self._found:
            raise ScenarioFaults(self._found)
