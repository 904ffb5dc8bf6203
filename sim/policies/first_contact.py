"""Where may a new patient go first? Free choice, a felt price on bypassing primary care, or a gate."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import ClassVar, Final, Literal

from pydantic import Field

from sim.policies.base import Policy
from sim.vocabulary.quantities import Share, Yuan

COUNTY: Final = 2
NOT_ALLOWED: Final = float("inf")
AS_PERCEIVED: Final = -1.0


class FirstContact(Policy):
    """What it costs a patient, in felt yuan, to go straight to a tier without having been sent."""

    question: ClassVar[str] = "first_contact"

    @abstractmethod
    def bypass_yuan(self, tier: int, emergency: int, u: float) -> float:
        """The felt price of going straight to ``tier``; infinity closes that way.

        Args:
            tier: the tier the patient considers (0 village … 3 out of county).
            emergency: 1 if the patient feels it to be an emergency (serious).
            u: the patient's luck for this decision, in [0, 1).
        """

    def slip_share(self, perceived_quality: float) -> float:
        """Share of those kept from the hospital who get a slip (开单) on request at the gate."""
        return 0.0

    def unreferred_pays_more(self, tier: int) -> int:
        """1 if going to ``tier`` without having been sent meets the unreferred price of the insurance."""
        return 1 if tier > COUNTY else 0


class FreeChoice(FirstContact):
    """Null answer: everyone goes where they choose (``choice:``); nothing is added to any price."""

    kind: Literal["free_choice"] = "free_choice"

    def bypass_yuan(self, tier: int, emergency: int, u: float) -> float:
        """Nothing."""
        return 0.0


class Steered(FirstContact):
    """Soft steering (M1): bypassing primary care is felt as a price; emergencies are exempt.

    Nobody is turned back.

    Source: mechanism M1 of the source documents (steering as a utility penalty); the size is the planner's.
    """

    kind: Literal["steered"] = "steered"
    bypass_penalty: Yuan = Field(description="felt price of going to a hospital without having been sent")

    def bypass_yuan(self, tier: int, emergency: int, u: float) -> float:
        """The penalty at the county hospital and beyond, unless it is an emergency."""
        return self.bypass_penalty if tier >= COUNTY and emergency == 0 else 0.0


class Gatekeeping(FirstContact):
    """Mandatory first contact at village or township (M1). A share complies; emergencies are exempt.

    Who does not comply goes where they choose and, unless ``others`` says otherwise, pays the unreferred
    price of the insurance, at the county hospital too: that price stays even where nobody complies. Who
    complies but wanted the hospital may get a slip on request after the gate: by default with probability
    one minus the quality people perceive there, so a gate nobody trusts is an empty step.
    Source: mechanism M1 (named as the first of four principles, and its obstacle, in the source documents).
    """

    kind: Literal["gatekeeping"] = "gatekeeping"
    compliance: Share = Field(description="share of decisions that follow the rule")
    exempt: tuple[Literal["emergency"], ...] = Field(("emergency",), description="who may go straight up")
    others: Literal["pay_unreferred", "pay_as_before"] = Field(
        "pay_unreferred",
        description="those who go straight up all the same: pay_unreferred, the unreferred price, at the "
        "county hospital too; pay_as_before, what they would pay without a gate",
    )
    slip_on_request_share: Share | None = Field(
        None,
        description="of those who wanted the hospital; empty: one minus the perceived quality at the gate",
    )

    @cached_property
    def slip(self) -> float:
        """The fixed share that gets a slip; below zero: as people perceive the quality at the gate."""
        return AS_PERCEIVED if self.slip_on_request_share is None else self.slip_on_request_share

    def bypass_yuan(self, tier: int, emergency: int, u: float) -> float:
        """Closed for those who comply, unless it is an exempt emergency."""
        if tier < COUNTY or (emergency == 1 and len(self.exempt) > 0) or u >= self.compliance:
            return 0.0
        return NOT_ALLOWED

    def slip_share(self, perceived_quality: float) -> float:
        """The fixed share if there is one, else one minus what people believe of the gate's quality."""
        return 1.0 - perceived_quality if self.slip < 0.0 else self.slip

    @cached_property
    def lowest_asking(self) -> int:
        """The lowest tier that charges more for coming without a slip."""
        return COUNTY if self.others == "pay_unreferred" else COUNTY + 1

    def unreferred_pays_more(self, tier: int) -> int:
        """Under a gate the county hospital asks for the slip too, if ``others`` pay for having none."""
        return 1 if tier >= self.lowest_asking else 0
