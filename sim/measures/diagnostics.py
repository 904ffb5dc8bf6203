"""Tests and their reading: how many, how many at a distance, how soon the result is there."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.ledger.order import ordered
from sim.measures.columns import Chosen, Columns
from sim.measures.registry import DAY_EDGE, Values, measure_of
from sim.measures.staff import day_sum, of_kind
from sim.measures.survival import kaplan_meier
from sim.measures.view import Mask, View, ratio
from sim.vocabulary.words import TestPlace

ORDERED: Final = "tests ordered in the window, followed to the end of the run"


@measure_of(
    "人均年检查次数",
    "per person-year",
    "tests ordered / (residents x years); by where they were done",
    edges=ORDERED,
)
def tests_per_person_year(view: View) -> Values:
    """How many tests a resident has in a year."""
    rows = view.select("tests", "asked_min")
    found = [("", ratio(len(rows), view.person_years))]
    for place in TestPlace:
        found.append((f"place={place.name}", ratio((rows["place"] == place).sum(), view.person_years)))
    return found


@measure_of(
    "每万人远程诊断服务量",
    "per 10,000 a year",
    "tests read at a distance (imaging, ECG) x 10,000 / (residents x years) (2.2, first half)",
    edges=ORDERED,
    direction="higher",
    source="county-community indicators 2024",
)
def remote_reads_per_10000(view: View) -> Values:
    """How many tests are read at a distance."""
    rows = view.select("tests", "asked_min")
    remote = (rows["place"] == TestPlace.remote).sum()
    return [("", ratio(10000.0 * remote, view.person_years))]


@measure_of(
    "远程报告时间95百分位",
    "min",
    "minutes from sending a test to the readers until its report is back, within which 95 of 100 are (Kaplan-Meier)",
    edges=ORDERED,
    direction="lower",
)
def remote_report_p95_min(view: View) -> Values:
    """How late the late reports are."""
    rows = view.select("tests", "asked_min")
    mine = rows.where(rows["place"] == TestPlace.remote)
    return [("", _reported_within(view, mine, 0.95))] if len(mine) else []


@measure_of(
    "远程判读人员利用率",
    "share",
    "minutes with a test inside the roster / rostered minutes, of readers at a distance",
    edges=DAY_EDGE,
)
def reader_use(view: View) -> Values:
    """How busy the readers are."""
    reader = of_kind(view, ("reader",))
    if not reader.any():
        return []
    at_work = (day_sum(view, "busy_min") - day_sum(view, "overtime_min"))[reader].sum()
    return [("", ratio(at_work, day_sum(view, "staffed_min")[reader].sum()))]


@measure_of(
    "检查报告时间中位数",
    "min",
    "minutes from order to result within which half of the tests are reported (Kaplan–Meier, those not yet "
    "reported are censored); by where they were done",
    edges=ORDERED,
    direction="lower",
)
def report_median_min(view: View) -> Values:
    """How soon a result is there."""
    rows = view.select("tests", "asked_min")
    found: Values = []
    for place in TestPlace:
        mine = rows.where(rows["place"] == place)
        if len(mine):
            found.append((f"place={place.name}", _reported_within(view, mine, 0.5)))
    return found


def _reported_within(view: View, tests: Chosen, share: float) -> float:
    """Minutes within which this share of the tests is reported."""
    until = tests["report_min"]
    reported = until >= 0.0
    waited = np.where(reported, until, view.ledger.end_min) - tests["asked_min"]
    return kaplan_meier(waited, reported).quantile(share)


def _repeated(tests: Columns) -> Mask:
    """Which tests another place had done before for the same illness."""
    episode, test, place = tests["episode"], tests["test"], tests["facility"]
    order = ordered([episode, test, tests["asked_min"]])
    same = np.zeros(len(order), bool)
    begins = np.ones(len(order), bool)
    begins[1:] = (episode[order][1:] != episode[order][:-1]) | (test[order][1:] != test[order][:-1])
    first = np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))
    same[order] = ~begins & (place[order] != place[order][first])
    return same


@measure_of(
    "重复检查比例",
    "share",
    "tests that another place had done before for the same illness / all tests; "
    "a first test outside the window counts as done",
    edges=ORDERED,
    direction="lower",
    source="mechanism M8: mutual recognition of results",
)
def repeat_test_share(view: View) -> Values:
    """How many tests are done twice."""
    tests = view.tables["tests"]
    inside = (tests["asked_min"] >= view.start_min) & (tests["asked_min"] < view.end_min)
    return [("", ratio((_repeated(tests) & inside).sum(), inside.sum()))]
