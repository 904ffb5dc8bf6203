"""Statements of the pathway as lines of source that is compiled."""

from __future__ import annotations

import ast
from typing import Any, Final

from sim.engine.compiled.code import Code, Scope, cast
from sim.engine.compiled.expressions import Expressions
from sim.engine.compiled.shapes import BOOL, BYTE, FLOAT, INT, Ledger, Number, Pair, Row, Run, shape_in

INDENT: Final = "    "


class Statements:
    """Translates the statements of one function, line by line; ``prefix`` keeps the locals of parts apart."""

    def __init__(self, program: Any, scope: Scope, answer: Any, prefix: str = "") -> None:
        self.program, self.scope, self.answer, self.prefix = program, scope, answer, prefix
        self.expressions = Expressions(program, scope)
        self.lines: list[str] = []
        self.depth = 1
        self._fresh = 0

    def write(self, text: str) -> None:
        """One line at the present depth."""
        self.lines.append(INDENT * self.depth + text)

    def block(self, statements: list[ast.stmt]) -> None:
        """Statements one after the other."""
        for statement in statements:
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        """One statement."""
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a docstring
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise self.scope.no(node, f"{ast.unparse(node).splitlines()[0]} cannot be compiled")
        method(node)

    def code(self, node: ast.expr) -> Code:
        """Translate an expression."""
        return self.expressions.code(node)

    # -- giving names values -----------------------------------------------------------------------

    def _assign(self, node: ast.Assign) -> None:
        first = node.targets[0]
        if isinstance(first, ast.Tuple):
            self._unpack(node, first)
            return
        value = self.code(node.value)
        if len(node.targets) > 1:
            value = self.kept(value)
        for target in node.targets:
            self.give(target, value)

    def _unpack(self, node: ast.Assign, target: ast.Tuple) -> None:
        """Several at once: all values are found before the first is given."""
        if isinstance(node.value, ast.Tuple):
            values = [self.kept(self.code(value)) for value in node.value.elts]
        else:
            pair = self.code(node.value)
            if not isinstance(pair.shape, Pair) or len(pair.shape.parts) != len(target.elts):
                raise self.scope.no(node, f"{ast.unparse(node.value)} is not {len(target.elts)} things together")
            pair = self.kept(pair)
            values = [self.expressions.part(pair, i) for i in range(len(target.elts))]
        for one, value in zip(target.elts, values, strict=True):
            self.give(one, value)

    def kept(self, value: Code) -> Code:
        """A value under a name of its own, so that it is found once."""
        self._fresh += 1
        name = f"{self.prefix}_t{self._fresh}"
        self.write(f"{name} = {value.text}")
        return Code(name, value.shape)

    def _annassign(self, node: ast.AnnAssign) -> None:
        assert isinstance(node.target, ast.Name)
        shape = shape_in(node.annotation, self.scope.known)
        if node.value is not None:
            value = self.code(node.value)
            if shape is None:
                raise self.scope.no(node, f"{node.target.id}: {ast.unparse(node.annotation)} is no number and no row")
            question = getattr(value.shape, "question", "")
            self.give(node.target, value, Row(shape.of, question) if isinstance(shape, Row) else shape)

    def _augassign(self, node: ast.AugAssign) -> None:
        left, right = self.expressions.number(node.target), self.expressions.number(node.value)
        self.give(node.target, self.expressions.sum_of(node, node.op, left, right))

    def give(self, target: ast.expr, value: Code, shape: Any = None) -> None:
        """Give a name, a field of a row or an item of a run its value."""
        if isinstance(target, ast.Name):
            known = self.scope.locals.get(target.id)
            if value.shape == FLOAT and (shape or (known.shape if known is not None else FLOAT)) in (INT, BOOL):
                reason = f"{target.id} is a whole number at first and a real one here: write 0.0 for 0"
                raise self.scope.no(target, reason)
            self._name(target.id, value, shape)
        elif isinstance(target, ast.Attribute):
            base = self.code(target.value)
            field = self.expressions.field(base, target.attr, target)
            if not isinstance(field.shape, Number):
                raise self.scope.no(target, f"{ast.unparse(target)}: only numbers are given new values")
            self.write(f"{field.text} = {cast(value, INT if field.shape == BOOL else field.shape)}")
        elif isinstance(target, ast.Subscript):
            run = self.code(target.value)
            if not isinstance(run.shape, Run) or run.shape.of not in (INT, FLOAT):
                raise self.scope.no(target, f"{ast.unparse(target)}: only numbers are given new values")
            index = self.expressions.as_number(target.slice, INT)
            kind = "float" if run.shape.of == FLOAT else "int"
            at = f"checked({run.text}, {index})" if self.program.checks else f"({index})"
            self.write(f"store_{kind}(load_int({run.text}) + 8 * {at}, {cast(value, run.shape.of)})")
        else:
            raise self.scope.no(target, f"{ast.unparse(target)} cannot be given a value")

    def _name(self, name: str, value: Code, shape: Any) -> None:
        known = self.scope.locals.get(name)
        shape = shape or (known.shape if known is not None else value.shape)
        shape = INT if shape in (BYTE, BOOL) else shape
        if known is None:
            known = self.scope.locals[name] = Code(self.local(name), shape)
        self.write(f"{known.text} = {cast(value, shape) if isinstance(shape, Number) else value.text}")

    def local(self, name: str) -> str:
        """How a local is written."""
        return f"{self.prefix}{name}_"

    # -- ways through ------------------------------------------------------------------------------

    def _if(self, node: ast.If) -> None:
        self.write(f"if {self.expressions.number(node.test).text}:")
        self._inside(node.body)
        if node.orelse:
            self.write("else:")
            self._inside(node.orelse)

    def _while(self, node: ast.While) -> None:
        self.write(f"while {self.expressions.number(node.test).text}:")
        self._inside(node.body)

    def _for(self, node: ast.For) -> None:
        assert isinstance(node.iter, ast.Call)
        assert isinstance(node.target, ast.Name)
        bounds = [self.expressions.as_number(argument, INT) for argument in node.iter.args]
        if len(bounds) == 3 and (not bounds[2].isdigit() or int(bounds[2]) == 0):
            raise self.scope.no(node, f"{ast.unparse(node.iter)}: a step is a number above zero that is written out")
        known = self.scope.locals.setdefault(node.target.id, Code(self.local(node.target.id), INT))
        self.write(f"for {known.text} in range({', '.join(bounds)}):")
        self._inside(node.body)

    def _inside(self, statements: list[ast.stmt]) -> None:
        self.depth += 1
        before = len(self.lines)
        self.block(statements)
        if len(self.lines) == before:
            self.write("pass")
        self.depth -= 1

    def _return(self, node: ast.Return) -> None:
        if node.value is None:
            self.write("return")
        else:
            value = self.expressions.number(node.value) if isinstance(self.answer, Number) else self.code(node.value)
            if self.answer == INT and value.shape == FLOAT:
                raise self.scope.no(node, f"{ast.unparse(node.value)} is a real number, and a whole one is promised")
            self.write(f"return {cast(value, self.answer)}")

    def _break(self, node: ast.Break) -> None:
        self.write("break")

    def _continue(self, node: ast.Continue) -> None:
        self.write("continue")

    def _pass(self, node: ast.Pass) -> None:
        self.write("pass")

    def _expr(self, node: ast.Expr) -> None:
        call = node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "append":
            table = self.code(call.func.value)
            if isinstance(table.shape, Ledger):
                self._append(call, table)
                return
        self.write(self.code(call).text)

    def _append(self, call: ast.Call, rows: Code) -> None:
        """A row of the ledger, field by field."""
        values, table = call.args[0], rows.shape.name
        assert isinstance(values, ast.Tuple)
        row = self.kept(Code(f"new_row({rows.text}, {self.program.table_number(table)})", INT))
        reader = self.program.table_reader(table)
        for (name, shape), value in zip(self.program.columns(table), values.elts, strict=True):
            self.write(f"{reader}({row.text}).{name} = {cast(self.code(value), shape)}")
