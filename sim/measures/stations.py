"""Stations of a network: how many wait, how many are there, how busy the servers are.

These are the quantities of queueing theory (Lq, L, rho, W), taken from the log of steps and nothing else.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sim.measures.registry import DAY_EDGE, VISIT_EDGE, Values, measure_of
from sim.measures.view import Floats, Ints, View, ratio, totals

CUT: Final = "time cut to the window"
UNLIMITED: Final = 10**9


def _by_station(view: View, minutes: Floats) -> Values:
    """Sums of minutes by station, divided by the length of the window; first the whole network."""
    units, names = view.ledger["steps"]["unit"], view.frame("units", "id")
    if not len(units):
        return []
    total = totals(units, len(names), minutes) / view.minutes
    stations = [(f"station={names[unit]}", float(total[unit])) for unit in np.unique(units)]
    return [("", float(total.sum())), *stations]


@measure_of(
    "平均排队人数",
    "people",
    "time average of the number in the queue of a station, those in service not counted (Lq)",
    edges=CUT,
    direction="lower",
    subject="stations",
)
def queue_mean(view: View) -> Values:
    """How long the queue is."""
    rows = view.ledger["steps"]
    until = np.where(rows["start_min"] >= 0.0, rows["start_min"], rows["left_min"])
    return _by_station(view, view.clipped(rows["joined_min"], until))


@measure_of(
    "平均在站人数",
    "people",
    "time average of the number at a station, waiting, in service or held there (L)",
    edges=CUT,
    direction="lower",
    subject="stations",
)
def in_system_mean(view: View) -> Values:
    """How many are there."""
    rows = view.ledger["steps"]
    found = _by_station(view, view.clipped(rows["joined_min"], rows["left_min"]))
    _, begins, ends = _presence(view)
    # at the whole network a patient who is at two stations at once is there once
    return [("", float(view.clipped(begins, ends).sum()) / view.minutes), *found[1:]] if found else []


@measure_of(
    "平均滞留人数",
    "people",
    "time average of the number whose service is over but who are held for want of the next place",
    edges=CUT,
    direction="lower",
    subject="stations",
)
def blocked_mean(view: View) -> Values:
    """How many block a server."""
    rows = view.ledger["steps"]
    return _by_station(view, view.clipped(rows["end_min"], rows["left_min"]))


@measure_of(
    "服务台利用率",
    "share",
    "server-minutes in service or held / server-minutes rostered; stations without limit have none",
    edges=DAY_EDGE,
    subject="stations",
)
def use(view: View) -> Values:
    """How busy the servers of a station are."""
    rows, names = view.ledger["steps"], view.frame("units", "id")
    busy = totals(rows["unit"], len(names), view.clipped(rows["start_min"], rows["left_min"]))
    staffed = staffed_by_unit(view)
    limited = view.frame("units", "servers") < UNLIMITED
    return [
        (f"station={names[unit]}", ratio(busy[unit], staffed[unit]))
        for unit in np.unique(rows["unit"])
        if limited[unit]
    ]


def staffed_by_unit(view: View) -> Floats:
    """Rostered server-minutes of each unit in the window."""
    days = view.ledger["days"]
    return totals(days["unit"], len(view.ledger.frame["units"]), days["staffed_min"] * view.day_parts)


@measure_of(
    "服务人次",
    "count",
    "services begun at a station",
    edges=VISIT_EDGE,
    subject="stations",
)
def visits(view: View) -> Values:
    """How many are served."""
    rows, names = view.ledger["steps"], view.frame("units", "id")
    served = totals(rows["unit"][view.inside(rows["start_min"])], len(names))
    return [(f"station={names[unit]}", float(served[unit])) for unit in np.unique(rows["unit"])]


@measure_of(
    "在院总时间",
    "min",
    "minutes spent at stations by a patient, first to last, ways and pauses between them not counted; "
    "patients still inside count with their time so far",
    edges="patients who join their first station in the window, followed to the end of the run",
    direction="lower",
    subject="stations",
)
def time_in_system_min(view: View) -> Values:
    """How long a patient is in the network (W)."""
    rows = view.ledger["steps"]
    if not len(rows):
        return []
    patient, begins, ends = _presence(view)
    who, first, which = np.unique(patient, return_index=True, return_inverse=True)
    begun = view.inside(begins[first])
    spent = totals(which, len(who), ends - begins)
    return [("", float(spent[begun].mean()) if begun.any() else float("nan"))]


def _presence(view: View) -> tuple[Ints, Floats, Floats]:
    """(patient, from, to) without overlaps, in the order of patients and time.

    Who waits for the next place while keeping the last one, or holds two units, is in the network once.
    """
    rows = view.ledger["steps"]
    left = np.where(rows["left_min"] < 0.0, view.ledger.end_min, rows["left_min"])
    order = np.lexsort((left, rows["joined_min"], rows["patient"]))
    patient, joined, left = rows["patient"][order], rows["joined_min"][order], left[order]
    known = pd.Series(left).groupby(patient).cummax().to_numpy()
    before = np.concatenate([[0.0], known[:-1]])[: len(known)]
    before[np.unique(patient, return_index=True)[1]] = 0.0
    begins = np.maximum(joined, before)
    return patient, begins, np.maximum(left, begins)
