"""``python -m experiments.bench`` (``make bench``): all tables on the terminal, and in results/reference/."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table as RichTable

from experiments.bench import machine, part_county, part_growth, part_startup, part_three_tiers
from experiments.bench.plan import Found, Plan, quick
from experiments.bench.processes import Failed, fresh
from experiments.bench.programs import ROOT
from experiments.bench.readings import Reading, Table, markdown, write_csv
from experiments.bench.three_tier import ThreeTiers

HEAD: Final = """# How fast: tiercare beside other programs

Written by `make bench` (`python -m experiments.bench`); every single reading is in `bench.csv`. Ratios are to idiomatic
SimPy, measured in pairs side by side in one run. Seconds are of the processor (user and system): all programs work on
one thread, so on a machine left alone they are those of the clock; where others work too, these leave out their turns.
"""


def three_tiers(plan: Plan) -> tuple[Found, list[Table]]:
    """The common model in every program."""
    reference: part_three_tiers.Reference = {}
    plan.say("three tiers: many runs of plain C, to compare answers with")
    with suppress(Failed):
        reference["settled"] = fresh("settled", episodes=plan.settled_episodes)["runs"]
        for episodes in {plan.episodes, plan.slow_episodes}:
            reference[episodes] = fresh("reference", episodes=episodes, runs=plan.reference_runs)["runs"]
    found, answers = part_three_tiers.measured(plan)
    return found, part_three_tiers.tables(plan, found, answers, reference)


def county(plan: Plan) -> tuple[Found, list[Table]]:
    """A county-year."""
    found = part_county.measured(plan, plan.long_simpy)
    return found, part_county.tables(plan, found, plan.long_simpy)


def episodes(plan: Plan) -> tuple[Found, list[Table]]:
    """Longer runs."""
    found = part_growth.longer(plan)
    return found, part_growth.tables(plan, found, plan.sizes)


def facilities(plan: Plan) -> tuple[Found, list[Table]]:
    """Larger networks."""
    found = part_growth.larger(plan)
    return found, part_growth.tables(plan, found, tuple(ThreeTiers(copies=n).facilities for n in plan.copies))


def startup(plan: Plan) -> tuple[Found, list[Table]]:
    """The first answer."""
    found = part_startup.measured(plan)
    return found, part_startup.tables(plan, found)


PARTS: Final[dict[str, Callable[[Plan], tuple[Found, list[Table]]]]] = {
    "three-tiers": three_tiers,
    "county": county,
    "start-up": startup,
    "episodes": episodes,
    "facilities": facilities,
}


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print, write."""
    asked = _parser().parse_args(words)
    console = Console()
    plan = (
        quick(asked.rounds or 1, console.log)
        if asked.quick
        else Plan(rounds=asked.rounds or Plan.rounds, say=console.log)
    )
    plan = replace(plan, episodes=asked.episodes or plan.episodes, long_simpy=asked.long_simpy)
    loads = [machine.load()]
    readings: list[Reading] = []
    tables: list[Table] = []
    out = Path(asked.out)
    out.mkdir(parents=True, exist_ok=True)
    for name in asked.only or PARTS:
        found, made = PARTS[name](plan)
        readings, tables = [*readings, *found.readings], [*tables, *made]
        loads.append(machine.load())
        for table in made:
            console.print(on_terminal(table))
        about = machine.described(plan.rounds, loads)
        (out / "bench.md").write_text(page(about, tables, asked.quick), encoding="utf-8")
        write_csv(readings, out / "bench.csv")
    console.print(f"written: {out / 'bench.md'}, {out / 'bench.csv'}")
    return 0


def page(about: dict[str, str], tables: Sequence[Table], was_quick: bool) -> str:
    """The whole of bench.md."""
    warned = "\n**A quick bench: it shows that everything runs; its ratios mean nothing.**\n" if was_quick else ""
    machine_said = "\n".join(f"- {name}: {words}" for name, words in about.items())
    return "\n".join([HEAD, f"## The machine\n{warned}\n{machine_said}\n", *(markdown(table) for table in tables)])


def on_terminal(table: Table) -> RichTable:
    """The table as rich draws it."""
    drawn = RichTable(title=table.title, title_justify="left", caption="\n".join(table.notes), caption_justify="left")
    for number, head in enumerate(table.heads):
        drawn.add_column(head, justify="left" if number == 0 else "right", overflow="fold")
    for row in table.rows:
        drawn.add_row(*row)
    return drawn


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m experiments.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="tiny sizes, one round: does everything run?")
    parser.add_argument("--only", action="append", choices=list(PARTS), help="this part; may be given several times")
    parser.add_argument("--rounds", type=int, help="repetitions of everything (3)")
    parser.add_argument("--episodes", type=int, help="episodes of the common model (100,000)")
    parser.add_argument("--long-simpy", action="store_true", help="the county-year on the simpy engine too")
    parser.add_argument("--out", default=str(ROOT / "results" / "reference"), help="folder of bench.md and bench.csv")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
