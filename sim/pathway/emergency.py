"""Time-critical cases where a network of emergency centres is in force: who calls, where to, and who is expected."""

from __future__ import annotations

from typing import Final

from sim.network.world import World
from sim.pathway.case import NOWHERE, Case

EMERGENCY_CLASS: Final = 0
AFTER_THE_EXPECTED: Final = 1


def calls_share(world: World, case: Case, usual: float) -> float:
    """Share of cases like this one that calls an ambulance."""
    if world.has_network == 0:
        return usual
    called: float = world.emergency.answer(case.onset_min, NOWHERE, case).policy.calls(case.felt)
    return max(usual, called)


def emergency_place(world: World, case: Case, minute: float) -> int:
    """Where an ambulance brings the patient: the nearest emergency room, or past it to the most capable centre."""
    nearest = world.nearest_emergency[case.village]
    if goes_by_network(world, case, minute) == 0 or world.capable_centre[case.village] == NOWHERE:
        return nearest
    return world.capable_centre[case.village]


def goes_by_network(world: World, case: Case, minute: float) -> int:
    """1 if this case is one of those that bypass what lies nearer."""
    if world.has_network == 0 or world.condition[case.condition].time_critical_min <= 0.0:
        return 0
    bypasses: int = world.emergency.answer(minute, NOWHERE, case).policy.bypasses(case.band)
    return bypasses


def is_expected(world: World, case: Case, minute: float) -> int:
    """1 if the ambulance has sent the ECG of this patient ahead."""
    if world.condition[case.condition].time_critical_min <= 0.0:
        return 0
    expected: int = world.emergency.answer(minute, NOWHERE, case).policy.sends_ahead()
    return expected


def door_class(world: World, expected: int, minute: float) -> int:
    """The class in the emergency room: behind those who are expected, where an ambulance can send ahead."""
    if expected == 1:
        return EMERGENCY_CLASS
    for i in range(len(world.emergency.answers)):
        rule = world.emergency.answers[i]
        if rule.from_min <= minute and minute < rule.until_min and rule.policy.sends_ahead() == 1:
            return AFTER_THE_EXPECTED
    return EMERGENCY_CLASS


def way_saved_min(world: World, case: Case, start: int, target: int, minute: float) -> float:
    """Minutes that the ambulance is there earlier."""
    if world.has_network == 0:
        return 0.0
    share: float = world.emergency.answer(minute, NOWHERE, case).policy.way_saved_share()
    return share * world.way_out_min(case, start, target)
