"""Wards that a hospital and a township run together: where they are, and which is nearest to whom."""

from __future__ import annotations

from sim.network.ferries import Ferries
from sim.network.rules import Rules
from sim.network.units import NO_UNIT
from sim.vocabulary.words import COUNTY, TOWNSHIP


class JointWards(Ferries):
    """The part of the world that has to do with joint wards."""

    step_down: Rules
    has_joint: int
    joint_place: list[int]

    def find_joint_wards(self) -> None:
        """The townships nearest to a hospital that have a ward; for each village the nearest of these."""
        wanted = max(answer.policy.joint_wards() for answer in self.step_down.answers)
        self.has_joint = 1 if wanted > 0 else 0
        hospitals = [row.place for row in self.place if row.tier == COUNTY]
        able = [row.place for row in self.place if row.tier == TOWNSHIP and row.ward != NO_UNIT]
        able = [place for place in able if self._has_beds(self.place[place].ward)]
        by_way = sorted(able, key=lambda i: (min((self.between.minutes[h][i] for h in hospitals), default=0.0), i))
        self.joint_place = [self._nearest(minutes, by_way[:wanted]) for minutes in self.home.minutes]
