"""A county of the same kind of pathway as SimPy's manual would write it: stock resources, a process per episode.

Falls ill, travels, waits for the door, registers, waits for the clinician (or gives up), is tested, is looked at
again, collects medicine, is sent on, admitted, seen again. Where a patient goes is drawn from shares that were
counted in a tiercare run (``county_numbers.py``): the visits are as many, the choices behind them are not made.
"""

from __future__ import annotations

import pickle
import random
from bisect import bisect_right
from collections.abc import Generator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import simpy

from experiments.bench.programs.county_model import CountyNumbers, Leads, Length, TierNumbers

Story = Generator[simpy.Event, Any, Any]
EMERGENCY, REFERRED, WALK_IN = 0, 1, 3
OUT_OF_COUNTY = 3
WARD = "general ward"
STANDS_AT_THE_DOOR_MIN, COMES_WITHIN_MIN = 150.0, 120.0
"""Who finds the door closed for longer goes home, and comes back within so long after it opens."""


def read(file: str) -> CountyNumbers:
    """The numbers that ``county_numbers.written`` left."""
    numbers: CountyNumbers = pickle.loads(Path(file).read_bytes())
    return numbers


class SimPyCounty:
    """Places with their rooms, and the patients who go through them."""

    def __init__(self, numbers: CountyNumbers, seed: int) -> None:
        self.numbers, self.env, self.luck = numbers, simpy.Environment(), random.Random(seed)
        self.rooms = [
            {room.name: simpy.PriorityResource(self.env, room.servers) for room in place} for place in numbers.rooms
        ]
        self.closes = [[closes for _, closes in tier.opens] for tier in numbers.tiers]
        self.first = list(accumulate(numbers.first))
        self.clinics = [list(accumulate(tier.clinic_shares)) for tier in numbers.tiers]
        self.visits: list[tuple[Any, ...]] = []
        self.stays: list[tuple[Any, ...]] = []
        self.tests: list[tuple[Any, ...]] = []
        self.episodes = 0
        self.env.process(self.falls_ill())

    def falls_ill(self) -> Story:
        """Patients come at random, more in the morning than at night (thinned)."""
        rates, luck = self.numbers.starts_per_min, self.luck
        most = max(rates)
        villages, homes = range(len(self.numbers.villages)), list(accumulate(self.numbers.villages))
        while True:
            yield self.env.timeout(luck.expovariate(most))
            if luck.random() * most < rates[int(self.env.now // 60) % 168]:
                self.episodes += 1
                village = luck.choices(villages, cum_weights=homes)[0]
                self.env.process(self.episode(self.episodes, village))

    def episode(self, who: int, village: int) -> Story:
        """Visit after visit, until nothing more follows."""
        tier = self.luck.choices(range(4), cum_weights=self.first)[0]
        priority = WALK_IN
        while True:
            yield self.env.timeout(self.numbers.way_min[tier])
            yield from self.visit(who, village, tier, priority)
            lead = self.what_follows(tier)
            if lead is None:
                return
            yield self.env.timeout(self.draw(lead.after))
            tier, priority = lead.tier, REFERRED if lead.after.mean_min == 0.0 else WALK_IN

    def visit(self, who: int, village: int, tier: int, priority: int) -> Story:
        """One registration at one place, and the bed for those who are admitted."""
        of_tier = self.numbers.tiers[tier]
        goes = self.numbers.goes[tier][village]
        place = self.luck.choices(goes.places, cum_weights=goes.upto)[0]
        rooms = self.rooms[place]
        if tier == OUT_OF_COUNTY:
            arrived = self.env.now
            yield self.env.timeout(self.draw(of_tier.delay))
            self.visits.append((who, village, tier, place, arrived, self.env.now))
            return
        clinic = self.luck.choices(of_tier.clinics, cum_weights=self.clinics[tier])[0]
        if clinic == "emergency":
            priority = EMERGENCY
        elif (closed_min := self.until_open(tier)) > STANDS_AT_THE_DOOR_MIN:
            yield self.env.timeout(closed_min + self.luck.uniform(0.0, COMES_WITHIN_MIN))
        arrived = self.env.now
        if clinic != "emergency" and (closed_min := self.until_open(tier)) > 0.0:
            yield self.env.timeout(closed_min)
        tested = [name for name, share in of_tier.tested if self.luck.random() < share and name in rooms]
        started = -1.0
        for step in of_tier.visit:
            if step == "consult":
                with rooms[clinic].request(priority) as clinician:
                    if of_tier.patience is None:
                        yield clinician
                    else:
                        yield clinician | self.env.timeout(self.draw(of_tier.patience))
                    if not clinician.triggered:
                        break
                    started = self.env.now
                    yield self.env.timeout(self.draw(of_tier.consult[clinic]))
            elif step == "tests" and tested:
                yield from self.have_tests(who, of_tier, rooms, tested, priority)
            elif step == "review" and tested:
                yield from self.be_served(rooms[clinic], of_tier.look[clinic], priority)
            elif step in of_tier.desk and step in rooms:
                yield from self.be_served(rooms[step], of_tier.desk[step], priority)
        self.visits.append((who, village, tier, place, arrived, started, self.env.now))
        if started >= 0.0 and WARD in rooms and self.luck.random() < of_tier.admitted:
            yield from self.be_served(rooms[WARD], of_tier.stay, priority)
            self.stays.append((who, place, started, self.env.now))

    def have_tests(
        self, who: int, of_tier: TierNumbers, rooms: dict[str, Any], tested: list[str], priority: int
    ) -> Story:
        """One machine after the other, then the last report."""
        reported = self.env.now
        for name in tested:
            service, report_after = of_tier.test[name]
            yield from self.be_served(rooms[name], service, priority)
            reported = max(reported, self.env.now + report_after)
            self.tests.append((who, name, self.env.now))
        yield self.env.timeout(reported - self.env.now)

    def be_served(self, room: simpy.PriorityResource, length: Length, priority: int) -> Story:
        """Queue, be served, leave."""
        with room.request(priority) as turn:
            yield turn
            yield self.env.timeout(self.draw(length))

    def until_open(self, tier: int) -> float:
        """Minutes until the door opens; none while it is open."""
        now, opens = self.env.now, self.numbers.tiers[tier].opens
        at = bisect_right(self.closes[tier], now)
        return max(0.0, opens[at][0] - now) if at < len(opens) else 0.0

    def what_follows(self, tier: int) -> Leads | None:
        """The next visit, if there is one."""
        u = self.luck.random()
        for lead in self.numbers.tiers[tier].leads:
            u -= lead.share
            if u < 0.0:
                return lead
        return None

    def draw(self, length: Length) -> float:
        """A duration."""
        if length.cv2 == 0.0:
            return length.mean_min
        if length.kind == "exponential":
            return self.luck.expovariate(1.0 / length.mean_min)
        return self.luck.lognormvariate(length.mu, length.sigma)


@dataclass(frozen=True)
class Counted:
    """What a run had in it."""

    episodes: int
    visits: int
    stays: int
    tests: int
    gave_up: int
    events: int
    waits: dict[str, float]
    """Mean minutes from the door to the consultation, by tier."""


def run(numbers: CountyNumbers, seed: int = 1) -> Counted:
    """The whole period, from an empty county."""
    county = SimPyCounty(numbers, seed)
    county.env.run(until=numbers.end_min)
    here = [(tier, arrived, started) for _, _, tier, _, arrived, started, *_ in county.visits if tier != OUT_OF_COUNTY]
    waits: dict[str, float] = {}
    for at, name in enumerate(("village", "township", "county")):
        minutes = [started - arrived for tier, arrived, started in here if tier == at and started >= 0.0]
        waits[name] = sum(minutes) / max(1, len(minutes))
    gave_up = sum(started < 0.0 for _, _, started in here)
    tables = (len(county.visits), len(county.stays), len(county.tests))
    return Counted(county.episodes, *tables, gave_up, next(county.env._eid), waits)
