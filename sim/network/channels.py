"""What the referral channel keeps at the hospital: places of clinics and beds for those who are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.network.county import NOWHERE
from sim.network.rules import InForce, Rules
from sim.network.units import NO_UNIT, PlaceRow, UnitRow
from sim.policies import QUESTIONS
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import BOOKED, COUNTY, EMERGENCY, REFERRED

KEPT_FOR: Final = (EMERGENCY, REFERRED, BOOKED)
BOOKS_AHEAD_MIN: Final = 10.0 * DAY_MIN
LONGEST_OPENING_MIN: Final = 600.0
"""A clinic that never closes books for the next ten hours (assumption)."""


class Channels:
    """The part of the world that has to do with the way from a form to a hospital."""

    place: list[PlaceRow]
    unit: list[UnitRow]
    referral_channel: Rules
    has_channel: int
    """1 if anyone answers the question of the channel with more than silence: only then is it asked."""
    own_reserved: list[tuple[int, float]]
    """By unit, what its own queue keeps, and until which clock time."""

    if TYPE_CHECKING:

        def hospital_above(self, place: int) -> int:
            """The county hospital that this place refers up to."""

    def read_channels(self, minute: float) -> None:
        """Which clinics and wards keep places, and for whom: classes for the whole run, numbers as of this minute."""
        null = next(iter(QUESTIONS["referral_channel"].kinds.values()))()
        self.has_channel = int(any(answer.policy != null for answer in self.referral_channel.answers))
        self.own_reserved = [(unit.reserved, unit.released_at_min) for unit in self.unit]
        for answer in self.referral_channel.answers:
            for unit, _, _ in self._kept_by(answer):
                row = self.unit[unit]
                row.reserved_for |= frozenset(row.priority[ordinary] for ordinary in KEPT_FOR)
        self.keep_places(minute)

    def keep_places(self, minute: float) -> None:
        """So many servers and beds are kept from this minute on, by the channel in force, beside the unit's own."""
        for row, (own, until_min) in zip(self.unit, self.own_reserved, strict=False):
            row.reserved, row.released_at_min = own, until_min
        for answer in reversed(self.referral_channel.answers):  # the last that holds has the last word
            if answer.from_min <= minute < answer.until_min:
                for unit, share, released_min in self._kept_by(answer):
                    row, (own, until_min) = self.unit[unit], self.own_reserved[unit]
                    most = max(servers for _, servers in row.steps)
                    row.reserved = min(most, own + round(share * most))
                    row.released_at_min = until_min if own else released_min

    def _kept_by(self, answer: InForce) -> list[tuple[int, float, float]]:
        """(unit, share kept, released at) for the clinics and general wards of the hospitals above a rule's places."""
        slots, beds = getattr(answer.policy, "reserved_slots", 0.0), getattr(answer.policy, "reserved_beds", 0.0)
        if slots == 0.0 and beds == 0.0:
            return []
        senders = [p.place for p in self.place if not answer.places or answer.places[p.place]]
        hospitals = {p if self.place[p].tier == COUNTY else self.hospital_above(p) for p in senders} - {NOWHERE}
        kept: list[tuple[int, float, float]] = []
        for hospital in sorted(hospitals):
            row, rule = self.place[hospital], answer.policy
            kept += [(unit, slots, rule.released_at) for unit in sorted(set(row.clinics)) if unit != NO_UNIT]
            kept += [(row.ward, beds, rule.beds_released_at)] if row.ward != NO_UNIT else []
        return kept

    def channel_edges(self) -> set[float]:
        """Minutes at which the places kept may change."""
        return self.referral_channel.edges()

    def booked_min(self, clinic: int, earliest_min: float, u: float) -> float:
        """A time at this clinic for who is booked: somewhere in what is left of its first opening from a minute on."""
        opens_min = self.unit[clinic].door.opens_at(earliest_min)
        if opens_min - earliest_min > BOOKS_AHEAD_MIN:
            return earliest_min
        lasts_min = min(LONGEST_OPENING_MIN, self.unit[clinic].door.closes_at(opens_min) - opens_min)
        return opens_min + u * lasts_min
