"""Do hospital experts hold clinics lower down, and when? Asked every morning."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import Field

from sim.policies.base import Policy
from sim.vocabulary.quantities import Capacity, Count


class ExpertDispatch(Policy):
    """Which hours of which hospital clinic are given to a place lower down (resource sinking, 下沉)."""

    question: ClassVar[str] = "expert_dispatch"
    additive: ClassVar[bool] = True
    moment: ClassVar[bool] = False

    @abstractmethod
    def posting(self, start_min: float, end_min: float, travel_min: float) -> tuple[int, float, float]:
        """(experts, away from, away until) for a session that the calendar announces.

        Args:
            start_min: start of the session, minutes from day 0. end_min: its end.
            travel_min: road from the sending hospital to the place, one way.
        """


class NoDispatch(ExpertDispatch):
    """Null answer: nobody is sent."""

    kind: Literal["none"] = "none"

    def posting(self, start_min: float, end_min: float, travel_min: float) -> tuple[int, float, float]:
        """Nobody."""
        return 0, start_min, start_min


class WeeklyRound(ExpertDispatch):
    """A weekly expert session at each named place (M4), announced, so that patients can come that day.

    The experts' hours leave the hospital clinic's roster, travel there and back included.
    Source: mechanism M4 (Linqing: every Saturday; 8.7 patients per expert and visiting day).
    """

    kind: Literal["weekly_round"] = "weekly_round"
    experts: Count = Field(description="experts per place and session")
    of: str = Field(description="the clinic they leave, for example county/internal")
    when: str = Field(description='session hours, OpenStreetMap syntax, for example "Sa 08:30-11:30"')
    sees_at_most: Capacity = Field(description="patients seen per expert and session")

    def posting(self, start_min: float, end_min: float, travel_min: float) -> tuple[int, float, float]:
        """Away from the hospital for the session and the road both ways."""
        return self.experts, start_min - travel_min, end_min + travel_min
