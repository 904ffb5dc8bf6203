"""Checks on patients: nobody disappears, nobody is two people, nobody is in two places, time runs one way."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.ledger import TABLES
from sim.ledger.ledger import Ledger
from sim.measures.audit import SLACK_MIN, Finding, all_of, check_of, none_of
from sim.measures.view import totals
from sim.vocabulary.words import Exit, Outcome, Reason, StayOutcome

WHOSE: Final = ("resident", "village", "condition")
EPISODE_TABLES: Final = ("visits", "stays", "referrals", "tests")


def place_of(ledger: Ledger, keys: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """The row of `episodes` that each key belongs to; -1 where there is none."""
    episodes = ledger["episodes"]["episode"]
    if not len(episodes):
        return np.full(len(keys), -1)
    order = np.argsort(episodes, kind="stable")
    place = np.searchsorted(episodes[order], keys)
    known = place < len(order)
    row = order[np.minimum(place, len(order) - 1)]
    return np.where(known & (episodes[row] == keys), row, -1)


@check_of("episodes lost on the way, ended twice, or neither ended nor inside: arrivals = exits + inside")
def episodes_that_began_have_ended_or_are_inside(ledger: Ledger) -> Finding:
    """Arrivals = exits + still inside."""
    rows = ledger["episodes"]
    inside, ended = rows["exit"] == Exit.inside, rows["ended_min"] >= 0.0
    twice = len(rows) - len(np.unique(rows["episode"]))
    said = none_of(inside == ended, rows, TABLES["episodes"], "inside and ended, or neither", "each is one")
    right = f"{len(rows):,} began = {ended.sum():,} ended + {inside.sum():,} inside"
    same = Finding(twice == 0, float(twice), f"{twice:,} episodes stand in the table twice")
    return all_of([said, same], right)


@check_of("patients sharing one another's attributes; a draw that belongs to somebody else")
def an_episode_is_one_person_with_one_condition(ledger: Ledger) -> Finding:
    """Resident, village and condition are the same in every table, and fit the episode's number."""
    episodes, found = ledger["episodes"], []
    mixed = (episodes["episode"] >> 32) != episodes["resident"]
    found.append(none_of(mixed, episodes, TABLES["episodes"], "number belongs to another resident", ""))
    homes = ledger.frame["residents"]["village"].to_numpy()
    if len(homes):
        known = episodes["resident"] < len(homes)
        moved = ~known
        moved[known] = homes[episodes["resident"][known]] != episodes["village"][known]
        found.append(none_of(moved, episodes, TABLES["episodes"], "resident lives elsewhere", ""))
    for name in EPISODE_TABLES:
        rows = ledger[name]
        place = place_of(ledger, rows["episode"])
        found.append(none_of(place < 0, rows, TABLES[name], "belongs to no episode", ""))
        for column in WHOSE:
            if column in TABLES[name].names and len(episodes):
                other = (place >= 0) & (episodes[column][place] != rows[column])
                found.append(none_of(other, rows, TABLES[name], f"another {column} than its episode", ""))
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
def time_runs_forward(ledger: Ledger) -> Finding:
    """In every row, what comes later stands later, inside the run."""
    found = []
    for name, moments in ORDER.items():
        rows = ledger[name]
        latest = np.full(len(rows), 0.0)
        for moment in moments:
            happened = rows[moment] >= 0.0
            back = happened & (rows[moment] < latest - SLACK_MIN)
            found.append(none_of(back, rows, TABLES[name], f"{moment} stands before what precedes it", ""))
            latest = np.where(happened, np.maximum(latest, rows[moment]), latest)
            if moment != "report_min":  # a report may be due after the end
                over = happened & (rows[moment] > ledger.end_min + SLACK_MIN)
                found.append(none_of(over, rows, TABLES[name], f"{moment} is after the end of the run", ""))
    return all_of(found, "every row in order, from the start to the end of the run")


@check_of("a row that says seen without a start, or waiting for someone who has left")
def what_is_said_of_a_wait_is_what_happened(ledger: Ledger) -> Finding:
    """Outcomes and moments tell the same story."""
    found = []
    for name in ("visits", "steps"):
        rows = ledger[name]
        seen, waiting = rows["outcome"] == Outcome.seen, rows["outcome"] == Outcome.waiting
        odd = seen != (rows["start_min"] >= 0.0)
        found.append(none_of(odd, rows, TABLES[name], "seen without a start, or unseen with one", ""))
        gone = waiting & (rows["left_min"] >= 0.0)
        found.append(none_of(gone, rows, TABLES[name], "waiting, but has left", ""))
        lost = ~waiting & ~seen & (rows["left_min"] < 0.0)
        found.append(none_of(lost, rows, TABLES[name], "unseen and never left", ""))
    stays = ledger["stays"]
    inside = stays["outcome"] == StayOutcome.inside
    odd = inside != (stays["ended_min"] < 0.0)
    found.append(none_of(odd, stays, TABLES["stays"], "inside and ended, or neither", ""))
    return all_of(found, "outcomes agree with the moments")


