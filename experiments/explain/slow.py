"""What moves over months and years in a county, and how fast: half-lives in words, before any run."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from experiments.explain.page import Page
from sim.ledger import Ledger
from sim.scenario.choice import LearnedBelief
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN, TIERS
from sim.vocabulary.words import Outcome, Reason

MONTH_DAYS: Final = 28.0
YEAR_DAYS: Final = 364.0
FELT: Final = ("minor", "serious")
ASKED: Final = ("training", "hospital_capability", "chronic_care", "outreach")


def slow_page(scenario: Scenario, ledger: Ledger | None = None) -> Page:
    """Half-lives of what was learned, of what a programme reached, of control and of belief; "nothing" if none moves.

    ``ledger``: a run of this county; with it the half-lives of belief are given in years too.
    """
    rows = [row for question in ASKED for answer in _answers(scenario, question) for row in _rows(question, answer)]
    rows += _belief_rows(scenario, ledger)
    horizon = scenario.calendar.end_min / DAY_MIN / YEAR_DAYS
    note = (
        f"The run covers {horizon:.1f} years. What has a half-life of years is not settled at its end."
        if rows else "Nothing: skill, control and beliefs about quality stay as they are at the start."
    )  # fmt: skip
    return Page("What moves over months and years", note, ("what", "by", "half-life"), rows)


def _answers(scenario: Scenario, question: str) -> tuple[Any, ...]:
    given = getattr(scenario.policies, question, None)
    return () if given is None else tuple(given)


def _rows(question: str, answer: Any) -> list[tuple[str, str, str]]:
    if question == "training" and answer.every_min() > 0.0:
        return [("skill that was learned fades", answer.kind, _said(answer.half_life_min() / DAY_MIN))]
    if question == "hospital_capability" and answer.kind == "programme":
        return [
            ("a hospital's programme nears its aim", answer.kind, _said(answer.half_way / DAY_MIN)),
            ("what it reached fades once it has ended", answer.kind, _said(answer.half_life / DAY_MIN)),
            ("people hear of it", answer.kind, _said(answer.known_half_way / DAY_MIN)),
        ]
    if question == "chronic_care" and answer.turnover_share() > 0.0:
        return [("control under contract settles", answer.kind, _said(half_life_days(answer.turnover_share())))]
    if question == "outreach" and answer.relapse_share() > 0.0:
        return [("control after an event is lost", answer.kind, _said(half_life_days(answer.relapse_share())))]
    return []


def _belief_rows(scenario: Scenario, ledger: Ledger | None) -> list[tuple[str, str, str]]:
    """After as many experiences as the prior is worth, half of a change of the place is believed."""
    belief = getattr(scenario.choice, "belief", None)
    if not isinstance(belief, LearnedBelief) or scenario.people is None:
        return []
    rows: list[tuple[str, str, str]] = []
    for tier, name in enumerate(TIERS):
        for felt, feels in enumerate(FELT):
            said = f"{belief.prior_worth:g} experiences"
            yearly = 0.0 if ledger is None else experiences_a_year(ledger, tier, felt) / scenario.people.residents
            if yearly > 0.0:
                said += f", {belief.prior_worth / yearly:.0f} years of a mean resident"
            rows.append((f"{name}: what is expected if it feels {feels} nears what is found", belief.kind, said))
    if belief.word_of_mouth > 0.0:
        said = _said(half_life_days(belief.word_of_mouth))
        rows.append(("one's own luck is lost in what the village says", belief.kind, said))
    return rows


def experiences_a_year(ledger: Ledger, tier: int, felt: int) -> float:
    """Visits to a tier in a year, felt to be so serious, that reached a clinician; without reviews and follow-ups."""
    visits, episodes = ledger["visits"], ledger["episodes"]
    visits = visits[np.isin(visits["episode"], episodes["episode"][episodes["felt_serious"] == felt])]
    planned = np.isin(visits["reason"], [int(Reason.review), int(Reason.follow_up)])
    counted = (visits["tier"] == tier) & (visits["outcome"] == int(Outcome.seen)) & ~planned
    return float(counted.sum()) / (float(ledger.meta["end_min"]) / DAY_MIN / YEAR_DAYS)


def half_life_days(share_a_month: float) -> float:
    """Days in which half is settled anew, at so much a month of 28 days."""
    return MONTH_DAYS * math.log(0.5) / math.log1p(-share_a_month) if share_a_month < 1.0 else 0.0


def _said(days: float) -> str:
    if days <= 0.0:
        return "none"
    return f"{days:.0f} days" if days < 2 * YEAR_DAYS else f"{days / YEAR_DAYS:.1f} years"
