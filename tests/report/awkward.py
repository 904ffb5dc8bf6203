"""Ten awkward studies: what a report must still say truly and legibly. Eight are invented, two are run (`REAL`)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pandas as pd

from tests.report import made_up_study

Write = Callable[[Path], Path]
HTML: Final = '<script>alert("1")</script><b>bold</b> & "quoted" {{ 7 * 7 }}'
ARABIC: Final = "مستشفى المقاطعة المركزي"
LONG_ZH: Final = "县域医共体全部乡镇卫生院专家每周六全天下沉并同步开展远程会诊与双向转诊绿色通道"
HAMLET: Final = """\
title: A changed hamlet
title_zh: 改动后的小村
extends: {base}
calendar: {{start: 2026-01-05, warm_up: 1 weeks, measure: 2 weeks, holidays: none}}
margins: {{wait_mean_min: 3, missed_serious_per_1000: 0.5, patient_yuan_per_person_year: 10}}"""
MORE_ARMS: Final = {
    "green_channel": ("green channel with reserved slots and beds", "绿色通道与预留号源床位"),
    "contracts": ("family-doctor contracts for all who are chronically ill", "慢病患者全员签约"),
    "remote_reading": ("remote reading of images and ECG at the hospital", "影像与心电远程判读"),
    "fees": ("no deductible on transfer down", "下转免起付线"),
}


def one_arm(folder: Path) -> Path:
    """Only today: a run, not a comparison."""
    return made_up_study.write(folder, arms=1)


def eight_arms(folder: Path) -> Path:
    """Seven policies beside today; the last four do what the first three do, under names of their own."""
    made_up_study.write(folder, arms=4)
    manifest = manifest_in(folder)
    like = dict(zip(MORE_ARMS, ["gatekeeping", "expert_days", "recovery_beds", "gatekeeping"], strict=True))
    manifest["arms"] += [{"name": arm, "title": en, "title_zh": zh} for arm, (en, zh) in MORE_ARMS.items()]
    manifest["comparisons"] = len(manifest["primary"]) * (len(manifest["arms"]) - 1)
    for table in tables_in(folder):
        rows = pd.read_csv(table, keep_default_na=False)
        if "arm" in rows:
            copies = [rows[rows["arm"] == model].assign(arm=arm) for arm, model in like.items()]
            pd.concat([rows, *copies]).to_csv(table, index=False)
    return with_manifest(folder, manifest)


def no_targets(folder: Path) -> Path:
    """Nobody said what the county looks like today."""
    return made_up_study.write(folder, without=("targets.csv",))


def all_undecided(folder: Path) -> Path:
    """Three replications of a county of much luck: every interval holds both a change that matters and none."""
    made_up_study.write(folder, replications=3)
    rows = pd.read_csv(folder / "differences.csv", keep_default_na=False)
    judged = rows["primary"].astype(str) == "True"
    for side, sign in (("lo", -1.0), ("hi", 1.0)):
        wide = pd.to_numeric(rows.loc[judged, "margin"]) * 4.0 * sign
        rows[f"simultaneous_{side}"] = rows[f"simultaneous_{side}"].astype(object)
        rows.loc[judged, f"simultaneous_{side}"] = pd.to_numeric(rows.loc[judged, "difference"]) + wide
        rows.loc[judged, side] = pd.to_numeric(rows.loc[judged, "difference"]) + wide / 2.0
    rows.loc[judged, "half_width"] = pd.to_numeric(rows.loc[judged, "margin"]) * 2.0
    rows.loc[judged, ["verdict", "verdict_zh"]] = ["undecided", "尚不能判定"]
    rows["replications_needed"] = rows["replications_needed"].astype(object)
    rows.loc[judged, "replications_needed"] = 48
    rows.to_csv(folder / "differences.csv", index=False)
    return folder


def failed_audit(folder: Path) -> Path:
    """Patients disappeared: the numbers must not be used."""
    return made_up_study.write(folder, failed=True)


def strange_names(folder: Path) -> Path:
    """Names in Chinese without an end, from right to left, and with markup in them."""

    def edit(manifest: dict[str, Any]) -> None:
        manifest["title"], manifest["title_zh"] = f"{HTML} county", LONG_ZH
        manifest["question"] = f"{ARABIC}: {HTML}?"
        manifest["limits"] = [HTML, ARABIC, LONG_ZH]
        manifest["arms"][1] |= {"title": HTML, "title_zh": HTML}
        manifest["arms"][2] |= {"title": ARABIC, "title_zh": LONG_ZH}

    made_up_study.write(folder, edit=edit)
    for name in ("exact_difference.csv", "targets.csv"):
        rows = pd.read_csv(folder / name, keep_default_na=False)
        rows["source"] = [[HTML, ARABIC, LONG_ZH][place % 3] for place in range(len(rows))]
        rows.to_csv(folder / name, index=False)
    return folder


def zero_everywhere(folder: Path) -> Path:
    """In so small a county no serious illness was missed: a measure that is 0 in every run of every arm."""
    made_up_study.write(folder)
    for table in tables_in(folder):
        rows = pd.read_csv(table, keep_default_na=False)
        if "measure" not in rows:
            continue
        zero = rows["measure"].str.startswith("missed_serious")
        for column in ("mean", "lo", "hi", "half_width", "today", "value", "difference"):
            if column in rows:
                rows[column] = rows[column].where(~zero, 0.0)
        if "verdict" in rows:
            judged = zero & (rows["primary"].astype(str) == "True")
            for column in ("simultaneous_lo", "simultaneous_hi"):
                rows[column] = rows[column].where(~judged, 0.0)
            rows["correlation"] = rows["correlation"].where(~zero, "")
            rows["replications_needed"] = rows["replications_needed"].where(~judged, "")
            rows.loc[judged, ["verdict", "verdict_zh"]] = ["no material difference", "无实际差别"]
        rows.to_csv(table, index=False)
    return folder


def missing_replications(folder: Path) -> Path:
    """Twenty were asked for; of one arm only seven came home, and one measure has no value in it at all."""
    made_up_study.write(folder)
    for name in ("summary.csv", "differences.csv"):
        rows = pd.read_csv(folder / name, keep_default_na=False)
        mine = rows["arm"] == "expert_days"
        rows.loc[mine, "n"] = 7
        rows = rows[~(mine & (rows["measure"] == "missed_serious_per_1000"))]
        rows.to_csv(folder / name, index=False)
    checks = pd.read_csv(folder / "checks.csv", keep_default_na=False)
    lost: dict[str, Any] = {
        "check": "every arm x primary measure",
        "catches": "a requested result that silently is not there",
    }
    lost |= {"result": "attention", "number": 1, "detail": "missed_serious_per_1000 in expert_days"}
    pd.concat([checks, pd.DataFrame([lost])]).to_csv(folder / "checks.csv", index=False)
    return folder


def overloaded(folder: Path) -> Path:
    """The hamlet with a county hospital whose doors open one hour a week: run, not invented."""
    return hamlet(folder, 'tiers: {county: {hours: "Mo 08:00-09:00"}}')


def one_village(folder: Path) -> Path:
    """A county of one village, one township and one hospital: run, not invented."""
    return hamlet(folder, "places: {map: {villages: 1, townships: 1, county_hospitals: 1, radius: 15 km, seed: 3}}")


INVENTED: Final[tuple[Write, ...]] = (
    one_arm, eight_arms, no_targets, all_undecided, failed_audit, strange_names, zero_everywhere, missing_replications,
)  # fmt: skip
REAL: Final[tuple[Write, ...]] = (overloaded, one_village)


def hamlet(folder: Path, changed: str) -> Path:
    """A short study of a changed hamlet on the reference engine, without its report."""
    from experiments.study import compare as studies

    scenarios = Path(__file__).parents[2] / "scenarios"
    county = folder.parent / f"{folder.name}.yaml"
    county.write_text(f"{HAMLET.format(base=scenarios / 'hamlet.yaml')}\n{changed}\n", encoding="utf-8")
    overlays = [scenarios / "policies/gatekeeping.yaml"]
    return studies.compare(county, overlays, reps=2, workers=1, engine="simpy", lang="en", out=folder).folder


def tables_in(folder: Path) -> list[Path]:
    """Every CSV of a study."""
    return sorted([*folder.glob("*.csv"), *folder.glob("curves/*.csv")])


def manifest_in(folder: Path) -> dict[str, Any]:
    """The manifest of a study."""
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def with_manifest(folder: Path, manifest: dict[str, Any]) -> Path:
    """The study with another manifest."""
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    return folder
