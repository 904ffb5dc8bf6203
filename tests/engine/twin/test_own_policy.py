"""A researcher's own policy, in a file of their own: on both engines, or on SimPy with one line that says why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hamlet import ROOT

EXAMPLES = ROOT / "tests" / "policies" / "examples"
OUTSIDE = '''"""Who was seen last decides: a policy with a memory, which no engine but SimPy can run."""

from __future__ import annotations

from typing import Literal

from sim.policies.referral import KEEP, Referral

NAMES = {0: "village", 1: "township", 2: "county"}


class Worded(Referral):
    """Decides by the name of the tier. Source: none, it is a test."""

    kind: Literal["worded"] = "worded"

    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float) -> int:
        """By a word."""
        name = NAMES.get(tier, "")
        return 2 if name == "village" and judged_beyond == 1 else KEEP
'''
ASK = """
import json, logging, sys
from io import StringIO
from sim import simulate
from sim.engine.compiled import Refused
from tests.engine.twin.same import live_the_same
from tests.hamlet import hamlet

heard = StringIO()
logging.getLogger("tiercare").addHandler(logging.StreamHandler(heard))
told = {}
own = hamlet(2, policies__referral={"kind": "cautious", "doubtful": "60 %"})
told["cautious"] = live_the_same(own).digest()
for doubtful in ("0 %", "100 %"):
    told[doubtful] = live_the_same(hamlet(2, policies__referral={"kind": "cautious", "doubtful": doubtful})).digest()
told["log before"] = heard.getvalue()
worded = hamlet(2, policies__referral={"kind": "worded"})
try:
    simulate(worded, engine="compiled")
except Refused as refused:
    told["refused"] = [refused.file, refused.line, refused.reason]
from sim.engine.compiled import county_run
county_run.prepare = None  # nobody is drawn for an engine that cannot take the policy
auto, simpy = simulate(worded), simulate(worded, engine="simpy")
told["auto"], told["same"] = auto.meta["engine"], auto.digest() == simpy.digest()
told["log"] = heard.getvalue()
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What a process says that finds two policies in folders outside the project's code."""
    folder = tmp_path_factory.mktemp("my_policies")
    (folder / "worded.py").write_text(OUTSIDE, encoding="utf-8")
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={**os.environ, "TIERCARE_POLICIES": os.pathsep.join([str(EXAMPLES), str(folder)]), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr[-3000:]
    return dict(json.loads(asked.stdout))


def test_a_policy_of_ones_own_runs_on_both_engines_alike(told: dict[str, object]) -> None:
    assert len({told["cautious"], told["0 %"], told["100 %"]}) == 3, "and its numbers matter"
    assert told["log before"] == ""


def test_one_outside_the_subset_is_refused_with_file_line_and_reason(told: dict[str, object]) -> None:
    file, line, reason = told["refused"]  # type: ignore[misc]
    assert file == "worded.py"
    assert OUTSIDE.splitlines()[line - 1].strip() == 'name = NAMES.get(tier, "")'
    assert "only numbers, no text" in reason


def test_by_itself_such_a_county_runs_on_simpy_and_says_so_in_one_line(told: dict[str, object]) -> None:
    assert (told["auto"], told["same"]) == ("simpy", True)
    lines = str(told["log"]).strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("worded.py:")
    assert lines[0].endswith("this run goes on SimPy, the reference engine, more slowly.")


ONCE = """
import json, sys
from sim import simulate
from tests.hamlet import hamlet
for settings in json.loads(sys.argv[1]):
    simulate(hamlet(1, **settings), engine="compiled")
"""


def modules_written(cache: Path, *counties: dict[str, object]) -> dict[str, int]:
    """Modules of the pathway and of policies that a process leaves in its cache."""
    subprocess.run(
        [sys.executable, "-c", ONCE, json.dumps(counties)], cwd=ROOT, timeout=600, check=True,
        env={**os.environ, "TIERCARE_CACHE": str(cache), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    names = [path.name for path in cache.rglob("tiercare_*.py")]
    policies = sum(name.startswith("tiercare_policy_") for name in names)
    return {"pathway": len(names) - policies, "policies": policies}


@pytest.mark.long
def test_another_number_or_another_policy_compiles_no_pathway_anew(tmp_path: Path) -> None:
    gate: dict[str, object] = {"policies__first_contact": {"kind": "gatekeeping", "compliance": "70 %"}}
    looser: dict[str, object] = {"policies__first_contact": {"kind": "gatekeeping", "compliance": "20 %"}}
    more: dict[str, object] = {"tiers__county__clinics__internal__clinicians": 4}
    first = modules_written(tmp_path, {})
    assert first["pathway"] == 1
    assert modules_written(tmp_path, more) == first, "a number compiles nothing"
    other = modules_written(tmp_path, gate)
    assert other == {"pathway": 1, "policies": first["policies"] + 1}, "a policy compiles itself"
    assert modules_written(tmp_path, gate, looser, more) == other
