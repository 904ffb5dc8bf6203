"""Others' policies: held against the subset, and ended where Python would end them.

The root of less than nothing is no number to go on with.
"""

from __future__ import annotations

import ast
from typing import Any, Final

from sim.engine.compiled.code import Refused, file_of
from sim.pathway.subset import Function

WHOLE: Final = ("int", "math.floor", "math.ceil", "math.trunc")
MOST: Final = 9.2e18
"""Whole numbers hold 64 bits."""


def sure_source(name: str, called: str, given: int, where: str) -> str:
    """A function of that name that calls another with so many numbers, and fails where no number comes of them."""
    numbers = "ab"[:given]
    taken = ", ".join(numbers)
    bad = f"not math.isfinite({called}({taken}))" + "".join(f" and math.isfinite({one})" for one in numbers)
    if called in WHOLE:
        bad = f"not abs(a) < {MOST!r}"
    words = f"{where}: no number comes of it"
    lines = [f"def {name}({taken}):", f"    if {bad}:", f"        raise ValueError({words!r})"]
    return "\n".join([*lines, f"    return {called}({taken})"])


def examine(function: Any, tree: ast.FunctionDef, lines_before: int) -> None:
    """Refuse a function that holds what the subset does not know.

    Raises:
        Refused: file, line and reason are said.
    """
    names = set(function.__globals__)
    for refusal in sorted(Function(file_of(function), tree, names, lines_before).refusals(may_wait=False)):
        raise Refused(refusal.file, refusal.line, refusal.reason)
