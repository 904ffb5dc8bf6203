"""Whether every way through a function ends with an answer: Python says None where one does not, a machine anything."""

from __future__ import annotations

import ast
from collections.abc import Sequence


def ends_without_answer(function: ast.FunctionDef) -> bool:
    """Whether a function that promises an answer may end without one; a part that waits may just end."""
    said = function.returns
    if said is None or (isinstance(said, ast.Constant) and said.value is None):
        return False
    if any(isinstance(p, ast.Yield | ast.YieldFrom) for p in ast.walk(function)):
        return False
    return goes_on(function.body) or any(isinstance(p, ast.Return) and p.value is None for p in ast.walk(function))


def goes_on(statements: Sequence[ast.stmt]) -> bool:
    """Whether what stands behind these statements can be reached."""
    return all(_goes_on(statement) for statement in statements)


def _goes_on(node: ast.stmt) -> bool:
    if isinstance(node, ast.Return | ast.Raise | ast.Break | ast.Continue):
        return False
    if isinstance(node, ast.If):
        return goes_on(node.body) or goes_on(node.orelse)
    if isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and node.test.value:
        return any(isinstance(p, ast.Break) for p in ast.walk(node))
    return True
