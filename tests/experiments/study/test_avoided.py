"""What an avoided event costs: a price only where it can be told, and the word that two intervals give."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from experiments.statistics.intervals import Interval
from experiments.study.avoided import AVOIDED, avoided_table, say
from experiments.study.declared import Primary
from experiments.study.tables import Values, differences_table, measures_table

MISSED = ("missed_serious_per_1000", "")
PATIENT, FARE, FUND = (f"{who}_yuan_per_person_year" for who in ("patient", "fare", "fund"))
POLICY = "policy_cost_yuan_per_year"


def study(**arm: list[float]) -> Values:
    """Today has 10 missed per 1,000 and 100 yuan of each kind; the arm what is said, by replication."""
    n = len(next(iter(arm.values())))
    today = {MISSED[0]: 10.0, PATIENT: 100.0, FARE: 100.0, FUND: 100.0}
    runs = {}
    for k in range(n):
        for name, numbers in (("today", today), ("arm", today | {key: value[k] for key, value in arm.items()})):
            rows = [(measure, "", value, "yuan") for measure, value in numbers.items()]
            runs[name, k] = pd.DataFrame(rows, columns=["measure", "group", "value", "unit"])
    return Values(measures_table(runs), ["today", "arm"])


def row(**arm: list[float]) -> dict[str, Any]:
    table = avoided_table(study(**arm), residents=2000)
    assert tuple(table.columns) == AVOIDED
    (found,) = table.to_dict("records")
    return {str(key): value for key, value in found.items()}


def test_the_price_of_an_avoided_event_counts_every_payer_and_the_policy() -> None:
    found = row(**{MISSED[0]: [9.0, 9.0, 9.0], PATIENT: [101.0] * 3, FUND: [102.0] * 3, POLICY: [4000.0] * 3})
    assert found["cost_yuan_a_year"] == pytest.approx(2000 * 3 + 4000)
    assert found["avoided_a_year"] == pytest.approx(2.0)
    assert found["yuan_per_avoided"] == pytest.approx(5000.0)
    assert (found["told"], found["priced"], found["n"]) == ("price", "yes", 3)


def test_an_arm_without_prices_beside_one_that_has_them_is_not_called_priced() -> None:
    values = study(**{MISSED[0]: [9.0, 9.0], FUND: [102.0, 102.0], POLICY: [4000.0, math.nan]})
    assert avoided_table(values, 2000)["priced"].tolist() == ["yes"]
    values = study(**{MISSED[0]: [9.0, 9.0], FUND: [102.0, 102.0], POLICY: [math.nan, math.nan]})
    assert avoided_table(values, 2000)["priced"].tolist() == ["no"]


def test_where_the_events_may_not_be_fewer_there_is_no_price() -> None:
    found = row(**{MISSED[0]: [9.0, 11.0, 9.5], FUND: [102.0] * 3})
    assert found["told"] == "cannot tell"
    assert math.isnan(found["yuan_per_avoided"])
    assert found["priced"] == "no"


def test_where_the_verdict_on_an_event_cannot_tell_money_does_not_speak_of_more_or_fewer_of_it() -> None:
    values = study(**{MISSED[0]: [12.0, 11.5, 13.0, 14.0], FUND: [90.0, 91.0, 89.0, 90.5]})
    primary = [Primary(MISSED[0], "", "lower", 0.5)] + [Primary(name, "", "lower", 10.0) for name in (PATIENT, FUND)]
    verdicts = differences_table(values, "today", primary).set_index("measure")["verdict"]
    assert verdicts[MISSED[0]] == "undecided"
    alone, beside = (avoided_table(values, 2000, measures) for measures in ((), primary))
    assert alone["told"].tolist() == ["saved per lost"]
    assert beside["told"].tolist() == ["cannot tell"]
    wide = beside["avoided_hi"] - beside["avoided_lo"]
    assert wide.iloc[0] > (alone["avoided_hi"] - alone["avoided_lo"]).iloc[0]


def test_fewer_events_for_less_money_need_no_price() -> None:
    found = row(**{MISSED[0]: [9.0, 9.1, 8.9], FUND: [90.0, 91.0, 92.0]})
    assert found["told"] == "dominant"
    assert math.isnan(found["yuan_per_avoided"])


def test_a_price_has_the_interval_of_a_ratio() -> None:
    found = row(**{MISSED[0]: [9.0, 8.8, 9.1, 8.7], FUND: [102.0, 103.0, 101.0, 102.5]})
    assert found["told"] == "price"
    assert found["lo"] < found["yuan_per_avoided"] < found["hi"]


@pytest.mark.parametrize(
    ("money", "events", "word"),
    [
        ((1, 3), (1, 3), "price"), ((-1, 3), (1, 3), "price"), ((-3, -1), (1, 3), "dominant"),
        ((1, 3), (-3, -1), "dominated"), ((-3, -1), (-3, -1), "saved per lost"), ((-1, 3), (-3, -1), "more"),
        ((1, 3), (-1, 3), "cannot tell"), ((-3, -1), (0, 3), "cannot tell"), ((1, 3), (math.nan,) * 2, "cannot tell"),
    ],
)  # fmt: skip
def test_the_word_follows_from_the_two_intervals(money: Any, events: Any, word: str) -> None:
    ends = [Interval(0.0, lo, hi, 0.0, 5) for lo, hi in (money, events)]
    assert say(*ends) == word


def test_a_network_without_residents_and_a_county_without_money_have_no_price() -> None:
    assert avoided_table(study(**{FUND: [102.0]}), residents=0).empty
    rows = pd.DataFrame([(MISSED[0], "", 1.0, "")], columns=["measure", "group", "value", "unit"])
    values = Values(measures_table({("today", 0): rows, ("arm", 0): rows}), ["today", "arm"])
    assert avoided_table(values, 2000).empty
