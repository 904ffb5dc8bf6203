"""The bench from the command line: what it writes, and that what is missing is said and nothing breaks."""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from experiments.bench import part_county, part_growth, part_startup, part_three_tiers, processes
from experiments.bench.__main__ import PARTS, main, on_terminal, page
from experiments.bench.jobs import timed
from experiments.bench.machine import described
from experiments.bench.plan import NOT_AVAILABLE, REFERENCE, Found, Plan, quick
from experiments.bench.processes import Failed, fresh, start_to_end_s
from experiments.bench.programs import three_tier_tiercare
from experiments.bench.programs.three_tier_c import compiler
from experiments.bench.readings import values
from experiments.bench.stopwatch import kernel_watch
from experiments.bench.three_tier import ThreeTiers

C_ROWS = tuple(row for row in part_three_tiers.ROWS if row.program in ("c", "c kernel", "c keyed"))
needs_c = pytest.mark.skipif(compiler() is None, reason="no C compiler here")


def silent(_: object) -> None:
    """Say nothing."""


def test_a_job_answers_from_a_process_of_its_own() -> None:
    read = fresh("three_tiers", program="simpy", episodes=500, again=True)
    assert {"cold_s", "warm_s", "peak_mb", "answer", "numbers"} <= set(read)
    assert 400 < read["answer"]["episodes"] < 600


def test_the_memory_of_a_job_is_its_own_and_not_that_of_who_started_it() -> None:
    ballast = bytearray(300 * 2**20)
    ballast[:: 2**12] = b"x" * len(ballast[:: 2**12])
    assert fresh("three_tiers", program="simpy", episodes=500)["peak_mb"] < 100


def test_a_job_that_cannot_run_says_why() -> None:
    with pytest.raises(Failed, match="three_tier_fortran"):
        fresh("three_tiers", program="fortran", episodes=10)


def test_a_job_that_breaks_gives_its_last_words() -> None:
    with pytest.raises(Failed, match="KeyError"):
        fresh("no_such_job")
    with pytest.raises(Failed, match="ValueError: so it is"):
        start_to_end_s("raise ValueError('so it is')")


def test_a_row_that_could_not_run_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refuses(job: str, env: Any = None, **arguments: Any) -> dict[str, Any]:
        asked.append(job)
        raise Failed("no compiler")

    monkeypatch.setattr("experiments.bench.plan.fresh", refuses)
    found = Found("part")
    assert found.try_one("plain C", "three_tiers") is None
    assert found.try_one("plain C", "three_tiers") is None
    assert found.try_one("kernel", "three_tiers") is None
    assert asked == ["three_tiers"] * 2
    assert found.reasons() == ("not available: plain C, kernel (no compiler).",)


