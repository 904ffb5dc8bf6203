"""The county and everyone in it. ``from sim import load, simulate``."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.engine import simulate
    from sim.ledger import Ledger
    from sim.scenario.load import load

__all__ = ["Ledger", "load", "simulate"]

_ROOMS = {"load": "sim.scenario.load", "simulate": "sim.engine", "Ledger": "sim.ledger"}


def __getattr__(name: str) -> Any:
    """Open a room when it is first asked for: who only checks a scenario does not wait for the engine."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_ROOMS[name]), name)
