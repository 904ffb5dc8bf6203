"""Expressions of the pathway as expressions over memory: ``world.place[f].tier`` becomes a load at an address.

Rows, runs and policies are whole numbers (addresses) in the translated source; only numbers are numbers.
"""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from sim.engine.compiled.shapes import (
    BOOL,
    BYTE,
    FLOAT,
    INT,
    LETTER,
    Engine,
    Number,
    Pair,
    Policy,
    Row,
    Run,
    Table,
    place_of,
    shape_in,
    size_of,
)  # fmt: skip

COMPARE: Final = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
BINARY: Final = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip
UNARY: Final = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~", ast.Not: "not "}


class Code(NamedTuple):
    """A piece of translated source, and what it stands for."""

    text: str
    shape: Any


class Refused(Exception):  # noqa: N818 - the word a reader of the message needs: no error, this runs on SimPy
    """Something that cannot be compiled: file, line and reason."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


@dataclass
class Scope:
    """Where an expression stands: its module, its locals, and how each of them is written."""

    file: str
    known: dict[str, Any]
    offset: int = 0
    locals: dict[str, Code] = field(default_factory=dict)

    def no(self, node: ast.AST, reason: str) -> Refused:
        """A refusal at this place."""
        return Refused(self.file, int(getattr(node, "lineno", 0)) + self.offset, reason)


class Expressions:
    """Translates expressions; ``program`` knows what else has to be compiled."""

    def __init__(self, program: Any, scope: Scope) -> None:
        self.program, self.scope = program, scope

    def code(self, node: ast.expr) -> Code:
        """Translate one expression."""
        constant = self.constant(node)
        if constant is not None:
            return constant
        method: Callable[[Any], Code] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise self.scope.no(node, f"{ast.unparse(node)} cannot be compiled")
        return method(node)

    def as_number(self, node: ast.expr, wanted: Number) -> str:
        """Translate, and turn into this kind of number."""
        return cast(self.code(node), wanted)

    def constant(self, node: ast.expr) -> Code | None:
        """What is known before the run: a number of the module, or one computed from such."""
        names = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
        if not isinstance(node, ast.Constant | ast.Name | ast.Attribute | ast.Call | ast.UnaryOp | ast.BinOp):
            return None
        if any(name.id in self.scope.locals for name in names):
            return None
        if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in ("int", "float")):
            return None
        try:
            value = eval(compile(ast.Expression(node), self.scope.file, "eval"), dict(self.scope.known))
        except Exception:
            return None
        return number_code(value)

    # -- names, rows and runs ----------------------------------------------------------------------

    def _name(self, node: ast.Name) -> Code:
        found = self.scope.locals.get(node.id)
        if found is None:
            raise self.scope.no(node, f"{node.id} is neither a number nor a row that the compiled engine knows")
        return found

    def _attribute(self, node: ast.Attribute) -> Code:
        base = self.code(node.value)
        if isinstance(base.shape, Row):
            if base.shape.of.__name__ == "InForce" and node.attr == "policy":
                return Code(base.text, Policy(base.shape.question))
            return self.field(base, node.attr, node)
        raise self.scope.no(node, f"{ast.unparse(node)}: nothing that lies in memory")

    def field(self, base: Code, name: str, node: ast.AST) -> Code:
        """One field of a row."""
        shape = self.program.field_shape(base.shape, name)
        if shape is None:
            owner = getattr(base.shape, "of", base.shape)
            label = getattr(owner, "__name__", owner)
            raise self.scope.no(node, f"{label}.{name} is no number, row or run")
        if isinstance(shape, Number):
            return Code(f"{self.program.reader(base.shape)}({base.text}).{name}", shape)
        place = place_of(base.shape, name)
        return Code(f"({base.text} + {place})", shape)

    def _subscript(self, node: ast.Subscript) -> Code:
        base = self.code(node.value)
        if isinstance(base.shape, Pair):
            which = self.constant(node.slice)
            if which is None or not 0 <= int(which.text) < len(base.shape.parts):
                raise self.scope.no(node, "a part of a pair is named by a constant")
            return self.part(base, int(which.text))
        if not isinstance(base.shape, Run):
            raise self.scope.no(node, f"{ast.unparse(node.value)} is no run of numbers or rows")
        return self.item(base, self.as_number(node.slice, INT))

    def part(self, base: Code, which: int) -> Code:
        """One part of a pair."""
        shape, name = base.shape.parts[which], f"part_{which}"
        if isinstance(shape, Number):
            return Code(f"{self.program.reader(base.shape)}({base.text}).{name}", shape)
        return Code(f"({base.text} + {place_of(base.shape, name)})", shape)

    def item(self, run: Code, index: str) -> Code:
        """One item of a run."""
        of = run.shape.of
        at = f"checked({run.text}, {index})" if self.program.checks else f"({index})"
        place = f"(load_int({run.text}) + {size_of(of)} * {at})"
        if of == BYTE:
            return Code(f"load_byte({place})", INT)
        if isinstance(of, Number):
            return Code(f"{'load_float' if of == FLOAT else 'load_int'}({place})", of)
        return Code(place, of)

    # -- sums and comparisons ----------------------------------------------------------------------

    def _binop(self, node: ast.BinOp) -> Code:
        left, right = self.number(node.left), self.number(node.right)
        if isinstance(node.op, ast.Div):
            return Code(f"({cast(left, FLOAT)} / {cast(right, FLOAT)})", FLOAT)
        shape = FLOAT if FLOAT in (left.shape, right.shape) else INT
        return Code(f"({left.text} {BINARY[type(node.op)]} {right.text})", shape)

    def _unaryop(self, node: ast.UnaryOp) -> Code:
        inner = self.number(node.operand)
        return Code(f"({UNARY[type(node.op)]}{inner.text})", BOOL if isinstance(node.op, ast.Not) else inner.shape)

    def _boolop(self, node: ast.BoolOp) -> Code:
        joint = " and " if isinstance(node.op, ast.And) else " or "
        return Code(f"({joint.join(cast(self.number(value), BOOL) for value in node.values)})", BOOL)

    def _ifexp(self, node: ast.IfExp) -> Code:
        test, yes, no = self.number(node.test), self.code(node.body), self.code(node.orelse)
        if isinstance(yes.shape, Number) and isinstance(no.shape, Number):
            shape = FLOAT if FLOAT in (yes.shape, no.shape) else yes.shape
            yes, no = Code(cast(yes, shape), shape), Code(cast(no, shape), shape)
        elif yes.shape != no.shape:
            raise self.scope.no(node, "both sides of an if must be of one kind")
        return Code(f"({yes.text} if {test.text} else {no.text})", yes.shape)

    def _compare(self, node: ast.Compare) -> Code:
        if isinstance(node.ops[0], ast.In | ast.NotIn):
            return self._membership(node)
        text = self.number(node.left).text
        for operator, right in zip(node.ops, node.comparators, strict=True):
            text += f" {COMPARE[type(operator)]} {self.number(right).text}"
        return Code(f"({text})", BOOL)

    def _membership(self, node: ast.Compare) -> Code:
        what, among = self.number(node.left), node.comparators[0]
        if isinstance(among, ast.Tuple):
            text = " or ".join(f"{what.text} == {self.number(item).text}" for item in among.elts)
        else:
            run = self.code(among)
            if not isinstance(run.shape, Run) or run.shape.of != INT:
                raise self.scope.no(node, f"{ast.unparse(among)} is no run of whole numbers")
            text = f"has({run.text}, {what.text})"
        return Code(f"(not ({text}))" if isinstance(node.ops[0], ast.NotIn) else f"({text})", BOOL)

    def number(self, node: ast.expr) -> Code:
        """Translate what must be a number."""
        found = self.code(node)
        if not isinstance(found.shape, Number):
            raise self.scope.no(node, f"{ast.unparse(node)} is not a number")
        return found

    # -- calls -------------------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> Code:
        if isinstance(node.func, ast.Name):
            return self._function(node, node.func.id)
        if not isinstance(node.func, ast.Attribute):
            raise self.scope.no(node, "a call of something that was computed")
        name, owner = node.func.attr, node.func.value
        if isinstance(owner, ast.Name) and self.scope.known.get(owner.id) is math and owner.id not in self.scope.locals:
            return Code(f"math.{name}({', '.join(self.number(a).text for a in node.args)})", FLOAT)
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
            found = self.code(argument)
            made.append(cast(found, shape) if isinstance(shape, Number) else found.text)
        return made


def cast(code: Code, wanted: Any) -> str:
    """A number as this kind of number."""
    if not isinstance(code.shape, Number):
        return code.text
    if code.shape == wanted or (wanted == INT and code.shape == BYTE):
        return code.text
    if wanted == FLOAT and code.shape == INT and code.text.lstrip("-").isdigit():
        return f"{code.text}.0"
    return f"{wanted.name}({code.text})"


def number_code(value: Any) -> Code | None:
    """A number as source."""
    if isinstance(value, bool):
        return Code(repr(value), BOOL)
    if isinstance(value, int):
        return Code(repr(int(value)), INT)
    if isinstance(value, float):
        if math.isinf(value):
            return Code("math.inf" if value > 0 else "(-math.inf)", FLOAT)
        return Code(repr(value), FLOAT)
    return None


def source_of(function: Any) -> tuple[ast.FunctionDef, int]:
    """The syntax tree of a function, and how many lines stand before it in its file."""
    lines, start = inspect.getsourcelines(function)
    tree = ast.parse(textwrap.dedent("".join(lines))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    return tree, start - 1


def answer_of(function: Any) -> Any:
    """The shape that a function says it answers."""
    return shape_in(source_of(function)[0].returns, function.__globals__)
