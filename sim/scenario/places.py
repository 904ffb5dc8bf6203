"""Where care is given: an invented map, or a planner's tables."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from sim.scenario.block import Block, Named
from sim.scenario.tiers import Tier
from sim.vocabulary import Count, Km, Minutes, Share, Yuan
from sim.vocabulary.hours import timetable


class CountyMap(Block):
    """An invented map: villages scattered around townships, townships around the county town."""

    villages: Count = Field(ge=1, le=20_000, description="villages with a post")
    townships: Count = Field(ge=1, le=1_000, description="townships with a health centre")
    county_hospitals: Count = Field(1, ge=1, le=50, description="hospitals in the county town")
    radius: Km = Field(gt=0, description="from the county town to the border")
    seed: Count = Field(0, description="another number draws another map")


class Table(Block):
    """A table file: CSV in UTF-8 or GB18030, or a sheet of a workbook."""

    file: str = Field(description="path of the file, from the folder of the scenario file")
    sheet: str | None = Field(None, description="sheet of an .xlsx workbook; empty: its first")

    @model_validator(mode="before")
    @classmethod
    def _a_path_alone_will_do(cls, given: Any) -> Any:
        return {"file": given} if isinstance(given, str) else given


class Group(Block):
    """A consortium (医共体): one hospital leads, others follow."""

    lead: str = Field(description="facility that leads")
    members: tuple[str, ...] = Field(description="facilities that are led")


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)

    row: int = Field(description="row of the table, as a spreadsheet counts")
    source: str | None = Field(None, description="where the row comes from")


class FacilityRow(_Row):
    """One facility of a real county. ``tier_model`` is its tier with the row's own cells put over it."""

    facility: str = Field(min_length=1, description="id; leading zeros count, no dot, slash, comma, bar or space")
    name: str = Field("", description="name")
    name_zh: str = Field("", description="Chinese name")
    tier: Literal["village", "township", "county", "out_of_county"] = Field(description="tier (层级)")
    up: tuple[str, ...] = Field((), description="facility of a higher tier that its forms go to; empty: the nearest")
    group: str | None = Field(None, description="consortium (医共体)")
    longitude: float | None = Field(None, ge=-180, le=180, description="degrees east")
    latitude: float | None = Field(None, ge=-90, le=90, description="degrees north")
    tier_model: Tier = Field(description="what this place has and does")


class VillageRow(_Row):
    """One village of a real county."""

    village: str = Field(min_length=1, description="id")
    name: str = Field("", description="name")
    name_zh: str = Field("", description="Chinese name")
    residents: Count = Field(description="people who live there")
    longitude: float | None = Field(None, ge=-180, le=180, description="degrees east")
    latitude: float | None = Field(None, ge=-90, le=90, description="degrees north")
    in_town: bool = Field(False, description="part of the county town: its residents are not rural")
    ages: dict[str, Share] = Field({}, description="shares that differ from people.ages")
    schemes: dict[str, Share] = Field({}, description="shares that differ from people.schemes")


def _sails(text: str) -> str:
    """The text, if it is a timetable."""
    timetable(text)
    return text


class TravelRow(_Row):
    """One way from a place to another; ways not in the table follow the roads."""

    from_: str = Field(alias="from", description="village or facility")
    to: str = Field(description="facility")
    mode: Literal["walk", "road", "ferry"] = Field(
        "road", description="how one travels; only a ferry has a timetable and stays in port"
    )
    minutes: Minutes = Field(description="duration")
    km: Km = Field(0.0, description="distance")
    yuan: Yuan = Field(0.0, description="fare, one way")
    runs: Annotated[str, AfterValidator(_sails)] | None = Field(
        None, description='departures of a ferry, "Mo-Su 07:30,13:00"; empty: always'
    )
    cancelled: Share = Field(
        0.0, description="share of days on which the weather keeps it in port; one weather for all boats"
    )


class Places(Block):
    """The facilities: an invented map, or tables of a real county."""

    map: CountyMap | None = Field(None, description="an invented map; or tables")
    facilities: Table | None = Field(None, description="table of facilities, one row each")
    villages: Table | None = Field(None, description="table of villages, one row each; empty: one at each post")
    travel: Table | None = Field(None, description="table of ways, one row each; empty: by roads")
    datum: Literal["wgs84", "gcj02", "bd09"] | None = Field(
        None, description="datum of all coordinates; mixing two moves a village by some 500 m"
    )
    groups: Named[Group] = Field({}, description="consortia (医共体): who leads whom")

    _facility_rows: tuple[FacilityRow, ...] = PrivateAttr(())
    _village_rows: tuple[VillageRow, ...] = PrivateAttr(())
    _travel_rows: tuple[TravelRow, ...] = PrivateAttr(())

    @model_validator(mode="after")
    def _one_way_to_say_where(self) -> Self:
        if (self.map is None) == (self.facilities is None):
            raise ValueError("expected either map: (an invented map) or facilities: (a table).")
        if self.map is not None and (self.villages or self.travel):
            raise ValueError("map: invents villages and ways; tables of them need facilities: as well.")
        return self

    @property
    def facility_rows(self) -> tuple[FacilityRow, ...]:
        """Rows of the table of facilities; empty for an invented map."""
        return self._facility_rows

    @property
    def village_rows(self) -> tuple[VillageRow, ...]:
        """Rows of the table of villages; empty for an invented map."""
        return self._village_rows

    @property
    def travel_rows(self) -> tuple[TravelRow, ...]:
        """Rows of the table of ways; empty where everyone goes by road."""
        return self._travel_rows
