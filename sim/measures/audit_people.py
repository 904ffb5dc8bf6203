"""Checks on patients: nobody disappears, nobody is two people, nobody is in two places, time runs one way."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from sim.ledger import TABLES
from sim.ledger.order import ordered
from sim.measures.audit import SLACK_MIN, Finding, all_of, check_of, none_of
from sim.measures.columns import Column, Tables, anew
from sim.vocabulary.words import Exit, Outcome, Reason, StayOutcome

WHOSE: Final = ("resident", "village", "condition")
EPISODE_TABLES: Final = ("visits", "stays", "referrals", "tests")


@check_of("episodes lost on the way, ended twice, or neither ended nor inside: arrivals = exits + inside")
def episodes_that_began_have_ended_or_are_inside(tables: Tables) -> Finding:
    """Arrivals = exits + still inside."""
    rows, (keys, _) = tables["episodes"], tables.episodes_in_order
    inside, ended = rows["exit"] == Exit.inside, rows["ended_min"] >= 0.0
    twice = int((keys[1:] == keys[:-1]).sum())
    said = none_of(inside == ended, rows, "inside and ended, or neither", "each is one")
    right = f"{len(rows):,} began = {ended.sum():,} ended + {inside.sum():,} inside"
    same = Finding(twice == 0, float(twice), f"{twice:,} episodes stand in the table twice")
    return all_of([said, same], right)


@check_of("patients sharing one another's attributes; a draw that belongs to somebody else")
def an_episode_is_one_person_with_one_condition(tables: Tables) -> Finding:
    """Resident, village and condition are the same in every table, and fit the episode's number."""
    episodes, found = tables["episodes"], []
    mixed = (episodes["episode"] >> 32) != episodes["resident"]
    found.append(none_of(mixed, episodes, "number belongs to another resident", ""))
    homes = tables.ledger.frame["residents"]["village"].to_numpy()
    if len(homes):
        known = episodes["resident"] < len(homes)
        moved = ~known
        moved[known] = homes[episodes["resident"][known]] != episodes["village"][known]
        found.append(none_of(moved, episodes, "resident lives elsewhere", ""))
    for name in EPISODE_TABLES:
        rows, place = tables[name], tables.place(name)
        nowhere = place < 0
        found.append(none_of(nowhere, rows, "belongs to no episode", ""))
        for column in WHOSE:
            if column in TABLES[name].names and len(episodes):
                other = (episodes[column][place] != rows[column]) & ~nowhere
                found.append(none_of(other, rows, f"another {column} than its episode", ""))
    return all_of(found, f"{len(episodes):,} episodes, one resident and one condition each")


ORDER: Final[dict[str, tuple[str, ...]]] = {
    "episodes": ("onset_min", "ended_min"),
    "visits": ("set_off_min", "arrival_min", "start_min", "end_min", "left_min"),
    "stays": ("asked_min", "admitted_min", "ended_min"),
    "referrals": ("decided_min", "arrived_min"),
    "tests": ("asked_min", "start_min", "report_min"),
    "steps": ("joined_min", "start_min", "end_min", "left_min"),
}


@check_of("clocks read at the wrong moment; services that begin before the patient is there")
def time_runs_forward(tables: Tables) -> Finding:
    """In every row, what comes later stands later, inside the run."""
    found = []
    for name, moments in ORDER.items():
        rows, end_min = tables[name], tables.ledger.end_min
        rows.keep(moments)
        latest = np.full(len(rows), -SLACK_MIN)
        for moment in moments:
            minute = rows[moment]
            back = (minute < latest) & (minute >= 0.0)
            found.append(none_of(back, rows, f"{moment} stands before what precedes it", ""))
            np.fmax(latest, minute - SLACK_MIN, out=latest)  # what has not happened is -1 and changes nothing
            if moment != "report_min":  # a report may be due after the end
                over = minute > end_min + SLACK_MIN
                found.append(none_of(over, rows, f"{moment} is after the end of the run", ""))
    return all_of(found, "every row in order, from the start to the end of the run")


@check_of("a row that says seen without a start, or waiting for someone who has left")
def what_is_said_of_a_wait_is_what_happened(tables: Tables) -> Finding:
    """Outcomes and moments tell the same story."""
    found = []
    for name in ("visits", "steps"):
        rows = tables[name]
        seen, waiting = rows["outcome"] == Outcome.seen, rows["outcome"] == Outcome.waiting
        odd = seen != (rows["start_min"] >= 0.0)
        found.append(none_of(odd, rows, "seen without a start, or unseen with one", ""))
        gone = waiting & (rows["left_min"] >= 0.0)
        found.append(none_of(gone, rows, "waiting, but has left", ""))
        lost = ~waiting & ~seen & (rows["left_min"] < 0.0)
        found.append(none_of(lost, rows, "unseen and never left", ""))
    stays = tables["stays"]
    inside = stays["outcome"] == StayOutcome.inside
    odd = inside != (stays["ended_min"] < 0.0)
    found.append(none_of(odd, stays, "inside and ended, or neither", ""))
    return all_of(found, "outcomes agree with the moments")


def _times_at_places(tables: Tables) -> dict[str, Column]:
    """Begin and end of every time at a place, and whose it is: resident, and row of the episode."""
    visits, stays = tables["visits"], tables["stays"]
    there = visits.where(visits["arrival_min"] >= 0.0)  # who is still on the way is nowhere yet
    lain = stays.where(stays["admitted_min"] >= 0.0)
    end = np.concatenate([there["left_min"], lain["ended_min"]])
    end[end < 0.0] = np.inf
    return {
        "resident": np.concatenate([there["resident"], lain["resident"]]),
        "episode": np.concatenate([rows.of(tables.place(rows.table.name)) for rows in (there, lain)]),
        "begin": np.concatenate([there["arrival_min"], lain["admitted_min"]]),
        "end": end,
    }


