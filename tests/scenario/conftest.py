"""What the tests of scenario files share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test runs in a folder of its own, so that files are named as a user would see them."""
    monkeypatch.chdir(tmp_path)
