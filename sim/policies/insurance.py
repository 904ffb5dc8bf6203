"""Who pays for a bill? The schedules stand in ``insurance:``; this decides how they are applied."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import ClassVar, Literal

from pydantic import Field

from sim.policies.base import Policy
from sim.vocabulary.quantities import Points, Share


class Insurance(Policy):
    """How a bill is shared between patient and fund."""

    question: ClassVar[str] = "insurance"

    @abstractmethod
    def patient_yuan(
        self, bill: float, listed: float, pays: float, deductible: float, cap_left: float, unreferred: int
    ) -> float:
        """What the patient pays of ``bill`` (yuan).

        Args:
            bill: charged, in yuan. listed: share of it that insurance knows at all.
            pays: share the fund pays above the deductible, at this tier and scheme.
            deductible: still to be paid by the patient before the fund pays, in yuan.
            cap_left: what the fund may still pay this year, in yuan (infinity: no cap).
            unreferred: 1 if the patient came without having been sent where that costs more.
        """

    def transfer_deductible(self, here: float, paid_below: float, going_up: int) -> float:
        """The deductible after a transfer, given what was paid at the place before (yuan)."""
        return here

    def felt_yuan(self, expected: float) -> float:
        """What is felt of an expected price when people choose where to go (yuan)."""
        return expected


class SelfPay(Insurance):
    """Null answer: the patient pays everything."""

    kind: Literal["self_pay"] = "self_pay"

    def patient_yuan(
        self, bill: float, listed: float, pays: float, deductible: float, cap_left: float, unreferred: int
    ) -> float:
        """All of it."""
        return bill


class Tiered(Insurance):
    """Tiered reimbursement (M10): the lower the tier, the larger the share and the smaller the deductible.

    Unreferred patients lose ``unreferred_penalty`` points; a transferred patient pays the difference of the
    deductibles going up and none coming down. Source: Qionglai (seed document), insurance order 2022 No. 22
    (cut of at most 20 points for unreferred out-of-area care), national insurance bulletin 2023.
    """

    kind: Literal["tiered"] = "tiered"
    unreferred_penalty: Points = Field(0.15, description="taken off the fund's share for unreferred patients")
    deductible_on_transfer: Literal["difference_up_none_down", "each_time"] = Field(
        "difference_up_none_down", description="what a transferred patient pays of the next deductible"
    )

    @cached_property
    def anew(self) -> int:
        """1 if every deductible is paid anew."""
        return int(self.deductible_on_transfer == "each_time")

    def patient_yuan(
        self, bill: float, listed: float, pays: float, deductible: float, cap_left: float, unreferred: int
    ) -> float:
        """Bill minus the fund's share of what is listed and above the deductible, up to the cap."""
        share = pays - self.unreferred_penalty if unreferred == 1 else pays
        covered = max(0.0, bill * listed - deductible)
        return bill - min(cap_left, covered * max(0.0, share))

    def transfer_deductible(self, here: float, paid_below: float, going_up: int) -> float:
        """Pay the difference going up, nothing coming down; or each time anew."""
        if self.anew == 1:
            return here
        return max(0.0, here - paid_below) if going_up == 1 else 0.0


class FeeWaiver(Tiered):
    """Financial easing (M23): part of what the patient would pay is waived, and the rest may be paid later.

    Meant for ``only_for: {poor: true}``. What is waived is booked to the fund (medical aid, 医疗救助, pays it back);
    what is paid later is owed all the same, and only weighs less when people choose. Source: Linqing (seed document):
    treat first and pay later, fee waivers and free medicines for 4,080 poor residents; it names no shares.
    """

    kind: Literal["fee_waiver"] = "fee_waiver"  # type: ignore[assignment]
    waives: Share = Field(description="of the patient's own part, the share that is waived")
    pays_later: Share = Field(
        0.0, description="of what remains, the share asked for only after treatment, and not felt beforehand"
    )
    no_deductible: bool = Field(False, description="the deductible is waived as well")

    @cached_property
    def kept_share(self) -> float:
        """What remains of the deductible."""
        return 0.0 if self.no_deductible else 1.0

    def patient_yuan(
        self, bill: float, listed: float, pays: float, deductible: float, cap_left: float, unreferred: int
    ) -> float:
        """As tiered, less what is waived."""
        share = pays - self.unreferred_penalty if unreferred == 1 else pays
        covered = max(0.0, bill * listed - deductible * self.kept_share)
        return (bill - min(cap_left, covered * max(0.0, share))) * (1.0 - self.waives)

    def felt_yuan(self, expected: float) -> float:
        """What must be paid at the door."""
        return expected * (1.0 - self.pays_later)
