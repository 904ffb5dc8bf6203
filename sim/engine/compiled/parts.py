"""A part of the pathway (a generator function) as states: every wait becomes a place where it goes on later."""

from __future__ import annotations

import ast
from typing import Any, Final

from sim.engine.compiled.code import Code, Scope, cast, file_of, source_of
from sim.engine.compiled.shapes import FLOAT, INT, Engine, Number, shape_in
from sim.engine.compiled.statements import Statements
from sim.pathway.liveness import carried_across_waits

HELD: Final = ("do", "world", "case", "w")
"""Parameters that are the same throughout a story, and are kept by nobody."""
OVER: Final = -1
ASLEEP: Final = -2
"""Instead of a state: the story is over; the patient waits."""
STATES_OF_A_PART: Final = 1000


class Part(Statements):
    """One generator function, laid out over the states of its machine."""

    def __init__(self, machine: Any, function: Any) -> None:
        tree, offset = source_of(function)
        scope = Scope(file_of(function), function.__globals__, offset)
        super().__init__(machine.program, scope, INT, f"{function.__name__}__")
        self.machine, self.tree, self.name = machine, tree, function.__name__
        self.entry = STATES_OF_A_PART * len(machine.parts)
        self.states: list[list[str]] = [[]]
        self.crossing = {name for name, _ in carried_across_waits(tree, set())} - set(HELD)
        self.parameters: list[tuple[str, Any]] = []
        for argument in tree.args.args:
            self._parameter(argument, function)
        self.done = False
        self._loops: list[tuple[int, int]] = []
        self._plain_loops = 0

    def _parameter(self, argument: ast.arg, function: Any) -> None:
        known = function.__globals__
        if argument.arg == "do":
            self.scope.locals["do"] = Code("do", Engine())
            return
        shape = shape_in(argument.annotation, known)
        if argument.arg in HELD:
            self.scope.locals[argument.arg] = Code(argument.arg, shape)
            return
        self.parameters.append((argument.arg, shape))
        self.scope.locals[argument.arg] = Code(self.kept_in_row(argument.arg, shape), shape)

    def place(self, name: str, shape: Any) -> str:
        """Where a local lives: in the patient's row if it crosses a wait, else only for the moment."""
        return self.kept_in_row(name, shape) if name in self.crossing else self.local(name)

    def kept_in_row(self, name: str, shape: Any) -> str:
        """A field of the patient's row for a local or a parameter."""
        self.machine.fields[f"{self.prefix}{name}"] = "f8" if shape == FLOAT else "i4" if shape == INT else "i8"
        return f"{self.machine.row}.{self.prefix}{name}"

    def translate(self) -> None:
        """Lay out all statements; once."""
        if self.done:
            return
        self.done = True
        self._at(self.entry)
        self.block(self.tree.body)
        self._leave("0")

    # -- states ------------------------------------------------------------------------------------

    def new_state(self) -> int:
        """The number of one more state."""
        self.states.append([])
        assert len(self.states) < STATES_OF_A_PART
        return self.entry + len(self.states) - 1

    def source(self) -> str:
        """The function of this part: goes on in a state, and answers the state of another part, or a wait."""
        lines = [f"def part_{self.name}(do, world, {self.patient}, state):", f"    answer = {self.machine.row}.answer"]
        lines.append("    while True:")
        for number, body in enumerate(self.states):
            lines.append(f"        if state == {self.entry + number}:")
            lines += body or ["            pass"]
        return "\n".join([*lines, f"        return {OVER}"])

    def _at(self, state: int) -> None:
        self.lines, self.depth = self.states[state - self.entry], 3

    def _go(self, state: int) -> None:
        self.write(f"state = {state}")
        self.write("continue")

    def _leave(self, answer: str) -> None:
        self.write(f"{self.machine.row}.answer = {answer}")
        self.write(f"return {self.machine.back(self.name)}")

    def _wait(self, state: int) -> None:
        self.write(f"{self.machine.row}.state = {state}")
        self.write(f"return {ASLEEP}")

    # -- statements --------------------------------------------------------------------------------

    def statement(self, node: ast.stmt) -> None:
        """One statement; what waits inside becomes states."""
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Yield | ast.YieldFrom):
            self._waits(node, node.value)
        elif isinstance(node, ast.If | ast.While | ast.For) and not self._plain_loops and _splits(node):
            getattr(self, f"_split_{type(node).__name__.lower()}")(node)
        else:
            super().statement(node)

    def _name(self, name: str, value: Code, shape: Any) -> None:
        if name not in self.scope.locals:
            shape = shape or value.shape
            self.scope.locals[name] = Code(self.place(name, shape), shape)
        super()._name(name, value, shape)

    def _waits(self, node: ast.Assign | ast.AnnAssign, wait: ast.Yield | ast.YieldFrom) -> None:
        after = self.new_state()
        if isinstance(wait, ast.YieldFrom):
            assert isinstance(wait.value, ast.Call)
            self._join(wait.value, str(after))
        else:
            assert isinstance(wait.value, ast.Call)
            assert isinstance(wait.value.func, ast.Attribute)
            self._verb(wait.value, wait.value.func.attr, after)
        self._at(after)
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        if not (isinstance(target, ast.Name) and target.id == "_"):
            self.give(target, Code("answer", INT))

    def _verb(self, call: ast.Call, verb: str, after: int) -> None:
        """Ask the engine, and go on when it answers; a free unit answers at once."""
        given = [self.code(argument) for argument in call.args]
        texts = [cast(code, FLOAT if verb != "seize" or i == 2 else INT) for i, code in enumerate(given)]
        if verb in ("hold", "until"):
            self.write(f"{verb}(do, {self.machine.row}.me, {texts[0]})")
            self._wait(after)
            return
        if verb == "seize":
            self.write(f"answer = seize(do, {self.machine.row}.me, {', '.join(texts)})")
        else:
            self.write(f"answer = seize_all(do, world, {self.patient}, {cast(given[1], FLOAT)})")
        self.write("if answer < 0:")
        self.depth += 1
        self._wait(after)
        self.depth -= 1
        self._go(after)

    @property
    def patient(self) -> str:
        """What the patient's row is called."""
        return str(self.machine.patient)

    def _join(self, call: ast.Call, after: str) -> None:
        """Begin another part, and go on at a state when it is over."""
        assert isinstance(call.func, ast.Name)
        function = self.scope.known.get(call.func.id)
        if function is None:
            raise self.scope.no(call, f"{call.func.id} is no part of the pathway")
        part = self.machine.part(function)
        self.machine.callers.setdefault(part.name, set()).add(self.name)
        given = [argument for argument in call.args if not (isinstance(argument, ast.Name) and argument.id in HELD)]
        if len(given) != len(part.parameters):
            raise self.scope.no(call, f"{part.name} asks for {len(part.parameters)} things of its own")
        values = [self.kept(self.code(argument)) for argument in given]
        for (name, shape), value in zip(part.parameters, values, strict=True):
            text = cast(value, shape) if isinstance(shape, Number) else value.text
            self.write(f"{part.scope.locals[name].text} = {text}")
        self.write(f"{self.machine.back(part.name)} = {after}")
        self.write(f"return {part.entry}")

    def _return(self, node: ast.Return) -> None:
        if isinstance(node.value, ast.YieldFrom):
            assert isinstance(node.value.value, ast.Call)
            self._join(node.value.value, self.machine.back(self.name))
        else:
            self._leave("0" if node.value is None else cast(self.code(node.value), INT))

    def _split_if(self, node: ast.If) -> None:
        otherwise, joined = self.new_state(), self.new_state()
        self._unless(node.test, otherwise)
        self.block(node.body)
        self._go(joined)
        self._at(otherwise)
        self.block(node.orelse)
        self._go(joined)
        self._at(joined)

    def _split_while(self, node: ast.While) -> None:
        head, over = self.new_state(), self.new_state()
        self._go(head)
        self._at(head)
        self._unless(node.test, over)
        self._loop(node.body, head, over)

    def _split_for(self, node: ast.For) -> None:
        assert isinstance(node.iter, ast.Call)
        assert isinstance(node.target, ast.Name)
        bounds = list(node.iter.args)
        start = bounds[0] if len(bounds) > 1 else ast.copy_location(ast.Constant(0), node)
        stop = bounds[1] if len(bounds) > 1 else bounds[0]
        head, again, over = (self.new_state() for _ in range(3))
        self.give(node.target, self.code(start), INT)
        self._go(head)
        self._at(again)
        counter = self.scope.locals[node.target.id].text
        self.write(f"{counter} = {counter} + 1")
        self._go(head)
        self._at(head)
        self._unless(ast.Compare(node.target, [ast.Lt()], [stop]), over)
        self._loop(node.body, again, over)

    def _loop(self, body: list[ast.stmt], again: int, over: int) -> None:
        self._loops.append((again, over))
        self.block(body)
        self._loops.pop()
        self._go(again)
        self._at(over)

    def _unless(self, test: ast.expr, otherwise: int) -> None:
        self.write(f"if not ({self.expressions.number(test).text}):")
        self.depth += 1
        self._go(otherwise)
        self.depth -= 1

    def _while(self, node: ast.While) -> None:
        self._plain_loops += 1
        super()._while(node)
        self._plain_loops -= 1

    def _for(self, node: ast.For) -> None:
        self._plain_loops += 1
        super()._for(node)
        self._plain_loops -= 1

    def _break(self, node: ast.Break) -> None:
        if self._plain_loops:
            super()._break(node)
        else:
            self._go(self._loops[-1][1])

    def _continue(self, node: ast.Continue) -> None:
        if self._plain_loops:
            super()._continue(node)
        else:
            self._go(self._loops[-1][0])


def _splits(node: ast.stmt) -> bool:
    """Does a compound statement have to become states: does it wait, or end a loop or the part from within a loop?"""
    inner = list(ast.walk(node))
    if any(isinstance(part, ast.Yield | ast.YieldFrom) for part in inner):
        return True
    if isinstance(node, ast.While | ast.For):
        return any(isinstance(part, ast.Return) for part in inner)
    return any(isinstance(part, ast.Break | ast.Continue) for part in inner) or any(
        isinstance(part, ast.While | ast.For) and _splits(part) for part in inner if isinstance(part, ast.stmt)
    )
