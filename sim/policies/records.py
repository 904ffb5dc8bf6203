"""Does what was found below travel with the patient?"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import Field

from sim.policies.base import Policy
from sim.vocabulary.quantities import Factor, Minutes, Share


class Records(Policy):
    """What a clinician has of earlier visits of the same illness, at other places."""

    question: ClassVar[str] = "records"

    @abstractmethod
    def recognises(self, age_min: float, u: float) -> int:
        """1 if a result made at a lower tier so many minutes ago is recognised here, 0 if the test is repeated."""

    def talk_times(self) -> float:
        """Multiplies the consultation of a patient who was seen before with this illness."""
        return 1.0

    def sharper_by(self) -> float:
        """Added to the discernment d′ of who receives a patient sent with a form."""
        return 0.0

    def handling_times(self) -> float:
        """Multiplies the time from a referral form to the slot at the hospital."""
        return 1.0


class Paper(Records):
    """Null answer: every place begins anew, every test is done again."""

    kind: Literal["paper"] = "paper"

    def recognises(self, age_min: float, u: float) -> int:
        """No."""
        return 0


class SharedPlatform(Records):
    """One record for the whole community, results recognised (M8, 检查检验结果互认).

    A test that was done at a lower tier for the same illness is, with chance ``recognised`` and while it is no older
    than ``valid``, not repeated: no queue, no machine, no price, and the clinician has the result as if it were made
    here. Consultations of those seen before get shorter, forms are handled faster, the receiving clinician sees
    more clearly. A result is as good as the hand that made it is not modelled: below and above read alike.
    Source: mechanism M8; repeats on arrival 60 % without and 15 % with sharing (assumption of 40-80 and 5-30 %), so
    75 % of them avoided; the other numbers are assumptions, to be swept.
    """

    kind: Literal["shared_platform"] = "shared_platform"
    recognised: Share = Field(description="of tests done below, the share that is not repeated above")
    valid: Minutes = Field(10080.0, description="results older than this are made anew; assumed 7 days")
    consult_times: Factor = Field(description="multiplies consultations of those seen before with this illness")
    d_gain: Factor = Field(description="added to the d′ of who receives a patient with a form")
    referral_handling_times: Factor = Field(description="multiplies the time from the form to the slot")

    def recognises(self, age_min: float, u: float) -> int:
        """A share of fresh results."""
        return 1 if age_min <= self.valid and u < self.recognised else 0

    def talk_times(self) -> float:
        """Shorter by what need not be asked again."""
        return self.consult_times

    def sharper_by(self) -> float:
        """By what the record tells."""
        return self.d_gain

    def handling_times(self) -> float:
        """Faster, the papers being there already."""
        return self.referral_handling_times
