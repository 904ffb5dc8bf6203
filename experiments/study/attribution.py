"""Through what a change came: the mean wait of a tier by its queues, the use of its clinicians by its patients.

Both sums are exact in every pair of runs, so that each part has a paired interval. The wait: each queue's own change at
the mean of its two shares of the patients, and what is left, the change of the shares at the mean of the two waits
(Kitagawa 1955). The use: patients of each kind x minutes with each / minutes rostered, in logarithms, shared out by
logarithmic means (Ang 2004), so that no order of steps has to be chosen and no part is left over.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from experiments.statistics.intervals import interval
from experiments.study.tables import Values
from sim.measures.loads import CAME

ATTRIBUTION: Final = ("arm", "tier", "measure", "unit", "through", "room", "difference", "lo", "hi", "n")
WAIT, USE = "wait_mean_min", "clinician_use"
UNITS: Final = {WAIT: "min", USE: "share"}
TOTAL, QUEUE, SHARES, MINUTES, STAFF, REMAINDER = "total", "queue", "shares", "minutes_each", "staff", "remainder"
Runs = Mapping[tuple[str, int], pd.DataFrame]
Part = tuple[str, str]
"""Through what, and in which room (empty where it is no queue's)."""


def attribution_table(runs: Runs, values: Values) -> pd.DataFrame:
    """One row per arm, tier, measure and part; a tier in which a measure has no value has no rows.

    Args:
        runs: what each run's units were asked to do (`sim.measures.by_unit`).
        values: the measures, whose differences the parts add up to.
    """
    today, *others = values.arms
    rows = []
    for arm in others:
        numbers = [n for n in values.replications[arm] if (today, n) in runs and (arm, n) in runs]
        pairs = [(runs[today, n], runs[arm, n]) for n in numbers]
        tiers = dict.fromkeys(tier for before, _ in pairs for tier in before["tier"] if tier)
        for tier in tiers:
            there = [(_clinics(before, tier), _clinics(after, tier)) for before, after in pairs]
            totals = _differences(values, today, arm, (WAIT, f"tier={tier}"))
            waits = [_with_rest(waits_in(*pair), total) for pair, total in zip(there, totals, strict=False)]
            uses = [use_in(*(table[table["kind"] == "clinic"] for table in pair)) for pair in there]
            for measure, found in ((WAIT, waits), (USE, uses)):
                rows += [(arm, tier, measure, UNITS[measure], *line) for line in _lines(found)]
    return pd.DataFrame(rows, columns=list(ATTRIBUTION))


def _differences(values: Values, today: str, arm: str, cell: tuple[str, str]) -> list[float]:
    return [b - a for a, b in zip(values.of(today, cell), values.of(arm, cell), strict=False)]


def _clinics(table: pd.DataFrame, tier: str) -> pd.DataFrame:
    return table[(table["tier"] == tier) & table["kind"].isin(("clinic", "emergency"))]


def waits_in(before: pd.DataFrame, after: pd.DataFrame) -> dict[Part, float]:
    """The change of the mean wait over some queues: by each room's own queue, and by who goes to which."""
    first, second = (_by_queue(table) for table in (before, after))
    everyone = [math.fsum(queued for queued, _, _ in side.values()) for side in (first, second)]
    if not all(everyone):
        return {}
    parts: dict[Part, float] = {}
    shares = 0.0
    for queue in dict.fromkeys((*first, *second)):
        (n0, w0, room), (n1, w1, _) = (side.get(queue, (0.0, math.nan, queue[2])) for side in (first, second))
        s0, s1 = n0 / everyone[0], n1 / everyone[1]
        w0, w1 = (w1 if not n0 else w0), (w0 if not n1 else w1)
        parts[QUEUE, room] = parts.get((QUEUE, room), 0.0) + (s0 + s1) / 2 * (w1 - w0)
        shares += (s1 - s0) * (w0 + w1) / 2
    return parts | {(SHARES, ""): shares}


def _by_queue(table: pd.DataFrame) -> dict[tuple[str, str, str], tuple[float, float, str]]:
    """People queued and their mean wait, by unit."""
    rows = zip(*(table[name] for name in ("unit", "kind", "room", "queued", "waited_min")), strict=True)
    return {(unit, kind, room): (queued, waited / queued, room) for unit, kind, room, queued, waited in rows if queued}


def _with_rest(parts: dict[Part, float], total: float) -> dict[Part, float]:
    """What the measure moved beyond the parts (those turned away at no queue), and the whole."""
    if not parts or math.isnan(total):
        return {}
    return parts | {(REMAINDER, ""): total - math.fsum(parts.values()), (TOTAL, ""): total}


def use_in(before: pd.DataFrame, after: pd.DataFrame) -> dict[Part, float]:
    """The change of the use of some clinics: by patients of each kind, minutes with each, and rostered minutes."""
    first, second = (_sums(table) for table in (before, after))
    visits = [math.fsum(side[name] for name in CAME) for side in (first, second)]
    busy, staffed = ([side[name] for side in (first, second)] for name in ("at_work", "staffed_min"))
    if not all((*visits, *busy, *staffed)):
        return {}
    use = [work / time for work, time in zip(busy, staffed, strict=True)]
    size = log_mean(*use)
    each = [work / number for work, number in zip(busy, visits, strict=True)]
    parts = {(name, ""): size * (second[name] - first[name]) / log_mean(*visits) for name in CAME}
    parts[MINUTES, ""] = size * math.log(each[1] / each[0])
    parts[STAFF, ""] = -size * math.log(staffed[1] / staffed[0])
    return parts | {(TOTAL, ""): use[1] - use[0]}


def log_mean(a: float, b: float) -> float:
    """The logarithmic mean: by how much a number grows for each unit of its logarithm, between a and b."""
    return a if math.isclose(a, b, rel_tol=1e-12) else (b - a) / math.log(b / a)


def _sums(table: pd.DataFrame) -> dict[str, float]:
    sums = {name: math.fsum(table[name]) for name in (*CAME, "staffed_min")}
    return sums | {"at_work": math.fsum(table["busy_min"]) - math.fsum(table["overtime_min"])}


def _lines(found: Sequence[dict[Part, float]]) -> Iterator[tuple[Any, ...]]:
    """Each part over the pairs that have parts at all; a room that a pair does not have changed nothing there."""
    known = [parts for parts in found if parts]
    for part in sorted(dict.fromkeys(part for parts in known for part in parts), key=_order):
        mean = interval([parts.get(part, 0.0) for parts in known])
        yield (*part, mean.mean, mean.lo, mean.hi, mean.n)


def _order(part: Part) -> tuple[int, str]:
    return (TOTAL, QUEUE, SHARES, *CAME, MINUTES, STAFF, REMAINDER).index(part[0]), part[1]
