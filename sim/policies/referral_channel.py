"""How a formal referral reaches the hospital: its paper, its slot, its bed."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import ClassVar, Final, Literal

from pydantic import Field

from sim.policies.base import Policy
from sim.vocabulary.dates import ClockTime
from sim.vocabulary.quantities import Minutes, Share

AS_THE_RULE_SAYS: Final = -1.0


class ReferralChannel(Policy):
    """What happens between the referral form and the receiving hospital; asked where the form is written."""

    question: ClassVar[str] = "referral_channel"

    @abstractmethod
    def handling_min(self, ordinary_min: float) -> float:
        """Minutes from the form to the slot at the hospital; ``ordinary_min``: what the referral rule says of it."""

    def takes_a_form(self, u: float) -> int:
        """1 if a patient who would be told to go up, without a form, gets one and takes it."""
        return 0

    def admits_directly(self, u: float) -> int:
        """1 if a patient who needs a bed goes straight to the ward, without the outpatient clinic."""
        return 0

    def books(self, u: float) -> int:
        """1 if the primary doctor books a time at the hospital's clinic, and the patient comes then."""
        return 0


class Ordinary(ReferralChannel):
    """Null answer: the form is handled as the referral rule says, the patient queues in the clinic as any other
    with a form, nothing is kept free."""

    kind: Literal["ordinary"] = "ordinary"
    handling: Minutes | None = Field(
        None, description="from the form to a slot at the hospital; empty: as the referral rule says"
    )

    @cached_property
    def own_min(self) -> float:
        """The handling, below zero where nothing is said."""
        return AS_THE_RULE_SAYS if self.handling is None else self.handling

    def handling_min(self, ordinary_min: float) -> float:
        """As the referral rule says, unless this channel has its own."""
        return ordinary_min if self.own_min < 0.0 else self.own_min


class GreenChannel(ReferralChannel):
    """A referral office handles forms at once; slots and beds are kept for who is referred; the primary doctor books
    (M2, M8, M9).

    ``direct_admission``: who needs a bed (as the hospital itself would judge) lies in the ward without a visit to the
    clinic, and without its second opinion. ``reserved_slots`` and ``reserved_beds`` are servers of each county clinic
    and beds of its general ward, rounded to whole ones, that only the referred, the booked and emergencies may hold
    until release time; what nobody uses of them is lost to walk-ins. Who has a booked time comes then, as ``booked``.
    Source: mechanisms M2, M8 and M9 (Qionglai's referral office, Linqing's admission requests, slots and beds kept by
    the county hospital of Chinese medicine); no report gives a quota, so all numbers are assumptions.
    """

    kind: Literal["green_channel"] = "green_channel"
    handling: Minutes = Field(description="from the form to a slot at the receiving hospital")
    with_form: Share = Field(0.0, description="of those told to go up without a form, the share who now take one")
    direct_admission: Share = Field(0.0, description="of the referred who need a bed, the share admitted directly")
    booked: Share = Field(0.0, description="of the other referred, the share for whom the primary doctor books a time")
    reserved_slots: Share = Field(0.0, description="share of each county clinic's servers that is kept")
    reserved_beds: Share = Field(0.0, description="share of each county general ward's beds that is kept")
    released_at: ClockTime = Field(1440.0, description="clock time when the day's unused slots go to all; empty: never")
    beds_released_at: ClockTime = Field(1440.0, description="clock time when unused beds go to all; empty: never")

    def handling_min(self, ordinary_min: float) -> float:
        """The referral office's own time."""
        return self.handling

    def takes_a_form(self, u: float) -> int:
        """A share takes it."""
        return 1 if u < self.with_form else 0

    def admits_directly(self, u: float) -> int:
        """A share is."""
        return 1 if u < self.direct_admission else 0

    def books(self, u: float) -> int:
        """For a share."""
        return 1 if u < self.booked else 0
