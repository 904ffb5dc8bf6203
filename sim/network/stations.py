"""From ``stations:`` to numeric rows of units: who serves, when, and in which order."""

from __future__ import annotations

import math

from sim.illness.streams import Epochs
from sim.network.rows import door_of
from sim.network.units import UNLIMITED_PLACES, UnitRow
from sim.scenario.queue import Queue
from sim.scenario.scenario import Scenario
from sim.scenario.stations import Station
from sim.vocabulary import UNLIMITED, steps
from sim.vocabulary.words import HOME

DRAIN_DAYS = 400
"""A run that ends when it is empty is over after so many days in which nobody was called and at whose end nobody is
being served: who still comes (a queue that `gives_up: tomorrow`, at an hour when nobody serves) would come for ever,
and counts as inside."""


def station_units(epochs: Epochs, first: int) -> list[UnitRow]:
    """One row per station, numbered from ``first`` on, in the order of ``stations:``.

    Args:
        epochs: (minute, scenario) of the dated changes; rosters that change from a date are joined to one.
    """
    stations = epochs[0][1].stations
    return [_unit(name, first + number, epochs) for number, name in enumerate(stations)]


def _unit(name: str, number: int, epochs: Epochs) -> UnitRow:
    scenario = epochs[0][1]
    station = scenario.stations[name]
    unit = UnitRow(
        unit=number,
        id=name,
        name=name,
        kind="station",
        place=HOME,
        tier=HOME,
        door=door_of(station.hours, scenario.calendar),
        steps=_joined([(at, _roster(then, then.stations[name])) for at, then in epochs]),
        classes=max(1, len(station.queue.priority)),
        waiting_room=station.queue.waiting_room,
        turnaround_min=station.turnaround,
        holds_until_next=station.holds_until_next,
    )
    _reserve(unit, station.queue)
    return unit


def _roster(scenario: Scenario, station: Station) -> list[tuple[float, int]]:
    calendar = scenario.calendar
    beyond = DRAIN_DAYS if calendar.ends == "when_empty" else 1
    return steps(station.servers, calendar.start, calendar.days + beyond, calendar.public_holidays)


def _joined(rosters: list[tuple[float, list[tuple[float, int]]]]) -> list[tuple[float, int]]:
    """One roster out of several, each from its date on."""
    found: list[tuple[float, int]] = []
    ends = [at for at, _ in rosters[1:]] + [math.inf]
    for (start, roster), end in zip(rosters, ends, strict=True):
        stops = [at for at, _ in roster[1:]] + [math.inf]
        for (at, servers), stop in zip(roster, stops, strict=True):
            if stop > start and at < end and (not found or found[-1][1] != servers):
                found.append((max(at, start), servers))
    return found


def _reserve(unit: UnitRow, queue: Queue) -> None:
    """Servers that are kept for some classes until a clock time."""
    kept = queue.reserved
    if kept is None:
        return
    most = max(servers for _, servers in unit.steps)
    unit.reserved = kept.places if kept.places is not None else round((kept.share or 0.0) * most)
    unit.reserved_for = frozenset(queue.priority.index(name) for name in kept.for_ if name in queue.priority)
    unit.released_at_min = kept.released_at


def room_unit(station: UnitRow, number: int) -> UnitRow:
    """The places of a station, waiting ones included, as a unit of its own.

    Where patients keep their place elsewhere until there is one here, places are what they block each other
    for. The station's own queue then has no limit: who has a place may always wait.
    """
    seats = station.waiting_room
    station.waiting_room = UNLIMITED_PLACES
    return UnitRow(
        unit=number,
        id=f"{station.id} (places)",
        name=f"{station.name} (places)",
        kind="room",
        place=HOME,
        tier=HOME,
        steps=[(at, min(servers + seats, UNLIMITED)) for at, servers in station.steps],
        classes=station.classes,
    )
