"""What an avoided event costs: yuan of the policy, the fund and the patients, against events fewer than today.

Money and events are those of the whole county and a year, replication by replication. Where the interval of the events
holds nought, no price is given: a ratio over nought is no number. Which of the two sides moved decides the word.
An event that is a primary measure has the simultaneous interval of its verdict, so that the two never contradict.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from experiments.statistics.intervals import LEVEL, Interval, bonferroni, interval
from experiments.statistics.ratios import fieller
from experiments.study.declared import Primary
from experiments.study.tables import Cell, Values

AVOIDED: Final = (
    *("arm", "event", "measure", "group", "cost_yuan_a_year", "cost_lo", "cost_hi"),
    *("avoided_a_year", "avoided_lo", "avoided_hi", "yuan_per_avoided", "lo", "hi", "told", "priced", "n"),
)
EVENTS: Final[Mapping[str, tuple[Cell, float]]] = {
    "missed_serious": (("missed_serious_per_1000", ""), 1000.0),
    "hospital_visit": (("visits_per_person_year", "tier=county"), 1.0),
    "hospital_admission": (("admissions_per_person_year", "tier=county"), 1.0),
}
"""Events that fewer of are wanted here, with their measure and per how many residents and year it counts."""
PER_RESIDENT: Final = ("patient_yuan_per_person_year", "fare_yuan_per_person_year", "fund_yuan_per_person_year")
POLICY: Final = ("policy_cost_yuan_per_year", "")
CANNOT, SAVES, LOSES, PRICE, PER_LOST, MORE = "cannot tell", "dominant", "dominated", "price", "saved per lost", "more"
"""What is said: cannot tell; avoids and saves; costs and loses; a price; money saved per event more; more events."""


def avoided_table(values: Values, residents: int, primary: Sequence[Primary] = ()) -> pd.DataFrame:
    """One row per arm and event that both arms have numbers of; none where nobody lives or nobody pays."""
    today, *others = values.arms
    verdicts = {(measure.measure, measure.group) for measure in primary}
    rows = []
    for arm in others if residents > 0 else []:
        cost = _cost(values, today, arm, residents)
        for event, (cell, per) in EVENTS.items():
            fewer = [-residents / per * gap for gap in _gaps(values, today, arm, cell)]
            if cost and not all(map(math.isnan, fewer)):
                level = bonferroni(len(verdicts) * len(others)) if cell in verdicts else LEVEL
                of = {"arm": arm, "event": event, "measure": cell[0], "group": cell[1]}
                rows.append(of | _row(cost, fewer, level))
                rows[-1]["priced"] = "no" if all(map(math.isnan, values.of(arm, POLICY))) else "yes"
    return pd.DataFrame(rows, columns=list(AVOIDED))


def _gaps(values: Values, today: str, arm: str, cell: Cell) -> list[float]:
    return [b - a for a, b in zip(values.of(today, cell), values.of(arm, cell), strict=False)]


def _cost(values: Values, today: str, arm: str, residents: int) -> list[float]:
    """Yuan a year more than today, replication by replication: patients, their fares, the fund, the policy itself."""
    parts = [_gaps(values, today, arm, (measure, "")) for measure in PER_RESIDENT if (measure, "") in values.units]
    if len(parts) < len(PER_RESIDENT):
        return []
    policy = [_nought(b) - _nought(a) for a, b in zip(values.of(today, POLICY), values.of(arm, POLICY), strict=False)]
    return [residents * math.fsum(each) + own for *each, own in zip(*parts, policy, strict=True)]


def _nought(value: float) -> float:
    """An arm without prices has no such measure: it costs nothing itself."""
    return 0.0 if math.isnan(value) else value


def _row(cost: list[float], fewer: list[float], level: float) -> dict[str, Any]:
    money, events = interval(cost), interval(fewer, level)
    told = say(money, events)
    row: dict[str, Any] = {"cost_yuan_a_year": money.mean, "cost_lo": money.lo, "cost_hi": money.hi, "n": events.n}
    row |= {"avoided_a_year": events.mean, "avoided_lo": events.lo, "avoided_hi": events.hi, "told": told}
    if told in (PRICE, PER_LOST):
        ratio = fieller(cost, fewer)
        row |= {"yuan_per_avoided": ratio.value, "lo": ratio.lo, "hi": ratio.hi}
    return row


def say(money: Interval, events: Interval) -> str:
    """Which side moved: the word follows from the two intervals alone."""
    if not (events.lo > 0 or events.hi < 0):
        return CANNOT
    if events.lo > 0:
        return SAVES if money.hi < 0 else PRICE
    return LOSES if money.lo > 0 else PER_LOST if money.hi < 0 else MORE
