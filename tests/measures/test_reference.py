"""The READMEs of ledger and measures show what is there, and their snippets run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.ledger.reference import README as LEDGER_README
from sim.measures import INDICATORS, MEASURES
from sim.measures.audit import LOOKS
from sim.measures.reference import README, readme_with_measures
from tests.ledger.stories import five_patients_ledger


def test_the_readme_shows_the_measures_as_they_are() -> None:
    text = README.read_text(encoding="utf-8")
    assert readme_with_measures(text) == text, "run: python -m sim.measures.reference"
    for name in [*MEASURES, *LOOKS]:
        assert f"| `{name}` |" in text
    for item in INDICATORS:
        assert item.name_zh in text


def test_a_readme_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="needs the marks"):
        readme_with_measures("# Measures\n")


def test_no_definition_breaks_the_table() -> None:
    for what in MEASURES.values():
        assert "|" not in what.definition + what.edges + what.unit


@pytest.mark.parametrize("readme", [LEDGER_README, README], ids=lambda path: path.parent.name)
def test_the_snippets_of_the_readme_run(readme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    five_patients_ledger().write(tmp_path / "results" / "a_run" / "ledger")
    monkeypatch.chdir(tmp_path)
    snippets = re.findall(r"```python\n(.*?)```", readme.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert snippets
    for snippet in snippets:
        exec(compile(snippet, str(readme), "exec"), {})
