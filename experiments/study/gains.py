"""Who gains and who loses: the same residents under today's rules and under each arm, replication by replication.

Only the two runs of a pair are in memory at once. What is said of one pair stands in ``gains_by_run.csv``; the means
over replications with their simulation intervals in ``gains.csv``; whom it touched most in ``changed_most.csv``.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from experiments.runs.one_run import Order
from experiments.runs.store import Study
from experiments.statistics.intervals import interval, mean_of
from experiments.study.arms import Arm
from experiments.study.checks import ATTENTION, OK, row_of
from experiments.study.later import later_in, later_table
from experiments.study.manifest import Question, matters_of, plain
from experiments.study.plan import Plan
from sim.measures.paired import COUNTED, SAME_PEOPLE, changed_most, counted, fates, largest_first, paired

BY_RUN: Final = ("arm", "replication", *COUNTED)
FATES: Final = ("better", "worse", "mixed")
GAINS: Final = (
    *("arm", "grouping", "group", "residents_ill"),
    *(column for fate in FATES for column in (f"{fate}_per_1000", f"{fate}_low", f"{fate}_high")),
    "n",
)
CHANGED_MOST: Final = (
    *("arm", "what", "replication", "episode", "resident", "band", "today", "value", "change", "unit", "command"),
)
MOST: Final = 3


@dataclass
class Gains:
    """The four tables, and the arms whose residents are not those of today."""

    by_run: pd.DataFrame
    gains: pd.DataFrame
    changed_most: pd.DataFrame
    later: pd.DataFrame
    strangers: list[str] = field(default_factory=list)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """By the name of the file."""
        people = {"gains.csv": self.gains, "gains_by_run.csv": self.by_run}
        return people | {"changed_most.csv": self.changed_most, "later.csv": self.later}

    @property
    def check(self) -> dict[str, Any]:
        """Are those who are compared the same people?"""
        others = ", ".join(self.strangers)
        detail = f"{others}: other residents than today, so nobody can be compared with himself" if others else ""
        return row_of(
            "the same residents",
            "comparing people who are not the same people",
            ATTENTION if self.strangers else OK,
            float(len(self.strangers)),
            detail or "every resident is compared with himself",
        )


def gains_of(study: Study, ready: Plan) -> Gains | None:
    """Compare every arm with today, pair by pair; None where no run has residents that fell ill."""
    today, *others = ready.arms
    if not ready.keep_lives:
        return None
    belongs = study.table(ready.order(today, 0).run, "belongings")
    if belongs.empty:
        return None
    people = {arm.name: study.table(ready.order(arm, 0).run, "belongings") for arm in others}
    same = [arm for arm in others if people[arm.name][SAME_PEOPLE].equals(belongs[SAME_PEOPLE])]
    matters, counts, most = matters_of(today.scenario), [], []
    delayed: list[dict[str, Any]] = []
    for replication in range(ready.question.replications):
        before = _lives(study, ready.order(today, replication))
        for arm in same:
            pair = paired(before, _lives(study, ready.order(arm, replication)))
            told: dict[str, Any] = {"arm": arm.name, "replication": replication}
            counts.append(counted(fates(pair, matters), belongs).assign(**told))
            delayed.append(told | later_in(pair, matters))
            most.append(changed_most(pair, matters, MOST).assign(**told))
    names = [arm.name for arm in same]
    strangers = [arm.name for arm in others if arm not in same]
    by_run = _in_order(counts, names, BY_RUN)
    later = later_table(sorted(delayed, key=lambda run: names.index(run["arm"])))
    return Gains(by_run, summarised(by_run), _followed(most, same, ready.question), later, strangers)


def _lives(study: Study, order: Order) -> pd.DataFrame:
    return study.table(order.run, "lives")


def _in_order(parts: Sequence[pd.DataFrame], arms: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """All parts in the order of arms; inside an arm in that in which they came."""
    if not parts:
        return pd.DataFrame(columns=list(columns))
    table = pd.concat(parts, ignore_index=True)
    place = table["arm"].map({arm: number for number, arm in enumerate(arms)})
    return table.loc[place.sort_values(kind="stable").index, list(columns)].reset_index(drop=True)


def summarised(by_run: pd.DataFrame) -> pd.DataFrame:
    """Means per 1,000 residents who fell ill, with simulation intervals over replications."""
    return pd.DataFrame(list(_summaries(by_run)), columns=list(GAINS))


def _summaries(by_run: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """One row per arm and group; a replication in which nobody of a group fell ill is left out of its n."""
    for key, rows in by_run.groupby(["arm", "grouping", "group"], sort=False):
        arm, grouping, group = key if isinstance(key, tuple) else (key, "", "")
        ill = rows["residents_ill"].astype(float)
        row = {"arm": arm, "grouping": grouping, "group": group, "residents_ill": mean_of(ill.tolist())}
        n = 0
        for fate in FATES:
            found = interval((1000.0 * rows[fate] / ill.where(ill > 0.0)).tolist())
            low, high = max(0.0, found.lo), min(1000.0, found.hi)  # nan stays nan: it comes second
            row |= {f"{fate}_per_1000": found.mean, f"{fate}_low": low, f"{fate}_high": high}
            n = found.n
        if n:
            yield row | {"n": n}


def largest_of_all(table: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    """The largest changes of each kind over all replications, arm by arm."""
    kinds = [(arm, what) for arm in arms for what in dict.fromkeys(table.loc[table["arm"] == arm, "what"])]
    parts = [largest_first(table[(table["arm"] == arm) & (table["what"] == what)]).head(MOST) for arm, what in kinds]
    return pd.concat(parts, ignore_index=True) if parts else table


def _followed(parts: Sequence[pd.DataFrame], arms: Sequence[Arm], question: Question) -> pd.DataFrame:
    """The patients who change most, each with the command that tells the story."""
    if not parts:
        return pd.DataFrame(columns=list(CHANGED_MOST))
    by_name = {arm.name: arm for arm in arms}
    rows = largest_of_all(pd.concat(parts, ignore_index=True), list(by_name))
    rows["command"] = [
        story_command(question, by_name[row["arm"]], int(row["replication"]), int(row["resident"]))
        for row in rows.to_dict("records")
    ]
    return rows[list(CHANGED_MOST)]


def story_command(question: Question, arm: Arm, replication: int, resident: int) -> str:
    """The command that tells one resident's two stories side by side."""
    words = ["tiercare", "trace", question.county.as_posix()]
    words += [part for overlay in arm.recipe.overlays for part in ("--with", overlay.as_posix())]
    words += [part for path, value in question.settings.items() for part in ("--set", f"{path}={plain(value)}")]
    words += ["--seed", str(question.seed), "--rep", str(replication), "--patient", str(resident), "--both"]
    return shlex.join(words)
