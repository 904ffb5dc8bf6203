"""Do the measures that a scenario names exist? Only experiments can tell: the scenario knows no measures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.scenario.faults import Fault, unknown
from sim.vocabulary import TIERS

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def unknown_names(scenario: Scenario) -> list[Fault]:
    """A fault for each measure of ``targets``, ``primary`` and ``margins`` that does not exist, or of what none is."""
    named: list[tuple[tuple[str, ...], str, Mapping[str, str]]] = [
        *((("targets", str(n)), entry.measure, entry.of) for n, entry in enumerate(scenario.targets)),
        *((("primary", str(n)), entry.measure, entry.of) for n, entry in enumerate(scenario.primary)),
        *((("margins",), name, {}) for name in scenario.margins),
    ]
    if not named:
        return []  # then nothing of the measures need be waited for
    from sim.measures import MEASURES

    found: list[Fault] = []
    for keys, name, of in named:
        where = (*keys, "measure") if keys != ("margins",) else (*keys, name)
        if name not in MEASURES:
            found.append(_fault(scenario, where, unknown("measure", name, MEASURES)))
        if of.get("tier", TIERS[0]) not in TIERS:
            found.append(_fault(scenario, (*keys, "of", "tier"), unknown("tier", of["tier"], TIERS)))
    return found


def _fault(scenario: Scenario, keys: tuple[str, ...], message: str) -> Fault:
    path = ".".join(keys)
    origin = scenario.origins[path]
    return Fault(origin.file, origin.line, origin.column, path, message)
