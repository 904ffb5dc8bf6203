"""The made-up study of three arms with its two pages: written once for all workers of a test run, to be read only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from experiments import report
from sim.kept.once import alone
from tests.report import made_up_study


def reported(factory: pytest.TempPathFactory) -> Path:
    """Its folder. Who changes something in it works on a copy."""
    run = factory.getbasetemp()
    shared = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run
    folder, whole = shared / "made_up_study", shared / "made_up_study.whole"
    with alone(folder):
        if not whole.is_file():
            report.write(made_up_study.write(folder))
            whole.touch()
    return folder
