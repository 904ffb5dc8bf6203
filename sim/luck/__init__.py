"""The county's dice: random numbers that are looked up by who and what for, never consumed."""

from sim.luck.bell import below, normal_score
from sim.luck.decisions import Decision
from sim.luck.names import numbers_of
from sim.luck.philox import NO_TIER, key, uniform, uniforms
from sim.luck.quantiles import column_of, draw, quantile, table

__all__ = [
    "NO_TIER",
    "Decision",
    "below",
    "column_of",
    "draw",
    "key",
    "normal_score",
    "numbers_of",
    "quantile",
    "table",
    "uniform",
    "uniforms",
]
