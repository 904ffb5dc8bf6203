"""How people wait: who is first, how many fit, how long they stay, where they go."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from sim.scenario.block import Block, Named
from sim.vocabulary import PRIORITIES, UNLIMITED, Capacity, Count, Distribution, Share
from sim.vocabulary.dates import ClockTime

WHEN_FULL: Final = ("turned_away",)
GIVES_UP: Final = ("goes_home", "emergency_room", "tomorrow", "elsewhere")


class PatienceByClass(Block):
    """Patience that differs between priority classes; a class that is not named never leaves."""

    by_class: Named[Distribution] = Field(description="how long each class waits before leaving")


def one_or_by_class(given: Any) -> Hashable:
    """Which of two forms a block has: one distribution, or one for each class."""
    by_class = "by_class" in given if isinstance(given, dict) else isinstance(given, PatienceByClass)
    return "by_class" if by_class else "one"


Patience = Annotated[
    Annotated[Distribution, Tag("one")] | Annotated[PatienceByClass, Tag("by_class")],
    Discriminator(one_or_by_class),
]


class Reserved(Block):
    """Places of a day that are kept for some classes until a clock time (预留号源)."""

    share: Share | None = Field(None, description="share of the servers that is kept; or places")
    places: Count | None = Field(None, description="number of servers that is kept; or share")
    for_: tuple[str, ...] = Field(("referred",), alias="for", description="classes they are kept for")
    released_at: ClockTime = Field(1440.0, description="from then on anyone is served; empty: never")

    @model_validator(mode="after")
    def _says_how_many(self) -> Self:
        if (self.share is None) == (self.places is None):
            raise ValueError("expected either share: 20 % or places: 2.")
        return self


class Queue(Block):
    """A line in front of whatever serves. Within a class, first come is first served."""

    priority: tuple[str, ...] = Field(PRIORITIES, description="classes (优先级), the first is served first")
    preempt: Literal["none", "resume"] = Field(
        "none",
        description="resume (a higher class interrupts, who was interrupted goes on later) is refused: not built yet",
    )
    waiting_room: Capacity = Field(
        UNLIMITED, description="places to wait (候诊位), those in service not counted, or unlimited"
    )
    when_full: str = Field(
        "turned_away",
        description="who finds no place to wait is turned_away; in routes also next_station, or a step",
    )
    patience: Patience | None = Field(
        None, description="how long a person queues before leaving (等候耐心); empty: never leaves"
    )
    gives_up: str = Field(
        "goes_home",
        description="where one goes who leaves the queue: goes_home, emergency_room, tomorrow, elsewhere; "
        "in routes a step",
    )
    reserved: Reserved | None = Field(None, description="servers kept for some classes; empty: none")

    @model_validator(mode="after")
    def _classes_are_told_apart(self) -> Self:
        # without classes of its own a unit's queue is judged together with the queue of its place
        if "priority" in self.model_fields_set and (fault := self.fault()):
            raise ValueError(fault)
        return self

    def fault(self) -> str:
        """What is wrong with the classes of this queue, or nothing."""
        if len(set(self.priority)) < len(self.priority):
            return f"priority names a class twice: {', '.join(self.priority)}."
        kept_for = self.reserved.for_ if self.reserved else ()
        patient = self.patience.by_class if isinstance(self.patience, PatienceByClass) else {}
        for what, names in (("reserved.for", kept_for), ("patience.by_class", patient)):
            unknown = [name for name in names if self.priority and name not in self.priority]
            if unknown:
                classes = ", ".join(self.priority)
                return f"{what} names {unknown[0]!r}, which is no class of priority: {classes}."
        return ""

    def over(self, place: Self) -> Self:
        """This queue, with every key that it leaves out taken from the queue of its place."""
        said = {name: getattr(self, name) for name in self.model_fields_set}
        return place.model_copy(update=said)

    def patience_of(self, name: str) -> Any:
        """The patience of one class: a ``Distribution``, or nothing if it never leaves."""
        if isinstance(self.patience, PatienceByClass):
            return self.patience.by_class.get(name)
        return self.patience
