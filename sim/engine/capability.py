"""Hospitals that learn to treat more: right handling by specialty, what stays in the county, what is known of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.network.beliefs import MINOR_MIX
from sim.network.rules import InForce
from sim.network.skill import case_mix
from sim.network.world import World
from sim.scenario.scenario import Scenario
from sim.vocabulary import BANDS
from sim.vocabulary.words import COUNTY, MINOR, MODERATE, SERIOUS

Table = list[list[float]]


class Capability:
    """Programmes of the county hospitals over the run."""

    def __init__(self, world: World, scenario: Scenario) -> None:
        self._world = world
        self.mix = case_mix(scenario, world.names.specialties)
        self._known: dict[int, float] = {}
        self._looked_min = 0.0
        self.numbers_changed()

    def numbers_changed(self) -> None:
        """The rows have been read anew: what the hospitals were, and the programmes."""
        world = self._world
        self._answers: list[InForce] = list(reversed(world.answers_in_force("hospital_capability")))
        self._beyond = [row.beyond_county for row in world.condition]
        self._quality = [(float(row["quality"][0]), float(row["quality"][1])) for row in world.beliefs]
        programmes = [number for number, answer in enumerate(self._answers) if answer.policy.gain_points() > 0.0
                      or answer.policy.treated_here_share() > 0.0]  # fmt: skip
        self._programmes = [number for number in programmes if self._answers[number].from_min < world.end_min]
        self.moves = bool(self._programmes)

    def review(self, minute: float) -> None:
        """What the hospitals can do from this morning on, and what people have heard of it."""
        if not self.moves:
            return
        passed, self._looked_min = minute - self._looked_min, minute
        for number in self._programmes:
            policy, reached = self._answers[number].policy, self._reached(number, minute)
            known = self._known.get(number, 0.0)
            self._known[number] = known + (1.0 - 0.5 ** (passed / policy.known_half_way_min())) * (reached - known)
        self.put_in_force(minute)

    def put_in_force(self, minute: float) -> None:
        """Into the rows of the hospitals, of the illnesses and of what is believed."""
        world = self._world
        reached = {number: self._reached(number, minute) for number in self._programmes}
        for row in world.place:
            if row.tier == COUNTY:
                row.more = tuple(share for of in self._gains(row.place, reached) for share in of)
                self._believe(row.place)
        for number, illness in enumerate(world.condition):
            left = 1.0
            for programme, share in reached.items():
                if self._concerns(programme, illness.specialty):
                    left *= 1.0 - share * self._answers[programme].policy.treated_here_share()
            illness.beyond_county = self._beyond[number] * left
        world.lessons += 1

    def more(self, place: int) -> list[float]:
        """Points that a place has over its own, by severity band: mean over its specialties."""
        by_specialty = np.array([self.more_in(place, number) for number in range(len(self.mix))])
        return [float(share) for share in np.array(self.mix) @ by_specialty]

    def more_in(self, place: int, specialty: int) -> list[float]:
        """The same in one specialty."""
        more = self._world.place[place].more
        return list(more[specialty * len(BANDS) : (specialty + 1) * len(BANDS)]) if more else [0.0] * len(BANDS)

    def _reached(self, number: int, minute: float) -> float:
        answer = self._answers[number]
        ended_min = max(0.0, minute - answer.until_min)
        return float(answer.policy.reached(max(0.0, minute - answer.from_min), ended_min))

    def _concerns(self, number: int, specialty: int) -> bool:
        named: Sequence[str] = self._answers[number].policy.specialties
        return not named or self._world.names.specialties[specialty] in named

    def _gains(self, place: int, share_of: dict[int, float]) -> Table:
        """Points by specialty and band, so far as the hospital outside is not passed."""
        world = self._world
        own = world.place[place].treats
        most = world.place[world.out_place].treats if world.out_place >= 0 else (1.0,) * len(BANDS)
        found = []
        for specialty in range(len(world.names.specialties)):
            points = sum(
                share * self._answers[number].policy.gain_points()
                for number, share in share_of.items()
                if self._concerns(number, specialty) and self._in_force_at(number, place)
            )
            found.append([max(0.0, min(points, most[band] - own[band])) for band in range(len(BANDS))])
        return found

    def _in_force_at(self, number: int, place: int) -> bool:
        places = self._answers[number].places
        return not places or places[place] == 1

    def _believe(self, place: int) -> None:
        """What people have heard of so far: the mean over what they may fall ill with."""
        heard = np.array(self.mix) @ np.array(self._gains(place, self._known))
        minor, serious = self._quality[place]
        gained = MINOR_MIX[0] * heard[MINOR] + MINOR_MIX[1] * heard[MODERATE]
        self._world.beliefs[place]["quality"] = (minor + float(gained), serious + float(heard[SERIOUS]))
