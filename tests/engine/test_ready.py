"""Compiled once, before it is needed: who has the engine in the cache waits for nothing and is told nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import pytest

from sim.engine import simulate
from sim.engine.compiled import Refused, is_ready, make_ready, module, ready
from sim.engine.compiled.native import binary
from sim.engine.compiled.native.binary import Signature
from sim.kept import sealed
from sim.policies.referral import KEEP, Referral
from tests.hamlet import ROOT, hamlet

NAMES = {0: "village"}
TWICE = """
from sim.engine.compiled import is_ready, make_ready
from tests.hamlet import hamlet
county, said = hamlet(1), []
print(is_ready(county))
make_ready(county, said.append)
print(is_ready(county), said)
"""


class Worded(Referral):
    """Decides by a word. Source: none, it is a test."""

    kind: Literal["worded"] = "worded"

    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float) -> int:
        """By a word."""
        return 2 if NAMES.get(tier, "") == "village" else KEEP


def test_what_was_made_ready_is_ready_and_not_announced_again() -> None:
    county, said = hamlet(1), list[str]()
    make_ready(county)
    assert is_ready(county)
    make_ready(county, said.append)
    assert said == []


def test_another_processor_is_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    make_ready(hamlet(1))
    monkeypatch.setattr(module, "get_host_cpu_name", lambda: "abacus")
    assert not is_ready(hamlet(1))


def test_a_policy_is_refused_before_anybody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(ready, "_policies", lambda _: iter([("referral", Worded())]))
    monkeypatch.setattr(ready, "is_ready", lambda _: False)
    with pytest.raises(Refused, match=r"test_ready\.py:.*no text"):
        make_ready(hamlet(1), said.append)
    assert said == []


def test_every_answer_of_the_pathway_is_looked_at_also_those_of_later_dates() -> None:
    gate = {"kind": "gatekeeping", "compliance": "70 %", "from": "2026-01-12"}
    county = hamlet(2, policies__first_contact=[{"kind": "free_choice"}, gate])
    asked = [(question, type(policy).__name__) for question, policy in ready._policies(county)]
    assert ("first_contact", "FreeChoice") in asked
    assert ("first_contact", "Gatekeeping") in asked
    assert {question for question, _ in asked} == {name for name, one in ready.QUESTIONS.items() if one.moment}


def test_only_three_engines_are_known() -> None:
    with pytest.raises(ValueError, match="engine 'fast': expected auto, simpy, compiled"):
        simulate(hamlet(1), engine="fast")  # type: ignore[arg-type]


def test_a_processor_of_the_same_name_that_can_do_less_is_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    here = module.file_of_code("tiercare_one")
    monkeypatch.setattr(module, "get_host_cpu_features", lambda: SimpleNamespace(flatten=lambda: "-avx512f"))
    assert module.file_of_code("tiercare_one") != here


ANSWERS = "def f(a):\n    return a + 1\n"


@pytest.mark.parametrize("damage", [b"", b"cut off", bytes(range(256)) * 99])
def test_machine_code_that_was_damaged_is_made_again(
    damage: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever opened it as it is would not get as far as a message."""
    monkeypatch.setattr(sealed, "cache_folder", lambda: tmp_path)
    made: list[str] = []

    def text() -> tuple[str, Any]:
        made.append("made")
        return ANSWERS, {}

    for _ in range(3):
        assert module.opened("tiercare_one", text, {"f": Signature("i:i")}).call("f")(4) == 5
        (tmp_path / module.file_of_code("tiercare_one")).write_bytes(damage)
    assert len(made) == 3


def test_a_system_without_what_machine_code_needs_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    binary._known_to_the_machine.cache_clear()
    monkeypatch.setattr(binary, "find_library", lambda name: "no such library")
    with pytest.raises(Refused, match="C library does not offer"):
        module.module_for.__wrapped__(False, True)
    monkeypatch.undo()
    binary._known_to_the_machine.cache_clear()


@pytest.mark.long
def test_a_new_machine_is_told_once_that_it_will_wait(tmp_path: Path) -> None:
    env = {**os.environ, "TIERCARE_CACHE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ask = [sys.executable, "-c", TWICE]
    found = [subprocess.run(ask, cwd=ROOT, env=env, capture_output=True, text=True, check=True) for _ in range(2)]
    assert found[0].stdout.splitlines() == ["False", f"True {[ready.COMPILING]}"]
    assert found[1].stdout.splitlines() == ["True", "True []"]
