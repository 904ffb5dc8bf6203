"""What travels with the patient: results made below, what was said before, and what a record is good for."""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.units import PlaceRow
from sim.network.world import World
from sim.pathway.case import Case
from sim.vocabulary.words import Sent

WITH_FORM: Final = int(Sent.formal)
WITH_SLIP: Final = int(Sent.slip)
U_REPEAT: Final = int(Decision.repeat_test)


def note_result(case: Case, place: PlaceRow, test: int, report_min: float) -> None:
    """The illness has a result of this test, from this tier at the highest."""
    case.known_tests = case.known_tests | (1 << test)
    case.known_tier = max(case.known_tier, place.tier)
    case.known_min = report_min


def is_recognised(world: World, case: Case, place: PlaceRow, test: int) -> int:
    """1 if a result made below stands here, so that the test is not repeated."""
    if world.has_records == 0 or case.known_tier >= place.tier or (case.known_tests >> test) & 1 == 0:
        return 0
    rule = world.records.answer(case.v_arrival_min, case.v_place, case)
    u = uniform(world.key, case.episode, U_REPEAT, place.tier, case.v_nth, test)
    stands: int = rule.policy.recognises(case.v_arrival_min - case.known_min, u)
    return stands


def talk_times(world: World, case: Case) -> float:
    """What a record makes of the consultation of somebody who was seen before with this illness."""
    if world.has_records == 0 or case.visits <= 1:
        return 1.0
    rule = world.records.answer(case.v_arrival_min, case.v_place, case)
    times: float = rule.policy.talk_times()
    return times


def record_sharpens(world: World, case: Case) -> float:
    """What the record of who was sent with a form adds to discernment here."""
    if world.has_records == 0 or (case.v_sent != WITH_FORM and case.v_sent != WITH_SLIP):
        return 0.0
    rule = world.records.answer(case.v_arrival_min, case.v_place, case)
    gain: float = rule.policy.sharper_by()
    return gain


def record_hastens(world: World, case: Case, now_min: float) -> float:
    """What the record makes of the handling of a form."""
    if world.has_records == 0:
        return 1.0
    rule = world.records.answer(now_min, case.v_place, case)
    times: float = rule.policy.handling_times()
    return times
