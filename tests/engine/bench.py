"""A unit on its own: patients come at given minutes, and every test reads who was served when."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from sim.engine.clock import CALENDAR, DEMAND, Clock, PatientProcess
from sim.engine.pools import GAVE_UP, SEIZED, TURNED_AWAY, Pool, Row
from sim.ledger.columns import DAYS
from sim.network.units import ALWAYS, Door, UnitRow

SAID = {SEIZED: "served", GAVE_UP: "gave up", TURNED_AWAY: "turned away"}
Told = tuple[float, str, str]


@dataclass
class Bench:
    """One unit, its clock and what happened: (minute, who, what)."""

    servers: int = 1
    classes: int = 1
    door: Door = ALWAYS
    unit: dict[str, Any] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    books: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        said = {"kind": "clinic", "steps": ((0.0, self.servers),), **self.unit}
        row = UnitRow(0, "X/unit", "unit", place=0, tier=0, door=self.door, classes=self.classes, **said)
        self.clock = Clock()
        self.pool = Pool(self.clock, row, self.books)

    def comes(self, who: str, at: float, takes: float = 10.0, priority: int = 0, patience: float = -1.0) -> None:
        """A patient asks for the unit, waits no longer than ``patience``, and is served for ``takes`` minutes."""

        def story() -> Generator[Any, Any, None]:
            got = yield self.pool.seize(priority, patience)
            self.told.append((self.clock.now, who, SAID[got]))
            if got == SEIZED:
                yield self.clock.until(self.clock.now + takes)
                self.pool.release(priority)
                self.told.append((self.clock.now, who, "leaves"))

        self.clock.at(at, DEMAND, lambda _: PatientProcess(self.clock, story()))

    def at(self, minute: float, action: Any) -> None:
        """A calendar change."""
        self.clock.at(minute, CALENDAR, lambda _: action())

    def run(self, until: float = 1440.0) -> list[Told]:
        """Let it happen, close the books, and tell."""
        self.clock.run(until=until)
        self.pool.finish(until)
        return self.told

    def served(self) -> list[tuple[float, str]]:
        """Who was served when."""
        return [(minute, who) for minute, who, what in self.told if what == "served"]

    def day(self, day: int = 0) -> dict[str, float]:
        """The day book by column name."""
        return dict(zip(DAYS.names, self.books[day], strict=True))
