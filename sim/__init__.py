"""The county and everyone in it. ``from sim import load, simulate``."""

from __future__ import annotations

import gc
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.engine.simulate import simulate
    from sim.ledger import Ledger
    from sim.scenario.load import load

__all__ = ["Ledger", "load", "simulate"]

_ROOMS = {"load": "sim.scenario.load", "simulate": "sim.engine.simulate", "Ledger": "sim.ledger"}


def __getattr__(name: str) -> Any:
    """Open a room when it is first asked for: who only checks a scenario does not wait for the engine."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    was_on = gc.isenabled()
    gc.disable()  # what a room brings along stays: to look through it for what nobody needs takes a tenth of the time
    try:
        return getattr(import_module(_ROOMS[name]), name)
    finally:
        if was_on:
            gc.enable()
