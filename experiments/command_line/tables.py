"""What the commands print: tables that a planner can read, value, interval and unit."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table
from ruamel.yaml import YAML

from experiments.report.numbers import NO_NUMBER, decimals, plain
from sim.measures import MEASURES
from sim.vocabulary.words import TIERS, TIERS_ZH

if TYPE_CHECKING:
    import pandas as pd

    from experiments.study.chosen import Chosen
    from experiments.study.plan import Result

Cells = dict[tuple[str, str], dict[str, Any]]
"""Means by measure and group."""

POINTS: Final = {"en": " points", "zh": " 个百分点"}
ENDS: Final = ("simultaneous_lo", "simultaneous_hi")
BY_TIER: Final = (
    *("visit_share", "first_contact_share", "wait_mean_min", "wait_p95_min", "unserved_share"),
    *("clinician_use", "bed_occupancy"),
)
WHOLE: Final = (
    *("visits_per_person_year", "admissions_per_person_year", "primary_visit_share"),
    *("within_county_visit_share", "within_county_admission_share", "up_referrals_per_1000"),
    *("down_referrals_per_1000", "missed_serious_per_1000", "right_care_delay_median_h"),
    *("patient_yuan_per_person_year", "fund_yuan_per_person_year", "travel_h_per_person_year"),
)
BY_STATION: Final = (
    *("wait_mean_min", "waited_share", "unserved_share", "queue_mean", "in_system_mean", "use", "visits"),
)
SAID: Final[dict[str, dict[str, str]]] = {
    "tier": {"en": "tier", "zh": "层级"},
    "station": {"en": "station", "zh": "服务台"},
    "measure": {"en": "measure", "zh": "指标"},
    "arm": {"en": "arm", "zh": "方案"},
    "today": {"en": "today", "zh": "现状"},
    "unit": {"en": "unit", "zh": "单位"},
    "value": {"en": "value", "zh": "数值"},
    "policy": {"en": "policy", "zh": "方案值"},
    "difference": {"en": "difference [simulation interval]", "zh": "差值［模拟区间］"},
    "margin": {"en": "margin", "zh": "界值"},
    "verdict": {"en": "verdict", "zh": "判定"},
    "reported": {"en": "reported", "zh": "实际"},
    "within": {"en": "within", "zh": "容许"},
    "simulated": {"en": "simulated", "zh": "模拟"},
    "use": {"en": "use", "zh": "用途"},
    "yes": {"en": "met", "zh": "符合"},
    "no": {"en": "missed", "zh": "不符"},
    "not measured": {"en": "not measured", "zh": "未测"},
    "fitted": {"en": "fitted", "zh": "拟合"},
    "predicted": {"en": "predicted", "zh": "预测"},
}


@lru_cache(maxsize=1)
def _english() -> dict[str, dict[str, str]]:
    text = files("experiments.report").joinpath("measures.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = YAML(typ="safe").load(text)
    return found


def name_of(measure: str, lang: str) -> str:
    """A measure's name as people say it."""
    if lang == "zh" and measure in MEASURES:
        return MEASURES[measure].name_zh
    return _english().get(measure, {}).get("en", measure.replace("_", " "))


def said(word: str, lang: str) -> str:
    """A word of the tables."""
    return SAID.get(word, {}).get(lang, word)


def group_said(group: str, lang: str) -> str:
    """``tier=county`` as people say it."""
    if lang == "zh":
        for tier, zh in zip(TIERS, TIERS_ZH, strict=True):
            group = group.replace(f"tier={tier}", zh)
    return ", ".join(part.partition("=")[2] or part for part in group.split(",")) if group else ""


def number(value: float, half_width: float, unit: str, lang: str = "en", signed: bool = False) -> str:
    """A number rounded to what is known, shares in per cent and their differences in points."""
    if not math.isfinite(value):
        return NO_NUMBER
    scale = 100.0 if unit == "share" else 1.0
    text = plain(scale * value, decimals(scale * half_width, scale * value), signed)
    if unit == "share":
        return text + (POINTS[lang] if signed else " %")
    return text


def with_width(row: Mapping[str, Any], lang: str) -> str:
    """A mean with its half-width."""
    mean, half, unit = float(row["mean"]), float(row["half_width"]), str(row["unit"])
    text = number(mean, half, unit, lang)
    if not math.isfinite(half) or not math.isfinite(mean):
        return text
    scale, sign = (100.0, " %") if unit == "share" else (1.0, "")
    return f"{text.removesuffix(' %')} ± {plain(scale * half, decimals(scale * half))}{sign}"


def cells_of(result: Result) -> Cells:
    """The means of the first arm by measure and group."""
    first = result.manifest["arms"][0]["name"]
    rows = result.summary[result.summary["arm"] == first].to_dict("records")
    return {(row["measure"], row["group"]): {str(key): value for key, value in row.items()} for row in rows}


