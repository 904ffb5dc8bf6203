"""What the SimPy program of the county needs to know, read from a scenario and from a run of it.

Doors, rosters and the lengths of services stand in the scenario. How many fall ill, where they go first, who is
sent on, tested, admitted or seen again follows from choices that the SimPy program does not make; these shares
are counted in a run, so that both programs have the same numbers of visits, tests, stays.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any, Final

import numpy as np

from experiments.bench.programs import ROOT
from experiments.bench.programs.county_model import CountyNumbers, Leads, Length, Places, Room, TierNumbers
from experiments.bench.programs.county_tiercare import run_by
from sim import load
from sim.vocabulary import TIERS, WEEK_MIN
from sim.vocabulary.hours import intervals
from sim.vocabulary.words import Reason, StayKind

HOUR_MIN: Final = 60.0
WEEK_HOURS: Final = 168
SENT_ON: Final = (int(Reason.referred), int(Reason.advised))


def written(engine: str, scenario: str, weeks: int, file: str) -> dict[str, Any]:
    """Run the scenario twice as long, count in the first half, and leave the numbers in a file."""
    ready = load(ROOT / scenario, settings={"calendar.warm_up": "0 days", "calendar.measure": f"{2 * weeks} weeks"})
    ledger = run_by(engine, ready)
    Path(file).write_bytes(pickle.dumps(numbers_of(ready, ledger, weeks * WEEK_MIN)))
    return {"visits": int((ledger["visits"]["set_off_min"] < weeks * WEEK_MIN).sum())}


def numbers_of(scenario: Any, ledger: Any, end_min: float) -> CountyNumbers:
    """Count in the ledger what the scenario does not say.

    Args:
        end_min: visits before are counted; the ledger goes on, so that those who come back weeks later are seen.
    """
    following, frame = np.sort(ledger["visits"], order=["episode", "set_off_min"]), ledger.frame
    begun = np.concatenate([[True], following["episode"][1:] != following["episode"][:-1]])
    early = following["set_off_min"] < end_min
    visits, first = following[early], begun[early]
    villages, places = frame["villages"], frame["facilities"]
    homes = np.bincount(visits["village"][first], minlength=len(villages)) / first.sum()
    rooms: list[list[Room]] = [[] for _ in range(len(places))]
    for unit in frame["units"].itertuples():
        if unit.facility >= 0 and unit.servers > 0:
            name = f"{unit.name} ward" if unit.kind == "ward" else unit.name
            rooms[unit.facility].append(Room(name, int(unit.servers)))
    return CountyNumbers(
        end_min=end_min,
        starts_per_min=_by_hour_of_week(visits["set_off_min"][first], end_min),
        villages=tuple(homes.tolist()),
        first=_shares(visits["tier"][first]),
        goes=tuple(_goes(visits, tier, len(villages)) for tier in range(len(TIERS))),
        way_min=tuple(_mean(visits["travel_min"][visits["tier"] == tier]) / 2.0 for tier in range(len(TIERS))),
        rooms=tuple(tuple(of_place) for of_place in rooms),
        tiers=tuple(_tier(scenario, ledger, following, end_min, tier) for tier in range(len(TIERS))),
    )


def _tier(scenario: Any, ledger: Any, following: Any, end_min: float, tier: int) -> TierNumbers:
    said, calendar = scenario.tiers[TIERS[tier]], scenario.calendar
    clinics = {**said.clinics, **({"emergency": said.emergency_room} if said.emergency_room else {})}
    here = following[(following["tier"] == tier) & (following["set_off_min"] < end_min)]
    units = ledger.frame["units"]
    asked = ledger["tests"]
    asked = asked[asked["asked_min"] < end_min]
    of_tier = units["tier"].to_numpy()[asked["unit"]] == tier
    words = ledger.words("test")
    stays = ledger["stays"]
    stays = stays[(stays["tier"] == tier) & (stays["kind"] == StayKind.acute) & (stays["admitted_min"] >= 0.0)]
    stays = stays[stays["asked_min"] < end_min]
    rooms, shares = _named_shares(units["name"].to_numpy()[here["unit"]]) if len(here) and said.clinics else ((), ())
    patience = said.queue.patience_of("walk_in")
    opens = intervals(said.hours, calendar.start, calendar.days + 7)
    return TierNumbers(
        visit=said.visit,
        opens=tuple((float(opens_min), float(closes_min)) for opens_min, closes_min in opens),
        consult={name: _length(clinic.consult) for name, clinic in clinics.items()},
        look={name: _length(clinic.second_look) for name, clinic in clinics.items()},
        desk={name: _length(desk.service) for name, desk in said.desks.items()},
        test={name: (_length(test.service), test.report_after) for name, test in said.tests.items()},
        patience=_length(patience) if patience is not None else None,
        delay=_length(said.delay) if said.delay is not None else Length("fixed", 0.0),
        clinics=rooms,
        clinic_shares=shares,
        tested=tuple((words[n], float(np.sum(asked["test"][of_tier] == n)) / max(1, len(here)))
                     for n in range(len(words)) if words[n] in said.tests),
        admitted=len(stays) / max(1, len(here)),
        stay=_moments(stays["planned_min"]),
        leads=_leads(following, end_min, tier),
    )  # fmt: skip


def _leads(following: Any, end_min: float, tier: int) -> tuple[Leads, ...]:
    """The next visit of the same episode, by tier, sent on or come back."""
    before, after = following[:-1], following[1:]
    counted = (following["tier"] == tier) & (following["set_off_min"] < end_min)
    same = (before["episode"] == after["episode"]) & counted[:-1]
    sent = np.isin(after["reason"], SENT_ON)
    gap = np.maximum(0.0, after["set_off_min"] - before["left_min"])
    count = max(1, int(counted.sum()))
    found = []
    for to in range(len(TIERS)):
        for at_once in (True, False):
            these = same & (sent == at_once) & (after["tier"] == to)
            if these.any():
                wait = Length("fixed", 0.0) if at_once else _moments(gap[these])
                found.append(Leads(float(these.sum()) / count, to, wait))
    return tuple(found)


def _by_hour_of_week(minutes: Any, end_min: float) -> tuple[float, ...]:
    hours = (minutes // HOUR_MIN).astype(int)
    whole = int(np.ceil(end_min / HOUR_MIN))
    lasted = np.bincount(np.arange(whole) % WEEK_HOURS, minlength=WEEK_HOURS) * HOUR_MIN
    return tuple((np.bincount(hours % WEEK_HOURS, minlength=WEEK_HOURS) / np.maximum(lasted, HOUR_MIN)).tolist())


def _goes(visits: Any, tier: int, villages: int) -> tuple[Places, ...]:
    """How often the people of each village went to each place of a tier; who never went there goes as all do."""
    here = visits[(visits["tier"] == tier) & (visits["village"] >= 0)]
    ids, place = np.unique(here["facility"], return_inverse=True)
    counts = np.zeros((villages, len(ids)))
    np.add.at(counts, (here["village"], place), 1.0)
    counts = np.where(counts.sum(axis=1, keepdims=True) > 0.0, counts, counts.sum(axis=0))
    return tuple(_places(ids[row > 0.0], row[row > 0.0]) for row in counts)


def _places(ids: Any, counts: Any) -> Places:
    upto = np.cumsum(counts) / max(1.0, counts.sum())
    return Places(tuple(int(i) for i in ids), tuple(upto.tolist()))


def _length(distribution: Any) -> Length:
    return Length(distribution.kind, float(distribution.mean_min), float(distribution.cv2))


def _moments(minutes: Any) -> Length:
    mean = _mean(minutes)
    return Length("lognormal", mean, float(np.var(minutes)) / mean**2 if mean > 0.0 else 0.0)


def _mean(minutes: Any) -> float:
    return float(np.mean(minutes)) if len(minutes) else 0.0


def _shares(tiers: Any) -> tuple[float, ...]:
    return tuple((np.bincount(tiers, minlength=len(TIERS)) / len(tiers)).tolist())


def _named_shares(names: Any) -> tuple[tuple[str, ...], tuple[float, ...]]:
    found, counts = np.unique(names.astype(str), return_counts=True)
    return tuple(str(name) for name in found), tuple((counts / len(names)).tolist())
