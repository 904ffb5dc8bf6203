"""Calls of the compiled subset: of its own functions, of primitives, of mathematics, of what Python has built in."""

from __future__ import annotations

import ast
import inspect
import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from sim.engine.compiled.native.expressions import BUILT_IN, Expressions
from sim.engine.compiled.native.kinds import DOUBLE, REAL, TRUTH, WHOLE, WORD, Block, Value, common, whole
from sim.engine.compiled.native.primitives import Primitive

ROUNDED: Final = ("floor", "ceil", "trunc")


class Calls(Expressions):
    """Translates calls."""

    def _call(self, node: ast.Call) -> Value:
        function = self.thing(node.func)
        if node.keywords or function is None:
            raise self.no(node)
        if function in (np.zeros, np.empty, np.full):
            return self._block(node, function)
        given = [self.value(argument) for argument in node.args]
        if isinstance(function, Primitive):
            return function.writes(self.emit, given)
        if isinstance(node.func, ast.Attribute) and self.thing(node.func.value) is math:
            return self._mathematics(node, node.func.attr, given)
        if isinstance(node.func, ast.Name) and function is BUILT_IN.get(node.func.id):
            return self._built_in(node, node.func.id, given)
        function = getattr(function, "py_func", function)
        if not inspect.isfunction(function):
            raise self.no(node)
        return self.called(function, given)

    def called(self, function: Any, given: Sequence[Value]) -> Value:
        """The answer of another function."""
        made = self.program.function(function, tuple(value.kind for value in given))
        answer = self.emit.b.call(made.code, [part for value in given for part in value.parts])
        held = made.answer.held
        if len(held) < 2:
            return Value(made.answer, (answer,) if held else ())
        return Value(made.answer, tuple(self.emit.b.extract_value(answer, i) for i in range(len(held))))

    def _mathematics(self, node: ast.Call, name: str, given: Sequence[Value]) -> Value:
        numbers, b = [self.emit.turned(one, REAL).only for one in given], self.emit.b
        if name in ("sqrt", "fabs"):
            return Value(REAL, (self.emit.intrinsic(name, numbers[0]),))
        if name in ROUNDED:
            return Value(WHOLE, (b.fptosi(self.emit.intrinsic(name, numbers[0]), WORD),))
        if name in ("isinf", "isfinite"):
            size = self.emit.intrinsic("fabs", numbers[0])
            sign = "==" if name == "isinf" else "<"
            return Value(TRUTH, (b.fcmp_ordered(sign, size, DOUBLE(math.inf)),))
        if name == "isnan":
            return Value(TRUTH, (b.fcmp_unordered("uno", numbers[0], numbers[0]),))
        return self.emit.library(name, given)

    def _built_in(self, node: ast.Call, name: str, given: Sequence[Value]) -> Value:
        emit, b = self.emit, self.emit.b
        if name in ("int", "float", "bool"):
            return emit.turned(given[0], {"int": WHOLE, "float": REAL, "bool": TRUTH}[name])
        if name == "abs":
            if given[0].kind == REAL:
                return Value(REAL, (emit.intrinsic("fabs", given[0].only),))
            number = emit.turned(given[0], WHOLE).only
            return Value(WHOLE, (b.select(b.icmp_signed("<", number, WORD(0)), b.neg(number), number),))
        if name in ("min", "max"):
            found = given[0]
            for other in given[1:]:
                better = self.compared("<" if name == "min" else ">", other, found)
                kind = common(found.kind, other.kind)
                assert kind is not None
                found = Value(kind, (b.select(better, emit.turned(other, kind).only, emit.turned(found, kind).only),))
            return found
        raise self.no(node)

    def _block(self, node: ast.Call, function: Any) -> Value:
        """A block of numbers of this call: on the stack, gone when the function ends."""
        emit, b = self.emit, self.emit.b
        count = emit.turned(self.value(node.args[0]), WHOLE)
        fill = Value(REAL, (DOUBLE(0.0),)) if function is np.zeros else None
        if function is np.full:
            fill = self.value(node.args[1])
        dtype = np.dtype("i8" if fill is not None and fill.kind == WHOLE else "f8")
        known_count = getattr(count.only, "constant", None)
        if known_count is not None:
            with b.goto_entry_block():
                room = b.alloca(WORD, known_count)
        else:
            room = b.alloca(WORD, count.only)
        block = Value(Block(dtype), (b.ptrtoint(room, WORD), count.only))
        if fill is not None:
            self.counted(whole(0), count, 1, lambda i, *_: emit.store(*emit.item(block, [i]), fill))
        return block

    def counted(self, first: Value, end: Value, step: int, work: Callable[[Value, Any, Any], None]) -> None:
        """Do something for whole numbers from one up to another; ``work`` is told where the next and the end begin."""
        b = self.emit.b
        before = b.block
        head, body, following, after = (b.append_basic_block(name) for name in ("head", "body", "following", "after"))
        b.branch(head)
        b.position_at_end(head)
        i = b.phi(WORD)
        i.add_incoming(first.only, before)
        b.cbranch(b.icmp_signed("<", i, end.only), body, after)
        b.position_at_end(body)
        work(Value(WHOLE, (i,)), following, after)
        if not b.block.is_terminated:
            b.branch(following)
        b.position_at_end(following)
        i.add_incoming(b.add(i, WORD(step)), following)
        b.branch(head)
        b.position_at_end(after)
