"""Curves and counts of one run for the figures: waits, beds day by day, referrals, people, villages, hours.

Pure functions of a ledger, on fixed grids, so that runs can be put on top of each other.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.ledger.ledger import Ledger
from sim.measures.columns import Tables, by_code, in_wards
from sim.measures.hours import staff_hours
from sim.measures.patient_flow import patient_flow, serious_steps
from sim.measures.view import Floats, View, ratio, totals
from sim.measures.villages import by_village, flows_up
from sim.measures.waited import Waits, waits_of
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import TIERS, Channel, Outcome

MINUTES: Final = np.arange(0.0, 241.0, 2.0)
SURVIVAL: Final = ("tier", "minute", "share_still_waiting")
ENDS: Final = ("tier", "outcome", "share")
BEDS: Final = ("tier", "kind", "day", "occupied", "beds")
REFERRALS: Final = ("direction", "channel", "followed", "count", "per_1000")
ALL_WARDS: Final = "all"


def curves(ledger: Ledger, window: tuple[float, float] | None = None) -> dict[str, pd.DataFrame]:
    """All curves of a run by name; of people, villages and hours only where people live."""
    view = View(ledger, *(window or (ledger.warm_up_min, ledger.end_min)))
    return {
        "wait_survival": wait_survival(view),
        "wait_ends": wait_ends(view),
        "beds_by_day": beds_by_day(ledger),
        "referral_counts": referral_counts(view),
        **(_of_a_county(view) if ledger.residents > 0 else {}),
    }


def _of_a_county(view: View) -> dict[str, pd.DataFrame]:
    """What there is only where people live."""
    return {
        "patient_flow": patient_flow(view),
        "serious_steps": serious_steps(view),
        "villages": by_village(view),
        "flows_up": flows_up(view),
        "staff_hours": staff_hours(view),
    }


def _places(view: View) -> list[tuple[str, Waits]]:
    """The waits of each tier, or of each station, named as in the table."""
    kept = [(group.split("=", 1), waits) for group, waits in waits_of(view) if group and "," not in group]
    return [(key[1], waits) for key, waits in kept if key[0] in ("tier", "station")]


def wait_survival(view: View) -> pd.DataFrame:
    """Share still waiting by minute, one curve per tier or station: Kaplan–Meier as in `wait_median_min`."""
    parts = []
    for place, waits in _places(view):
        share = waits.curve.at(MINUTES)
        parts.append(pd.DataFrame({"tier": place, "minute": MINUTES, "share_still_waiting": share}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(SURVIVAL))


def wait_ends(view: View) -> pd.DataFrame:
    """How the waits of a tier or station ended, as shares of all who came: they add up to 1."""
    rows = [(place, end.name, waits.ended(end)) for place, waits in _places(view) for end in Outcome]
    return pd.DataFrame(rows, columns=list(ENDS))


def referral_counts(view: View) -> pd.DataFrame:
    """Referrals decided in the window by direction, channel and whether the patient went."""
    rows = view.referrals
    found = []
    for direction in (1, -1):
        for channel in Channel:
            for followed in (1, 0):
                mask = (rows["direction"] == direction) & (rows["channel"] == channel)
                count = int((mask & (rows["followed"] == followed)).sum())
                rate = ratio(1000.0 * count, view.person_years)
                found.append((direction, channel.name, followed, count, rate))
    return pd.DataFrame(found, columns=list(REFERRALS))


def beds_by_day(ledger: Ledger) -> pd.DataFrame:
    """Mean beds in use and open on each day of the whole run, warm-up included, by tier and ward.

    Kind is the ward's name; ``all`` is the whole tier. A last day that the run did not finish is left out.
    """
    days, units = int(ledger.end_min // DAY_MIN), ledger.frame["units"]
    stays, opened = in_wards(Tables(ledger)), ledger.frame["beds"].sort_values(["unit", "from_min"])
    admitted, ended = stays["admitted_min"], stays["ended_min"]
    ended = np.where(ended >= 0.0, ended, ledger.end_min)
    lain, nobody = dict(by_code(stays["unit"])), np.zeros(0, dtype=np.intp)
    sums: dict[tuple[int, str], npt.NDArray[np.float64]] = {}
    for unit in sorted(set(opened["unit"])):
        mine, changes = lain.get(unit, nobody), opened[opened["unit"] == unit]
        beds = changes["beds"].to_numpy(dtype=float)
        steps = np.diff(beds, prepend=0.0)
        used = in_use(admitted[mine], days) - in_use(ended[mine], days)
        both = np.stack([used, in_use(changes["from_min"].to_numpy(dtype=float), days, steps)])
        for kind in (str(units["name"][unit]), ALL_WARDS):
            key = int(units["tier"][unit]), kind
            sums[key] = sums.get(key, np.zeros((2, days))) + both
    parts = [
        pd.DataFrame({"tier": TIERS[tier], "kind": kind, "day": np.arange(days), "occupied": a, "beds": b})
        for (tier, kind), (a, b) in sorted(sums.items(), key=lambda item: item[0])
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(BEDS))


def in_use(begun_min: Floats, days: int, weights: Floats | None = None) -> Floats:
    """How many (or how much weight) had begun, on average over each day, if nothing ever ended."""
    weights = np.ones(len(begun_min)) if weights is None else weights
    edges = np.arange(days + 1) * DAY_MIN
    order = np.argsort(begun_min)
    begun, weights = np.asarray(begun_min)[order], weights[order]
    before = np.searchsorted(begun, edges)
    count = np.concatenate([[0.0], np.cumsum(weights)])[before]
    moment = np.concatenate([[0.0], np.cumsum(weights * begun)])[before]
    return np.asarray(np.diff(edges * count - moment) / DAY_MIN, dtype=np.float64)


def hour_of_week(view: View) -> pd.DataFrame:
    """Mean number of patients with a clinician in each hour of the week, by tier: columns "
    "tier, hour, people."""
    rows, hours = view.visits, 168
    found = []
    for tier in view.tiers:
        mine = rows.where(rows["tier"] == tier)
        busy = _minutes_by_hour(mine["start_min"], mine["end_min"], view)
        slots = totals(np.arange(len(busy)) % hours, hours, busy)
        length = totals(np.arange(len(busy)) % hours, hours, _hours_seen(view, len(busy)))
        found.append(pd.DataFrame({"tier": TIERS[tier], "hour": np.arange(hours), "people": ratio(slots, length)}))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["tier", "hour", "people"])


def _hours_seen(view: View, hours: int) -> Floats:
    """Minutes of each hour of the run that lie in the window."""
    begins = np.arange(hours) * 60.0
    seen = np.minimum(begins + 60.0, view.end_min) - np.maximum(begins, view.start_min)
    return np.asarray(np.clip(seen, 0.0, None), dtype=np.float64)


def _minutes_by_hour(begins: Floats, ends: Floats, view: View) -> Floats:
    """Person-minutes in each hour of the run, cut to the window."""
    until = np.minimum(np.where(ends < 0.0, view.ledger.end_min, ends), view.end_min)
    hours = int(np.ceil(view.ledger.end_min / 60.0))
    edges = np.arange(hours + 1) * 60.0

    def area(moments: Floats) -> Floats:
        ordered = np.sort(moments)
        before = np.searchsorted(ordered, edges)
        return np.asarray(edges * before - np.concatenate([[0.0], np.cumsum(ordered)])[before])

    return np.diff(area(begins) - area(np.maximum(until, begins)))
