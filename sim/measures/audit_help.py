"""Checks on help from above: what a hospital gives away is missing there."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.measures.audit import SLACK_MIN, Finding, check_of
from sim.measures.columns import Tables
from sim.measures.view import totals

EXPERT_ROOMS: Final = ("visiting_", "rounds_", "operating_", "sessions_")
"""How rooms are named that only visiting experts staff."""


@check_of("experts in two places at once: hours given below that nobody misses above")
def hours_given_below_are_missing_above(tables: Tables) -> Finding:
    """Minutes of experts in rooms below and of clinicians who read for others <= minutes away, day by day."""
    days, units = tables["days"], tables.ledger.frame["units"]
    if not len(days):
        return Finding(True, 0.0, "no day books")
    named = units["name"].astype(str).str.startswith(EXPERT_ROOMS) | (units["kind"].astype(str) == "reader")
    rooms = (named & (units["servers"] == 0)).to_numpy()
    size = int(days["day"].max()) + 1
    given = totals(days["day"], size, np.where(rooms[days["unit"]], days["staffed_min"], 0.0))
    away = totals(days["day"], size, days["away_min"])
    wrong = given > away + SLACK_MIN * np.maximum(given, 1.0)
    text = f"{given.sum() / 60.0:,.1f} expert-hours below, {away.sum() / 60.0:,.1f} hours away from above"
    return Finding(not wrong.any(), float(wrong.sum()), text)
