"""A study folder with invented numbers: everything a report needs, and no county was run for it.

The shape is that of ``results/README.md``. Every number is a smooth invention with a little luck (they
stand in ``made_up_numbers.yaml``); intervals and verdicts follow from them by the project's own rules, so
that a page made of it can be judged as a real one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from experiments.statistics.intervals import difference, interval
from experiments.statistics.verdicts import signed, verdict
from tests.report import made_up_figures, made_up_why

TITLES = {
    "today": ("today", "现状"),
    "gatekeeping": ("gatekeeping", "基层首诊"),
    "expert_days": ("experts in the townships on Saturdays", "专家周六下沉乡镇"),
    "recovery_beds": ("recovery beds in the townships", "乡镇康复床位"),
}
DAY_0 = date(2026, 1, 5)
WARM_UP_DAYS, MEASURED_DAYS = 28, 84
FROM = DAY_0 + timedelta(days=WARM_UP_DAYS)
TIERS = ("village", "township", "county")
Cell = tuple[str, str]
Runs = dict[tuple[str, str, str], list[float]]
Edit = Callable[[dict[str, Any]], None]


@cache
def invented() -> dict[str, Any]:
    """The table of invented numbers."""
    text = (Path(__file__).parent / "made_up_numbers.yaml").read_text(encoding="utf-8")
    return dict(YAML(typ="safe", pure=True).load(text))


def unit_of(measure: str) -> str:
    """The unit of a measure."""
    return next(str(shape[2]) for shape in invented()["shapes"] if shape[0] == measure)


def level_of(measure: str, group: str, place: int) -> float:
    """The invented level of a measure in the arm at this place."""
    shape = next(shape for shape in invented()["shapes"] if shape[:2] == [measure, group])
    return float(shape[3] + (0.0, *shape[5])[place])


def runs_of(arms: tuple[str, ...], replications: int) -> Runs:
    """One invented number for each arm, measure, group and replication; luck is shared between arms."""
    luck, found = np.random.default_rng(20260105), {}
    for measure, group, _, base, spread, changes in invented()["shapes"]:
        shared = luck.normal(0, spread, replications)
        for place, arm in enumerate(arms):
            change = (0.0, *changes)[place]
            own = luck.normal(0, 1.1 * spread, replications) if change else np.zeros(replications)
            found[arm, measure, group] = [float(value) for value in base + change + shared + own]
    return found


def summary_of(runs: Runs) -> list[dict[str, Any]]:
    """``summary.csv``."""
    return [
        {"arm": arm, "measure": measure, "group": group, "unit": unit_of(measure), **vars(interval(values))}
        for (arm, measure, group), values in runs.items()
    ]


def differences_of(arms: tuple[str, ...], runs: Runs) -> Iterator[dict[str, Any]]:
    """``differences.csv``, with margins and verdicts for the primary measures."""
    primary = {(entry["measure"], entry["group"]): entry for entry in invented()["primary"]}
    for measure, group, unit, *_ in invented()["shapes"]:
        for arm in arms[1:]:
            entry = primary.get((measure, group))
            comparisons = len(primary) * (len(arms) - 1) if entry else 0
            d = difference(runs["today", measure, group], runs[arm, measure, group], comparisons)
            row = {
                "arm": arm,
                "measure": measure,
                "group": group,
                "unit": unit,
                "today": d.today,
                "value": d.arm,
            }
            row |= {"difference": d.interval.mean, "lo": d.interval.lo, "hi": d.interval.hi}
            row |= {"half_width": d.interval.half_width, "n": d.interval.n, "primary": entry is not None}
            row |= {"correlation": d.correlation, "saved": d.saved}
            yield row | (primary_part(entry, d.simultaneous) if entry and d.simultaneous else {})


def primary_part(entry: dict[str, Any], wide: Any) -> dict[str, Any]:
    """What a line of a primary measure has besides."""
    word = verdict(*signed(wide.lo, wide.hi, entry["better"]), entry["margin"])
    return {
        "better": entry["better"],
        "margin": entry["margin"],
        "simultaneous_lo": wide.lo,
        "simultaneous_hi": wide.hi,
        "verdict": word.value,
        "verdict_zh": word.zh,
        "replications_needed": 4 * wide.n if word.value == "undecided" else math.nan,
    }


def targets_of(runs: Runs) -> Iterator[dict[str, Any]]:
    """``targets.csv``."""
    for measure, group, reported, within, use, source in invented()["targets"]:
        now = interval(runs["today", measure, group])
        row = {"measure": measure, "group": group, "unit": unit_of(measure), "reported": reported}
        row |= {
            "within": within,
            "use": use,
            "source": source,
            "simulated": now.mean,
            "lo": now.lo,
            "hi": now.hi,
        }
        yield row | {"n": now.n, "met": "yes" if abs(now.mean - reported) <= within else "no"}


def checks_of(failed: bool, attention: bool) -> list[dict[str, Any]]:
    """``checks.csv``; the first check fails, or the last one needs attention, if wanted."""
    names = ("check", "catches", "number", "detail")
    rows = [dict(zip(names, line, strict=True)) | {"result": "passed"} for line in invented()["checks"]]
    if failed:
        rows[0] |= {"result": "failed", "number": 3, "detail": "today, replication 2: 3 patients are missing"}
    if attention:
        rows[-1] |= {"result": "attention", "number": 1, "detail": "tests.ct at T2 was never asked for"}
    return rows


def survival_of(arms: tuple[str, ...], n: int) -> Iterator[dict[str, Any]]:
    """``curves/wait_survival.csv``."""
    for place, arm in enumerate(arms):
        for tier in TIERS:
            mean = level_of("wait_mean_min", f"tier={tier}", place)
            for minute in range(0, 242, 2):
                share = 0.94 * math.exp(-((minute / mean) ** 0.9)) if minute else 1.0
                wide = 0.2 * share * (1 - share) + 0.002
                row = {"arm": arm, "tier": tier, "minute": minute, "share_still_waiting": share}
                yield row | {"lo": max(0.0, share - wide), "hi": min(1.0, share + wide), "n": n}


def wait_ends_of(arms: tuple[str, ...], runs: Runs) -> Iterator[dict[str, Any]]:
    """``curves/wait_ends.csv``."""
    parts = {"gave_up": 0.7, "turned_away": 0.2, "waiting": 0.1}
    for arm in arms:
        for tier in TIERS:
            unserved = interval(runs[arm, "unserved_share", f"tier={tier}"])
            shares = {"seen": 1 - unserved.mean, **{end: part * unserved.mean for end, part in parts.items()}}
            for outcome, share in shares.items():
                wide = 0.1 * min(share, 1 - share)
                row = {"arm": arm, "tier": tier, "outcome": outcome, "share": share}
                yield row | {"lo": share - wide, "hi": share + wide, "n": unserved.n}


def beds_of(arms: tuple[str, ...], n: int) -> Iterator[dict[str, Any]]:
    """``curves/beds_by_day.csv``: whole tiers, and one ward that no figure should show."""
    kinds = (("township", "general", 75), ("township", "all", 75), ("county", "all", 200))
    for place, arm in enumerate(arms):
        for tier, kind, beds in kinds:
            for day in range(WARM_UP_DAYS + MEASURED_DAYS):
                measured = day >= WARM_UP_DAYS
                fill = level_of("bed_occupancy", f"tier={tier}", place if measured else 0)
                used = beds * (fill * (1 - math.exp(-(day + 1) / 5)) + 0.03 * math.sin(day / 9))
                more = 10 if measured and place == 3 and tier == "township" else 0
                row: dict[str, Any] = {"arm": arm, "tier": tier, "kind": kind, "day": day}
                row |= {"date": str(DAY_0 + timedelta(days=day)), "measured": measured, "beds": beds + more}
                row |= {"mean": used, "median": used, "n": n}
                bands = {"q05": -0.05, "q25": -0.02, "q75": 0.02, "q95": 0.05}
                yield row | {name: used + share * beds for name, share in bands.items()}


def exact_of(arms: tuple[str, ...]) -> list[dict[str, str]]:
    """``exact_difference.csv``."""
    names = ("arm", "key", "words", "today", "value", "where", "for_whom", "source")
    rows = [dict(zip(names, line, strict=True)) for line in invented()["differences"]]
    return [row | {"from": str(FROM), "until": ""} for row in rows if row["arm"] in arms]


def manifest_of(arms: tuple[str, ...], replications: int) -> dict[str, Any]:
    """``manifest.json``."""
    meanings = {
        name: {
            "name_zh": zh,
            "direction": direction,
            "definition": says,
            "edges": edges,
            "unit": unit_of(name),
        }
        for name, (zh, direction, says, edges) in invented()["meanings"].items()
    }
    return {
        "format": 2,
        "finished": True,
        "kind": "compare",
        "title": "Demo county, 60,000 people",
        "title_zh": "示范县（6 万人）",
        "question": "Does gatekeeping shorten the wait at the county hospital, and whom does it cost?",
        "limits": ["invented map", "no epidemics", "private clinics and pharmacies left out"],
        "command": "tiercare compare scenarios/demo.yaml --with scenarios/policies/gatekeeping.yaml",
        "county": {"name": "demo", "file": "scenarios/demo.yaml", "residents": 60000},
        "arms": [{"name": arm, "title": TITLES[arm][0], "title_zh": TITLES[arm][1]} for arm in arms],
        "seed": 20260105,
        "replications": replications,
        "level": 0.95,
        "gains": {"sooner_min": 240.0, "cheaper_yuan": 20.0},
        "comparisons": len(invented()["primary"]) * (len(arms) - 1),
        "measured": {
            "start": str(DAY_0),
            "warm_up_days": float(WARM_UP_DAYS),
            "from": str(FROM),
            "until": str(FROM + timedelta(days=MEASURED_DAYS - 1)),
            "weeks": MEASURED_DAYS / 7,
            "why": "the whole measured period",
        },
        "primary": [dict(entry) for entry in invented()["primary"]],
        "measures": meanings,
        "files": {"scenarios/demo.yaml": "9f3c" * 16, "scenarios/base/rural_county.yaml": "01ab" * 16},
        "code": "c0de" * 16,
        "versions": {"tiercare": "0.1.0", "python": "3.11.7", "numpy": "2.2.1"},
        "lock": "4d1e" * 16,
        "outputs": {"summary.csv": "77ab" * 16},
        "made": {"date": "2026-11-22", "wall_s": 48.2, "workers": 2, "cores": 2, "machine": "x86_64"},
    }


def write(
    folder: Path,
    *,
    arms: int = 3,
    replications: int = 20,
    failed: bool = False,
    attention: bool = False,
    without: tuple[str, ...] = (),
    edit: Edit | None = None,
) -> Path:
    """Write an invented study into a folder.

    Args:
        arms: how many arms, today included.
        without: files to leave out, as a study does that has no targets or was killed.
        edit: changes the manifest before it is written.
    """
    names = tuple(TITLES)[:arms]
    runs = runs_of(names, replications)
    parted = [
        {
            "arm": arm,
            "minute": 40800.0 + 37 * k,
            "time": f"{FROM} {8 + 37 * k // 60:02d}:{37 * k % 60:02d}",
            "what": "visits",
        }
        for k, arm in enumerate(names[1:])
    ]
    tables: dict[str, list[Any]] = {
        "summary.csv": summary_of(runs),
        "differences.csv": list(differences_of(names, runs)),
        "targets.csv": list(targets_of(runs)),
        "checks.csv": checks_of(failed, attention),
        "exact_difference.csv": exact_of(names),
        "first_divergence.csv": parted,
        "curves/wait_survival.csv": list(survival_of(names, replications)),
        "curves/wait_ends.csv": list(wait_ends_of(names, runs)),
        "curves/beds_by_day.csv": list(beds_of(names, replications)),
        **made_up_figures.tables(names, replications, DAY_0, WARM_UP_DAYS, WARM_UP_DAYS + MEASURED_DAYS),
        **made_up_why.tables(names, replications),
    }
    for inside in ("curves", "sensitivity"):
        (folder / inside).mkdir(parents=True, exist_ok=True)
    manifest = manifest_of(names, replications)
    if edit:
        edit(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    for file, rows in tables.items():
        if file not in without and rows:
            pd.DataFrame(rows).to_csv(folder / file, index=False)
    return folder
