"""What the monitoring list asks of posted doctors and of machines in villages."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.measures.registry import Values, measure_of
from sim.measures.staff import EXPERT_ROOMS
from sim.measures.view import YEAR_DAYS, View, ratio
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import TOWNSHIP, VILLAGE, TestPlace

LISTED: Final = "county-community indicators 2024, 2.1 and 2.2 (second half recalled)"
HALF_YEAR_DAYS: Final = 183.0
SHIFT_MIN: Final = 480.0
ECG: Final = ("ecg", "ecg_recorder")
"""Machines of the place's own, and those that a centre of remote reading gives it (``equips``)."""
WORKING: Final = 5.0 / 7.0
"""Who is posted works on five days of seven; days off are days of the posting (assumption)."""


@measure_of(
    "中级及以上医师派驻基层人数（每万常住人口）",
    "per 10,000",
    "doctors of the hospital posted to village or township for half a year or more x 10,000 / residents: rooms "
    "of experts staffed on 131 working days a year or more (183 x 5/7), a doctor for each shift of 8 hours "
    "on such a day and one at least; weekly rounds and monthly visits count 0; experts are taken to be of intermediate "
    "grade",
    edges="days in the window, scaled to a year",
    direction="higher",
    source=LISTED,
)
def posted_half_year_per_10000(view: View) -> Values:
    """How many doctors are posted below, as the monitoring list counts them."""
    units = view.ledger.frame["units"]
    names = units["name"].astype(str)
    rooms = np.zeros(len(units), dtype=bool)
    for called in EXPERT_ROOMS:
        rooms |= names.str.startswith(f"{called}_").to_numpy(bool)
    rooms &= (units["tier"] <= TOWNSHIP).to_numpy(bool)
    rows = view.tables["days"]
    there = (rows["staffed_min"] > 0.0) & rooms[rows["unit"]]
    days = np.bincount(rows["unit"][there], weights=view.day_parts[there], minlength=len(units))
    days_a_year = days * YEAR_DAYS / (view.minutes / DAY_MIN)
    long = rooms & (days_a_year >= HALF_YEAR_DAYS * WORKING)
    staffed_min = np.bincount(rows["unit"][there], weights=rows["staffed_min"][there], minlength=len(units))
    times = np.bincount(rows["unit"][there], minlength=len(units))
    at_once = np.maximum(1.0, np.round(ratio(staffed_min, times * SHIFT_MIN)))
    posted = float(at_once[long].sum())
    return [("", ratio(10000.0 * posted, view.ledger.residents))]


@measure_of(
    "村卫生室心电设备覆盖率",
    "share",
    "village posts with an ECG machine, of their own or of a centre of remote reading / village posts (2.2, second "
    "half)",
    edges="as the scenario has them",
    direction="higher",
    source=LISTED,
)
def village_ecg_share(view: View) -> Values:
    """How many posts can take an ECG."""
    posts = view.frame("facilities", "facility")[view.frame("facilities", "tier") == VILLAGE]
    kind, name, servers = (view.frame("units", column) for column in ("kind", "name", "servers"))
    with_machine = view.frame("units", "facility")[(kind == "test") & np.isin(name, ECG) & (servers > 0)]
    return [("", ratio(np.isin(posts, with_machine).sum(), len(posts)))]


@measure_of(
    "县域医学影像心电中心乡镇覆盖率",
    "share",
    "township centres of whose tests one at least was read at a distance / township centres",
    edges="tests ordered in the window",
    direction="higher",
)
def read_remotely_townships_share(view: View) -> Values:
    """How many townships a centre of reading serves."""
    centres = view.frame("facilities", "facility")[view.frame("facilities", "tier") == TOWNSHIP]
    tests = view.select("tests", "asked_min")
    served = tests.where(tests["place"] == TestPlace.remote)["facility"]
    return [("", ratio(np.isin(centres, served).sum(), len(centres)))]
