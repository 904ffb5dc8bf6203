"""How much a bench measures: the sizes of an ordinary and of a quick one, and how pairs are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from experiments.bench.processes import Failed, fresh
from experiments.bench.readings import Reading

REFERENCE = "SimPy, idiomatic"
NOT_AVAILABLE = "not available"


@dataclass(frozen=True)
class Plan:
    """Sizes and repetitions."""

    rounds: int = 3
    episodes: int = 100_000
    slow_episodes: int = 20_000  # of the programs that take a minute for as many as that
    sizes: tuple[int, ...] = (10_000, 100_000, 1_000_000, 3_000_000)
    simpy_episodes: int = 100_000  # longest run of a slow engine in the growth tables
    network_episodes: int = 1_000_000  # spread over the places of ever larger networks
    copies: tuple[int, ...] = (1, 11, 108)
    county: str = "scenarios/county.yaml"
    weeks: int = 52
    warm_up_weeks: int = 8
    short_weeks: int = 1
    reference_runs: int = 200
    settled_episodes: int = 500_000
    study_weeks: int = 12  # of the small study in the table of start-up
    long_simpy: bool = False  # the simpy engine runs the whole county-year too
    say: Callable[[str], None] = print


def quick(rounds: int, say: Callable[[str], None] = print) -> Plan:
    """A bench of a minute, to see that everything runs; its ratios mean nothing."""
    return Plan(
        rounds=rounds, episodes=2_000, slow_episodes=1_000, sizes=(500, 2_000), simpy_episodes=2_000, copies=(1, 2),
        network_episodes=4_000,
        county="scenarios/hamlet.yaml", weeks=4, warm_up_weeks=0, short_weeks=2, reference_runs=100,
        settled_episodes=200_000, study_weeks=1, say=say,
    )  # fmt: skip


@dataclass
class Found:
    """What a part has read so far, and what could not be run, with the reason."""

    part: str
    readings: list[Reading] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)

    def note(self, row: str, size: int, round_: int, quantity: str, value: float, unit: str) -> None:
        """One number."""
        self.readings.append(Reading(self.part, row, size, round_, quantity, float(value), unit))

    def try_one(self, row: str, job: str, env: dict[str, str] | None = None, **arguments: Any) -> dict[str, Any] | None:
        """A fresh process, or nothing where it cannot run; a row that could not run once is not tried again."""
        if row in self.missing:
            return None
        try:
            return fresh(job, env, **arguments)
        except Failed as reason:
            self.missing[row] = str(reason)
            return None

    def reasons(self) -> tuple[str, ...]:
        """Why rows are empty, one line each reason."""
        rows: dict[str, list[str]] = {}
        for row, reason in self.missing.items():
            rows.setdefault(reason, []).append(row)
        return tuple(f"{NOT_AVAILABLE}: {', '.join(names)} ({reason})." for reason, names in rows.items())
