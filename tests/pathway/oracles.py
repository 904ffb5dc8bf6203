"""Queues worked out by hand, a patient at a time: nothing here shares a line with the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace


def many_servers(arrivals: Sequence[float], services: Sequence[float], servers: int) -> list[float]:
    """Starts of service, first come first served: Kiefer and Wolfowitz's workload vector."""
    free = [0.0] * servers
    heapify(free)
    starts = []
    for arrival, service in zip(arrivals, services, strict=True):
        start = max(arrival, free[0])
        heapreplace(free, start + service)
        starts.append(start)
    return starts


def in_series(
    arrivals: Sequence[float], services: Sequence[Sequence[float]], servers: Sequence[int]
) -> list[list[float]]:
    """Starts at each station (patients by row), who leaves one joins the next."""
    patients = range(len(arrivals))
    joined, found = list(arrivals), []
    for at, many in enumerate(servers):
        order = sorted(patients, key=lambda i: joined[i])
        starts = many_servers([joined[i] for i in order], [services[i][at] for i in order], many)
        here = [0.0] * len(arrivals)
        for i, start in zip(order, starts, strict=True):
            here[i] = start
            joined[i] = start + services[i][at]
        found.append(here)
    return [list(starts) for starts in zip(*found, strict=True)]


def blocked_in_series(arrivals: Sequence[float], services: Sequence[Sequence[float]]) -> list[list[float]]:
    """Starts at single servers in series where each is kept until the next is free (recursion of departures)."""
    stations = len(services[0])
    left = [0.0] * stations  # when the patient before gave each station back
    found = []
    for arrival, service in zip(arrivals, services, strict=True):
        ready, starts = arrival, []
        for at in range(stations):
            start = max(ready, left[at])
            if at > 0:
                left[at - 1] = start
            starts.append(start)
            ready = start + service[at]
        left[stations - 1] = ready
        found.append(starts)
    return found


@dataclass
class Patient:
    """Who comes, with which rank (0 first), for how long, and how long he would wait."""

    arrival: float
    service: float
    rank: int = 0
    patience: float = float("inf")
    start: float = -1.0
    left: float = -1.0


def one_station(patients: list[Patient], servers: int, chairs: float = float("inf")) -> None:
    """Fill in starts and leavings of one station with ranks, patience and a finite waiting room.

    All moments differ; the clock jumps to the next of: an arrival, an end of service, an end of patience.
    """
    to_come = sorted(patients, key=lambda p: p.arrival)
    queue: list[Patient] = []
    ends: list[tuple[float, Patient]] = []
    while to_come or queue or ends:
        moments = [p.arrival for p in to_come[:1]] + [end for end, _ in ends]
        moments += [p.arrival + p.patience for p in queue]
        now = min(moments)
        for pair in [pair for pair in ends if pair[0] == now]:
            ends.remove(pair)
            pair[1].left = now
        for p in [p for p in queue if p.arrival + p.patience == now]:
            queue.remove(p)
            p.left = now
        if to_come and to_come[0].arrival == now:
            p = to_come.pop(0)
            if len(ends) < servers or (len(queue) < chairs and p.patience > 0.0):
                queue.append(p)
            else:
                p.left = now
        queue.sort(key=lambda p: (p.rank, p.arrival))
        while queue and len(ends) < servers:
            p = queue.pop(0)
            p.start = now
            ends.append((now + p.service, p))