@needs_c
def test_the_first_table_pairs_every_row_with_simpy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(part_three_tiers, "ROWS", C_ROWS)
    assert main(["--quick", "--only", "three-tiers", "--rounds", "2", "--out", str(tmp_path)]) == 0
    written = (tmp_path / "bench.md").read_text(encoding="utf-8")
    assert "quick bench" in written
    assert "DIFFERS" not in written
    for word in ("processor", "Python", "plain C, kernel alone on arrays", "cimba", "Exact answers"):
        assert word in written
    with (tmp_path / "bench.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    ratios = [line for line in lines if line["quantity"] == "warm_ratio"]
    assert len(ratios) == 2 * len(C_ROWS)
    beside = [line for line in lines if line["row"] == REFERENCE and line["quantity"] == "cold_s"]
    assert len(beside) == 2 * len(C_ROWS)


@needs_c
def test_growth_keeps_the_number_of_episodes_and_adds_places() -> None:
    plan = Plan(rounds=1, sizes=(500, 2_000), simpy_episodes=500, copies=(1, 2), network_episodes=1_000, say=silent)
    found = Found(part_growth.LARGER)
    for copies in plan.copies:
        part_growth._pair(plan, found, "plain C", "c", 1, 37 * copies, plan.network_episodes, copies)
    counts = {r.size: r.value for r in found.readings if r.quantity == "episodes"}
    assert set(counts) == {37, 74}
    assert all(850 < value < 1_150 for value in counts.values())


def test_an_empty_table_says_what_is_not_available() -> None:
    plan = quick(1, silent)
    for found, made in (
        (Found(part_growth.LONGER), lambda found: part_growth.tables(plan, found, plan.sizes)),
        (Found(part_county.PART), lambda found: part_county.tables(plan, found)),
        (Found(part_startup.PART), lambda found: part_startup.tables(plan, found)),
        (
            Found(part_three_tiers.PART, missing={"cimba, patients as processes": "none"}),
            lambda f: part_three_tiers.tables(plan, f, {}, {}),
        ),
    ):
        name = {"start-up": "import sim", "county": "tiercare, compiled engine, all policies"}.get(found.part, "Ciw")
        found.missing[name] = "not there"
        tables = made(found)
        text = page({}, tables, True)
        assert "not there" in text
        assert (NOT_AVAILABLE in text) is True
        for table in tables:
            assert all(len(row) == len(table.heads) for row in table.rows), table.title
            assert on_terminal(table).row_count == len(table.rows)


def test_the_engine_alone_is_the_second_run_without_the_demand_or_the_only_one() -> None:
    assert part_county.engine_s({"simulate_s": 20.0, "again_s": 9.0, "demand_s": 1.0}) == 8.0
    assert part_county.engine_s({"simulate_s": 20.0, "demand_s": 1.0}) == 19.0


def test_all_policies_are_packages_of_the_repository_and_today_is_none() -> None:
    plan = quick(1, silent)
    assert part_county.overlays(plan, "as today") == []
    kept = part_county.overlays(plan, "all policies")
    assert len(kept) > 20
    assert all((processes.ROOT / path).is_file() for path in kept)


def test_every_row_of_the_county_has_its_readings_in_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []

    def answers(job: str, env: Any = None, **arguments: Any) -> dict[str, Any]:
        asked.append((job, arguments))
        same = dict.fromkeys((*part_county.SAME, *part_county.WAITS), 100.0)
        if job == "county_simpy":
            return same | {"run_s": 50.0, "peak_mb": 30.0, "waits": dict.fromkeys(part_county.WAITS, 9.0)}
        read = dict.fromkeys((*part_county.PARTS, "demand_s"), 1.0) | {"simulate_s": 11.0, "again_s": 3.0}
        if not arguments.get("again"):
            del read["again_s"]
        return read | {"counts": {"visits": 100, "episodes": 90}, "same": same, "peak_mb": 500.0}

    monkeypatch.setattr(part_county, "fresh", answers)
    monkeypatch.setattr("experiments.bench.plan.fresh", answers)
    plan = quick(2, silent)
    pairs, same, whole = part_county.tables(plan, part_county.measured(plan))
    ratios = {row[0]: row[5] for row in pairs.rows}
    assert ratios == {
        part_county.SIMPY: "1",
        "tiercare, simpy engine, as today": "5 (5–5)",
        "tiercare, compiled engine, as today": "25 (25–25)",
        "tiercare, simpy engine, all policies": "5 (5–5)",
        "tiercare, compiled engine, all policies": "25 (25–25)",
        "whole period, compiled engine, as today": "5 (5–5)",
        "whole period, compiled engine, all policies": "5 (5–5)",
    }
    assert "as today: 5 (5–5) × in short runs" in " ".join(pairs.notes)
    assert all("–" not in row for table in (pairs, same, whole) for row in table.rows)
    assert sum(job == "county_simpy" for job, _ in asked) == 2 * 6
    assert {len(arguments["overlays"]) > 20 for job, arguments in asked if job == "county"} == {False, True}


def test_the_compiled_engine_is_held_against_the_others_round_by_round() -> None:
    found = Found(part_three_tiers.PART)
    for round_, (ours, theirs, kernel, arrays) in enumerate([(40.0, 0.2, 60.0, 120.0), (30.0, 0.1, 50.0, 200.0)]):
        found.note(part_three_tiers.OURS, 100, round_, "warm_ratio", ours, "1")
        found.note(part_three_tiers.OURS, 100, round_, part_three_tiers.KERNEL, kernel, "1")
        found.note("Ciw", 100, round_, "cold_ratio", theirs, "1")
        found.note(part_three_tiers.ARRAYS, 100, round_, "warm_ratio", arrays, "1")
    rows = {row[:2]: row[2:] for row in part_three_tiers._against(found).rows}
    assert rows["the whole job", REFERENCE] == ("35 (30–40)", "at least 30")
    assert rows["the whole job", "Ciw"] == ("250 (200–300)", "at least 200")
    assert rows["its kernel alone", part_three_tiers.ARRAYS] == ("0.38 (0.25–0.5)", "at least 0.4")
    assert rows["the whole job", "salabim"] == ("–", "at least 500")


def test_seconds_are_of_the_processor_and_not_of_the_clock() -> None:
    slept, _ = timed(lambda: time.sleep(0.5))
    worked, clock = start_to_end_s("import time; time.sleep(0.5)")
    assert slept < 0.1
    assert worked < clock - 0.4


def test_seconds_of_the_processor_count_the_processes_waited_for() -> None:
    code = "import time\nwhile time.process_time() < 0.3: pass"
    worked, _ = timed(lambda: subprocess.run([sys.executable, "-c", code], check=True))
    assert worked > 0.29


def test_the_machine_is_described() -> None:
    about = described(3, [0.5, 1.5, 2.0])
    assert about["rounds"] == "3"
    assert about["load (1 min)"] == "0.5 before, then after each part 1.5, 2.0"
    assert "simpy" in about["libraries"]
    assert all(about.values())


def test_start_up_rows_share_a_cache_only_within_an_engine() -> None:
    rows = [*part_startup.runs("simpy"), *part_startup.runs("compiled")]
    assert len(set(rows)) == len(rows) == 8
    assert rows[0].endswith("nothing compiled")
    for code in part_startup.runs("compiled").values():
        compile(code, "start-up", "exec")


def test_what_compiles_is_run_once_and_what_is_compiled_in_every_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_startup, "start_to_end_s", lambda code, env: (1.0, 2.0))
    plan = quick(3, silent)
    found = part_startup.measured(plan)
    often = {row: values(found.readings, row, "processor_s") for row in part_startup.runs("compiled")}
    assert [len(read) for read in often.values()] == [1, 3, 1, 3]
    (table,) = part_startup.tables(plan, found)
    assert all(row[1:] == ("1 (1–1)", "2 (2–2)") or row[0].endswith(part_startup.ONCE) for row in table.rows)


