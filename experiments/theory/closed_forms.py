"""What textbook queues answer exactly: the yardstick that the simulated county is held against.

Rates and times share one unit of the caller's choice. Every function is a pure function of numbers and a
stable sum: no factorials, no logarithms of huge numbers. Symbols of the field stand in the docstrings.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Station:
    """The long-run numbers of one queue: what a patient meets and how busy the place is."""

    waited_share: float  # P(wait > 0) of those who get in
    queue_mean: float  # Lq
    wait_mean: float  # Wq of those who get in, those who give up included
    in_system_mean: float  # L
    time_mean: float  # W of those who get in
    use: float  # busy servers over servers; busy servers themselves where servers are unlimited
    lost_share: float = 0.0  # turned away at the door
    gave_up_share: float = 0.0  # of all who come


class Overloaded(ValueError):  # noqa: N818 - the word a planner uses
    """More work arrives than the servers can do: the queue has no long-run mean."""


def erlang_b(load: float, servers: int) -> float:
    """Share turned away where nobody may wait: M/G/c/c with offered load a = λ·E[S]."""
    blocked = 1.0
    for busy in range(1, servers + 1):
        blocked = load * blocked / (busy + load * blocked)
    return blocked


def erlang_c(load: float, servers: int) -> float:
    """Share who have to wait: M/M/c with offered load a = λ/μ < c.

    Raises:
        Overloaded: the load is not below the number of servers.
    """
    if load >= servers:
        raise Overloaded(f"offered load {load:g} needs more than {servers} servers")
    blocked = erlang_b(load, servers)
    return servers * blocked / (servers - load * (1.0 - blocked))


def m_m_c(arrivals: float, service: float, servers: int) -> Station:
    """M/M/c: random arrivals at rate λ, exponential service at rate μ, c servers, everyone waits."""
    load = arrivals / service
    waited = erlang_c(load, servers)
    wait = waited / (servers * service - arrivals)
    return Station(
        waited_share=waited,
        queue_mean=arrivals * wait,
        wait_mean=wait,
        in_system_mean=arrivals * wait + load,
        time_mean=wait + 1.0 / service,
        use=load / servers,
    )


def m_m_c_wait_tail(arrivals: float, service: float, servers: int, beyond: float) -> float:
    """M/M/c: share who wait longer than ``beyond``, P(Wq > t) = P(wait)·exp(−(cμ−λ)t)."""
    return erlang_c(arrivals / service, servers) * math.exp(-(servers * service - arrivals) * beyond)


def m_g_1(arrivals: float, mean: float, cv2: float) -> Station:
    """M/G/1 by Pollaczek and Khinchine; cv2 is the squared coefficient of variation of service."""
    load = arrivals * mean
    if load >= 1.0:
        raise Overloaded(f"offered load {load:g} needs more than one server")
    wait = load * mean * (1.0 + cv2) / (2.0 * (1.0 - load))
    return Station(load, arrivals * wait, wait, arrivals * wait + load, wait + mean, load)


def m_g_c_wait(arrivals: float, mean: float, cv2: float, servers: int, arrivals_cv2: float = 1.0) -> float:
    """Mean wait of a G/G/c queue, approximately (Allen and Cunneen): exact for M/M/c and M/G/1."""
    return m_m_c(arrivals, 1.0 / mean, servers).wait_mean * (arrivals_cv2 + cv2) / 2.0


def m_g_infinite(arrivals: float, mean: float) -> Station:
    """M/G/∞: nobody waits; Poisson(λ·E[S]) patients are there at any moment."""
    return Station(0.0, 0.0, 0.0, arrivals * mean, mean, arrivals * mean)


def priority_waits(arrivals: Sequence[float], service: float, servers: int) -> list[float]:
    """Mean waits by class, most urgent first, nobody interrupted (Cobham 1954): M/M/c, one service rate μ."""
    total = sum(arrivals)
    someone_leaves = erlang_c(total / service, servers) / (servers * service)
    return _cobham([rate / (servers * service) for rate in arrivals], someone_leaves)


def priority_waits_m_g_1(arrivals: Sequence[float], means: Sequence[float], cv2s: Sequence[float]) -> list[float]:
    """Mean waits by class, nobody interrupted, one server, each class with its own service (Cobham 1954)."""
    loads = [rate * mean for rate, mean in zip(arrivals, means, strict=True)]
    if sum(loads) >= 1.0:
        raise Overloaded(f"offered load {sum(loads):g} needs more than one server")
    left = [load * mean * (1.0 + cv2) / 2.0 for load, mean, cv2 in zip(loads, means, cv2s, strict=True)]
    return _cobham(loads, sum(left))


def _cobham(shares: Sequence[float], someone_leaves: float) -> list[float]:
    ahead, waits = 0.0, []
    for share in shares:
        waits.append(someone_leaves / ((1.0 - ahead) * (1.0 - ahead - share)))
        ahead += share
    return waits


def preemptive_delays(arrivals: Sequence[float], service: float, servers: int) -> list[float]:
    """Mean time in system beyond 1/μ by class where the urgent interrupt the others: nested M/M/c."""
    delays, before, total_before = [], 0.0, 0.0
    for position in range(len(arrivals)):
        total = sum(arrivals[: position + 1])
        everyone = total * m_m_c(total, service, servers).time_mean
        delays.append((everyone - before) / (total - total_before) - 1.0 / service)
        before, total_before = everyone, total
    return delays


def birth_death(births: Sequence[float] | Floats, deaths: Sequence[float] | Floats) -> Floats:
    """Long-run shares of time in states 0, 1, …, n; births[i] leads from i to i+1, deaths[i] back."""
    steps = np.log(np.asarray(births, float)) - np.log(np.asarray(deaths, float))
    heights = np.concatenate([[0.0], np.cumsum(steps)])
    weights = np.exp(heights - heights.max())
    return np.asarray(weights / weights.sum())


def m_m_c_k(arrivals: float, service: float, servers: int, places: int) -> Station:
    """M/M/c/K: at most K patients inside, those in service included; the others are turned away."""
    levels = np.arange(places + 1)
    shares = birth_death([arrivals] * places, service * np.minimum(levels[1:], servers))
    lost = float(shares[-1])
    admitted = arrivals * (1.0 - lost)
    queue = float(shares @ np.maximum(levels - servers, 0))
    busy = float(shares @ np.minimum(levels, servers))
    waited = float(shares[servers:-1].sum()) / (1.0 - lost)
    return Station(
        waited_share=waited,
        queue_mean=queue,
        wait_mean=queue / admitted,
        in_system_mean=queue + busy,
        time_mean=(queue + busy) / admitted,
        use=busy / servers,
        lost_share=lost,
    )


def erlang_a(arrivals: float, service: float, servers: int, leaving: float) -> Station:
    """Erlang A, M/M/c+M: those who wait give up at rate θ each; ``wait_mean`` is over all who come."""
    # beyond this level the queue is all but impossible: every step down outweighs the step up by far
    top = servers + math.ceil(arrivals / leaving + 12.0 * math.sqrt(arrivals / leaving + 1.0)) + 50
    levels = np.arange(top + 1)
    out = service * np.minimum(levels, servers) + leaving * np.maximum(levels - servers, 0)
    shares = birth_death([arrivals] * top, out[1:])
    queue = float(shares @ np.maximum(levels - servers, 0))
    busy = float(shares @ np.minimum(levels, servers))
    return Station(
        waited_share=float(shares[servers:].sum()),
        queue_mean=queue,
        wait_mean=queue / arrivals,
        in_system_mean=queue + busy,
        time_mean=(queue + busy) / arrivals,
        use=busy / servers,
        gave_up_share=leaving * queue / arrivals,
    )


@dataclass(frozen=True)
class Wave:
    """A sine-shaped mean: mean + amplitude·sin(2π(t − lag)/period)."""

    mean: float
    amplitude: float
    lag: float
    period: float

    def at(self, time: float) -> float:
        """The value at one moment."""
        return self.mean + self.amplitude * math.sin(2.0 * math.pi * (time - self.lag) / self.period)


def infinite_servers_in_waves(mean: float, amplitude: float, period: float, service: float) -> Wave:
    """M(t)/M/∞ with rate λ(t) = mean + amplitude·sin(2πt/period): mean number present (Eick et al. 1993)."""
    pulse = 2.0 * math.pi / period
    reach = math.hypot(service, pulse)
    return Wave(mean / service, amplitude / reach, math.atan2(pulse, service) / pulse, period)


def flows(outside: Sequence[float], routing: Sequence[Sequence[float]]) -> Floats:
    """Long-run arrivals at every station: λ = γ + Pᵀλ (the traffic equations)."""
    shares = np.asarray(routing, float)
    return np.asarray(np.linalg.solve(np.eye(len(shares)) - shares.T, np.asarray(outside, float)))


def jackson(
    outside: Sequence[float],
    routing: Sequence[Sequence[float]],
    service: Sequence[float],
    servers: Sequence[int],
) -> list[Station]:
    """A network of M/M/c stations with random routing (Jackson 1963): each station as if alone."""
    arrivals = flows(outside, routing)
    return [m_m_c(float(rate), mu, c) for rate, mu, c in zip(arrivals, service, servers, strict=True)]


def blocked_tandem_rate(first: float, second: float, places_between: int) -> float:
    """Patients per time through two exponential single servers, the first never idle, blocking after service.

    A patient whose next place is taken keeps the server. Two stages in series with b places between them act
    as one queue of b + 2 places that is full when the first server is blocked (Hunt 1956).
    """
    ratio = first / second
    shares = birth_death([ratio] * (places_between + 2), [1.0] * (places_between + 2))
    return second * float(1.0 - shares[0])
