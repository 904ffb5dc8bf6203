"""The two walk-throughs of the README: a planner changes a bed count, a reviewer follows a number to its seed."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

from tests.report.page_reader import read
from tests.test_readme import ROOT, blocks, commands, files_of_readme, run

STUDY = "results/beds"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a planner has after typing the walk-through, word for word."""
    import shutil

    desk = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "scenarios", desk / "scenarios")
    for name, text in files_of_readme().items():
        (desk / name).write_text(text, encoding="utf-8")
    (command,) = (command for command in commands() if f"--out {STUDY}" in command)
    done = run(command, desk)
    assert done.exit_code == 0, f"{done.output}\n{done.stderr}\n{done.exception!r}"
    return desk / STUDY


def page_of(study: Path) -> str:
    return (study / "report.html").read_text(encoding="utf-8")


def test_the_planner_reads_the_sentence_that_answers(study: Path) -> None:
    words = " ".join(re.sub(r"<[^>]+>", "", page_of(study)).split())
    said = re.search(
        r"Bed occupancy, county hospitals: ([\d.]+) % today\. Under Four more beds it is ([\d.]+) %", words
    )
    assert said is not None
    rows = pd.read_csv(study / "differences.csv", keep_default_na=False).set_index(["measure", "group"])
    row = rows.loc[("bed_occupancy", "tier=county")]
    assert [float(number) for number in said.groups()] == pytest.approx(
        [100 * row["today"], 100 * row["value"]], abs=0.5
    )
    assert row["value"] < row["today"]


def test_the_page_says_that_nothing_else_was_changed(study: Path) -> None:
    rows = pd.read_csv(study / "exact_difference.csv", keep_default_na=False)
    assert rows[["key", "today", "value"]].astype(str).to_numpy().tolist() == [
        ["tiers.county.wards.general.beds", "12", "16"]
    ]
    assert "Nothing else differs" in page_of(study)


def test_the_reviewer_reaches_definition_rows_and_seed_of_any_number(study: Path) -> None:
    html, manifest = page_of(study), json.loads((study / "manifest.json").read_text(encoding="utf-8"))
    ids = set(read(study / "report.html").ids)
    runs = pd.read_csv(study / "measures.csv", keep_default_na=False)
    links = re.findall(r'<a class="n" href="#([^"]+)" data-from="((?:differences|summary)\.csv):(\d+):(\w+)"', html)
    assert len(links) > 50
    for target, file, place, column in links:
        assert target in ids, "1. the link leads somewhere on the page"
        row = pd.read_csv(study / file, keep_default_na=False).iloc[int(place)]
        assert row["measure"] in target
        assert f"d-{row['measure']}" in ids, "and from there to the definition"
        assert manifest["measures"][row["measure"]]["definition"]
        assert column in row
        mine = runs[(runs["measure"] == row["measure"]) & (runs["group"] == row["group"])]
        assert set(mine["replication"]) == set(range(manifest["replications"])), "2. the replications behind it"
    assert str(manifest["seed"]) in html, "3. the seed"
    assert f"--seed {manifest['seed']}" in manifest["command"]


def test_the_mean_of_the_rows_is_the_number(study: Path) -> None:
    row = (
        pd.read_csv(study / "differences.csv", keep_default_na=False).query("measure == 'primary_visit_share'").iloc[0]
    )
    runs = pd.read_csv(study / "measures.csv", keep_default_na=False)
    mine = runs[(runs["measure"] == row["measure"]) & (runs["group"] == row["group"])]
    means = mine.groupby("scenario")["value"].apply(lambda values: values.astype(float).mean())
    assert means["four_more_beds"] - means["today"] == pytest.approx(row["difference"])


def test_the_commands_that_tell_single_patients_are_those_of_the_readme(study: Path) -> None:
    shown = next(shlex.split(command) for command in commands() if command.endswith("--both"))
    for command in pd.read_csv(study / "changed_most.csv")["command"]:
        words = shlex.split(command)
        assert words[:5] == shown[:5]
        assert words[-1] == "--both"


def test_the_readme_gives_the_file_that_it_runs() -> None:
    assert list(files_of_readme()) == ["four_more_beds.yaml"]
    assert blocks("yaml")
