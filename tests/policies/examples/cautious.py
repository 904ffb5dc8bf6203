"""When in doubt, up: some moderate cases are sent to the hospital although they could be handled here."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.policies.referral import ADVICE, FORMAL, KEEP, Referral
from sim.vocabulary.quantities import Share

MODERATE = 1


class Cautious(Referral):
    """What is recognised as beyond the place goes up, and so does a share of moderate cases that are not.

    Source: an invented example for those who write a policy; defensive referral is not in the source documents.
    """

    kind: Literal["cautious"] = "cautious"
    doubtful: Share = Field(description="of moderate cases judged within reach, the share sent up all the same")
    formal: Share = Field(0.1, description="of those sent up, the share with a form (转诊单)")

    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float) -> int:
        """Everyone beyond the place; of moderate cases within reach, the doubtful share."""
        sent = 0.0
        if judged_beyond == 1:
            sent = 1.0
        elif judged_band == MODERATE:
            sent = self.doubtful
        if u >= sent:
            return KEEP
        return FORMAL if u < sent * self.formal else ADVICE
