"""Commands that read a scenario: validate, diff, new, trace, verify."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.command_line.answers import BAD_INPUT, FAILED, plainly, stop
from experiments.command_line.options import AsJson, County, Engine, Seed, Settings, Workers, settings_of
from experiments.command_line.screen import show
from experiments.runs import SEED
from sim.scenario.faults import Fault, ScenarioFaults

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Files = Annotated[
    list[Path],
    typer.Argument(help="scenario files; overlays are tried on the county before them, else on the demo county"),
]


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    for command in (validate, diff, new, trace, verify):
        app.command()(plainly(command))


def validate(scenarios: Files, json_: AsJson = False) -> None:
    """Check scenario files and name every fault at once."""
    from sim.scenario.source import read

    wrong, county = [], None
    for path in scenarios:
        faults, notices = found_in(path, county)
        if not faults and not read(path).is_overlay:
            county = path
        if faults:
            wrong.append(ScenarioFaults(faults, path))
        elif not json_:
            print("\n  note: ".join([f"{path}: no faults", *notices]))
    if json_:
        print(json.dumps([faults.as_json() for faults in wrong], ensure_ascii=False))
    elif wrong:
        stop("\n\n".join(str(faults) for faults in wrong), BAD_INPUT)
    if wrong:
        raise typer.Exit(BAD_INPUT)


def found_in(path: Path, county: Path | None = None) -> tuple[Sequence[Fault], Sequence[str]]:
    """Every fault of a file; if it has none, what its reader should know of how it was read.

    Args:
        county: what an overlay is laid over; None: the demo county.
    """
    from sim.scenario.load import check, load
    from sim.scenario.source import read

    faults = check([path], county)
    overlay = read(path).is_overlay
    if faults or (overlay and county is None):
        return faults, ()
    from experiments.runs.measured_names import unknown_names

    scenario = load(county, [path]) if overlay and county is not None else load(path)
    return [*unknown_names(scenario), *unfit_routes(scenario)], scenario.notices


def unfit_routes(scenario: Scenario) -> Sequence[Fault]:
    """What only the rows of a network show: patients who could wait for each other for ever, and the like."""
    if not scenario.arrivals:  # then nobody walks a route, and the compiled parts need not be waited for
        return ()
    from sim.network.network import check as must_fit

    try:
        must_fit(scenario)
    except ScenarioFaults as misfits:
        return misfits.faults
    return ()


def diff(
    first: Annotated[Path, typer.Argument(help="a scenario")],
    second: Annotated[Path, typer.Argument(help="another, or an overlay to lay over the first")],
    json_: AsJson = False,
) -> None:
    """Say exactly in which numbers two scenarios differ."""
    from sim.scenario.compare import rows
    from sim.scenario.load import load
    from sim.scenario.source import read

    overlay = read(second).is_overlay
    found = rows(load(first), load(first, [second]) if overlay else load(second))
    if json_:
        print(json.dumps([row._asdict() for row in found], ensure_ascii=False))
        return
    from rich.table import Table

    scoped = [name for name in ("where", "for_whom") if any(getattr(row, name) for row in found)]
    names = [name.replace("_", " ") for name in scoped]
    table = Table("key", first.stem, second.stem, "from", "until", *names, "set by", title=f"{len(found)} differ")
    for row in found:
        scope = [getattr(row, name) for name in scoped]
        table.add_row(row.path, row.before or "-", row.after or "-", row.start, row.until, *scope, row.set_by)
    show([table])


def new(
    name: Annotated[str, typer.Argument(help="name, or path, of the file to begin")],
    policy: Annotated[bool, typer.Option("--policy", help="begin a policy overlay, not a county")] = False,
) -> None:
    """Begin a county (or a policy) from a small file with notes."""
    from sim.scenario.new import begin

    try:
        print(f"written: {begin(name, policy)}")
    except FileExistsError as there:
        stop(f"{there.filename} exists already; nothing was written", BAD_INPUT)


def trace(
    scenario: County,
    rep: Annotated[int, typer.Option("--rep", min=0, help="number of the replication")] = 0,
    patient: Annotated[int | None, typer.Option("--patient", help="resident; the busiest if not given")] = None,
    with_: Annotated[list[Path] | None, typer.Option("--with", help="overlays to lay over it")] = None,
    both: Annotated[bool, typer.Option("--both", help="today's story beside that with the overlays")] = False,
    seed: Seed = SEED,
    settings: Settings = None,
    engine: Engine = "auto",
) -> None:
    """Tell what happened to one resident, with dates and times."""
    from experiments.command_line.engines import on
    from experiments.runs.trace import NoSuchPatient, story
    from experiments.runs.two_stories import both_stories
    from sim import load, simulate

    if both and not with_:
        stop("trace --both: nothing to compare with. Add  --with scenarios/policies/SOME.yaml", BAD_INPUT)
    settings_ = settings_of(settings) or None
    arms = {scenario.stem: load(scenario, with_ or (), settings_)}
    if both:
        arms = {
            "today": load(scenario, (), settings_),
            "+".join(path.stem for path in with_ or ()): arms[scenario.stem],
        }
    chosen = on(engine, arms)
    runs = [simulate(arm, replication=rep, seed=seed, engine=chosen[name]) for name, arm in arms.items()]
    names = (next(iter(arms)), list(arms)[-1])
    try:
        lines = both_stories(runs[0], runs[1], names, patient) if both else story(runs[0], patient)
    except NoSuchPatient as nobody:
        stop(str(nobody), BAD_INPUT)
    print("\n".join(lines))


def verify(
    scenarios: Annotated[list[Path] | None, typer.Argument(help="scenarios with expect: lines")] = None,
    full: Annotated[bool, typer.Option("--full", help="to the precision each scenario declares")] = False,
    workers: Workers = 1,
    engine: Engine = "auto",
    json_: AsJson = False,
) -> None:
    """Hold the engine against textbook answers."""
    from dataclasses import asdict

    from experiments.command_line.engines import on
    from experiments.theory import verify as theory
    from sim import load

    paths = theory.paths_of(scenarios or ())
    chosen = on(engine, {path.stem: load(path) for path in paths}, quiet=json_)
    checks = theory.verify(paths, full=full, workers=workers or 1, engines=chosen)
    if json_:
        print(json.dumps([asdict(check) for check in checks], ensure_ascii=False))
    else:
        from rich.table import Table

        table = Table("scenario", "measure", "of", "simulated", "exact", "z", "verdict")
        for c in checks:
            numbers = f"{c.simulated:.5g} ± {c.standard_error:.2g}", f"{c.exact:.5g}", f"{c.z:+.2f}"
            table.add_row(c.scenario, c.measure, c.group, *numbers, c.verdict)
        show([table])
    wrong = theory.failures(checks)
    if wrong:
        stop(f"{len(wrong)} of {len(checks)} checks failed", FAILED)
    if not json_:
        print(f"all {len(checks)} checks passed")
