"""Margins that were changed after a look, and looks at fewer replications, are told on the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from experiments.report import study as studies
from experiments.report.page import answer_words
from experiments.report.quoting import Quotes
from experiments.report.sections import precision
from experiments.report.wording import LANGS, Lang, Words
from tests.report import made_up_study

SEEN = {"date": "2026-11-21", "replications": 10, "seed": 7, "arms": []}


def quotes_of(folder: Path, lang: Lang, **facts: Any) -> Quotes:
    """The made-up study with other facts in its manifest."""

    def edit(manifest: dict[str, Any]) -> None:
        manifest["made"] |= {"earlier": [SEEN | {"primary": facts.get("primary", manifest["primary"])}]}
        manifest["precision"] = facts.get("precision", {})

    return Quotes(Words(lang, studies.read(made_up_study.write(folder, edit=edit))))


@pytest.mark.parametrize("lang", LANGS)
def test_margins_changed_after_a_look_are_not_called_agreed_before_the_run(lang: Lang, tmp_path: Path) -> None:
    same = answer_words(quotes_of(tmp_path / "same", lang)).striptags()
    other = answer_words(quotes_of(tmp_path / "other", lang, primary=[])).striptags()
    before = {"en": "all margins stood in the scenario before the run", "zh": "均在运行前写入方案文件"}[lang]
    assert before in same
    assert before not in other
    assert "made.earlier" in other


@pytest.mark.parametrize("lang", LANGS)
def test_a_look_before_and_a_rule_of_stopping_stand_beside_the_precision(lang: Lang, tmp_path: Path) -> None:
    told = [str(block) for block in precision.blocks(quotes_of(tmp_path, lang, precision={"wait_mean_min": 1.0}))]
    text = "".join(told)
    assert "made.earlier" in text
    assert {"en": "half-widths asked for", "zh": "要求的半宽"}[lang] in text
