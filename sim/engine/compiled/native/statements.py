"""Statements of the compiled subset, as blocks of the machine."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir

from sim.engine.compiled.native.calls import Calls
from sim.engine.compiled.native.kinds import NONE, WHOLE, Block, Kind, Record, Several, Value, common, whole


class AgainError(Exception):
    """A name, or the answer, turned out to be of a wider kind: the function is written anew."""


class Statements(Calls):
    """Translates statements."""

    loops: list[tuple[Any, Any]]
    answers: list[Kind]
    answer: Kind

    if TYPE_CHECKING:

        def assign(self, name: str, value: Value) -> None:
            """Give a name a value."""

    def block(self, statements: Sequence[ast.stmt]) -> None:
        """One after another; what comes after a way out is never reached."""
        for node in statements:
            if self.emit.b.block.is_terminated:
                return
            write = getattr(self, f"_do_{type(node).__name__.lower()}", None)
            if write is None:
                raise self.no(node)
            write(node)

    def _do_pass(self, node: ast.Pass) -> None:
        return

    def _do_expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.value(node.value)

    def _do_assign(self, node: ast.Assign) -> None:
        value = self.value(node.value)
        for target in node.targets:
            self.put(target, value)

    def _do_annassign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.put(node.target, self.value(node.value))

    def put(self, target: ast.expr, value: Value) -> None:
        """Put a value where a target says."""
        if isinstance(target, ast.Name):
            self.assign(target.id, value)
        elif isinstance(target, ast.Tuple):
            for one, part in zip(target.elts, value.several(), strict=True):
                self.put(one, part)
        else:
            self.emit.store(*self.target(target), value)

    def target(self, node: ast.expr) -> tuple[Any, np.dtype[Any]]:
        """Address and type of a field or an item."""
        if isinstance(node, ast.Attribute):
            base = self.value(node.value)
            if isinstance(base.kind, Record):
                return self.field(base, node)
        if isinstance(node, ast.Subscript):
            base = self.value(node.value)
            if isinstance(base.kind, Block):
                return self.place(base, node)
        raise self.no(node, "cannot be given a value")

    def _do_augassign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.assign(node.target.id, self.sum_of(node, node.op, self.value(node.target), self.value(node.value)))
            return
        address, dtype = self.target(node.target)
        added = self.value(node.value)
        self.emit.store(address, dtype, self.sum_of(node, node.op, self.emit.load(address, dtype), added))

    def _do_return(self, node: ast.Return) -> None:
        value = NONE if node.value is None else self.value(node.value)
        kind = value.kind if not self.answers else common(self.answers[-1], value.kind)
        if kind is None:
            raise self.no(node, "the function answers two kinds")
        if not self.answers or self.answers[-1] != kind:
            self.answers.append(kind)
        if self.answers[-1] != self.answer:
            raise AgainError
        parts = self.emit.turned(value, kind).parts
        if not parts:
            self.emit.b.ret_void()
        elif len(parts) == 1:
            self.emit.b.ret(parts[0])
        else:
            self.emit.b.ret(self._struct(parts))

    def _struct(self, parts: Sequence[Any]) -> Any:
        made = ir.Constant(ir.LiteralStructType([part.type for part in parts]), ir.Undefined)
        for i, part in enumerate(parts):
            made = self.emit.b.insert_value(made, part, i)
        return made

    def _do_raise(self, node: ast.Raise) -> None:
        words = "RuntimeError: "
        if isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name) and node.exc.args:
            first = node.exc.args[0]
            said = str(first.value) if isinstance(first, ast.Constant) else ast.unparse(first)
            words = f"{node.exc.func.id}: {said}"
        self.emit.fail(words)

    def _do_if(self, node: ast.If) -> None:
        b = self.emit.b
        test = self.emit.truth(self.value(node.test))
        yes, no, after = (b.append_basic_block(name) for name in ("yes", "no", "after"))
        b.cbranch(test, yes, no)
        for begin, body in ((yes, node.body), (no, node.orelse)):
            b.position_at_end(begin)
            self.block(body)
            if not b.block.is_terminated:
                b.branch(after)
        b.position_at_end(after)

    def _do_while(self, node: ast.While) -> None:
        b = self.emit.b
        head, body, after = (b.append_basic_block(name) for name in ("head", "body", "after"))
        b.branch(head)
        b.position_at_end(head)
        b.cbranch(self.emit.truth(self.value(node.test)), body, after)
        b.position_at_end(body)
        self._loop(node.body, head, after)
        if not b.block.is_terminated:
            b.branch(head)
        b.position_at_end(after)

    def _loop(self, body: Sequence[ast.stmt], again: Any, after: Any) -> None:
        self.loops.append((again, after))
        self.block(body)
        self.loops.pop()

    def _do_for(self, node: ast.For) -> None:
        if not isinstance(node.iter, ast.Call):
            self._for_each(node)
            return
        if not isinstance(node.iter.func, ast.Name) or node.iter.func.id != "range" or node.orelse:
            raise self.no(node)
        given = [self.emit.turned(self.value(one), WHOLE) for one in node.iter.args]
        first, end = (whole(0), given[0]) if len(given) == 1 else given[:2]
        step = getattr(given[2].only, "constant", 0) if len(given) == 3 else 1
        if step <= 0:
            raise self.no(node, "a step is a number above zero that is written out")

        def once(i: Value, again: Any, after: Any) -> None:
            self.put(node.target, i)
            self._loop(node.body, again, after)

        self.counted(first, end, step, once)

    def _for_each(self, node: ast.For) -> None:
        """Over several things whose number is known: once for each."""
        several = self.value(node.iter)
        jumps = any(isinstance(part, ast.Break | ast.Continue) for part in ast.walk(node))
        if jumps or not isinstance(several.kind, Several):
            raise self.no(node)
        for part in several.several():
            self.put(node.target, part)
            self.block(node.body)

    def _do_break(self, node: ast.Break) -> None:
        self.emit.b.branch(self.loops[-1][1])

    def _do_continue(self, node: ast.Continue) -> None:
        self.emit.b.branch(self.loops[-1][0])
