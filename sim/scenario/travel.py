"""How people get there: on foot, by road, by ambulance, out of the county."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.scenario.block import Block
from sim.vocabulary import Count, Factor, Km, KmPerHour, Minutes, Yuan, YuanPerKm


class Walk(Block):
    """Short ways on foot."""

    speed: KmPerHour = Field(gt=0, description="walking speed")
    up_to: Km = Field(description="longest way that is walked")


class Road(Block):
    """Ways by road."""

    speed: KmPerHour = Field(gt=0, description="mean speed")
    detour: Factor = Field(1.0, ge=1, description="road over straight line")
    fare: YuanPerKm = Field(0.0, description="fare, by kilometre of road")


class Ambulance(Block):
    """Ambulances of the county (120)."""

    vehicles: Count = Field(description="ambulances on duty")
    speed: KmPerHour = Field(gt=0, description="mean speed")
    sets_off_in: Minutes = Field(0.0, description="from the call to setting off")


class OutOfCounty(Block):
    """The way to the big hospital outside."""

    time: Minutes = Field(description="from the county town, one way")
    fare: Yuan = Field(0.0, description="fare, one way")


class Travel(Block):
    """How people move; every duration one way."""

    kind: Literal["roads", "none"] = Field("roads", description="none: everyone is everywhere at once")
    walk: Walk | None = Field(None, description="short ways on foot; empty: nobody walks")
    road: Road | None = Field(None, description="ways by road")
    ambulance: Ambulance | None = Field(None, description="ambulances; empty: none")
    out_of_county: OutOfCounty | None = Field(None, description="the way to the hospital outside")

    @model_validator(mode="after")
    def _roads_have_a_speed(self) -> Self:
        if self.kind == "roads" and self.road is None:
            raise ValueError("expected road: {speed: 30 km/h, ...}, or kind: none for a county without ways.")
        return self
