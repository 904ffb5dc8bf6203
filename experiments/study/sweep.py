"""A sweep: the same comparison at every point of a design. Each point is a study of its own, and resumes as one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.runs.engines import Engines, ran_together
from experiments.runs.one_run import Machinery, Recipe, the_county
from experiments.runs.progress import note
from experiments.runs.provenance import input_hashes, made, sha256_of, versions
from experiments.runs.refusals import RunsFailed
from experiments.runs.replicate import cores
from experiments.runs.store import Study
from experiments.study import design
from experiments.study.arms import Arm, arm_of
from experiments.study.compare import carry_out
from experiments.study.design import Point, StudyFile
from experiments.study.manifest import FORMAT, Question
from experiments.study.plan import Plan, Result, plan_of
from experiments.study.swings import swings
from sim.scenario.faults import Fault, ScenarioFaults, nearest
from sim.scenario.source import read


@dataclass(frozen=True)
class Sweep:
    """A finished sweep: its folder, and tables with one column per factor."""

    folder: Path
    points: pd.DataFrame
    summary: pd.DataFrame
    differences: pd.DataFrame


@dataclass(frozen=True)
class Ready:
    """A sweep that is ready to run: every arm of every point has been loaded, nothing is written."""

    file: Path
    study: StudyFile
    plans: tuple[tuple[Point, Plan], ...]

    @property
    def runs(self) -> int:
        """How many runs it takes."""
        return sum(len(plan.arms) * plan.question.replications for _, plan in self.plans)


def prepare(
    study_file: str | Path, *, reps: int | None = None, out: Path | None = None, machinery: Machinery | None = None
) -> Ready:
    """Read the study file and load every arm of every point.

    Raises:
        BadStudy, ScenarioFaults: something is wrong; nothing was written.
    """
    file, county = Path(study_file), machinery or the_county()
    study = design.read(file)
    root = out or Path("results") / file.stem
    plain = [arm_of(county, name, Recipe(study.county, overlays)) for name, overlays in study.arms.items()]
    known = {path for arm in plain for path in arm.scenario.origins}
    strange = [
        _of_factor(file, name, f"no arm has {path}." + (f" Did you mean '{close[0]}'?" if close else ""))
        for name, factor in study.factors.items()
        for path in factor.set
        if path not in known
        for close in [nearest(path, known)]
    ]
    if strange:
        raise ScenarioFaults(strange, file, design.AGAIN)
    plans = []
    for point, arms in _loaded(county, file, study, plain):
        question = Question(
            "sweep", study.county, (), {}, study.seed, reps or study.reps, {}, out=root / point.folder,
            typed=f"tiercare sweep {file}",
        )  # fmt: skip
        plans.append((point, plan_of(question, arms, county, primary=study.answers.primary or None)))
    return Ready(file, study, tuple(plans))


def _loaded(county: Machinery, file: Path, study: StudyFile, plain: Sequence[Arm]) -> list[tuple[Point, list[Arm]]]:
    """Every arm at every point; what a level makes impossible is said at its factor, for all points at once.

    Raises:
        ScenarioFaults: some levels cannot be.
    """
    found, faults = [], []
    for point in design.points(study):
        try:
            found.append((point, [_at(county, study, arm, point) for arm in plain]))
        except ScenarioFaults as wrong:
            faults += [_at_its_factor(file, study, fault) for fault in wrong.faults]
    if faults:
        raise ScenarioFaults(faults, file, design.AGAIN)
    return found


def _at_its_factor(file: Path, study: StudyFile, fault: Fault) -> Fault:
    """A fault of a value that a factor set, at the line of the factor; any other as it is."""
    if fault.line:
        return fault
    for name, factor in study.factors.items():
        if any(fault.key == path or fault.key.startswith(f"{path}.") for path in factor.set):
            return _of_factor(file, name, f"{fault.key}: {fault.message}")
    return fault


def _of_factor(file: Path, name: str, message: str) -> Fault:
    keys = ("factors", name)
    root = read(file).root
    return (root.at(keys) or root).fault(".".join(keys), message, True)


def _at(county: Machinery, study: StudyFile, arm: Arm, point: Point) -> Arm:
    """One arm at one point."""
    written = {path: origin.text for path, origin in arm.scenario.origins.items()}
    settings = design.settings(study, point, written)
    if not settings:
        return arm
    return arm_of(county, arm.name, Recipe(arm.recipe.county, arm.recipe.overlays, tuple(settings.items())))


def sweep(
    study_file: str | Path,
    *,
    reps: int | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    quiet: bool = True,
    machinery: Machinery | None = None,
    engine: str = "auto",
) -> Sweep:
    """Run a study file and write ``results/STUDY``: one folder per point, and tables over all points.

    Args:
        reps: replications per arm and point, instead of what the file says.
        engine: ``auto``, ``simpy`` or ``compiled``; the numbers do not depend on it, only the time.

    Raises:
        ScenarioFaults, BadStudy, NotAStudyFolder, BusyFolder: before anything is written.
        Interrupted, RunsFailed: what is finished is kept.
    """
    root = Path(out) if out else Path("results") / Path(study_file).stem
    ready = prepare(study_file, reps=reps, out=root, machinery=machinery)
    engines = Engines(engine, machinery or the_county(), partial(note, quiet=quiet))
    plans = [(point, plan.on(engines)) for point, plan in ready.plans]
    begun, workers = time.perf_counter(), workers or cores()
    with Study(root, resume) as folder:
        results = [_point(root, point, plan, workers, resume, quiet) for point, plan in plans]
        points = pd.DataFrame([{"point": point.number, **point.levels} for point, _ in ready.plans])
        tables = {
            "points.csv": points,
            "summary.csv": _over_points(ready.plans, [found.summary for found in results]),
            "differences.csv": _over_points(
                ready.plans, [found.tables.get("differences.csv", pd.DataFrame()) for found in results]
            ),
        }
        if ready.study.design.kind == "one_at_a_time":
            tables["sensitivity.csv"] = swings(ready.study, ready.plans, tables["differences.csv"])
        for name, table in tables.items():
            folder.write_table(name, table)
        engines_of = ran_together(found.manifest["made"]["engines"] for found in results)
        how = made(time.perf_counter() - begun, workers) | {"engines": engines_of}
        folder.write_json("manifest.json", _manifest(ready, root, tables, how))
    return Sweep(root, points, tables["summary.csv"], tables["differences.csv"])


def _point(root: Path, point: Point, plan: Plan, workers: int, resume: bool, quiet: bool) -> Result:
    """Run one point; what fails says at which point."""
    try:
        return carry_out(plan, root / point.folder, workers, resume, quiet, None)
    except RunsFailed as problem:
        raise RunsFailed(f"point {point.number} ({_said(point)}): {problem}") from None


def _said(point: Point) -> str:
    return ", ".join(f"{name} {level}" for name, level in point.levels.items() if level is not None) or "as it is"


def _over_points(plans: Sequence[tuple[Point, Plan]], tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One table over all points, the levels of the factors in front."""
    parts = []
    for (point, _), table in zip(plans, tables, strict=True):
        front = pd.DataFrame([{"point": point.number, **point.levels}] * len(table), index=table.index)
        parts.append(pd.concat([front, table], axis=1))
    return pd.concat(parts, ignore_index=True)


def _manifest(ready: Ready, root: Path, tables: dict[str, pd.DataFrame], how: dict[str, Any]) -> dict[str, Any]:
    """What was swept and what came out; each point has a manifest of its own."""
    return {
        "format": FORMAT,
        "finished": True,
        "kind": "sweep",
        "title": ready.study.title,
        "question": ready.study.question,
        "command": f"tiercare sweep {ready.file}",
        "points": len(ready.plans),
        "runs": ready.runs,
        "factors": {name: factor.model_dump(mode="json") for name, factor in ready.study.factors.items()},
        "files": input_hashes([ready.file]),
        "versions": versions(),
        "outputs": {name: sha256_of(root / name) for name in sorted(tables)},
        "made": how,
    }
