"""How much work comes to each station: the traffic equations of routes, by class of patients.

Nobody is taken to give up or be turned away on the way, so this is what is *offered*, not what is served.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from experiments.theory.closed_forms import flows
from sim.illness.streams import curve_of
from sim.network.network import build
from sim.network.routes import Plan
from sim.network.rows import Draws
from sim.network.units import NO_DRAW
from sim.scenario.arrivals import ArrivalStream, Listed, Poisson, Renewal, Scheduled
from sim.scenario.scenario import Scenario
from sim.vocabulary import UNLIMITED

Floats = NDArray[np.float64]


@dataclass(slots=True)
class Offered:
    """What comes to one station. Rates are per minute of the run, mean service in minutes."""

    station: str
    servers: float  # mean over the run; infinite where unlimited
    rates: dict[str, float] = field(default_factory=dict)  # by class
    means: dict[str, float] = field(default_factory=dict)
    cv2s: dict[str, float] = field(default_factory=dict)
    turnaround_min: float = 0.0  # cleaning after each patient, the server not yet free

    @property
    def rate(self) -> float:
        """Patients per minute."""
        return sum(self.rates.values())

    @property
    def work(self) -> float:
        """Offered load a: servers' minutes of work per minute (erlang)."""
        return sum(rate * self.means[sort] for sort, rate in self.rates.items())

    @property
    def mean_min(self) -> float:
        """Mean service over all who come."""
        return self.work / self.rate if self.rate else math.nan

    @property
    def cv2(self) -> float:
        """Variance over squared mean of the service of all who come, classes mixed."""
        if not self.rate:
            return math.nan
        second = sum(r * self.means[s] ** 2 * (1.0 + self.cv2s[s]) for s, r in self.rates.items())
        return second / self.rate / self.mean_min**2 - 1.0

    @property
    def use(self) -> float:
        """Offered load over servers; 1 or more means that the queue grows without end."""
        if not self.servers:
            return math.inf
        return self.rate * self.held_min / self.servers if self.rate else 0.0

    @property
    def held_min(self) -> float:
        """Mean time that a patient takes a server: the service and the cleaning after it."""
        return self.mean_min + self.turnaround_min

    @property
    def held_cv2(self) -> float:
        """Variance over squared mean of that time; cleaning lasts always the same."""
        return self.cv2 * (self.mean_min / self.held_min) ** 2 if self.turnaround_min else self.cv2


def offered_of(scenario: Scenario) -> dict[str, Offered]:
    """Every station of a scenario with what comes to it."""
    draws = Draws()
    built = build(scenario, draws)
    plan, end_min = built.plan, scenario.calendar.end_min
    names = {unit.unit: unit.id for unit in built.stations}
    found = {
        unit.id: Offered(unit.id, _mean_servers(unit.steps, end_min), turnaround_min=unit.turnaround_min)
        for unit in built.stations
    }
    trace_means = [float(np.mean(column)) if column else math.nan for column in plan.trace]
    for at, sort in enumerate(plan.classes):
        through = step_flows(scenario, plan, at)
        for step in plan.steps:
            for number in range(step.first_use, step.first_use + step.uses):
                use, flow = plan.uses[number], float(through[step.step])
                if flow <= 0.0:
                    continue
                station = found[names[use.unit]]
                mean, cv2 = _service(draws, use.service[at], _replayed(plan, number), plan, trace_means)
                before = station.rates.get(sort, 0.0)
                share = flow / (before + flow)
                old_mean, old_cv2 = station.means.get(sort, mean), station.cv2s.get(sort, cv2)
                second = (1 - share) * old_mean**2 * (1 + old_cv2) + share * mean**2 * (1 + cv2)
                station.rates[sort] = before + flow
                station.means[sort] = (1 - share) * old_mean + share * mean
                station.cv2s[sort] = second / station.means[sort] ** 2 - 1.0 if station.means[sort] else 0.0
    return found


def step_flows(scenario: Scenario, plan: Plan, at: int) -> Floats:
    """Visits per minute to every step by patients of one class."""
    outside = np.zeros(len(plan.steps))
    for number, stream in enumerate(scenario.arrivals.values()):
        outside[plan.begins[number]] += rate_of(stream, scenario.calendar.end_min) * _share(stream, plan.classes[at])
    routing = np.zeros((len(plan.steps), len(plan.steps)))
    for step in plan.steps:
        row, before = step.branch[at], 0.0
        while True:
            branch = plan.branches[row]
            if branch.to >= 0:
                routing[step.step, branch.to] += branch.upto - before
            if branch.upto >= 1.0:
                break
            row, before = row + 1, branch.upto
    return flows(outside.tolist(), routing.tolist())


def rate_of(stream: ArrivalStream, end_min: float) -> float:
    """Patients per minute, over the whole run."""
    if isinstance(stream, Poisson):
        return float(curve_of([(0.0, stream)], end_min).expected[-1]) / end_min
    if isinstance(stream, Renewal):
        return 1.0 / stream.between.mean_min
    come = sum(minute < end_min for minute in stream.times_min)
    if isinstance(stream, Scheduled):
        cycles = end_min / stream.repeats if stream.repeats else 1.0
        return (1.0 - stream.no_show) * come * max(1.0, cycles) / end_min
    return come / end_min


def _share(stream: ArrivalStream, sort: str) -> float:
    if isinstance(stream, Listed) and stream.classes:
        return stream.classes.count(sort) / len(stream.classes)
    return stream.class_.get(sort, 0.0)


def _mean_servers(steps: object, end_min: float) -> float:
    found = list(steps)  # type: ignore[call-overload]
    if max(servers for _, servers in found) >= UNLIMITED:
        return math.inf
    ends = [at for at, _ in found[1:]] + [end_min]
    total = sum(max(0.0, min(end, end_min) - at) * servers for (at, servers), end in zip(found, ends, strict=True))
    return float(total / end_min)


def _replayed(plan: Plan, use: int) -> list[int]:
    return [stream.replays[use] for stream in plan.streams if stream.replays[use] >= 0]


def _service(draws: Draws, row: int, replayed: list[int], plan: Plan, trace_means: list[float]) -> tuple[float, float]:
    if row != NO_DRAW:
        return draws.found[row].mean_min, draws.found[row].cv2
    if not replayed:
        return 0.0, 0.0
    column = np.asarray(plan.trace[replayed[0]])
    mean = trace_means[replayed[0]]
    return mean, float(column.var()) / mean**2 if mean else 0.0
