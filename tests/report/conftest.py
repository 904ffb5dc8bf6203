"""One made-up study and its two pages, written once for all tests that only read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.written_once import reported


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of three arms with its report."""
    return reported(tmp_path_factory)


@pytest.fixture(scope="session", params=["report.html", "report.zh.html"])
def page(request: pytest.FixtureRequest, folder: Path) -> Path:
    """The English page, then the Chinese one."""
    return folder / str(request.param)
