"""A researcher adds a policy: a file in a folder, and it is in YAML, schema, reference page and contract."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hamlet import ROOT
from tests.policies.contract import fulfils_the_contract

EXAMPLES = Path(__file__).parent / "examples"
README = ROOT / "sim" / "policies" / "README.md"
ASK = """
import json
from sim.policies import QUESTIONS
from sim.scenario.schema import json_schema
from tests.hamlet import lived
from tests.policies.contract import fulfils_the_contract

fulfils_the_contract(QUESTIONS["referral"].kinds["cautious"])
told = {"kinds": list(QUESTIONS["referral"].kinds), "schema": "doubtful" in json.dumps(json_schema())}
for doubtful in ("0 %", "80 %"):
    ledger = lived(2, policies__referral={"kind": "cautious", "doubtful": doubtful})
    told[doubtful] = int((ledger["referrals"]["direction"] > 0).sum())
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told() -> dict[str, object]:
    """What the county says of it, in a process that finds the file in a folder outside the project's code."""
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={**os.environ, "TIERCARE_POLICIES": str(EXAMPLES), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr[-2000:]
    return dict(json.loads(asked.stdout))


def test_putting_the_file_into_a_folder_is_the_registration(told: dict[str, object]) -> None:
    assert told["kinds"][-1] == "cautious"  # type: ignore[index]
    assert told["kinds"][0] == "never", "the null answer stays first"  # type: ignore[index]
    assert told["schema"] is True


def test_the_new_policy_does_what_it_says(told: dict[str, object]) -> None:
    assert told["80 %"] > told["0 %"]  # type: ignore[operator]


def test_the_readme_shows_the_file_that_is_tested() -> None:
    shown = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert (EXAMPLES / "cautious.py").read_text(encoding="utf-8") in shown


def test_the_example_keeps_the_contract_here_too() -> None:
    from tests.policies.examples.cautious import Cautious

    fulfils_the_contract(Cautious)


def test_what_will_not_be_found_in_a_folder_of_ones_own_is_said(tmp_path: Path) -> None:
    """A file of a name that is taken, and a folder that is not there, would be passed over without a word."""
    (tmp_path / "referral.py").write_text('"""Mine."""\n', encoding="utf-8")
    folders = os.pathsep.join([str(tmp_path), str(tmp_path / "nowhere")])
    asked = subprocess.run(
        [sys.executable, "-c", "import sim.policies"], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "TIERCARE_POLICIES": folders, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert asked.stderr.splitlines() == [
        f"{tmp_path}: there is a referral.py already; give it another name.",
        f"TIERCARE_POLICIES names {tmp_path / 'nowhere'}, and there is no such folder.",
    ]