def _times_at_places(ledger: Ledger, whose: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """Episode (or resident), begin and end of every time at a place, by whose it is and when it begins."""
    visits, stays = ledger["visits"], ledger["stays"]
    visits = visits[visits["arrival_min"] >= 0.0]  # who is still on the way is nowhere yet
    stays = stays[stays["admitted_min"] >= 0.0]
    key = np.concatenate([visits[whose], stays[whose]])
    begin = np.concatenate([visits["arrival_min"], stays["admitted_min"]])
    end = np.concatenate([visits["left_min"], stays["ended_min"]])
    end = np.where(end < 0.0, np.inf, end)
    order = np.lexsort((end, begin, key))
    return key[order], begin[order], end[order]


@check_of("a patient in two places at once, in a bed and in a queue")
def nobody_is_in_two_places_at_once(ledger: Ledger) -> Finding:
    """Within an episode, one visit or stay ends before the next begins."""
    key, begin, end = _times_at_places(ledger, "episode")
    overlap = (key[1:] == key[:-1]) & (begin[1:] < end[:-1] - SLACK_MIN)
    count = int(overlap.sum())
    if not count:
        return Finding(True, 0.0, f"{len(key):,} times at a place, none overlaps another of its episode")
    first = int(np.argmax(overlap))
    where = f"episode {key[first]} is still there at minute {begin[first + 1]:g} when it is elsewhere"
    return Finding(False, float(count), f"{count:,} overlaps; first: {where}")


@check_of("two illnesses of one resident that send her to two places at once", fatal=False)
def two_illnesses_do_not_send_one_resident_to_two_places(ledger: Ledger) -> Finding:
    """Episodes of one resident run side by side; how often that means two places at once is worth a look."""
    key, begin, end = _times_at_places(ledger, "resident")
    overlap = int(((key[1:] == key[:-1]) & (begin[1:] < end[:-1] - SLACK_MIN)).sum())
    share = 100.0 * overlap / max(len(key), 1)
    said = f"{overlap:,} of {len(key):,} times at a place ({share:.2f} %) overlap another of the resident"
    return Finding(overlap == 0, float(overlap), said)


@check_of("care after the end of an episode; an ended episode with an open visit or bed")
def nothing_happens_after_an_episode_has_ended(ledger: Ledger) -> Finding:
    """An episode that has ended has no open row and no later one."""
    ended, found = ledger["episodes"]["ended_min"], []
    for name, begins, closes in (("visits", "arrival_min", "left_min"), ("stays", "asked_min", "ended_min")):
        rows = ledger[name]
        place = place_of(ledger, rows["episode"])
        over = np.where(place >= 0, ended[place] if len(ended) else -1.0, -1.0)
        late = (over >= 0.0) & ((rows[begins] > over + SLACK_MIN) | (rows[closes] < 0.0))
        found.append(none_of(late, rows, TABLES[name], "open, or begun after the end of its episode", ""))
    return all_of(found, "no care after the end")


@check_of("visits counted and not written down, or written down and not counted")
def episodes_count_their_visits(ledger: Ledger) -> Finding:
    """Visits and returns of an episode are its rows; a visit going on, and a return not set off, may lack."""
    episodes, visits = ledger["episodes"], ledger["visits"]
    seen, back = visits["start_min"] >= 0.0, visits["reason"] == Reason.returned
    place = place_of(ledger, visits["episode"])
    counted = totals(place[seen & (place >= 0)], len(episodes))
    going_on = totals(place[seen & (visits["left_min"] < 0.0) & (place >= 0)], len(episodes))
    wrong = (counted < episodes["visits"]) | (counted - going_on > episodes["visits"])
    returned = totals(place[back & (place >= 0)], len(episodes))
    in_vain = back & (visits["outcome"] == Outcome.gave_up)  # who gave up may try again, with the same reason
    again = totals(place[in_vain & (place >= 0)], len(episodes))
    due = episodes["returns"] - returned
    table = TABLES["episodes"]
    found = [
        none_of(wrong, episodes, table, "visits differ from the rows", ""),
        none_of((due < -again) | (due > 1), episodes, table, "returns differ from the rows", ""),
    ]
    return all_of(found, f"{int(seen.sum()):,} visits, each counted in its episode")


@check_of("first contacts counted twice, or given to a later visit")
def a_first_contact_is_the_first_visit(ledger: Ledger) -> Finding:
    """At most one first contact an episode, and no visit before it."""
    visits = ledger["visits"]
    seen = visits[visits["start_min"] >= 0.0]
    seen = seen[np.lexsort((seen["start_min"], seen["episode"]))]
    earlier = np.zeros(len(seen), dtype=bool)
    earlier[1:] = seen["episode"][1:] == seen["episode"][:-1]
    wrong = (seen["first_contact"] == 1) & earlier
    unseen = visits[(visits["start_min"] < 0.0) & (visits["first_contact"] == 1)]
    right = f"{int((seen['first_contact'] == 1).sum()):,} first contacts"
    late = none_of(wrong, seen, TABLES["visits"], "a first contact after another visit", "")
    nobody = none_of(np.ones(len(unseen), bool), unseen, TABLES["visits"], "a first contact nobody had", "")
    return all_of([late, nobody], right)
