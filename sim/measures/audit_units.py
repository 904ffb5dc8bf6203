"""Checks on places: nobody works more than there are, nobody lies in a bed that is not there, "
"Little's law."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.ledger.ledger import Ledger
from sim.ledger.order import ordered
from sim.measures.audit import SLACK_MIN, Finding, all_of, check_of, none_of
from sim.measures.columns import Tables, anew, by_code, in_wards
from sim.measures.view import View, totals
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import Expert, Outcome

UNLIMITED = 10**9


@check_of("use above 100 %: busy time booked before the request or after the release")
def nobody_works_more_than_is_staffed(tables: Tables) -> Finding:
    """Busy <= staffed + overtime, and overtime <= busy, on every unit and day."""
    days = tables["days"]
    slack = SLACK_MIN * np.maximum(days["staffed_min"], 1.0)
    over = days["busy_min"] > days["staffed_min"] + days["overtime_min"] + slack
    more = days["overtime_min"] > days["busy_min"] + slack
    below = (days["busy_min"] < 0.0) | (days["staffed_min"] < 0.0) | (days["overtime_min"] < 0.0)
    busy, staffed = days["busy_min"].sum(), days["staffed_min"].sum()
    right = f"{busy:,.0f} busy minutes on {len(days):,} unit-days of {staffed:,.0f} staffed"
    return all_of(
        [
            none_of(over, days, "busy more than staffed and overtime", ""),
            none_of(more, days, "more overtime than work", ""),
            none_of(below, days, "less than nothing", ""),
        ],
        right,
    )


@check_of("a trainee who is at the hospital and in the clinic at once; hours booked away that nobody missed")
def who_is_away_is_missing_at_home(tables: Tables) -> Finding:
    """On the days of an absence the clinic was staffed by no more than its roster without those who were away."""
    absences, days = tables["absences"], tables["days"]
    if not len(absences):
        return Finding(True, 0.0, "nobody was away")
    first = (absences["from_min"] // DAY_MIN).astype(np.int64)
    after = np.maximum(np.ceil(absences["until_min"] / DAY_MIN).astype(np.int64), first + 1)
    order = ordered([absences["unit"], first])
    latest, alone = np.maximum.accumulate(after[order]), np.ones(len(order), dtype=bool)
    meets = ~anew(absences["unit"][order])[1:] & (first[order][1:] < latest[:-1])
    alone[order[1:][meets]] = alone[order[:-1][meets]] = False
    n_days = max(int(days["day"].max(initial=0)) + 1, int(after.max()))
    at, units = days["unit"].astype(np.int64) * n_days + days["day"], len(tables.ledger.frame["units"])
    by_day = totals(at, units * n_days, days["staffed_min"])
    so_far = np.cumsum(by_day)
    end = absences["unit"].astype(np.int64) * n_days + after - 1
    begin = absences["unit"].astype(np.int64) * n_days + first
    staffed = so_far[end] - so_far[begin] + by_day[begin]
    most = absences["rostered_min"] - absences["away_min"]
    over = alone & (staffed > most + SLACK_MIN * np.maximum(so_far[-1], 1.0))
    away = absences["away_min"].sum() / 60.0
    return none_of(over, absences, "staffed although away", f"{away:,.0f} clinic hours away and missing at home")


@check_of("patients who vanish from a queue: asked = served + gave up + turned away + waiting")
def every_queue_lets_out_whom_it_let_in(tables: Tables) -> Finding:
    """Unit by unit and day by day, nobody leaves a queue who has not joined it; at the end the rest wait."""
    days, units = tables["days"], tables.ledger.frame["units"]
    if not len(days):
        return Finding(True, 0.0, "no day books")
    change = days["asked"].astype(np.int64) - days["served"] - days["gave_up"] - days["turned_away"]
    order = ordered([days["unit"], days["day"]])
    running = np.cumsum(change[order])
    first = anew(days["unit"][order])
    before = np.maximum.accumulate(np.where(first, np.arange(len(days)), 0))
    left_in = np.empty(len(days), dtype=np.int64)
    left_in[order] = running - (running - change[order])[before]
    vanished = none_of(left_in < 0, days, "more left the queue than had joined it", "")
    at_end = totals(days["unit"], len(units), change.astype(float))
    wrong = _stations(tables) & (at_end > _still_waiting(tables, len(units)))
    names = ", ".join(units["id"].astype(str)[wrong][:3])
    lost = Finding(not wrong.any(), float(wrong.sum()), f"more wait at the end than the log knows at {names}")
    asked, ended = int(days["asked"].sum()), int(days["asked"].sum() - at_end.sum())
    return all_of([vanished, lost], f"{asked:,} asked = {ended:,} left the queue + {at_end.sum():,.0f} in it")


def _stations(tables: Tables) -> npt.NDArray[np.bool_]:
    """Units that only routes use, so that the log of steps must account for all of their day books."""
    mask: npt.NDArray[np.bool_] = tables.ledger.frame["units"]["kind"].astype(str).to_numpy() == "station"
    return mask


def _still_waiting(tables: Tables, size: int) -> npt.NDArray[np.float64]:
    steps = tables["steps"]
    return totals(steps["unit"][steps["outcome"] == Outcome.waiting], size)


@check_of("a log of those who started only; a service longer in the log than the server was busy")
def the_log_and_the_day_books_agree(tables: Tables) -> Finding:
    """The queues' own books know of nobody, and of no waiting, that the patients' rows do not know of.

    Rows may say more: of those who waited at a closed door or found no place to wait the queue knows nothing.
    A server may be busy for longer than the rows say: cleaned, or kept while the patient asks for another.
    """
    ledger, days, steps = tables.ledger, tables["days"], tables["steps"]
    size = len(ledger.frame["units"])
    begun, unit = steps["start_min"] >= 0.0, steps["unit"]
    gone = np.where(begun, steps["start_min"], steps["left_min"])
    waited = np.where(gone >= 0.0, gone - steps["joined_min"], 0.0)
    unseen = ~np.isin(steps["outcome"], (Outcome.seen, Outcome.waiting))
    at_most = {
        "asked": totals(unit, size),
        "gave_up": totals(unit[steps["outcome"] == Outcome.gave_up], size),
        "turned_away": totals(unit[unseen], size),
        "wait_sum_min": totals(unit, size, waited),
    }
    found, stations = [], _stations(tables)
    for column, rows in at_most.items():
        booked = totals(days["unit"], size, days[column].astype(float))
        wrong = stations & (booked > rows + SLACK_MIN * np.maximum(booked, 1.0))
        found.append(_units_differ(ledger, wrong, column, booked, rows))
    served = View(ledger, 0.0, ledger.end_min).clipped(steps["start_min"], steps["left_min"])
    booked, rows = totals(days["unit"], size, days["busy_min"]), totals(unit, size, served)
    wrong = stations & (rows > booked + SLACK_MIN * np.maximum(booked, 1.0))
    found.append(_units_differ(ledger, wrong, "busy_min", booked, rows))
    return all_of([*found, *_clinics_agree(tables, size)], "day books and patients' rows tell the same")


def _clinics_agree(tables: Tables, size: int) -> list[Finding]:
    """A clinic served at least the visits begun there; whoever gave up there has a row that says so."""
    ledger, days, visits, steps = tables.ledger, tables["days"], tables["visits"], tables["steps"]
    kind = ledger.frame["units"]["kind"].astype(str).to_numpy()
    clinic = np.isin(kind, ("clinic", "emergency"))
    unit = visits["unit"]
    here = unit >= 0
    begun = totals(unit[here & (visits["start_min"] >= 0.0)], size)
    served = totals(days["unit"], size, days["served"].astype(float))
    given_up = totals(unit[here & (visits["outcome"] == Outcome.gave_up)], size)
    # of patients of streams the rows may say more: who gave up at a closed door never was in the queue
    of_streams = totals(steps["unit"][steps["outcome"] == Outcome.gave_up], size)
    booked = totals(days["unit"], size, days["gave_up"].astype(float))
    # a call for a remote expert queues as a patient does; one in vain is booked where the expert sits
    in_vain = int((visits["expert"] == Expert.unanswered).sum())
    more = np.maximum(booked - given_up - of_streams, 0.0)
    wrong = clinic & ((booked < given_up) | ((more > 0) & (more[clinic].sum() != in_vain)))
    return [
        _units_differ(ledger, clinic & (begun > served), "served", served, begun),
        _units_differ(ledger, wrong, "gave up", booked, given_up),
    ]


def _units_differ(
    ledger: Ledger, wrong: npt.NDArray[Any], what: str, booked: npt.NDArray[Any], rows: npt.NDArray[Any]
) -> Finding:
    if not wrong.any():
        return Finding(True, 0.0, "")
    unit = int(np.argmax(wrong))
    name = ledger.frame["units"]["id"].iloc[unit]
    text = f"{what} at {name}: {booked[unit]:g} in the day books, {rows[unit]:g} in the patients' rows"
    return Finding(False, float(wrong.sum()), text)


@check_of("patients in beds that are not there, or served by more servers than there are")
def nobody_gets_a_place_that_is_not_there(tables: Tables) -> Finding:
    """Whoever is put to bed finds a bed or a declared extra bed; whoever is served finds a server."""
    ledger, found, fullest = tables.ledger, [], 0.0
    stays = in_wards(tables)
    admitted, ended = stays["admitted_min"], stays["ended_min"]
    opened = ledger.frame["beds"].sort_values(["unit", "from_min"])
    ward, since = opened["unit"].to_numpy(), opened["from_min"].to_numpy()
    room_of = (opened["beds"] + opened["extra_beds"]).to_numpy()
    for unit, mine in by_code(stays["unit"]):
        steps = slice(*np.searchsorted(ward, [unit, unit + 1]))
        if not len(ward[steps]):
            found.append(Finding(False, float(len(mine)), f"unit {unit} has patients in bed and no beds"))
            continue
        moments, held = held_at(admitted[mine], ended[mine])
        row = np.searchsorted(since[steps], moments, side="right") - 1
        room = room_of[steps][np.maximum(row, 0)]
        fullest = max(fullest, float((held / np.maximum(room, 1)).max()))
        found.append(_too_many(ledger, unit, moments, held, room, "beds"))
    rows = tables["steps"].where(tables["steps"]["start_min"] >= 0.0)
    begun, left = rows["start_min"], rows["left_min"]
    servers = ledger.frame["units"]["servers"].to_numpy()
    for unit, mine in by_code(rows["unit"]):
        moments, held = held_at(begun[mine], left[mine])
        found.append(_too_many(ledger, unit, moments, held, np.full(len(moments), servers[unit]), "servers"))
    return all_of(found, f"fullest ward: {100.0 * fullest:.0f} % of its beds and extra beds")


def held_at(begins: npt.NDArray[Any], ends: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """How many hold a place right after each beginning; who leaves in that instant has made room."""
    moments = np.sort(begins)
    ended = np.sort(ends[ends >= 0.0])
    begun = np.searchsorted(moments, moments, side="right")
    return moments, begun - np.searchsorted(ended, moments, side="right")


def _too_many(
    ledger: Ledger, unit: int, moments: npt.NDArray[Any], held: npt.NDArray[Any], room: Any, what: str
) -> Finding:
    wrong = held > room
    if not wrong.any():
        return Finding(True, 0.0, "")
    first = int(np.argmax(wrong))
    name = ledger.frame["units"]["id"].iloc[unit]
    text = f"{name}: {held[first]} in {room[first]} {what} at minute {moments[first]:g}"
    return Finding(False, float(wrong.sum()), text)


@check_of("ward day books that do not fit the stays: bed-days invented or lost")
def bed_days_are_the_stays(tables: Tables) -> Finding:
    """Bed-minutes of the stays are at most those booked by the wards (which also book cleaning)."""
    ledger, stays, days = tables.ledger, in_wards(tables), tables["days"]
    size = len(ledger.frame["units"])
    view = View(ledger, 0.0, ledger.end_min)
    lain = totals(stays["unit"], size, view.clipped(stays["admitted_min"], stays["ended_min"]))
    booked = totals(days["unit"], size, days["busy_min"])
    wrong = lain > booked + SLACK_MIN * np.maximum(booked, 1.0)
    days_lain = f"{lain.sum() / 1440.0:,.0f} bed-days lain"
    return all_of([_units_differ(ledger, wrong, "bed-minutes", booked, lain)], days_lain)


@check_of("waits measured from or to the wrong moment, or counted twice: Little's law")
def littles_law_holds(tables: Tables) -> Finding:
    """The area under the queue (counted by heads over time) is the sum of the waits in the window."""
    ledger, found, texts = tables.ledger, [], []
    begin, end = ledger.warm_up_min, ledger.end_min
    for name, moment in (("visits", "arrival_min"), ("steps", "joined_min")):
        rows = tables[name]
        if not len(rows):
            continue
        rows_there = rows.where(rows[moment] >= 0.0)  # who is still on the way has not joined
        joined, start, left = (rows_there[column] for column in (moment, "start_min", "left_min"))
        until = np.where(start >= 0.0, start, left)
        until[until < 0.0] = end
        area = area_under_queue(joined, until, begin, end)
        waits = float(View(ledger, begin, end).clipped(joined, until).sum())
        gap = abs(area - waits)
        ok = gap <= SLACK_MIN * max(waits, 1.0) and bool((until >= joined - SLACK_MIN).all())
        said = f"{name}: area under the queue {area:g} min, sum of waits {waits:g} min"
        found.append(Finding(ok, gap, said))
        texts.append(_as_rates(name, joined, until, (begin, end), area))
    return all_of(found, "; ".join(texts) or "nobody waited")


def _as_rates(
    name: str, joined: npt.NDArray[Any], until: npt.NDArray[Any], window: tuple[float, float], area: float
) -> str:
    """L, lambda and W in words; they differ by those who wait across an edge of the window."""
    inside = (joined >= window[0]) & (joined < window[1])
    length = window[1] - window[0]
    mean = float((until - joined)[inside].mean()) if inside.any() else 0.0
    return f"{name}: L {area / length:.4g}, lambda x W {inside.sum() / length * mean:.4g}"


def area_under_queue(joined: npt.NDArray[Any], until: npt.NDArray[Any], begin_min: float, end_min: float) -> float:
    """Minutes times heads in the queue inside a window, by walking through all changes in order of time.

    Who is called in the instant of the arrival is never in the queue, and is left out.
    """
    queued = joined != until
    joined, until = joined[queued], until[queued]
    if not len(joined):
        return 0.0
    moments = np.concatenate([np.sort(joined), np.sort(until)])
    order = np.argsort(moments, kind="stable")  # of two rising runs: a merge
    heads = np.cumsum(np.where(order < len(joined), 1, -1))
    # in which order changes of the same instant come does not matter: no time passes between them
    moments = moments[order]
    edges = np.clip(np.append(moments, max(end_min, moments[-1])), begin_min, end_min)
    return float((heads * np.diff(edges)).sum())
