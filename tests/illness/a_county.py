"""Small counties for the tests of illness: only what falls ill, and who."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.illness import Onsets
from sim.people import People
from sim.scenario.provenance import Origin
from sim.scenario.scenario import Scenario
from sim.scenario.study import Overlay

DAY = 1440.0
YEAR = 364 * DAY
PROFILES: dict[str, dict[str, Any]] = {
    "by_month": {"winter": [1.15, 1.00, 1.05, 1.00, 0.97, 0.95, 0.93, 0.92, 0.97, 1.00, 1.05, 1.15]},
    "by_weekday": {"clinic": [1.25, 1.08, 1.05, 1.0, 1.0, 1.1, 0.5]},
    "by_hour": {
        "clinic": {
            "07:00": "8 %", "08:00": "20 %", "09:00": "19 %", "10:00": "15 %", "11:00": "8 %", "12:00": "4 %",
            "14:00": "10 %", "15:00": "8 %", "16:00": "5 %", "17:00": "3 %", "20:00": "0 %",
        },
    },
}  # fmt: skip
CLINIC_BY_HOUR = [0, 0, 0, 0, 0, 0, 0, 8, 20, 19, 15, 8, 2, 2, 10, 8, 5, 1, 1, 1, 0, 0, 0, 0]
SEVERITY = {"minor": "70 %", "moderate": "22 %", "serious": "7 %", "critical": "1 %"}


def condition(a_year: float | dict[str, float], **more: Any) -> dict[str, Any]:
    """A condition with this many cases per person and year, of every age or by age band."""
    by_age = a_year if isinstance(a_year, dict) else {"young": a_year, "old": a_year}
    shape = {name: more.pop(name) for name in ("by_month", "by_weekday", "by_hour") if name in more}
    return {
        "specialty": "internal",
        "new_cases": {"per_1000_a_year": {age: 1000 * rate for age, rate in by_age.items()}, **shape},
        "severity": SEVERITY,
        "patient_notices": {"sensitivity": "68 %", "specificity": "90 %"},
        "belongs_to": "village",
        "gets_well_alone": {"minor": "85 %", "moderate": "40 %", "serious": "10 %", "critical": "0 %"},
        "if_missed": {"returns_after": {"kind": "exponential", "mean": "3 days"}},
        **more,
    }


def chronic(**more: Any) -> dict[str, Any]:
    """A chronic illness with four follow-ups a year that are all kept."""
    return {
        "prevalence": {"young": "10 %", "old": "50 %"},
        "controlled": "60 %",
        "controlled_times": 0.4,
        "follow_ups_a_year": 4,
        **more,
    }


def scenario(
    conditions: dict[str, Any], illnesses: dict[str, Any] | None = None, rate: float = 1.0, **more: Any
) -> Scenario:
    """A county of two age bands in which only this is going round."""
    return Scenario.model_validate(
        {
            "calendar": {"start": "2026-01-05", **more.pop("calendar", {})},
            "people": {
                "residents": 1,
                "ages": {"young": "50 %", "old": "50 %"},
                "schemes": {"residents": "100 %"},
                "illness_rate": rate,
            },
            "conditions": conditions,
            "chronic": illnesses or {},
            "profiles": PROFILES,
            **more,
        }
    )


def residents(number: int, ill: int = 0, controlled: int = 0) -> People:
    """So many people, every second one old; chronic illnesses and control as bits, the same for all."""
    flags, masks = np.zeros(number, np.bool_), np.zeros(number, np.int32)
    return People(
        village=masks,
        age_band=(np.arange(number) % 2).astype(np.int8),
        scheme=np.zeros(number, np.int8),
        poor=flags,
        contracted=flags,
        chronic=masks + np.int32(ill),
        controlled=masks + np.int32(controlled),
        in_town=flags,
    )


class Dated:
    """A scenario that becomes another one at a minute, as the loader would make it of ``changes:``."""

    def __init__(self, before: Scenario, after: Scenario, minute: float) -> None:
        self.before, self.after, self.minute = before, after, minute

    @property
    def origins(self) -> dict[str, Origin]:
        """Nobody asks."""
        return {}

    @property
    def digest(self) -> str:
        """Nobody asks."""
        return ""

    @property
    def change_minutes(self) -> tuple[float, ...]:
        """The one minute."""
        return (self.minute,)

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        """None."""
        return ()

    @property
    def files(self) -> tuple[str, ...]:
        """None."""
        return ()

    @property
    def notices(self) -> tuple[str, ...]:
        """None."""
        return ()

    def at(self, minute: float) -> Scenario:
        """The one before, or the one after."""
        return self.after if minute >= self.minute else self.before

    def resolved(self) -> dict[str, Any]:
        """Nothing; no test asks."""
        return {}


def changing(make: Callable[[], Scenario], after: Scenario, minute: float) -> Scenario:
    """What ``make`` gives, until ``after`` takes over at this minute."""
    return make().behind(Dated(make(), after, minute))


def rows(onsets: Onsets, *names: str) -> set[tuple[Any, ...]]:
    """Onsets as a set of tuples of these columns; all columns when none are named."""
    columns: list[NDArray[Any]] = [getattr(onsets, name) for name in names or Onsets.__dataclass_fields__]
    return set(zip(*(column.tolist() for column in columns), strict=True))
