"""The calendar of a compiled run: what changes from outside at a minute, before anything else of that minute."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from typing import Any

from sim.engine.compiled import calendar_changes as changes
from sim.network.units import UnitRow
from sim.vocabulary import NEVER


class Calendar:
    """Stands where the SimPy engine has its clock: mornings and rosters put their actions here."""

    def __init__(self) -> None:
        self._now = 0.0
        self._actions: list[tuple[float, int, Callable[[Any], None]]] = []
        self._number = count()

    @property
    def now(self) -> float:
        """The minute it is."""
        return self._now

    def at(self, minute: float, order: Any, action: Callable[[Any], None]) -> None:
        """Do something at an absolute minute."""
        heappush(self._actions, (minute, next(self._number), action))

    @property
    def next_min(self) -> float:
        """The minute of the next action; infinity if there is none."""
        return self._actions[0][0] if self._actions else NEVER

    def act(self) -> None:
        """All actions of the next minute, those included that they put there."""
        self._now = self._actions[0][0]
        while self._actions and self._actions[0][0] == self._now:
            heappop(self._actions)[2](None)


class UnitAtWork:
    """One unit of a compiled run as mornings and rosters know it; its numbers lie in the engine's memory."""

    def __init__(self, module: Any, engine: Any, do: int, record: Any, row: UnitRow) -> None:
        self._module, self._engine, self._do = module, engine, do
        self._record, self.row, self.unit = record, row, row.unit

    def _change(self, what: int, number: int) -> None:
        self._module.change(self._do, self.unit, what, number)

    def open_books(self) -> None:
        """Minute 0."""
        self._change(changes.OPEN_BOOKS, 0)

    @property
    def rostered(self) -> int:
        """Servers on the roster, whoever is away."""
        return int(self._record["rostered"])

    @property
    def away(self) -> int:
        """How many of them are elsewhere."""
        return int(self._record["away"])

    @property
    def reserved(self) -> int:
        """Servers kept until release time."""
        return int(self._record["reserved"])

    @property
    def busy(self) -> int:
        """Servers with a patient."""
        return int(self._record["busy"])

    @property
    def n_waiting(self) -> int:
        """Patients in the queue."""
        return int(self._record["n_waiting"])

    def set_roster(self, rostered: int) -> None:
        """A calendar change. Busy servers leave after their patient; with nobody left the queue goes."""
        self._change(changes.SET_ROSTER, rostered)

    def send_away(self, experts: int) -> None:
        """So many more (below zero: fewer) of the rostered are away."""
        self._change(changes.SEND_AWAY, experts)

    def set_reserved(self, reserved_open: bool) -> None:
        """Release time: what is unused of the reserved servers goes to everyone."""
        self._change(changes.SET_RESERVED, int(reserved_open))

    def settle(self) -> None:
        """Book what has passed under the present numbers, before they change."""
        self._change(changes.SETTLE, 0)

    def close(self, end_min: float) -> None:
        """Book up to the end of the run."""
        self._module.close_books(self._do, self.unit, end_min)

    def look_again(self) -> None:
        """The row has other numbers from today: places to wait, places kept, extra beds."""
        row, record = self.row, self._record
        record["waiting_room"], record["reserved"] = row.waiting_room, row.reserved
        record["extra_beds"], record["reserved_for"] = row.extra_beds, bits(row.reserved_for)
        if row.kind == "ward":
            record["rostered"] = row.servers_at(float(self._engine["now"])) + row.extra_beds
        self._change(changes.RESTAFF, 0)


def bits(classes: frozenset[int]) -> int:
    """Bit i for class i."""
    return sum(1 << i for i in classes)
