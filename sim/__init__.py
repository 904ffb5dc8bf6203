"""The county and everyone in it. ``from sim import load, simulate``."""

from sim.engine import simulate
from sim.ledger import Ledger
from sim.scenario.load import load

__all__ = ["Ledger", "load", "simulate"]
