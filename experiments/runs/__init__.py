"""Runs of a county: one of them, many on the cores at hand, and what is kept of each on the disk."""

from typing import Final

SEED: Final = 20260105
"""Of residents and luck, wherever nobody names another."""
