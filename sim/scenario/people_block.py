"""Who lives in the county, as shares: ages, insurance, contracts."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.block import Block, Shares
from sim.vocabulary import Count, Factor, Share


class PeopleBlock(Block):
    """Residents of the county; one person each, drawn once per seed."""

    residents: Count = Field(ge=1, le=20_000_000, description="how many people live in the county")
    ages: Shares = Field(description="share of each age band; conditions give their rates by these bands")
    schemes: Shares = Field(description="share of each insurance scheme (居民医保, 职工医保, 未参保)")
    illness_rate: Factor = Field(1.0, description="multiplies the rate of every condition; 1 leaves it")
    contracted: Share = Field(0.0, description="share with a family-doctor contract (家庭医生签约)")
    poor: Share = Field(0.0, description="share registered as poor, for fee waivers (困难人群)")