def _overlaps(tables: Tables, whose: str) -> tuple[Column, Column, Column]:
    """Where a time at a place begins before the last one of the same episode (or resident) has ended."""
    times = tables.once("times at places", lambda: _times_at_places(tables))
    order = ordered([times[whose], times["begin"], times["end"]])
    key, begin, end = times[whose][order], times["begin"][order], times["end"][order]
    overlap = ~anew(key)[1:] & (begin[1:] < end[:-1] - SLACK_MIN)
    return overlap, key, begin


@check_of("a patient in two places at once, in a bed and in a queue")
def nobody_is_in_two_places_at_once(tables: Tables) -> Finding:
    """Within an episode, one visit or stay ends before the next begins."""
    overlap, key, begin = _overlaps(tables, "episode")
    count = int(overlap.sum())
    if not count:
        return Finding(True, 0.0, f"{len(key):,} times at a place, none overlaps another of its episode")
    first = int(np.argmax(overlap))
    number = tables["episodes"]["episode"][key[first]]
    where = f"episode {number} is still there at minute {begin[first + 1]:g} when it is elsewhere"
    return Finding(False, float(count), f"{count:,} overlaps; first: {where}")


@check_of("two illnesses of one resident that send her to two places at once", fatal=False)
def two_illnesses_do_not_send_one_resident_to_two_places(tables: Tables) -> Finding:
    """Episodes of one resident run side by side; how often that means two places at once is worth a look."""
    found, key, _ = _overlaps(tables, "resident")
    overlap = int(found.sum())
    share = 100.0 * overlap / max(len(key), 1)
    said = f"{overlap:,} of {len(key):,} times at a place ({share:.2f} %) overlap another of the resident"
    return Finding(overlap == 0, float(overlap), said)


@check_of("care after the end of an episode; an ended episode with an open visit or bed")
def nothing_happens_after_an_episode_has_ended(tables: Tables) -> Finding:
    """An episode that has ended has no open row and no later one."""
    ended, found = tables["episodes"]["ended_min"], []
    for name, begins, closes in (("visits", "arrival_min", "left_min"), ("stays", "asked_min", "ended_min")):
        rows, place = tables[name], tables.place(name)
        over = ended[place] if len(ended) else np.full(len(rows), -1.0)
        late = (rows[begins] > over + SLACK_MIN) | (rows[closes] < 0.0)
        late &= (over >= 0.0) & (place >= 0)
        found.append(none_of(late, rows, "open, or begun after the end of its episode", ""))
    return all_of(found, "no care after the end")


@check_of("visits counted and not written down, or written down and not counted")
def episodes_count_their_visits(tables: Tables) -> Finding:
    """Visits and returns of an episode are its rows; a visit going on, and a return not set off, may lack."""
    episodes, visits, place = tables["episodes"], tables["visits"], tables.place("visits")
    known = place >= 0

    def counted(mask: npt.NDArray[np.bool_]) -> Column:
        """How many visits of each episode are so."""
        return np.bincount(place[mask & known], minlength=len(episodes))

    seen, back = visits["start_min"] >= 0.0, visits["reason"] == Reason.returned
    said, rows = episodes["visits"], counted(seen)
    going_on = counted(seen & (visits["left_min"] < 0.0))
    wrong = (rows < said) | (rows - going_on > said)
    again = counted(back & (visits["outcome"] == Outcome.gave_up))  # who gave up may try again, with the same reason
    due = episodes["returns"] - counted(back)
    found = [
        none_of(wrong, episodes, "visits differ from the rows", ""),
        none_of((due < -again) | (due > 1), episodes, "returns differ from the rows", ""),
    ]
    return all_of(found, f"{int(seen.sum()):,} visits, each counted in its episode")


@check_of("first contacts counted twice, or given to a later visit")
def a_first_contact_is_the_first_visit(tables: Tables) -> Finding:
    """At most one first contact an episode, and no visit before it."""
    visits = tables["visits"]
    met, unseen = visits["first_contact"] == 1, visits["start_min"] < 0.0
    late = np.zeros(len(visits), dtype=bool)
    if not _each_is_the_earliest(tables, met & ~unseen):
        seen = visits.where(~unseen)
        whose = seen["episode"]
        order = ordered([whose, seen["start_min"]])
        later = order[~anew(whose[order])]
        wrong = np.zeros(len(seen), dtype=bool)
        wrong[later] = True
        wrong &= seen["first_contact"] == 1
        late[~unseen] = wrong
    found = [
        none_of(late, visits, "a first contact after another visit", ""),
        none_of(unseen & met, visits, "a first contact nobody had", ""),
    ]
    return all_of(found, f"{int((met & ~unseen).sum()):,} first contacts")


def _each_is_the_earliest(tables: Tables, met: npt.NDArray[np.bool_]) -> bool:
    """Whether no episode has two first contacts or a visit before its own: seen without sorting any visit."""
    visits, place = tables["visits"], tables.place("visits")
    if not len(visits) or int(place.min()) < 0:
        return False
    start, many = visits["start_min"], len(tables["episodes"])
    earliest = np.full(many, np.inf)
    np.minimum.at(earliest, place, np.where(start < 0.0, np.inf, start))
    return bool((start[met] <= earliest[place[met]]).all() and np.bincount(place[met], minlength=1).max() <= 1)
