"""At the end of the acute days: home, stay on, or a recovery bed near home?"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.policies.base import Policy
from sim.vocabulary.quantities import Minutes, Share


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
