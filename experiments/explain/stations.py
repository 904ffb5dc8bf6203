"""The side of ``explain`` of a network of stations: offered loads by its traffic equations, and the cost of a run."""

from __future__ import annotations

import math

from experiments.explain.cost import cost_page, shortened, timed
from experiments.explain.page import Page, minutes_said, warning
from experiments.theory.offered import Offered, offered_of, rate_of
from experiments.theory.wait import closed_form_wait
from sim.engine.simulate import Engine
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN, UNLIMITED


def station_pages(scenario: Scenario, engine: Engine = "auto") -> list[Page]:
    """Loads and cost of a network of stations."""
    offered = offered_of(scenario)
    rows = [_station_row(scenario, place) for place in offered.values()]
    loads = Page(
        "Offered load and closed-form wait",
        "From the traffic equations; waits by M/G/c (Allen and Cunneen), exact for M/M/c and M/G/1. Nobody is taken "
        "to give up, be turned away or be blocked, and the rate is the mean over the run.",
        ("station", "servers", "patients/day", "minutes each", "cv²", "load", "wait (min)", "remark"),
        rows,
    )
    visits = sum(place.rate for place in offered.values()) * scenario.calendar.end_min
    small = shortened(scenario, max(DAY_MIN / 24, scenario.calendar.end_min * min(1.0, 4000.0 / max(visits, 1.0))))
    before_s, seconds, ledger = timed(small, engine)
    come = sum(rate_of(stream, scenario.calendar.end_min) for stream in scenario.arrivals.values())
    cost = cost_page(visits, come * scenario.calendar.end_min, seconds, ledger, "station visits", before_s)
    return [loads, cost]


def _station_row(scenario: Scenario, place: Offered) -> tuple[str, ...]:
    station = scenario.stations[place.station]
    queue, leave, limits = station.queue, "", []
    if queue.patience is not None:
        limits.append("patience")
        leave = "the rest gives up"
    if queue.waiting_room < UNLIMITED:
        limits.append("finite waiting room")
        leave = "the rest finds no place to wait"
    if station.holds_until_next:
        limits.append("may be blocked")
    if station.turnaround:
        limits.append(f"{station.turnaround:g} min of turnaround counted")
    wait = closed_form_wait(place.rate, place.held_min, place.held_cv2, place.servers)
    if leave and math.isinf(wait):
        wait = math.nan  # that queue has an end, and no formula of this page gives it
    servers = "unlimited" if math.isinf(place.servers) else f"{place.servers:.4g}"
    remark = "; ".join([warning(place.use, leave), *limits]).strip("; ")
    numbers = (place.rate * DAY_MIN, place.mean_min, place.cv2)
    return (place.station, servers, *(f"{n:.4g}" for n in numbers), f"{place.use:.1%}", minutes_said(wait), remark)
