"""At the end of the acute days: home, stay on, or a recovery bed near home?"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.policies.base import Policy
from sim.vocabulary.quantities import Count, Minutes, Share

MODERATE = 1


class StepDown(Policy):
    """Whether a county inpatient who still needs to recover moves to a township bed."""

    question: ClassVar[str] = "step_down"

    @abstractmethod
    def moves(self, may_step_down: int, u_doctor: float, u_patient: float, u_unit: float) -> int:
        """1 if the patient goes down to recover, 0 to stay on.

        Args:
            may_step_down: 1 if the condition is one that can recover in a township bed.
            u_doctor: luck of the county doctor's consent. u_patient: the patient's. u_unit: the receiver's.
        """

    def transfer_min(self) -> float:
        """Minutes from the decision to the recovery bed, the road not counted."""
        return 0.0

    def blocks_at_most_min(self) -> float:
        """How long the county bed is kept for want of a recovery bed before the patient stays on."""
        return 0.0

    def joint_wards(self) -> int:
        """Townships, the nearest to the hospital first, whose ward the hospital runs together with them."""
        return 0

    def takes_directly(self, band: int, u: float) -> int:
        """1 if a patient whom the hospital would admit lies in the joint ward from the first day; ``u``: luck."""
        return 0


class NoStepDown(StepDown):
    """Null answer: everyone recovers in the bed where they lie."""

    kind: Literal["none"] = "none"

    def moves(self, may_step_down: int, u_doctor: float, u_patient: float, u_unit: float) -> int:
        """Stay on."""
        return 0


class Accepts(BaseModel):
    """Who has to agree before a patient is moved down; the three are asked independently."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    doctor: Share = Field(description="county doctors willing to let the patient go")
    patient: Share = Field(description="patients willing to go")
    unit: Share = Field(0.9, description="township units able to take the patient (0.9: Chengdu survey 2016)")


class RecoveryBed(StepDown):
    """Acute days at the county, recovery days in a township bed (M15), if doctor, patient and unit all agree.

    Doctors 20.8 % and patients 37.6 % were willing in Shanghai (2017); 0.7 each is assumed if gains are shared.
    The county bed is kept until a township bed is free, at most ``blocks_at_most``; then the stay goes on.
    """

    kind: Literal["recovery_bed"] = "recovery_bed"
    accepts: Accepts = Field(description="willingness of doctor, patient and receiving unit")
    transfer: Minutes = Field(240.0, description="from decision to arrival, the road not counted; assumed 4 h")
    blocks_at_most: Minutes = Field(1440.0, description="how long the county bed is kept waiting; assumed 24 h")

    def moves(self, may_step_down: int, u_doctor: float, u_patient: float, u_unit: float) -> int:
        """Move if the condition allows it and all three agree."""
        if may_step_down == 0 or u_doctor >= self.accepts.doctor or u_patient >= self.accepts.patient:
            return 0
        return 1 if u_unit < self.accepts.unit else 0

    def transfer_min(self) -> float:
        """Handling and transport."""
        return self.transfer

    def blocks_at_most_min(self) -> float:
        """The longest time the county bed is kept."""
        return self.blocks_at_most


class JointWard(RecoveryBed):
    """A ward that hospital and township run together takes patients to recover, and some from the first day (M12, M15).

    Of moderate cases that the hospital would admit a share goes there directly, judged and begun by the hospital's
    doctors; recovering patients go down with the acceptance of a ward that both know. The rounds of the hospital's
    doctors are dispatched beside it (``expert_dispatch`` with ``does: rounds``): their hours are missing at the
    hospital. Source: mechanisms M12 and M15 (Foshan: paediatric and orthopaedic wards built together with a district
    hospital, patients who need admission move there); the shares: assumption.
    """

    kind: Literal["joint_ward"] = "joint_ward"  # type: ignore[assignment]
    wards: Count = Field(1, ge=1, description="so many townships, the nearest to the hospital, have a joint ward")
    direct: Share = Field(description="of moderate cases that the hospital would admit, the share that lies there")

    def joint_wards(self) -> int:
        """So many."""
        return self.wards

    def takes_directly(self, band: int, u: float) -> int:
        """Moderate cases; who is worse stays at the hospital."""
        return 1 if band == MODERATE and u < self.direct else 0
