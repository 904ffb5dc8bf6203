"""The first-come-first-served slice of the county, worked out a second time by brute force: equal to the last bit.

From the ledger come who arrived when, in which class, and how long each consultation took; doors and rosters
come from the text of the scenario as written here. Everyone's start must follow.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.ledger import Ledger
from sim.vocabulary import DAY_MIN
from tests.hamlet import lived
from tests.oracle.queueing import NEVER, Asker, serve

WEEKS = 4
HOURS = {0: [(450.0, 1200.0)], 1: [(480.0, 720.0), (840.0, 1050.0)], 2: [(480.0, 720.0), (840.0, 1050.0)]}
"""Doors by tier: village 07:30-20:00, township and county 08-12 and 14-17:30."""
CROWDED = {
    "tiers__village__clinics__general": {
        "clinicians": 1,
        "consult": {"kind": "lognormal", "mean": "40 min", "sd": "25 min"},
    },
    "tiers__township": {
        "visit": ["consult"],
        "clinics": {
            "general": {
                "clinicians": {"Mo-Fr": 2, "Sa-Su": 1},
                "consult": {"kind": "gamma", "mean": "60 min", "sd": "30 min"},
            }
        },
    },
    "tiers__county": {
        "visit": ["consult"],
        "clinics": {
            "internal": {
                "clinicians": {"Mo-Sa": 2, "Su": 1},
                "consult": {"kind": "exponential", "mean": "300 min"},
            }
        },
        "queue": {"patience": {"kind": "exponential", "mean": "40 min"}},
    },
}
UNITS: dict[str, tuple[int, Callable[[int], int]]] = {
    "V1/general": (0, lambda weekday: 1),
    "V2/general": (0, lambda weekday: 1),
    "T1/general": (1, lambda weekday: 2 if weekday < 5 else 1),
    "H1/internal": (2, lambda weekday: 2 if weekday < 6 else 1),
}


@pytest.fixture(scope="module")
def crowded() -> Ledger:
    return lived(WEEKS, **CROWDED)


def door_opens(tier: int, minute: float) -> float:
    """This minute if the door is open, else the next opening."""
    day, clock = divmod(minute, DAY_MIN)
    for opens, closes in HOURS[tier]:
        if clock < closes:
            return minute if clock >= opens else day * DAY_MIN + opens
    return (day + 1) * DAY_MIN + HOURS[tier][0][0]


def askers_of(ledger: Ledger, unit: str, tier: int) -> tuple[list[Asker], np.ndarray]:
    """Everyone who came to the door of this clinic, in the order in which they came."""
    number = list(ledger.frame["units"]["id"]).index(unit)
    visits = ledger["visits"]
    rows = visits[(visits["unit"] == number) & (visits["arrival_min"] >= 0.0)]
    rows = rows[np.argsort(rows["arrival_min"], kind="stable")]
    # who is still there at the end was never called, or is with the clinician now
    end = ledger.end_min
    made = [
        Asker(
            joined=door_opens(tier, float(row["arrival_min"])),
            klass=int(row["priority"]),
            begun=float(row["start_min"]),
            ended=float(row["end_min"]) if row["end_min"] >= 0.0 else end,
            leaves=float(row["left_min"]) if row["start_min"] < 0.0 and row["left_min"] >= 0.0 else NEVER,
        )
        for row in rows
    ]
    return made, rows


@pytest.mark.parametrize("unit", UNITS)
def test_every_start_follows_from_arrivals_services_doors_and_rosters(unit: str, crowded: Ledger) -> None:
    tier, on_duty = UNITS[unit]
    askers, rows = askers_of(crowded, unit, tier)
    midnights = [day * DAY_MIN for day in range(1, WEEKS * 7 + 1)]
    serve(askers, lambda minute: on_duty(int(minute // DAY_MIN) % 7), midnights)
    seen = rows["start_min"] >= 0.0
    starts = np.array([asker.start for asker in askers])
    inside = crowded.end_min
    late = starts >= inside  # called after the run has ended
    assert np.array_equal(starts[seen], rows["start_min"][seen])
    assert ((starts[~seen] < 0.0) | late[~seen]).all()
    gone = np.array([asker.gone for asker in askers])
    left = (rows["start_min"] < 0.0) & (rows["left_min"] >= 0.0)
    assert np.array_equal(gone[left], rows["left_min"][left])


def test_the_slice_is_crowded_enough_to_mean_something(crowded: Ledger) -> None:
    """Queues, both sorts of class, people at closed doors, and people who gave up."""
    for unit, (tier, _) in UNITS.items():
        askers, rows = askers_of(crowded, unit, tier)
        joined = np.array([asker.joined for asker in askers])
        seen = rows["start_min"] >= 0.0
        waited = rows["start_min"][seen] > joined[seen]
        assert waited.mean() > 0.1, unit
        assert (joined > rows["arrival_min"]).any(), unit
        assert len(set(rows["priority"])) >= 2, unit
    gave_up = crowded["visits"]["outcome"] == 1
    assert gave_up.sum() >= 5


def test_the_oracle_itself_on_a_queue_worked_out_by_hand() -> None:
    line = [
        Asker(0.0, 1, 0.0, 10.0),
        Asker(1.0, 1, 10.0, 30.0),
        Asker(2.0, 0, -1.0, -1.0, leaves=5.0),
        Asker(3.0, 0, 10.0, 15.0),
        Asker(4.0, 1, 15.0, 18.0),
    ]
    serve(line, lambda minute: 1 if minute < 12.0 else 2, [12.0])
    # the urgent one goes before who came earlier; at 12 a second server calls the next
    assert [asker.start for asker in line] == [0.0, 12.0, -1.0, 10.0, 15.0]
    assert line[2].gone == 5.0
