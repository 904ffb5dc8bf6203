"""Does the county hospital learn to treat more? Asked every morning."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import Field

from sim.policies.base import Policy
from sim.vocabulary.quantities import Days, Points, Share


class HospitalCapability(Policy):
    """What a county hospital handles, in all or some specialties, and what people come to believe of it."""

    question: ClassVar[str] = "hospital_capability"
    additive: ClassVar[bool] = True
    moment: ClassVar[bool] = False
    heeds_people: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def reached(self, since_min: float, ended_min: float) -> float:
        """Share of its aims that is reached.

        Args:
            since_min: since the programme began. ended_min: since it ended; 0 while it goes on.
        """

    def gain_points(self) -> float:
        """Points of right handling aimed at, over the hospital's own."""
        return 0.0

    def treated_here_share(self) -> float:
        """Of serious cases that only the hospital outside treated, the share aimed at in the county."""
        return 0.0

    def known_half_way_min(self) -> float:
        """Time in which half of a change becomes known to people."""
        return 0.0


class Unchanged(HospitalCapability):
    """Null answer: the hospital stays as it is."""

    kind: Literal["unchanged"] = "unchanged"

    def reached(self, since_min: float, ended_min: float) -> float:
        """Nothing."""
        return 0.0


class Programme(HospitalCapability):
    """New techniques, an affiliated tertiary hospital, specialty alliances, shared supplies (M19, M20, M24).

    After a lag the named specialties handle more rightly and treat here part of what only the hospital outside did,
    half of the aim after ``half_way``. What people believe of the hospital follows by word of mouth, and only that
    draws them, from the townships too. When it ends what was reached fades. Never better than the hospital outside.
    Source: mechanism M19 (Qionglai over 60 new techniques, provincial trusteeship; Linqing 40 a year; within-county
    rates of 88 to 92 %); sizes and speeds are assumptions.
    """

    kind: Literal["programme"] = "programme"
    specialties: tuple[str, ...] = Field((), description="clinics whose illness it concerns; empty: all")
    gain: Points = Field(description="points of right handling aimed at")
    treated_here: Share = Field(
        description="of serious cases beyond the county, the share aimed at for the county; of all residents, "
        "whichever hospital learns it"
    )
    lag: Days = Field(description="from its beginning until the first effect")
    half_way: Days = Field(gt=0, description="from then until half of the aim is reached")
    half_life: Days = Field(gt=0, description="once it has ended: time in which half of what was reached is lost")
    known_half_way: Days = Field(gt=0, description="time in which half of a change becomes known to people")

    def reached(self, since_min: float, ended_min: float) -> float:
        """Half of what is left to the aim every ``half_way``."""
        at_work = since_min - ended_min - self.lag
        if at_work <= 0.0:
            return 0.0
        return float((1.0 - 0.5 ** (at_work / self.half_way)) * 0.5 ** (ended_min / self.half_life))

    def gain_points(self) -> float:
        """As declared."""
        return self.gain

    def treated_here_share(self) -> float:
        """As declared."""
        return self.treated_here

    def known_half_way_min(self) -> float:
        """As declared."""
        return self.known_half_way
