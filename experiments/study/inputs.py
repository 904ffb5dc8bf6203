"""Every value that a file set: where it stands, where it is from, and how much that is worth.

The origin is read off the words of the source. It leans to the weaker side: a source that assumes any part of a number
counts as an assumption.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

import pandas as pd

from experiments.study.arms import Arm

INPUTS: Final = ("arm", "key", "value", "source", "year", "range", "file", "line", "origin")
Origin = Literal["assumed", "recalled", "computed", "looked up", "county", "not said"]
ASSUMED: Final = ("assum",)
RECALLED: Final = ("recalled",)
COMPUTED: Final = ("fitted", "computed")
TEXTS: Final = ("title", "title_zh", "question", "question_zh", "limits", "limits_zh", "name", "name_zh")
"""Keys whose values enter no run."""


def inputs_table(arms: Sequence[Arm]) -> pd.DataFrame:
    """Every value that a file set (today first; of later arms only what is new)."""
    rows, seen = [], set()
    for arm in arms:
        county = arm.recipe.county.as_posix()
        for path, said in arm.scenario.origins.items():
            if path.split(".")[0] in TEXTS or path.split(".")[-1] in TEXTS:
                continue
            limits = " to ".join(map(str, said.range or ()))
            row = (path, said.text, said.source, said.year, limits, said.file, said.line)
            if row not in seen:
                seen.add(row)
                rows.append((arm.name, *row, origin_of(said.source, said.file, (county,))))
    return pd.DataFrame(rows, columns=list(INPUTS)).astype({"year": "Int64"})


def origin_of(source: Any, file: Any, counties: Iterable[str]) -> Origin:
    """What kind of knowledge a value is.

    Args:
        source: the words of its source, if it has any.
        file: where it stands.
        counties: files in which the planner describes the county; a value there without a source is the county's own.
    """
    words = str(source or "").lower()
    kinds: tuple[tuple[Origin, tuple[str, ...]], ...] = (
        ("assumed", ASSUMED),
        ("recalled", RECALLED),
        ("computed", COMPUTED),
    )
    for kind, signs in kinds:
        if any(sign in words for sign in signs):
            return kind
    if words:
        return "looked up"
    return "county" if str(file) in set(counties) else "not said"
