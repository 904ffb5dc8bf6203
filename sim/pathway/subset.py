"""The small part of Python in which patient process and moment policies are written, and its checker.

The compiled engine runs the same source. So: numbers in and numbers out; only the engine's verbs are
yielded, alone on the right of an assignment; parts are joined by ``yield from``; what lives across a wait is
annotated (see ``liveness.py``). What is refused is named with file, line and reason. The rules: README.md.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from sim.pathway.liveness import carried_across_waits, read_before_given, waits_in
from sim.pathway.ways import ends_without_answer

HERE: Final = Path(__file__).parent
FILES: Final = (
    "episode", "choosing", "visit", "clinic", "finding", "decide", "admission", "channel", "direct", "record", "bed",
    "appointment", "supplies", "visiting", "reading", "skill", "emergency", "session", "joint", "afterwards", "pay",
    "way", "walk", "walk_keep", "walk_time",
)  # fmt: skip
"""Modules that must stay inside the subset."""
WAITING_VERBS: Final = ("hold", "until", "seize", "seize_all")
BUILT_IN: Final = ("int", "float", "bool", "abs", "min", "max", "len", "range")
NUMBERS: Final = ("int", "float", "bool")
ROWS: Final = ("Verbs", "Walking", "World", "Network", "Case", "Walker")
"""Parameters that may live across a wait: the engine, the tables, the row of the patient; and ``…Row``."""

REFUSED: Final[dict[type[ast.AST], str]] = {
    ast.Try: "try: an error ends the run, it is not handled in the pathway",
    ast.With: "with",
    ast.Raise: "raise",
    ast.Assert: "assert",
    ast.Delete: "del",
    ast.Global: "global: what is remembered stands in a table or in the case",
    ast.Nonlocal: "nonlocal",
    ast.Import: "import inside a function",
    ast.ImportFrom: "import inside a function",
    ast.ClassDef: "a class inside a function",
    ast.FunctionDef: "a function inside a function",
    ast.AsyncFunctionDef: "async",
    ast.Lambda: "lambda: write a function of the module",
    ast.ListComp: "a comprehension: write a loop",
    ast.SetComp: "a comprehension: write a loop",
    ast.DictComp: "a comprehension: write a loop",
    ast.GeneratorExp: "a comprehension: write a loop",
    ast.Dict: "a dict: numbers stand in tables",
    ast.Set: "a set: numbers stand in tables",
    ast.List: "a list: numbers stand in tables",
    ast.JoinedStr: "an f-string: the pathway handles numbers, words belong to the report",
    ast.Starred: "a starred argument",
    ast.NamedExpr: "an assignment inside an expression",
    ast.Await: "await",
    ast.Slice: "a slice",
    ast.Match: "match: write if and elif",
}


@dataclass(frozen=True, order=True)
class Refusal:
    """One thing that the subset does not know."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class Function:
    """One function under examination. ``known``: names of its module; ``offset``: lines before its source."""

    def __init__(
        self, file: str, node: ast.FunctionDef, known: set[str], offset: int = 0, abstract: bool = False
    ) -> None:
        self.file, self.node, self.known, self.offset, self.abstract = file, node, known, offset, abstract

    def refusals(self, may_wait: bool = True) -> Iterator[Refusal]:
        """Everything in it that the subset does not know."""
        found = list(self._unknown(may_wait))
        yield from found
        if not found and not self.abstract and ends_without_answer(self.node):
            reason = f"{self.node.name} promises an answer, and one way through it ends without: return on every way"
            yield self.no(self.node, reason)

    def _unknown(self, may_wait: bool) -> Iterator[Refusal]:
        node = self.node
        if node.decorator_list:
            yield self.no(node, "a decorator")
        yield from self._parameters()
        allowed: set[ast.AST] = set()
        for statement in ast.walk(node):
            if waits_in(statement) and isinstance(statement, ast.Assign | ast.AnnAssign | ast.Return):
                wait = statement.value
                if isinstance(wait, ast.Yield | ast.YieldFrom):
                    allowed.add(wait)
                    yield from self._wait(statement, wait, may_wait)
        for statement in self._body():
            for part in ast.walk(statement):
                yield from self._part(part, allowed)
        for name, line in carried_across_waits(node, self._kept_by_type()):
            reason = f"{name} is used after a wait: annotate it, {name}: int = … or {name}: float = …"
            yield Refusal(self.file, line + self.offset, reason)
        for name, line in read_before_given(node):
            yield Refusal(self.file, line + self.offset, f"{name} is read here, and not every way here gave it a value")

    def _body(self) -> Sequence[ast.stmt]:
        """Statements behind the docstring."""
        return self.node.body[1:] if ast.get_docstring(self.node) is not None else self.node.body

    def _parameters(self) -> Iterator[Refusal]:
        args = self.node.args
        if args.vararg or args.kwarg or args.kwonlyargs or args.posonlyargs or args.defaults:
            yield self.no(self.node, "parameters with stars or defaults: each is given, in order")
        for arg in args.args:
            if arg.annotation is None and arg.arg != "self":
                yield self.no(arg, f"parameter {arg.arg} has no type")

    def _kept_by_type(self) -> set[str]:
        """Locals and parameters that say what they are: a number, a row, the engine, the tables."""
        said = [(arg.arg, arg.annotation) for arg in self.node.args.args]
        for part in ast.walk(self.node):
            if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                said.append((part.target.id, part.annotation))
        return {name for name, kind in said if isinstance(kind, ast.Name) and may_be_kept(kind.id)}

    def _wait(self, statement: ast.stmt, wait: ast.Yield | ast.YieldFrom, may_wait: bool) -> Iterator[Refusal]:
        if not may_wait:
            yield self.no(wait, "a policy answers at once: it makes nobody wait")
        if isinstance(wait, ast.YieldFrom):
            call = wait.value
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
                yield self.no(wait, "yield from takes a call of another part: x = yield from part(do, world, case)")
            return
        verb = wait.value.func if isinstance(wait.value, ast.Call) else None
        if isinstance(statement, ast.Return):
            yield self.no(wait, "a yielded verb stands alone on the right of an assignment")
        if not (isinstance(verb, ast.Attribute) and isinstance(verb.value, ast.Name) and verb.value.id == "do"):
            yield self.no(wait, f"only the engine's verbs are yielded: {', '.join(f'do.{v}' for v in WAITING_VERBS)}")
        elif verb.attr not in WAITING_VERBS:
            yield self.no(wait, f"do.{verb.attr} makes nobody wait; only {', '.join(WAITING_VERBS)} are yielded")

    def _part(self, part: ast.AST, allowed: set[ast.AST]) -> Iterator[Refusal]:
        if type(part) in REFUSED:
            yield self.no(part, REFUSED[type(part)])
        elif isinstance(part, ast.Compare):
            if any(isinstance(operator, ast.Is | ast.IsNot) for operator in part.ops):
                yield self.no(part, "is: None is not a number; use -1 and ==")
        elif isinstance(part, ast.Yield | ast.YieldFrom) and part not in allowed:
            yield self.no(part, "a yield stands alone on the right of an assignment: x = yield do.hold(minutes)")
        elif isinstance(part, ast.Constant) and not isinstance(part.value, int | float):
            yield self.no(part, f"{part.value!r}: only numbers, no text and no None")
        elif isinstance(part, ast.Call):
            yield from self._call(part)
        elif isinstance(part, ast.For) and not (
            isinstance(part.iter, ast.Call) and isinstance(part.iter.func, ast.Name) and part.iter.func.id == "range"
        ):
            yield self.no(part, "a loop over things: write for i in range(…)")
        elif isinstance(part, ast.For | ast.While) and part.orelse:
            yield self.no(part.orelse[0], "else behind a loop: write if behind it")
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id not in self._names():
            yield self.no(part, f"{part.id} is neither a local, a number of the module nor one of its functions")

    def _call(self, call: ast.Call) -> Iterator[Refusal]:
        if call.keywords:
            yield self.no(call, "a call with keywords: arguments are given in order")
        if not isinstance(call.func, ast.Name | ast.Attribute):
            yield self.no(call, "a call of something that was computed")

    @cached_property
    def _locals(self) -> set[str]:
        stored = {p.id for p in ast.walk(self.node) if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)}
        annotations = {
            inner.id
            for part in ast.walk(self.node)
            for kind in [getattr(part, "annotation", None) or getattr(part, "returns", None)]
            if kind is not None
            for inner in ast.walk(kind)
            if isinstance(inner, ast.Name)
        }
        return stored | annotations | {arg.arg for arg in self.node.args.args}

    def _names(self) -> set[str]:
        return self._locals | self.known | set(BUILT_IN)

    def no(self, node: Any, reason: str) -> Refusal:
        """A refusal at this place."""
        return Refusal(self.file, int(node.lineno) + self.offset, reason)


