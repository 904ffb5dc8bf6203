"""The hamlet for tests: a few weeks of 3,000 people, with whatever numbers a test sets otherwise."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim import Ledger, load, simulate
from sim.scenario.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
HAMLET = ROOT / "scenarios" / "hamlet.yaml"
SEED = 20260105
EXPERTS = {
    "kind": "weekly_round", "experts": 1, "of": "county/internal", "when": "Sa 08:30-11:30", "sees_at_most": 12,
}  # fmt: skip
TALK = {"kind": "lognormal", "mean": "8 min", "sd": "6 min"}


def hamlet(weeks: int = 4, **settings: Any) -> Scenario:
    """The hamlet for so many weeks, without warm-up. A setting is a path with ``__`` for its dots."""
    paths = {name.replace("__", "."): value for name, value in settings.items()}
    return load(HAMLET, settings={"calendar.warm_up": "0 weeks", "calendar.measure": f"{weeks} weeks", **paths})


def lived(weeks: int = 4, replication: int = 0, seed: int = SEED, **settings: Any) -> Ledger:
    """One run of it; the same question is answered from memory."""
    return _lived(weeks, replication, seed, json.dumps(settings, sort_keys=True))


@lru_cache(maxsize=32)
def _lived(weeks: int, replication: int, seed: int, settings: str) -> Ledger:
    return simulate(hamlet(weeks, **json.loads(settings)), replication, seed)


def with_change(weeks: int, start: str, path: str, **move: Any) -> dict[str, Any]:
    """Settings that change one number from a date on."""
    return {"changes": [{"from": start, "set": path, **move}]}
