"""What a pathway may ask of its engine: the whole vocabulary of the patient process.

``x = yield do.hold(..)``, ``do.until(..)`` and ``do.seize(..)`` make the patient wait; all else happens at once.
An engine that offers these verbs can run the pathway; nothing else of it is seen from here.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final, Protocol

from sim.pathway.case import Case

SEIZED: Final = 0
GAVE_UP: Final = 1
TURNED_AWAY: Final = 2

Story = Generator[Any, Any, int]


class Verbs(Protocol):
    """The engine as the pathway sees it."""

    def hold(self, minutes: float) -> Any:
        """Let time pass."""

    def until(self, minute: float) -> Any:
        """Go on at an absolute minute that is not in the past."""

    def seize(self, unit: int, priority: int, patience_min: float) -> Any:
        """Queue for one server of a unit: SEIZED, GAVE_UP or TURNED_AWAY. Patience below 0 never ends."""

    def release(self, unit: int, priority: int) -> None:
        """Give the server back."""

    def release_after(self, unit: int, priority: int, minutes: float) -> None:
        """Give the server back after cleaning, when the patient has gone already."""

    def now(self) -> float:
        """Minutes from Monday 00:00 of day 0."""

    def free(self, unit: int) -> int:
        """Servers that could be taken this instant."""

    def on_duty(self, unit: int) -> int:
        """Servers on the roster this instant."""

    def queue_length(self, unit: int) -> int:
        """Patients waiting in the unit's queue."""

    def record_visit(self, case: Case) -> None:
        """Write the visit in progress to the ledger and clear it."""

    def record_stay(self, case: Case) -> None:
        """Write the stay in progress to the ledger and clear it."""

    def record_referral(self, case: Case, arrived_min: float) -> None:
        """Write the open referral to the ledger and clear it; -1 if the patient did not go."""

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
        """Write one test to the ledger."""
