"""Are primary clinicians trained at the hospital, and how? Asked every morning.

What is learned comes after a lag, reaches at most what the hospital above can do itself, and fades. A course in some
specialties is felt in their illness only.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from sim.policies.base import Policy
from sim.vocabulary.quantities import Count, Days, Minutes, Points, Share


class Training(Policy):
    """Courses for the clinicians of primary places (能力建设, "blood-making").

    A place has a level of training, in points of right handling over its own skill: a course closes a share of
    the gap between that level and ``gain_points``, after a lag; between courses the level fades by half-lives.
    """

    question: ClassVar[str] = "training"
    additive: ClassVar[bool] = True
    moment: ClassVar[bool] = False
    heeds_people: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def every_min(self) -> float:
        """Minutes from the beginning of a place's course to that of its next; 0: no courses."""

    @abstractmethod
    def away(self, clinicians: int) -> tuple[int, float]:
        """(clinicians missing in the clinic, minutes from the beginning until they are back) of one course.

        Args:
            clinicians: on the roster of the place's first clinic.
        """

    def learned_share(self, clinicians: int) -> float:
        """Share of the gap to ``gain_points`` that one course closes at a place of so many clinicians."""
        return 0.0

    def gain_points(self) -> float:
        """Points of right handling over a place's own skill, once all its clinicians are trained."""
        return 0.0

    def lag_min(self) -> float:
        """From the end of a course until what was learned is in use."""
        return 0.0

    def half_life_min(self) -> float:
        """Time in which half of what was learned is gone; 0: it never fades."""
        return 0.0

    def recruits(self, courses: int) -> int:
        """Clinicians that a place has more, once so many courses are over."""
        return 0

    def speakers(self) -> int:
        """Doctors of a hospital clinic (``of``) who come to the place to teach."""
        return 0


class NoTraining(Training):
    """Null answer: nobody is trained; skill stays as it is."""

    kind: Literal["none"] = "none"

    def every_min(self) -> float:
        """No courses."""
        return 0.0

    def away(self, clinicians: int) -> tuple[int, float]:
        """Nobody is missing."""
        return 0, 0.0


class _Taught(Training):
    """What all courses have in common."""

    every: Days = Field(description="from the beginning of a place's course to the next; places take turns")
    gain: Points = Field(description="points of right handling, once all clinicians of the place are trained")
    lag: Days = Field(description="from the end of a course until what was learned is in use")
    half_life: Days = Field(gt=0, description="time in which half of what was learned is gone")
    specialties: tuple[str, ...] = Field((), description="clinics of whose illness it teaches; empty: of all")

    def every_min(self) -> float:
        """As declared."""
        return self.every

    def gain_points(self) -> float:
        """As declared."""
        return self.gain

    def lag_min(self) -> float:
        """As declared."""
        return self.lag

    def half_life_min(self) -> float:
        """As declared."""
        return self.half_life


class Secondment(_Taught):
    """Clinicians of each place work at the lead hospital for some weeks (M5, 进修) and are missing at home meanwhile.

    Where nobody is left the room is closed: who comes is turned away. A place learns by the share of its
    clinicians who went. Source: mechanism M5 (Foshan 99 and Wuhan 96 placements; Qionglai 3 to 5 per unit and
    year); gain of 5 points after 6 months that fades by 20 % a year: assumption, 0 to 12 points.
    """

    kind: Literal["secondment"] = "secondment"
    trainees: Count = Field(ge=1, description="clinicians of a place who are away at a time")
    lasts: Days = Field(gt=0, description="how long they are away")

    @model_validator(mode="after")
    def _is_back_before_the_next(self) -> Self:
        if self.lasts > self.every:
            raise ValueError("lasts is longer than every: the next would leave before these are back.")
        return self

    def away(self, clinicians: int) -> tuple[int, float]:
        """Never more than there are."""
        return min(self.trainees, clinicians), self.lasts

    def learned_share(self, clinicians: int) -> float:
        """The share of the clinicians who went."""
        return min(1.0, self.trainees / max(1, clinicians))


class Lectures(_Taught):
    """Talks by hospital doctors (M5, 讲座): all clinicians of the place listen for an hour or two, the clinic waits.

    The talk begins when the clinic opens for the last time that day. The doctor who speaks is missing at the
    hospital, the road included; where nobody can be spared, or no boat sails, there is no talk.
    Source: mechanism M5 (Wuhan 152 talks with 3,128 attendances, Linqing 180); online courses made doctors no
    better [L55], so the gain is an assumption of 1 point, 0 to 3.
    """

    kind: Literal["lectures"] = "lectures"
    lasts: Minutes = Field(gt=0, description="length of one talk; no patient is seen meanwhile")
    learned: Share = Field(description="of the gap to the gain, the share that one talk closes")
    of: str | None = Field(
        None, description="the clinic whose doctor speaks, for example county/internal; empty: a recorded talk"
    )

    def speakers(self) -> int:
        """One, unless it is a recorded talk."""
        return 0 if self.of is None else 1

    def away(self, clinicians: int) -> tuple[int, float]:
        """All of them, for an hour or two."""
        return clinicians, self.lasts

    def learned_share(self, clinicians: int) -> float:
        """As declared."""
        return self.learned


class Residency(_Taught):
    """A base for general practice (M5, 全科医生规范化培训): graduates come to each place after years, some stay.

    Whoever stays is one clinician more on the roster of the first clinic, and knows more than the place did; the
    level rises by the share of newcomers. Source: mechanism M5 (general-practice base; the shortage of qualified
    doctors is only slowly solved); Linqing took on 31 graduates; numbers are assumptions.
    """

    kind: Literal["residency"] = "residency"
    takes: Days = Field(gt=0, description="length of the residency: the first graduates come after that")
    stays: Share = Field(description="of the graduates sent to a place, the share that stays")

    def away(self, clinicians: int) -> tuple[int, float]:
        """Residents belong to the hospital: nobody is missing at the place."""
        return 0, self.takes

    def learned_share(self, clinicians: int) -> float:
        """The share of one more among the clinicians, times the chance that the graduate stays."""
        return self.stays / (clinicians + 1)

    def recruits(self, courses: int) -> int:
        """One graduate a course; of these, the whole number that stays."""
        return int(courses * self.stays)
