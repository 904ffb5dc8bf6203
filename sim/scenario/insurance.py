"""Schedules of the health insurance: what the fund pays, by scheme and tier."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.block import Block, ByTier, Named
from sim.vocabulary import Share, Yuan


class Cover(Block):
    """What the fund pays of a bill at one tier."""

    pays: Share = Field(description="share of the listed bill above the deductible that the fund pays")
    deductible: Yuan = Field(0.0, description="paid by the patient first, for each stay or visit (起付线)")
    cap_a_year: Yuan | None = Field(
        None, description="most that the fund pays a person in a year; empty: no cap (封顶线)"
    )


class Scheme(Block):
    """One insurance scheme. A tier that is not named is paid by the patient alone."""

    outpatient: ByTier[Cover] = Field({}, description="visits (门诊), by tier")
    inpatient: ByTier[Cover] = Field({}, description="stays (住院), by tier")


class InsuranceBlock(Block):
    """Schedules that the policies.insurance answer applies."""

    listed: Share = Field(1.0, description="share of a bill that insurance knows at all (目录内)")
    schemes: Named[Scheme] = Field(description="a schedule for each of people.schemes; {} pays nothing")
