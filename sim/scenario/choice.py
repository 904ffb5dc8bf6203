"""How people choose where to go. It stands outside the policies: who does not follow a rule keeps it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.block import Block, ByBand, Named, NamedNumbers, Shares, only
from sim.vocabulary import BANDS, TIERS, Count, Factor, Number, Share, Yuan

WHERE = ("none", *TIERS)


class Considers(Block):
    """The places that come to a patient's mind."""

    nearest_of_each_tier: Count = Field(2, ge=1, le=8, description="so many nearest places of each tier")
    usual_place: bool = Field(True, description="and the place used last time")


class PriceShape(Block):
    """How a price is felt."""

    kind: Literal["log", "linear"] = Field(description="log: ln(1 + price / per); linear: price / per")
    per: Yuan = Field(gt=0, description="the unit of price")


class Weights(Block):
    """What a patient with an illness of this felt severity weighs, in units of utility."""

    price: Number = Field(0.0, description="for the felt price (negative)")
    travel_10_min: Number = Field(0.0, description="for 10 minutes of travel, one way (negative)")
    wait_10_min: Number = Field(0.0, description="for 10 minutes of expected waiting (negative)")
    expected_quality: Number = Field(0.0, description="for handling it rightly for certain, against never")
    advice: Number = Field(0.0, description="for a place that one was told to go to")
    own_doctor: Number = Field(0.0, description="for the family doctor's place")


class FixedBelief(Block):
    """What is believed of a place's quality is what it is; nobody learns."""

    kind: Literal["fixed"] = Field("fixed", description="nobody learns")


class LearnedBelief(Block):
    """Each resident learns of each tier, for what feels minor or serious, from what can be seen: well, sent on, back.

    Quality expected = (prior_worth x believed + good) / (prior_worth + all), every experience counted against
    what was usual in the warm-up: without a policy nothing drifts. A Beta prior; its form is an assumption.
    """

    kind: Literal["beta"] = Field(description="from experience, with a Beta prior")
    prior_worth: Number = Field(
        15.0, gt=0, le=1000, description="experiences that weigh as much as what was believed before (assumption)"
    )
    word_of_mouth: Share = Field(
        0.05, description="share of the village's mean experience taken over each month of 28 days (assumption)"
    )


class Choosing(Block):
    """What both logit models weigh."""

    considers: Considers = Field(Considers(), description="places that come to mind")
    price_felt: Literal["expected_visit", "nothing"] = Field(
        "expected_visit", description="price known at the door: of the visit, after insurance; or nothing"
    )
    price_shape: PriceShape = Field(
        PriceShape.model_construct(kind="log", per=100.0), description="how a price is felt"
    )
    habit: Number = Field(0.0, description="pull of the place used last time")
    expects_wait: Literal["last_month", "nothing"] = Field(
        "last_month", description="what people believe: the place's mean wait over the last month"
    )
    belief: Annotated[FixedBelief | LearnedBelief, Field(discriminator="kind")] = Field(
        FixedBelief(), description="what is believed of quality: fixed, or learned"
    )
    weights: ByBand[Weights] = Field(
        min_length=1,
        description="weights by felt severity; a band that is not named has the weights of the one below it",
    )
    constants: Named[NamedNumbers] = Field(
        {}, description="pull of each tier and of none (staying home) for primary, other and referred cases"
    )

    @model_validator(mode="after")
    def _minor_is_named(self) -> Self:
        if BANDS[0] not in self.weights:
            raise ValueError("weights has no minor; a band that is not named has the weights of the one below.")
        return self

    def weights_of(self, band: int) -> Weights:
        """Weights of a band of felt severity (0 minor ... 3 critical)."""
        return next(self.weights[BANDS[b]] for b in range(band, -1, -1) if BANDS[b] in self.weights)


class NestedLogit(Choosing):
    """First which tier or none, then which place of that tier."""

    kind: Literal["nested_logit"]
    nests: tuple[Literal["tier", "site"], ...] = Field(("tier", "site"), description="order of the decisions")
    within_tier: Factor = Field(
        gt=0, le=1, description="1 is a plain logit; smaller: places of a tier are closer substitutes"
    )


class Logit(Choosing):
    """All places and staying at home side by side."""

    kind: Literal["logit"]


class FixedShare(Block):
    """Fixed shares of first contacts, whatever the price or the wait; the nearest place of the tier."""

    kind: Literal["fixed_share"]
    shares: Annotated[Shares, only(WHERE, "tier or none")] = Field(
        description="share of new episodes that go to none, village, township, county, out_of_county"
    )
    by_severity: Named[Annotated[Shares, only(WHERE, "tier or none")]] = Field(
        {}, description="shares for felt severities (minor, moderate, serious, critical) that differ"
    )


Choice = Annotated[NestedLogit | Logit | FixedShare, Field(discriminator="kind")]
