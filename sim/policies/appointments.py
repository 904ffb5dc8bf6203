"""Do outpatients of the hospital come when they like, or at a time that they booked?"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import Field

from sim.policies.base import Policy
from sim.vocabulary.quantities import Factor, Minutes, Share, Yuan
from sim.vocabulary.words import COUNTY


class Appointments(Policy):
    """How a visit to a hospital clinic is arranged; asked when somebody sets off, and at the registration desk."""

    question: ClassVar[str] = "appointments"

    @abstractmethod
    def books(self, tier: int, u: float) -> int:
        """1 if this patient books a time before setting off."""

    def stays_away(self, u: float) -> int:
        """1 if a booked time is missed; the place is lost, and the patient books another."""
        return 0

    def registered_min(self) -> float:
        """How long a registration is good for a second visit to the same place with the same illness."""
        return 0.0

    def spared_yuan(self) -> float:
        """The registration fee, part of the price of a visit, that a second visit meanwhile does not pay."""
        return 0.0


class WalkIn(Appointments):
    """Null answer: everyone comes when they set off, and registers anew."""

    kind: Literal["walk_in"] = "walk_in"

    def books(self, tier: int, u: float) -> int:
        """No."""
        return 0


class TimeSlots(Appointments):
    """A share of county outpatients who do not feel it to be urgent book a time slot and come in it (M17).

    They wish for any minute of what is left of the first open day, and get the first slot from then on with a free
    place. Slots have as many places as ``per_clinician`` says, so morning crowds are moved into the day, and into the
    next when a day is full. Who misses a slot leaves its place empty and books the next a day later. Who comes with
    a form is left to the channel of referral.
    Source: mechanism M17 (Qionglai: time slots at all county hospitals); no-show 14.4 % of web appointments (Xijing
    2010 [L35]); share and slots are assumptions.
    """

    kind: Literal["time_slots"] = "time_slots"
    booked: Share = Field(description="share of those who set off to a county clinic that book")
    slot: Minutes = Field(30.0, gt=0, description="length of a slot; assumed 30 min")
    per_clinician: Factor = Field(description="places of a slot for each clinician on the roster at most")
    no_show: Share = Field(0.144, description="booked times that are missed; [L35] 14.4 %, 8 to 20 %")

    def books(self, tier: int, u: float) -> int:
        """A share, at the county hospital."""
        return 1 if tier == COUNTY and u < self.booked else 0

    def stays_away(self, u: float) -> int:
        """A share of those booked."""
        return 1 if u < self.no_show else 0


class MultiDayRegistration(Appointments):
    """One registration is good for some days: a second visit to the same place with the same illness skips the desk and
    its fee (M17). Source: mechanism M17 (Qionglai: three days); the fee is an assumption."""

    kind: Literal["multi_day_registration"] = "multi_day_registration"
    valid: Minutes = Field(description="how long a registration is good")
    fee: Yuan = Field(description="registration fee, part of the price of a visit")

    def books(self, tier: int, u: float) -> int:
        """Nobody does."""
        return 0

    def registered_min(self) -> float:
        """The days it is good."""
        return self.valid

    def spared_yuan(self) -> float:
        """The fee."""
        return self.fee
