"""Commands that run a study: run, compare, sweep, targets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.command_line.answers import BAD_INPUT, plainly, stop
from experiments.command_line.options import (
    AsJson,
    County,
    Engine,
    KeepLedgers,
    Lang,
    NoiseFloor,
    Out,
    Precision,
    Reps,
    Resume,
    SecondBlock,
    Seed,
    Settings,
    Workers,
    settings_of,
)
from experiments.command_line.report import language
from experiments.command_line.screen import show
from experiments.runs import SEED

if TYPE_CHECKING:
    from experiments.study.plan import Result


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    for command in (run, compare, sweep, targets):
        app.command()(plainly(command))


def run(
    scenario: County,
    reps: Reps = 5,
    precision: Precision = None,
    seed: Seed = SEED,
    settings: Settings = None,
    measures: Annotated[Path | None, typer.Option("--measures", help="YAML list of measures")] = None,
    workers: Workers = None,
    out: Out = None,
    resume: Resume = False,
    engine: Engine = "auto",
    keep_ledgers: KeepLedgers = False,
    lang: Lang = None,
    json_: AsJson = False,
) -> None:
    """Run one scenario and print a page of measures."""
    from experiments.study import chosen
    from experiments.study import compare as studies

    asked = chosen.read(measures) if measures is not None else ()
    result = studies.run(
        scenario,
        reps=reps,
        precision=widths(precision),
        seed=seed,
        settings=settings_of(settings),
        workers=workers,
        out=out,
        resume=resume,
        engine=engine,
        keep_ledgers=keep_ledgers,
        asked=asked,
        lang=language(lang),
        quiet=json_,
    )
    from experiments.command_line import tables as say

    if json_:
        print(say.as_json(result))
        return
    table = say.chosen_table(result, asked, lang or "en") if asked else None
    show([table] if table else say.run_tables(result, lang or "en"))
    _last_lines(result)


def compare(
    county: County,
    with_: Annotated[list[Path] | None, typer.Option("--with", help="an overlay: one arm; repeat it")] = None,
    together: Annotated[bool, typer.Option("--together", help="one more arm with all overlays")] = False,
    reps: Reps = 10,
    precision: Precision = None,
    seed: Seed = SEED,
    settings: Settings = None,
    workers: Workers = None,
    out: Out = None,
    resume: Resume = False,
    engine: Engine = "auto",
    keep_ledgers: KeepLedgers = False,
    noise_floor: NoiseFloor = False,
    second_block: SecondBlock = False,
    lang: Lang = None,
    json_: AsJson = False,
) -> None:
    """Compare policies with today, on the same luck, and write a report."""
    from experiments.study import compare as studies

    if not with_:
        stop("compare: nothing to compare with. Add  --with scenarios/policies/SOME.yaml", BAD_INPUT)
    result = studies.compare(
        county,
        with_,
        together=together,
        reps=reps,
        precision=widths(precision),
        seed=seed,
        settings=settings_of(settings),
        workers=workers,
        out=out,
        resume=resume,
        engine=engine,
        keep_ledgers=keep_ledgers,
        noise_floor=noise_floor,
        second_block=second_block,
        lang=language(lang),
        quiet=json_,
    )
    from experiments.command_line import tables as say

    if json_:
        print(say.as_json(result))
        return
    if result.manifest["primary"]:
        show([say.compare_table(result, lang or "en")])
    else:
        print("No primary measures are declared: differences.csv has intervals, and no verdicts.")
    _last_lines(result)


def sweep(
    study: Annotated[Path, typer.Argument(help="study file: arms, factors, what is asked")],
    reps: Annotated[int | None, typer.Option("--reps", min=1, help="instead of what the file says")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say how many runs it takes")] = False,
    workers: Workers = None,
    out: Out = None,
    resume: Resume = False,
    engine: Engine = "auto",
) -> None:
    """Run a comparison at every point of a design."""
    from experiments.study import sweep as sweeps

    if dry_run:
        ready = sweeps.prepare(study, reps=reps, out=out)
        arms = len(ready.study.arms)
        print(f"{len(ready.plans)} points x {arms} arms x {reps or ready.study.reps} replications")
        print(f"= {ready.runs} runs; nothing was run")
        return
    found = sweeps.sweep(study, reps=reps, workers=workers, out=out, resume=resume, quiet=False, engine=engine)
    print(f"{len(found.points)} points; written: {found.folder / 'differences.csv'}")


def targets(
    scenario: County,
    reps: Reps = 5,
    seed: Seed = SEED,
    settings: Settings = None,
    workers: Workers = None,
    out: Out = None,
    resume: Resume = False,
    engine: Engine = "auto",
    lang: Lang = None,
    json_: AsJson = False,
) -> None:
    """Is this my county? Reported figures beside simulated ones."""
    from experiments.study import compare as studies

    result = studies.run(
        scenario,
        kind="targets",
        reps=reps,
        seed=seed,
        settings=settings_of(settings),
        workers=workers,
        out=out or Path("results") / f"{scenario.stem}-targets",
        resume=resume,
        engine=engine,
        lang=language(lang),
        quiet=json_,
    )
    from experiments.command_line import tables as say

    if json_:
        print(say.as_json(result))
        return
    if "targets.csv" not in result.tables:
        print(f"{scenario} gives no targets: no reported figures of today to compare with.")
        return
    found = result.tables["targets.csv"]
    show([say.targets_table(found, lang or "en")])
    print(f"{int((found['met'] == 'yes').sum())} of {len(found)} reported figures are met")
    _last_lines(result)


def widths(texts: list[str] | None) -> dict[str, float]:
    """``wait_mean_min:tier=county=1`` as measure (and group) and half-width."""
    found: dict[str, float] = {}
    for text in texts or ():
        name, _, width = text.rpartition("=")
        try:
            found[name] = float(width)
        except ValueError:
            name = ""
        if not name:
            stop(f"--precision {text}: expected MEASURE=WIDTH, for example wait_mean_min=1", BAD_INPUT)
    return found


def _last_lines(result: Result) -> None:
    """Checks that ask for a look, and where everything is."""
    checks = result.checks
    look = checks[checks["result"] == "attention"]
    print(f"{len(checks) - len(look)} of {len(checks)} checks passed")
    for row in look.to_dict("records"):
        print(f"  look at: {row['check'].replace('_', ' ')}: {row['detail']}")
    page = result.folder / "report.html"
    print(f"written: {page if page.exists() else result.folder}")
