"""Are tests of primary care reported by readers at the hospital, or does the patient travel for them?"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.policies.base import Policy
from sim.vocabulary.distributions import Distribution
from sim.vocabulary.hours import Hours
from sim.vocabulary.quantities import Count, Minutes, Share, Yuan

TOWNSHIP = 1


class RemoteReading(Policy):
    """Who reports tests that a primary place makes, or has to do without."""

    question: ClassVar[str] = "remote_reading"
    additive: ClassVar[bool] = True

    @abstractmethod
    def reads(self, tier: int) -> int:
        """1 if tests of a place of this tier are reported at a distance."""

    def waits_overnight(self, urgent: int) -> int:
        """1 if a report is waited for until the centre opens again; 0 if the place does without it."""
        return 0

    def sent_in_min(self) -> float:
        """Minutes from the end of the reading to the report at the place."""
        return 0.0

    def gain(self) -> float:
        """How far a report lifts recognition and right handling at the place, in shares."""
        return 0.0

    def travels(self, tier: int, u: float) -> int:
        """1 if a patient who lacks a test here goes to the hospital for it and comes back; ``u``: luck, in [0, 1)."""
        return 0


class NoRemoteReading(RemoteReading):
    """Null answer: every place reads what it can, and does without the rest."""

    kind: Literal["none"] = "none"

    def reads(self, tier: int) -> int:
        """No."""
        return 0


class Read(BaseModel):
    """A reader's time for one test."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    emergency: Distribution = Field(description="of a patient who seems seriously ill; read before the others")
    routine: Distribution = Field(description="of everybody else")


class PooledCentre(RemoteReading):
    """Tests made at primary care are reported by one pool of readers at the hospital, emergencies first (M6).

    A report lifts recognition and right handling at the place by ``gain``, toward the level of the reading hospital
    and not beyond. Places that lack a machine get one for the tests in ``equips``. Where the centre is closed a
    routine report comes the next morning; an emergency is handled without it. Readers taken ``from_clinic`` are
    missing there.
    Source: mechanism M6 (Qionglai 2025: five centres, emergency images reported in a little over ten minutes, 12,000
    reads in under half a year over 15 sites); gain of 20 points, 10 to 30: assumption.
    """

    kind: Literal["pooled_centre"] = "pooled_centre"
    readers: Count = Field(description="readers on duty at once")
    tests: tuple[str, ...] = Field(description="which tests they report, for example [ecg, x_ray]")
    read: Read = Field(description="a reader's time for one test, by urgency; the turnaround follows from the queue")
    hours: Hours = Field("Mo-Su 08:00-20:00", description="when the centre reads; assumed")
    from_clinic: str | None = Field(
        None, description="the clinic whose clinicians read, for example county/internal; empty: staff of its own"
    )
    sent_in: Minutes = Field(2.0, description="from the end of the reading to the report at the place; assumed")
    gain_points: Share = Field(0.2, description="of recognition and right handling, where a test was reported; assumed")
    equips: tuple[str, ...] = Field((), description="tests for which places without a machine get one")
    records: Distribution | None = Field(None, description="time of one patient on such a machine; needed with equips")
    price: Yuan = Field(0.0, description="price of one test on such a machine")

    def reads(self, tier: int) -> int:
        """Those of posts and township centres."""
        return 1 if tier <= TOWNSHIP else 0

    def waits_overnight(self, urgent: int) -> int:
        """Only for what is not urgent."""
        return 1 - urgent

    def sent_in_min(self) -> float:
        """The way back of the report."""
        return self.sent_in

    def gain(self) -> float:
        """The points."""
        return self.gain_points


class Trips(RemoteReading):
    """Who lacks a test at primary care is sent to the hospital for it, and comes back with the result.

    What centres of reading are to make needless: the same queue for the machine, the road twice, the fare twice.
    Source: mechanism M6 (trips to the county for a test); the share that goes: assumption.
    """

    kind: Literal["trips"] = "trips"
    goes: Share = Field(description="of patients who lack a test, the share that makes the trip")

    def reads(self, tier: int) -> int:
        """Nothing is read at a distance."""
        return 0

    def travels(self, tier: int, u: float) -> int:
        """A share of the patients of posts and township centres."""
        return 1 if tier <= TOWNSHIP and u < self.goes else 0