def may_be_kept(kind: str) -> bool:
    """Whether something of this type can stand in the patient's row: a number, or the number of a row."""
    return kind in NUMBERS or kind in ROWS or kind.endswith("Row")


def names_of_module(tree: ast.Module) -> set[str]:
    """What a module imports, names and defines."""
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        else:
            found |= {p.id for p in ast.walk(node) if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)}
    return found


def check_source(source: str, file: str) -> list[Refusal]:
    """What a module of the pathway contains that the subset does not know."""
    tree = ast.parse(source)
    known = names_of_module(tree)
    functions = [Function(file, node, known) for node in tree.body if isinstance(node, ast.FunctionDef)]
    return sorted({refusal for function in functions for refusal in function.refusals()})


def check_policy(policy: type[Any]) -> list[Refusal]:
    """What the methods of a moment policy contain that the subset does not know.

    A ``cached_property`` is worked out once, before the run, in ordinary Python; it must answer numbers.
    """
    owners = [owner for owner in policy.__mro__ if owner is policy or hasattr(owner, "question")]
    return sorted({refusal for owner in owners for refusal in _methods_of(owner)})


def _methods_of(policy: type[Any]) -> set[Refusal]:
    """The refusals of what a class itself adds to its question."""
    path = Path(inspect.getfile(policy))
    known = names_of_module(ast.parse(path.read_text(encoding="utf-8")))
    found: set[Refusal] = set()
    for name, method in vars(policy).items():
        if inspect.isfunction(method) and not name.startswith("__") and not hasattr(method, "__wrapped__"):
            lines, start = inspect.getsourcelines(method)
            node = ast.parse(textwrap.dedent("".join(lines))).body[0]
            if not isinstance(node, ast.FunctionDef):
                found.add(Refusal(path.name, start, f"{name} is no plain function: write def {name}(self, …)"))
                continue
            abstract = getattr(method, "__isabstractmethod__", False)
            node.decorator_list = [] if abstract else node.decorator_list
            found |= set(Function(path.name, node, known, start - 1, abstract).refusals(may_wait=False))
    return found


def check_pathway() -> list[Refusal]:
    """Everything in the pathway that the subset does not know; no part may end up calling itself."""
    sources = {name: (HERE / f"{name}.py").read_text(encoding="utf-8") for name in FILES}
    found = [refusal for name, source in sources.items() for refusal in check_source(source, f"{name}.py")]
    return sorted([*found, *recursions(sources)])


def recursions(sources: dict[str, str]) -> Iterator[Refusal]:
    """Functions that end up calling themselves; a part is put in place of its call, so that cannot be."""
    calls: dict[str, dict[str, tuple[str, int]]] = {}
    for file, source in sources.items():
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef):
                inner = [call for call in ast.walk(node) if isinstance(call, ast.Call)]
                named = [(call.func.id, call.lineno) for call in inner if isinstance(call.func, ast.Name)]
                calls[node.name] = {name: (f"{file}.py", line) for name, line in named}
    for name in sorted(calls):
        reached, ahead = set(), list(calls[name])
        while ahead:
            other = ahead.pop()
            if other in calls and other not in reached:
                reached.add(other)
                ahead += calls[other]
        if name in reached:
            file, line = next(iter(calls[name].values()))
            yield Refusal(file, line, f"{name} ends up calling itself")
