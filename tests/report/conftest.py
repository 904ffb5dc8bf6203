"""One made-up study and its two pages, written once for all tests that only read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments import report
from tests.report import made_up_study


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of three arms with its report."""
    where = made_up_study.write(tmp_path_factory.mktemp("study"))
    report.write(where)
    return where


@pytest.fixture(scope="session", params=["report.html", "report.zh.html"])
def page(request: pytest.FixtureRequest, folder: Path) -> Path:
    """The English page, then the Chinese one."""
    return folder / str(request.param)
