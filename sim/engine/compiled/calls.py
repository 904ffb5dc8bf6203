"""Calls of the pathway: of its own functions and methods, of policies, verbs, and what Python has by itself."""

from __future__ import annotations

import ast
import inspect
import math
from typing import TYPE_CHECKING, Any, Final

from sim.engine.compiled.code import Code, Scope, answer_of, cast
from sim.engine.compiled.native.code import MATHEMATICS
from sim.engine.compiled.shapes import BOOL, FLOAT, INT, LETTER, Engine, Number, Policy, Row, Run, Table

MATH: Final = {
    **dict.fromkeys(("sqrt", "fabs", *MATHEMATICS), FLOAT),
    **dict.fromkeys(("floor", "ceil", "trunc"), INT), **dict.fromkeys(("isinf", "isnan", "isfinite"), BOOL),
}  # fmt: skip
"""Functions of ``math`` that the C library answers to the last bit as Python does (not so ``gamma`` and ``hypot``)."""


class Calls:
    """Translates calls; the other half of :class:`sim.engine.compiled.expressions.Expressions`."""

    program: Any
    scope: Scope

    if TYPE_CHECKING:

        def code(self, node: ast.expr) -> Code:
            """Translate one expression."""

        def number(self, node: ast.expr) -> Code:
            """Translate what must be a number."""

        def as_number(self, node: ast.expr, wanted: Number) -> str:
            """Translate, and turn into this kind of number."""

    def _call(self, node: ast.Call) -> Code:
        if isinstance(node.func, ast.Name):
            return self._function(node, node.func.id)
        if not isinstance(node.func, ast.Attribute):
            raise self.scope.no(node, "a call of something that was computed")
        name, owner = node.func.attr, node.func.value
        if isinstance(owner, ast.Name) and self.scope.known.get(owner.id) is math and owner.id not in self.scope.locals:
            return self._math(node, name)
        if isinstance(owner, ast.Attribute) and owner.attr == "steps" and self._is_engine(owner.value):
            return Code(f"book_{name}(do, {', '.join(self.code(a).text for a in node.args)})", INT)
        base = self.code(owner)
        if isinstance(base.shape, Engine):
            return self._verb(node, name)
        if isinstance(base.shape, Policy):
            return self._policy(node, base, name)
        if isinstance(base.shape, Row):
            return self._method(node, base, name)
        raise self.scope.no(node, f"{ast.unparse(node.func)} cannot be called")

    def _math(self, node: ast.Call, name: str) -> Code:
        if name not in MATH:
            raise self.scope.no(node, f"math.{name} is not to the last bit the same; there are {', '.join(MATH)}")
        given = ", ".join(cast(self.number(argument), FLOAT) for argument in node.args)
        called = "power" if name == "pow" else f"math.{name}"
        if MATH[name] != BOOL:
            called = self.program.sure(called, len(node.args), self.scope.at(node))
        return Code(f"{called}({given})", MATH[name])

    def _is_engine(self, node: ast.expr) -> bool:
        found = self.scope.locals.get(node.id) if isinstance(node, ast.Name) else None
        return found is not None and isinstance(found.shape, Engine)

    def _function(self, node: ast.Call, name: str) -> Code:
        if name == "len":
            run = self.code(node.args[0])
            if not isinstance(run.shape, Run):
                raise self.scope.no(node, f"{ast.unparse(node.args[0])} has no length")
            return Code(f"load_int({run.text} + 8)", INT)
        if name == "bisect_right":
            return Code(f"items_up_to({self.code(node.args[0]).text}, {self.as_number(node.args[1], FLOAT)})", INT)
        if name in ("int", "float", "bool", "abs", "min", "max") and name not in self.scope.known:
            return self._built_in(node, name)
        found = self.scope.known.get(name)
        if found is not None and hasattr(found, "py_func"):
            arguments = ", ".join(self._whole(argument) for argument in node.args)
            return Code(f"{self.program.imported(found)}({arguments})", answer_of(found.py_func))
        if inspect.isfunction(found):
            made = self.program.function(found)
            return Code(f"{made.name}({self._given(node, node.args, made.shapes)})", made.answer)
        raise self.scope.no(node, f"{name} is no function that the compiled engine knows")

    def _whole(self, argument: ast.expr) -> str:
        """An argument of a function of another room: a number, or a whole array."""
        found = self.code(argument)
        return (
            f"{self.program.array_reader(found.shape)}({found.text})" if isinstance(found.shape, Table) else found.text
        )

    def _built_in(self, node: ast.Call, name: str) -> Code:
        given = [self.number(argument) for argument in node.args]
        if name in ("int", "float", "bool"):
            shape = {"int": INT, "float": FLOAT, "bool": BOOL}[name]
            if shape == INT and given[0].shape == FLOAT:
                return Code(f"{self.program.sure('int', 1, self.scope.at(node))}({given[0].text})", INT)
            return Code(cast(given[0], shape), shape)
        shape = FLOAT if any(one.shape == FLOAT for one in given) else INT
        text = cast(given[0], shape) if name == "abs" else ""
        if name == "abs":
            return Code(f"abs({text})", shape)
        text = cast(given[0], shape)
        for one in given[1:]:
            text = f"{name}({text}, {cast(one, shape)})"
        return Code(text, shape)

    def _verb(self, node: ast.Call, name: str) -> Code:
        shapes, answer = self.program.verb(name)
        return Code(f"{self.program.verb_name(name)}(do, {self._given(node, node.args, shapes)})", answer)

    def _method(self, node: ast.Call, base: Code, name: str) -> Code:
        made = self.program.method(base.shape, name, self.scope, node)
        answer = made.answer
        if isinstance(answer, Row) and base.shape.question:
            answer = Row(answer.of, base.shape.question)
        return Code(f"{made.name}({base.text}, {self._given(node, node.args, made.shapes[1:])})", answer)

    def _policy(self, node: ast.Call, base: Code, name: str) -> Code:
        slot, shapes, answer = self.program.policy_call(base.shape.question, name, self.scope, node)
        given = ", ".join([f"{self.program.rule_reader()}({base.text}).policy", *self._list(node, node.args, shapes)])
        call = self.program.caller(LETTER[answer], "i" + "".join(LETTER[shape] for shape in shapes))
        return Code(f"{call}({self.program.rule_reader()}({base.text}).call_{slot}, ({given},))", answer)

    def _given(self, node: ast.Call, arguments: list[ast.expr], shapes: Any) -> str:
        return ", ".join(self._list(node, arguments, shapes))

    def _list(self, node: ast.Call, arguments: list[ast.expr], shapes: Any) -> list[str]:
        if len(arguments) != len(shapes):
            raise self.scope.no(node, f"{ast.unparse(node)}: {len(shapes)} arguments are asked for")
        made = []
        for argument, shape in zip(arguments, shapes, strict=True):
            found = self.number(argument) if isinstance(shape, Number) else self.code(argument)
            if shape == INT and found.shape == FLOAT:
                raise self.scope.no(argument, f"{ast.unparse(argument)} is a real number, and a whole one is asked for")
            made.append(cast(found, shape))
        return made
