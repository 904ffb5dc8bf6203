"""Which engine each arm of a study runs on: settled, and compiled once, before anything is written or a worker begins.

Ledgers are equal bit for bit, so the engine is no part of a run's key: it stands in the manifest, under ``made``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, cast

from experiments.runs.refusals import BadStudy

if TYPE_CHECKING:
    from sim.engine.simulate import Engine

log = logging.getLogger("tiercare")
Say = Callable[[str], None]
NAMES: Final = ("auto", "simpy", "compiled")


class Chosen(NamedTuple):
    """The engine that is asked for in the runs of an arm, and why it is SimPy if the choice was left open."""

    engine: Engine = "auto"
    why_simpy: str = ""


AUTO: Final = Chosen()


class Compiles(Protocol):
    """What can make a scenario ready, as `Machinery` can."""

    @property
    def make_ready(self) -> Callable[[Any, Say], str]:
        """Compile what a scenario needs; answers why it cannot be, or nothing."""


def compile_for(scenario: Any, say: Say) -> str:
    """Compile what a scenario needs; file, line and reason if a policy of it cannot be compiled."""
    from sim.engine.compiled import Refused, make_ready

    try:
        make_ready(scenario, say)
    except Refused as refused:
        return str(refused)
    return ""


@dataclass
class Engines:
    """Settles the engine of each arm of a study, and says once per arm why one runs more slowly.

    Raises:
        BadStudy: there is no such engine.
    """

    asked: str
    machinery: Compiles
    say: Say
    _said: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Only three words are known."""
        if self.asked not in NAMES:
            raise BadStudy(f"--engine {self.asked}: expected {', '.join(NAMES[:-1])} or {NAMES[-1]}")

    def settle(self, arm: str, scenario: Any) -> Chosen:
        """The engine for an arm; from now on its runs begin at once.

        Raises:
            BadStudy: the compiled engine was asked for, and a policy of the arm cannot be compiled.
        """
        if self.asked == "simpy":
            return Chosen("simpy")
        why = self.machinery.make_ready(scenario, self.say)
        if not why:
            return Chosen(cast("Engine", self.asked))
        if self.asked == "compiled":
            raise BadStudy(f"{arm} cannot be compiled: {why}. With --engine auto it runs on SimPy, more slowly.")
        if (arm, why) not in self._said:
            self._said.add((arm, why))
            log.warning("%s runs on SimPy, the reference engine, more slowly: %s", arm, why)
        return Chosen("simpy", why)


def ran_on(facts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """How many finished runs of an arm each engine did, and why SimPy did some where the choice was left open."""
    found: dict[str, int] = {}
    reasons: dict[str, None] = {}
    for one in facts:
        engine = str(one.get("engine", ""))
        found[engine] = found.get(engine, 0) + 1
        reasons |= {str(one["why_simpy"]): None} if one.get("why_simpy") else {}
    return {"runs": dict(sorted(found.items())), "why_simpy": list(reasons)}


def ran_together(studies: Iterable[dict[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """What several studies say of their engines, arm by arm, as one: runs added up, each reason once."""
    found: dict[str, dict[str, Any]] = {}
    for arms in studies:
        for arm, said in arms.items():
            mine = found.setdefault(arm, {"runs": {}, "why_simpy": []})
            mine["runs"] = {
                engine: mine["runs"].get(engine, 0) + said["runs"].get(engine, 0)
                for engine in sorted({*mine["runs"], *said["runs"]})
            }
            mine["why_simpy"] = list(dict.fromkeys([*mine["why_simpy"], *said["why_simpy"]]))
    return found
