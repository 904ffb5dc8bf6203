"""Policies as compiled functions at addresses, so that another policy leaves the compiled pathway as it is."""

from __future__ import annotations

import ast
import hashlib
import inspect
import sys
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from pydantic import BaseModel

from sim import policies
from sim.engine.compiled.code import Refused, file_of, source_of
from sim.engine.compiled.lay import Memory, address_of
from sim.engine.compiled.module import fingerprint, opened
from sim.engine.compiled.native.binary import Signature
from sim.engine.compiled.native.expressions import CompileError
from sim.engine.compiled.program import Program
from sim.engine.compiled.questions import calls_of, signature_of
from sim.engine.compiled.shapes import FLOAT, INT, LETTER, Number, Row, Run, fields_of
from sim.pathway.subset import check_policy
from sim.policies import QUESTIONS
from sim.scenario.scenario import Scenario

OURS: Final = Path(policies.__file__).parent
HEAD: Final = '''"""Translated from the source of a policy: not to be edited, and made anew when it changes."""
import math

import numpy as np

from sim.engine.compiled.memory import checked, has, items_up_to, load_byte, load_float, load_int
from sim.engine.compiled.native.primitives import power, reader
'''


class Policies:
    """The policies of one run, laid out in memory with the addresses of what they answer."""

    def __init__(self) -> None:
        self._known: dict[int, dict[str, int]] = {}
        self._kept: list[Any] = []

    def at(self, memory: Memory, policy: Any, question: str) -> dict[str, int]:
        """The fields of a rule that lead to its policy, whose numbers are laid out in this memory."""
        if question not in QUESTIONS or not QUESTIONS[question].moment:
            return {}
        if id(policy) not in self._known:
            row, values = row_of(policy, question)
            of: Any = type(policy)
            calls = compiled(of, question, row)
            params = memory.row(Row(row), values)
            self._kept.append(policy)
            self._known[id(policy)] = {"policy": address_of(params), **{f"call_{i}": at for i, at in enumerate(calls)}}
        return self._known[id(policy)]


def refuse(scenario: Scenario) -> None:
    """Say at once which policy cannot be compiled, before residents are drawn for nothing.

    Raises:
        Refused: file, line and reason.
    """
    for name, question in QUESTIONS.items():
        if question.moment:
            for policy in scenario.policies.answers(name):
                row, _ = row_of(policy, name)
                compiled(type(policy), name, row)


def row_of(policy: Any, question: str) -> tuple[type, SimpleNamespace]:
    """The class of row that holds a policy's numbers, and this policy's numbers.

    Raises:
        Refused: a method looks at something that is neither a number nor a run of numbers.
    """
    shapes: dict[str, Any] = {}
    values: dict[str, Any] = {}
    of: Any = type(policy)
    for name, (file, line) in sorted(_looked_at(of).items()):
        if not hasattr(policy, name):
            raise Refused(file, line, f"self.{name}: {of.__name__} has no {name}")
        value = getattr(policy, name)
        if inspect.ismethod(value):
            continue
        shape, number = _numbers(value)
        if shape is None:
            found = "a function without self" if inspect.isfunction(value) else repr(value)
            raise Refused(file, line, f"self.{name} is {found}: a policy decides by numbers")
        shapes[name], values[name] = shape, number
    return _row_class(of, tuple(shapes.items())), SimpleNamespace(**values)


@cache
def _row_class(policy: type, shapes: tuple[tuple[str, Any], ...]) -> type:
    methods = {name: getattr(policy, name) for name in dir(policy) if inspect.isfunction(getattr(policy, name, None))
               and not name.startswith("__") and not hasattr(BaseModel, name)}  # fmt: skip
    filled = shapes or (("nothing", INT),)
    return type(f"{policy.__name__}Row", (), {**methods, "__shapes__": filled, "__module__": policy.__module__})


@cache
def _looked_at(policy: type) -> dict[str, tuple[str, int]]:
    """What the methods of a policy look at of themselves, with a place in its source."""
    found: dict[str, tuple[str, int]] = {}
    for name in sorted(dir(policy)):
        function = getattr(policy, name, None)
        if name.startswith("__") or hasattr(BaseModel, name) or not inspect.isfunction(function):
            continue
        tree, offset = source_of(function)
        for part in ast.walk(tree):
            if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "self":
                place = file_of(policy), part.lineno + offset
                if isinstance(part.ctx, ast.Store):
                    raise Refused(*place, f"self.{part.attr} is given a value: a policy remembers nothing")
                found.setdefault(part.attr, place)
    return found


