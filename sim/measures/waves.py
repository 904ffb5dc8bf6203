"""The daily wave at a station: how far the number there swings over the day, and how late after the arrivals.

First harmonic of the day, exact from the log: each patient adds the integral of the wave over the time at the
station. For arrivals that follow a sine and servers without limit, theory gives both numbers.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.measures.registry import Values, measure_of
from sim.measures.view import DAY_MIN, Floats, View

OMEGA: Final = 2.0 * np.pi / DAY_MIN
WHOLE_DAYS: Final = "time cut to the whole days of the window"


def _harmonics(view: View) -> list[tuple[str, complex, complex]]:
    """Station, first harmonic of the number there, first harmonic of the arrivals; both per minute."""
    rows, names = view.ledger["steps"], view.frame("units", "id")
    days = view.minutes // DAY_MIN
    if days < 1.0:
        return []
    whole = View(view.ledger, view.start_min, view.start_min + days * DAY_MIN)
    left = np.where(rows["left_min"] < 0.0, view.ledger.end_min, rows["left_min"])
    begin, end = (np.clip(edge, whole.start_min, whole.end_min) for edge in (rows["joined_min"], left))
    there = (_turn(end) - _turn(begin)) / (1j * OMEGA)
    came = np.where(whole.inside(rows["joined_min"]), _turn(rows["joined_min"]), 0.0)
    found = []
    for unit in np.unique(rows["unit"]):
        here = rows["unit"] == unit
        scale = 2.0 / whole.minutes
        found.append((f"station={names[unit]}", there[here].sum() * scale, came[here].sum() * scale))
    return found


def _turn(minutes: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.complex128]]:
    return np.asarray(np.exp(1j * OMEGA * minutes))


@measure_of(
    "日波动幅度",
    "people",
    "amplitude of the first daily harmonic of the number at a station",
    edges=WHOLE_DAYS,
    subject="stations",
)
def wave_amplitude(view: View) -> Values:
    """How far the number at a station swings over the day."""
    return [(station, float(abs(there))) for station, there, _ in _harmonics(view)]


@measure_of(
    "日波动滞后",
    "h",
    "hours by which the daily wave of the number at a station follows that of its arrivals",
    edges=WHOLE_DAYS,
    subject="stations",
)
def wave_lag_h(view: View) -> Values:
    """How late the wave at a station comes after that of its arrivals."""
    lags = []
    for station, there, came in _harmonics(view):
        angle = float(np.angle(there / came)) if came != 0.0 else float("nan")
        lags.append((station, angle / OMEGA / 60.0 % 24.0))
    return lags
