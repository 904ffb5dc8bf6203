"""The engine's verbs with a ledger behind them: what the pathway closes, becomes a row.

Rows are kept as tuples for a day and packed into columns every morning, so that a year of a county fits in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from sim.engine.clock import Clock
from sim.engine.pools import Pool
from sim.engine.verbs import Verbs
from sim.ledger.columns import TABLES
from sim.network.world import World
from sim.pathway.case import NOWHERE, Case
from sim.pathway.pay import pay_visit
from sim.vocabulary.words import Exit, Outcome, StayOutcome, TestPlace

SEEN: Final = int(Outcome.seen)
WAITING: Final = int(Outcome.waiting)
INSIDE: Final = int(Exit.inside)
IN_BED: Final = int(StayOutcome.inside)
ON_SITE: Final = int(TestPlace.on_site)
PACK_AT: Final = 50_000


class TableBuffer:
    """One table of the ledger while the run goes on."""

    def __init__(self, name: str) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self._dtype = TABLES[name].dtype
        self._packed: list[np.ndarray[Any, Any]] = []

    def pack(self, at_least: int = PACK_AT) -> None:
        """Turn the rows so far into columns, if they are many."""
        if len(self.rows) >= at_least:
            self._packed.append(np.array(self.rows, dtype=self._dtype))
            self.rows.clear()

    def finished(self) -> np.ndarray[Any, Any]:
        """The whole table."""
        self.pack(1)
        return np.concatenate(self._packed) if self._packed else np.zeros(0, self._dtype)


class Recorder(Verbs):
    """Verbs of the patient process, and the ledger they write."""

    def __init__(self, clock: Clock, pools: Sequence[Pool], world: World, book: dict[str, TableBuffer]) -> None:
        super().__init__(clock, pools)
        self._world, self._book = world, book
        self._visits, self._stays = book["visits"].rows, book["stays"].rows
        self._referrals, self._tests = book["referrals"].rows, book["tests"].rows
        self._episodes = book["episodes"].rows
        self.inside: dict[int, Case] = {}

    def record_visit(self, case: Case) -> None:
        """Write the visit in progress and clear it."""
        place = self._world.place[case.v_place]
        wanted = case.wanted_tier if case.v_first == 1 else NOWHERE
        first = case.v_first if case.v_outcome == 0 else 0
        self._visits.append(
            (
                case.episode, case.resident, case.village, case.condition, case.band, case.v_reason, case.v_place,
                place.tier, case.v_unit, case.v_class, case.v_sent, first, wanted, case.v_set_off_min,
                case.v_arrival_min, case.v_start_min, case.v_end_min, case.v_left_min, case.v_outcome,
                case.v_finding, case.v_beyond, case.v_action, case.v_handled, case.v_expert, case.v_bill_yuan,
                case.v_patient_yuan, case.v_fund_yuan, case.v_fare_yuan, case.v_travel_min, case.v_travel_km,
            )
        )  # fmt: skip
        case.v_place = case.v_unit = case.v_adviser = NOWHERE
        case.v_arrival_min = case.v_start_min = case.v_end_min = case.v_left_min = -1.0
        case.v_outcome, case.v_action, case.v_handled = WAITING, -1, -1
        case.v_finding = case.v_beyond = case.v_expert = case.v_tests_done = case.v_tests_missing = 0
        case.v_bill_yuan = case.v_patient_yuan = case.v_fund_yuan = 0.0

    def record_stay(self, case: Case) -> None:
        """Write the stay in progress and clear it."""
        place = self._world.place[case.s_place]
        self._stays.append(
            (
                case.episode, case.resident, case.village, case.condition, case.band, case.s_place, place.tier,
                case.s_unit, case.s_kind, case.s_asked_min, case.s_admitted_min, case.s_ended_min,
                case.s_planned_min, case.s_blocked_min, case.s_outcome, case.s_from, case.s_bill_yuan,
                case.s_patient_yuan, case.s_fund_yuan,
            )
        )  # fmt: skip
        case.s_place = case.s_unit = NOWHERE
        case.s_admitted_min = case.s_ended_min = -1.0
        case.s_planned_min = case.s_blocked_min = 0.0
        case.s_bill_yuan = case.s_patient_yuan = case.s_fund_yuan = 0.0
        case.s_outcome = IN_BED

    def record_referral(self, case: Case, arrived_min: float) -> None:
        """Write the open referral and clear it; ``arrived_min`` -1: the patient did not go (or is on the way)."""
        places = self._world.place
        from_tier = places[case.r_from].tier
        to_tier = places[case.r_to].tier if case.r_to != NOWHERE else NOWHERE
        self._referrals.append(
            (
                case.episode, case.r_from, from_tier, case.r_to, to_tier, 1 if to_tier >= from_tier else -1,
                case.r_channel, case.r_decided_min, arrived_min, case.band, case.r_beyond,
                1 if arrived_min >= 0.0 else 0,
            )
        )  # fmt: skip
        case.r_channel = case.r_from = case.r_to = NOWHERE

    def record_test(
        self,
        case: Case,
        unit: int,
        test: int,
        asked_min: float,
        start_min: float,
        report_min: float,
        yuan: float,
    ) -> None:
        """Write one test."""
        self._tests.append((case.episode, case.v_place, unit, test, asked_min, start_min, report_min, yuan, ON_SITE))

    def record_episode(self, case: Case) -> None:
        """Write the episode; ``ended_min`` -1: still inside at the end of the run."""
        exit_code = INSIDE if case.ended_min < 0.0 else case.exit
        self._episodes.append(
            (
                case.episode, case.resident, case.village, case.condition, case.first_band, case.reason, case.felt,
                case.onset_min, case.first_place, case.first_tier, case.right_care_min, case.ended_min, exit_code,
                case.visits, case.returns,
            )
        )  # fmt: skip

    def record_those_inside(self) -> None:
        """Nobody disappears: visits, stays, referrals and episodes in progress are written as such."""
        for case in list(self.inside.values()):
            if case.r_channel != NOWHERE:
                self.record_referral(case, -1.0)
            if case.v_place != NOWHERE:
                self._visit_in_progress(case)
            if case.s_place != NOWHERE:
                self.record_stay(case)
            self.record_episode(case)

    def _visit_in_progress(self, case: Case) -> None:
        """Still waiting; or with the clinician, and then it is a visit and what was done so far is charged."""
        case.v_left_min = -1.0
        if case.v_start_min >= 0.0:
            case.v_outcome = SEEN
            ended_min, case.v_end_min = case.v_end_min, self.now()
            pay_visit(self._world, case, self._world.place[case.v_place])
            case.v_end_min = ended_min
        self.record_visit(case)
