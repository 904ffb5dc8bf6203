"""A first file for a new county or a new policy: short, sound, with a note wherever something will change."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from sim.scenario.load import SCENARIOS
from sim.scenario.node import scalar

BASE: Final = SCENARIOS / "base" / "rural_county.yaml"

COUNTY: Final = """\
# {title}: a county of its own. Write what you know of it; all else comes from the parent file, with sources.
#   check it      tiercare validate {file}
#   is this it?   tiercare targets {file}
#   run it        tiercare run {file}
# A number may carry its origin:  beds: {{value: 90, range: [80, 100], source: county yearbook, year: 2024}}
title: {title}
# title_zh: 某县
question: How do patients move between village, township, county and beyond?
extends: {base}

calendar:
  start: 2026-01-05          # a Monday; minute 0 of every run is 00:00 of this day
  warm_up: 8 weeks           # run but not measured
  measure: 52 weeks          # whole weeks, so that every weekday weighs the same
  holidays: none             # or cn: Spring Festival and the other public holidays

people:
  residents: 30000
  ages: {{0-14: 16 %, 15-44: 34 %, 45-64: 32 %, 65+: 18 %}}
  schemes: {{residents: 92 %, employees: 6 %, uninsured: 2 %}}     # 居民医保, 职工医保, 未参保

places:
  map: {{villages: 19, townships: 2, radius: 25 km, seed: 1}}      # invented; for a real county instead:
  # facilities: facilities.csv     # a row each: facility, tier, up, longitude, latitude, wards.general.beds
  # villages: villages.csv         # a row each: village, residents, longitude, latitude

tiers:                       # what differs here from the average county
  township:
    wards: {{general: {{beds: 20}}}}
  county:
    wards: {{general: {{beds: 90}}}}

# changes:                   # any number, from a date
#   - {{from: 2026-07-06, set: tiers.township.wards.general.beds, add: 5, why: a new wing}}
"""

POLICY: Final = """\
# {title}: a policy that can be laid over any county.
#   tiercare compare COUNTY --with {file}
overlay:
  title: {title}
  # title_zh: 某项政策
  source: say where the idea comes from

policies:
  first_contact:
    kind: gatekeeping        # or steered; today it is free_choice
    from: 2026-07-06         # first day in force; delete the line for the whole run
    compliance: {{value: 70 %, range: [30 %, 95 %], source: assumption}}
    slip_on_request_share: 10 %    # who wanted the hospital and gets a slip at the gate
"""


def begin(name: str | Path, policy: bool = False) -> Path:
    """Write the first file of a new county (or policy) and return where it is.

    A bare name goes into ``scenarios/`` (policies into ``scenarios/policies/``); ``.yaml`` is added.

    Raises:
        FileExistsError: there is such a file; nothing was written.
    """
    path = Path(name)
    if path.parent == Path():
        path = Path("scenarios", "policies", path) if policy else Path("scenarios", path)
    if path.suffix not in (".yaml", ".yml"):
        path = path.with_name(f"{path.name}.yaml")
    base = Path(os.path.relpath(BASE, path.parent.resolve())).as_posix()
    title = path.stem.replace("_", " ").replace("-", " ").capitalize()
    text = (POLICY if policy else COUNTY).format(title=_quoted(title), file=path.as_posix(), base=_quoted(base))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    return path


def _quoted(text: str) -> str:
    """Text as YAML takes it: in quotes if it could be read as something else."""
    plain = text.replace(" ", "").replace("/", "").replace(".", "").replace("_", "").replace("-", "")
    return (
        text
        if plain.isalpha() and isinstance(scalar(text), str) and text[0] != "-"
        else "'" + text.replace("'", "''") + "'"
    )
