"""A study from question to folder: load the arms, run them, write the tables. `run` is a study of one arm."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

from experiments.runs import SEED
from experiments.runs.engines import Engines
from experiments.runs.one_run import Machinery, Order, Report
from experiments.runs.progress import bar, note
from experiments.runs.refusals import BadStudy, RunsFailed
from experiments.runs.replicate import cores, run_all
from experiments.runs.store import Study
from experiments.study import files
from experiments.study.again import orders_again
from experiments.study.chosen import Chosen, asks
from experiments.study.manifest import Question
from experiments.study.plan import Plan, Result, plan
from experiments.study.precision import next_replications
from experiments.study.tables import Values, measures_table

MOST: Final = 200
Lang = Literal["both", "zh", "en"]


def carry_out(ready: Plan, root: Path, workers: int | None, resume: bool, quiet: bool, lang: Lang | None) -> Result:
    """Run a plan and write its folder; without a language no report.

    Raises:
        Interrupted: stopped by hand; what is finished is kept.
        RunsFailed: a run or a check of its audit failed; tables are written if all runs ended.
    """
    begun = time.perf_counter()
    workers = workers or cores()
    with Study(root, resume) as study:
        files.write_beginning(study, ready)
        with bar(f"{ready.question.kind} {ready.question.county.stem}", quiet) as line:
            replications = ready.question.replications
            while True:
                orders = ready.orders(replications)
                reports = run_all(orders, root, ready.machinery, workers, line)
                _raise_for_errors(reports, root)
                seen = _values(study, ready, orders)
                more = next_replications(ready.question.precision, ready.primary, seen)
                if more is None or replications >= MOST:
                    break
                replications = min(MOST, more)
            again = orders_again(ready, replications)
            if again:
                _raise_for_errors(run_all(again, root, ready.machinery, workers, line), root)
        asked = dataclasses.replace(ready.question, replications=replications)
        done = dataclasses.replace(ready, question=asked)
        study.forget_others({order.run.folder for order in (*orders, *again)})
        result = files.write_all(study, done, begun, workers)
        if lang is not None:
            write_report(root, lang)
    _raise_for_failed_checks(result)
    return result


def write_report(folder: Path, lang: Lang = "both", png: bool = False, onepage: bool = False) -> list[Path]:
    """The page that a planner reads, from the study's folder alone; figures as PNG and the one sheet if asked for."""
    from experiments import report

    return list(report.write(folder, lang=lang, png=png, onepage=onepage))


def _values(study: Study, ready: Plan, orders: Sequence[Order]) -> Values:
    """What has been measured so far, for the question of precision."""
    if not ready.question.precision:
        return Values(measures_table({}), [])
    tables = {(o.run.arm, o.run.replication): files.main_measures(study.load(o.run)) for o in orders}
    return Values(measures_table(tables), [arm.name for arm in ready.arms])


def _raise_for_errors(reports: Sequence[Report], root: Path) -> None:
    """Name every run that ended with an error."""
    wrong = [report for report in reports if report.error]
    if wrong:
        lines = [f"{report.run.arm}, replication {report.run.replication}: {report.error}" for report in wrong]
        raise RunsFailed("\n".join([*lines, f"{len(wrong)} runs failed; finished ones are kept in {root}"]))


def _raise_for_failed_checks(result: Result) -> None:
    """Name every check that did not hold; the tables are there, to see why."""
    failed = result.checks[result.checks["result"] == "failed"].to_dict("records")
    if failed:
        lines = [f"check failed: {row['check']}: {row['detail']}" for row in failed]
        raise RunsFailed("\n".join([*lines, f"these numbers must not be used; see {result.folder}"]))


def compare(
    county: str | Path,
    overlays: Sequence[str | Path] = (),
    *,
    reps: int = 10,
    precision: Mapping[str, float] | None = None,
    seed: int = SEED,
    settings: Mapping[str, Any] | None = None,
    together: bool = False,
    workers: int | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    keep_ledgers: bool = False,
    asked: Sequence[Chosen] = (),
    lang: Lang = "both",
    quiet: bool = True,
    machinery: Machinery | None = None,
    kind: str = "compare",
    engine: str = "auto",
    noise_floor: bool = False,
    second_block: bool = False,
) -> Result:
    """Compare policies on a county, paired by replication, and write ``results/STUDY``.

    Args:
        county: the scenario of today.
        overlays: one arm per file.
        reps: replications per arm; with ``precision`` the number to begin with.
        precision: measure (or ``measure:group``) -> half-width of the difference to reach.
        settings: dotted path -> value, set in every arm.
        together: one more arm with all overlays at once.
        asked: measures to take beside the usual ones.
        lang: language of the report.
        out: the study's folder; made from the names if not given.
        engine: ``auto``, ``simpy`` or ``compiled``; the numbers do not depend on it, only the time.
        noise_floor: run today once more with other luck; without it half of its replications stand against the other.
        second_block: run every arm once more with other luck, and tell which verdicts stay.

    Raises:
        ScenarioFaults, BadStudy, NotAStudyFolder, BusyFolder: before anything is written.
        Interrupted, RunsFailed: what is finished is kept.
    """
    if reps < 1:
        raise BadStudy(f"--reps {reps}: at least one replication is needed")
    files = tuple(Path(overlay) for overlay in overlays)
    root = Path(out) if out else Path("results") / "-".join([Path(county).stem, *(f.stem for f in files)])[:80]
    question = Question(
        kind, Path(county), files, dict(settings or {}), seed, reps, dict(precision or {}), together, root,
        noise_floor=noise_floor, second_block=second_block,
    )  # fmt: skip
    ready = plan(question, machinery, keep_ledgers, asks(asked))
    ready = ready.on(Engines(engine, ready.machinery, partial(note, quiet=quiet)))
    return carry_out(ready, root, workers, resume, quiet, lang)


def run(county: str | Path, **options: Any) -> Result:
    """Run one scenario several times and write ``results/STUDY``; options as for `compare`."""
    return compare(county, (), **{"reps": 5, "kind": "run", **options})
