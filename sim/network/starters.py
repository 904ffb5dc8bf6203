"""Patients who are there at minute 0: ``start_state`` as first steps, in the order of the stations."""

from __future__ import annotations

from collections.abc import Sequence

from sim.network.misfits import Misfits
from sim.network.routes import Plan, own_route, routes_of
from sim.network.units import UnitRow
from sim.scenario.arrivals import Listed
from sim.scenario.scenario import Scenario
from sim.scenario.stations import StationStart
from sim.vocabulary import UNLIMITED

START: str = "start_state"
"""The name of these patients' stream in the ledger."""


def start_patients(
    scenario: Scenario, plan: Plan, stations: Sequence[UnitRow], misfits: Misfits
) -> list[tuple[int, int]]:
    """(first step, class) of each patient: at each station those in service, then those who wait."""
    found: list[tuple[int, int]] = []
    holds = _holds(scenario, stations)
    for unit in stations:
        start = holds.get(unit.id)
        if start is None or start.busy + start.waiting == 0:
            continue
        step = _step_at(scenario, plan, unit.id, start, misfits)
        if step is not None:
            sort = _sort_of(scenario, plan, step, start)
            found += [(step, sort)] * (start.busy + start.waiting)
    return found


def _holds(scenario: Scenario, stations: Sequence[UnitRow]) -> dict[str, StationStart]:
    state = scenario.start_state
    if isinstance(state, str):
        if state == "empty":
            return {}
        servers = {unit.id: unit.servers_at(0.0) for unit in stations}
        return {name: StationStart(busy=number) for name, number in servers.items() if number < UNLIMITED}
    return state if isinstance(state, dict) else state.stations


def _step_at(scenario: Scenario, plan: Plan, station: str, start: StationStart, misfits: Misfits) -> int | None:
    """The first step at this station, on the route that is named or on the only one that comes here."""
    by_route: dict[str, str] = {}
    for name, route in routes_of(scenario).items():
        for step in route.steps:
            if station in route.stations_of(step):
                by_route.setdefault(name, step)
    path = f"start_state.{station}" if not isinstance(scenario.start_state, str) else "start_state"
    wanted = start.route if start.route is not None else next(iter(by_route), None)
    if wanted is None or wanted not in by_route:
        if scenario.start_state != "full":
            misfits.add(path, f"no route {wanted or ''} comes to station {station!r}.".replace("  ", " "))
        return None
    if start.route is None and len(by_route) > 1 and scenario.start_state != "full":
        names = ", ".join(by_route)
        misfits.add(path, f"several routes come here: {names}. Say which these patients are on: route: {wanted}.")
        return None
    name = f"{wanted}.{by_route[wanted]}"
    return next(row.step for row in plan.steps if row.name == name)


def _sort_of(scenario: Scenario, plan: Plan, step: int, start: StationStart) -> int:
    if start.class_ is not None and start.class_ in plan.classes:
        return plan.classes.index(start.class_)
    route = plan.routes[plan.steps[step].route]
    for name, stream in scenario.arrivals.items():
        if route == (stream.route if isinstance(stream.route, str) else own_route(name)):
            listed = stream.classes if isinstance(stream, Listed) else ()
            return plan.classes.index(listed[0] if listed else next(iter(stream.class_)))
    return 0
