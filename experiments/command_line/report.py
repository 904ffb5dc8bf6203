"""The command that writes a study's page anew: report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from experiments.command_line.answers import BAD_INPUT, plainly, stop
from experiments.command_line.options import Lang, OnePage, Png

if TYPE_CHECKING:
    from experiments.study.compare import Lang as ReportLang


def register(app: typer.Typer) -> None:
    """Put the command on the command line."""
    app.command()(plainly(report))


def report(
    study: Annotated[Path, typer.Argument(help="folder of a finished study, results/...")],
    lang: Lang = None,
    png: Png = False,
    onepage: OnePage = False,
) -> None:
    """Write the report of a study anew, from its folder alone."""
    from experiments.report import NoFont, NoStudy
    from experiments.study.compare import write_report

    try:
        for page in write_report(study, language(lang), png=png, onepage=onepage):
            print(page)
    except (NoFont, NoStudy) as problem:
        stop(str(problem), BAD_INPUT)


def language(lang: str | None) -> ReportLang:
    """The language of the report; both if none is asked for."""
    if lang not in (None, "en", "zh"):
        stop(f"--lang {lang}: expected en or zh", BAD_INPUT)
    return cast("ReportLang", lang or "both")
