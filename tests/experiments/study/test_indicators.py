"""``indicators.csv`` and ``costs.csv`` of a study, on made-up values."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from experiments.study.costs import costs_table
from experiments.study.indicators import INDICATOR_COLUMNS, indicators_table
from experiments.study.tables import MEASURES, Values

SHARE = "primary_visit_share"


def values(**arms: list[float]) -> Values:
    rows = [(arm, n, SHARE, "", value, "share") for arm, of_arm in arms.items() for n, value in enumerate(of_arm)]
    rows += [(arm, n, "counted_per_year", "each=expert_day", 50.0 + n, "per year") for arm in arms for n in range(2)]
    return Values(pd.DataFrame(rows, columns=list(MEASURES)), list(arms))


def target(**said: Any) -> Any:
    return SimpleNamespace(**{"measure": SHARE, "of": {}, "value": 0.54, **said})


def test_an_indicator_has_a_row_for_each_arm_with_its_difference_from_today() -> None:
    table = indicators_table(values(today=[0.60, 0.62], gate=[0.70, 0.72]), [target()])
    assert tuple(table.columns) == INDICATOR_COLUMNS
    rows = table[table["number"] == "3.1"].set_index("arm")
    assert list(rows.index) == ["today", "gate"]
    assert rows.loc["today", "value"] == pytest.approx(0.61)
    assert rows.loc["gate", "difference"] == pytest.approx(0.10)
    assert rows.loc["gate", "lo"] <= rows.loc["gate", "difference"] <= rows.loc["gate", "hi"]
    assert rows["reported"].tolist() == [0.54, 0.54]
    assert rows["wanted"].tolist() == ["higher", "higher"]


def test_what_cannot_be_computed_has_one_row_that_says_why() -> None:
    table = indicators_table(values(today=[0.60, 0.62], gate=[0.70, 0.72]), [])
    deaths = table[table["number"] == "5.2"]
    assert deaths["why_not"].tolist() == ["deaths are not modelled"]
    assert deaths["value"].isna().all()


def test_a_measure_that_no_run_has_says_so() -> None:
    table = indicators_table(values(today=[0.6]), [])
    assert table.loc[table["number"] == "3.2", "why_not"].tolist() == ["no run has a value"]


def test_a_measure_that_only_an_arm_has_is_shown_for_that_arm_without_a_difference() -> None:
    """Who is managed is admitted at a rate only where somebody is."""
    runs = [(arm, n, SHARE, "", 0.6, "share") for arm in ("today", "doctors") for n in range(2)]
    runs += [("doctors", n, "managed_chronic_admission_rate", "", 0.3 + 0.1 * n, "per person-year") for n in range(2)]
    table = indicators_table(Values(pd.DataFrame(runs, columns=list(MEASURES)), ["today", "doctors"]), [])
    rows = table[table["number"] == "5.1"].set_index("arm")
    assert rows["why_not"].tolist() == ["", ""]
    assert rows["value"].isna().tolist() == [True, False]
    assert rows.loc["doctors", "value"] == pytest.approx(0.35)
    assert rows["difference"].isna().all()


def cost(**said: Any) -> Any:
    return SimpleNamespace(**{"what": "allowance", "each": None, "once": None, "price": 300.0, **said})


def test_an_item_costs_its_quantity_times_its_price() -> None:
    scenario = SimpleNamespace(costs=(cost(each="expert_day"), cost(what="server", once=2.0)), origins={})
    arms = [SimpleNamespace(name="today", scenario=SimpleNamespace()), SimpleNamespace(name="gate", scenario=scenario)]
    table = costs_table(arms, values(today=[0.60, 0.62], gate=[0.70, 0.72]))
    assert table["what"].tolist() == ["allowance", "server"]
    assert table["quantity_a_year"].iloc[0] == pytest.approx(50.5)
    assert table["yuan_a_year"].iloc[0] == pytest.approx(50.5 * 300.0)
    assert table["once_yuan"].iloc[1] == 600.0
