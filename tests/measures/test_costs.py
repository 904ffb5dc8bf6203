"""What the policies cost themselves: counted by the run, priced by the scenario."""

from __future__ import annotations

import pandas as pd
import pytest
from pydantic import ValidationError

from sim import Ledger, load, simulate
from sim.measures import measure
from sim.measures.costs import counted
from sim.measures.view import View
from sim.scenario.study import Cost
from sim.vocabulary.counted import COUNTED
from tests.hamlet import HAMLET, ROOT
from tests.ledger.stories import five_patients_ledger
from tests.measures.asking import PERSON_YEARS, groups, value

OVERLAY = ROOT / "scenarios" / "policies" / "expert_days.yaml"
WEEK_YEARS = PERSON_YEARS / 5


def priced(**prices: float) -> Ledger:
    ledger = five_patients_ledger()
    rows = [(word, word, 0.0, price) for word, price in prices.items()] + [("a server", "", 2.0, 500.0)]
    ledger.frame["costs"] = pd.DataFrame(rows, columns=["what", "each", "once", "price_yuan"])
    return ledger


def test_what_is_counted_of_five_patients() -> None:
    """Eve goes up with a form, Cai goes down to recover; nobody else of the policies was at work."""
    per_year = groups(five_patients_ledger(), "counted_per_year")
    assert set(per_year) == {f"each={word}" for word in COUNTED}
    assert per_year["each=referral"] == pytest.approx(1 / WEEK_YEARS)
    assert per_year["each=step_down"] == pytest.approx(1 / WEEK_YEARS)
    assert per_year["each=resident"] == pytest.approx(5.0)
    assert per_year["each=expert_day"] == per_year["each=trainee_week"] == 0.0


def test_a_policy_costs_what_is_counted_times_its_price() -> None:
    ledger = priced(referral=30.0, step_down=200.0)
    found = groups(ledger, "policy_cost_yuan_per_year")
    assert found["each=referral"] == pytest.approx(30.0 / WEEK_YEARS)
    assert found[""] == pytest.approx(230.0 / WEEK_YEARS)


def test_two_items_of_one_thing_add_up() -> None:
    ledger = priced(referral=30.0)
    ledger.frame["costs"] = pd.concat([ledger.frame["costs"]] * 2, ignore_index=True)
    assert value(ledger, "policy_cost_yuan_per_year") == pytest.approx(60.0 / WEEK_YEARS)
    assert value(ledger, "policy_cost_once_yuan") == 2000.0


def test_what_is_paid_once_is_not_paid_every_year() -> None:
    ledger = priced()
    assert value(ledger, "policy_cost_yuan_per_year") == 0.0
    assert value(ledger, "policy_cost_once_yuan") == 1000.0


def test_a_county_without_policies_to_pay_costs_nothing() -> None:
    assert value(five_patients_ledger(), "policy_cost_yuan_per_year") == 0.0


def test_a_word_that_no_run_counts_is_refused_with_those_that_are() -> None:
    with pytest.raises(ValidationError, match=r"no run counts\. Allowed: expert_hour, expert_day"):
        Cost.model_validate({"what": "tea", "each": "cup", "price": "3 yuan"})


def test_expert_days_of_the_hamlet_cost_a_saturday_a_week() -> None:
    """One expert, one township, every Saturday at 300 yuan: 52 Saturdays in a year of 364 days."""
    settings = {"calendar.warm_up": "1 weeks", "calendar.measure": "4 weeks"}
    ledger = simulate(load(HAMLET, [OVERLAY], settings=settings), engine="simpy")
    year = counted(View(ledger, ledger.warm_up_min, ledger.end_min))
    assert year["expert_day"] == pytest.approx(4.0)
    assert year["expert_hour"] >= 4 * 3.0
    yuan = measure(ledger, ["policy_cost_yuan_per_year"]).set_index("group")["value"]
    assert yuan[""] == yuan["each=expert_day"] == pytest.approx(52 * 300.0)
