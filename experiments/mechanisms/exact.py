"""Properties that hold in every pair of runs to the last minute, and need no interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.ledger import Ledger
from sim.network.county import county_of
from sim.network.travel import ways
from sim.vocabulary.words import COUNTY, TOWNSHIP

Floats = npt.NDArray[np.float64]
VISITING: Final = "visiting_"
SAME_MIN: Final = 1e-6
"""Minutes by which sums of the same minutes, added in another order, may differ."""


@dataclass(frozen=True)
class Tally:
    """How many were compared, how many broke the property, by how much at worst; and a sum worth knowing."""

    compared: int
    broken: int
    worst: float
    what: str
    total: float = 0.0
    total_what: str = ""

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            self.compared + other.compared,
            self.broken + other.broken,
            max(self.worst, other.worst),
            self.what,
            self.total + other.total,
            self.total_what,
        )


Check = Callable[[Ledger, Ledger, Any], Tally]


def identical(before: Ledger, after: Ledger, scenario: Any) -> Tally:
    """Every row of every table is the same, bit for bit."""
    rows = sum(len(before[name]) for name in before.tables)
    return Tally(rows, 0 if before.digest() == after.digest() else 1, 0.0, "rows of the ledger")


def hours(before: Ledger, after: Ledger, scenario: Any) -> Tally:
    """Day by day and hospital by hospital: minutes given + minutes on the road = staffed minutes missing.

    It holds to the minute where doors are open for as long as anyone is away.
    """
    given = _given_by_day(after, scenario)
    wrong, worst = 0, 0.0
    for unit in sorted({unit for unit, _ in given}):
        staffed = {int(row["day"]): row["staffed_min"] for row in before["days"] if row["unit"] == unit}
        for row in after["days"][after["days"]["unit"] == unit]:
            missing = staffed[int(row["day"])] - row["staffed_min"]
            owed = given.get((unit, int(row["day"])), 0.0)
            gap = max(abs(missing - owed), abs(row["away_min"] - owed))
            wrong, worst = wrong + int(gap > SAME_MIN), max(worst, gap)
    away_h = sum(given.values()) / 60.0
    return Tally(len(given), wrong, worst, "days with experts away", away_h, "hours given or on the road")


def _given_by_day(ledger: Ledger, scenario: Any) -> dict[tuple[int, int], float]:
    """(clinic that sends, day) -> minutes in the rooms below and on the road; one expert per session."""
    units = ledger.frame["units"].to_dict("records")
    number = {str(unit["id"]): int(unit["unit"]) for unit in units}
    up, tier, ids = (ledger.frame["facilities"][name].tolist() for name in ("up", "tier", "id"))
    road = ways(scenario, county_of(scenario))[1].minutes
    given: dict[tuple[int, int], float] = {}
    for room in units:
        place, specialty = int(room["facility"]), str(room["name"]).removeprefix(VISITING)
        if specialty == room["name"]:
            continue
        hospital = place
        while tier[hospital] < COUNTY:
            hospital = int(up[hospital])
        clinic = number[f"{ids[hospital]}/{specialty}"]
        for row in ledger["days"][ledger["days"]["unit"] == room["unit"]]:
            if row["staffed_min"] > 0.0:
                key = clinic, int(row["day"])
                given[key] = given.get(key, 0.0) + row["staffed_min"] + 2.0 * road[hospital][place]
    return given


def nobody_missed(before: Ledger, after: Ledger, scenario: Any) -> Tally:
    """First contacts at the same township in both runs: who was recognised before is recognised after."""
    seen_before, seen_after = _recognised(before), _recognised(after)
    both = seen_before.keys() & seen_after.keys()
    lost = sum(seen_before[case] > seen_after[case] for case in both)
    gained = sum(seen_before[case] < seen_after[case] for case in both)
    return Tally(len(both), lost, float(lost > 0), "cases beyond the township", gained, "more recognised")


def _recognised(ledger: Ledger) -> dict[tuple[int, int], int]:
    rows = ledger["visits"]
    rows = rows[(rows["first_contact"] == 1) & (rows["tier"] == TOWNSHIP) & (rows["beyond"] == 1)]
    columns = (rows[name].tolist() for name in ("episode", "facility", "finding"))
    return {(episode, facility): finding for episode, facility, finding in zip(*columns, strict=True)}


def nobody_waits_longer(before: Ledger, after: Ledger, scenario: Any) -> Tally:
    """Patient by patient: with more servers nobody waits longer, and who was served before is served."""
    few, many = _waits(before), _waits(after)
    both = sorted(few.keys() & many.keys())
    longer = np.array([many[patient] - few[patient] for patient in both])
    wrong = int((longer > SAME_MIN).sum()) + len(few.keys() - many.keys())
    worst = max(0.0, float(longer.max(initial=0.0)))
    return Tally(len(both), wrong, worst, "patients", -float(longer.sum()) / 60.0, "hours less waited")


def _waits(ledger: Ledger) -> dict[int, float]:
    rows = ledger["steps"]
    rows = rows[rows["start_min"] >= 0.0]
    waited: Floats = rows["start_min"] - rows["joined_min"]
    return dict(zip(rows["patient"].tolist(), waited.tolist(), strict=True))


CHECKS: Final[dict[str, Check]] = {
    "identical": identical,
    "hours": hours,
    "nobody_missed": nobody_missed,
    "nobody_waits_longer": nobody_waits_longer,
}
