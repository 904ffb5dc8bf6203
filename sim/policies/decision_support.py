"""Decision support at the desk of the primary doctor: a sharper eye for what belongs elsewhere."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.policies.referral import ByThreshold
from sim.vocabulary.quantities import Factor, Share
from sim.vocabulary.words import TOWNSHIP


class DecisionSupport(ByThreshold):
    """Village and township clinicians decide with a computer's aid (M22): at a share of visits their discernment d′
    moves toward a cap; who is already better is left alone. What is sent up is as by the threshold.

    The line they draw stays, so sensitivity rises and specificity does not change; treatment of what is kept does not
    change either. Source: mechanism M22 is a vendor's text without any effect size: coverage, gain and cap are all
    assumptions, for an optional scenario.
    """

    kind: Literal["decision_support"] = "decision_support"
    coverage: Share = Field(description="share of primary visits at which it is opened and heeded")
    gain: Share = Field(description="of the way from the clinician's own d′ to the cap, the part that is gained")
    cap: Factor = Field(
        description="d′ above which it raises nobody; township centres have 1.3, the county hospital 3.2"
    )

    def discerns(self, tier: int, d_prime: float, u: float) -> float:
        """Toward the cap, at primary, where it is used."""
        if tier > TOWNSHIP or u >= self.coverage or d_prime >= self.cap:
            return d_prime
        return d_prime + self.gain * (self.cap - d_prime)
