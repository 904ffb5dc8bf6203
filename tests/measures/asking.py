"""Ask a ledger for one number."""

from __future__ import annotations

from typing import Any

from sim.ledger import Ledger
from sim.measures import measure

PERSON_YEARS = 5 / 52
"""Five residents for one week of a year of 52 weeks."""


def value(ledger: Ledger, name: str | dict[str, Any], group: str = "", **more: Any) -> float:
    """One measure in one group; fails when the table does not have exactly one such row."""
    table = measure(ledger, [name], **more)
    rows = table[table["group"] == group]
    assert len(rows) == 1, f"{name} has no group {group!r}; it has {sorted(table['group'])}"
    return float(rows["value"].iloc[0])


def groups(ledger: Ledger, name: str) -> dict[str, float]:
    """One measure in all its groups."""
    table = measure(ledger, [name])
    return dict(zip(table["group"], table["value"], strict=True))
