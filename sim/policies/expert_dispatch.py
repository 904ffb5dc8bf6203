"""Do hospital experts come down, where to, when, and for what? Asked every morning."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Final, Literal

from pydantic import Field

from sim.policies.base import Policy
from sim.vocabulary.distributions import Distribution
from sim.vocabulary.quantities import Capacity, Count, Share

CLINIC: Final = "clinic"
ROUNDS: Final = "rounds"
OPERATIONS: Final = "operations"
ACTIVITIES: Final = (CLINIC, ROUNDS, OPERATIONS)
Activity = Literal["clinic", "rounds", "operations"]


class ExpertDispatch(Policy):
    """Which hours of which hospital clinic are given to a place lower down (resource sinking, 下沉)."""

    question: ClassVar[str] = "expert_dispatch"
    additive: ClassVar[bool] = True
    moment: ClassVar[bool] = False

    @abstractmethod
    def posting(self, start_min: float, end_min: float, travel_min: float) -> tuple[int, float, float]:
        """(experts, away from, away until) for a session that the calendar announces.

        Args:
            start_min: start of the session, minutes from day 0. end_min: its end.
            travel_min: road from the sending hospital to the place, one way.
        """

    def holds_on(self, day_of_month: int) -> int:
        """1 if a session that the hours name is held on this day of the month (1 to 31)."""
        return 1

    def goes(self, rank: int) -> int:
        """1 if the place at this rank (0: most patients of the specialty last month) gets the session."""
        return 1

    def ranks_places(self) -> int:
        """1 if the answer depends on that rank, so that patients have to be counted."""
        return 0

    def held_share(self) -> float:
        """Of the sessions that the calendar names, the share that a hospital keeps which earns nothing by them."""
        return 1.0


class NoDispatch(ExpertDispatch):
    """Null answer: nobody is sent."""

    kind: Literal["none"] = "none"

    def posting(self, start_min: float, end_min: float, travel_min: float) -> tuple[int, float, float]:
        """Nobody."""
        return 0, start_min, start_min

    def holds_on(self, day_of_month: int) -> int:
        """On no day."""
        return 0

    def goes(self, rank: int) -> int:
        """Nowhere."""
        return 0


class Sessions(ExpertDispatch):
    """What all sessions of experts have in common; no answer by itself."""

    experts: Count = Field(description="experts per place and session")
    of: str = Field(description="the clinic they leave, for example county/internal")
    sees_at_most: Capacity = Field(description="patients seen, or operated on, per expert and session")
    does: Activity = Field(
        CLINIC,
        description="clinic: sees outpatients; rounds: sees the inpatients of that specialty, who are handled "
        "rightly from then on where the expert would; operations: those who need a bed and would be sent up are "
        "operated on and admitted there",
    )
    takes: Distribution | None = Field(
        None, description="time of one patient of rounds or operations; empty: as a consultation of that clinic"
    )
    kept: Share = Field(
        1.0,
        description="of the sessions ordered, the share that a hospital keeps which earns nothing by them; what it "
        "earns (provider_payment) wins back some of the others; assumed 100 %: an order is obeyed",
    )

    def held_share(self) -> float:
        """As declared."""
        return self.kept

    def posting(self, start_min: float, end_min: float, travel_min: float) -> tuple[int, float, float]:
        """Away from the hospital for the session and the road both ways."""
        return self.experts, start_min - travel_min, end_min + travel_min


class WeeklyRound(Sessions):
    """A weekly expert session at each named place (M4), announced, so that patients can come that day.

    The experts' hours leave the hospital clinic's roster, travel there and back included.
    Source: mechanism M4 (Linqing: every Saturday; 8.7 patients, a round and an operation per expert and visiting day).
    """

    kind: Literal["weekly_round"] = "weekly_round"
    when: str = Field(description='session hours, OpenStreetMap syntax, for example "Sa 08:30-11:30"')


class Resident(Sessions):
    """An expert posted to each named place, there every working day (M4); the chair at the hospital stays empty.

    Who lives there is on no road; who commutes loses the way there and back from the hospital's roster too.
    Source: mechanism M4 (Linqing: internal, surgical, obstetric and paediatric experts sit at two branches daily,
    2013-2016; Qionglai: 34 staff of intermediate grade posted to all units); whole working days: assumption.
    """

    kind: Literal["resident"] = "resident"
    when: str = Field("Mo-Fr 08:00-17:30", description="hours of the post; over lunch nobody is let in; assumed")
    lives_there: bool = Field(False, description="no daily road; assumed: they commute")

    def posting(self, start_min: float, end_min: float, travel_min: float) -> tuple[int, float, float]:
        """Away for the working day, and for the road of those who commute."""
        road_min = 0.0 if self.lives_there else travel_min
        return self.experts, start_min - road_min, end_min + road_min


class Monthly(Sessions):
    """A session once a month at each named place (M4): the loose tie of a hospital to townships that it does not run.

    Source: mechanism M4 (Linqing: experts visit the other 17 townships monthly, 2016).
    """

    kind: Literal["monthly"] = "monthly"
    when: str = Field(description='weekday and hours of the session, for example "We 08:30-11:30"')
    in_week: Count = Field(1, ge=1, le=4, description="first, second, third or fourth such weekday of the month")

    def holds_on(self, day_of_month: int) -> int:
        """On the nth such weekday."""
        return 1 if (day_of_month - 1) // 7 + 1 == self.in_week else 0


class ByNeed(Sessions):
    """Sessions go where most patients of the specialty were seen in the last 28 days, not to every place in turn.

    In the first month nobody has been counted: residents of the catchment stand for patients.
    Source: mechanism M4 read as an allocation rule (Qionglai: unified staff, sent where they are needed): assumption.
    """

    kind: Literal["by_need"] = "by_need"
    when: str = Field(description='session hours, OpenStreetMap syntax, for example "Sa 08:30-11:30"')
    places: Count = Field(1, ge=1, description="so many places get the session; the others go without")

    def goes(self, rank: int) -> int:
        """To the first few."""
        return 1 if rank < self.places else 0

    def ranks_places(self) -> int:
        """Patients are counted by place and specialty."""
        return 1
