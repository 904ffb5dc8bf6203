"""Emergency centres: which hospital is the most capable, and what is known of it on the way."""

from __future__ import annotations

from typing import Any, Final

from sim.network.county import NOWHERE
from sim.network.near import Near
from sim.network.rules import Rules
from sim.network.units import NO_UNIT
from sim.vocabulary.words import COUNTY, CRITICAL, OUT_OF_COUNTY

AHEAD: Final = "ecg"
"""The test whose result an ambulance can send ahead."""


class Centres(Near):
    """The part of the world that has to do with networks of emergency care."""

    emergency: Rules
    names: Any
    has_network: int
    capable_centre: list[int]
    ahead_test: int

    def find_centres(self) -> None:
        """For each village the hospital that handles most critical cases rightly; of equals the nearest."""
        self.has_network = 1 if len(self.emergency.answers) > 1 else 0
        self.ahead_test = self.names.tests.index(AHEAD) if AHEAD in self.names.tests else NOWHERE
        able = [row for row in self.place if row.tier == COUNTY and row.emergency != NO_UNIT]
        best = max((row.treats[CRITICAL] for row in able), default=0.0)
        best_places = [row.place for row in able if row.treats[CRITICAL] == best]
        self.capable_centre = [self._nearest(minutes, best_places) for minutes in self.home.minutes]

    def way_out_min(self, case: Any, start: int, target: int) -> float:
        """Minutes of an ambulance from the hospital to the patient; out of the county it sets off with the patient."""
        if self.ambulance_km_per_h <= 0.0 or self.place[target].tier == OUT_OF_COUNTY:
            return 0.0
        return self.travel_km(case, start, target) / self.ambulance_km_per_h * 60.0
