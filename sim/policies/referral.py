"""After the finding: is the patient kept, sent up with a form, or told to go up?"""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import ClassVar, Final, Literal

from pydantic import Field

from sim.policies.base import Policy
from sim.vocabulary.quantities import Minutes, Points, Share
from sim.vocabulary.words import BANDS

KEEP: Final = 0
FORMAL: Final = 1
ADVICE: Final = 2


class Referral(Policy):
    """What a clinician does with a patient after the finding."""

    question: ClassVar[str] = "referral"

    @abstractmethod
    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float) -> int:
        """0 keep, 1 send up with a form (转诊单), 2 advise to go up (no form).

        Args:
            tier: of the place that decides.
            judged_beyond: 1 if the clinician judged the illness to be beyond this place.
            judged_band: how severe the clinician takes it to be (0 minor … 3 critical).
            u: luck of this decision, in [0, 1).
        """

    def criterion_shift(self, tier: int, listed: int) -> float:
        """Change of the clinician's specificity, in shares: sending up more or less readily.

        ``listed``: the tier to which the disease catalogue (病种目录) gives this illness.
        """
        return 0.0

    def by_the_list(self, tier: int, listed: int, judged_beyond: int, judged_band: int) -> int:
        """What the catalogue makes of the finding: 1 if it counts as beyond this place, 0 if it must be kept."""
        return judged_beyond

    def discerns(self, tier: int, d_prime: float, u: float) -> float:
        """The clinician's discernment d′ with what this rule puts at hand; ``u``: is it used at this visit?"""
        return d_prime

    def handling_min(self) -> float:
        """Minutes from the form to the slot at the receiving hospital; the patient is at home meanwhile."""
        return 0.0


class Never(Referral):
    """Null answer: nobody is sent up; what is found to be beyond the place is kept all the same."""

    kind: Literal["never"] = "never"

    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float) -> int:
        """Keep."""
        return KEEP


class ByThreshold(Referral):
    """What is judged beyond the place and severe enough goes up: a ``formal`` share with a form, the rest by word."""

    refer: tuple[Literal["minor", "moderate", "serious", "critical"], ...] = Field(
        ("serious", "critical"), description="severities that are sent up when recognised"
    )
    formal: Share = Field(0.03, description="of those sent up, the share with a form (转诊单)")
    handling: Minutes = Field(
        2160.0, description="from the form to a slot at the receiving hospital; on paper 36 h (assumption)"
    )
    margin: Points = Field(
        0.0, description="added to the clinician's specificity: positive keeps more, negative sends up more"
    )

    @cached_property
    def refers_band(self) -> tuple[int, ...]:
        """One number per severity band: 1 if it is sent up."""
        return tuple(int(band in self.refer) for band in BANDS)

    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float) -> int:
        """Send up what is judged beyond the place and severe enough."""
        if judged_beyond == 0 or self.refers_band[judged_band] == 0:
            return KEEP
        return FORMAL if u < self.formal else ADVICE

    def criterion_shift(self, tier: int, listed: int) -> float:
        """The margin."""
        return self.margin

    def handling_min(self) -> float:
        """On paper, a day and a half."""
        return self.handling


class SeverityThreshold(ByThreshold):
    """What is recognised as beyond the place and of the listed severity is sent up (M2, M3).

    A ``formal`` share goes with a form and is counted as 上转; the rest is told to go, and may not.
    Source: mechanisms M2 and M3; national formal up-referrals are 0.3 to 1 % of visits (bulletin 2023).
    """

    kind: Literal["severity_threshold"] = "severity_threshold"


class FixedShare(Referral):
    """A fixed share is sent up, whatever the finding: for theory, benches and models of others.

    Source: the routing shares of queueing networks; no county refers like that.
    """

    kind: Literal["fixed_share"] = "fixed_share"
    village: Share = Field(0.0, description="share of village visits sent up")
    township: Share = Field(0.0, description="share of township visits sent up")
    county: Share = Field(0.0, description="share of county visits sent up")
    formal: Share = Field(1.0, description="of those sent up, the share with a form")

    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float) -> int:
        """Send up the tier's share; one number serves for both questions."""
        share = self.village if tier == 0 else (self.township if tier == 1 else self.county if tier == 2 else 0.0)
        if u >= share:
            return KEEP
        return FORMAL if u < share * self.formal else ADVICE
