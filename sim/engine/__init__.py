"""Runs pathways through time: on SimPy, the reference, or compiled to the same ledger."""

from sim.engine.simulate import DEFAULT_SEED, simulate

__all__ = ["DEFAULT_SEED", "simulate"]
