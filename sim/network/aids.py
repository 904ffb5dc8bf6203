"""What referral rules put at hand: the disease catalogue by illness, an aid to the clinician's judgement."""

from __future__ import annotations

from sim.network.illnesses import ConditionRow
from sim.network.rules import Rules
from sim.vocabulary import TIERS
from sim.vocabulary.words import MODERATE


class ReferralAids:
    """The part of the world that has to do with the lists and aids of the referral line."""

    condition: list[ConditionRow]
    referral: Rules
    records: Rules
    has_decision_support: int
    """1 if any rule of this county lends the clinician an aid: only then is its luck looked up."""

    has_records: int
    """1 if anyone keeps other records than paper."""

    def read_catalogues(self) -> None:
        """For each referral rule, the tier that its catalogue gives each illness to.

        That is where moderate cases belong, unless the rule's own lists say otherwise.
        """
        for answer in self.referral.answers:
            named = getattr(answer.policy, "named", {})
            answer.listed = tuple(
                TIERS.index(named[row.id]) if row.id in named else row.right_tier[MODERATE] for row in self.condition
            )
        self.has_records = int(any(answer.policy != self.records.answers[-1].policy for answer in self.records.answers))
        self.has_decision_support = int(any(hasattr(answer.policy, "coverage") for answer in self.referral.answers))
