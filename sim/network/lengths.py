"""How long things last for one patient: consultations, stays, talks, the time until a review."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.luck.quantiles import draw
from sim.network.illnesses import ConditionRow
from sim.network.rows import RowBuilder
from sim.network.units import NO_DRAW, PlaceRow, UnitRow
from sim.scenario.scenario import Scenario
from sim.vocabulary import TIERS
from sim.vocabulary.words import OUT_OF_COUNTY, Reason

OUT_CONSULT_MIN: Final = 8.0
"""Consultation at the hospital outside the county (tertiary specialist, new patient: assumption)."""
PLANNED_REVIEW: Final = int(Reason.review)


class Lengths:
    """The part of the world that has to do with durations."""

    key: int
    unit: list[UnitRow]
    condition: list[ConditionRow]
    rows: NDArray[np.void]
    grid: NDArray[np.float64]
    reviews: list[tuple[float, int]]

    def read_reviews(self, scenario: Scenario, builder: RowBuilder) -> None:
        by_tier = [scenario.reviews.get(tier) for tier in TIERS]
        self.reviews = [
            (review.share, builder.draws.number(review.after)) if review is not None else (0.0, NO_DRAW)
            for review in by_tier
        ]

    def draw(self, case: Any, decision: int, tier: int, nth: int, step: int, which: int) -> float:
        """A length of time: distribution ``which`` at this patient's luck."""
        return float(draw(self.key, case.episode, decision, tier, nth, step, self.rows, self.grid, which))

    def consult_min(self, case: Any, place: PlaceRow, decision: int) -> float:
        """Length of this consultation: as the clinic's, for follow-ups as the illness says."""
        if place.tier == OUT_OF_COUNTY:
            return OUT_CONSULT_MIN
        illness = self.condition[case.condition]
        which = illness.consult if illness.consult != NO_DRAW else self.unit[case.v_unit].service[0]
        if case.v_reason == PLANNED_REVIEW and self.unit[case.v_unit].review != NO_DRAW:
            which = self.unit[case.v_unit].review
        minutes = self.draw(case, decision, place.tier, case.v_nth, 0, which)
        return float(illness.consult_times * minutes)

    def stay_min(self, case: Any, place: PlaceRow, decision: int, nth: int) -> float:
        """Acute days of this stay, as long as they take here."""
        return place.stay_times * self.draw(case, decision, -1, nth, 0, self.condition[case.condition].acute)

    def recovery_min(self, case: Any, decision: int) -> float:
        """Recovery days in a township bed."""
        return self.draw(case, decision, -1, 0, 0, self.condition[case.condition].recovery)

    def recovery_kept_min(self, case: Any, place: PlaceRow, decision: int) -> float:
        """Recovery days in the bed of the acute phase."""
        return place.stay_times * self.draw(case, decision, -1, 0, 0, self.condition[case.condition].recovery_kept)

    def talk_min(self, case: Any, rule: Any, decision: int, tier: int) -> float:
        """Length of a talk with a remote expert."""
        return self.draw(case, decision, tier, case.v_nth, 0, rule.talk)

    def review_share(self, case: Any, place: PlaceRow) -> float:
        """Chance that a rightly handled patient is asked back here."""
        own = self.condition[case.condition].review_share
        return own if own >= 0.0 else self.reviews[place.tier][0]

    def review_after(self, case: Any, place: PlaceRow) -> int:
        """Distribution of the time until then."""
        own = self.condition[case.condition].review_after
        return own if own != NO_DRAW else self.reviews[place.tier][1]
