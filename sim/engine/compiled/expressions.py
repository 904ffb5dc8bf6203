"""Expressions of the pathway as expressions over memory: ``world.place[f].tier`` becomes a load at an address.

Rows, runs and policies are whole numbers (addresses) in the translated source; only numbers are numbers.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

from sim.engine.compiled.calls import Calls
from sim.engine.compiled.code import Code, Scope, cast, common, number_code
from sim.engine.compiled.shapes import BOOL, BYTE, FLOAT, INT, Number, Pair, Policy, Row, Run, place_of, size_of

COMPARE: Final = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
BINARY: Final = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip
UNARY: Final = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~", ast.Not: "not "}


class Expressions(Calls):
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
        return cast(self.number(node), wanted)

    def constant(self, node: ast.expr) -> Code | None:
        """What is known before the run: a number of the module, or one computed from such."""
        names = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
        if not isinstance(node, ast.Constant | ast.Name | ast.Attribute | ast.Call | ast.UnaryOp | ast.BinOp):
            return None
        if any(name.id in self.scope.locals or not _stays(self.scope.known.get(name.id)) for name in names):
            return None
        if any(isinstance(part, ast.Call) and not _turns_a_number(part) for part in ast.walk(node)):
            return None  # the clock, or luck of one's own: another answer at every call
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
        index = self.constant(node.slice)
        if index is not None and index.text.startswith("-"):
            reason = "counted from the end: write len(…) -"
            raise self.scope.no(node, f"{ast.unparse(node)}: {reason} {index.text[1:]}")
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
        return self.sum_of(node, node.op, self.number(node.left), self.number(node.right))

    def sum_of(self, node: ast.AST, op: ast.operator, left: Code, right: Code) -> Code:
        """Two numbers taken together."""
        if isinstance(op, ast.Pow):
            return self._power(node, left, right)
        if isinstance(op, ast.Div):
            return Code(f"({cast(left, FLOAT)} / {cast(right, FLOAT)})", FLOAT)
        shape = FLOAT if FLOAT in (left.shape, right.shape) else INT
        return Code(f"({left.text} {BINARY[type(op)]} {right.text})", shape)

    def _power(self, node: ast.AST, left: Code, right: Code) -> Code:
        """To the bit as Python: real numbers by the library's ``pow``, whole ones by multiplication."""
        if FLOAT in (left.shape, right.shape):
            power = self.program.sure("power", 2, self.scope.at(node))
            return Code(f"{power}({cast(left, FLOAT)}, {cast(right, FLOAT)})", FLOAT)
        if not right.text.isdigit():
            raise self.scope.no(node, "a whole number to the power of another: below zero that is a real one")
        return Code(f"({left.text} ** {right.text})", INT)

    def _unaryop(self, node: ast.UnaryOp) -> Code:
        inner = self.number(node.operand)
        if isinstance(node.op, ast.Not):
            return Code(f"(not {inner.text})", BOOL)
        shape = FLOAT if inner.shape == FLOAT else INT
        return Code(f"({UNARY[type(node.op)]}{cast(inner, shape)})", shape)

    def _boolop(self, node: ast.BoolOp) -> Code:
        """``a or b`` is a if that is true, else b: a number, not only true or false."""
        joint = " and " if isinstance(node.op, ast.And) else " or "
        values = [self.number(value) for value in node.values]
        shape = common(values)
        return Code(f"({joint.join(cast(value, shape) for value in values)})", shape)

    def _ifexp(self, node: ast.IfExp) -> Code:
        test, yes, no = self.number(node.test), self.code(node.body), self.code(node.orelse)
        if isinstance(yes.shape, Number) and isinstance(no.shape, Number):
            shape = common([yes, no])
            yes, no = Code(cast(yes, shape), shape), Code(cast(no, shape), shape)
        elif yes.shape != no.shape:
            raise self.scope.no(node, "both sides of an if must be of one kind")
        return Code(f"({yes.text} if {test.text} else {no.text})", yes.shape)

    def _compare(self, node: ast.Compare) -> Code:
        if len(node.ops) == 1 and isinstance(node.ops[0], ast.In | ast.NotIn):
            return self._membership(node)
        if any(type(operator) not in COMPARE for operator in node.ops):
            raise self.scope.no(node, f"{ast.unparse(node)} cannot be compiled")
        text = self.number(node.left).text
        for operator, right in zip(node.ops, node.comparators, strict=True):
            text += f" {COMPARE[type(operator)]} {self.number(right).text}"
        return Code(f"({text})", BOOL)

    def _membership(self, node: ast.Compare) -> Code:
        what, among = self.number(node.left), node.comparators[0]
        if isinstance(among, ast.Tuple):
            text = " or ".join(f"{what.text} == {self.number(item).text}" for item in among.elts) or "False"
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


def _stays(named: Any) -> bool:
    """Whether what a name of a module stands for is the same at any time: no object whose fields may change."""
    return named is None or isinstance(named, int | float | tuple | type | ModuleType)


def _turns_a_number(call: ast.Call) -> bool:
    """Whether a call only turns a number into another kind of number."""
    return isinstance(call.func, ast.Name) and call.func.id in ("int", "float")
