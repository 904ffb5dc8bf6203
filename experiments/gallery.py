"""The pictures of the READMEs, made by one command from the demo county: ``python -m experiments.gallery``.

It runs the study of ``make demo`` (or finds its runs again), writes the report, and puts the figures that the READMEs
show, with their numbers, and the command that tells the story of a patient who changed most, into
``results/reference/gallery``.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from experiments.study.compare import compare
from experiments.study.plan import Result

DEMO: Final = Path("scenarios/demo.yaml")
POLICIES: Final = ("gatekeeping", "expert_days", "step_down")
PERIOD: Final = {"calendar.measure": "84 days"}
OUT: Final = Path("results/reference/gallery")
SHOWN: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
"""The figures that a planner reads; those of the reviewer's part stand in the report only."""


def study_of(county: Path, folder: Path, reps: int, engine: str = "auto", quiet: bool = False) -> Result:
    """The study whose report the pictures are taken from; finished runs are found again."""
    overlays = [Path("scenarios/policies") / f"{policy}.yaml" for policy in POLICIES]
    return compare(
        county, overlays, reps=reps, settings=PERIOD, out=folder, resume=folder.is_dir(), quiet=quiet, engine=engine
    )


def collect(study: Path, out: Path, langs: Sequence[str] = ("en", "zh")) -> list[Path]:
    """Copy the figures, their numbers and the command of the patient who changed most; what is old is removed."""
    if out.is_dir():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    for number in SHOWN:
        drawings = [study / "figures" / f"figure_{number}.{lang}.svg" for lang in langs]
        found = [path for path in drawings if path.is_file()]
        numbers = study / "figures" / f"figure_{number}.csv"
        for path in [*found, *([numbers] if found and numbers.is_file() else [])]:
            shutil.copyfile(path, out / path.name)
    (out / "README.md").write_text(_page(study, out, langs[0]), encoding="utf-8")
    return sorted(out.iterdir())


def _page(study: Path, out: Path, lang: str) -> str:
    """A page that shows every figure, and says how they were made."""
    lines = ["# Pictures of the demo county", "", "Made by `python -m experiments.gallery`; do not edit. Each figure's"]
    lines += ["numbers lie beside it as CSV. An invented county: differences are more trustworthy than levels.", ""]
    for path in sorted(out.glob(f"*.{lang}.svg"), key=lambda path: int(path.name.split(".")[0].split("_")[1])):
        name = path.name.split(".")[0]
        said = _title(path)
        lines += [f"## {name.replace('_', ' ').capitalize()}: {said}", "", f"![{said}]({path.name})", ""]
        lines += [f"*{_subtitle(study, name)}*", ""]
        lines += [f"[Numbers]({name}.csv) · [中文]({path.name.replace(f'.{lang}.', '.zh.')})", ""]
    changed = study / "changed_most.csv"
    if changed.is_file():
        commands = pd.read_csv(changed)["command"]
        lines += ["## The patient whom a policy changed most", "", "```sh", *commands.head(1), "```", ""]
    return "\n".join(lines)


def _subtitle(study: Path, name: str) -> str:
    """What is drawn, of how many replications, with which interval: the words under the title on the page."""
    page = (study / "report.html").read_text(encoding="utf-8")
    found = re.search(rf'id="{name.replace("_", "-")}".*?<figcaption>.*?<small>(.*?)</small></figcaption>', page, re.S)
    told = re.sub(r"<[^>]+>", "", found.group(1)) if found else ""
    return " ".join(html.unescape(told).split()).replace("*", "")


def _title(drawing: Path) -> str:
    """What a figure shows, in its own words: the title that the drawing carries."""
    found = re.search(r"<title[^>]*>([^<]*)</title>", drawing.read_text(encoding="utf-8"))
    return html.unescape(found.group(1)) if found else drawing.stem


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, report, collect."""
    asked = argparse.ArgumentParser(prog="python -m experiments.gallery", description=__doc__.split("\n")[0])
    asked.add_argument("--county", type=Path, default=DEMO)
    asked.add_argument("--study", type=Path, default=Path("results/demo"), help="the study's folder, found again")
    asked.add_argument("--reps", type=int, default=6)
    asked.add_argument("--engine", default="auto")
    asked.add_argument("--out", type=Path, default=OUT)
    given = asked.parse_args(arguments)
    folder = study_of(given.county, given.study, given.reps, given.engine).folder
    for path in collect(folder, given.out):
        print(path)


if __name__ == "__main__":
    main()
