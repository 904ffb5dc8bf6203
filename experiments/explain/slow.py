"""What moves over months and years in a county, and how fast: half-lives in words, before any run."""

from __future__ import annotations

import math
from typing import Any, Final

from experiments.explain.page import Page
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN

MONTH_DAYS: Final = 28.0
YEAR_DAYS: Final = 364.0
ASKED: Final = ("training", "hospital_capability", "chronic_care", "outreach")


def slow_page(scenario: Scenario) -> Page:
    """Half-lives of what was learned, of what a programme reached, and of control; "nothing" where nothing moves."""
    rows = [row for question in ASKED for answer in _answers(scenario, question) for row in _rows(question, answer)]
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


def half_life_days(share_a_month: float) -> float:
    """Days in which half is settled anew, at so much a month of 28 days."""
    return MONTH_DAYS * math.log(0.5) / math.log1p(-share_a_month) if share_a_month < 1.0 else 0.0


def _said(days: float) -> str:
    if days <= 0.0:
        return "none"
    return f"{days:.0f} days" if days < 2 * YEAR_DAYS else f"{days / YEAR_DAYS:.1f} years"
