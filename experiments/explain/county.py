"""The county's side of ``explain``: what is offered to each clinic, desk, machine and ward.

The county is walked for a few weeks with servers and beds without limit: what then is in use is what is
*offered*, policies, referrals and returns included, and no queue feeds back on it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from experiments.explain.cost import cost_page, shortened, timed
from experiments.explain.elasticities import elasticity_rows
from experiments.explain.page import BUSY, Page, minutes_said, warning
from experiments.explain.slow import slow_page
from experiments.theory import closed_forms as cf
from experiments.theory.queues import cv2_of
from experiments.theory.wait import closed_form_wait
from sim.engine import DEFAULT_SEED
from sim.engine.simulate import Engine, Run
from sim.ledger import Ledger
from sim.network.rows import INTENSIVE
from sim.network.units import UnitRow
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN, TIERS, UNLIMITED, WEEK_MIN

PILOT_VISITS: Final = 60_000


@dataclass(frozen=True)
class UnitLoad:
    """What is offered to one unit of a county, per minute that it is open."""

    unit: UnitRow
    servers: float
    per_day: float
    mean_min: float
    use: float
    wait_min: float


def county_pages(scenario: Scenario, engine: Engine = "auto") -> list[Page]:
    """Loads, warnings, reactions and cost of a county."""
    assert scenario.people is not None
    weekly = scenario.people.residents * 5.0 / 52.0
    weeks = min(26.0, max(2.0, math.ceil(PILOT_VISITS / weekly)))
    warm_up = min(4.0, max(2.0, weeks))
    pilot = shortened(scenario, (warm_up + weeks) * WEEK_MIN, warm_up * WEEK_MIN)
    begun = time.perf_counter()
    run = Run(pilot, DEFAULT_SEED, 0)
    built = time.perf_counter()
    loads, ledger = unit_loads(run)
    before_s, seconds = built - begun, time.perf_counter() - built
    if engine != "simpy":
        before_s, seconds, ledger = timed(pilot, engine)
    share = scenario.calendar.end_min / pilot.calendar.end_min
    visits = len(ledger["visits"])
    return [
        _by_kind(loads, weeks),
        _overloads(loads),
        Page(
            "How people react",
            "Own elasticity of a tier's share of first contacts: the change in per cent when its price, or the way "
            "to it, grows by one per cent. Bands: assumption around the RAND experiment's -0.2 for all care; "
            "between providers people react more strongly, in rural China weakly.",
            ("tier", "share", "own price", "plausible", "way", "plausible", "with a second identical nearest place"),
            elasticity_rows(run),
        ),
        slow_page(scenario, ledger),
        cost_page(visits * share, len(run.onsets) * share, seconds, ledger, "visits", extra_s=before_s, times=share),
    ]


def unit_loads(run: Run) -> tuple[list[UnitLoad], Ledger]:
    """Walk a county without limits of servers and beds; what is in use then is what is offered."""
    rosters = [(unit, replace(unit)) for unit in run.world.unit]
    # whoever finds intensive care full lies in the general ward, so that one keeps its size
    limited = {place.intensive_ward for place in run.world.place}
    for pool, (unit, _) in zip(run.pools, rosters, strict=False):
        if unit.unit not in limited and max(servers for _, servers in unit.steps) > 0:
            unit.steps = ((0.0, UNLIMITED),)
            pool.servers = pool.rostered = UNLIMITED
    ledger = run.go()
    begin, end = run.scenario.calendar.warm_up, run.scenario.calendar.end_min
    days = ledger["days"]
    days = days[days["day"] >= begin / DAY_MIN]
    busy = np.bincount(days["unit"], weights=days["busy_min"], minlength=len(rosters))
    asked = np.bincount(days["unit"], weights=days["asked"], minlength=len(rosters))
    sent = np.bincount(days["unit"], weights=days["staffed_min"], minlength=len(rosters))
    found = [
        _unit_load(run, row, float(asked[i]), float(busy[i]), float(sent[i]), begin, end)
        for i, (_, row) in enumerate(rosters)
    ]
    return found, ledger


def _unit_load(run: Run, unit: UnitRow, asked: float, busy: float, sent: float, begin: float, end: float) -> UnitLoad:
    """``sent``: minutes of those whom mornings send to rooms that have nobody of their own (experts, readers)."""
    staffed = staffed_min(unit, begin, end) or sent
    open_min = unit.door.opens_in(begin, end)
    servers = staffed / open_min if open_min else 0.0
    mean = busy / asked if asked else 0.0
    busy += asked * unit.turnaround_min
    cv2 = cv2_of(unit, run.world.distributions)
    wait = closed_form_wait(asked / open_min, mean, cv2, servers) if open_min and servers else 0.0
    if unit.kind == "ward":
        wait = math.nan  # who finds no bed does not queue: told where to go, or kept in another ward
    use = busy / staffed if staffed else (math.inf if busy else 0.0)
    return UnitLoad(unit, servers, asked / (end - begin) * DAY_MIN, mean, use, wait)


def staffed_min(unit: UnitRow, begin: float, end: float) -> float:
    """Rostered server-minutes of a unit while its door is open."""
    stops = [at for at, _ in unit.steps[1:]] + [math.inf]
    return sum(
        servers * unit.door.opens_in(max(at, begin), min(stop, end))
        for (at, servers), stop in zip(unit.steps, stops, strict=True)
        if max(at, begin) < min(stop, end)
    )


def _by_kind(loads: Sequence[UnitLoad], weeks: float) -> Page:
    """Like units of a tier in one line, the busiest of them beside their mean."""
    groups: dict[tuple[int, str, str], list[UnitLoad]] = {}
    for load in loads:
        if load.servers > 0 or load.per_day > 0:
            groups.setdefault((load.unit.tier, load.unit.kind, load.unit.name), []).append(load)
    rows = []
    for (tier, kind, name), alike in groups.items():
        busiest = max(alike, key=lambda load: load.use)
        rows.append(
            (
                TIERS[tier] if 0 <= tier < len(TIERS) else "-",
                f"{kind}: {name}" if kind != name else kind,
                str(len(alike)),
                f"{sum(load.servers for load in alike):.4g}",
                f"{sum(load.per_day for load in alike):.4g}",
                f"{np.mean([load.mean_min for load in alike if load.per_day] or [0.0]):.4g}",
                f"{_mean_use(alike):.1%}",
                f"{busiest.use:.1%}",
                minutes_said(busiest.wait_min),
                _remark(busiest),
            )
        )
    note = (
        f"From {weeks:.0f} weeks without limits of staff and beds, the first of the year; patients and minutes "
        "include second looks. Waits by M/G/c at the even rate of the open hours: the rush of a morning comes on top."
    )
    heads = ("tier", "unit", "units", "servers", "patients/day", "minutes each", "load", "busiest", "its wait (min)")
    return Page("Offered load and closed-form wait", note, (*heads, "remark"), rows)


def _remark(load: UnitLoad) -> str:
    if load.unit.kind != "ward":
        return warning(load.use)
    if load.unit.name == INTENSIVE:
        return "what finds no bed here lies in the general ward"
    beds = max(1, round(load.servers))
    return f"finds no bed: {cf.erlang_b(load.use * load.servers, beds):.1%} (Erlang B)"


def _mean_use(alike: Sequence[UnitLoad]) -> float:
    servers = sum(load.servers for load in alike)
    return sum(load.use * load.servers for load in alike if load.servers) / servers if servers else 0.0


def _overloads(loads: Sequence[UnitLoad]) -> Page:
    hot = [load for load in loads if load.use >= BUSY and load.per_day and load.unit.name != INTENSIVE]
    hot.sort(key=lambda load: -load.use)
    rows = [(load.unit.id, f"{load.use:.1%}", _remark(load)) for load in hot[:20]]
    note = "None: every unit has time to spare." if not rows else f"{len(hot)} units at {BUSY:.0%} or more."
    return Page("Warnings", note, ("unit", "load", "remark"), rows)
