"""How a closed visit, stay, referral, test or episode becomes a row of the ledger.

Written in the subset of the pathway, since both engines write by this source. ``rows.append((…))`` adds one row
in the columns' order; what belonged to the row is cleared in the case.
"""

from __future__ import annotations

from typing import Any, Final, Protocol

from sim.network.world import World
from sim.pathway.case import NOWHERE, Case
from sim.pathway.pay import pay_visit
from sim.vocabulary.words import Exit, Outcome, StayOutcome, TestPlace

SEEN: Final = int(Outcome.seen)
WAITING: Final = int(Outcome.waiting)
INSIDE: Final = int(Exit.inside)
IN_BED: Final = int(StayOutcome.inside)
ON_SITE: Final = int(TestPlace.on_site)
REMOTE: Final = int(TestPlace.remote)
TRIP: Final = int(TestPlace.trip)


class Rows(Protocol):
    """One table of the ledger while the run goes on."""

    def append(self, row: Any, /) -> Any:
        """Add one row."""


def write_visit(world: World, case: Case, visits: Rows) -> None:
    """Write the visit in progress and clear it."""
    wanted = case.wanted_tier if case.v_first == 1 else NOWHERE
    first = case.v_first if case.v_outcome == SEEN else 0
    visits.append(
        (
            case.episode, case.resident, case.village, case.condition, case.band, case.v_reason, case.v_place,
            world.place[case.v_place].tier, case.v_unit, case.v_class, case.v_sent, first, wanted,
            case.v_set_off_min, case.v_arrival_min, case.v_start_min, case.v_end_min, case.v_left_min,
            case.v_outcome, case.v_finding, case.v_beyond, case.v_action, case.v_handled, case.v_expert,
            case.v_bill_yuan, case.v_patient_yuan, case.v_fund_yuan, case.v_fare_yuan, case.v_travel_min,
            case.v_travel_km,
        )
    )  # fmt: skip
    case.v_place = case.v_unit = case.v_adviser = case.v_reader = NOWHERE
    case.v_session_min = case.v_arrival_min = case.v_start_min = case.v_end_min = case.v_left_min = -1.0
    case.v_outcome, case.v_action, case.v_handled = WAITING, -1, -1
    case.v_finding = case.v_beyond = case.v_expert = case.v_tests_done = case.v_tests_missing = 0
    case.v_tests_known = case.v_ahead = case.v_booked = 0
    case.v_spared_yuan = 0.0
    case.v_bill_yuan = case.v_patient_yuan = case.v_fund_yuan = case.v_read_gain = 0.0


def write_stay(world: World, case: Case, stays: Rows) -> None:
    """Write the stay in progress and clear it."""
    stays.append(
        (
            case.episode, case.resident, case.village, case.condition, case.band, case.s_place,
            world.place[case.s_place].tier, case.s_unit, case.s_kind, case.s_asked_min, case.s_admitted_min,
            case.s_ended_min, case.s_planned_min, case.s_blocked_min, case.s_outcome, case.s_from,
            case.s_bill_yuan, case.s_patient_yuan, case.s_fund_yuan,
        )
    )  # fmt: skip
    case.s_place = case.s_unit = NOWHERE
    case.s_admitted_min = case.s_ended_min = -1.0
    case.s_planned_min = case.s_blocked_min = 0.0
    case.s_bill_yuan = case.s_patient_yuan = case.s_fund_yuan = 0.0
    case.s_outcome = IN_BED


def write_referral(world: World, case: Case, referrals: Rows, arrived_min: float) -> None:
    """Write the open referral and clear it; ``arrived_min`` -1: the patient did not go (or is on the way)."""
    from_tier = world.place[case.r_from].tier
    to_tier = NOWHERE
    if case.r_to != NOWHERE:
        to_tier = world.place[case.r_to].tier
    referrals.append(
        (
            case.episode, case.r_from, from_tier, case.r_to, to_tier, 1 if to_tier >= from_tier else -1,
            case.r_channel, case.r_decided_min, arrived_min, case.band, case.r_beyond,
            1 if arrived_min >= 0.0 else 0,
        )
    )  # fmt: skip
    case.r_channel = case.r_from = case.r_to = NOWHERE


def write_test(
    world: World, case: Case, tests: Rows, unit: int, test: int, asked_min: float, start_min: float,
    report_min: float, yuan: float,
) -> None:  # fmt: skip
    """Write one test; what is done by a unit elsewhere is read at a distance, or was a trip."""
    place = ON_SITE
    if world.unit[unit].place != case.v_place:
        place = REMOTE if world.unit[unit].reads == 1 else TRIP
    tests.append((case.episode, case.v_place, unit, test, asked_min, start_min, report_min, yuan, place))


def write_episode(world: World, case: Case, episodes: Rows) -> None:
    """Write the episode; ``ended_min`` -1: still inside at the end of the run."""
    exit_code = INSIDE if case.ended_min < 0.0 else case.exit
    episodes.append(
        (
            case.episode, case.resident, case.village, case.condition, case.first_band, case.reason, case.felt,
            case.onset_min, case.first_place, case.first_tier, case.right_care_min, case.ended_min, exit_code,
            case.visits, case.returns,
        )
    )  # fmt: skip


def write_inside(
    world: World, case: Case, visits: Rows, stays: Rows, referrals: Rows, episodes: Rows, now_min: float
) -> None:
    """Nobody disappears: what is in progress when the run ends is written as such.

    Who is with the clinician has had a visit, and what was done so far is charged.
    """
    if case.r_channel != NOWHERE:
        write_referral(world, case, referrals, -1.0)
    if case.v_place != NOWHERE:
        case.v_left_min = -1.0
        if case.v_start_min >= 0.0:
            case.v_outcome = SEEN
            ended_min = case.v_end_min
            case.v_end_min = now_min
            pay_visit(world, case, world.place[case.v_place])
            case.v_end_min = ended_min
        write_visit(world, case, visits)
    if case.s_place != NOWHERE:
        write_stay(world, case, stays)
    write_episode(world, case, episodes)
