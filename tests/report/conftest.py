"""One made-up study and its two pages, written once for all tests that only read them."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.figure import Figure

from experiments.report import study as studies
from experiments.report.figures import style
from experiments.report.study import Study
from tests.report.people_drawn import drawn_at
from tests.report.written_once import reported


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of three arms with its report."""
    return reported(tmp_path_factory)


@pytest.fixture(scope="session", params=["report.html", "report.zh.html"])
def page(request: pytest.FixtureRequest, folder: Path) -> Path:
    """The English page, then the Chinese one."""
    return folder / str(request.param)


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    """The made-up study, as the report reads it."""
    return studies.read(folder)


@pytest.fixture(scope="module", params=[style.WIDE_MM, style.NARROW_MM], ids=["paper", "telephone"])
def drawn(request: pytest.FixtureRequest, folder: Path) -> dict[int, Figure]:
    """Figures 4 and 8 to 15 at one width."""
    return drawn_at(folder, float(request.param))
