"""Invented numbers behind tables 4, 5 and 8: queues, places, what policies cost; in the shape of a study."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from tests.report.made_up_figures import paired

Row = dict[str, Any]
QUEUES = (
    ("T1", "Township centre", "乡镇卫生院", "township", "T1/general", "clinic", "general", 0.62, 0.04),
    ("T1", "Township centre", "乡镇卫生院", "township", "T1/general", "ward", "general", 0.55, 0.01),
    ("H1", "County hospital", "县医院", "county", "H1/internal", "clinic", "internal", 0.88, -0.05),
    ("H1", "County hospital", "县医院", "county", "H1/lab", "test", "lab", 0.31, -0.002),
    ("", "", "", "", "ambulances", "ambulance", "ambulances", 0.02, 0.0),
)


def loads_of(arms: tuple[str, ...], n: int) -> Iterator[Row]:
    """``loads.csv``: a formula where one applies, else why it does not."""
    for place, arm in enumerate(arms):
        for facility, name, zh, tier, unit, kind, room, use, change in QUEUES:
            now, several = use + place * change, n > 1
            row: Row = {"arm": arm, "facility": facility, "name": name, "name_zh": zh, "tier": tier, "unit": unit}
            row |= {"kind": kind, "room": room, "servers": 3.0, "n": n, "left_share": 0.004}
            wait = 12.0 * now / (1.0 - now)
            for column, value, wide in (("offered", 3 * now, 0.05), ("use", now, 0.012), ("wait", wait, 0.8)):
                row |= {f"{column}_lo": value - wide if several else math.nan}
                row |= {f"{column}_hi": value + wide if several else math.nan}
            row |= {"offered_erlang": 3 * now, "use": now, "wait_mean_min": wait}
            closed = kind != "ward"
            row |= {"formula": "M/G/c" if closed else "", "why_not": "" if closed else "ward"}
            row["closed_form_wait_min"] = 4.0 * now / (1.0 - now) if closed else math.nan
            came = (0.52 - 0.1 * place, 0.08 + 0.1 * place, 0.4) if kind == "clinic" else (math.nan,) * 3
            row |= dict(zip(("own_choice_share", "sent_here_share", "planned_share"), came, strict=True))
            row["away_share"] = 0.035 * (place > 1) if kind == "clinic" else math.nan
            row |= {"today": math.nan, "difference": math.nan, "difference_lo": math.nan, "difference_hi": math.nan}
            if place:
                wide = 0.006 if several else math.nan
                row |= {"today": use, "difference": now - use}
                row |= {"difference_lo": now - use - wide, "difference_hi": now - use + wide}
            yield row


def places_of(arms: tuple[str, ...], n: int) -> Iterator[Row]:
    """``places.csv``: a hospital, a centre and two posts; a post has no beds."""
    tiers = {"V1": "village", "V2": "village", "T1": "township", "H1": "county"}
    levels = {
        "visits_per_week": ("per week", 90.0, 4.0), "wait_mean_min": ("min", 14.0, -1.5),
        "unserved_share": ("share", 0.02, 0.003), "clinician_use": ("share", 0.6, 0.02),
        "bed_occupancy": ("share", 0.7, -0.01), "bill_yuan_per_week": ("yuan per week", 61000.0, 900.0),
    }  # fmt: skip
    for place, arm in enumerate(arms):
        for number, (facility, tier) in enumerate(tiers.items(), 1):
            for measure, (unit, level, change) in levels.items():
                if measure == "bed_occupancy" and tier == "village":
                    continue
                row: Row = {"arm": arm, "facility": facility, "name": f"Place {facility}", "name_zh": f"机构{facility}"}
                row |= {"tier": tier, "measure": measure, "unit": unit}
                base = level * (1 + 0.1 * number) if unit != "share" else level
                yield row | {"today": base if place else math.nan} | paired(place, base, change, 0.05 * level, n)


def attribution_of(arms: tuple[str, ...], n: int) -> Iterator[Row]:
    """``attribution.csv``: parts that add up to the whole, of the county's wait and of its clinicians' use."""
    parts = {
        "wait_mean_min": ("min", {("queue", "internal"): -1.4, ("queue", "surgical"): 0.2, ("shares", ""): -0.3}),
        "clinician_use": ("share", {("own_choice", ""): -0.06, ("sent_here", ""): 0.02, ("planned", ""): 0.0}),
    }
    more = {"wait_mean_min": {("remainder", ""): 0.0}, "clinician_use": {("minutes_each", ""): 0.004, ("staff", ""): 0}}
    for place, arm in enumerate(arms[1:], 1):
        for measure, (unit, named) in parts.items():
            whole = {**named, **more[measure]}
            for (through, room), value in {("total", ""): sum(whole.values()), **whole}.items():
                row: Row = {"arm": arm, "tier": "county", "measure": measure, "unit": unit, "through": through}
                wide = (0.3 if unit == "min" else 0.005) if n > 1 else math.nan
                row |= {"room": room, "difference": place * value, "n": n}
                yield row | {"lo": place * value - wide, "hi": place * value + wide}


def costs_of(arms: tuple[str, ...], n: int) -> Iterator[Row]:
    """``costs.csv``: one item by the day, whose number luck moves a little, one paid once."""
    for arm in arms[2:]:
        row: Row = {"arm": arm, "what": "travel and allowance <b>", "each": "expert_day", "price_yuan": 300.0, "n": n}
        row |= {"quantity_a_year": 156.4, "yuan_a_year": 46920.0, "lo": 46500.0, "hi": 47340.0}
        yield row | {"once": math.nan, "once_yuan": math.nan, "source": "assumption"}
        once: Row = {"arm": arm, "what": "a machine", "each": "once", "price_yuan": 12000.0, "n": math.nan}
        once |= dict.fromkeys(("quantity_a_year", "yuan_a_year", "lo", "hi"), math.nan)
        yield once | {"once": 2.0, "once_yuan": 24000.0, "source": "yearbook 2024"}


def avoided_of(arms: tuple[str, ...], n: int) -> Iterator[Row]:
    """``avoided.csv``: a price, more events for less money, and nothing that could be told."""
    told = ("saved per lost", "price", "cannot tell")
    for place, arm in enumerate(arms[1:]):
        for event, measure in (
            ("missed_serious", "missed_serious_per_1000"),
            ("hospital_visit", "visits_per_person_year"),
        ):
            word = told[place % 3]
            sign = -1.0 if word == "saved per lost" else 1.0
            row: Row = {
                "arm": arm,
                "event": event,
                "measure": measure,
                "group": "",
                "told": word,
                "priced": "yes",
                "n": n,
            }
            row |= {
                "cost_yuan_a_year": sign * 90000.0,
                "cost_lo": sign * 90000.0 - 4e4,
                "cost_hi": sign * 90000.0 + 4e4,
            }
            wide = 20.0 if word != "cannot tell" else 70.0
            row |= {"avoided_a_year": sign * 60.0, "avoided_lo": sign * 60 - wide, "avoided_hi": sign * 60 + wide}
            known = word != "cannot tell"
            price = (1500.0, 760.0, 2900.0) if known else (math.nan,) * 3
            row |= dict(zip(("yuan_per_avoided", "lo", "hi"), price, strict=True))
            yield row


def tables(arms: tuple[str, ...], n: int) -> dict[str, list[Row]]:
    """All of them, by the name of the file."""
    return {
        "loads.csv": list(loads_of(arms, n)),
        "places.csv": list(places_of(arms, n)),
        "attribution.csv": list(attribution_of(arms, n)),
        "costs.csv": list(costs_of(arms, n)),
        "avoided.csv": list(avoided_of(arms, n)),
    }
