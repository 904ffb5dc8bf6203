"""Exact answers for the ``expect:`` lines of a scenario, worked out from what the scenario says.

The value that is written in the file and the value of the formula are two roads to one number; where they
part, one of them is mistyped, and ``verify`` says so before anything is simulated.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from experiments.theory import closed_forms as cf
from experiments.theory.offered import Offered, offered_of, rate_of
from sim.scenario.arrivals import Poisson
from sim.scenario.rates import SineRate
from sim.scenario.scenario import Scenario
from sim.scenario.study import Expect

FIELD_OF: Final = {
    "wait_mean_min": "wait_mean",
    "waited_share": "waited_share",
    "queue_mean": "queue_mean",
    "in_system_mean": "in_system_mean",
    "time_in_system_min": "time_mean",
    "use": "use",
    "lost_share": "lost_share",
    "gave_up_share": "gave_up_share",
}
"""Which number of a closed form a measure is."""

Formula = Callable[[Scenario, dict[str, Offered], Expect], float]


class NoAnswer(ValueError):  # noqa: N818 - what a reader is told
    """The formula does not give this measure, or not for a station like this."""


def exact(scenario: Scenario, expect: Expect) -> float:
    """The value of the formula that an ``expect:`` line names.

    Raises:
        NoAnswer: no such formula, or it does not apply.
    """
    formula = FORMULAS.get(expect.formula or "")
    if formula is None:
        raise NoAnswer(f"no formula is called {expect.formula!r}. There are: {', '.join(FORMULAS)}.")
    return formula(scenario, offered_of(scenario), expect)


def _at(offered: dict[str, Offered], expect: Expect) -> Offered:
    name = expect.at or expect.of.get("station") or (next(iter(offered)) if len(offered) == 1 else "")
    if name not in offered:
        raise NoAnswer(f"{expect.formula} needs a station: at: one of {', '.join(offered)}.")
    if offered[name].turnaround_min:
        raise NoAnswer(f"{expect.formula} knows no turnaround, and {name} has one.")
    return offered[name]


def _read(station: cf.Station, expect: Expect) -> float:
    if expect.measure not in FIELD_OF:
        raise NoAnswer(f"{expect.formula} says nothing of {expect.measure}.")
    return float(getattr(station, FIELD_OF[expect.measure]))


def _erlang_c(scenario: Scenario, offered: dict[str, Offered], expect: Expect) -> float:
    """M/M/c."""
    place = _at(offered, expect)
    if expect.measure == "wait_longer_than_share":
        return cf.m_m_c_wait_tail(place.rate, 1 / place.mean_min, round(place.servers), expect.than or 0.0)
    return _read(cf.m_m_c(place.rate, 1 / place.mean_min, round(place.servers)), expect)


def _pollaczek_khinchine(scenario: Scenario, offered: dict[str, Offered], expect: Expect) -> float:
    """M/G/1."""
    place = _at(offered, expect)
    return _read(cf.m_g_1(place.rate, place.mean_min, place.cv2), expect)


def _priorities(scenario: Scenario, offered: dict[str, Offered], expect: Expect) -> float:
    """Non-preemptive priorities: M/M/c with one mean, or M/G/1 with a mean of its own for each class."""
    place = _at(offered, expect)
    order = scenario.stations[place.station].queue.priority
    sort = expect.class_ or expect.of.get("class", "")
    if expect.measure != "wait_mean_min" or sort not in order:
        raise NoAnswer(f"priorities give wait_mean_min of a class: {', '.join(order)}.")
    rates = [place.rates.get(name, 0.0) for name in order]
    means = [place.means.get(name, place.mean_min) for name in order]
    if round(place.servers) == 1:
        waits = cf.priority_waits_m_g_1(rates, means, [place.cv2s.get(name, 1.0) for name in order])
    else:
        waits = cf.priority_waits(rates, 1 / place.mean_min, round(place.servers))
    return waits[order.index(sort)]


def _erlang_b(scenario: Scenario, offered: dict[str, Offered], expect: Expect) -> float:
    """M/G/c/c."""
    place = _at(offered, expect)
    lost = cf.erlang_b(place.work, round(place.servers))
    busy = place.work * (1 - lost)
    return _read(cf.Station(0.0, 0.0, 0.0, busy, place.mean_min, busy / place.servers, lost), expect)


def _finite_room(scenario: Scenario, offered: dict[str, Offered], expect: Expect) -> float:
    """M/M/c/K."""
    place = _at(offered, expect)
    places = round(place.servers) + scenario.stations[place.station].queue.waiting_room
    return _read(cf.m_m_c_k(place.rate, 1 / place.mean_min, round(place.servers), places), expect)


def _erlang_a(scenario: Scenario, offered: dict[str, Offered], expect: Expect) -> float:
    """M/M/c+M."""
    place = _at(offered, expect)
    patience = scenario.stations[place.station].queue.patience_of(next(iter(place.rates)))
    if patience is None:
        raise NoAnswer(f"{place.station} has no patience: nobody gives up there.")
    return _read(cf.erlang_a(place.rate, 1 / place.mean_min, round(place.servers), 1 / patience.mean_min), expect)


def _infinite_servers(scenario: Scenario, offered: dict[str, Offered], expect: Expect) -> float:
    """M(t)/M/∞, or the mean of M(t)/G/∞."""
    place = _at(offered, expect)
    rates = [stream.rate for stream in scenario.arrivals.values() if isinstance(stream, Poisson)]
    if expect.measure in ("wave_amplitude", "wave_lag_h"):
        if len(rates) != 1 or not isinstance(rates[0], SineRate):
            raise NoAnswer("a wave needs one stream with a sine rate.")
        sine = rates[0]
        wave = cf.infinite_servers_in_waves(sine.mean, sine.amplitude, sine.period, 1 / place.mean_min)
        return wave.amplitude if expect.measure == "wave_amplitude" else wave.lag / 60.0
    return _read(cf.m_g_infinite(place.rate, place.mean_min), expect)


def _jackson(scenario: Scenario, offered: dict[str, Offered], expect: Expect) -> float:
    """Product form: each station as M/M/c (or M/G/∞); without ``at``, the whole network."""
    if expect.at is not None or expect.of:
        return _read(_alone(_at(offered, expect)), expect)
    inside = sum(_alone(place).in_system_mean for place in offered.values() if place.rate)
    if expect.measure == "in_system_mean":
        return inside
    if expect.measure == "time_in_system_min":
        end_min = scenario.calendar.end_min
        return inside / sum(rate_of(stream, end_min) for stream in scenario.arrivals.values())
    raise NoAnswer(f"of the whole network jackson gives in_system_mean and time_in_system_min, not {expect.measure}.")


def _alone(place: Offered) -> cf.Station:
    if math.isinf(place.servers):
        return cf.m_g_infinite(place.rate, place.mean_min)
    return cf.m_m_c(place.rate, 1 / place.mean_min, round(place.servers))


def _blocked_tandem(scenario: Scenario, offered: dict[str, Offered], expect: Expect) -> float:
    """Two exponential servers in series, the first never idle, blocking after service (saturated)."""
    first, second = list(offered.values())[:2]
    room = scenario.stations[second.station].queue.waiting_room
    between = 0 if room >= 10**9 else room
    rate = cf.blocked_tandem_rate(1 / first.mean_min, 1 / second.mean_min, between)
    if expect.measure == "use" and expect.at == second.station:
        return rate * second.mean_min
    if expect.measure == "blocked_mean" and expect.at == first.station:
        return 1.0 - rate * first.mean_min
    raise NoAnswer("blocked_tandem gives use at the second station and blocked_mean at the first.")


FORMULAS: Final[dict[str, Formula]] = {
    "erlang_c": _erlang_c,
    "pollaczek_khinchine": _pollaczek_khinchine,
    "priorities": _priorities,
    "erlang_b": _erlang_b,
    "finite_room": _finite_room,
    "erlang_a": _erlang_a,
    "infinite_servers": _infinite_servers,
    "jackson": _jackson,
    "blocked_tandem": _blocked_tandem,
}
