"""The event log in the formats of other people's tools: process mining (pm4py) and animation (vidigi).

`pm4py` is a CSV with the column names of the XES standard: `pandas.read_csv` and `pm4py.format_dataframe` need no
arguments. `vidigi` is a row per arrival, queue, use of a resource, its end, and departure. Neither tool is needed to
write them.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.ledger.event_log import calendar, event_log, ids
from sim.ledger.ledger import Ledger, Rows
from sim.vocabulary.words import EpisodeReason

PM4PY: Final = (
    *("case:concept:name", "concept:name", "org:resource", "start_timestamp", "time:timestamp", "lifecycle:transition"),
)
VIDIGI: Final = ("entity_id", "event_type", "event", "time", "timestamp", "resource_id", "run_number", "pathway")
AWAY: Final = "at home or on the way"
SECOND_LOOK: Final = "waiting for a second look at "
ORDER: Final = ("arrival", "queue", "resource_use", "resource_use_end", "away", "depart")
"""What comes first of the events of one service in one and the same minute."""


def process_mining_log(ledger: Ledger) -> pd.DataFrame:
    """One row per thing that happened to one case, under the names of XES; columns `PM4PY`.

    What was still going on when the run ended is a transition that has started and not completed.
    """
    log = event_log(ledger)
    goes_on = log["end_min"].isna()
    table = pd.DataFrame(
        {
            "case:concept:name": log["case"],
            "concept:name": log["activity"],
            "org:resource": log["resource"],
            "start_timestamp": log["start"],
            "time:timestamp": log["end"].where(~goes_on, log["start"]),
            "lifecycle:transition": np.where(goes_on, "start", "complete"),
        }
    )
    return table[list(PM4PY)]


def animation_log(ledger: Ledger) -> pd.DataFrame:
    """Arrivals, queues, uses of a resource and departures, by case and minute; columns `VIDIGI`.

    A case is an episode of care that reached a door (or one patient of a stream); who stayed at home has no place in an
    animation of places. `resource_id` numbers the servers of one unit: which of them served is not recorded, so each
    gets the lowest that is free. A clinician who has sent for a test is free until the second look.
    """
    services = pd.concat([_visits(ledger), _stays(ledger), _tests(ledger), _steps(ledger)], ignore_index=True)
    services["resource_id"] = _servers(services)
    parts = [_arrivals(services), *_served(services), _departures(ledger, services)]
    log = pd.concat(parts, ignore_index=True)
    log["rank"] = log["kind"].map({kind: place for place, kind in enumerate(ORDER)})
    log = log.sort_values(["case", "time", "joined", "rank"], kind="stable", ignore_index=True)
    log["event_type"] = log["kind"].replace({"arrival": "arrival_departure", "depart": "arrival_departure"})
    log["event_type"] = log["event_type"].replace({"away": "queue"})
    log["entity_id"], log["timestamp"] = log["case"], calendar(ledger, log["time"])
    log["resource_id"] = log["resource_id"].astype("Int64")
    log["run_number"] = int(ledger.meta.get("replication", 0))
    return log[list(VIDIGI)]


FORMATS: Final[dict[str, Callable[[Ledger], pd.DataFrame]]] = {
    "events": event_log,
    "pm4py": process_mining_log,
    "vidigi": animation_log,
}
"""Formats by name: our own columns, process mining, animation."""


def export(ledger: Ledger, path: Path | str, form: str = "events") -> Path:
    """Write the event log in one of `FORMATS` as CSV (UTF-8); returns the path."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    FORMATS[form](ledger).to_csv(target, index=False)
    return target


def _services(case: Any, resource: Any, pathway: Any, **minutes: Any) -> pd.DataFrame:
    """One row per time at a unit: joined, begun, ended (free for the next), left; -1 has not come."""
    return pd.DataFrame({"case": case, "resource": resource, "pathway": pathway, "after": AWAY, **minutes})


def _why(ledger: Ledger, rows: Rows) -> pd.Series[Any]:
    """Why the episode of each row began: the pathway on which the patient is."""
    episodes = ledger["episodes"]
    words = {int(code): code.en for code in EpisodeReason}
    reasons = pd.Series(episodes["reason"], index=episodes["episode"]).map(words)
    return reasons.reindex(rows["episode"]).reset_index(drop=True)


def _place(ledger: Ledger, rows: Rows) -> npt.NDArray[np.object_]:
    return np.where(rows["unit"] >= 0, ids(ledger, "units", rows["unit"]), ids(ledger, "facilities", rows["facility"]))


