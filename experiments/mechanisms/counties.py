"""Every county of the repository: how long each is run, and the forms of a property that can be tried on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import Field, model_validator
from ruamel.yaml import YAML

from experiments.mechanisms.declared import Claims, arms_of
from experiments.mechanisms.entries import Arm, Exact, Ladder, Order, Period
from sim.scenario.block import Block

FILE: Final = Path(__file__).parent / "counties.yaml"


class Form(Block):
    """A property in a form that can be tried on one county."""

    of: str = Field(description="the property of rows/structure.yaml")
    because: str = Field(description="what the county has not got, or what the form shows beyond the property")
    instead: bool = Field(False, description="takes the property's place; otherwise it stands beside it")
    entry: Annotated[Order | Ladder | Exact, Field(discriminator="shows")]


class Place(Block):
    """One county, or a station by itself, on which the structure is tried."""

    county: str = Field(description="file in scenarios/")
    period: Period | None = Field(
        None, description="how long each run is; empty: the calendar of the arms' own scenario"
    )
    replications: int = Field(ge=2)
    few: int = Field(ge=2, description="replications of exact properties")
    forms_replications: int = Field(2, ge=2, description="replications of forms, whose runs are often longer")
    arms: dict[str, Arm] = Field({}, description="arms for this county's forms alone")
    forms: tuple[Form, ...] = ()

    @property
    def name(self) -> str:
        """The county in a word."""
        return Path(self.county).stem if self.period else self.county.removesuffix(".yaml")

    def replaced(self) -> dict[str, Form]:
        """Properties that cannot be tried here as they stand, with the form that takes their place."""
        return {form.of: form for form in self.forms if form.instead}

    def claims(self, claims: Claims) -> Claims:
        """The properties as they stand, for runs of this county, or for a station for those of the station."""
        ours = [entry for entry in claims.structure if self._is_ours(entry, claims)]
        return self._laid(claims, [entry for entry in ours if entry.name not in self.replaced()])

    def in_forms(self, claims: Claims) -> Claims:
        """The properties in the forms that can be tried here."""
        return self._laid(claims, [form.entry for form in self.forms])

    def _laid(self, claims: Claims, entries: Sequence[Order | Ladder | Exact]) -> Claims:
        period = self.period or claims.short
        changed = {"structure": tuple(entries), "arms": claims.arms | self.arms, "mechanisms": (), "factorials": ()}
        return claims.model_copy(update=changed | {"short": period, "long": period})

    def _is_ours(self, entry: Order | Ladder | Exact, claims: Claims) -> bool:
        """A station's properties belong to the file that their arms name; all others to every county."""
        own = {claims.arms[arm].county for arm in arms_of(entry)}
        return own == ({None} if self.period else {self.county})


class EveryCounty(Block):
    """The whole file."""

    places: tuple[Place, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_stands_once(self) -> Self:
        counties = [place.county for place in self.places]
        twice = sorted({county for county in counties if counties.count(county) > 1})
        if twice:
            raise ValueError(f"counties named twice: {twice}")
        return self

    def only(self, names: tuple[str, ...]) -> EveryCounty:
        """The places of these names.

        Raises:
            KeyError: nothing has such a name.
        """
        wrong = [name for name in names if name not in [place.name for place in self.places]]
        if wrong:
            known = ", ".join(place.name for place in self.places)
            raise KeyError(f"no county is called {', '.join(wrong)}; there are: {known}")
        return self.model_copy(update={"places": tuple(place for place in self.places if place.name in names)})


def read_counties(claims: Claims, file: Path = FILE) -> EveryCounty:
    """The places, checked against the properties and arms that they speak of.

    Raises:
        ValidationError: something is not as it must be.
        ValueError: a form is of no property, or names an arm that is not declared or declared twice.
    """
    found = EveryCounty.model_validate(YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")))
    known = {entry.name for entry in claims.structure}
    for place in found.places:
        strange = sorted({form.of for form in place.forms} - known)
        twice = sorted(set(place.arms) & set(claims.arms))
        spoken = {arm for form in place.forms for arm in arms_of(form.entry)}
        unknown = sorted(spoken - set(place.arms) - set(claims.arms))
        idle = sorted(set(place.arms) - spoken)
        if strange or twice or unknown or idle:
            said = (
                f"forms of no property: {strange}; arms declared twice: {twice}, not declared: {unknown}, idle: {idle}"
            )
            raise ValueError(f"{place.county}: {said}")
    return found
