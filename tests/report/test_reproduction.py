"""The reproduction line of a page gives the same bytes; folders of other schemas are read or refused."""

from __future__ import annotations

import html
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from experiments import report
from experiments.command_line.app import app
from experiments.report import NoStudy
from experiments.report.schema import FORMAT
from experiments.runs.provenance import sha256_of
from experiments.study import compare as studies
from experiments.study.compare import compare
from experiments.study.manifest import FORMAT as WRITTEN
from tests.report import made_up_study
from tests.report.page_reader import read
from tests.report.test_missing_pieces import only_words

ROOT = Path(__file__).parents[2]
SHORT = {"calendar.warm_up": "1 weeks", "calendar.measure": "1 weeks", "people.residents": 300}


@pytest.mark.long
def test_the_line_on_the_page_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    policy = "scenarios/policies/gatekeeping.yaml"
    out = tmp_path / "study"
    study = compare("scenarios/hamlet.yaml", [policy], reps=1, settings=SHORT, workers=1, out=out, engine="simpy")
    text = (out / "report.html").read_text(encoding="utf-8")
    (line,) = re.findall(r'<pre class="lit">(tiercare .*?)</pre>', text)
    monkeypatch.setattr(studies, "write_report", lambda *_, **__: [])
    done = CliRunner().invoke(app, [*shlex.split(html.unescape(line))[1:], "--engine", "simpy", "--workers", "1"])
    assert done.exit_code == 0, done.output
    assert {name: sha256_of(out / name) for name in study.manifest["outputs"]} == study.manifest["outputs"]
    assert study.manifest["outputs"]["summary.csv"] in text


def schema(folder: Path, number: Any) -> Path:
    """A made-up study whose manifest names this schema."""
    manifest = made_up_study.write(folder, arms=2) / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8")) | {"format": number}
    manifest.write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_the_report_reads_what_a_study_writes() -> None:
    assert FORMAT == WRITTEN


@pytest.mark.parametrize(("number", "why"), [(99, "newer tiercare"), (0, "not known"), (None, "no schema")])
def test_a_schema_that_cannot_be_read_is_refused_with_the_reason(number: Any, why: str, tmp_path: Path) -> None:
    with pytest.raises(NoStudy, match=why):
        report.write(schema(tmp_path, number))
    done = CliRunner().invoke(app, ["report", str(tmp_path)])
    assert done.exit_code == 2
    assert why in done.output


def test_one_sheet_carries_the_boxes_and_its_links_lead_into_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_words(monkeypatch)
    pages = report.write(made_up_study.write(tmp_path, arms=2), "zh", onepage=True)
    assert [page.name for page in pages] == ["report.html", "onepage.html"]
    sheet, whole = read(pages[1]), read(pages[0])
    assert sheet.links
    assert all(link.startswith(("report.html#", "figures/")) for link in sheet.links)
    ids = set(whole.ids)
    assert {link.partition("#")[2] for link in sheet.links if link.startswith("report")} <= ids
    assert {number.source for number in sheet.numbers} <= {number.source for number in whole.numbers}
