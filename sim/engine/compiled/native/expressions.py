"""Expressions of the compiled subset, as values of the machine."""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.engine.compiled.native.code import Emitter
from sim.engine.compiled.native.kinds import (
    DOUBLE,
    NONE,
    REAL,
    TRUTH,
    WHOLE,
    WORD,
    Block,
    Number,
    Record,
    Several,
    Value,
    common,
    known,
    together,
    whole,
)  # fmt: skip

COMPARES: Final = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
BUILT_IN: Final = {"int": int, "float": float, "bool": bool, "abs": abs, "min": min, "max": max, "range": range}


class CompileError(Exception):
    """Something that machine code is not made of."""


class Expressions:
    """Translates expressions; the other half is :class:`sim.engine.compiled.native.functions.Function`."""

    emit: Emitter
    program: Any
    names: dict[str, Any]
    name: str

    if TYPE_CHECKING:

        def local(self, name: str) -> Value | None:
            """What a name of the function holds, if it is one."""

    def value(self, node: ast.expr) -> Value:
        """One expression."""
        write = getattr(self, f"_{type(node).__name__.lower()}", None)
        if write is None:
            raise self.no(node)
        found: Value = write(node)
        return found

    def no(self, node: ast.AST, why: str = "cannot be compiled") -> CompileError:
        """A refusal at this place."""
        return CompileError(f"{self.name}, line {getattr(node, 'lineno', '?')}: {ast.unparse(node)}: {why}")

    def where(self, node: ast.AST) -> str:
        """The place, for what may go wrong when it runs."""
        return f"{self.name}: {ast.unparse(node)}"

    # -- names and numbers -------------------------------------------------------------------------

    def _constant(self, node: ast.Constant) -> Value:
        found = NONE if node.value is None else known(node.value)
        if found is None:
            raise self.no(node)
        return found

    def _name(self, node: ast.Name) -> Value:
        held = self.local(node.id)
        if held is None:
            held = known(self.thing(node))
        if held is None:
            raise self.no(node, "is no number")
        return held

    def thing(self, node: ast.expr) -> Any:
        """What a name of the module, or of a module in it, stands for; None if it is local."""
        if isinstance(node, ast.Name):
            if self.local(node.id) is not None:
                return None
            return self.names.get(node.id, BUILT_IN.get(node.id))
        if isinstance(node, ast.Attribute):
            owner = self.thing(node.value)
            return getattr(owner, node.attr, None) if isinstance(owner, ModuleType) else None
        return None

    def _attribute(self, node: ast.Attribute) -> Value:
        constant = known(self.thing(node))
        if constant is not None:
            return constant
        base = self.value(node.value)
        if isinstance(base.kind, Block) and node.attr in ("shape", "size"):
            sizes = (
                [whole(n) for n in base.kind.shape] if base.kind.shape is not None else [Value(WHOLE, base.parts[1:])]
            )
            return together(sizes) if node.attr == "shape" else sizes[0]
        if isinstance(base.kind, Record):
            return self.emit.load(*self.field(base, node))
        raise self.no(node)

    def field(self, base: Value, node: ast.Attribute) -> tuple[Any, np.dtype[Any]]:
        """Address and type of a field of a record."""
        assert isinstance(base.kind, Record)
        fields = base.kind.dtype.fields
        if node.attr not in fields:
            raise self.no(node, f"there is no {node.attr}; there are {', '.join(fields)}")
        return self.emit.moved(base.only, fields[node.attr][1]), fields[node.attr][0]

    def _subscript(self, node: ast.Subscript) -> Value:
        base = self.value(node.value)
        if isinstance(base.kind, Several):
            return self._one_of(base, node)
        if not isinstance(base.kind, Block):
            raise self.no(node)
        return self.emit.load(*self.place(base, node))

    def place(self, base: Value, node: ast.Subscript) -> tuple[Any, np.dtype[Any]]:
        """Address and type of an item of a block."""
        index = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return self.emit.item(base, [self.value(one) for one in index])

    def _one_of(self, base: Value, node: ast.Subscript) -> Value:
        """One of several things, by its number."""
        parts = base.several()
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int):
            return parts[node.slice.value]
        which, found = self.value(node.slice).only, parts[-1]
        for number, part in enumerate(parts[:-1]):
            here = self.emit.b.icmp_signed("==", which, WORD(number))
            found = Value(part.kind, (self.emit.b.select(here, part.only, self.emit.turned(found, part.kind).only),))
        return found

    def _tuple(self, node: ast.Tuple) -> Value:
        return together([self.value(one) for one in node.elts])

    # -- sums --------------------------------------------------------------------------------------

    def _unaryop(self, node: ast.UnaryOp) -> Value:
        inner, b = self.value(node.operand), self.emit.b
        if isinstance(node.op, ast.Not):
            return Value(TRUTH, (b.not_(self.emit.truth(inner)),))
        if isinstance(node.op, ast.UAdd):
            return inner
        if inner.kind == REAL:
            constant = inner.only
            return Value(REAL, (b.fneg(constant) if not hasattr(constant, "constant") else DOUBLE(-constant.constant),))
        number = self.emit.turned(inner, WHOLE).only
        if isinstance(node.op, ast.Invert):
            return Value(WHOLE, (b.not_(number),))
        return Value(WHOLE, (WORD(-number.constant) if hasattr(number, "constant") else b.neg(number),))

    def _binop(self, node: ast.BinOp) -> Value:
        return self.sum_of(node, node.op, self.value(node.left), self.value(node.right))

    def sum_of(self, node: ast.AST, op: ast.operator, left: Value, right: Value) -> Value:
        """Two numbers taken together."""
        emit, b = self.emit, self.emit.b
        if not isinstance(left.kind, Number) or not isinstance(right.kind, Number):
            raise self.no(node, "only numbers can be taken together")
        if isinstance(op, ast.Div):
            return emit.divided(left, right, self.where(node))
        if isinstance(op, ast.FloorDiv | ast.Mod):
            return emit.floored(left, right, self.where(node))[isinstance(op, ast.Mod)]
        if isinstance(op, ast.Pow):
            return self._power(node, left, right)
        if REAL in (left.kind, right.kind):
            write = {ast.Add: b.fadd, ast.Sub: b.fsub, ast.Mult: b.fmul}.get(type(op))
            if write is None:
                raise self.no(node)
            return Value(REAL, (write(emit.turned(left, REAL).only, emit.turned(right, REAL).only),))
        write = {ast.Add: b.add, ast.Sub: b.sub, ast.Mult: b.mul, ast.BitAnd: b.and_, ast.BitOr: b.or_,
                 ast.BitXor: b.xor, ast.LShift: b.shl, ast.RShift: b.ashr}[type(op)]  # fmt: skip
        return Value(WHOLE, (write(emit.turned(left, WHOLE).only, emit.turned(right, WHOLE).only),))

    def _power(self, node: ast.AST, left: Value, right: Value) -> Value:
        if REAL in (left.kind, right.kind):
            return self.emit.library("pow", [left, right])
        times = getattr(right.only, "constant", None)
        if times is None or times < 0:
            raise self.no(node, "a whole number to the power of another that is not written out")
        found = whole(1)
        for _ in range(times):
            found = self.sum_of(node, ast.Mult(), found, left)
        return found

    # -- comparisons, and what is true -------------------------------------------------------------

    def _compare(self, node: ast.Compare) -> Value:
        left, found = self.value(node.left), None
        for op, right_node in zip(node.ops, node.comparators, strict=True):
            if type(op) not in COMPARES:
                raise self.no(node)
            right = self.value(right_node)
            one = self.compared(COMPARES[type(op)], left, right)
            found = one if found is None else self.emit.b.and_(found, one)
            left = right
        return Value(TRUTH, (found,))

    def compared(self, sign: str, left: Value, right: Value) -> Any:
        """One bit: does it hold?"""
        emit = self.emit
        if REAL in (left.kind, right.kind):
            write = emit.b.fcmp_unordered if sign == "!=" else emit.b.fcmp_ordered
            return write(sign, emit.turned(left, REAL).only, emit.turned(right, REAL).only)
        return emit.b.icmp_signed(sign, emit.turned(left, WHOLE).only, emit.turned(right, WHOLE).only)

    def _boolop(self, node: ast.BoolOp) -> Value:
        """``a or b`` is a if that is true, else b; what is not asked for is not looked at."""
        found = self.value(node.values[0])
        for other in node.values[1:]:
            found = self._joined(node, found, other)
        return found

    def _joined(self, node: ast.BoolOp, first: Value, other: ast.expr) -> Value:
        decided = self.emit.truth(first)
        ask = decided if isinstance(node.op, ast.And) else self.emit.b.not_(decided)
        return self.either(node, ask, lambda: self.value(other), lambda: first)

    def _ifexp(self, node: ast.IfExp) -> Value:
        test = self.emit.truth(self.value(node.test))
        return self.either(node, test, lambda: self.value(node.body), lambda: self.value(node.orelse))

    def either(self, node: ast.AST, test: Any, yes: Callable[[], Value], no: Callable[[], Value]) -> Value:
        """The one or the other; only one of them is worked out."""
        b, ends = self.emit.b, []
        with b.if_else(test) as (then, otherwise):
            for side, work in ((then, yes), (otherwise, no)):
                with side:
                    ends.append([work(), b.block])
        kind = common(ends[0][0].kind, ends[1][0].kind)
        if kind is None:
            raise self.no(node, "both sides must be of one kind")
        after = b.block
        for end in ends:
            b.position_before(end[1].terminator)
            end[0] = self.emit.turned(end[0], kind)
        b.position_at_end(after)
        parts = []
        for i, held in enumerate(kind.held):
            joined = b.phi(held)
            for end, block in ends:
                joined.add_incoming(end.parts[i], block)
            parts.append(joined)
        return Value(kind, tuple(parts))
