"""What one process of the bench does: run one program once or twice and say on one line what it read.

Started by ``processes.fresh``; imports inside the jobs, so that nobody waits for, or has in memory, what
another program needs.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from experiments.bench.programs import Unavailable
from experiments.bench.stopwatch import Watch, kernel_watch, nobody_watches, processor_s
from experiments.bench.three_tier import Answer, ThreeTiers

SMALL: Final = 1_000
"""Episodes of the run that loads code before anything is timed."""


def main(said: str) -> None:
    """Do the job that a line of JSON names, answer with a line of JSON."""
    arguments = json.loads(said)
    job: Callable[..., dict[str, Any]] = JOBS[arguments.pop("job")]
    try:
        read = job(**arguments)
    except (ImportError, Unavailable, OSError) as reason:
        read = {"unavailable": str(reason)}
    print(json.dumps(read))


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the processor, and the answer."""
    began = processor_s()
    found = run()
    return processor_s() - began, found


def peak_mb() -> float:
    """The most memory this process has held.

    Where the system tells it, of this program alone: ``getrusage`` also counts what the process held before it
    became this program, which is as much as the one that started it.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 2**10
    except (OSError, StopIteration):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


# -- the three tiers -------------------------------------------------------------------------------


def three_tiers(
    program: str, episodes: int, copies: int = 1, seed: int = 1, loaded: bool = True, again: bool = True
) -> dict[str, Any]:
    """One program on the common model.

    Args:
        loaded: begin with a small run that is not timed, so that code is loaded and compiled.
        again: run a second time, in memory that has been touched: ``warm_s``.
    """
    model = ThreeTiers(copies=copies)
    run, answer_of = runner(program, model, episodes, seed)
    if loaded:
        runner(program, ThreeTiers(), min(SMALL, episodes), seed)[0]()
    first_s, found = timed(run)
    answer = answer_of(found)
    read: dict[str, Any] = {"cold_s": first_s, "answer": answer.as_dict(), "numbers": answer.numbers}
    read["inside"] = {}
    del found
    if again:
        watch: Watch = kernel_watch if program == "tiercare compiled" else nobody_watches
        with watch() as read["inside"]:
            read["warm_s"], _ = timed(run)
    return read | {"peak_mb": peak_of(program)}


def peak_of(program: str) -> float:
    """The most memory that a program has held: this process, or the one that it says it ran in."""
    ran_in = sys.modules.get(f"experiments.bench.programs.three_tier_{program}")
    return float(getattr(ran_in, "peak_mb", peak_mb)())


def runner(
    program: str, model: ThreeTiers, episodes: int, seed: int
) -> tuple[Callable[[], Any], Callable[[Any], Answer]]:
    """Everything made ready: what is timed, and how its answer is read.

    Raises:
        ImportError, OSError: the library or the compiler is not there.
    """
    if program.startswith("tiercare "):
        engine = program.split()[1]
        ours = import_module("experiments.bench.programs.three_tier_tiercare")
        ours.scenario_of(model, episodes)
        return lambda: ours.run(model, episodes, seed, engine), lambda ledger: ours.answer(model, ledger)
    if program in ("c kernel", "c keyed"):
        drawn = import_module("experiments.bench.programs.three_tier_c").Drawn(model, episodes, seed)
        return drawn.run if program == "c kernel" else drawn.run_keyed, lambda answer: answer
    peer = import_module(f"experiments.bench.programs.three_tier_{program}")
    if hasattr(peer, "library"):
        peer.library()
    return lambda: peer.run(model, episodes, seed), lambda answer: answer


def reference(episodes: int, runs: int) -> dict[str, Any]:
    """What the model answers at this length from an empty start, run by run (plain C)."""
    from experiments.bench.programs import three_tier_c

    return {"runs": [three_tier_c.run(ThreeTiers(), episodes, 1_000 + n).numbers for n in range(runs)]}


def settled(episodes: int, runs: int = 20) -> dict[str, Any]:
    """What it answers once it has settled, run by run (plain C)."""
    from experiments.bench.programs import three_tier_c

    model = ThreeTiers()
    watch = min(20_160.0, model.length_min(episodes) / 2.0)
    return {"runs": [three_tier_c.run(model, episodes, 9_000 + n, watch).numbers for n in range(runs)]}


# -- the county ------------------------------------------------------------------------------------


def county(**asked: Any) -> dict[str, Any]:
    """A whole county job: load, demand, run, ledger, measures; each timed apart."""
    from experiments.bench.programs import county_tiercare

    return county_tiercare.job(**asked) | {"peak_mb": peak_mb()}


def county_numbers(engine: str, scenario: str, weeks: int, file: str) -> dict[str, Any]:
    """Read the numbers for the SimPy program of the county from the scenario and from a run of it."""
    from experiments.bench.programs import county_numbers

    return county_numbers.written(engine, scenario, weeks, file)


def county_simpy(file: str, seed: int = 1) -> dict[str, Any]:
    """The county as SimPy's manual would write it."""
    from experiments.bench.programs import county_simpy

    numbers = county_simpy.read(file)
    seconds, found = timed(lambda: county_simpy.run(numbers, seed))
    return asdict(found) | {"run_s": seconds, "peak_mb": peak_mb()}


JOBS: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "three_tiers": three_tiers,
    "reference": reference,
    "settled": settled,
    "county": county,
    "county_numbers": county_numbers,
    "county_simpy": county_simpy,
}

if __name__ == "__main__":
    main(sys.argv[1])
