"""One station worked out line by line, independent of any engine: first come, first served, within a class.

Arrivals, services and patience are given as lists; the ledger that follows has the steps and the day books.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import pandas as pd

from sim.ledger import TABLES, Ledger
from sim.vocabulary.words import Outcome

DAY = 1440.0
CLINIC = 0


@dataclass
class Patient:
    """What becomes of one arrival."""

    joined: float
    start: float = -1.0
    end: float = -1.0
    left: float = -1.0
    outcome: Outcome = Outcome.waiting


def served(
    arrivals: Sequence[float],
    services: Sequence[float],
    servers: int = 1,
    patience: Sequence[float] | None = None,
    end_min: float = DAY,
) -> list[Patient]:
    """Each patient takes the server that is free first, if it is free before patience ends."""
    free = [0.0] * servers
    patients = []
    for number, (arrival, service) in enumerate(zip(arrivals, services, strict=True)):
        patient = Patient(arrival)
        start = max(arrival, free[0])
        limit = arrival + patience[number] if patience is not None else inf
        if start < limit:
            heapq.heapreplace(free, start + service)
            if start < end_min:
                patient.start, patient.outcome = start, Outcome.seen
                if start + service < end_min:
                    patient.end = patient.left = start + service
        elif limit < end_min:
            patient.left, patient.outcome = limit, Outcome.gave_up
        patients.append(patient)
    return patients


def day_books(patients: Sequence[Patient], servers: int, end_min: float) -> list[tuple[float, ...]]:
    """The station's books, day by day, from its patients."""
    joined, start, left = (np.array([getattr(p, name) for p in patients]) for name in ("joined", "start", "left"))
    gave_up = np.array([p.outcome == Outcome.gave_up for p in patients], dtype=bool)
    until = np.where(left >= 0.0, left, end_min)
    gone = np.where(start >= 0.0, start, left)
    books: list[tuple[float, ...]] = []
    for day in range(int(np.ceil(end_min / DAY))):
        a, b = day * DAY, min((day + 1) * DAY, end_min)
        asked, begun, ended, lost = (
            (moment >= a) & (moment < b) for moment in (joined, start, gone, np.where(gave_up, left, -1.0))
        )
        busy = np.where(start >= 0.0, np.clip(np.minimum(until, b) - np.maximum(start, a), 0.0, None), 0.0)
        still = (joined < b) & ((gone < 0.0) | (gone >= b))
        counts = (int(asked.sum()), int(begun.sum()), int(lost.sum()), 0, int(still.sum()))
        waits = float((gone - joined)[ended].sum())
        books.append((day, CLINIC, servers * (b - a), float(busy.sum()), 0.0, *counts, waits, 0.0, 0.0, 0.0))
    return books


def station(
    arrivals: Sequence[float],
    services: Sequence[float],
    servers: int = 1,
    patience: Sequence[float] | None = None,
    end_min: float = DAY,
    warm_up_min: float = 0.0,
) -> Ledger:
    """The ledger of one station, open round the clock."""
    patients = served(arrivals, services, servers, patience, end_min)
    steps = [
        (number, 0, 0, number % 2, 0, CLINIC, p.joined, p.start, p.end, p.left, p.outcome)
        for number, p in enumerate(patients)
    ]
    days = day_books(patients, servers, end_min)
    units = pd.DataFrame(
        [(0, "clinic", -1, -1, "station", "clinic", servers)],
        columns=["unit", "id", "facility", "tier", "kind", "name", "servers"],
    )
    meta = {
        "title": "One station",
        "start": "2026-01-05",
        "warm_up_min": warm_up_min,
        "end_min": end_min,
        "residents": 0,
        "names": {"stream": ["walk_in"], "route": ["one"], "class": ["urgent", "routine"]},
    }
    tables = {"steps": TABLES["steps"].of(steps), "days": TABLES["days"].of(days)}
    return Ledger(tables, {"units": units}, meta)


def poisson_station(
    per_min: float, mean_min: float, servers: int, days: int, seed: int, patience_min: float | None = None
) -> Ledger:
    """Poisson arrivals and exponential services: an ordinary textbook queue."""
    luck = np.random.default_rng(seed)
    n = luck.poisson(per_min * days * DAY)
    arrivals = np.sort(luck.uniform(0.0, days * DAY, n))
    patience = None if patience_min is None else luck.exponential(patience_min, n)
    return station(
        list(arrivals),
        list(luck.exponential(mean_min, n)),
        servers,
        None if patience is None else list(patience),
        end_min=days * DAY,
        warm_up_min=DAY,
    )
