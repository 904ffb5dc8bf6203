"""From ``services:``, ``arrivals:`` and ``routes:`` to numeric rows of steps, uses and branches.

The numbering follows from the names alone (routes, steps and stations in the order in which they are
written), so that the rows of a later date have the same numbers and can take the place of the earlier ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from zlib import crc32

from sim.illness.streams import classes_of
from sim.network.blocking import cycle_of_held_units, kept_on_arrival
from sim.network.misfits import Misfits
from sim.network.rows import Draws
from sim.network.stations import room_unit
from sim.network.steps import LEAVES, NEXT, TOMORROW, BranchRow, StepRow, StreamRow, UseRow
from sim.network.units import NO_DRAW, UnitRow
from sim.scenario.arrivals import Listed
from sim.scenario.queue import Queue
from sim.scenario.routes import Route, Step, linear
from sim.scenario.scenario import Scenario
from sim.vocabulary.kinds import COLUMN

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

    def replace_by(self, later: Plan) -> None:
        """From now on the numbers of a later date hold; whoever is in a step goes on with what it had begun."""
        self.branches[:] = later.branches
        self.steps[:] = later.steps
        self.uses[:] = later.uses


def routes_of(scenario: Scenario) -> dict[str, Route]:
    """All routes by name; a stream that lists its stations has a route of its own name."""
    found = dict(scenario.routes)
    for name, stream in scenario.arrivals.items():
        if not isinstance(stream.route, str):
            found[own_route(name)] = linear(stream.route)
    return found


def own_route(stream: str) -> str:
    """The name of the route of a stream that lists its stations."""
    return f"route of {stream}"


def plan_of(scenario: Scenario, units: Sequence[UnitRow], draws: Draws) -> Plan:
    """Rows of all routes.

    Args:
        units: every unit that a step may name: the stations, and in a county the units of its places.
        draws: the run's list of distributions, to which those of the services are added.

    Raises:
        ScenarioFaults: what the models of the language cannot see, all at once: a step at a station that does
            not exist or has no service for a class, a class without a place in a queue, a cycle of held units.
    """
    return _Planner(scenario, units, draws).plan()


class _Planner:
    def __init__(self, scenario: Scenario, units: Sequence[UnitRow], draws: Draws) -> None:
        self.scenario, self.draws, self.misfits = scenario, draws, Misfits(scenario)
        self.unit_of = {unit.id: unit for unit in units}
        self.routes = routes_of(scenario)
        self.classes = classes_of(scenario) or ("patient",)
        self.made = Plan(self.classes, tuple(self.routes))
        self.number: dict[tuple[str, str], int] = {}
        self._drawn: dict[int, int] = {}
        self._branches: dict[tuple[tuple[float, int], ...], int] = {}
        for name, route in self.routes.items():
            for step in route.steps:
                self.number[name, step] = len(self.number)

    def plan(self) -> Plan:
        for number, (name, route) in enumerate(self.routes.items()):
            for step_name, step in route.steps.items():
                self._step(number, name, step_name, step)
        self._streams()
        self.misfits.raise_if_any()
        self._count_returns()
        self._rooms()
        cycle = cycle_of_held_units(self.made.steps, self.made.uses, self.made.branches, self.unit_of)
        if cycle:
            self.misfits.add("routes", f"patients could wait for each other for ever: {cycle}")
            self.misfits.raise_if_any()
        return self.made

    # -- steps -------------------------------------------------------------------------------------

    def _step(self, route: int, route_name: str, name: str, step: Step) -> None:
        path = f"routes.{route_name}.{name}"
        stations = self.routes[route_name].stations_of(name)
        known = [station for station in stations if self._knows(station, path)]
        first = len(self.made.uses)
        for station in known:
            self._use(route_name, name, station, path)
        queue = self._queue(known[0]) if known else None
        self.made.steps.append(
            StepRow(
                step=self.number[route_name, name],
                route=route,
                name=f"{route_name}.{name}",
                luck=crc32(f"{route_name}.{name}".encode()),
                first_use=first,
                uses=len(known),
                branch=tuple(self._branch(route_name, step, sort, path) for sort in self.classes),
                after=self._draw(step.after),
                patience=tuple(
                    self._draw(step.patience or self._patience(known, sort)) for sort in self.classes
                ),
                gives_up=self._target(
                    route_name, step.gives_up or (queue.gives_up if queue else "leaves"), path
                ),
                when_full=self._target(
                    route_name, step.when_full or (queue.when_full if queue else "leaves"), path
                ),
            )
        )

    def _knows(self, station: str, path: str) -> bool:
        if station in self.unit_of:
            return True
        self.misfits.unknown(path, "station", station, list(self.unit_of))
        return False

    def _queue(self, station: str) -> Queue | None:
        found = self.scenario.stations.get(station)
        return found.queue if found is not None else None

    def _patience(self, stations: Sequence[str], sort: str) -> object:
        """The patience at the first of the step's stations that has one."""
        for station in stations:
            queue = self._queue(station)
            if queue is not None and queue.patience_of(sort) is not None:
                return queue.patience_of(sort)
        return None

    def _use(self, route_name: str, name: str, station: str, path: str) -> None:
        unit = self.unit_of[station]
        service = self.scenario.services.get(station)
        draws = []
        for sort in self.classes:
            found = None
            if service is not None:
                found = service.distribution or service.by_class.get(sort)
            if found is not None and any(row.kind == COLUMN for row in found.rows()):
                found = None  # the number stands in the patient's own row
            draws.append(self._draw(found) if found is not None or not unit.service else unit.service[0])
        self.made.uses.append(
            UseRow(
                unit=unit.unit,
                luck=crc32(f"{route_name}.{name}.{station}".encode()),
                service=tuple(draws),
                priority=tuple(self._rank(unit, sort) for sort in self.classes),
                holds=unit.holds_until_next,
                waiting_counts=service.waiting_counts if service is not None else False,
                turnaround_min=unit.turnaround_min,
                door=unit.door,
            )
        )

    def _rank(self, unit: UnitRow, sort: str) -> int:
        """Where a class queues; a class that is not listed is served last."""
        queue = self._queue(unit.id)
        listed = queue.priority if queue is not None else ()
        return listed.index(sort) if sort in listed else max(0, unit.classes - 1)

    def _branch(self, route_name: str, step: Step, sort: str, path: str) -> int:
        try:
            ways = step.next_of(sort)
        except KeyError:
            ways = {
                "leaves": 1.0
            }  # never taken unless the class comes here, which is checked with the streams
        taken = [(share, self._target(route_name, to, path)) for to, share in ways.items() if share > 0.0]
        key = tuple(taken)
        if key not in self._branches:
            self._branches[key] = len(self.made.branches)
            upto = 0.0
            for share, to in taken:
                upto += share
                self.made.branches.append(BranchRow(upto, to))
            self.made.branches[-1].upto = 1.0
        return self._branches[key]

    def _target(self, route_name: str, word: str, path: str) -> int:
        if (route_name, word) in self.number:
            return self.number[route_name, word]
        if word in GOES_HOME:
            return LEAVES
        if word == "next_station":
            return NEXT
        if word == "tomorrow":
            return TOMORROW
        steps = [*self.routes[route_name].steps, "leaves"]
        self.misfits.unknown(path, f"step of route {route_name}", word, steps)
        return LEAVES

    def _draw(self, distribution: object | None) -> int:
        """Equal objects share their row of the table of quantiles."""
        if distribution is None:
            return NO_DRAW
        if id(distribution) not in self._drawn:
            self._drawn[id(distribution)] = self.draws.number(distribution)
        return self._drawn[id(distribution)]

    # -- streams -----------------------------------------------------------------------------------

    def _streams(self) -> None:
        for number, (name, stream) in enumerate(self.scenario.arrivals.items()):
            path = f"arrivals.{name}"
            route_name = stream.route if isinstance(stream.route, str) else own_route(name)
            route = self.routes.get(route_name)
            if route is None:
                self.misfits.unknown(f"{path}.route", "route", route_name, list(self.routes))
                continue
            begin = stream.starts_at or route.start
            if begin not in route.steps:
                self.misfits.unknown(f"{path}.starts_at", "step", begin, list(route.steps))
                continue
            self.made.begins.append(self.number[route_name, begin])
            replays = self._replays(stream, path) if isinstance(stream, Listed) else ()
            self.made.streams.append(StreamRow(number, name, replays))
            sorts = stream.classes if isinstance(stream, Listed) and stream.classes else tuple(stream.class_)
            self._check_stream(path, route_name, begin, sorted(set(sorts)), replays)

    def _replays(self, stream: Listed, path: str) -> tuple[int, ...]:
        """By use: which column of the trace holds the service; the table may name the step or the station."""
        columns: dict[str, int] = {}
        for name, minutes in stream.services_min.items():
            columns[name] = len(self.made.trace)
            self.made.trace.append(list(minutes))
        found = [-1] * len(self.made.uses)
        used: set[str] = set()
        ids = {unit.unit: unit.id for unit in self.unit_of.values()}
        for step in self.made.steps:
            for use in range(step.first_use, step.first_use + step.uses):
                for word in (step.name.split(".", 1)[1], ids[self.made.uses[use].unit]):
                    if word in columns and found[use] < 0:
                        found[use] = columns[word]
                        used.add(word)
        for word in sorted(set(columns) - used):
            self.misfits.unknown(f"{path}.columns", "station or step", word, sorted(ids.values()))
        return tuple(found) if columns else ()

    def _check_stream(
        self, path: str, route_name: str, begin: str, sorts: Sequence[str], replays: Sequence[int]
    ) -> None:
        """Everything that a patient of this stream may meet knows how to serve him."""
        route = self.routes[route_name]
        for sort in sorts:
            at = self.classes.index(sort)
            for name in _reached(route, begin, sort):
                step = self.made.steps[self.number[route_name, name]]
                if sort not in _classes_told(route.steps[name]):
                    self.misfits.add(f"routes.{route_name}.{name}.then", f"says nothing of class {sort!r}.")
                for use in range(step.first_use, step.first_use + step.uses):
                    station = next(u.id for u in self.unit_of.values() if u.unit == self.made.uses[use].unit)
                    if self.made.uses[use].service[at] == NO_DRAW and not (replays and replays[use] >= 0):
                        self.misfits.no_service(path, station, sort)
                    self.misfits.check_rank(station, self._queue(station), sort)

    # -- what follows from the whole --------------------------------------------------------------

    def _count_returns(self) -> None:
        """Give a counter to every step that a patient may meet more than once."""
        onward = [set(ways(step, self.made.branches)) for step in self.made.steps]
        for step in self.made.steps:
            seen: set[int] = set()
            ahead = list(onward[step.step])
            while ahead:
                other = ahead.pop()
                if other not in seen:
                    seen.add(other)
                    ahead.extend(onward[other])
            if step.step in seen or step.gives_up == TOMORROW:
                step.counter = self.made.counters
                self.made.counters += 1

    def _rooms(self) -> None:
        """A unit of places for every station that patients can block each other for."""
        waited_for = kept_on_arrival(self.made.steps, self.made.uses, self.made.branches)
        for unit in list(self.unit_of.values()):
            limited = unit.waiting_room < 1_000_000_000
            if limited and unit.unit in waited_for:
                room = room_unit(unit, len(self.unit_of) + len(self.made.rooms))
                self.made.rooms.append(room)
                for number, use in enumerate(self.made.uses):
                    if use.unit == unit.unit:
                        self.made.uses[number] = replace(use, room=room.unit)


def ways(step: StepRow, branches: Sequence[BranchRow]) -> list[int]:
    """Every step that may follow."""
    found = []
    for first in set(step.branch):
        row = first
        while True:
            found.append(branches[row].to)
            if branches[row].upto >= 1.0:
                break
            row += 1
    return [to for to in (*found, step.gives_up, step.when_full) if to >= 0]


def _reached(route: Route, begin: str, sort: str) -> list[str]:
    """Steps that a patient of a class may meet."""
    found, ahead = dict.fromkeys([begin]), [begin]
    while ahead:
        step = route.steps[ahead.pop()]
        told = step.next_of(sort) if sort in _classes_told(step) else {}
        for to in [*(name for name, share in told.items() if share > 0), step.gives_up, step.when_full]:
            if to in route.steps and to not in found:
                found[to] = None
                ahead.append(to)
    return list(found)


def _classes_told(step: Step) -> Mapping[str, object]:
    ways_by_class = getattr(step.then, "by_class", None)
    return ways_by_class if ways_by_class is not None else _Anyone()


class _Anyone(dict[str, object]):
    def __contains__(self, _: object) -> bool:
        return True
