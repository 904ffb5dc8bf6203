"""The same question with other luck: a second block of replications shows which verdicts stand, and what noise is.

The block holds as many replications as the study and follows it: the same residents, another luck. With
``--second-block`` every arm is run again, with ``--noise-floor`` today alone.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from experiments.runs.one_run import Order
from experiments.runs.store import RunRecord, Study
from experiments.study.plan import Plan
from experiments.study.tables import Values, differences_table, measures_table, noise_floor

Records = Mapping[tuple[str, int], RunRecord]
Runs = Mapping[tuple[str, int], pd.DataFrame]


def orders_again(plan: Plan, replications: int) -> list[Order]:
    """The runs of the second block; none if neither was asked for."""
    question = plan.question
    arms = plan.arms if question.second_block else plan.arms[:1] if question.noise_floor else ()
    return [plan.order(arm, number) for number in range(replications, 2 * replications) for arm in arms]


def load_again(study: Study, plan: Plan) -> dict[tuple[str, int], RunRecord]:
    """The finished runs of the second block, arm by arm."""
    names = [arm.name for arm in plan.arms]
    orders = orders_again(plan, plan.question.replications)
    orders.sort(key=lambda order: (names.index(order.run.arm), order.run.replication))
    return {(order.run.arm, order.run.replication): study.load(order.run) for order in orders}


def tables_again(plan: Plan, first: Values, differences: pd.DataFrame, measures: Runs) -> dict[str, pd.DataFrame]:
    """The noise floor; and the differences of the second block if every arm was run again.

    Args:
        first: the measures of the study itself.
        differences: its differences, with their verdicts.
        measures: the measures of each run of the second block.
    """
    today = plan.arms[0].name
    arms = [arm.name for arm in plan.arms] if plan.question.second_block else [today]
    second = Values(measures_table(measures), arms) if measures else None
    found = {"noise_floor.csv": noise_floor(first, today, plan.primary, second)}
    if second is not None and plan.question.second_block:
        found["second_block.csv"] = _beside(differences_table(second, today, plan.primary), differences)
    return found


def _beside(again: pd.DataFrame, differences: pd.DataFrame) -> pd.DataFrame:
    """The second block's lines with the first verdict beside theirs, and whether it stays."""
    keys = ["arm", "measure", "group"]
    words = differences.set_index(keys)["verdict"]
    first = [words.get(tuple(key)) for key in again[keys].itertuples(index=False)]
    judged = again["primary"].astype(bool)
    stays = ["yes" if now == before else "no" for now, before in zip(again["verdict"], first, strict=True)]
    beside = pd.DataFrame({"first_verdict": first, "stays": stays}, index=again.index, dtype=object)
    return again.assign(first_verdict=beside["first_verdict"], stays=beside["stays"].where(judged))
