"""``tiercare verify``: does the engine land on the textbook? Exact values beside simulated ones, with a verdict.

Every scenario with ``expect:`` lines runs in independent replications (20 of them: the standard error is that
of their mean). A check fails when the mean lies further from the exact value than chance allows at the declared
false alarm (Student's t, 0.1 % per check). So that a check has power too, its standard error must be small
against the exact value: 3 % in the quick form, what the scenario declares (1 %) in the full one. Runs that turn
out too short are done anew, longer; a short look never decides.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from joblib import Parallel, delayed
from scipy import stats

from experiments.theory.formulas import exact
from experiments.theory.waves import wave
from sim.engine import simulate
from sim.engine.simulate import Engine
from sim.ledger import Ledger
from sim.measures import audit, group_of, measure, must_pass
from sim.scenario.arrivals import Poisson
from sim.scenario.load import SCENARIOS, load
from sim.scenario.rates import SineRate
from sim.scenario.scenario import Scenario
from sim.scenario.study import Expect
from sim.vocabulary import WEEK_MIN

THEORY: Final = SCENARIOS / "theory"
REPLICATIONS: Final = 20
QUICK_ERROR: Final = 0.03
LONGEST: Final = 64.0
"""A run is made longer at most so many times before the check is given up as imprecise."""
ON_ANY: Final[Mapping[str, Engine]] = MappingProxyType({})
WAVES: Final = ("wave_amplitude", "wave_lag_h")


@dataclass(frozen=True)
class Checked:
    """One line of the table that ``verify`` prints."""

    scenario: str
    measure: str
    group: str
    exact: float
    written: float
    simulated: float
    standard_error: float
    z: float
    verdict: str  # passed, failed, imprecise, misprinted
    runs: int
    weeks: float  # measured in each run

    @property
    def ok(self) -> bool:
        """Does this line let ``verify`` end well?"""
        return self.verdict == "passed"


def verify(
    paths: Sequence[Path | str] = (),
    *,
    full: bool = False,
    workers: int = 1,
    seed: int | None = None,
    say: Callable[[str], None] | None = None,
    engines: Mapping[str, Engine] = ON_ANY,
) -> list[Checked]:
    """Check every ``expect:`` line of these scenarios (default: all of ``scenarios/theory``).

    Args:
        full: to the precision that each scenario declares, instead of 3 %.
        workers: processes.
        say: told the name of each scenario as it begins.
        engines: the engine of a scenario by the stem of its file; ``auto`` for those not named.
    """
    found: list[Checked] = []
    for path in paths_of(paths):
        if say is not None:
            say(path.stem)
        engine = engines.get(path.stem, "auto")
        found += check_scenario(path, full=full, workers=workers, seed=seed, engine=engine)
    return found


def paths_of(paths: Sequence[Path | str]) -> list[Path]:
    """These scenarios, or all of ``scenarios/theory``."""
    return [Path(path) for path in paths] or sorted(THEORY.glob("*.yaml"))


def check_scenario(
    path: Path, *, full: bool = False, workers: int = 1, seed: int | None = None, engine: Engine = "auto"
) -> list[Checked]:
    """All lines of one scenario."""
    scenario = load(path)
    exacts = [exact(scenario, line) if line.formula else line.value for line in scenario.expect]
    wanted = scenario.precision.standard_error if full else max(QUICK_ERROR, scenario.precision.standard_error)
    weeks, most = scenario.calendar.measure / WEEK_MIN, scenario.calendar.measure / WEEK_MIN * LONGEST
    values = _run(path, {}, workers, seed, engine)
    while (short := _too_short(values, exacts, wanted)) > 1.0 and weeks < most:
        weeks = min(most, math.ceil(weeks * max(1.1, 1.15 * short**2)))
        values = _run(path, {"calendar.measure": f"{math.ceil(weeks)} weeks"}, workers, seed, engine)
    return [
        judge(scenario, path, line, value, column, wanted, weeks)
        for line, value, column in zip(scenario.expect, exacts, values.T, strict=True)
    ]


def _too_short(values: Any, exacts: Sequence[float], wanted: float) -> float:
    """The largest standard error over the wanted one."""
    errors = [_error(column) / (wanted * abs(value)) for column, value in zip(values.T, exacts, strict=True) if value]
    return max(errors, default=0.0)


def judge(
    scenario: Scenario, path: Path, line: Expect, value: float, runs: Any, wanted: float, weeks: float
) -> Checked:
    """The verdict on one line: the mean of independent runs against the exact value."""
    mean, error = float(np.mean(runs)), _error(runs)
    z = (mean - value) / error if error > 0.0 else (0.0 if math.isclose(mean, value) else math.inf)
    limit = float(stats.t.isf(scenario.precision.false_alarm / 2.0, len(runs) - 1))
    if not same_number(line.value, value):
        verdict = "misprinted"
    elif not math.isfinite(z) or abs(z) > limit:
        verdict = "failed"
    elif error > wanted * abs(value):
        verdict = "imprecise"
    else:
        verdict = "passed"
    return Checked(path.stem, line.measure, label(line), value, line.value, mean, error, z, verdict, len(runs), weeks)


def label(line: Expect) -> str:
    """What the line is taken of, as the measures name it."""
    of: dict[str, Any] = {"station": line.at} if line.at else {}
    of |= line.of | ({"class": line.class_} if line.class_ else {})
    if line.than is not None:
        of["than"] = line.than
    if line.counting != "all":
        of["counting"] = line.counting
    return group_of(of)


def same_number(written: float, value: float) -> bool:
    """Is the written number the exact one, to the digits that are written?"""
    text = f"{written:.12g}"
    digits = len(text.split(".")[1]) if "." in text and "e" not in text else 0
    return abs(written - value) <= min(0.5000001 * 10.0**-digits, 0.005 * abs(value))


def _error(runs: Any) -> float:
    return float(np.std(runs, ddof=1) / math.sqrt(len(runs)))


def _run(path: Path, settings: dict[str, str], workers: int, seed: int | None, engine: Engine) -> Any:
    jobs = [(path, settings, seed, number, engine) for number in range(REPLICATIONS)]
    if workers <= 1:
        return np.array([one_run(*job) for job in jobs])
    return np.array(Parallel(n_jobs=workers)(delayed(one_run)(*job) for job in jobs))


def one_run(
    path: Path, settings: dict[str, str], seed: int | None, replication: int, engine: Engine = "auto"
) -> list[float]:
    """The values of all ``expect:`` lines in one replication; the run's audit must pass."""
    scenario = load(path, settings=settings or None)
    ledger = simulate(scenario, replication, seed, engine)
    must_pass(audit(ledger))
    return [value_of(scenario, ledger, line) for line in scenario.expect]


def value_of(scenario: Scenario, ledger: Ledger, line: Expect) -> float:
    """The simulated value of one line."""
    if line.measure in WAVES:
        period = next(
            s.rate.period for s in scenario.arrivals.values() if isinstance(s, Poisson) and isinstance(s.rate, SineRate)
        )
        return wave(ledger, line.at or "", period)[WAVES.index(line.measure)]
    ask: dict[str, Any] = {"measure": line.measure, "counting": line.counting}
    if line.than is not None:
        ask["than"] = line.than
    table = measure(ledger, [ask])
    rows = table[table["group"] == label(line)]
    if rows.empty:
        there = ", ".join(repr(group) for group in table["group"])
        raise ValueError(f"expect: {line.measure} has no group {label(line)!r}; there are {there}")
    return float(rows["value"].iloc[0])


def failures(checks: Iterable[Checked]) -> list[Checked]:
    """The lines that make ``verify`` end with exit code 1."""
    return [check for check in checks if not check.ok]
