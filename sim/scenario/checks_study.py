"""Do windows lie in the measured period, and do checks name stations that exist?"""

from __future__ import annotations

import datetime as dt

from sim.scenario.findings import Finding, strangers
from sim.scenario.scenario import Scenario


def study_findings(scenario: Scenario) -> list[Finding]:
    """Windows outside the measured period, expected values at unknown stations."""
    calendar = scenario.calendar
    first, last = calendar.day(calendar.warm_up), calendar.day(calendar.end_min - 1)
    found: list[Finding] = []
    for name, window in scenario.windows.items():
        end = window.until
        if end is None:
            end = window.from_ + dt.timedelta(weeks=window.weeks or 0, days=-1)
        if window.from_ < first or end > last:
            text = f"{window.from_} to {end} is not inside the measured period, {first} to {last}."
            found.append((("windows", name), text))
    for number, expect in enumerate(scenario.expect):
        if expect.at is not None and scenario.stations:
            found += strangers(("expect", number, "at"), [expect.at], scenario.stations, "station")
    return found
