"""Which study folders can be read: their schema is a number in the manifest; old ones lack columns that are known."""

from __future__ import annotations

from typing import Any, Final

FORMAT: Final = 2
"""The newest schema that this report reads; `experiments/study/manifest.py` writes it."""
ADDED: Final[dict[int, dict[str, tuple[str, ...]]]] = {2: {"inputs.csv": ("origin",)}}
"""Columns that a schema added, so that the folders of earlier ones can still be read."""


def added_since(written: int, file: str) -> set[str]:
    """Columns of a file that a folder of an earlier schema cannot have."""
    return {column for schema, files in ADDED.items() if schema > written for column in files.get(file, ())}


def why_unreadable(written: Any) -> str:
    """Why a folder of this schema cannot be read; empty if it can."""
    if not isinstance(written, int) or isinstance(written, bool):
        return f"its manifest names no schema (format: {written!r})"
    if written > FORMAT:
        return f"it was written by a newer tiercare (schema {written}; this one reads up to {FORMAT}): update tiercare"
    return f"schema {written} is not known" if written < 1 else ""
