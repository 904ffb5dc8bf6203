"""The same question gets the same answer: in any process, in any order, on any number of workers."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.hamlet import ROOT, SEED, hamlet, lived

ASK = """
from tests.hamlet import lived
from tests.determinism.test_same_again import POLICIES
first, second = (lived(2, replication, **POLICIES).digest() for replication in {order})
print(first, second)
"""
POLICIES = {
    "policies__first_contact": {"kind": "gatekeeping", "compliance": "70 %"},
    "policies__remote_consult": {
        "kind": "on_demand", "of": "county/internal", "asked_share": "80 %",
        "talk": {"kind": "fixed", "value": "8 min"},
    },
}  # fmt: skip


def asked(hash_seed: str, order: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ASK.format(order=order)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_the_order_of_words_in_memory_and_the_order_of_runs_do_not_matter() -> None:
    """Two processes with other hash seeds, one of which runs the replications backwards."""
    processes = [asked("0", "(0, 1)"), asked("4711", "(1, 0)")]
    answers = [process.communicate(timeout=120)[0].split() for process in processes]
    assert answers[0] == answers[1][::-1]
    here = [lived(2, replication, **POLICIES).digest() for replication in (0, 1)]
    assert answers[0] == here


def _digest(replication: int) -> str:
    return lived(2, replication).digest()


def test_workers_give_what_one_process_gives() -> None:
    with ProcessPoolExecutor(2, get_context("fork")) as workers:
        many = list(workers.map(_digest, (11, 12, 13)))
    assert many == [_digest(replication) for replication in (11, 12, 13)]


def test_a_county_can_be_run_again_from_the_same_scenario() -> None:
    """A run leaves no trace in the scenario that it read."""
    from sim import simulate

    scenario = hamlet(2)
    assert simulate(scenario, 0, SEED).digest() == simulate(scenario, 0, SEED).digest()


def test_a_longer_run_begins_as_the_shorter_one() -> None:
    """Nothing that lies ahead reaches back: the first two weeks are the same in a run of three."""
    short, long = lived(2), lived(3)
    end = short.end_min
    over = {"visits": "left_min", "stays": "ended_min", "tests": "report_min"}
    for table, closed in over.items():
        a, b = short[table], long[table]
        a, b = a[(a[closed] >= 0.0) & (a[closed] < end)], b[(b[closed] >= 0.0) & (b[closed] < end)]
        assert len(a) > 0
        assert a.tobytes() == b.tobytes(), table
