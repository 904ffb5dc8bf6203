"""The Chinese page tells in Chinese what was checked and what each check would catch."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from experiments.report import study as studies
from experiments.report import tables
from experiments.report.quoting import Quotes
from experiments.report.wording import Lang, Words, table
from experiments.study.checks import completeness_check, identity_check, noise_check, warm_up_check
from experiments.study.gains import Gains
from experiments.study.overload import OVERLOAD, overload_check
from sim.measures.audit import LOOKS
from tests.report import made_up_study

CHINESE = re.compile(r"[\u4e00-\u9fff]")
NONE = pd.DataFrame()


def made_by_studies() -> list[str]:
    """The names of the checks that a study makes over its runs."""
    parted = pd.DataFrame(columns=["arm", "minute"])
    differences = pd.DataFrame(columns=["arm", "measure", "group"])
    rows = [
        warm_up_check({}, 0.0),
        identity_check(parted, {}),
        completeness_check(differences, (), ()),
        noise_check(NONE),
        overload_check(pd.DataFrame(columns=list(OVERLOAD))),
        Gains(NONE, NONE, NONE, NONE).check,
    ]
    return [str(row["check"]) for row in rows]


@pytest.mark.parametrize("name", [*LOOKS, *made_by_studies()])
def test_every_check_has_a_chinese_name_and_says_in_chinese_what_it_would_catch(name: str) -> None:
    known = table("checks").get(name.replace(" ", "_"), {})
    assert CHINESE.search(known.get("zh", ""))
    assert CHINESE.search(known.get("catches", ""))


def test_no_name_is_kept_of_a_check_that_nobody_makes() -> None:
    assert set(table("checks")) == {name.replace(" ", "_") for name in (*LOOKS, *made_by_studies())}


def lines(folder: Path, lang: Lang) -> list[list[str]]:
    """Names and meanings of the checks as the page prints them."""
    found = tables.checks(Quotes(Words(lang, studies.read(folder))))
    return [[str(cell) for cell in line.cells[:2]] for line in found.lines]


def test_each_page_prints_them_in_its_own_language(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path)
    rows = [{"check": "littles_law_holds", "catches": "waits", "result": "passed", "number": 0, "detail": ""}]
    rows += [{"check": "a check of tomorrow", "catches": "who knows", "result": "passed", "number": 0, "detail": ""}]
    pd.DataFrame(rows).to_csv(folder / "checks.csv", index=False)
    assert lines(folder, "en") == [["littles law holds", "waits"], ["a check of tomorrow", "who knows"]]
    assert lines(folder, "zh")[0][0] == "利特尔法则成立"
    assert CHINESE.search(lines(folder, "zh")[0][1])
    assert lines(folder, "zh")[1] == ["a check of tomorrow", "who knows"]
