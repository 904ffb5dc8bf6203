"""Stations of a network: how many wait, how many are there, how busy the servers are.

These are the quantities of queueing theory (Lq, L, rho, W), taken from the log of steps and nothing else.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.ledger.order import ordered
from sim.measures.columns import anew
from sim.measures.registry import DAY_EDGE, VISIT_EDGE, Values, measure_of
from sim.measures.staff import day_sum
from sim.measures.view import Floats, Ints, View, ratio, totals

CUT: Final = "time cut to the window"
UNLIMITED: Final = 10**9


def _by_station(view: View, minutes: Floats) -> Values:
    """Sums of minutes by station, divided by the length of the window; first the whole network."""
    units, names = view.tables["steps"]["unit"], view.frame("units", "id")
    if not len(units):
        return []
    total = totals(units, len(names), minutes) / view.minutes
    stations = [(f"station={names[unit]}", float(total[unit])) for unit in np.flatnonzero(np.bincount(units))]
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
    rows = view.tables["steps"]
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
    rows = view.tables["steps"]
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
    rows = view.tables["steps"]
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
    rows, names = view.tables["steps"], view.frame("units", "id")
    busy = totals(rows["unit"], len(names), view.clipped(rows["start_min"], rows["left_min"]))
    staffed = day_sum(view, "staffed_min")
    limited = view.frame("units", "servers") < UNLIMITED
    return [
        (f"station={names[unit]}", ratio(busy[unit], staffed[unit]))
        for unit in np.flatnonzero(np.bincount(rows["unit"]))
        if limited[unit]
    ]


@measure_of(
    "服务人次",
    "count",
    "services begun at a station",
    edges=VISIT_EDGE,
    subject="stations",
)
def visits(view: View) -> Values:
    """How many are served."""
    rows, names = view.tables["steps"], view.frame("units", "id")
    served = totals(rows["unit"][view.inside(rows["start_min"])], len(names))
    stations = np.flatnonzero(np.bincount(rows["unit"]))
    return [(f"station={names[unit]}", float(served[unit])) for unit in stations]


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
    patient, begins, ends = _presence(view)
    if not len(patient):
        return []
    new = anew(patient)
    begun = view.inside(begins[new])
    spent = totals(np.cumsum(new) - 1, int(new.sum()), ends - begins)
    return [("", float(spent[begun].mean()) if begun.any() else float("nan"))]


def _presence(view: View) -> tuple[Ints, Floats, Floats]:
    """(patient, from, to) without overlaps, in the order of patients and time.

    Who waits for the next place while keeping the last one, or holds two units, is in the network once.
    """
    return view.once("presence", lambda: _present(view))


def _present(view: View) -> tuple[Ints, Floats, Floats]:
    rows = view.tables["steps"]
    patient, joined = rows["patient"], rows["joined_min"]
    left = np.where(rows["left_min"] < 0.0, view.ledger.end_min, rows["left_min"])
    order = ordered([patient, joined, left])
    patient, joined, left = patient[order], joined[order], left[order]
    known = highest_so_far(left, patient)
    before = np.concatenate([[0.0], known[:-1]])[: len(known)]
    before[anew(patient)] = 0.0
    begins = np.maximum(joined, before)
    return patient, begins, np.maximum(left, begins)


def highest_so_far(values: Floats, whose: Ints) -> Floats:
    """The highest value among a row and those of the same owner before it; owners stand together."""
    highest = values.copy()
    nth = np.arange(len(whose))
    nth -= np.maximum.accumulate(np.where(anew(whose), nth, 0))
    reach = 1
    while (later := np.flatnonzero(nth >= reach)).size:
        # after a step of 1, 2, 4 ... a row knows of as many rows before it
        highest[later] = np.maximum(highest[later], highest[later - reach])
        reach *= 2
    return highest
