"""Table 4 tells beside a use the wait that goes with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from experiments.report import study as studies
from experiments.report.quoting import Quotes
from experiments.report.sections import loads
from experiments.report.wording import Lang, Words
from tests.report import made_up_study


def row(measure: str, unit: str, today: float, value: float, half: float) -> dict[str, Any]:
    """A place under an arm."""
    found: dict[str, Any] = {"arm": "gatekeeping", "facility": "T1", "name": "Town", "name_zh": "", "tier": "township"}
    found |= {"measure": measure, "unit": unit, "today": today, "mean": value, "difference": value - today, "n": 20}
    found |= {"lo": value - half, "hi": value + half}
    return found | {"difference_lo": value - today - half, "difference_hi": value - today + half}


def cells(folder: Path, rows: list[dict[str, Any]], lang: Lang = "en") -> list[list[str]]:
    pd.DataFrame(rows).to_csv(folder / "places.csv", index=False)
    table = loads.table(Quotes(Words(lang, studies.read(folder))))
    return [[str(getattr(cell, "striptags", cell.__str__)()) for cell in line.cells] for line in table.lines]


def test_under_the_use_of_clinicians_stands_the_wait_it_makes(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path)
    rows = [row("clinician_use", "share", 0.62, 0.91, 0.02), row("wait_mean_min", "min", 11.0, 64.0, 4.0)]
    (line,) = cells(folder, rows)
    assert "62.0 %" in line[3]
    assert "mean wait 11.0 min" in line[3]
    assert "mean wait 64.0 min" in line[4]
    assert "平均候诊64.0分钟" in cells(folder, rows, "zh")[0][4]


def test_beds_have_no_wait_and_a_wait_that_was_not_kept_is_not_told(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path)
    beds = [row("bed_occupancy", "share", 0.62, 0.91, 0.02), row("wait_mean_min", "min", 11.0, 64.0, 4.0)]
    assert "wait" not in cells(folder, beds)[0][3]
    assert "wait" not in cells(folder, [row("clinician_use", "share", 0.62, 0.91, 0.02)])[0][3]