def run_tables(result: Result, lang: str) -> list[Table]:
    """One page: rows are tiers (or stations), then the county as a whole."""
    cells = cells_of(result)
    title = str((result.manifest["title_zh"] if lang == "zh" else "") or result.manifest["title"])
    title += f" · n = {result.manifest['replications']}"
    waits = [group for measure, group in cells if measure == "wait_mean_min"]
    stations = [group for group in waits if group.startswith("station=") and "," not in group]
    tiers = [f"tier={tier}" for tier in TIERS]
    tables = []
    if stations:
        tables.append(_grid(cells, "station", stations, BY_STATION, title, lang))
    if any(("visit_share", tier) in cells for tier in tiers):
        tables.append(_grid(cells, "tier", tiers, BY_TIER, title, lang))
        tables.append(_list(cells, [(name_of(m, lang), (m, "")) for m in WHOLE if (m, "") in cells], lang))
    return tables


def chosen_table(result: Result, asked: Sequence[Chosen], lang: str) -> Table:
    """The measures somebody chose, in the order of their file."""
    lines = [(f"{one.measure} {one.group}".strip(), (one.measure, one.group)) for one in asked]
    return _list(cells_of(result), lines, lang)


def _list(cells: Cells, lines: Sequence[tuple[str, tuple[str, str]]], lang: str) -> Table:
    """One measure per line: name, value, unit."""
    table = Table(*(said(head, lang) for head in ("measure", "value", "unit")))
    for label, cell in lines:
        if cell in cells:
            unit = str(cells[cell]["unit"])
            table.add_row(label, with_width(cells[cell], lang), "" if unit == "share" else unit)
        else:
            table.add_row(label, said("not measured", lang), "")
    return table


def _grid(cells: Cells, rows: str, groups: Sequence[str], measures: Sequence[str], title: str, lang: str) -> Table:
    """One row per tier or station, one column per measure."""
    units = {m: str(cells[m, g]["unit"]) for m in measures for g in groups if (m, g) in cells}
    heads = [name_of(m, lang) + ("" if units[m] == "share" else f" ({units[m]})") for m in units]
    table = Table(said(rows, lang), *heads, title=title)
    for group in groups:
        known = [with_width(cells[m, group], lang) if (m, group) in cells else "" for m in units]
        table.add_row(group_said(group, lang), *known)
    return table


def compare_table(result: Result, lang: str) -> Table:
    """The primary measures: today, policy, difference with its simultaneous interval, verdict."""
    heads = ("arm", "measure", "today", "policy", "difference", "margin", "verdict")
    table = Table(*(said(head, lang) for head in heads), title=f"n = {result.manifest['replications']}")
    chinese = {arm["name"]: arm["title_zh"] for arm in result.manifest["arms"] if lang == "zh"}
    rows = result.differences
    for row in rows[rows["primary"]].to_dict("records"):
        unit, half = row["unit"], (row["simultaneous_hi"] - row["simultaneous_lo"]) / 2
        change = [number(row[c], half, unit, lang, True) for c in ("difference", *ENDS)]
        tail = POINTS[lang] if unit == "share" else ""
        value, lo, hi = (text.removesuffix(tail) for text in change)
        of = "" if unit == "share" else f"({unit})"
        table.add_row(
            chinese.get(row["arm"]) or row["arm"],
            " ".join(filter(None, [name_of(row["measure"], lang), group_said(row["group"], lang), of])),
            number(row["today"], half, unit, lang),
            number(row["value"], half, unit, lang),
            f"{value} [{lo}, {hi}]{tail}",
            number(row["margin"], math.nan, unit, lang, True).lstrip("+"),
            row["verdict_zh" if lang == "zh" else "verdict"],
        )
    return table


def targets_table(targets: pd.DataFrame, lang: str) -> Table:
    """Reported figures of today beside the simulated ones."""
    heads = ("measure", "reported", "within", "simulated", "use", "verdict")
    table = Table(*(said(head, lang) for head in heads))
    for row in targets.to_dict("records"):
        half = (row["hi"] - row["lo"]) / 2
        unit = row["unit"] if isinstance(row["unit"], str) else ""
        known: dict[str, Any] = {"mean": row["simulated"], "half_width": half, "unit": unit}
        table.add_row(
            " ".join(filter(None, [name_of(row["measure"], lang), group_said(row["group"], lang)])),
            number(row["reported"], math.nan, unit, lang),
            "± " + number(row["within"], math.nan, unit, lang, True).lstrip("+"),
            with_width(known, lang),
            said(row["use"], lang),
            said(row["met"], lang),
        )
    return table


def as_json(result: Result) -> str:
    """The study for a program: folder, means, differences, checks."""
    wanted = ("summary.csv", "differences.csv", "targets.csv", "checks.csv")
    parts = {
        name.removesuffix(".csv"): json.loads(table.to_json(orient="records", double_precision=15))
        for name, table in result.tables.items()
        if name in wanted
    }
    found = {"folder": result.folder.as_posix(), "command": result.manifest["command"], **parts}
    return json.dumps(found, ensure_ascii=False)
