"""Can patients walk through the network: do stations, services, classes and steps fit together?"""

from __future__ import annotations

from collections.abc import Iterable

from sim.scenario.arrivals import Listed, Poisson, Renewal, Scheduled, Trace
from sim.scenario.findings import Finding, Path, most, strangers
from sim.scenario.routes import LEAVES, NextByClass, Route, linear
from sim.scenario.scenario import Scenario
from sim.scenario.stations import StationStart
from sim.vocabulary import UNLIMITED
from sim.vocabulary.distributions import Column, Kind, Mixture

Stream = Poisson | Renewal | Scheduled | Trace


def route_of(scenario: Scenario, stream: Stream) -> Route | None:
    """The route of a stream, whether it is named or listed; nothing if there is no such route."""
    return scenario.routes.get(stream.route) if isinstance(stream.route, str) else linear(stream.route)


def classes_of(stream: Stream) -> tuple[str, ...]:
    """Every class that a stream's patients may have."""
    if isinstance(stream, Listed) and stream.classes:
        return tuple(dict.fromkeys(stream.classes))
    return tuple(stream.class_)


def network_findings(scenario: Scenario) -> list[Finding]:
    """What stations, services, streams and routes name that does not exist."""
    found = strangers(("services",), scenario.services, scenario.stations, "station")
    for name, station in scenario.stations.items():
        if most(station.servers) == 0:
            found.append((("stations", name, "servers"), "nobody ever serves here; expected 1 or more."))
    for name, route in scenario.routes.items():
        found += _stations(scenario, ("routes", name), route)
        found += _reachable(scenario, name, route)
    for name, stream in scenario.arrivals.items():
        found += _stream(scenario, ("arrivals", name), stream)
    found += _start(scenario)
    return found


def _is_facility(name: str) -> bool:
    """``H1/internal`` is a unit of a facility: the county's places know it, not ``stations:``."""
    return "/" in name


def _stations(scenario: Scenario, path: Path, route: Route) -> list[Finding]:
    found: list[Finding] = []
    for step in route.steps:
        names = [name for name in route.stations_of(step) if not _is_facility(name)]
        found += strangers((*path, step), names, scenario.stations, "station")
    return found


def _reachable(scenario: Scenario, name: str, route: Route) -> list[Finding]:
    starts = {stream.starts_at for stream in scenario.arrivals.values() if stream.route == name}
    todo = [route.start] if None in starts or not starts else []
    todo += [step for step in starts if step in route.steps]
    seen: set[str] = set()
    while todo:
        step = todo.pop()
        if step in seen or step not in route.steps:
            continue
        seen.add(step)
        todo += [*route.steps[step].nexts, *_ways_of_stations(scenario, route, step)]
    return [
        (
            ("routes", name, step),
            f"no patient can reach step {step!r}: no step and no stream leads there.",
        )
        for step in route.steps
        if step not in seen
    ]


def _ways_of_stations(scenario: Scenario, route: Route, step: str) -> list[str]:
    """Steps that a station itself sends people to, when it is full or they give up."""
    queues = [scenario.stations[n].queue for n in route.stations_of(step) if n in scenario.stations]
    return [way for queue in queues for way in (queue.when_full, queue.gives_up)]


def _stream(scenario: Scenario, path: Path, stream: Stream) -> list[Finding]:
    route = route_of(scenario, stream)
    if route is None:
        return strangers((*path, "route"), [str(stream.route)], scenario.routes, "route")
    found: list[Finding] = []
    if not isinstance(stream.route, str):
        found += _stations(scenario, (*path, "route"), route)
    if stream.starts_at is not None:
        found += strangers((*path, "starts_at"), [stream.starts_at], route.steps, "step")
    columns = (
        {name for name in stream.columns if name not in ("time", "class")} if isinstance(stream, Listed) else set()
    )
    found += strangers((*path, "columns"), columns, scenario.stations, "station")
    known = [name for step in route.steps for name in route.stations_of(step) if name in scenario.stations]
    for station in dict.fromkeys(known):
        found += _served(scenario, path, stream, station, columns)
    for step in route.steps.values():
        if isinstance(step.then, NextByClass):
            lost = [name for name in classes_of(stream) if name not in step.then.by_class]
            if lost:
                found.append(((*path, "class"), f"class {lost[0]!r} is not in then.by_class of its route."))
    return found


def _served(scenario: Scenario, path: Path, stream: Stream, station: str, columns: Iterable[str]) -> list[Finding]:
    """Each class finds a service and a rank at each station of its route."""
    found: list[Finding] = []
    service = scenario.services.get(station)
    if service is None and station not in columns:
        found.append((("services",), f"station {station!r} has no service: how long does it take?"))
    ranks = scenario.stations[station].queue.priority
    for name in classes_of(stream):
        if service is not None and service.distribution is None and name not in service.by_class:
            found.append((("services", station, "by_class"), f"class {name!r} has no service here."))
        if ranks and name not in ranks:
            where: Path = ("stations", station, "queue", "priority")
            found.append((where, f"class {name!r} of arrivals.{path[-1]} has no rank here."))
    if service is not None:
        kinds = list(service.by_class.values()) if service.distribution is None else [service.distribution]
        for wanted in (name for kind in kinds for name in _columns(kind)):
            if not isinstance(stream, Trace) or wanted not in stream.columns.values():
                text = f"column {wanted!r} is read from a trace, but arrivals.{path[-1]} has no such column."
                found.append((("services", station), text))
    return found


def _columns(kind: Kind) -> list[str]:
    if isinstance(kind, Mixture):
        return [name for part in kind.of for name in _columns(part.of)]
    return [kind.name] if isinstance(kind, Column) else []


def _start(scenario: Scenario) -> list[Finding]:
    state = scenario.start_state
    if isinstance(state, str):
        return []
    holds: dict[str, StationStart] = state if isinstance(state, dict) else state.stations
    found = strangers(("start_state",), holds, scenario.stations, "station")
    for name, start in holds.items():
        servers = most(scenario.stations[name].servers) if name in scenario.stations else UNLIMITED
        if start.busy > servers:
            text = f"found {start.busy}, but it has only {servers} servers."
            found.append((("start_state", name, "busy"), text))
        if start.route is not None:
            found += strangers(("start_state", name, "route"), [start.route], scenario.routes, "route")
    return found


__all__ = ["LEAVES", "Stream", "classes_of", "network_findings", "route_of"]
