"""What is measured starts as it would for anybody."""

from __future__ import annotations

import pytest

from experiments.bench.processes import start_to_end_s

KEEPS = "import sys\nif sys.dont_write_bytecode: raise SystemExit('every module would be compiled again')"


def test_a_later_start_finds_what_python_compiled_at_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    worked_s, clock_s = start_to_end_s(KEEPS)
    assert min(worked_s, clock_s) > 0.0
