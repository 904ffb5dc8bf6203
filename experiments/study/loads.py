"""Every queue of every arm: what is offered to it, who serves, how busy that is, the wait, and that of a closed form.

The closed form sees what the runs saw, as means over them: patients asked per open minute, mean service, staff. It
spreads the patients evenly over the open hours, so that the rush of a morning stands on top of it in the simulation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.statistics.intervals import difference, interval
from experiments.theory.queues import Name, Queue, queues_of
from experiments.theory.wait import WARD, Asked, wait_of
from sim.measures.loads import BOOKED, CAME
from sim.scenario.scenario import Scenario

KEYS: Final = ("facility", "unit", "tier", "kind", "room")
LOADS: Final = (
    *("arm", "facility", "name", "name_zh", "tier", "unit", "kind", "room", "servers"),
    *("offered_erlang", "offered_lo", "offered_hi", "use", "use_lo", "use_hi"),
    *("formula", "closed_form_wait_min", "why_not", "wait_mean_min", "wait_lo", "wait_hi", "left_share"),
    *("own_choice_share", "sent_here_share", "planned_share", "away_share", "n"),
    *("today", "difference", "difference_lo", "difference_hi"),
)
UNLIMITED: Final = 10**9
NO_QUEUE: Final = Queue(math.nan, math.nan, False)
SUMS: Final = ("most_servers", *BOOKED, *CAME)
Runs = Mapping[tuple[str, int], pd.DataFrame]
OfUnit = dict[str, npt.NDArray[np.float64]]
"""The sums of one unit by name, one number per replication."""


def said_by(scenario: Any, begin_min: float, end_min: float) -> dict[Name, Queue]:
    """What the scenario of an arm says of its queues; nothing where it is none of ours."""
    return queues_of(scenario, begin_min, end_min) if isinstance(scenario, Scenario) else {}


def loads_table(runs: Runs, queues: Mapping[str, Mapping[Name, Queue]], facilities: pd.DataFrame) -> pd.DataFrame:
    """One row per arm and unit; the first arm is today, and the difference is that of the use.

    Args:
        queues: by arm, what its scenario says of each unit.
        facilities: the frame of a run, for names.
    """
    arms = list(dict.fromkeys(arm for arm, _ in runs))
    names = {str(place["id"]): (place["name"], place["name_zh"]) for place in facilities.to_dict("records")}
    units = pd.concat([table[list(KEYS)] for table in runs.values()]).drop_duplicates(["unit", "kind"])
    seen = {arm: _by_unit([table for (name, _), table in runs.items() if name == arm]) for arm in arms}
    rows = []
    for place in ({str(key): value for key, value in unit.items()} for unit in units.to_dict("records")):
        for arm in arms:
            of = (place["unit"], place["kind"])
            mine = seen[arm].get(of)
            if mine is None:
                continue
            queue = queues.get(arm, {}).get(of, NO_QUEUE)
            name, name_zh = names.get(place["facility"], ("", ""))
            row: dict[str, Any] = {
                "arm": arm,
                "name": name,
                "name_zh": name_zh,
                **place,
                **_levels(place["kind"], mine, queue),
            }
            before = seen[arms[0]].get(of) if arm != arms[0] else None
            rows.append(row | (_against(place["kind"], before, mine) if before is not None else {}))
    found = pd.DataFrame(rows, columns=list(LOADS))
    return found.sort_values("arm", key=lambda names: names.map(arms.index), kind="stable").reset_index(drop=True)


def _by_unit(tables: Sequence[pd.DataFrame]) -> dict[Name, OfUnit]:
    """The sums of each unit, one per replication; nan in a run in which it was neither staffed nor asked for."""
    every = pd.concat([table.assign(replication=i) for i, table in enumerate(tables)], ignore_index=True)
    code, names = pd.factorize(pd.MultiIndex.from_frame(every[["unit", "kind"]]))
    found = np.full((len(SUMS), len(names), len(tables)), np.nan)
    found[:, code, every["replication"]] = every[list(SUMS)].to_numpy(float).T
    return {
        (str(unit), str(kind)): dict(zip(SUMS, found[:, number], strict=True))
        for number, (unit, kind) in enumerate(names)
    }


def _levels(kind: str, runs: OfUnit, queue: Queue) -> dict[str, Any]:
    most = float(np.nanmax(runs["most_servers"]))
    known = int(np.count_nonzero(~np.isnan(runs["asked"])))
    limited = most < UNLIMITED
    open_min = _open_min(runs, queue, most, known)
    offered, use, wait = interval(_offered(runs, open_min)), interval(_use(kind, runs)), interval(_wait(runs))
    asked, left = _sum(runs, "asked"), _sum(runs, "gave_up") + _sum(runs, "turned_away")
    servers = _sum(runs, "staffed_min") / open_min / known if open_min > 0 and limited else math.nan
    each = Asked(
        kind,
        _over(asked, open_min * known) if asked else 0.0,
        _over(_sum(runs, "busy_min"), _sum(runs, "served")),
        queue.cv2,
        servers if limited else math.inf,
        _over(left, asked),
        queue.held,
    )
    closed = wait_of(each)
    return {
        "servers": servers, "n": offered.n or use.n,
        "offered_erlang": offered.mean, "offered_lo": offered.lo, "offered_hi": offered.hi,
        "use": use.mean, "use_lo": use.lo, "use_hi": use.hi,
        "formula": closed.formula, "closed_form_wait_min": closed.wait_min, "why_not": closed.why_not,
        "wait_mean_min": wait.mean, "wait_lo": wait.lo, "wait_hi": wait.hi, "left_share": _over(left, asked),
    } | _who(runs)  # fmt: skip


def _open_min(runs: OfUnit, queue: Queue, most: float, known: int) -> float:
    """Minutes of opening; of rooms that a policy opens, those in which everybody on its roster would do its hours."""
    if not math.isnan(queue.open_min):
        return queue.open_min
    return _over(_sum(runs, "staffed_min") / max(1, known), most) if most < UNLIMITED else math.nan


def _who(runs: OfUnit) -> dict[str, float]:
    """How the patients of a clinic came, and how much of its staff's time was spent elsewhere."""
    came = [_sum(runs, name) for name in CAME]
    staffed, away = _sum(runs, "staffed_min"), _sum(runs, "away_min")
    shares = [_over(number, math.fsum(came)) for number in came]
    away_share = _over(away, staffed + away) if math.fsum(came) else math.nan
    return dict(zip(("own_choice_share", "sent_here_share", "planned_share"), shares, strict=True)) | {
        "away_share": away_share
    }


