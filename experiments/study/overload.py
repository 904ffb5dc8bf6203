"""Overload: tiers at which so many are not seen, or wait so long, that they are no county that could go on like this.

A mean wait longer than a day's opening says that people are carried over from day to day; more than one in ten unseen,
that demand is cut off and not met. Differences between arms of such a county are true of it, and of little else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from experiments.study.checks import ATTENTION, OK, row_of
from sim.vocabulary.hours import intervals

UNSERVED_AT_MOST: Final = 0.1
OVERLOAD: Final = ("arm", "tier", "unserved_share", "wait_mean_min", "open_day_min", "overloaded")
A_MONDAY: Final = dt.date(2026, 1, 5)


def open_days_min(scenario: Any) -> dict[str, float]:
    """Minutes that each tier is open on a day on which it is open; none for a network of stations."""
    tiers = getattr(scenario, "tiers", None) or {}
    return {str(getattr(name, "value", name)): open_day_min(tier.hours) for name, tier in tiers.items()}


def open_day_min(hours: str) -> float:
    """Mean minutes of opening over the days of a week that have any."""
    found = intervals(hours, A_MONDAY, 7, ())
    days = {int(start // 1440) + extra for start, end in found for extra in range(int((end - start - 1) // 1440) + 1)}
    return sum(end - start for start, end in found) / len(days) if days else 0.0


def overload_table(summary: pd.DataFrame, open_min: Mapping[str, float]) -> pd.DataFrame:
    """Who was not seen and how long the others waited, beside a day's opening; one row per arm and tier."""
    means = {(r["arm"], r["measure"], r["group"]): float(r["mean"]) for r in summary.to_dict("records")}
    rows = []
    for arm in dict.fromkeys(summary["arm"]):
        for tier, minutes in open_min.items():
            unserved = means.get((arm, "unserved_share", f"tier={tier}"))
            wait = means.get((arm, "wait_mean_min", f"tier={tier}"))
            if unserved is None or wait is None:
                continue
            over = unserved > UNSERVED_AT_MOST or wait > minutes
            rows.append((arm, tier, unserved, wait, minutes, "yes" if over else "no"))
    return pd.DataFrame(rows, columns=list(OVERLOAD))


def overload_check(table: pd.DataFrame) -> dict[str, Any]:
    """No tier of any arm is overloaded."""
    over = [
        f"{row['tier']} in {row['arm']}: {row['unserved_share']:.1%} not seen, "
        f"mean wait {row['wait_mean_min']:.0f} min, open {row['open_day_min']:.0f} min a day"
        for row in table[table["overloaded"] == "yes"].to_dict("records")
    ]
    return row_of(
        "overload",
        "a county that could not go on like this: one in ten not seen, or a mean wait beyond a day's opening",
        ATTENTION if over else OK,
        float(len(over)),
        "; ".join(over) or f"no tier is overloaded in any arm ({len(table)} looked at)",
    )
