"""Appointments: who came at a booked time, and how crowded the busiest hour is."""

from __future__ import annotations

import numpy as np

from sim.measures.registry import ARRIVAL_EDGE, Values, measure_of
from sim.measures.view import View, ratio, totals
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import BOOKED, COUNTY, EMERGENCY, Reason

HOURS = 24


@measure_of(
    "预约就诊率",
    "share",
    "visits to county clinics in the class of the booked, planned reviews and follow-ups apart / all visits to county "
    "clinics but reviews, follow-ups and emergencies",
    edges=ARRIVAL_EDGE,
    source="mechanism M17",
)
def booked_share(view: View) -> Values:
    """How many come at a time that was booked."""
    rows = view.select("visits", "arrival_min")
    planned = np.isin(rows["reason"], (Reason.review, Reason.follow_up))
    mine = (rows["tier"] == COUNTY) & (rows["priority"] != EMERGENCY) & ~planned
    return [("", ratio((mine & (rows["priority"] == BOOKED)).sum(), mine.sum()))]


@measure_of(
    "高峰时段就诊比例",
    "share",
    "arrivals at county clinics, emergencies apart, in the hour of the day that has most of them / all",
    edges=ARRIVAL_EDGE,
    direction="lower",
    source="mechanism M17: time slots smooth the day",
)
def busiest_hour_share(view: View) -> Values:
    """How uneven the day is."""
    rows = view.select("visits", "arrival_min")
    mine = (rows["tier"] == COUNTY) & (rows["priority"] != EMERGENCY)
    hours = (rows["arrival_min"][mine] % DAY_MIN // 60.0).astype(np.int64)
    by_hour = totals(hours, HOURS)
    return [("", ratio(by_hour.max(), by_hour.sum()))]