def _against(kind: str, before: OfUnit, after: OfUnit) -> dict[str, float]:
    """The use minus that of today, paired by replication."""
    gap = difference(_use(kind, before), _use(kind, after))
    ends = gap.interval
    return {"today": gap.today, "difference": ends.mean, "difference_lo": ends.lo, "difference_hi": ends.hi}


def _offered(runs: OfUnit, open_min: float) -> list[float]:
    return [_over(a * _over(b, s), open_min) for a, b, s in _each(runs, "asked", "busy_min", "served")]


def _use(kind: str, runs: OfUnit) -> list[float]:
    """Busy over staffed minutes inside the roster; of a ward, beds laid in over open beds, extra beds included."""
    limited = runs["most_servers"] < UNLIMITED
    outside = np.where(kind == WARD, 0.0, runs["overtime_min"])
    return [
        _over(b - o, s) if has else math.nan
        for b, s, o, has in zip(runs["busy_min"], runs["staffed_min"], outside, limited, strict=True)
    ]


def _wait(runs: OfUnit) -> list[float]:
    """Minutes in the queue over all whose wait ended, seen or not; the wait at a closed door is not in it."""
    ended = _each(runs, "wait_sum_min", "served", "gave_up", "turned_away")
    return [_over(waited, served + gave_up + away) for waited, served, gave_up, away in ended]


def _each(runs: OfUnit, *columns: str) -> Any:
    return zip(*(runs[name].tolist() for name in columns), strict=True)


def _sum(runs: OfUnit, column: str) -> float:
    return math.fsum(value for value in runs[column] if not math.isnan(value))


def _over(above: float, below: float) -> float:
    return above / below if below > 0 else math.nan
