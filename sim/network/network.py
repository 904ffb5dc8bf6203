"""The network that patients of arrival streams walk through: built from a scenario, checked as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.illness.streams import Epochs, epochs_of
from sim.network.blocking import blocked_for, held_on_arrival, onward, ring, unserved, waits
from sim.network.county import county_of
from sim.network.misfits import Misfits
from sim.network.routes import Plan, plan_of
from sim.network.rows import Draws, RowBuilder, names_of
from sim.network.starters import start_patients
from sim.network.stations import room_unit, station_units
from sim.network.steps import TOMORROW, StepRow
from sim.network.units import UNLIMITED_PLACES, UnitRow
from sim.scenario.scenario import Scenario


@dataclass(slots=True)
class Built:
    """The stations of a scenario as rows, its routes, and the routes of later dates."""

    stations: list[UnitRow]
    plan: Plan
    later: list[tuple[float, Plan]]


def build(scenario: Scenario, draws: Draws, county_units: Sequence[UnitRow] = ()) -> Built:
    """Stations and routes as rows.

    Args:
        draws: the run's list of distributions; those of services, patience and delays are added.
        county_units: units of a county's places, which routes may name as ``H1/internal``.

    Raises:
        ScenarioFaults: a step that does not exist, or patients who could wait for each other for ever.
    """
    epochs: Epochs = epochs_of(scenario, scenario.calendar.end_min)
    misfits = Misfits(scenario)
    for name, station in scenario.stations.items():
        if station.queue.preempt != "none":
            misfits.add(f"stations.{name}.queue.preempt", "interrupting a service is not built yet: write none.")
    stations = station_units(epochs, len(county_units))
    plans = [(at, plan_of(then, [*county_units, *stations], draws, misfits)) for at, then in epochs]
    misfits.raise_if_any()
    plan = plans[0][1]
    for at, later in plans[1:]:
        if _shape(later) != _shape(plan):
            misfits.add("changes", f"steps of routes cannot come and go on a date (minute {at:g}).")
    _count_returns(plan)
    for _, later in plans[1:]:
        for step, first in zip(later.steps, plan.steps, strict=False):
            step.counter = first.counter
    seats = [unit.waiting_room for unit in county_units]
    _what_is_held(plan, [*county_units, *stations], misfits)
    for unit, places in zip(county_units, seats, strict=True):
        unit.waiting_room = places  # residents know no place but the waiting room: it keeps its size for them
    misfits.raise_if_any()
    return Built(stations, plan, plans[1:])


def check(scenario: Scenario) -> None:
    """Raise what is wrong with stations and routes, without a run.

    Raises:
        ScenarioFaults: as :func:`build`.
    """
    if not scenario.arrivals:
        return
    units: list[UnitRow] = []
    if scenario.people is not None:
        county = county_of(scenario)
        units = RowBuilder(scenario, county, names_of(scenario, county)).units
    built, misfits = build(scenario, Draws(), units), Misfits(scenario)
    start_patients(scenario, built.plan, built.stations, misfits)
    misfits.raise_if_any()


def _shape(plan: Plan) -> list[tuple[str, int]]:
    return [(step.name, step.uses) for step in plan.steps]


def _count_returns(plan: Plan) -> None:
    """Give a counter to every step that a patient may meet more than once."""
    ways = [onward(step, plan.branches) | unserved(step) for step in plan.steps]
    for step in plan.steps:
        if _comes_back(step, ways):
            step.counter = plan.counters
            plan.counters += 1


def _comes_back(step: StepRow, ways: Sequence[set[int]]) -> bool:
    if step.gives_up == TOMORROW:
        return True
    seen: set[int] = set()
    ahead = list(ways[step.step])
    while ahead:
        other = ahead.pop()
        if other not in seen:
            seen.add(other)
            ahead.extend(ways[other])
    return step.step in seen


def _what_is_held(plan: Plan, units: Sequence[UnitRow], misfits: Misfits) -> None:
    """Refuse rings of waits; make a unit of places for every station that patients block each other for."""
    held = held_on_arrival(plan.steps, plan.uses, plan.branches, plan.begins)
    row_of = {unit.unit: unit for unit in units}
    stuck = ring(list(waits(plan.steps, plan.uses, held, row_of)))
    if stuck:
        names = " -> ".join(row_of[unit].id for unit in [*stuck, stuck[0]])
        misfits.add(
            "routes",
            f"patients could wait for each other for ever: who holds one waits for the next, {names}. "
            "Let one of them go (holds_until_next: false), or give those who wait patience.",
        )
        return
    for unit in sorted(blocked_for(plan.steps, plan.uses, held)):
        if row_of[unit].waiting_room < UNLIMITED_PLACES:
            room = room_unit(row_of[unit], len(units) + len(plan.rooms))
            plan.rooms.append(room)
            for use in plan.uses:
                if use.unit == unit:
                    use.room = room.unit
