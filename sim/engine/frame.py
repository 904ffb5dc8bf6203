"""The ledger that a run leaves: its tables, who and what their numbers refer to, and what the run was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.engine.streams import Streams
from sim.ledger import Ledger
from sim.ledger.frames import Columns, Frames, columns_of
from sim.ledger.ledger import Rows
from sim.network.travel import Ways
from sim.network.units import UnitRow
from sim.network.world import World
from sim.people import People
from sim.scenario.scenario import Scenario
from sim.vocabulary import TIERS
from sim.vocabulary.words import COUNTY


def frame_of(scenario: Scenario, world: World, people: People) -> dict[str, Columns]:
    """Frame tables as ``sim.ledger.frame`` declares them, column by column."""
    return {
        "facilities": _facilities(world),
        "units": units_frame(world.unit),
        "beds": _beds(world),
        "villages": _villages(world, world.home),
        "residents": _residents(people, world),
        "conditions": _conditions(scenario, world),
        "costs": _costs(scenario),
        "fund": columns_of("fund", world.fund_months),
    }


def _facilities(world: World) -> Columns:
    rows = [
        (
            i,
            place.id,
            place.name,
            place.name_zh,
            place.tier,
            place.group,
            world.place[i].up,
            place.spot.x_km,
            place.spot.y_km,
        )
        for i, place in enumerate(world.county.facilities)
    ]
    return columns_of("facilities", rows)


def units_frame(units: Sequence[UnitRow]) -> Columns:
    """The frame table ``units``: everything that serves, in the order of its numbers."""
    return {
        "unit": np.array([u.unit for u in units], np.int32),
        "id": [u.id for u in units],
        "facility": np.array([u.place for u in units], np.int32),
        "tier": np.array([u.tier for u in units], np.int8),
        "kind": [u.kind for u in units],
        "name": [u.name for u in units],
        "servers": np.array(
            [u.steps[0][1] if u.kind == "ward" else max(n for _, n in u.steps) for u in units], np.int64
        ),
    }


def _beds(world: World) -> Columns:
    rows = [
        (unit.unit, minute, beds, unit.extra_beds)
        for unit in world.unit
        if unit.kind == "ward"
        for minute, beds in unit.steps
    ]
    return columns_of("beds", rows)


def _villages(world: World, home: Ways) -> Columns:
    hospitals = [row.place for row in world.place if row.tier == COUNTY] or [0]
    rows = [
        (
            i, village.id, village.name, village.residents, village.spot.x_km, village.spot.y_km,
            village.spot.in_town, min(home.minutes[i][place] for place in hospitals),
        )
        for i, village in enumerate(world.county.villages)
    ]  # fmt: skip
    return columns_of("villages", rows)


def _residents(people: People, world: World) -> Columns:
    columns = ("village", "age_band", "scheme", "poor", "contracted", "chronic", "controlled")
    return {name: np.array(getattr(people, name)) for name in columns} | {"contract_day": np.array(world.contract_day)}


def _conditions(scenario: Scenario, world: World) -> Columns:
    """Conditions of the catalogue, then the follow-ups of each chronic illness."""
    catalogue = [
        (
            name,
            c.name_zh or name,
            TIERS.index(c.belongs_to),
            c.specialty,
            -1.0 if c.time_critical is None else c.time_critical,
        )
        for name, c in scenario.conditions.items()
    ]
    follow_ups = [
        (f"{name}_follow_up", c.name_zh or name, TIERS.index(c.at), c.specialty, -1.0)
        for name, c in scenario.chronic.items()
    ]
    rows = [(i, *row) for i, row in enumerate([*catalogue, *follow_ups])]
    assert len(rows) == len(world.condition)
    return columns_of("conditions", rows)


def _costs(scenario: Scenario) -> Columns:
    """What the policies cost themselves, as the scenario prices it."""
    rows = [(cost.what, cost.each or "", cost.once or 0.0, cost.price) for cost in scenario.costs]
    return columns_of("costs", rows)


class RanOn(NamedTuple):
    """Which engine ran, how many events it took, and whose luck it was."""

    engine: str
    events: int
    seed: int
    replication: int


def county_ledger(
    scenario: Scenario, world: World, people: People, streams: Streams | None, ran: RanOn, tables: dict[str, Rows]
) -> Ledger:
    """What happened in one run of a county, whatever engine ran it."""
    assert scenario.people is not None
    frame = frame_of(scenario, world, people)
    names: dict[str, list[str]] = {
        "age_band": list(scenario.people.ages),
        "scheme": list(scenario.people.schemes),
        "chronic": list(scenario.chronic),
        "test": list(world.names.tests),
        "stream": [],
        "route": [],
        "class": [],
    }
    if streams is not None:
        names |= streams.names
        frame["units"] = units_frame([*world.unit, *streams.built.stations])
    return Ledger(tables, Frames(frame), _meta(scenario, ran, scenario.calendar.end_min, len(world.people), names))


def network_ledger(scenario: Scenario, streams: Streams, ran: RanOn, tables: dict[str, Rows], end_min: float) -> Ledger:
    """What happened in one run of a network of stations, whatever engine ran it."""
    frame = {"units": units_frame(streams.built.stations)}
    return Ledger(tables, Frames(frame), _meta(scenario, ran, end_min, 0, streams.names))


def _meta(
    scenario: Scenario, ran: RanOn, end_min: float, residents: int, names: dict[str, list[str]]
) -> dict[str, Any]:
    """What the run was, as ``sim.ledger.frame.META`` declares it."""
    return {
        "title": scenario.title,
        "start": scenario.calendar.start.isoformat(),
        "warm_up_min": scenario.calendar.warm_up,
        "end_min": end_min,
        "seed": ran.seed,
        "replication": ran.replication,
        "residents": residents,
        "digest": scenario.digest,
        "engine": ran.engine,
        "windows": {},
        "names": names,
        "events": ran.events,
    }
