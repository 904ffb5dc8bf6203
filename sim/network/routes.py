"""From ``services:``, ``arrivals:`` and ``routes:`` to numeric rows of steps, uses and branches.

The numbering follows from the names alone (routes, steps and stations in the order in which they are
written), so that the rows of a later date have the same numbers and can take the place of the earlier ones.
What can be seen from the words alone is checked when a scenario is loaded; what takes rows is checked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from sim.illness.streams import classes_of
from sim.network.misfits import Misfits
from sim.network.rows import Draws
from sim.network.steps import LEAVES, NEXT, TOMORROW, BranchRow, StepRow, StreamRow, UseRow
from sim.network.units import ALWAYS, NO_DRAW, UnitRow
from sim.scenario.arrivals import Listed
from sim.scenario.queue import Queue
from sim.scenario.routes import NextByClass, Route, Step, linear
from sim.scenario.scenario import Scenario
from sim.vocabulary import PRIORITIES
from sim.vocabulary.distributions import Column

GOES_HOME = ("leaves", "goes_home", "elsewhere", "emergency_room", "turned_away")


@dataclass(slots=True)
class Plan:
    """All rows of the routes, and where each stream begins."""

    classes: tuple[str, ...]
    routes: tuple[str, ...]
    steps: list[StepRow] = field(default_factory=list)
    uses: list[UseRow] = field(default_factory=list)
    branches: list[BranchRow] = field(default_factory=list)
    streams: list[StreamRow] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)  # by stream: its first step
    rooms: list[UnitRow] = field(default_factory=list)
    trace: list[list[float]] = field(default_factory=list)
    counters: int = 0

    @property
    def shared(self) -> set[int]:
        """Units that some step takes together with another."""
        several = [step for step in self.steps if step.uses > 1]
        return {use.unit for step in several for use in self.uses[step.first_use : step.first_use + step.uses]}

    def replace_by(self, later: Plan) -> None:
        """From now on the numbers of a later date hold; whoever is in a step goes on with what has begun."""
        for use, new in zip(self.uses, later.uses, strict=True):
            new.room = use.room
        self.branches[:], self.steps[:], self.uses[:] = later.branches, later.steps, later.uses


def routes_of(scenario: Scenario) -> dict[str, Route]:
    """All routes by name; a stream that lists its stations has a route of its own."""
    found = dict(scenario.routes)
    for name, stream in scenario.arrivals.items():
        if not isinstance(stream.route, str):
            found[own_route(name)] = linear(stream.route)
    return found


def own_route(stream: str) -> str:
    """The name of the route of a stream that lists its stations."""
    return f"route of {stream}"


def plan_of(scenario: Scenario, units: Sequence[UnitRow], draws: Draws, misfits: Misfits) -> Plan:
    """Rows of all routes.

    Args:
        units: every unit that a step may name: the stations, and in a county the units of its places.
        draws: the run's list of distributions, to which those of the services are added.
        misfits: what is found wrong.
    """
    return _Planner(scenario, units, draws, misfits).plan()


class _Planner:
    def __init__(self, scenario: Scenario, units: Sequence[UnitRow], draws: Draws, misfits: Misfits) -> None:
        self.scenario, self.draws, self.misfits = scenario, draws, misfits
        self.unit_of = {unit.id: unit for unit in units}
        self.routes = routes_of(scenario)
        self.classes = classes_of(scenario) or ("patient",)
        self.made = Plan(self.classes, tuple(self.routes))
        self._path_of = {own_route(name): f"arrivals.{name}.route" for name in scenario.arrivals}
        self.number: dict[tuple[str, str], int] = {}
        self._stations: list[str] = []  # by use
        self._drawn: dict[int, int] = {}
        self._branches: dict[tuple[tuple[float, int], ...], int] = {}
        for name, route in self.routes.items():
            for step in route.steps:
                self.number[name, step] = len(self.number)

    def plan(self) -> Plan:
        for number, (name, route) in enumerate(self.routes.items()):
            for step_name, step in route.steps.items():
                self._step(number, name, step_name, step)
        nothing = (-1,) * len(self.made.uses)  # one for all streams: as many numbers as there are places to be served
        for number, (name, stream) in enumerate(self.scenario.arrivals.items()):
            route_name = stream.route if isinstance(stream.route, str) else own_route(name)
            self.made.begins.append(self.number[route_name, stream.starts_at or self.routes[route_name].start])
            replays = self._replays(stream) if isinstance(stream, Listed) else nothing
            self.made.streams.append(StreamRow(number, name, replays))
        return self.made

    # -- steps -------------------------------------------------------------------------------------

    def _step(self, route: int, route_name: str, name: str, step: Step) -> None:
        path = self._path_of.get(route_name, f"routes.{route_name}.{name}")
        first = len(self.made.uses)
        for station in self.routes[route_name].stations_of(name):
            if station in self.unit_of:
                self._use(f"{route_name}.{name}", station, path)
            else:
                self.misfits.unknown(path, "station", station, self.unit_of)
        stations = self._stations[first:]
        queue = self._queue(stations[0]) if stations else Queue()
        self.made.steps.append(
            StepRow(
                step=self.number[route_name, name],
                route=route,
                name=f"{route_name}.{name}",
                luck=crc32(f"{route_name}.{name}".encode()),
                first_use=first,
                uses=len(stations),
                branch=self._branches_of(route_name, step, path),
                after=self._draw(step.after),
                patience=self._patiences(step, stations),
                gives_up=self._target(route_name, *_said(path, step.gives_up, queue.gives_up, stations)),
                when_full=self._target(route_name, *_said(path, step.when_full, queue.when_full, stations)),
            )
        )

    def _queue(self, station: str) -> Queue:
        found = self.scenario.stations.get(station)
        return found.queue if found is not None else Queue()

    def _patiences(self, step: Step, stations: Sequence[str]) -> tuple[int, ...]:
        """The step's own patience, else that of the first of its stations that has one, by class."""
        if step.patience is not None:
            return (self._draw(step.patience),) * len(self.classes)
        return tuple(self._patience_at(stations, sort) for sort in self.classes)

    def _patience_at(self, stations: Sequence[str], sort: str) -> int:
        for station in stations:
            unit = self.unit_of[station]
            if station not in self.scenario.stations and unit.patience:
                return unit.patience[self._rank(unit, sort)]
            if self._queue(station).patience_of(sort) is not None:
                return self._draw(self._queue(station).patience_of(sort))
        return NO_DRAW

    def _use(self, name: str, station: str, path: str) -> None:
        unit, service = self.unit_of[station], self.scenario.services.get(station)
        if service is not None:
            of_class = [service.distribution or service.by_class.get(sort) for sort in self.classes]
            draws = tuple(NO_DRAW if isinstance(d, Column) else self._draw(d) for d in of_class)
        elif unit.service:
            draws = unit.service[:1] * len(self.classes)
        else:
            draws = (NO_DRAW,) * len(self.classes)
            if station not in self.scenario.stations:
                self.misfits.add(path, f"{station} has no length of its own: only the illness says how long.")
        self._stations.append(station)
        self.made.uses.append(
            UseRow(
                unit=unit.unit,
                luck=crc32(f"{name}.{station}".encode()),
                service=draws,
                priority=tuple(self._rank(unit, sort) for sort in self.classes),
                holds=unit.holds_until_next,
                waiting_counts=service.waiting_counts if service is not None else False,
                turnaround_min=unit.turnaround_min,
                door=unit.door,
                always_open=unit.door is ALWAYS,
            )
        )

    def _rank(self, unit: UnitRow, sort: str) -> int:
        """Where a class queues; a class that a place of the county does not list is served last."""
        if unit.id in self.scenario.stations:
            listed = self._queue(unit.id).priority
            return listed.index(sort) if sort in listed else 0
        return unit.priority[PRIORITIES.index(sort)] if sort in PRIORITIES else unit.classes - 1

    def _branches_of(self, route_name: str, step: Step, path: str) -> tuple[int, ...]:
        """First rows of the ways on, by class; a class that never comes here (checked at load) leaves."""
        if not isinstance(step.then, NextByClass):
            return (self._branch(route_name, step.then, path),) * len(self.classes)
        ways = [step.next_of(sort) if sort in step.then.by_class else {"leaves": 1.0} for sort in self.classes]
        return tuple(self._branch(route_name, way, path) for way in ways)

    def _branch(self, route_name: str, ways: Mapping[str, float], path: str) -> int:
        """First row of these ways on."""
        taken = tuple((share, self._target(route_name, to, path)) for to, share in ways.items() if share > 0.0)
        if taken not in self._branches:
            self._branches[taken] = len(self.made.branches)
            upto = 0.0
            for share, to in taken:
                upto += share
                self.made.branches.append(BranchRow(upto, to))
            self.made.branches[-1].upto = 1.0
        return self._branches[taken]

    def _target(self, route_name: str, word: str, path: str) -> int:
        if (route_name, word) in self.number:
            return self.number[route_name, word]
        if word in GOES_HOME:
            return LEAVES
        if word in ("next_station", "tomorrow"):
            return NEXT if word == "next_station" else TOMORROW
        self.misfits.unknown(path, f"step of route {route_name}", word, self.routes[route_name].steps)
        return LEAVES

    def _draw(self, distribution: object | None) -> int:
        """Equal objects share their row of the table of quantiles."""
        if distribution is None:
            return NO_DRAW
        if id(distribution) not in self._drawn:
            self._drawn[id(distribution)] = self.draws.number(distribution)
        return self._drawn[id(distribution)]

    def _replays(self, stream: Listed) -> tuple[int, ...]:
        """By use: which column of the trace holds the service; the table names the step or the station."""
        columns = {name: len(self.made.trace) + n for n, name in enumerate(stream.services_min)}
        self.made.trace += [list(minutes) for minutes in stream.services_min.values()]
        by_header = {stream.columns[name]: column for name, column in columns.items()}
        found = [-1] * len(self.made.uses)
        for step in self.made.steps:
            for use in range(step.first_use, step.first_use + step.uses):
                station = self._stations[use]
                service = self.scenario.services.get(station)
                named = service.distribution if service is not None else None
                if isinstance(named, Column) and named.name in by_header:
                    found[use] = by_header[named.name]
                else:
                    found[use] = _first_of(columns, (step.name.split(".", 1)[1], station))
        return tuple(found)


def _said(path: str, own: str | None, of_station: str, stations: Sequence[str]) -> tuple[str, str]:
    """A word that the step says itself or leaves to its station, and where it stands."""
    if own is not None or not stations:
        return own or of_station, path
    return of_station, f"stations.{stations[0]}.queue"


def _first_of(columns: dict[str, int], words: Iterable[str]) -> int:
    return next((columns[word] for word in words if word in columns), -1)
