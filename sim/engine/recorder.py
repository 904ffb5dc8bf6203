"""The engine's verbs with a ledger behind them: what the pathway closes, becomes a row.

Rows are kept as tuples for a day and packed into columns every morning, so that a year of a county fits in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from sim.engine.clock import Clock
from sim.engine.pools import Pool
from sim.engine.recording import (
    write_episode,
    write_inside,
    write_referral,
    write_stay,
    write_test,
    write_visit,
)  # fmt: skip
from sim.engine.verbs import Verbs
from sim.ledger.columns import TABLES
from sim.network.world import World
from sim.pathway.case import Case

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
        write_visit(self._world, case, self._visits)

    def record_stay(self, case: Case) -> None:
        """Write the stay in progress and clear it."""
        write_stay(self._world, case, self._stays)

    def record_referral(self, case: Case, arrived_min: float) -> None:
        """Write the open referral and clear it; ``arrived_min`` -1: the patient did not go (or is on the way)."""
        write_referral(self._world, case, self._referrals, arrived_min)

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
        write_test(self._world, case, self._tests, unit, test, asked_min, start_min, report_min, yuan)

    def record_episode(self, case: Case) -> None:
        """Write the episode."""
        write_episode(self._world, case, self._episodes)

    def record_those_inside(self) -> None:
        """Nobody disappears: visits, stays, referrals and episodes in progress are written as such."""
        for case in self.inside.values():
            write_inside(
                self._world, case, self._visits, self._stays, self._referrals, self._episodes, self.now()
            )  # fmt: skip