def _numbers(value: Any) -> tuple[Any, Any]:
    """The shape of a value, and the value as numbers; of a tuple of words only the length is known."""
    if isinstance(value, bool | int):
        return INT, int(value)
    if isinstance(value, float):
        return FLOAT, value
    if isinstance(value, tuple | list):
        if all(isinstance(item, int | bool) for item in value):
            return Run(INT), tuple(int(item) for item in value)
        if all(isinstance(item, int | float) for item in value):
            return Run(FLOAT), tuple(float(item) for item in value)
        return Run(INT), (0,) * len(value)
    if isinstance(value, BaseModel):
        inner = {name: _numbers(getattr(value, name)) for name in type(value).model_fields}
        known = {name: pair for name, pair in inner.items() if pair[0] is not None}
        row = _row_class(type(value), tuple((name, shape) for name, (shape, _) in known.items()))
        return Row(row), SimpleNamespace(**{name: number for name, (_, number) in known.items()})
    return None, None


def compiled(policy: type, question: str, row: type) -> tuple[int, ...]:
    """Addresses of what a policy answers to the calls of its question, in their order.

    Raises:
        Refused: a method lies outside the subset; file, line and reason are said.
    """
    ours = is_ours(policy)
    return _compiled(policy, question, row, ours, () if ours else _constants(policy))


def _constants(policy: type) -> tuple[tuple[str, Any], ...]:
    """Numbers of the module of a policy: whoever sets one anew between two runs asks for another machine code."""
    held = vars(sys.modules[policy.__module__]).items()
    return tuple((name, repr(value)) for name, value in held if isinstance(value, int | float | tuple))


@cache
def _compiled(policy: type, question: str, row: type, ours: bool, _constants: Any) -> tuple[int, ...]:
    calls = calls_of(question)

    def text() -> str:
        for refusal in check_policy(policy):
            raise Refused(refusal.file, refusal.line, refusal.reason)
        return source(policy, question, row, calls)

    def plain() -> dict[str, Signature]:
        return {f"call_{call}": signature(question, call) for call in calls}

    known = f"{policy.__module__} {spelled(Row(row))} {of_policies()}" if ours else text()
    number = hashlib.sha256((known + fingerprint()).encode()).hexdigest()[:16]
    try:
        made = opened(f"tiercare_policy_{policy.__name__}_{number}", lambda: (text(), {}), {}, plain)
    except CompileError as reason:
        raise Refused(file_of(policy), inspect.getsourcelines(policy)[1], str(reason)) from None
    return tuple(made.address(f"call_{call}") for call in calls)


def spelled(shape: Any) -> str:
    """A shape down to its last number: which fields of a block there are depends on what is given."""
    if isinstance(shape, Row):
        return f"{shape.of.__name__}({', '.join(f'{name}: {spelled(of)}' for name, of in fields_of(shape.of))})"
    return f"[{spelled(shape.of)}]" if isinstance(shape, Run) else repr(shape)


def is_ours(policy: type) -> bool:
    """Whether all that a policy does stands in the project's own folder, where nothing is imported from elsewhere."""
    own = [vars(owner).items() for owner in policy.__mro__ if owner not in BaseModel.__mro__]
    methods = [value for items in own for name, value in items if not name.startswith("__")]
    files = [value.__code__.co_filename for value in methods if inspect.isfunction(value)]
    return all(Path(file).parent == OURS for file in [*files, inspect.getfile(policy)])


@cache
def of_policies() -> str:
    """A number for the sources of all our policies."""
    total = hashlib.sha256()
    for path in sorted(OURS.glob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()


def signature(question: str, call: str) -> Signature:
    """How a call of a question is made, the policy's row first."""
    shapes, answer = signature_of(getattr(QUESTIONS[question].base, call))
    return Signature(f"{LETTER[answer]}:i{''.join(LETTER[shape] for shape in shapes)}")


def source(policy: type, question: str, row: type, calls: list[str]) -> str:
    """A policy as a module: a function ``call_…`` for each call of its question."""
    program, wrappers = Program(checks=True, strange=True), []
    for call in calls:
        shapes, answer = signature_of(getattr(QUESTIONS[question].base, call))
        function = getattr(policy, call)
        where = Refused(file_of(policy), source_of(function)[1] + 1, "")
        own_shapes, own_answer = signature_of(function)
        if own_shapes != shapes or not isinstance(own_answer, Number):
            raise Refused(where.file, where.line, f"{call}: parameters as the question's, each with its type")
        made = program.method(Row(row), call, _Nowhere(where), source_of(function)[0])  # type: ignore[arg-type]
        names = ", ".join(["self_", *(f"a{i}" for i in range(len(shapes)))])
        turn = "float" if answer == FLOAT else "int"
        wrappers.append(f"def call_{call}({names}):\n    return {turn}({made.name}({names}))")
    return program.text(HEAD, "\n\n".join(wrappers))


class _Nowhere:
    """Where a policy's method is named, for a refusal."""

    def __init__(self, where: Refused) -> None:
        self._where = where

    def no(self, node: ast.AST, reason: str) -> Refused:
        """A refusal at this place."""
        return Refused(self._where.file, self._where.line, reason)
