"""What a measure is, and the list of all of them.

A measure is a pure function of a ledger seen through a window. It is registered by the decorator
`measure_of`, with everything that a reader of the report needs to check it: the definition in words
(numerator, denominator), what is counted at the edges of the period, the unit, which direction is wanted,
and where the definition is from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from sim.measures.view import View

Direction = Literal["higher", "lower", "neither"]
Subject = Literal["county", "stations", "both"]
Values = list[tuple[str, float]]
Function = Callable[[View], Values]

VISIT_EDGE: Final = "visits whose consultation starts in the window"
ARRIVAL_EDGE: Final = "everyone who arrives in the window, followed to the end of the run"
BED_EDGE: Final = "stays cut to the window"
DISCHARGE_EDGE: Final = "stays that end in the window"
ADMISSION_EDGE: Final = "patients put to bed in the window"
DECIDED_EDGE: Final = "referrals decided in the window"
ONSET_EDGE: Final = "episodes that begin in the window, followed to the end of the run"
CASH_EDGE: Final = "visits that start in the window, stays that end in it (paid at discharge)"
DAY_EDGE: Final = "days pro rata of their part in the window"


@dataclass(frozen=True)
class Measure:
    """One number that a planner or reviewer may ask for, in one or more groups."""

    name: str
    name_zh: str
    unit: str
    definition: str
    edges: str
    direction: Direction
    source: str
    subject: Subject
    function: Function


MEASURES: Final[dict[str, Measure]] = {}


def measure_of(
    name_zh: str,
    unit: str,
    definition: str,
    *,
    edges: str,
    direction: Direction = "neither",
    source: str = "this model",
    subject: Subject = "county",
) -> Callable[[Function], Function]:
    """Register a function as the measure of its own name; raises ValueError when the name is taken."""

    def register(function: Function) -> Function:
        name = function.__name__
        if name in MEASURES:
            raise ValueError(f"two measures are called {name}")
        MEASURES[name] = Measure(name, name_zh, unit, definition, edges, direction, source, subject, function)
        return function

    return register
