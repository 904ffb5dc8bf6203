"""Functions of the compiled subset as functions of the machine: one for each set of kinds that it is given."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Sequence
from typing import Any, NamedTuple

from llvmlite import ir

from sim.engine.compiled.native.code import Emitter
from sim.engine.compiled.native.expressions import CompileError
from sim.engine.compiled.native.kinds import (
    NOTHING,
    Kind,
    Value,
    common,
)  # fmt: skip
from sim.engine.compiled.native.statements import AgainError, Statements


class Made(NamedTuple):
    """A function of the machine, and the kind of its answer."""

    code: Any
    answer: Kind


class Library:
    """All functions of one module of the machine."""

    def __init__(self, name: str) -> None:
        self.module = ir.Module(name)
        self._made: dict[Any, Made] = {}
        self._trees: dict[Any, ast.FunctionDef] = {}

    def own(self, text: str, names: dict[str, Any]) -> None:
        """Take the functions of a text from there: it was never a file that Python could be asked for."""
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and node.name in names:
                self._trees[names[node.name]] = node

    def function(self, function: Any, kinds: tuple[Kind, ...]) -> Made:
        """The function for arguments of these kinds."""
        key = function, kinds
        if key not in self._made:
            tree = self._trees.get(function)
            if tree is None:
                parsed = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
                assert isinstance(parsed, ast.FunctionDef)
                tree = parsed
            known: dict[str, Kind] = {}
            answers: list[Kind] = []
            while key not in self._made:
                try:
                    self._made[key] = Function(self, tree, function.__globals__, kinds, known, answers).made()
                except AgainError:
                    continue
        return self._made[key]


class Function(Statements):
    """One function while it is written. ``kinds_of``, ``answers``: what was learned when it was tried before."""

    def __init__(
        self,
        program: Library,
        tree: ast.FunctionDef,
        names: dict[str, Any],
        kinds: Sequence[Kind],
        kinds_of: dict[str, Kind],
        answers: list[Kind],
    ) -> None:
        self.program, self.tree, self.names, self.name = program, tree, names, tree.name
        self.kinds, self.kinds_of, self.answers = tuple(kinds), kinds_of, answers
        self.held: dict[str, tuple[Kind, list[Any]]] = {}
        self.loops: list[tuple[Any, Any]] = []
        self.returns: list[tuple[Any, Value]] = []

    def made(self) -> Made:
        """Write it."""
        answer = self.answers[-1] if self.answers else NOTHING
        held = answer.held
        machine = held[0] if len(held) == 1 else (ir.LiteralStructType(held) if held else ir.VoidType())
        kind = ir.FunctionType(machine, [one for given in self.kinds for one in given.held])
        code = ir.Function(self.program.module, kind, self.program.module.get_unique_name(f"{self.name}_"))
        code.linkage = "internal"
        code.attributes.add("nounwind")
        self.emit = Emitter(ir.IRBuilder(code.append_basic_block("entry")))
        start = code.append_basic_block("start")
        try:
            self.emit.b.position_at_end(start)
            at = 0
            for parameter, given in zip(self.tree.args.args, self.kinds, strict=True):
                self.assign(parameter.arg, Value(given, tuple(code.args[at : at + len(given.held)])))
                at += len(given.held)
            self.answer = answer
            self.block(self.tree.body)
            if not self.emit.b.block.is_terminated:
                if held:
                    self.emit.b.unreachable()
                else:
                    self.emit.b.ret_void()
        except AgainError:
            del self.program.module.globals[code.name]
            raise
        with self.emit.b.goto_block(code.entry_basic_block):
            self.emit.b.branch(start)
        return Made(code, answer)

    # -- names -------------------------------------------------------------------------------------

    def local(self, name: str) -> Value | None:
        """What a name of the function holds, if it is one."""
        if name not in self.held:
            return None
        kind, rooms = self.held[name]
        return Value(kind, tuple(self.emit.b.load(room) for room in rooms))

    def assign(self, name: str, value: Value) -> None:
        """Give a name a value; a name is of one kind in the whole function."""
        wanted = self.kinds_of.get(name, value.kind)
        kind = common(wanted, value.kind)
        if kind is None:
            raise CompileError(f"{self.name}: {name} is of two kinds")
        self.kinds_of[name] = kind
        if name not in self.held:
            self.held[name] = (kind, self.emit.room(kind))
        elif self.held[name][0] != kind:
            raise AgainError
        for part, room in zip(self.emit.turned(value, kind).parts, self.held[name][1], strict=True):
            self.emit.b.store(part, room)
