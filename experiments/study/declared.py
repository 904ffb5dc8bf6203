"""What a study declares before it runs: which measures carry a word, their margins, and over which days.

Nothing here looks at a result.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, cast

from experiments.runs.one_run import MAIN_WINDOW, Window
from experiments.runs.refusals import BadStudy
from experiments.statistics.verdicts import Better

DAY_MIN: Final = 1440.0
WEEK_MIN: Final = 7 * DAY_MIN
YEAR_MIN: Final = 52 * WEEK_MIN


@dataclass(frozen=True)
class Primary:
    """A measure that gets a verdict: of what, which way is better, the smallest difference that matters."""

    measure: str
    group: str
    better: Better
    margin: float

    def as_dict(self) -> dict[str, Any]:
        """For the manifest."""
        return asdict(self)


def group_of(of: Mapping[str, Any] | None) -> str:
    """The group a measure is taken of, as tables write it: ``{tier: county}`` -> ``tier=county``."""
    return ",".join(f"{key}={value}" for key, value in (of or {}).items())


def primary_of(scenario: Any, directions: Mapping[str, str], instead: Sequence[Any] | None = None) -> list[Primary]:
    """The primary measures of a county; without any declared, every measure that has a margin.

    Args:
        directions: measure -> lower or higher, where the registry says which is better.
        instead: lines that replace those of the county.

    Raises:
        BadStudy: no margin or no direction can be found for one of them.
    """
    margins = dict(getattr(scenario, "margins", None) or {})
    declared = list(instead or getattr(scenario, "primary", None) or ())
    if not declared:
        return [_primary(measure, "", None, margin, directions) for measure, margin in margins.items()]
    return [
        _primary(
            entry.measure,
            group_of(getattr(entry, "of", None)),
            getattr(entry, "better", None),
            entry.margin if getattr(entry, "margin", None) is not None else margins.get(entry.measure),
            directions,
        )
        for entry in declared
    ]


def _primary(
    measure: str, group: str, better: str | None, margin: float | None, directions: Mapping[str, str]
) -> Primary:
    if margin is None:
        raise BadStudy(
            f"primary measure {measure}: no margin. Say the smallest difference that matters, "
            f"for example  primary: [{{measure: {measure}, better: lower, margin: 3}}]"
        )
    better = better or directions.get(measure, "")
    if better not in ("lower", "higher"):
        raise BadStudy(f"primary measure {measure}: say which way is better, better: lower or better: higher")
    return Primary(measure, group, cast(Better, better), float(margin))


@dataclass(frozen=True)
class Measured:
    """The days over which a study measures, and why these."""

    start: dt.date
    window: Window
    others: tuple[Window, ...]
    why: str

    @property
    def all(self) -> tuple[Window, ...]:
        """The main window first."""
        return (self.window, *self.others)

    def day(self, minute: float) -> dt.date:
        """The calendar date of a minute."""
        return self.start + dt.timedelta(minutes=minute)


def measured_of(scenario: Any, in_force: Iterable[tuple[dt.date | None, dt.date | None]]) -> Measured:
    """The main window and the other declared ones.

    Declared ``windows:`` count, the first of them as the main one. Without any, measuring covers the whole
    weeks on which every difference between the arms is in force; without such a week, the whole period. A period of
    several years is measured year by year too.

    Args:
        in_force: first and last day of every difference between an arm and today.
    """
    calendar = scenario.calendar
    start: dt.date = calendar.start
    whole = Window(MAIN_WINDOW, float(calendar.warm_up), float(calendar.warm_up + calendar.measure))
    declared = [
        Window(name, *_span(start, window, whole))
        for name, window in dict(getattr(scenario, "windows", None) or {}).items()
    ]
    if declared:
        return Measured(start, declared[0], tuple(declared[1:]), f"window {declared[0].name} of the scenario")
    first, last = _common(start, whole, list(in_force))
    if (first, last) == (whole.begins_min, whole.ends_min):
        return Measured(start, whole, years_of(whole), "the whole measured period")
    weeks = (last - first) // WEEK_MIN
    if weeks < 1:
        return Measured(start, whole, (), "the whole measured period: no week has all differences in force")
    window = Window(MAIN_WINDOW, first, first + weeks * WEEK_MIN)
    return Measured(start, window, years_of(whole), "the whole weeks on which every difference is in force")


def years_of(whole: Window) -> tuple[Window, ...]:
    """Every whole year of 364 days of a measured period of several, by itself: so drift is seen."""
    years = int((whole.ends_min - whole.begins_min) // YEAR_MIN)
    if years < 2:
        return ()
    starts = [whole.begins_min + year * YEAR_MIN for year in range(years)]
    return tuple(Window(f"year={year + 1}", at, at + YEAR_MIN) for year, at in enumerate(starts))


def _common(
    start: dt.date, whole: Window, in_force: Sequence[tuple[dt.date | None, dt.date | None]]
) -> tuple[float, float]:
    """Where all differences and the measured period overlap; a late start moves on to the next Monday."""
    first, last = whole.begins_min, whole.ends_min
    for begins, ends in in_force:
        if begins is not None and _minute(start, begins) > first:
            first = -(-_minute(start, begins) // WEEK_MIN) * WEEK_MIN
        if ends is not None:
            last = min(last, _minute(start, ends) + DAY_MIN)
    return first, last


def _span(start: dt.date, window: Any, whole: Window) -> tuple[float, float]:
    """First and last minute of a declared window, kept inside the measured period."""
    if isinstance(window, tuple | list):
        return float(window[0]), float(window[1])
    begins_on = getattr(window, "from_", None)
    begins = _minute(start, begins_on) if begins_on else whole.begins_min
    weeks, until = getattr(window, "weeks", None), getattr(window, "until", None)
    ends = begins + weeks * WEEK_MIN if weeks else _minute(start, until) + DAY_MIN if until else whole.ends_min
    return max(begins, whole.begins_min), min(ends, whole.ends_min)


def _minute(start: dt.date, day: dt.date) -> float:
    return (day - start).days * DAY_MIN
