"""What the policies themselves cost: what a run counts of them, times the prices of ``costs:``.

Never part of any bill: nobody in the county pays it in a visit or a stay. What is paid once stands apart from what
is paid every year.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.measures.chronic import managed_months
from sim.measures.registry import Values, measure_of
from sim.measures.skill import absent_min
from sim.measures.staff import EXPERT_ROOMS, day_sum
from sim.measures.view import Floats, View, ratio
from sim.vocabulary.counted import COUNTED
from sim.vocabulary.words import AwayFor, Channel, Expert, Reason, Sent, TestPlace

WEEK_H: Final = 40.0
PAID: Final = "what began or happened in the window; days pro rata"


def counted(view: View) -> dict[str, float]:
    """How many of each thing that can have a price were counted in the window."""
    return view.once("counted for costs", lambda: _counted(view))


def _counted(view: View) -> dict[str, float]:
    visits, referrals = view.visits, view.referrals
    residents = len(view.ledger.frame["residents"])
    contracts = _contracts(view) if residents else 0.0
    return {
        "expert_hour": float(_rooms(view, "staffed_min").sum()) / 60.0,
        "expert_day": _expert_days(view),
        "remote_consult": float((visits["expert"] == Expert.remote).sum()),
        "remote_read": float((view.select("tests", "asked_min")["place"] == TestPlace.remote).sum()),
        "trainee_week": _learning_h(view) / WEEK_H,
        "contract": contracts * view.years,
        "referral": float((referrals["channel"] == Channel.formal).sum()),
        "step_down": float((referrals["channel"] == Channel.step_down).sum()),
        "follow_up": float((visits["reason"] == Reason.follow_up).sum()),
        "ambulance_trip": float((visits["sent"] == Sent.ambulance).sum()),
        "resident": view.person_years,
    }


def _contracts(view: View) -> float:
    """Residents with a contract: mean over the months of the window where a policy signs them, else as at the start."""
    months = managed_months(view)
    signed = months["contracted"][months["chronic"] == -1]
    return float(signed.mean()) if len(signed) else float(view.frame("residents", "contracted").sum())


def _expert_rooms(view: View) -> Floats:
    """1 for each unit that is a room of visiting experts."""
    names = view.frame("units", "name").astype(str)
    mine = np.zeros(len(names))
    for called in EXPERT_ROOMS:
        mine += np.char.startswith(names.astype(np.str_), f"{called}_") if len(names) else 0.0
    return mine


def _rooms(view: View, column: str) -> Floats:
    values: Floats = day_sum(view, column) * _expert_rooms(view)
    return values


def _expert_days(view: View) -> float:
    """Days of rooms with an expert in it: an expert who is there twice a day comes once."""
    rows = view.tables["days"]
    there = (rows["staffed_min"] > 0.0) & (_expert_rooms(view)[rows["unit"]] > 0.0)
    return float(view.day_parts[there].sum())


def _learning_h(view: View) -> float:
    minutes = absent_min(view)
    if not len(minutes):
        return 0.0
    use = view.tables["absences"]["use"]
    return float(minutes[(use == AwayFor.training) | (use == AwayFor.lecture)].sum()) / 60.0


@measure_of(
    "政策计量",
    "per year",
    "how many of each thing that a policy can be charged for were counted / years; each=the word of costs:",
    edges=PAID,
)
def counted_per_year(view: View) -> Values:
    """What is counted of the policies in a year."""
    return [(f"each={word}", ratio(counted(view)[word], view.years)) for word in COUNTED]


@measure_of(
    "政策自身年成本",
    "yuan per year",
    "what is counted of the policies in a year x its price, items of costs: that recur; each=by what is counted",
    edges=PAID,
    direction="lower",
)
def policy_cost_yuan_per_year(view: View) -> Values:
    """What the policies cost in a year, beside all bills."""
    costs = view.ledger.frame["costs"]
    found: dict[str, float] = {}
    for each, price in zip(costs["each"].tolist(), costs["price_yuan"].tolist(), strict=True):
        if each:
            found[each] = found.get(each, 0.0) + price * ratio(counted(view)[each], view.years)
    return [("", sum(found.values())), *((f"each={word}", yuan) for word, yuan in found.items())]


@measure_of(
    "政策一次性成本",
    "yuan",
    "number x price of the items of costs: that are paid once",
    edges="paid once, whatever the window",
    direction="lower",
)
def policy_cost_once_yuan(view: View) -> Values:
    """What the policies cost once."""
    costs = view.ledger.frame["costs"]
    return [("", float((costs["once"].to_numpy(float) * costs["price_yuan"].to_numpy(float)).sum()))]
