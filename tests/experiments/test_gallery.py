"""The pictures of the READMEs: collected from a study's report, every figure with its numbers."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pandas as pd
import pytest

from experiments import gallery
from tests.report.written_once import reported

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invented study with its report and a patient who changed most."""
    folder = shutil.copytree(reported(tmp_path_factory), tmp_path_factory.mktemp("gallery") / "study")
    command = "tiercare trace scenarios/demo.yaml --with scenarios/policies/gatekeeping.yaml --patient 17 --both"
    pd.DataFrame([{"arm": "gatekeeping", "command": command}]).to_csv(folder / "changed_most.csv", index=False)
    return folder


def test_every_picture_comes_with_its_numbers_and_stands_on_the_page(study: Path, tmp_path: Path) -> None:
    names = {path.name for path in gallery.collect(study, tmp_path / "gallery")}
    drawings = {name for name in names if name.endswith(".svg")}
    assert len(drawings) >= 6
    page = (tmp_path / "gallery/README.md").read_text(encoding="utf-8")
    for name in drawings:
        assert f"{name.split('.')[0]}.csv" in names
        assert name.endswith(".zh.svg") or f"]({name})" in page
    under = re.findall(r"^!\[[^\n]*\n\n\*([^\n]*)\*$", page, re.M)
    assert len(under) == page.count("![")
    assert all("replications" in words for words in under)
    assert sum("simulation interval" in words for words in under) >= len(under) - 1  # beds: bands of replications


def test_what_an_older_gallery_left_is_removed(study: Path, tmp_path: Path) -> None:
    (tmp_path / "gallery").mkdir()
    (tmp_path / "gallery/figure_99.en.svg").write_text("old", encoding="utf-8")
    assert "figure_99.en.svg" not in {path.name for path in gallery.collect(study, tmp_path / "gallery")}


def test_the_page_ends_with_a_command_that_can_be_typed(study: Path, tmp_path: Path) -> None:
    gallery.collect(study, tmp_path / "gallery")
    page = (tmp_path / "gallery/README.md").read_text(encoding="utf-8")
    words = shlex.split(page.split("```sh\n")[1].split("\n")[0])
    assert (words[0], words[-1]) == ("tiercare", "--both")


def test_the_study_is_that_of_make_demo() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    line = next(line for line in makefile.splitlines() if "tiercare compare" in line)
    assert gallery.DEMO.as_posix() in line
    for policy in gallery.POLICIES:
        assert f"--with scenarios/policies/{policy}.yaml" in line
    for path, value in gallery.PERIOD.items():
        assert f"'{path}={value}'" in line


def test_pictures_that_a_readme_shows_are_there() -> None:
    pages = [
        page for room in ("experiments", "results", "scenarios", "sim") for page in ROOT.glob(f"{room}/**/README.md")
    ]
    shown = 0
    for page in (ROOT / "README.md", *pages):
        for words, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).is_file(), f"{page.name}: {target}"
            assert len(words) > 20, f"{page.name}: {target} says nothing to those who do not see it"
            shown += 1
    assert shown >= 10


def test_the_gallery_is_small_enough_to_be_fetched_with_the_code() -> None:
    assert sum(path.stat().st_size for path in gallery.OUT.iterdir()) < 3_000_000
