"""What a scenario says of each of its queues before anything is run: opening, spread of service, blocking."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from experiments.theory.offered import offered_of
from sim.network.county import county_of
from sim.network.network import build
from sim.network.rows import Draws, RowBuilder, names_of
from sim.network.units import UnitRow
from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Queue:
    """One clinic, desk, machine, ward or station as it is written down."""

    open_min: float
    """Minutes of opening between the two moments asked for."""
    cv2: float
    """Variance of one service over its squared mean (of a clinic: the consultation); nan where none is drawn."""
    held: bool
    """Whether a patient keeps the server until the next place is free."""


Name = tuple[str, str]
"""Id and kind of a unit: a clinic and a ward of one place may carry the same id."""


def queues_of(scenario: Scenario, begin_min: float, end_min: float) -> dict[Name, Queue]:
    """Every unit that the scenario itself names; rooms that policies open are not among them."""
    units: Sequence[UnitRow] = ()
    draws: Sequence[Any] = ()
    if scenario.people is not None:
        county = county_of(scenario)
        builder = RowBuilder(scenario, county, names_of(scenario, county))
        units, draws = builder.units, builder.draws.found
    found = {
        (unit.id, unit.kind): Queue(unit.door.opens_in(begin_min, end_min), cv2_of(unit, draws), _held(unit))
        for unit in units
    }
    if scenario.stations:
        mixed = {} if scenario.people is not None else offered_of(scenario)
        for unit in build(scenario, Draws(), units).stations:
            cv2 = mixed[unit.id].cv2 if unit.id in mixed else math.nan
            found[unit.id, unit.kind] = Queue(unit.door.opens_in(begin_min, end_min), cv2, _held(unit))
    return found


def cv2_of(unit: UnitRow, draws: Sequence[Any]) -> float:
    """Of the first service that is drawn at a unit."""
    rows = [row for row in unit.service if row >= 0]
    return float(draws[rows[0]].cv2) if rows else math.nan


def _held(unit: UnitRow) -> bool:
    return unit.holds_until_next and unit.kind != "ward"
