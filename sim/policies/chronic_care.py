"""Who looks after chronic illness between its attacks, and how closely? Asked every month, in the morning."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import Field

from sim.policies.base import Policy
from sim.vocabulary.quantities import Factor, Points, Share


class ChronicCare(Policy):
    """Contracts, follow-ups, and what they do to control. ``only_for`` names those to whom a contract is offered,
    ``only_in`` the posts and townships to whose neighbours it is."""

    question: ClassVar[str] = "chronic_care"
    moment: ClassVar[bool] = False
    heeds_people: ClassVar[tuple[str, ...]] = ("ages", "scheme", "contracted", "villages", "poor")

    @abstractmethod
    def covered(self, months: float, at_first: float) -> float:
        """Share of those to whom it is offered that have a contract.

        Args:
            months: of 28 days since its beginning. at_first: the share that had one before.
        """

    def seen_a_year(self) -> float:
        """Follow-ups that are due in a year under contract."""
        return 0.0

    def kept_share(self) -> float:
        """Share of them that patients come to."""
        return 0.0

    def gain_points(self) -> float:
        """Points that the share under control gains among those who are followed up."""
        return 0.0

    def turnover_share(self) -> float:
        """Share whose control is settled anew in a month."""
        return 0.0


class NoChronicCare(ChronicCare):
    """Null answer: follow-ups as ``chronic:`` says, control as it was at the start."""

    kind: Literal["none"] = "none"

    def covered(self, months: float, at_first: float) -> float:
        """Nobody more."""
        return 0.0


class FamilyDoctor(ChronicCare):
    """Family doctors sign contracts with the chronically ill and follow them up (M16, 家庭医生签约).

    Contracts grow from today's share to the target, so many a month. Those under contract have this many follow-ups
    a year instead of the usual ones, each a visit that takes the clinic's time; who was seen within one and a half
    intervals is under control more often, and attacks come at the rate of the control of that month. The own doctor
    weighs in their choice (``choice.weights.own_doctor``). Source: mechanism M16 (Linqing 4,080 contracts; Qionglai
    88 % managed, two thirds of them controlled); contracts gave 0.08 to 0.13 follow-ups more [L78]; the gain of control
    is the 68 % of Qionglai over 60 % assumed for those not managed; turnover assumed.
    """

    kind: Literal["family_doctor"] = "family_doctor"
    coverage: Share = Field(description="share of those to whom it is offered that have a contract in the end")
    enrols_a_month: Points = Field(ge=0, description="points of coverage gained in a month, until then")
    follow_ups_a_year: Factor = Field(description="follow-ups that are due in 364 days under contract")
    adherence: Share = Field(description="share of these that are kept")
    control_gain: Points = Field(description="points of control gained by those who are followed up")
    turnover: Share = Field(description="share of patients whose control is settled anew in a month")

    def covered(self, months: float, at_first: float) -> float:
        """So much a month more than at first, until the target."""
        return min(self.coverage, at_first + self.enrols_a_month * months)

    def seen_a_year(self) -> float:
        """As declared."""
        return self.follow_ups_a_year

    def kept_share(self) -> float:
        """As declared."""
        return self.adherence

    def gain_points(self) -> float:
        """As declared."""
        return self.control_gain

    def turnover_share(self) -> float:
        """As declared."""
        return self.turnover
