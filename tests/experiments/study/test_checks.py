"""The checks of a study: what each of them would catch, planted."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.study import compare as studies
from experiments.study.checks import (
    acts_check,
    audits,
    completeness_check,
    first_divergences,
    identity_check,
    noise_check,
    warm_up_check,
)
from experiments.study.declared import Primary
from tests.experiments.fakes import FAKE, Clinic, county

START = dt.date(2026, 1, 5)


def audit(result: str, detail: str = "fits", number: float = 0.0) -> pd.DataFrame:
    """The audit of one run, with one check."""
    row = {"check": "beds", "catches": "two in a bed", "result": result, "number": number, "detail": detail}
    return pd.DataFrame([row])


def test_a_check_that_held_everywhere_says_so_and_keeps_its_largest_number() -> None:
    found = audits({("today", 0): audit("passed", number=0.1), ("today", 1): audit("passed", number=-0.4)})
    row = found.iloc[0]
    assert (row["result"], row["number"], row["detail"]) == ("passed", -0.4, "held in all 2 runs")


def test_a_failed_check_names_the_first_run_and_counts_the_others() -> None:
    runs = {("today", 0): audit("passed"), ("gate", 0): audit("failed", "9 in 8 beds", 1.0)}
    runs |= {("gate", 1): audit("failed", "10 in 8 beds", 2.0)}
    row = audits(runs).iloc[0]
    assert (row["result"], row["number"]) == ("failed", 1.0)
    assert row["detail"] == "gate, replication 0: 9 in 8 beds (and in 1 more of 3 runs)"


def test_a_failure_outranks_what_only_asks_for_a_look() -> None:
    runs = {("today", 0): audit("attention", "odd"), ("today", 1): audit("failed", "9 in 8 beds")}
    runs |= {("today", 2): audit("attention", "odd")}
    row = audits(runs).iloc[0]
    assert (row["result"], row["detail"]) == ("failed", "today, replication 1: 9 in 8 beds")


def test_an_unknown_number_does_not_hide_a_known_one() -> None:
    runs = {("today", 0): audit("passed", number=math.nan), ("today", 1): audit("passed", number=0.2)}
    assert audits(runs).iloc[0]["number"] == 0.2


def prints(*rows: tuple[str, int, int]) -> pd.DataFrame:
    """A fingerprint: table, minute, hash."""
    found = pd.DataFrame(list(rows), columns=["table", "minute", "hash"])
    return found.astype({"minute": np.int64, "hash": np.uint64})


def test_an_arm_parts_at_the_first_minute_that_differs() -> None:
    today = prints(("visits", 10, 5), ("visits", 600, 7), ("stays", 700, 1))
    late = prints(("visits", 10, 5), ("visits", 600, 8), ("stays", 700, 2))
    found = first_divergences({"today": today, "gate": late, "same": today}, "today", START)
    assert found.to_dict("records")[0] == {
        "arm": "gate",
        "minute": 600.0,
        "time": "2026-01-05 10:00",
        "what": "visits",
    }
    assert found.loc[1, "what"].startswith("never")


def test_parting_before_the_policy_begins_fails() -> None:
    found = pd.DataFrame({"arm": ["gate"], "minute": [600.0], "time": [""], "what": ["visits"]})
    assert identity_check(found, {"gate": 600.0})["result"] == "passed"
    row = identity_check(found, {"gate": 1440.0})
    assert row["result"] == "failed"
    assert row["detail"] == "gate differs at minute 600, in force from 1440"


def test_never_parting_is_no_failure() -> None:
    found = pd.DataFrame({"arm": ["same"], "minute": [math.nan], "time": [""], "what": ["never"]})
    assert identity_check(found, {"same": 1440.0})["result"] == "passed"


def test_an_arm_that_never_acts_is_named_with_the_day_it_would_have_begun() -> None:
    found = pd.DataFrame({"arm": ["gate", "same", "beds"], "minute": [math.nan, math.nan, 9.0]})
    row = acts_check(found, {"gate": 100 * 1440.0, "same": 0.0, "beds": 0.0}, START, 14 * 1440.0)
    assert row["result"] == "attention"
    assert row["detail"] == (
        "gate never differs from today (it begins on 2026-04-15, the run ends on 2026-01-18); "
        "same never differs from today"
    )
    assert acts_check(found[2:], {"beds": 0.0}, START, 14 * 1440.0)["result"] == "passed"


PRIMARY = [Primary("wait_mean_min", "tier=county", "lower", 3.0)]


def test_a_primary_measure_that_is_not_there_fails_the_study() -> None:
    there = pd.DataFrame({"arm": ["gate"], "measure": ["wait_mean_min"], "group": ["tier=county"]})
    assert completeness_check(there, PRIMARY, ["gate"])["result"] == "passed"
    row = completeness_check(there, PRIMARY, ["gate", "experts"])
    assert row["result"] == "failed"
    assert row["detail"] == "wait_mean_min (tier=county) in experts"


def noise(lo: float, hi: float) -> pd.DataFrame:
    """One primary measure of today against today."""
    row = {"measure": "wait", "primary": True, "simultaneous_lo": lo, "simultaneous_hi": hi}
    return pd.DataFrame([row])


def test_today_that_differs_from_itself_asks_for_a_look() -> None:
    assert noise_check(noise(-1.0, 2.0))["result"] == "passed"
    assert noise_check(noise(math.nan, math.nan))["result"] == "passed"
    assert noise_check(noise(math.nan, math.nan))["detail"].startswith("not compared")  # and nobody says: none differs
    row = noise_check(noise(0.5, 2.0))
    assert row["result"] == "attention"
    assert "wait" in row["detail"]


def series(values: np.ndarray, name: str = "beds in use, county") -> pd.DataFrame:
    """One daily series."""
    return pd.DataFrame({"series": name, "day": np.arange(len(values)), "value": values})


def runs_of(shape: np.ndarray, noise_sd: float = 1.0, count: int = 6) -> dict[tuple[str, int], pd.DataFrame]:
    """Replications of a shape with some noise."""
    luck = np.random.default_rng(3)
    return {("today", r): series(shape + luck.normal(0, noise_sd, len(shape))) for r in range(count)}


DAYS = np.arange(200)


def test_a_county_that_still_fills_up_when_measuring_begins_asks_for_a_look() -> None:
    filling = 100 * (1 - np.exp(-DAYS / 30))
    row = warm_up_check(runs_of(filling), 28 * 1440.0)
    assert row["result"] == "attention"
    assert row["number"] > 0.2
    assert "beds in use, county in today" in row["detail"]


def test_a_county_that_filled_up_during_the_warm_up_is_settled() -> None:
    filling = 100 * (1 - np.exp(-DAYS / 5))
    row = warm_up_check(runs_of(filling), 56 * 1440.0)
    assert row["result"] == "passed"
    assert "measured from day 56" in row["detail"]


def test_a_season_is_not_taken_for_a_county_that_still_fills() -> None:
    season = 100 * (1.3 - 0.3 * np.minimum(DAYS, 120) / 120)
    demand = pd.concat([series(season), series(season * 7, "illnesses that begin")])
    luck = np.random.default_rng(5)
    runs = {("today", r): demand.assign(value=demand["value"] + luck.normal(0, 1, 400)) for r in range(6)}
    assert warm_up_check(runs, 28 * 1440.0)["result"] == "passed"
    assert warm_up_check(runs_of(season), 28 * 1440.0)["result"] == "attention"


def test_a_large_drift_that_luck_alone_could_make_passes_and_says_so() -> None:
    luck = np.random.default_rng(3)
    level = 100 * (1 - 0.2 * (DAYS < 42))
    runs = {("today", r): series(level + luck.normal(0, 300, len(DAYS))) for r in range(3)}
    row = warm_up_check(runs, 28 * 1440.0)
    assert row["result"] == "passed"
    assert abs(row["number"]) > 0.05
    assert "luck alone could do it" in row["detail"]


def test_a_short_study_is_not_judged() -> None:
    row = warm_up_check(runs_of(np.ones(40)), 28 * 1440.0)
    assert row["result"] == "passed"
    assert "not judged" in row["detail"]


def test_without_primary_measures_no_check_of_them_is_said_to_have_held(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(studies, "write_report", lambda folder, lang: [])
    monkeypatch.setattr(Clinic, "primary", ())

    def load(*files: Any, **settings: Any) -> Any:
        return replace(FAKE.load(*files, **settings), margins={})

    arms = [county(tmp_path, "better", effect_min=-5.0)]
    machinery = replace(FAKE, load=load)
    done = studies.compare(county(tmp_path), arms, reps=2, workers=1, out=tmp_path / "out", machinery=machinery)
    assert not {"every arm x primary measure", "noise floor"} & set(done.checks["check"])
    assert "identity before divergence" in set(done.checks["check"])
