"""The wave of the number present at a station over a period: its height, and how late it follows the arrivals."""

from __future__ import annotations

import math

import numpy as np

from sim.ledger import Ledger


def wave(ledger: Ledger, station: str, period_min: float) -> tuple[float, float]:
    """(amplitude in patients, lag in hours) of the first harmonic, over whole periods of the measured time.

    Each patient's time at the station is integrated against a sine and a cosine of the period, so nothing is
    sampled and nothing is lost between samples.
    """
    rows = ledger["steps"]
    names = list(ledger.frame["units"]["id"])
    rows = rows[rows["unit"] == names.index(station)]
    begin = ledger.warm_up_min
    cycles = math.floor((ledger.end_min - begin) / period_min)
    end = begin + cycles * period_min
    joined = np.clip(rows["joined_min"], begin, end)
    left = np.clip(np.where(rows["left_min"] < 0.0, ledger.end_min, rows["left_min"]), begin, end)
    pulse = 2.0 * math.pi / period_min
    sine = float(np.sum(np.cos(pulse * joined) - np.cos(pulse * left))) / pulse
    cosine = float(np.sum(np.sin(pulse * left) - np.sin(pulse * joined))) / pulse
    scale = 2.0 / (cycles * period_min)
    sine, cosine = sine * scale, cosine * scale
    return math.hypot(sine, cosine), math.atan2(-cosine, sine) / pulse / 60.0
