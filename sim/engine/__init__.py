"""Runs pathways through time: the SimPy engine, the reference."""

from sim.engine.simulate import DEFAULT_SEED, simulate

__all__ = ["DEFAULT_SEED", "simulate"]