def test_the_small_study_is_a_command_that_compares_on_the_engine_asked_for() -> None:
    studies = part_startup.studies(quick(1, silent))
    assert list(studies) == ["simpy: a small study", "compiled: a small study"]
    for code, engine in zip(studies.values(), part_startup.ENGINES, strict=True):
        compile(code, "study", "exec")
        assert f"'--engine', '{engine}'" in code


def test_every_part_can_be_asked_for_alone() -> None:
    assert list(PARTS) == ["three-tiers", "county", "start-up", "episodes", "facilities"]
    with pytest.raises(SystemExit):
        main(["--only", "coffee"])


def test_processes_run_where_the_scenarios_are() -> None:
    assert (processes.ROOT / "scenarios" / "hamlet.yaml").is_file()


@pytest.mark.long
def test_a_quick_bench_runs_through(tmp_path: Path) -> None:
    assert main(["--quick", "--out", str(tmp_path)]) == 0
    written = (tmp_path / "bench.md").read_text(encoding="utf-8")
    assert "DIFFERS" not in written
    for title in ("## 1.", "## 2.", "## 3.", "## 4."):
        assert title in written


def test_the_kernel_watch_counts_the_compiled_loop_and_nothing_else() -> None:
    model = ThreeTiers()
    with kernel_watch() as spent:
        began = time.perf_counter()
        three_tier_tiercare.run(model, 2_000, 1, "compiled")
        whole_s = time.perf_counter() - began
    assert 0.0 < spent["kernel"] < whole_s
    with kernel_watch() as spent:
        three_tier_tiercare.run(model, 200, 1, "simpy")
    assert spent == {}
