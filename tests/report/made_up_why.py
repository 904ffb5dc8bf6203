"""Invented numbers behind tables 4, 5 and 8: queues, places, what policies cost; in the shape of a study."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

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


def tables(arms: tuple[str, ...], n: int) -> dict[str, list[Row]]:
    """All of them, by the name of the file."""
    return {"loads.csv": list(loads_of(arms, n))}
