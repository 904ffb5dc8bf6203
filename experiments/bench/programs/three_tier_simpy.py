"""The three tiers as SimPy's manual would write them: a process per patient, stock priority resources.

This is the measure of all others: every ratio of the bench is a ratio to this program.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Generator
from itertools import accumulate
from typing import Any

import simpy

from experiments.bench.three_tier import EMERGENCY, ORDINARY, VILLAGE, Answer, Tally, ThreeTiers

Story = Generator[simpy.Event, Any, None]


class County:
    """Doctors and beds of every place, and the processes that use them."""

    def __init__(self, model: ThreeTiers, tally: Tally, seed: int) -> None:
        self.model, self.tally = model, tally
        self.env, self.luck = simpy.Environment(), random.Random(seed)
        self.places, self.first_contact = model.places, list(accumulate(model.first_contact))[:-1]
        self.doctors, self.beds = (
            [[simpy.PriorityResource(self.env, max(1, size)) for _ in range(n)] for n, size in zip(p, s, strict=True)]
            for p, s in ((model.places, model.doctors), (model.places, model.beds))
        )
        for village in range(model.places[VILLAGE]):
            self.env.process(self.falls_ill(village))

    def falls_ill(self, village: int) -> Story:
        """One village: patients come at random."""
        while True:
            yield self.env.timeout(self.luck.expovariate(self.model.patients_per_min))
            self.tally.episodes += 1
            self.env.process(self.patient(village))

    def patient(self, village: int) -> Story:
        """See a doctor, perhaps be sent up a tier, perhaps be admitted."""
        model, random01 = self.model, self.luck.random
        priority = EMERGENCY if random01() < model.emergency_share else ORDINARY
        tier = bisect(self.first_contact, random01())
        while True:
            place = village * self.places[tier] // self.places[VILLAGE]
            joined = self.env.now
            with self.doctors[tier][place].request(priority) as doctor:
                yield doctor
                self.tally.seen(tier, joined, self.env.now)
                yield self.env.timeout(self.luck.expovariate(1 / model.consult_min[tier]))
            u = random01()
            if u < model.sent_up_share[tier]:
                tier += 1
                continue
            if u < model.sent_up_share[tier] + model.admitted_share[tier]:
                with self.beds[tier][place].request(priority) as bed:
                    yield bed
                    stay = self.luck.lognormvariate(model.stay_mu(tier), model.stay_sigma)
                    self.tally.in_bed(tier, self.env.now, self.env.now + stay)
                    yield self.env.timeout(stay)
            return


def run(model: ThreeTiers, episodes: int, seed: int = 1, watch_from_min: float = 0.0) -> Answer:
    """So many episodes from an empty start."""
    end = model.length_min(episodes)
    tally = Tally(model, end, watch_from_min)
    County(model, tally, seed).env.run(until=end)
    return tally.answer()
