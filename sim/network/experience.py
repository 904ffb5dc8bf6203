"""What residents have come to believe of each tier from what became of them there, and from talk in the village."""

from __future__ import annotations

from array import array
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.people import People
from sim.scenario.choice import LearnedBelief
from sim.scenario.scenario import Scenario
from sim.vocabulary import BANDS, DAY_MIN, TIERS

KINDS: Final = 2
"""What feels minor, what feels serious."""
CELLS: Final = len(TIERS) * KINDS
ENOUGH: Final = 30
"""Experiences of one sort in the warm-up that tell what is usual; after fewer nothing is learned of it (assumption)."""


class Experience:
    """The part of the world that remembers how it went.

    An experience is weighed against what was usual in the warm-up, at this tier, for what feels like this and
    began as bad: ``learned_good`` sums (good - usual share), ``learned_all`` counts, both by resident, tier and
    felt severity. So the sum stays at zero, but for luck, until a place becomes better or worse than it was. A date
    of ``changes:`` is then not heard of, only lived through.
    """

    people: People
    beliefs: NDArray[np.void]
    quality_at_first: NDArray[np.float64]
    learns: int
    prior_worth: float
    learns_from_min: float
    word_of_mouth: float
    learned_good: array[float]
    learned_all: array[float]
    usual_good: array[float]
    usual_all: array[float]
    belief_rows: list[tuple[Any, ...]]

    def open_experience(self, scenario: Scenario) -> None:
        """Whether anybody learns, and the columns for it; what was learned stays when numbers are read anew."""
        belief = getattr(scenario.choice, "belief", None)
        self.learns = int(isinstance(belief, LearnedBelief))
        self.prior_worth = float(belief.prior_worth) if isinstance(belief, LearnedBelief) else 1.0
        self.word_of_mouth = float(belief.word_of_mouth) if isinstance(belief, LearnedBelief) else 0.0
        self.learns_from_min = float(scenario.calendar.warm_up)
        if not hasattr(self, "belief_rows"):
            columns = CELLS * len(self.people) if self.learns else 1
            self.learned_good, self.learned_all = (array("d", [0.0]) * columns for _ in range(2))
            self.usual_good, self.usual_all = (array("d", [0.0]) * (CELLS * len(BANDS)) for _ in range(2))
            self.belief_rows, self.quality_at_first = [], self.beliefs["quality"].copy()

    def personal_quality(self, resident: int, tier: int, felt: int) -> float:
        """How much more, or less, of right handling this person expects of a tier than others say."""
        at = (resident * 4 + tier) * 2 + felt
        return self.learned_good[at] / (self.prior_worth + self.learned_all[at])

    def experienced(self, case: Any, tier: int, good: int) -> None:
        """What the patient could see: well after being kept (1), or sent on, or back again (0).

        An illness that began in the warm-up tells what is usual, whenever its outcome shows.
        """
        usual = ((tier * 2) + case.felt) * 4 + case.first_band
        if case.onset_min < self.learns_from_min:
            self.usual_good[usual] += good
            self.usual_all[usual] += 1.0
            return
        if self.usual_all[usual] < ENOUGH:
            return
        at = (case.resident * 4 + tier) * 2 + case.felt
        self.learned_good[at] += good - self.usual_good[usual] / self.usual_all[usual]
        self.learned_all[at] += 1.0

    def talk_it_over(self, minute: float) -> None:
        """At a month's end everybody takes over a share of the village's mean experience; then it is written down."""
        if self.learns == 0 or minute <= self.learns_from_min:
            return
        good = np.frombuffer(self.learned_good, np.float64).reshape(len(self.people), CELLS)
        seen = np.frombuffer(self.learned_all, np.float64).reshape(len(self.people), CELLS)
        village = self.people.village
        for column in (good, seen):
            column += self.word_of_mouth * (_village_means(column, village)[village] - column)
        means = (good / (self.prior_worth + seen)).mean(axis=0)
        for cell in range(CELLS):
            usual = slice(cell * len(BANDS), (cell + 1) * len(BANDS))
            known, well = sum(self.usual_all[usual]), sum(self.usual_good[usual])
            share = well / known if known else -1.0
            at = (int(minute // DAY_MIN), cell // KINDS, cell % KINDS)
            self.belief_rows.append((*at, share, float(seen[:, cell].mean()), float(means[cell])))


def _village_means(column: NDArray[np.float64], village: NDArray[Any]) -> NDArray[np.float64]:
    """Mean of each column over the residents of each village."""
    residents = np.maximum(np.bincount(village), 1)
    sums = [np.bincount(village, weights=column[:, cell]) for cell in range(column.shape[1])]
    return np.asarray(np.array(sums).T / residents[:, None])
