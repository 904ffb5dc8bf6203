"""Do hospital doctors go out to find the ill? Asked every morning."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import Field

from sim.policies.base import Policy
from sim.vocabulary.quantities import Capacity, Count, Days, Minutes, Share


class Outreach(Policy):
    """Events in villages and townships; ``only_in`` names where."""

    question: ClassVar[str] = "outreach"
    additive: ClassVar[bool] = True
    moment: ClassVar[bool] = False
    heeds_people: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def every_min(self) -> float:
        """Minutes from one event of a place to its next; 0: none."""

    def staff(self) -> int:
        """Clinicians who go."""
        return 0

    def lasts_min(self) -> float:
        """Length of an event, without the way."""
        return 0.0

    def reaches(self) -> int:
        """People who come to an event."""
        return 0

    def controlled_share(self) -> float:
        """Of those found with chronic illness out of control, the share brought under control."""
        return 0.0

    def relapse_share(self) -> float:
        """Of those brought under control and without a contract, the share that relapses in a month."""
        return 0.0


class NoOutreach(Outreach):
    """Null answer: nobody goes out."""

    kind: Literal["none"] = "none"

    def every_min(self) -> float:
        """No events."""
        return 0.0


class FreeClinics(Outreach):
    """Free clinics near home (M25, 义诊): hospital doctors see neighbours, find illness out of control, and treat it.

    Their hours and the road leave the hospital's roster. Who is helped is under control until a relapse; under a
    family-doctor policy they also get a contract, and control is settled as for others under contract. Source:
    mechanism M25 (Foshan 18 events, 2,910 people: about 160 each; Linqing over 40 talks); shares are assumptions.
    """

    kind: Literal["free_clinics"] = "free_clinics"
    of: str = Field(description="the clinic whose doctors go, for example county/internal")
    clinicians: Count = Field(ge=1, description="doctors who go to an event")
    every: Days = Field(gt=0, description="from one event of a place to its next; places take turns")
    lasts: Minutes = Field(gt=0, description="length of an event, without the way")
    people: Capacity = Field(description="neighbours who come to an event")
    controls: Share = Field(description="of those found out of control, the share brought under control")
    relapse: Share = Field(description="of those helped who have no contract, the share that relapses in a month")

    def every_min(self) -> float:
        """As declared."""
        return self.every

    def staff(self) -> int:
        """As declared."""
        return self.clinicians

    def lasts_min(self) -> float:
        """As declared."""
        return self.lasts

    def reaches(self) -> int:
        """As declared."""
        return self.people

    def controlled_share(self) -> float:
        """As declared."""
        return self.controls

    def relapse_share(self) -> float:
        """As declared."""
        return self.relapse
