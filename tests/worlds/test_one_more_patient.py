"""One patient more disturbs only those behind: the queue is the only way in which strangers meet.

Slow state is frozen: nobody believes in waits (``choice.expects_wait: nothing``).
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from sim.engine.simulate import Run
from sim.illness import Onsets
from sim.ledger import Ledger
from tests.hamlet import SEED, hamlet

WEEKS = 3
MONDAY_9 = 7 * 1440.0 + 9 * 60.0
FROZEN = {"choice__expects_wait": "nothing", "travel__ambulance__vehicles": 50}


def run(extra: tuple[float, str, float] | None = None) -> Ledger:
    """The hamlet, perhaps with one more illness: minute, condition, rank of severity."""
    one = Run(hamlet(WEEKS, **FROZEN), SEED, 0)
    if extra is not None:
        minute, name, severity = extra
        resident = min(set(range(len(one.people))) - set(one.onsets.resident.tolist()))
        condition = list(one.scenario.conditions).index(name)
        shares = np.cumsum(list(one.scenario.conditions[name].severity.values()))
        row = {
            "time_min": minute, "resident": resident, "episode": (resident << 32) | 0xFFFF_FF00,
            "condition": condition, "severity": severity, "reason": 0,
            "band": int(np.searchsorted(shares[:3], severity, side="right")),
        }  # fmt: skip
        at = int(np.searchsorted(one.onsets.time_min, minute))
        columns = {f.name: np.insert(getattr(one.onsets, f.name), at, row[f.name]) for f in fields(Onsets)}
        one.onsets = replace(one.onsets, **columns)
    return one.go()


@pytest.fixture(scope="module")
def without() -> Ledger:
    return run()


def presences(ledger: Ledger) -> dict[int, list[tuple[float, int]]]:
    """By episode: (from when on, at which facility) the patient could be in somebody's way."""
    found: dict[int, list[tuple[float, int]]] = {}
    for row in ledger["visits"]:
        if row["arrival_min"] >= 0.0:
            found.setdefault(int(row["episode"]), []).append((float(row["arrival_min"]), int(row["facility"])))
    for row in ledger["stays"]:
        found.setdefault(int(row["episode"]), []).append((float(row["asked_min"]), int(row["facility"])))
    return found


def rows_of(ledger: Ledger) -> dict[int, list[tuple[float, int, bytes]]]:
    """By episode: every visit and stay as (begin, facility, all its bytes), in order."""
    found: dict[int, list[tuple[float, int, bytes]]] = {}
    for table, begin in (("visits", "set_off_min"), ("stays", "asked_min")):
        for row in ledger[table]:
            line = (float(row[begin]), int(row["facility"]), table.encode() + row.tobytes())
            found.setdefault(int(row["episode"]), []).append(line)
    return {episode: sorted(lines) for episode, lines in found.items()}


def disturbed(left: Ledger, right: Ledger) -> dict[int, tuple[float, int]]:
    """By episode: when and where it first differs."""
    a, b = rows_of(left), rows_of(right)
    found = {}
    for episode in a.keys() | b.keys():
        mine, other = a.get(episode, []), b.get(episode, [])
        for one, two in zip(mine, other, strict=False):
            if one != two:
                found[episode] = (min(one[0], two[0]), one[1])
                break
        else:
            rest = (mine + other)[2 * min(len(mine), len(other)) :]
            if len(mine) != len(other):
                longer = max(mine, other, key=len)[min(len(mine), len(other))]
                found[episode] = longer[:2]
            assert len(rest) == abs(len(mine) - len(other))
    return found


@pytest.mark.parametrize(
    "extra",
    [(MONDAY_9, "acute_uri", 0.1), (MONDAY_9, "pneumonia", 0.6), (MONDAY_9 + 180.0, "stroke", 0.9)],
    ids=["a cold", "a pneumonia", "a stroke"],
)
def test_one_more_patient_disturbs_only_those_behind(extra: tuple[float, str, float], without: Ledger) -> None:
    with_one = run(extra)
    new = set(presences(with_one)) - set(presences(without))
    assert len(new) == 1
    touched = {episode: presences(with_one)[episode] for episode in new}
    changed = disturbed(without, with_one)
    both = presences(without), presences(with_one)
    for episode, (_, where) in sorted(changed.items(), key=lambda item: item[1]):
        if episode in new:
            continue
        seen = [moment for side in both for moment, place in side.get(episode, []) if place == where]
        assert any(
            place == where and moment <= max(seen, default=0.0)
            for moments in touched.values()
            for moment, place in moments
        ), f"episode {episode} changed at facility {where}, where nobody who was touched had been"
        touched[episode] = [moment for side in both for moment in side.get(episode, [])]
    assert all(minute >= extra[0] - 1440.0 for minute, _ in changed.values())


def test_who_was_never_in_the_same_place_lives_the_same_life(without: Ledger) -> None:
    with_one = run((MONDAY_9, "acute_uri", 0.1))
    changed = disturbed(without, with_one)
    assert 1 <= len(changed) <= 0.1 * len(without["episodes"])
    before = with_one["visits"][with_one["visits"]["left_min"] < MONDAY_9]
    same = without["visits"][without["visits"]["left_min"] < MONDAY_9]
    assert before[before["left_min"] >= 0.0].tobytes() == same[same["left_min"] >= 0.0].tobytes()


def test_one_more_episode_of_luck_takes_nobody_elses(without: Ledger) -> None:
    """All residents' first choices, findings and lengths of stay stand where they stood."""
    with_one = run((MONDAY_9, "pneumonia", 0.6))
    mine = {int(row["episode"]): (row["first_facility"], row["felt_serious"]) for row in without["episodes"]}
    moved = [
        row["episode"]
        for row in with_one["episodes"]
        if mine.get(int(row["episode"]), (row["first_facility"], row["felt_serious"]))
        != (row["first_facility"], row["felt_serious"])
    ]
    assert moved == []
