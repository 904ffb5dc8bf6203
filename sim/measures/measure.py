"""Ask a ledger for its measures: a tidy table, one number per row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, Final, get_args

import pandas as pd

from sim.ledger.ledger import Ledger
from sim.measures.registry import MEASURES, Measure
from sim.measures.view import Counting, View

COLUMNS: Final = ("measure", "group", "value", "unit")
GROUP_ORDER: Final = (
    "tier",
    "facility",
    "unit",
    "station",
    "class",
    "channel",
    "belongs",
    "than",
    "counting",
)
Ask = str | Mapping[str, Any]


def measure(
    ledger: Ledger, names: Sequence[Ask] | None = None, window: tuple[float, float] | None = None
) -> pd.DataFrame:
    """Measures of a ledger: columns measure, group, value, unit.

    Args:
        names: which measures; a name, or a mapping ``{measure, than, counting}`` with a threshold in minutes and
            whose waits count (all, started_by_end, completed_by_end). None: all that apply to this ledger.
        window: (first minute, last minute); None takes the end of the warm-up to the end of the run.

    Raises:
        KeyError: an unknown measure, with the nearest names.
        ValueError: an empty window, an unknown option, or one beyond the run.
    """
    asked = applicable(ledger) if names is None else list(names)
    begin, end = window or (ledger.warm_up_min, ledger.end_min)
    if not begin < end:
        raise ValueError(f"the window from minute {begin:g} to {end:g} is empty")
    if begin < 0.0 or end > ledger.end_min:
        raise ValueError(f"the window {begin:g} to {end:g} is not inside the run (0 to {ledger.end_min:g})")
    whole = View(ledger, begin, end)
    rows: list[tuple[str, str, float, str]] = []
    for ask in asked:
        which, counting, than = _read(ask)
        view = whole if (counting, than) == ("all", None) else replace(whole, counting=counting, than_min=than)
        rows += [(which.name, group, value, which.unit) for group, value in which.function(view)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"value": float})


def applicable(ledger: Ledger) -> list[str]:
    """Names of the measures that make sense for this ledger: of a county, of stations, or of both."""
    county, stations = ledger.residents > 0, len(ledger["steps"]) > 0 or ledger.residents == 0
    return [
        name
        for name, which in MEASURES.items()
        if which.subject == "both"
        or (which.subject == "county" and county)
        or (which.subject == "stations" and stations)
    ]


def find(name: str) -> Measure:
    """One measure by name; raises KeyError with the nearest names."""
    if name not in MEASURES:
        near = get_close_matches(name, MEASURES, n=3)
        hint = f" Did you mean {' or '.join(near)}?" if near else f" There are: {', '.join(MEASURES)}."
        raise KeyError(f"no measure is called {name!r}.{hint}")
    return MEASURES[name]


def group_of(of: Mapping[str, Any]) -> str:
    """The group that a mapping like ``{tier: county, class: walk_in}`` names, as it stands in the table."""
    known = [key for key in GROUP_ORDER if key in of]
    keys: Iterable[str] = [*known, *sorted(set(of) - set(known))]
    return ",".join(f"{key}={of[key]:g}" if key == "than" else f"{key}={of[key]}" for key in keys)


def _read(ask: Ask) -> tuple[Measure, Counting, float | None]:
    if isinstance(ask, str):
        return find(ask), "all", None
    counting: Counting = ask.get("counting", "all")
    if counting not in get_args(Counting):
        raise ValueError(f"counting: {counting!r}; allowed: {', '.join(get_args(Counting))}")
    than = ask.get("than")
    return find(ask["measure"]), counting, None if than is None else float(than)
