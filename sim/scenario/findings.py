"""The form of a finding: a path into the scenario and a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from sim.scenario.faults import unknown

Path = tuple[str | int, ...]
Finding = tuple[Path, str]


def most(roster: int | dict[str, int]) -> int:
    """The largest number that is ever on duty."""
    return roster if isinstance(roster, int) else max(roster.values())


def strangers(path: Path, names: Iterable[str], known: Iterable[str], what: str) -> list[Finding]:
    """A finding for each name that is not among the known ones, with the nearest spelling."""
    choice = list(known)
    return [(path, unknown(what, name, choice)) for name in names if name not in choice]
