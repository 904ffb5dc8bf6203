"""Demand of people whose chronic illness is looked after: candidates that become real, or not, month by month.

Where a policy looks after chronic illness, attacks are drawn at the rate of the uncontrolled and follow-ups both as
usual and as under contract; every month those that do not befit the resident's state of that month are put aside.
The luck of an attack is the one by which it is thinned without any policy: while control stays, they are the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.illness.catalogue import NOT_CHRONIC, Catalogue
from sim.illness.onsets import EXACERBATION, FOLLOW_UP, THIN
from sim.luck.philox import uniforms

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

UNDER_CONTRACT: Final = 1 << 15
"""Added to the number of a follow-up that is due under contract: its luck is its own."""
PUT_ASIDE: Final = -100
"""Added to the reason of what does not befit the state of the month; an engine lets it pass."""


def care_of(scenario: Scenario) -> Any | None:
    """The one answer that looks after chronic illness, or none.

    Raises:
        ValueError: two of them; contracts of two kinds are not told apart.
    """
    answers = [policy for policy in _answers(scenario, "chronic_care") if policy.kind != "none"]
    if len(answers) > 1:
        raise ValueError("policies.chronic_care: expected one answer besides none, found two kinds of contract")
    return answers[0] if answers else None


def is_managed(scenario: Scenario) -> bool:
    """Does any policy move control of chronic illness?"""
    return care_of(scenario) is not None or any(policy.kind != "none" for policy in _answers(scenario, "outreach"))


def _answers(scenario: Scenario, question: str) -> tuple[Any, ...]:
    given = getattr(scenario.policies, question, None)
    return () if given is None else tuple(given)


def unthinned(now: Catalogue) -> Catalogue:
    """Every candidate attack, as if nobody were under control."""
    return replace(now, kept=np.ones_like(now.kept))


def as_contracted(now: Catalogue, care: Any) -> Catalogue:
    """Follow-ups as they are due under contract, for illnesses that have any."""
    due = np.where(now.follow_ups > 0.0, care.seen_a_year(), 0.0)
    return replace(now, follow_ups=due, adherence=np.full_like(now.adherence, care.kept_share()))


class Candidates:
    """What may befall those looked after, in the order of time, and which of it is real."""

    def __init__(self, onsets: Any, now: Catalogue, luck: int) -> None:
        self._onsets, self._now = onsets, now
        self._reason = onsets.reason.copy()
        self.attacks = np.flatnonzero(self._reason == EXACERBATION)
        self._thin = uniforms(luck, onsets.episode[self.attacks], THIN)
        self._visits = np.flatnonzero(self._reason == FOLLOW_UP)
        self._contract = (onsets.episode[self._visits] & 0xFFFF) >= UNDER_CONTRACT

    def read(self, now: Catalogue) -> None:
        """Rates of another date."""
        self._now = now

    def settle(self, from_min: float, until_min: float, controlled: NDArray[Any], contracted: NDArray[Any]) -> None:
        """Which attacks and follow-ups of [from, until) are real, by who is under control and under contract now."""
        onsets, now = self._onsets, self._now
        mine = self._between(self.attacks, from_min, until_min)
        attacks = self.attacks[mine]
        bit = now.chronic_bit[onsets.condition[attacks]]
        assert not np.any(bit == NOT_CHRONIC)
        is_controlled = (controlled[onsets.resident[attacks]] >> bit) & 1
        real = self._thin[mine] < now.kept[onsets.condition[attacks], is_controlled]
        onsets.reason[attacks] = np.where(real, EXACERBATION, EXACERBATION + PUT_ASIDE)
        mine = self._between(self._visits, from_min, until_min)
        visits = self._visits[mine]
        real = self._contract[mine] == contracted[onsets.resident[visits]]
        onsets.reason[visits] = np.where(real, FOLLOW_UP, FOLLOW_UP + PUT_ASIDE)

    def _between(self, which: NDArray[Any], from_min: float, until_min: float) -> slice:
        times = self._onsets.time_min[which]
        return slice(*np.searchsorted(times, [from_min, until_min]))
