"""Which locals of a part live across a wait: they are kept in the patient's row, so they say their type.

Walks a function backwards: at each statement the set of names whose value is still read later on. A name that
is read after a wait, and was given its value before it, would be garbage in the compiled engine unless it is
kept; the checker of the subset refuses it by name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

Names = frozenset[str]


@dataclass
class _Walk:
    """One function: its locals, and what was found to cross a wait (name, line of the wait)."""

    own: Names
    crossing: dict[str, int] = field(default_factory=dict)

    def block(self, statements: Iterable[ast.stmt], after: Names, loop: tuple[Names, Names]) -> Names:
        """Names read in these statements or later. ``loop``: what is read after break, after continue."""
        for statement in reversed(list(statements)):
            after = self.statement(statement, after, loop)
        return after

    def statement(self, node: ast.stmt, after: Names, loop: tuple[Names, Names]) -> Names:
        """Names that are read from this statement on."""
        if isinstance(node, ast.If):
            either = self.block(node.body, after, loop) | self.block(node.orelse, after, loop)
            return either | self.read(node.test)
        if isinstance(node, ast.While | ast.For):
            return self.loop(node, after, loop)
        if isinstance(node, ast.Break):
            return loop[0]
        if isinstance(node, ast.Continue):
            return loop[1]
        if isinstance(node, ast.Return):
            return self.read(node.value) if node.value is not None else frozenset()
        stored = {p.id for p in ast.walk(node) if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)}
        before = after if isinstance(node, ast.AugAssign) else after - stored
        if waits_in(node):
            for name in (after - stored) & self.own:
                self.crossing.setdefault(name, node.lineno)
        return before | self.read(node)

    def loop(self, node: ast.While | ast.For, after: Names, outer: tuple[Names, Names]) -> Names:
        """A loop: what is read in the next round is read after this one."""
        rest = self.block(node.orelse, after, outer)
        head = self.read(node.test if isinstance(node, ast.While) else node.iter)
        counter = (
            frozenset() if isinstance(node, ast.While) else frozenset(p.id for p in ast.walk(node.target)
                                                                       if isinstance(p, ast.Name))
        )  # fmt: skip
        before = rest | head
        while True:
            again = self.block(node.body, before, (after, before)) - counter | rest | head
            if again == before:
                if any(waits_in(inner) for inner in ast.walk(node) if isinstance(inner, ast.stmt)):
                    for name in counter & self.own:
                        self.crossing.setdefault(name, node.lineno)
                return before
            before = again

    def read(self, node: ast.AST) -> Names:
        """Locals whose value is read here."""
        return frozenset(
            p.id
            for p in ast.walk(node)
            if isinstance(p, ast.Name)
            and (isinstance(p.ctx, ast.Load) or isinstance(node, ast.AugAssign))
            and p.id in self.own
        )


def waits_in(node: ast.AST) -> bool:
    """Whether a simple statement makes the patient wait."""
    if isinstance(node, ast.If | ast.While | ast.For | ast.FunctionDef) or not isinstance(node, ast.stmt):
        return False
    return any(isinstance(part, ast.Yield | ast.YieldFrom) for part in ast.walk(node))


def carried_across_waits(function: ast.FunctionDef, kept: set[str]) -> list[tuple[str, int]]:
    """Names that live across a wait without saying their type, each with the line of a wait."""
    own = {p.id for p in ast.walk(function) if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)}
    own |= {arg.arg for arg in function.args.args}
    walk = _Walk(frozenset(own))
    walk.block(function.body, frozenset(), (frozenset(), frozenset()))
    return sorted((name, line) for name, line in walk.crossing.items() if name not in kept and name != "_")


def read_before_given(function: ast.FunctionDef) -> list[tuple[str, int]]:
    """Locals that some way through the function reads before it gives them a value, each with a line that reads it.

    Python ends the run there; a machine would read what happened to lie in that place.
    """
    own = {p.id for p in ast.walk(function) if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)}
    own -= {arg.arg for arg in function.args.args}
    needed = _Walk(frozenset(own)).block(function.body, frozenset(), (frozenset(), frozenset()))
    lines = {p.id: p.lineno for p in reversed(list(ast.walk(function))) if isinstance(p, ast.Name) and p.id in needed
             and isinstance(p.ctx, ast.Load)}  # fmt: skip
    return sorted((name, lines.get(name, function.lineno)) for name in needed)
