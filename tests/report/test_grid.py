"""The grid of what was asked: laid out first, filled afterwards, and an empty place says why."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from experiments.report import study as studies
from experiments.report.grid import NO_CASE, NOT_KEPT, as_table, grid
from experiments.report.quoting import anchor
from tests.report import made_up_study

WANTED = [("wait_mean_min", "tier=county"), ("first_contact_share", "tier=village"), ("never_heard_of", "")]


def test_the_grid_has_every_arm_and_measure_in_the_order_in_which_they_were_asked(folder: Path) -> None:
    study = studies.read(folder)
    cells = grid(study, WANTED)
    assert [(c.measure, c.arm.name) for c in cells] == [(m, a.name) for m, _ in WANTED for a in study.arms]


def test_a_measure_that_was_not_kept_says_so(folder: Path) -> None:
    cells = grid(studies.read(folder), WANTED)
    assert {cell.measure for cell in cells if cell.why == NOT_KEPT} == {"never_heard_of"}


def test_a_measure_without_a_case_says_so(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path)
    table = pd.read_csv(folder / "summary.csv")
    table.loc[table["measure"] == "wait_mean_min", "mean"] = float("nan")
    table.to_csv(folder / "summary.csv", index=False)
    cells = grid(studies.read(folder), WANTED)
    assert {cell.measure for cell in cells if cell.why == NO_CASE} == {"wait_mean_min"}


def test_today_has_a_level_and_no_difference(folder: Path) -> None:
    study = studies.read(folder)
    table = as_table(grid(study, WANTED[:1]))
    today = table[table["arm"] == study.today.name]
    assert today["mean"].notna().all()
    assert today["difference"].isna().all()
    assert table.loc[table["arm"] != study.today.name, "difference"].notna().all()


def test_an_empty_grid_is_an_empty_table_with_all_columns(folder: Path) -> None:
    table = as_table(grid(studies.read(folder), []))
    assert table.empty
    assert {"arm", "measure", "group", "mean", "why"} <= set(table.columns)


def test_rows_of_a_file_keep_the_line_on_which_they_stand(folder: Path) -> None:
    study = studies.read(folder)
    row = study.level(study.today, "wait_mean_min", "tier=county")
    assert row is not None
    table = pd.read_csv(folder / "summary.csv")
    assert table["mean"].iloc[row.line] == row.number("mean")
    assert row.at("mean") == f"summary.csv:{row.line}:mean"


def test_groups_of_a_measure_come_in_the_order_of_the_file(folder: Path) -> None:
    groups = studies.read(folder).groups("wait_mean_min", "tier")
    assert groups == ["tier=village", "tier=township", "tier=county"]


def test_facts_of_the_manifest_are_found_by_a_dotted_path(folder: Path) -> None:
    study = studies.read(folder)
    assert study.fact("county.residents") == 60000
    assert study.fact("county.nothing", "none") == "none"
    assert study.fact("seed.deeper", 7) == 7


def test_an_anchor_is_a_word_without_spaces() -> None:
    assert (
        anchor("wait_mean_min", "tier=county,class=walk_in", "today")
        == "m-wait_mean_min-tier-county-class-walk_in-today"
    )
