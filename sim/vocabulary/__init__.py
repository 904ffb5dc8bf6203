"""The words that every room of the house shares: tiers, bands, quantities, distributions, hours."""

from sim.vocabulary.distributions import KINDS, Distribution, Kind, Row, SignedDistribution
from sim.vocabulary.hours import Hours, Roster, intervals, public_holidays, steps
from sim.vocabulary.quantities import (
    DAY_MIN,
    NEVER,
    UNLIMITED,
    WEEK_MIN,
    YEAR_DAYS,
    YEAR_MIN,
    Capacity,
    Count,
    Days,
    Factor,
    Km,
    KmPerHour,
    Measured,
    Minutes,
    Number,
    Points,
    Rate,
    Share,
    SignedMinutes,
    SignedYuan,
    Yuan,
    YuanPerKm,
)
from sim.vocabulary.words import BANDS, BANDS_ZH, CODES, HOME, PRIORITIES, TIERS, TIERS_ZH

__all__ = [
    "BANDS", "BANDS_ZH", "CODES", "DAY_MIN", "HOME", "KINDS", "NEVER", "PRIORITIES", "TIERS", "TIERS_ZH", "UNLIMITED",
    "WEEK_MIN", "YEAR_DAYS", "YEAR_MIN", "Capacity", "Count", "Days", "Distribution", "Factor", "Hours", "Kind", "Km",
    "KmPerHour", "Measured", "Minutes", "Number", "Points", "Rate", "Roster", "Row", "Share",
    "SignedDistribution", "SignedMinutes", "SignedYuan", "Yuan", "YuanPerKm", "intervals",
    "public_holidays", "steps",
]  # fmt: skip
