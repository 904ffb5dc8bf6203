"""The disease catalogue: which illnesses a township and a county hospital must treat, and which must go up."""

from __future__ import annotations

from functools import cached_property
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.policies.referral import ByThreshold
from sim.vocabulary.quantities import Points
from sim.vocabulary.words import BANDS


class Lists(BaseModel):
    """Illnesses that a tier must treat although the catalogue of illness gives them to another."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    village: tuple[str, ...] = Field((), description="illnesses that the village post must treat")
    township: tuple[str, ...] = Field((), description="illnesses that the township must treat, and posts send up")
    county: tuple[str, ...] = Field((), description="illnesses that the county must treat, and all below send up")

    @model_validator(mode="after")
    def _each_illness_once(self) -> Self:
        named = [*self.village, *self.township, *self.county]
        twice = sorted({name for name in named if named.count(name) > 1})
        if twice:
            raise ValueError(f"{twice[0]} stands on two lists; an illness belongs to one tier.")
        return self


class DiseaseCatalogue(ByThreshold):
    """A list says which illnesses each tier must treat and which must go up (M3); the rest as by the threshold.

    What the list gives to this place or below is kept more readily (``keep_margin``) and, in the severities of
    ``must_keep``, even when judged to be beyond; what it gives to a higher tier is sent more readily
    (``send_margin``). The list shifts the line that the clinician draws and not how well the clinician sees: a
    list above true skill keeps those who should go. It is read for the illness that it is: a wrong diagnosis of
    *which* illness is not modelled, only how far it is beyond the place. Without ``lists`` it is each illness's
    ``belongs_to``.
    Source: mechanism M3 (Tianchang 2016: lists for township and county); the margins are assumptions.
    """

    kind: Literal["disease_catalogue"] = "disease_catalogue"
    keep_margin: Points = Field(
        0.02, description="added to specificity for illnesses on this place's list; 2 points assumed"
    )
    send_margin: Points = Field(
        0.05, description="taken from specificity for illnesses of a higher tier's list; 5 points assumed"
    )
    must_keep: tuple[Literal["minor", "moderate", "serious", "critical"], ...] = Field(
        ("minor", "moderate"), description="severities, as judged, that are kept if the illness is on this place's list"
    )
    lists: Lists = Field(Lists(), description="illnesses that this county gives to another tier than belongs_to")

    @cached_property
    def keeps_band(self) -> tuple[int, ...]:
        """One number per severity band: 1 if an illness of this place's list is kept whatever the finding."""
        return tuple(int(band in self.must_keep) for band in BANDS)

    @cached_property
    def named(self) -> dict[str, str]:
        """By illness that a list names, the tier of the list."""
        by_tier = {"village": self.lists.village, "township": self.lists.township, "county": self.lists.county}
        return {name: tier for tier, names in by_tier.items() for name in names}

    def criterion_shift(self, tier: int, listed: int) -> float:
        """On the list of this place: keep more; of a higher one: send more."""
        return self.margin + (self.keep_margin if listed <= tier else -self.send_margin)

    def by_the_list(self, tier: int, listed: int, judged_beyond: int, judged_band: int) -> int:
        """What must be kept here is not beyond this place."""
        if listed <= tier and self.keeps_band[judged_band] == 1:
            return 0
        return judged_beyond
