"""The Chinese page tells in Chinese what the checks found, filled from the same numbers as the English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from experiments.report import details, tables
from experiments.report import study as studies
from experiments.report.quoting import Quotes
from experiments.report.wording import Words, blanks, table
from experiments.study.checks import audits, completeness_check, identity_check, noise_check, warm_up_check
from experiments.study.declared import Primary
from experiments.study.gains import Gains
from experiments.study.overload import OVERLOAD, overload_check
from sim.measures.indicators import INDICATORS, OPERATIONAL
from tests.report import made_up_study

HOUSE = Path(__file__).parents[2]
DIGITS = re.compile(r"\d+")
NONE = pd.DataFrame()


def filled(node: ast.expr) -> str | None:
    """A literal text of the source, a made-up word in each of its blanks."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x7" for part in node.values)
    return None


def findings_of_the_audit() -> Iterator[str]:
    """Everything that a check of the audit may say is wrong, read from its source."""
    for file in sorted((HOUSE / "sim" / "measures").glob("audit*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                place = {"none_of": 2, "Finding": 2}.get(call.func.id)
                holds = call.func.id == "Finding" and isinstance(call.args[0], ast.Constant) and call.args[0].value
                text = filled(call.args[place]) if place is not None and not holds else None
                if text:
                    yield text


@pytest.fixture
def words(tmp_path: Path) -> Words:
    return Words("zh", studies.read(made_up_study.write(tmp_path)))


def test_every_finding_of_the_audit_has_its_chinese() -> None:
    found = [text for text in findings_of_the_audit() if ": {" not in text]
    assert len(found) > 25
    assert [text for text in found if not details.known(text)] == []


def made_by_a_study() -> list[str]:
    """What the checks of a study say when they hold, and when they do not."""
    parted = pd.DataFrame([("arm_x", 5.0)], columns=["arm", "minute"])
    wait = Primary("wait_mean_min", "tier=county", "lower", 3.0)
    tiers = pd.DataFrame([("arm_x", "county", 0.31, 700.0, 480.0, "yes")], columns=list(OVERLOAD))
    noise = {"primary": True, "simultaneous_lo": 0.1, "simultaneous_hi": 0.2, "measure": "wait_mean_min"}
    one = pd.DataFrame(
        [{"check": "x", "catches": "y", "result": "attention", "number": 1.0, "detail": "never used: a/b"}]
    )
    rows = [
        warm_up_check({}, 0.0),
        identity_check(parted, {"arm_x": 10.0}),
        identity_check(parted, {"arm_x": 0.0}),
        completeness_check(pd.DataFrame(columns=["arm", "measure", "group"]), (wait,), ("arm_x",)),
        completeness_check(pd.DataFrame(columns=["arm", "measure", "group"]), (), ()),
        noise_check(pd.DataFrame([noise])),
        noise_check(NONE),
        overload_check(tiers),
        overload_check(tiers[:0]),
        Gains(NONE, NONE, NONE, NONE).check,
        Gains(NONE, NONE, NONE, NONE, ["arm_x"]).check,
        *audits({("arm_x", 0): one, ("arm_x", 1): one}).to_dict("records"),
    ]
    return [str(row["detail"]) for row in rows]


@pytest.mark.parametrize("detail", made_by_a_study())
def test_what_a_check_found_is_told_in_chinese_with_the_same_numbers(words: Words, detail: str) -> None:
    told = details.said(words, detail)
    assert re.search(r"[\u4e00-\u9fff]", told)
    assert sorted(DIGITS.findall(told)) == sorted(DIGITS.findall(detail))
    assert not re.search(r"\b(the|of|in|and|than)\b", told)


def test_what_is_said_beside_an_indicator_is_told_in_chinese(words: Words) -> None:
    for indicator in (*INDICATORS, *OPERATIONAL):
        for said in (indicator.why_not, indicator.trap):
            told = details.said(words, said)
            assert not re.search(r"[a-z]{3,} [a-z]{2,}", told), told


def test_several_findings_are_told_one_after_the_other(words: Words) -> None:
    first = "3 of 90 rows: paid is not charged; first: visits episode 4, start_min 12"
    told = details.said(words, f"{first}; 2 overlaps; first: episode 4; who knows")
    assert told.startswith("90行中有3行：支付与收费不符；第一处：visits episode 4, start_min 12；2处重叠")
    assert told.endswith("；who knows")


def test_the_english_page_says_what_the_check_said(tmp_path: Path) -> None:
    words = Words("en", studies.read(made_up_study.write(tmp_path)))
    assert details.said(words, "held in all 24 runs") == "held in all 24 runs"


def test_the_table_of_checks_is_told_in_chinese(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path)
    row = {
        "check": "littles_law_holds",
        "catches": "waits",
        "result": "passed",
        "number": 0,
        "detail": "held in all 6 runs",
    }
    pd.DataFrame([row]).to_csv(folder / "checks.csv", index=False)
    table_7 = tables.checks(Quotes(Words("zh", studies.read(folder))))
    assert str(table_7.lines[0].cells[-1]) == "全部6次运行均成立"


def test_both_languages_of_a_detail_have_the_same_blanks() -> None:
    for key, entry in table("details").items():
        assert blanks(entry["en"]) == blanks(entry["zh"]), key
