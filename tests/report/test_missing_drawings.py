"""Figures drawn from studies in which something is missing: none fails, and none hides the gap."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments import report
from tests.report import made_up_study
from tests.report.page_reader import Reader, read
from tests.report.test_missing_pieces import alter, only_words


@pytest.fixture(params=["few", pytest.param("all", marks=pytest.mark.long)])
def drawn(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Reader]:
    """The English page of a study with the figures that need what is missing, or with all of them."""

    def page(folder: Path, *figures: int) -> Reader:
        if request.param == "few":
            only_words(monkeypatch, figures)
        return read(report.write(folder, "en")[0])

    return page


Drawn = Callable[..., Reader]


@pytest.mark.parametrize("file", ["curves/wait_survival.csv", "curves/beds_by_day.csv", "curves/wait_ends.csv"])
def test_a_missing_curve_leaves_a_frame_that_says_why_or_a_figure_without_it(
    file: str, drawn: Drawn, tmp_path: Path
) -> None:
    page = drawn(made_up_study.write(tmp_path, arms=2, without=(file,)), 5, 6)
    assert {"figure-5", "figure-6"} <= set(page.ids)
    if file != "curves/wait_ends.csv":
        assert "There is nothing to draw: not kept in this study" in page.words


def test_a_target_that_was_not_measured_says_so(drawn: Drawn, tmp_path: Path) -> None:
    def forget(table: pd.DataFrame) -> pd.DataFrame:
        table.loc[0, ["simulated", "lo", "hi", "n"]] = float("nan")
        table["unit"] = table["unit"].astype(object)
        table.loc[0, "unit"] = None
        table.loc[0, "met"] = "not measured"
        return table

    folder = made_up_study.write(tmp_path, arms=2)
    alter(folder, "targets.csv", forget)
    page = drawn(folder, 2)
    assert "not measured" in page.words
    assert {"figure-2", "table-2"} <= set(page.ids)


def test_a_study_of_stations_gets_its_waits_by_station(drawn: Drawn, tmp_path: Path) -> None:
    def by_desk(table: pd.DataFrame) -> pd.DataFrame:
        if "tier" in table:
            return table.assign(tier=table["tier"] + " desk")
        group = table["group"].fillna("").str.replace(r"tier=(.*)", r"station=\1 desk", regex=True)
        return table.assign(group=group)

    def no_county(manifest: dict[str, Any]) -> None:
        manifest["county"]["residents"] = 0

    left_out = ("targets.csv", "curves/beds_by_day.csv")
    folder = made_up_study.write(tmp_path, arms=1, without=left_out, edit=no_county)
    for file in ("summary.csv", "curves/wait_survival.csv", "curves/wait_ends.csv"):
        alter(folder, file, by_desk)
    page = drawn(folder, 5)
    assert {"figure-5", "themes"} <= set(page.ids)
    assert not {"figure-6", "county"} & set(page.ids)
    assert "The same residents" not in page.words
    assert "village desk" in (folder / "report.html").read_text(encoding="utf-8")


def test_one_replication_of_one_arm_is_drawn_without_intervals(drawn: Drawn, tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path, arms=1, replications=1)
    for file in ("curves/wait_survival.csv", "curves/wait_ends.csv"):
        alter(folder, file, lambda table: table.assign(lo=float("nan"), hi=float("nan"), n=1))
    assert {"figure-3", "figure-5", "figure-6", "figure-7"} <= set(drawn(folder, 3, 5, 6, 7).ids)


def test_a_measure_that_no_run_had_a_case_of_is_an_empty_cell(drawn: Drawn, tmp_path: Path) -> None:
    def no_case(table: pd.DataFrame) -> pd.DataFrame:
        lines = (table["measure"] == "first_contact_share") & (table["group"] == "tier=out_of_county")
        table.loc[lines, ["mean", "lo", "hi", "half_width"]] = float("nan")
        return table

    folder = made_up_study.write(tmp_path, arms=2)
    alter(folder, "summary.csv", no_case)
    assert "no such case in any replication" in drawn(folder, 3).words
