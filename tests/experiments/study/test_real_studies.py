"""Studies on the real engine: the hamlet, a few weeks, today against gatekeeping."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from experiments.study import compare as studies
from experiments.study.compare import compare
from experiments.study.plan import Result
from tests.experiments.fakes import csvs

ROOT = Path(__file__).parents[3]
SHORT = {"calendar.warm_up": "1 weeks", "calendar.measure": "2 weeks"}


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands are typed in the project's folder; the report has tests of its own."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(studies, "write_report", lambda folder, lang: [])


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Two replications of today and gatekeeping on two workers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setattr(studies, "write_report", lambda folder, lang: [])
        return hamlet(tmp_path_factory.mktemp("study") / "two", workers=2, keep_ledgers=True)


def hamlet(out: Path, workers: int, keep_ledgers: bool = False) -> Result:
    """The study."""
    return compare(
        "scenarios/hamlet.yaml",
        ["scenarios/policies/gatekeeping.yaml"],
        reps=2,
        settings=SHORT,
        workers=workers,
        keep_ledgers=keep_ledgers,
        out=out,
    )


def test_one_worker_and_two_give_the_same_bytes(study: Result, tmp_path: Path) -> None:
    assert csvs(hamlet(tmp_path / "one", workers=1).folder) == csvs(study.folder)


def test_every_run_passes_its_audit(study: Result) -> None:
    assert "failed" not in set(study.checks["result"])
    assert len(study.checks) > 15


def test_the_arms_are_one_county_until_the_policy_touches_somebody(study: Result) -> None:
    first = study.tables["first_divergence.csv"].iloc[0]
    assert first["arm"] == "gatekeeping"
    assert first["minute"] > 0


def test_every_number_that_differs_comes_from_the_overlay(study: Result) -> None:
    keys = set(study.tables["exact_difference.csv"]["key"])
    assert "policies.first_contact.kind" in keys
    assert all(key.startswith(("policies.first_contact", "costs")) for key in keys)


def test_every_place_stands_in_the_table_of_places(study: Result) -> None:
    places = study.tables["places.csv"]
    assert {"V1", "T1", "H1"} <= set(places["facility"])
    assert set(places["arm"]) == {"today", "gatekeeping"}


def test_every_queue_stands_in_the_table_of_loads_with_a_closed_form_or_a_reason(study: Result) -> None:
    loads = study.tables["loads.csv"]
    assert not loads.duplicated(["arm", "unit", "kind"]).any()
    assert ((loads["formula"] != "") ^ (loads["why_not"] != "")).all()
    assert loads.loc[loads["kind"] == "ward", "why_not"].isin({"ward", "nobody"}).all()
    assert loads.query("arm == 'gatekeeping' and kind == 'clinic'")["difference"].notna().all()


def test_what_a_change_came_through_adds_up_to_the_change(study: Result) -> None:
    parts, changes = study.tables["attribution.csv"], study.tables["differences.csv"]
    changed = dict(zip(zip(changes["measure"], changes["group"], strict=True), changes["difference"], strict=True))
    for (measure, tier), rows in parts.groupby(["measure", "tier"]):
        whole = rows[rows["through"] == "total"]["difference"].item()
        assert whole == pytest.approx(changed[measure, f"tier={tier}"], abs=1e-9)
        assert rows[rows["through"] != "total"]["difference"].sum() == pytest.approx(whole, abs=1e-9)
        assert rows[rows["through"] == "remainder"]["difference"].abs().max() < 1e-9 or measure == "clinician_use"


def test_an_avoided_event_has_a_price_only_where_it_can_be_told(study: Result) -> None:
    table = study.tables["avoided.csv"]
    assert set(table["event"]) == {"missed_serious", "hospital_visit", "hospital_admission"}
    assert (table["yuan_per_avoided"].notna() == table["told"].isin({"price", "saved per lost"})).all()


def test_beds_and_waits_have_curves_by_tier(study: Result) -> None:
    assert set(study.tables["curves/beds_by_day.csv"]["tier"]) == {"township", "county"}
    waits = study.tables["curves/wait_survival.csv"]
    assert set(waits["tier"]) == {"village", "township", "county"}
    assert waits["share_still_waiting"].between(0, 1).all()


def test_ledgers_are_kept_whole(study: Result) -> None:
    from sim import Ledger

    (kept,) = study.folder.glob("runs/today/0000-*/ledger")
    ledger = Ledger.read(kept)
    visits = study.tables["measures.csv"].query("scenario == 'today' and replication == 0")
    assert len(ledger["visits"]) > 0
    assert visits["value"].notna().any()


def test_the_readmes_lines_of_python_run(tmp_path: Path) -> None:
    page = (ROOT / "experiments/README.md").read_text(encoding="utf-8")
    (snippet,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    here: dict[str, object] = {}
    shorter = snippet.replace("4 weeks", "1 weeks").replace("reps=3", "reps=1")
    exec(shorter.replace("results/gate", str(tmp_path / "gate")), here)
    found = here["study"]
    assert isinstance(found, Result)
    assert isinstance(found.differences, pd.DataFrame)
