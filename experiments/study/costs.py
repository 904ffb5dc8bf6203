"""What each arm's policies cost themselves: item, price, quantity counted by the runs (table 5 of the report)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from experiments.statistics.intervals import interval
from experiments.study.tables import Values

COLUMNS: Final = (
    "arm", "what", "each", "price_yuan", "quantity_a_year", "yuan_a_year", "lo", "hi", "once", "once_yuan", "n",
    "source",
)  # fmt: skip


def costs_table(arms: Sequence[Any], values: Values) -> pd.DataFrame:
    """One row for each item of ``costs:`` of each arm; what is paid once has no quantity a year."""
    rows = [_row(arm, place, item, values) for arm in arms for place, item in enumerate(_costs(arm))]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _costs(arm: Any) -> Sequence[Any]:
    return getattr(arm.scenario, "costs", None) or ()


def _row(arm: Any, place: int, item: Any, values: Values) -> dict[str, Any]:
    origin = getattr(arm.scenario, "origins", {}).get(f"costs.{place}.price")
    row: dict[str, Any] = {
        "arm": arm.name, "what": item.what, "each": item.each or "once", "price_yuan": item.price,
        "source": getattr(origin, "source", None) or "",
    }  # fmt: skip
    if item.each is None:
        return row | {"once": item.once, "once_yuan": item.once * item.price}
    counted = interval(values.of(arm.name, ("counted_per_year", f"each={item.each}")))
    yuan = [end * item.price for end in (counted.mean, counted.lo, counted.hi)]
    return row | {
        "quantity_a_year": counted.mean, "yuan_a_year": yuan[0], "lo": yuan[1], "hi": yuan[2], "n": counted.n
    }  # fmt: skip
