"""Conditions and follow-ups as numeric rows: what the pathway reads of an illness.

Rows 0 … n-1 are the conditions of the catalogue in its order; then comes one row per chronic illness, which
stands for its follow-ups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.network.rows import Draws, Names
from sim.network.units import NO_DRAW
from sim.scenario.conditions import Chronic, Condition
from sim.scenario.scenario import Scenario
from sim.vocabulary import BANDS, TIERS
from sim.vocabulary.words import COUNTY, TOWNSHIP, VILLAGE

NOT_CHRONIC: Final = -1
WORSENS: Final = {"none": 0, "a_little": 1, "one_band": 2}
A_LITTLE_SICKER: Final = 0.1
"""Share of the way to the worst rank that a wrongly handled case goes before it comes back (assumption)."""


@dataclass(slots=True)
class ConditionRow:
    """One illness. Tuples are indexed by severity band, by test, or by tier."""

    condition: int
    id: str
    specialty: int
    other: int
    right_tier: tuple[int, ...]
    cuts: tuple[float, ...]
    notices_sensitivity: float
    notices_specificity: float
    test_share: tuple[float, ...]
    needs_bed: tuple[float, ...]
    acute: int
    recovery_share: float
    recovery: int
    recovery_kept: int
    may_step_down: int
    time_critical_min: float
    by_ambulance: tuple[float, ...]
    returns_after: int
    gets_well_alone: tuple[float, ...]
    worsens: int
    beyond_county: float
    consult_times: float
    review_share: float
    review_after: int
    consult: int = NO_DRAW
    follow_up_tier: int = NOT_CHRONIC


def right_tiers(belongs_to: int) -> tuple[int, ...]:
    """The lowest tier that is meant to handle each severity of an illness that the catalogue gives to a tier.

    Minor illness is handled in the village whatever it is; serious and critical illness belongs to the county
    hospital at least; what is moderate goes where the catalogue says (assumption in the spirit of M3).
    """
    serious = max(COUNTY, belongs_to)
    return (VILLAGE if belongs_to <= COUNTY else TOWNSHIP, belongs_to, serious, serious)


def illness_rows(scenario: Scenario, names: Names, draws: Draws) -> list[ConditionRow]:
    """All rows, conditions first."""
    rows = [
        _condition(number, name, condition, names, draws)
        for number, (name, condition) in enumerate(scenario.conditions.items())
    ]
    for name, chronic in scenario.chronic.items():
        rows.append(_follow_up(len(rows), name, chronic, names, draws))
    return rows


def _condition(number: int, name: str, condition: Condition, names: Names, draws: Draws) -> ConditionRow:
    belongs_to = TIERS.index(condition.belongs_to)
    stay = condition.stay
    recovery = stay.recovery if stay is not None else None
    length = draws.number(recovery.length if recovery else None)
    kept = draws.number(recovery.if_kept) if recovery and recovery.if_kept is not None else length
    shares = [condition.severity[band] for band in BANDS]
    return ConditionRow(
        condition=number, id=name, specialty=names.specialties.index(condition.specialty),
        other=int(belongs_to >= COUNTY), right_tier=right_tiers(belongs_to),
        cuts=tuple(sum(shares[: band + 1]) for band in range(len(BANDS) - 1)),
        notices_sensitivity=condition.patient_notices.sensitivity,
        notices_specificity=condition.patient_notices.specificity,
        test_share=tuple(condition.tests.get(test, 0.0) for test in names.tests),
        needs_bed=tuple(condition.needs_bed[band] for band in BANDS),
        acute=draws.number(stay.acute if stay else None), recovery_share=recovery.share if recovery else 0.0,
        recovery=length, recovery_kept=kept, may_step_down=int(recovery.may_step_down if recovery else False),
        time_critical_min=condition.time_critical or 0.0,
        by_ambulance=tuple(condition.by_ambulance[band] for band in BANDS),
        returns_after=draws.number(condition.if_missed.returns_after),
        gets_well_alone=tuple(condition.gets_well_alone[band] for band in BANDS),
        worsens=WORSENS[condition.if_missed.worsens], beyond_county=condition.beyond_county,
        consult_times=condition.consult_times,
        review_share=condition.review.share if condition.review else -1.0,
        review_after=draws.number(condition.review.after if condition.review else None),
    )  # fmt: skip


def _follow_up(number: int, name: str, chronic: Chronic, names: Names, draws: Draws) -> ConditionRow:
    """A due follow-up: a visit that finds nothing new."""
    specialty = names.specialties.index(chronic.specialty) if chronic.specialty in names.specialties else 0
    none = (0.0,) * len(BANDS)
    return ConditionRow(
        condition=number, id=name, specialty=specialty, other=0, right_tier=(VILLAGE,) * len(BANDS),
        cuts=(1.0, 1.0, 1.0), notices_sensitivity=0.0, notices_specificity=1.0,
        test_share=(0.0,) * len(names.tests), needs_bed=none, acute=NO_DRAW, recovery_share=0.0, recovery=NO_DRAW,
        recovery_kept=NO_DRAW, may_step_down=0, time_critical_min=0.0, by_ambulance=none, returns_after=NO_DRAW,
        gets_well_alone=(1.0,) * len(BANDS), worsens=0, beyond_county=0.0, consult_times=1.0, review_share=0.0,
        review_after=NO_DRAW, consult=draws.number(chronic.consult), follow_up_tier=TIERS.index(chronic.at),
    )  # fmt: skip


def band_of(cuts: tuple[float, ...], severity: float) -> int:
    """Severity band of a rank: minor, moderate, serious or critical."""
    band = 0
    while band < len(cuts) and severity >= cuts[band]:
        band += 1
    return band
