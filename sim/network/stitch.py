"""Calendars of a county whose hours and rosters change on a date: stitched together before the run starts."""

from __future__ import annotations

from collections.abc import Sequence

from sim.network.county import county_of
from sim.network.units import Door
from sim.network.world import World
from sim.scenario.scenario import Scenario


def stitch_calendars(world: World, scenario: Scenario) -> None:
    """Give every place and unit of ``world`` the doors and rosters of the whole run."""
    starts = [0.0, *(minute for minute in scenario.change_minutes if 0.0 < minute < world.end_min)]
    if len(starts) == 1:
        return
    place_doors: list[list[Door]] = [[] for _ in world.place]
    unit_doors: list[list[Door]] = [[] for _ in world.unit]
    rosters: list[list[Sequence[tuple[float, int]]]] = [[] for _ in world.unit]
    for start in starts:
        then = scenario.at(start)
        world.county = county_of(then)
        world.load(then)
        for doors, row in zip(place_doors, world.place, strict=True):
            doors.append(row.door)
        for doors, servers, unit in zip(unit_doors, rosters, world.unit, strict=True):
            doors.append(unit.door)
            servers.append(unit.steps)
    world.county = county_of(scenario.at(0.0))
    world.load(scenario.at(0.0))
    for row, doors in zip(world.place, place_doors, strict=True):
        row.door = joined_doors(doors, starts)
    for unit, doors, servers in zip(world.unit, unit_doors, rosters, strict=True):
        unit.door, unit.steps = joined_doors(doors, starts), joined_steps(servers, starts)


def joined_doors(doors: Sequence[Door], starts: Sequence[float]) -> Door:
    """Opening hours that follow the first door until the second start, and so on."""
    if all(door == doors[0] for door in doors):
        return doors[0]
    opens: list[float] = []
    closes: list[float] = []
    for door, start, end in zip(doors, starts, [*starts[1:], float("inf")], strict=True):
        for begin, finish in zip(door.opens, door.closes, strict=True):
            begin, finish = max(begin, start), min(finish, end)
            if begin >= finish:
                continue
            if closes and closes[-1] == begin:
                closes[-1] = finish
            else:
                opens.append(begin)
                closes.append(finish)
    return Door(tuple(opens), tuple(closes))


def joined_steps(
    rosters: Sequence[Sequence[tuple[float, int]]], starts: Sequence[float]
) -> Sequence[tuple[float, int]]:
    """Rosters that follow the first until the second start, and so on; equal steps are joined."""
    found: list[tuple[float, int]] = []
    for roster, start, end in zip(rosters, starts, [*starts[1:], float("inf")], strict=True):
        current = [servers for minute, servers in roster if minute <= start][-1]
        later = [(minute, servers) for minute, servers in roster if start < minute < end]
        for minute, servers in [(start, current), *later]:
            if not found or found[-1][1] != servers:
                found.append((minute, servers))
    return found
