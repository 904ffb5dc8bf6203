"""Exact moments that take a formula: a bell that is cut or clamped, and a Weibull's shape."""

from __future__ import annotations

import math


def _density(z: float) -> float:
    return 0.0 if math.isinf(z) else math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)


def _below(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))


def _partial(mean: float, sd: float, low: float, high: float) -> tuple[float, float, float]:
    """Mass, first and second moment of the part of a normal between ``low`` and ``high``."""
    a, b = (low - mean) / sd, (high - mean) / sd
    # the mass of an interval in the right tail is a difference of tiny tails, not of numbers near one
    mass = _below(-a) - _below(-b) if a > 0 else _below(b) - _below(a)
    slope = _density(a) - _density(b)
    edge_a = 0.0 if math.isinf(a) else a * _density(a)
    edge_b = 0.0 if math.isinf(b) else b * _density(b)
    first = mean * mass + sd * slope
    second = mean * mean * mass + 2 * mean * sd * slope + sd * sd * (mass + edge_a - edge_b)
    return mass, first, second


def cut_normal(mean: float, sd: float, low: float, high: float) -> tuple[float, float]:
    """Mean and variance of a normal whose values outside the limits are drawn again."""
    mass, first, second = _partial(mean, sd, low, high)
    return first / mass, max(0.0, second / mass - (first / mass) ** 2)


def clamped_normal(mean: float, sd: float, low: float, high: float) -> tuple[float, float]:
    """Mean and variance of a normal whose values outside the limits are moved to the limit."""
    _, first, second = _partial(mean, sd, low, high)
    at_low = _below((low - mean) / sd)
    at_high = _below((mean - high) / sd)
    first += low * at_low + (high * at_high if at_high else 0.0)
    second += low * low * at_low + (high * high * at_high if at_high else 0.0)
    return first, max(0.0, second - first * first)


def weibull_shape(cv2: float) -> float:
    """The shape k of a Weibull with this cv², by bisection: cv² falls as k grows."""
    low, high = 0.1, 200.0
    for _ in range(200):
        shape = (low + high) / 2
        spread = math.expm1(math.lgamma(1 + 2 / shape) - 2 * math.lgamma(1 + 1 / shape))
        low, high = (shape, high) if spread > cv2 else (low, shape)
    return (low + high) / 2