def _visits(ledger: Ledger) -> pd.DataFrame:
    """Visits; one that sent for a test gives the clinician free at that minute."""
    rows, tests = ledger["visits"], ledger["tests"]
    found = _services(
        rows["episode"], _place(ledger, rows), _why(ledger, rows),
        joined=rows["arrival_min"], begun=rows["start_min"], ended=rows["end_min"], left=rows["left_min"],
    )  # fmt: skip
    asked = pd.DataFrame({"case": tests["episode"], "asked": tests["asked_min"]}).sort_values("asked", kind="stable")
    order = found["begun"].argsort(kind="stable")
    later = pd.merge_asof(
        found.loc[order, ["case", "begun"]], asked, left_on="begun", right_on="asked", by="case", direction="forward"
    )
    first = np.full(len(found), np.nan)
    first[order] = later["asked"].to_numpy()
    last = np.where(found["ended"] < 0.0, np.inf, found["ended"])
    tested = (found["begun"] >= 0.0) & (first <= last)
    found["ended"] = np.where(tested, first, found["ended"])
    return found


def _stays(ledger: Ledger) -> pd.DataFrame:
    rows = ledger["stays"]
    return _services(
        rows["episode"], _place(ledger, rows), _why(ledger, rows),
        joined=rows["asked_min"], begun=rows["admitted_min"], ended=rows["ended_min"], left=rows["ended_min"],
    )  # fmt: skip


def _tests(ledger: Ledger) -> pd.DataFrame:
    rows = ledger["tests"]
    found = _services(
        rows["episode"], _place(ledger, rows), _why(ledger, rows),
        joined=rows["asked_min"], begun=rows["start_min"], ended=rows["report_min"], left=rows["report_min"],
    )  # fmt: skip
    found["after"] = SECOND_LOOK + ids(ledger, "facilities", rows["facility"])
    return found


def _steps(ledger: Ledger) -> pd.DataFrame:
    rows = ledger["steps"]
    routes = np.array([*ledger.words("route"), ""], dtype=object)
    route = routes[np.minimum(rows["route"], len(routes) - 1)] if len(rows) else ""
    return _services(
        rows["patient"], ids(ledger, "units", rows["unit"]), route,
        joined=rows["joined_min"], begun=rows["start_min"], ended=rows["end_min"], left=rows["left_min"],
    )  # fmt: skip


def _servers(services: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Servers of each unit dealt out in the order of time: the lowest that is free, from 1; nan where unserved."""
    found = np.full(len(services), np.nan)
    begun, ended = services["begun"].to_numpy(), services["ended"].to_numpy()
    order = np.lexsort((services["case"], begun))
    free: dict[str, list[int]] = {}
    busy: dict[str, list[tuple[float, int]]] = {}
    resources = services["resource"].tolist()
    for row in order[begun[order] >= 0.0]:
        mine, serving = free.setdefault(resources[row], []), busy.setdefault(resources[row], [])
        while serving and serving[0][0] <= begun[row]:
            heapq.heappush(mine, heapq.heappop(serving)[1])
        number = heapq.heappop(mine) if mine else len(serving) + 1
        heapq.heappush(serving, (ended[row] if ended[row] >= 0.0 else np.inf, number))
        found[row] = number
    return found


def _rows(kind: str, services: pd.DataFrame, minute: str, event: Any, resource: bool = False) -> pd.DataFrame:
    """One event of each service that has come to it."""
    rows = services[services[minute] >= 0.0]
    table = rows[["case", "pathway", "joined"]].assign(kind=kind, time=rows[minute])
    table["event"] = event(rows) if callable(event) else event
    return table.assign(resource_id=rows["resource_id"] if resource else np.nan)


def _served(services: pd.DataFrame) -> list[pd.DataFrame]:
    """Queue, use, end of use, and where the patient is afterwards."""
    return [
        _rows("queue", services, "joined", lambda rows: "waiting for " + rows["resource"]),
        _rows("resource_use", services, "begun", lambda rows: rows["resource"], resource=True),
        _rows("resource_use_end", services[services["begun"] >= 0.0], "ended", lambda rows: rows["resource"], True),
        _rows("away", services, "left", lambda rows: rows["after"]),
    ]


def _arrivals(services: pd.DataFrame) -> pd.DataFrame:
    first = services.sort_values("joined", kind="stable").drop_duplicates("case")
    return _rows("arrival", first, "joined", "arrival")


def _departures(ledger: Ledger, services: pd.DataFrame) -> pd.DataFrame:
    """Those whose episode (or way through the stations) is over, at its end and not before they left."""
    left = services.groupby("case").agg(left=("left", "max"), least=("left", "min"), pathway=("pathway", "last"))
    episodes = ledger["episodes"]
    ended = pd.Series(episodes["ended_min"], index=episodes["episode"]).reindex(left.index)
    over = np.where(ended.isna(), left["least"] >= 0.0, ended >= 0.0)
    gone = left[over].assign(ended=ended[over].fillna(-1.0)).reset_index()
    gone["left"] = gone[["left", "ended"]].max(axis=1)
    return _rows("depart", gone.assign(joined=np.inf, resource_id=np.nan), "left", "depart")
