"""Is a specialist asked at a distance before a patient is sent up?"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import Field

from sim.policies.base import Policy
from sim.vocabulary.distributions import Distribution
from sim.vocabulary.quantities import Capacity, Count, Minutes, Share


class RemoteConsult(Policy):
    """Whether a primary clinician asks a specialist by video or telephone about this patient."""

    question: ClassVar[str] = "remote_consult"

    @abstractmethod
    def asks(self, tier: int, judged_beyond: int, u: float) -> int:
        """1 to ask a specialist now.

        Args:
            tier: of the place that would ask.
            judged_beyond: 1 if the clinician judged the illness to be beyond this place.
            u: luck of this decision, in [0, 1).
        """

    def by_session(self) -> int:
        """1 if the talk is held in the next session that has room, 0 if the specialist is called at once."""
        return 0

    def waits_at_most_min(self) -> float:
        """How long the two at the primary end wait for the specialist before they give up."""
        return 0.0


class NoRemoteConsult(RemoteConsult):
    """Null answer: nobody is asked."""

    kind: Literal["none"] = "none"

    def asks(self, tier: int, judged_beyond: int, u: float) -> int:
        """No."""
        return 0


class OnDemand(RemoteConsult):
    """Before sending a patient up, the primary clinician calls a specialist (M7); both are held for the talk.

    The specialist's time leaves the county clinic's queue; the finding is then made with the specialist's
    discernment. What is not serious and within the specialist's reach stays, and is handled with the
    specialist's help; the rest is sent up as without the call.
    Source: mechanism M7; talk of about eight minutes (2025 report on teleconsultation).
    """

    kind: Literal["on_demand"] = "on_demand"
    of: str = Field(description="the clinic that is asked, for example county/internal")
    asked_share: Share = Field(description="of the patients judged beyond the place, the share asked about")
    talk: Distribution = Field(description="length of the joint talk; both ends are held")
    waits_at_most: Minutes = Field(30.0, description="then the call is given up; assumed")

    def asks(self, tier: int, judged_beyond: int, u: float) -> int:
        """Ask about a share of those who would be sent up."""
        return 1 if tier <= 1 and judged_beyond == 1 and u < self.asked_share else 0

    def waits_at_most_min(self) -> float:
        """The limit."""
        return self.waits_at_most


class ScheduledSessions(RemoteConsult):
    """Cases wait for the next session with room, in which both doctors and the patient meet by video (M7, M21).

    The specialists leave their clinic for the hours of the session; the primary doctor sees nobody else during the
    talk. The patient goes home and comes back. Who seems seriously ill is not booked but sent up as without sessions.
    Source: mechanisms M7 and M21; with 1, 2, 3 or 4 sessions a week patients waited 29, 29 to 33, 17 and 9 hours
    (Henan, 99 weeks, 2021); talk of about eight minutes (2025 report on teleconsultation).
    """

    kind: Literal["scheduled_sessions"] = "scheduled_sessions"
    of: str = Field(description="the clinic whose specialists hold the sessions, for example county/internal")
    when: str = Field(description='hours of the sessions, for example "Mo,We,Fr 15:00-17:00"')
    asked_share: Share = Field(description="of the patients judged beyond the place, the share booked")
    talk: Distribution = Field(description="length of the joint talk; both ends are held")
    cases_at_most: Capacity = Field(description="cases booked for one session of one hospital")
    specialists: Count = Field(1, ge=1, description="specialists in a session; each is missing in the clinic; assumed")

    def asks(self, tier: int, judged_beyond: int, u: float) -> int:
        """Book a share of those who would be sent up."""
        return 1 if tier <= 1 and judged_beyond == 1 and u < self.asked_share else 0

    def by_session(self) -> int:
        """Yes."""
        return 1
