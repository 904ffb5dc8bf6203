"""The ledger as an event log: one row per thing that happened to one case, for process mining.

Columns: case, activity, resource, start, end, start_min, end_min. `start` and `end` are calendar times when
the ledger knows its first day. Any tool that reads a CSV with case, activity and timestamps can open it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.ledger.ledger import Ledger, Rows
from sim.vocabulary.words import (
    TIERS,
    Channel,
    Code,
    EpisodeReason,
    Exit,
    Outcome,
    Reason,
    StayKind,
)

COLUMNS: Final = ("case", "activity", "resource", "start", "end", "start_min", "end_min")
Words = npt.NDArray[np.object_]
Minutes = npt.NDArray[np.float64]


def event_log(ledger: Ledger) -> pd.DataFrame:
    """Everything that happened, one row per event, by case and time.

    A case is an episode of care (or one patient of a stream). What was still going on when the run ended has
    no end. Nothing is left out: those who stayed at home or left unseen are events too.
    """
    parts = [
        _onsets(ledger),
        _visits(ledger),
        _left_unseen(ledger),
        _tests(ledger),
        _referrals(ledger),
        _stays(ledger),
        _exits(ledger),
        _steps(ledger),
    ]
    log = pd.concat(parts, ignore_index=True)
    log = log.sort_values(["case", "start_min", "end_min"], kind="stable", ignore_index=True)
    log["start"], log["end"] = (calendar(ledger, log[f"{edge}_min"]) for edge in ("start", "end"))
    return log[list(COLUMNS)]


def write_event_log(ledger: Ledger, path: Path | str) -> Path:
    """Write the event log as CSV (UTF-8); returns the path."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    event_log(ledger).to_csv(target, index=False)
    return target


def _events(case: npt.NDArray[Any], activity: Words, resource: Words, start: Minutes, end: Minutes) -> pd.DataFrame:
    ended = np.where(end < 0.0, np.nan, end)
    return pd.DataFrame(
        {
            "case": case.astype(str),
            "activity": activity.astype(str),
            "resource": resource.astype(str),
            "start_min": start.astype(float),
            "end_min": ended,
        }
    )


def _said(codes: npt.NDArray[np.integer[Any]], words: type[Code], before: str = "") -> Words:
    """Words for codes, with something before them."""
    table = np.full(129, "", dtype=object)  # int8 codes; -1 is the last entry
    for code in words:
        table[int(code)] = before + code.en
    found: Words = table[codes]
    return found


def _tier_words(tiers: npt.NDArray[np.integer[Any]], before: str) -> Words:
    words: Words = np.array([*(before + tier for tier in TIERS), before + "none"], dtype=object)[tiers]
    return words


def ids(ledger: Ledger, frame: str, rows: npt.NDArray[np.integer[Any]]) -> Words:
    """The scenario's ids of rows of a frame table; empty text for -1."""
    ids: Words = np.array([*ledger.frame[frame]["id"].astype(str), ""], dtype=object)
    found: Words = ids[rows]
    return found


def _onsets(ledger: Ledger) -> pd.DataFrame:
    rows = ledger["episodes"]
    what = _said(rows["reason"], EpisodeReason, "begins: ")
    where = ids(ledger, "villages", rows["village"])
    return _events(rows["episode"], what, where, rows["onset_min"], rows["onset_min"])


def _visits(ledger: Ledger) -> pd.DataFrame:
    rows = ledger["visits"]
    rows = rows[rows["start_min"] >= 0.0]
    what = _tier_words(rows["tier"], "visit: ") + _said(rows["reason"], Reason, ", ")
    return _events(rows["episode"], what, _place(ledger, rows), rows["start_min"], rows["end_min"])


def _left_unseen(ledger: Ledger) -> pd.DataFrame:
    rows = ledger["visits"]
    rows = rows[rows["start_min"] < 0.0]
    what = _said(rows["outcome"], Outcome, "unseen: ")
    return _events(rows["episode"], what, _place(ledger, rows), rows["arrival_min"], rows["left_min"])


def _place(ledger: Ledger, rows: Rows) -> Words:
    """The unit's id, or the facility's where no unit is known (out of the county)."""
    units = ids(ledger, "units", rows["unit"])
    known: Words = np.where(rows["unit"] >= 0, units, ids(ledger, "facilities", rows["facility"]))
    return known


def _tests(ledger: Ledger) -> pd.DataFrame:
    rows = ledger["tests"]
    words = np.array([f"test: {word}" for word in [*ledger.words("test"), "?"]], dtype=object)
    start = np.where(rows["start_min"] < 0.0, rows["asked_min"], rows["start_min"])
    what = words[np.minimum(rows["test"], len(words) - 1)]
    return _events(rows["episode"], what, _place(ledger, rows), start, rows["report_min"])


def _referrals(ledger: Ledger) -> pd.DataFrame:
    rows = ledger["referrals"]
    way = np.where(rows["direction"] > 0, "sent up: ", "sent down: ").astype(object)
    what = way + _said(rows["channel"], Channel)
    where = ids(ledger, "facilities", rows["from_facility"])
    return _events(rows["episode"], what, where, rows["decided_min"], rows["decided_min"])


def _stays(ledger: Ledger) -> pd.DataFrame:
    rows = ledger["stays"]
    rows = rows[rows["admitted_min"] >= 0.0]
    what = _said(rows["kind"], StayKind, "in bed: ")
    return _events(rows["episode"], what, _place(ledger, rows), rows["admitted_min"], rows["ended_min"])


def _exits(ledger: Ledger) -> pd.DataFrame:
    rows = ledger["episodes"]
    rows = rows[rows["ended_min"] >= 0.0]
    what = _said(rows["exit"], Exit, "ends: ")
    where = ids(ledger, "villages", rows["village"])
    return _events(rows["episode"], what, where, rows["ended_min"], rows["ended_min"])


def _steps(ledger: Ledger) -> pd.DataFrame:
    rows = ledger["steps"]
    served = rows["start_min"] >= 0.0
    start = np.where(served, rows["start_min"], rows["joined_min"])
    end = np.where(served, rows["end_min"], rows["left_min"])
    where = ids(ledger, "units", rows["unit"])
    what = np.where(served, where, _said(rows["outcome"], Outcome, "unseen: "))
    return _events(rows["patient"], what, where, start, end)


def calendar(ledger: Ledger, minutes: pd.Series[float]) -> pd.Series[Any]:
    """Calendar times of simulated minutes; empty when the ledger does not know its first day."""
    if not ledger.meta.get("start"):
        return pd.Series(pd.NaT, index=minutes.index)
    seconds = pd.to_timedelta((minutes * 60.0).round(3), unit="s")
    return (pd.Timestamp(ledger.meta["start"]) + seconds).dt.floor("ms")
