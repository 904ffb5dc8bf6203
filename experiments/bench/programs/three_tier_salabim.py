"""The three tiers in salabim: a component per patient, stock resources with priorities."""

from __future__ import annotations

import random
from bisect import bisect
from itertools import accumulate
from typing import Any

import salabim

from experiments.bench.three_tier import EMERGENCY, ORDINARY, VILLAGE, Answer, Tally, ThreeTiers

salabim.yieldless(False)


class Patient(salabim.Component):  # type: ignore[misc]  # salabim ships no types
    """See a doctor, perhaps be sent up a tier, perhaps be admitted."""

    def setup(self, county: County, village: int) -> None:
        """Who this is."""
        self.county, self.village = county, village

    def process(self) -> Any:
        """The story of one patient."""
        county, model, luck = self.county, self.county.model, self.county.luck
        priority = EMERGENCY if luck.random() < model.emergency_share else ORDINARY
        tier = bisect(county.first_contact, luck.random())
        while True:
            place = self.village * county.places[tier] // county.places[VILLAGE]
            joined = self.env.now()
            yield self.request((county.doctors[tier][place], 1, priority))
            county.tally.seen(tier, joined, self.env.now())
            yield self.hold(luck.expovariate(1 / model.consult_min[tier]))
            self.release()
            u = luck.random()
            if u < model.sent_up_share[tier]:
                tier += 1
                continue
            if u < model.sent_up_share[tier] + model.admitted_share[tier]:
                yield self.request((county.beds[tier][place], 1, priority))
                stay = luck.lognormvariate(model.stay_mu(tier), model.stay_sigma)
                county.tally.in_bed(tier, self.env.now(), self.env.now() + stay)
                yield self.hold(stay)
            return


class Village(salabim.Component):  # type: ignore[misc]  # salabim ships no types
    """One village: patients come at random."""

    def setup(self, county: County, village: int) -> None:
        """Which one."""
        self.county, self.village = county, village

    def process(self) -> Any:
        """One patient after the other."""
        while True:
            yield self.hold(self.county.luck.expovariate(self.county.model.patients_per_min))
            self.county.tally.episodes += 1
            Patient(county=self.county, village=self.village)


class County:
    """Doctors and beds of every place."""

    def __init__(self, env: Any, model: ThreeTiers, tally: Tally, seed: int) -> None:
        self.model, self.tally, self.luck = model, tally, random.Random(seed)
        self.places, self.first_contact = model.places, list(accumulate(model.first_contact))[:-1]
        self.doctors, self.beds = (
            [
                [salabim.Resource(env=env, capacity=max(1, size), monitor=False) for _ in range(count)]
                for count, size in zip(model.places, sizes, strict=True)
            ]
            for sizes in (model.doctors, model.beds)
        )


def run(model: ThreeTiers, episodes: int, seed: int = 1, watch_from_min: float = 0.0) -> Answer:
    """So many episodes from an empty start."""
    end = model.length_min(episodes)
    tally = Tally(model, end, watch_from_min)
    env = salabim.Environment(trace=False)
    county = County(env, model, tally, seed)
    for village in range(model.places[VILLAGE]):
        Village(county=county, village=village)
    env.run(till=end)
    return tally.answer()
