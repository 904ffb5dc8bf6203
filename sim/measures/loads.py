"""What each queue was asked to do, unit by unit: every clinic, desk, machine, reading room, ward and station."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sim.ledger.ledger import Ledger
from sim.measures.staff import day_sum
from sim.measures.view import Floats, View, totals
from sim.measures.waited import INSTANT_MIN, waited_min
from sim.vocabulary.words import TIERS, Outcome, Reason, Sent

BOOKED: Final = (
    *("staffed_min", "busy_min", "overtime_min", "away_min", "asked", "served", "gave_up", "turned_away"),
    "wait_sum_min",
)
"""Columns of the day books that add up over days."""
CAME: Final = ("own_choice", "sent_here", "planned")
"""How the patients of a clinic came: by their own choice, referred (advised, brought), or for a planned visit."""
QUEUED: Final = ("queued", "waited_min")
"""Everyone who queued to see a clinician here, and their minutes from the door on: what `wait_mean_min` is made of."""
COLUMNS: Final = ("unit", "facility", "tier", "kind", "room", "most_servers", *BOOKED, *CAME, *QUEUED)
PLANNED: Final = (Reason.review, Reason.follow_up)


def by_unit(ledger: Ledger, window: tuple[float, float] | None = None) -> pd.DataFrame:
    """Sums over the window for each unit that was staffed or asked for.

    Columns: ``unit`` and ``facility`` as the scenario calls them (a station has no facility), tier, kind, room,
    the most servers ever on the roster, the sums of the day books (minutes and patients, second looks included),
    visits by how the patient came and waits from the door on (clinics and emergency rooms only).
    """
    view = View(ledger, *(window or (ledger.warm_up_min, ledger.end_min)))
    units = ledger.frame["units"]
    ids = ledger.frame["facilities"]["id"].astype(str).tolist()
    tiers = units["tier"].to_numpy().astype(np.int64)
    found = {
        "unit": units["id"].astype(str),
        "facility": [ids[place] if place >= 0 else "" for place in units["facility"]],
        "tier": [TIERS[tier] if tier >= 0 else "" for tier in tiers],
        "kind": units["kind"].astype(str),
        "room": units["name"].astype(str),
        "most_servers": units["servers"].astype(float),
        **{name: day_sum(view, name) for name in BOOKED},
        **dict(zip(CAME, _came(view, len(units)), strict=True)),
        **dict(zip(QUEUED, _queued(view, len(units)), strict=True)),
    }
    table = pd.DataFrame(found, columns=list(COLUMNS))
    return table[(table["staffed_min"] > 0) | (table["asked"] > 0)].reset_index(drop=True)


def _came(view: View, size: int) -> tuple[Floats, Floats, Floats]:
    """Visits to each unit by how the patient came; every visit is in exactly one of the three."""
    seen = view.visits.where(view.visits["unit"] >= 0)
    unit, planned = seen["unit"], np.isin(seen["reason"], PLANNED)
    by_choice = ~planned & (seen["sent"] == Sent.self_referred)
    sent_here = ~planned & ~by_choice
    return totals(unit[by_choice], size), totals(unit[sent_here], size), totals(unit[planned], size)


def _queued(view: View, size: int) -> tuple[Floats, Floats]:
    """Those who got into the queue of each unit and the minutes they waited, seen or not."""
    came = view.arrivals.where(view.arrivals["unit"] >= 0)
    waited = waited_min(came["arrival_min"], came["start_min"], came["left_min"], view.ledger.end_min)
    in_queue = (came["outcome"] != Outcome.turned_away) | (waited > INSTANT_MIN)
    unit = came["unit"][in_queue]
    return totals(unit, size), totals(unit, size, waited[in_queue])
