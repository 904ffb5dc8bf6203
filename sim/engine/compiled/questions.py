"""How the pathway asks its policies: the calls of a question in their order, and what each takes and answers."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any

from sim.engine.compiled.code import Refused, source_of
from sim.engine.compiled.shapes import RULE_CALLS, Number, shape_in
from sim.policies import QUESTIONS


def calls_of(question: str) -> list[str]:
    """The methods by which the pathway asks a question, in the order of their calls."""
    base = QUESTIONS[question].base
    names = sorted(name for name, value in vars(base).items() if inspect.isfunction(value) and name[0] != "_")
    assert len(names) <= RULE_CALLS
    return names


@cache
def signature_of(function: Any) -> tuple[list[Any], Any]:
    """The shapes of a method's parameters (but for ``self``), and of its answer."""
    tree, _ = source_of(function)
    known = function.__globals__
    shapes = [shape_in(argument.annotation, known) for argument in tree.args.args[1:]]
    answer = shape_in(tree.returns, known)
    if any(not isinstance(shape, Number) for shape in [*shapes, answer]):
        raise Refused(function.__module__, tree.lineno, f"{tree.name}: only numbers in and a number out")
    return shapes, answer
