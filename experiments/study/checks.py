"""The checks of a study: the audit of every run, gathered, and what can only be seen over all runs together.

A check is ok, needs attention, or has failed; after a failed one no number of the study may be used.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from experiments.runs.fingerprint import first_difference
from experiments.runs.warm_up import drifts
from experiments.study.declared import Primary

CHECKS: Final = ("check", "catches", "result", "number", "detail")
DRIFT_THAT_MATTERS: Final = 0.05
OK, ATTENTION, FAILED = "passed", "attention", "failed"
WORST: Final = (OK, ATTENTION, FAILED)
Runs = Mapping[tuple[str, int], pd.DataFrame]


def audits(runs: Runs) -> pd.DataFrame:
    """Each check of the audit over all runs: how many runs it concerns, and what the first of them says."""
    rows: dict[str, dict[str, Any]] = {}
    said: dict[str, list[tuple[str, str]]] = {}
    for (arm, replication), table in runs.items():
        for check in table.to_dict("records"):
            name, number = str(check["check"]), float(check["number"])
            row = rows.setdefault(name, row_of(name, str(check["catches"]), OK, number, ""))
            if check["result"] == OK:
                row["number"] = _widest(row["number"], number) if row["result"] == OK else row["number"]
                continue
            first = WORST.index(check["result"]) > WORST.index(row["result"])
            row |= {"result": check["result"], "number": number} if first else {}
            found = f"{arm}, replication {replication}: {check['detail']}"
            said.setdefault(name, []).append((check["result"], found))
    for name, row in rows.items():
        mine = [text for result, text in said.get(name, ()) if result == row["result"]]
        more = f" (and in {len(mine) - 1} more of {len(runs)} runs)" if len(mine) > 1 else ""
        row["detail"] = mine[0] + more if mine else f"held in all {len(runs)} runs"
    return check_rows(list(rows.values()))


def _widest(one: float, other: float) -> float:
    """The number farther from zero; a number that is unknown loses."""
    if math.isnan(one):
        return other
    return other if not math.isnan(other) and abs(other) > abs(one) else one


def first_divergences(fingerprints: Mapping[str, pd.DataFrame], today: str, start: dt.date) -> pd.DataFrame:
    """When each arm stopped being today's county, in replication 0."""
    rows = []
    for arm, print_ in fingerprints.items():
        if arm == today:
            continue
        found = first_difference(fingerprints[today], print_)
        if found is None:
            rows.append((arm, math.nan, "", "never: the arm is today's county to the bit"))
        else:
            moment = dt.datetime.combine(start, dt.time()) + dt.timedelta(minutes=found[0])
            rows.append((arm, float(found[0]), f"{moment:%Y-%m-%d %H:%M}", found[1]))
    return pd.DataFrame(rows, columns=["arm", "minute", "time", "what"])


def identity_check(divergences: pd.DataFrame, may_differ_from: Mapping[str, float]) -> dict[str, Any]:
    """No arm may part from today before its first difference is in force."""
    early = [
        (row["arm"], row["minute"], may_differ_from[row["arm"]])
        for row in divergences.to_dict("records")
        if row["minute"] < may_differ_from[row["arm"]]
    ]
    detail = "; ".join(f"{arm} differs at minute {at:.0f}, in force from {due:.0f}" for arm, at, due in early)
    return row_of(
        "identity before divergence",
        "luck that a policy shifts although it has not begun",
        FAILED if early else OK,
        float(len(early)),
        detail or "every arm is today's county until its first difference is in force",
    )


def acts_check(
    divergences: pd.DataFrame, may_differ_from: Mapping[str, float], start: dt.date, ends_min: float
) -> dict[str, Any]:
    """Every arm is another county than today's at some time; a policy dated after the run is not."""
    idle = []
    for row in divergences[divergences["minute"].isna()].to_dict("records"):
        begins = may_differ_from.get(row["arm"], 0.0)
        last = start + dt.timedelta(minutes=ends_min - 1.0)
        late = f" (it begins on {start + dt.timedelta(minutes=begins)}, the run ends on {last})"
        idle.append(f"{row['arm']} never differs from today{late if begins >= ends_min else ''}")
    return row_of(
        "every arm does something",
        "a policy that begins after the run, or concerns nobody, read as one without effect",
        ATTENTION if idle else OK,
        float(len(idle)),
        "; ".join(idle) or f"all {len(divergences)} arms differ from today, in replication 0",
    )


def warm_up_check(daily: Runs, from_min: float) -> dict[str, Any]:
    """The series that drifts most, in the worst arm, is settled when measuring begins."""
    name, catches = "warm-up", "measuring a county that is still filling up"
    found = drifts(daily, int(from_min // 1440))
    if not found:
        return row_of(name, catches, OK, math.nan, "not judged: fewer than four weeks are measured")
    worst = found[0]
    still = worst.sure and abs(worst.share) > DRIFT_THAT_MATTERS
    settled = f"; settled from day {worst.settled_day} (MSER-5)" if worst.settled_day is not None else ""
    luck = "; luck alone could do it" if abs(worst.share) > DRIFT_THAT_MATTERS and not worst.sure else ""
    detail = (
        f"largest drift: {worst.series} in {worst.arm}, {worst.share:+.1%} from the first two measured weeks "
        f"to the following ones, seasons taken out{luck}{settled}; measured from day {from_min / 1440:.0f}"
    )
    return row_of(name, catches, ATTENTION if still else OK, worst.share, detail)


def completeness_check(differences: pd.DataFrame, primary: Sequence[Primary], arms: Sequence[str]) -> dict[str, Any]:
    """Every primary measure x arm that was asked for is there."""
    there = {(r["arm"], r["measure"], r["group"]) for r in differences.to_dict("records")}
    missing = [
        f"{p.measure}{f' ({p.group})' if p.group else ''} in {arm}"
        for arm in arms
        for p in primary
        if (arm, p.measure, p.group) not in there
    ]
    return row_of(
        "every arm x primary measure",
        "a requested result that silently is not there",
        FAILED if missing else OK,
        float(len(missing)),
        "; ".join(missing) or f"{len(arms)} arms x {len(primary)} measures, all there",
    )


def noise_check(noise: pd.DataFrame) -> dict[str, Any]:
    """Today against today with other luck shows no difference in the primary measures."""
    primary = noise[noise["primary"].astype(bool)] if len(noise) else noise
    known = primary[primary["simultaneous_lo"].notna()] if len(primary) else primary
    apart = [
        str(row["measure"])
        for row in known.to_dict("records")
        if row["simultaneous_lo"] > 0 or row["simultaneous_hi"] < 0
    ]
    detail = f"today differs from itself in {', '.join(apart)}: expected once in 20 studies" if apart else ""
    if not len(known):
        detail = "not compared: too few replications for an interval"
    return row_of(
        "noise floor",
        "differences seen where there are none",
        ATTENTION if apart else OK,
        float(len(apart)),
        detail or f"today against today: {len(known)} primary measures compared, none differs",
    )


def check_rows(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Rows of checks as a table."""
    return pd.DataFrame(list(rows), columns=list(CHECKS))


def row_of(check: str, catches: str, result: str, number: float, detail: str) -> dict[str, Any]:
    """One check as a row."""
    return {"check": check, "catches": catches, "result": result, "number": number, "detail": detail}
