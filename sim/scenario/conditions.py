"""What people fall ill with, how often and how badly; chronic illness; planned reviews."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.scenario.block import (
    BandShares,
    BandSplit,
    Block,
    ByAge,
    Named,
    ShareByAge,
    SomeBandShares,
)
from sim.vocabulary import Distribution, Factor, Minutes, Share

TierName = Literal["village", "township", "county", "out_of_county"]


class Review(Block):
    """A planned second visit at the place that treated."""

    share: Share = Field(description="share of treated cases that are asked back")
    after: Distribution = Field(description="time until then")


class Timing(Block):
    """When in the year, the week and the day something begins: shapes that stand in profiles."""

    by_month: str | None = Field(None, description="a name in profiles.by_month; empty: level")
    by_weekday: str | None = Field(None, description="a name in profiles.by_weekday; empty: level")
    by_hour: str | None = Field(None, description="a name in profiles.by_hour; empty: level")


class NewCases(Timing):
    """How often the condition begins."""

    per_1000_a_year: ByAge = Field(
        description="new cases per 1,000 residents of each age band in 364 days (of_chronic: of those ill)"
    )


class Notices(Block):
    """Whether the patient takes it for what it is."""

    sensitivity: Share = Field(description="of serious and critical cases, the share felt to be serious")
    specificity: Share = Field(description="of minor and moderate cases, the share felt to be so")


class Recovery(Block):
    """The later part of a stay, which another place may give (康复期)."""

    share: Share = Field(description="share of stays that have a recovery phase")
    length: Distribution = Field(description="its length")
    if_kept: Distribution | None = Field(
        None, description="its length if the patient stays where the acute phase was; empty: the same"
    )
    may_step_down: bool = Field(False, description="the phase may be spent in a township bed (下转)")


class Stay(Block):
    """Time in bed, for cases that need one."""

    acute: Distribution = Field(description="length of the acute phase")
    recovery: Recovery | None = Field(None, description="recovery phase; empty: none")


class IfMissed(Block):
    """What becomes of a case that is wrongly handled and does not get well alone."""

    returns_after: Distribution = Field(description="time until the patient seeks care again")
    worsens: Literal["one_band", "a_little", "none"] = Field(
        "a_little", description="one_band: a band more severe; a_little: within the band; none"
    )


class Condition(Block):
    """One illness of the catalogue."""

    name_zh: str | None = Field(None, description="Chinese name")
    icd10: str | None = Field(None, description="codes of ICD-10")
    specialty: str = Field(description="clinic that handles it; places without it use their first clinic")
    new_cases: NewCases = Field(description="how often it begins")
    severity: BandSplit = Field(description="true severity at onset (病情); shares of cases")
    patient_notices: Notices = Field(description="whether the patient feels how serious it is")
    belongs_to: TierName = Field(description="tier that the disease catalogue names (病种目录)")
    gets_well_alone: BandShares = Field(description="share that gets well if wrongly handled or left alone")
    tests: Named[Share] = Field({}, description="share of cases that need each test to be handled rightly")
    needs_bed: SomeBandShares = Field({}, validate_default=True, description="share that needs a bed")
    stay: Stay | None = Field(None, description="time in bed; needed where needs_bed is")
    time_critical: Minutes | None = Field(
        None, description="from onset to a place that can treat it, at most; empty: not time-critical"
    )
    by_ambulance: SomeBandShares = Field({}, validate_default=True, description="share that calls 120")
    if_missed: IfMissed = Field(description="what becomes of wrongly handled cases")
    beyond_county: Share = Field(
        0.0, description="of serious and critical cases, the share that only the hospital outside treats"
    )
    review: Review | None = Field(None, description="planned second visit; empty: as reviews: of the tier")
    of_chronic: str | None = Field(
        None, description="a chronic illness: only residents who have it fall ill with this, if uncontrolled"
    )
    consult_times: Factor = Field(1.0, gt=0, description="multiplies the time of a consultation")

    @model_validator(mode="after")
    def _a_bed_has_a_stay(self) -> Self:
        if self.stay is None and any(self.needs_bed.values()):
            raise ValueError("needs_bed is given, so stay: {acute: ...} is needed too.")
        return self


class Chronic(Timing):
    """A long-lasting illness: who has it, who keeps it under control, who is followed up."""

    name_zh: str | None = Field(None, description="Chinese name")
    prevalence: ShareByAge = Field(description="share of each age band that has it")
    controlled: Share = Field(description="share of those ill whose illness is under control (控制率)")
    controlled_times: Factor = Field(
        le=1, description="rate of exacerbations when controlled, relative to uncontrolled"
    )
    follow_ups_a_year: Factor = Field(0.0, description="follow-ups that are due in 364 days (随访)")
    adherence: Share = Field(1.0, description="share of due follow-ups that are kept")
    specialty: str = Field("general", description="clinic of the follow-up")
    at: TierName = Field("village", description="tier where the follow-up is due")
    consult: Distribution | None = Field(None, description="time of a follow-up; empty: as a consultation")
