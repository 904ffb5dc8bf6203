"""Everything that one story needs, gathered from its sources and written as one module."""

from __future__ import annotations

import ast
import hashlib
import inspect
import keyword
import re
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from sim.engine.compiled import memory
from sim.engine.compiled.code import Code, Refused, Scope, file_of, source_of
from sim.engine.compiled.engine_row import LEDGER_TABLES
from sim.engine.compiled.machine import Machine
from sim.engine.compiled.questions import calls_of, signature_of
from sim.engine.compiled.shapes import (
    FLOAT,
    INT,
    LETTER,
    Engine,
    Ledger,
    Pair,
    Row,
    Run,
    dtype_of,
    fields_of,
    shape_in,
)  # fmt: skip
from sim.engine.compiled.statements import Statements
from sim.engine.compiled.sure import examine, sure_source
from sim.ledger.columns import TABLES
from sim.luck.quantiles import ROW as QUANTILES
from sim.network.beliefs import OPTION, TASTES, place_dtype
from sim.network.rules import InForce
from sim.pathway.case import Case
from sim.policies import QUESTIONS

ARRAYS: Final = {
    "options": OPTION, "beliefs": place_dtype(1), "tastes": TASTES, "rows": QUANTILES, "grid": np.dtype("f8"),
    "quantile_rows": QUANTILES, "quantile_grid": np.dtype("f8"),
}  # fmt: skip
"""Arrays of the world that functions of other rooms take whole, by name."""
CALLED_SO: Final = {"case": Row(Case), "rule": Row(InForce)}
"""Parameters that a room above the pathway cannot name by type."""
PATIENT_FIELDS: Final = (
    ("state", "i4"), ("answer", "i4"), ("me", "i8"), ("serial", "i8"), ("alive", "i4"), ("next_free", "i4"),
)  # fmt: skip
VERBS: Final[dict[str, tuple[tuple[Any, ...], Any]]] = {
    "now": ((), FLOAT), "free": ((INT,), INT), "on_duty": ((INT,), INT), "queue_length": ((INT,), INT),
    "release": ((INT, INT), None), "release_after": ((INT, INT, FLOAT), None),
    "record_visit": ((Row(Case),), None), "record_stay": ((Row(Case),), None),
    "record_referral": ((Row(Case), FLOAT), None),
    "record_test": ((Row(Case), INT, INT, FLOAT, FLOAT, FLOAT, FLOAT), None),
}  # fmt: skip
"""What the pathway may ask of the engine at once: the shapes of the arguments, and of the answer."""
WRITES: Final = {"record_visit": "write_visit", "record_stay": "write_stay", "record_referral": "write_referral",
                 "record_test": "write_test"}  # fmt: skip


class Made(NamedTuple):
    """A function that was translated: its name, the shapes of its parameters, the shape of its answer."""

    name: str
    shapes: list[Any]
    answer: Any


class Program:
    """Collects what is to be compiled. ``checks``: has a run the item, mathematics an answer? ``strange``: others'."""

    def __init__(self, checks: bool = False, strange: bool = False) -> None:
        self.checks, self.strange = checks, strange
        self._sure = 0
        self._under_way: list[Any] = []
        self.sources: list[str] = []
        self._made: dict[Any, Made] = {}
        self._readers: dict[str, str] = {}
        self._imports: dict[str, str] = {}
        self._patients: dict[str, tuple[Row, Machine | None]] = {}

    # -- what expressions ask for ------------------------------------------------------------------

    def field_shape(self, shape: Any, name: str) -> Any:
        """The shape of a field of a row."""
        if not isinstance(shape, Row):
            return None
        found = dict(fields_of(shape.of)).get(name)
        if shape.question and isinstance(found, Run) and isinstance(found.of, Row):
            return Run(Row(found.of.of, shape.question))
        return found

    def reader(self, shape: Row | Pair) -> str:
        """The name of the function that reads rows of this shape."""
        if isinstance(shape, Row) and shape.of.__name__ in ("Case", "Walker"):
            return f"{shape.of.__name__}_at"
        name = f"{shape.of.__name__}_at" if isinstance(shape, Row) else "Pair_" + "".join(
            LETTER.get(part, "r") for part in shape.parts
        )  # fmt: skip
        self._readers.setdefault(name, f"{name} = reader(np.dtype({_written(dtype_of(shape))}))")
        return name

    def patient_reader(self, patient: str) -> str:
        """The function that reads the patient's row, with all that its story keeps there."""
        return "Case_at" if patient == "case" else "Walker_at"

    def rule_reader(self) -> str:
        """The function that reads a rule."""
        return self.reader(Row(InForce))

    def array_reader(self, table: Any) -> str:
        """The function that gives a whole array to another room's function."""
        name = f"{table.name}_whole"
        kind = ARRAYS[table.name]
        text = repr("f8") if kind == np.dtype("f8") else _written(kind)
        self._readers.setdefault(name, f"{name} = array_reader(np.dtype({text}))")
        return name

    def table_reader(self, table: str) -> str:
        """The function that reads a row of the ledger."""
        name = f"{table}_row"
        self._readers.setdefault(name, f"{name} = reader(np.dtype({_written(TABLES[table].dtype)}))")
        return name

    def table_number(self, table: str) -> int:
        """Which table of the ledger this is."""
        return LEDGER_TABLES.index(table)

    def columns(self, table: str) -> list[tuple[str, Any]]:
        """Columns of a table, with the kind of number."""
        return [(column.name, FLOAT if "f" in column.dtype else INT) for column in TABLES[table].columns]

    def imported(self, function: Any) -> str:
        """A function of another room, under its own name; the number of its file makes another module of this one."""
        name, module = function.py_func.__name__, function.py_func.__module__
        number = hashlib.sha256(Path(inspect.getfile(function.py_func)).read_bytes()).hexdigest()[:16]
        self._imports[name] = f"from {module} import {name}  # {number}"
        return str(name)

    def caller(self, answer: str, arguments: str) -> str:
        """The function that calls an address with such numbers."""
        name = f"call_{answer}_{arguments}"
        self._readers.setdefault(name, f"{name} = caller({answer!r}, {arguments!r})")
        return name

    def verb(self, name: str) -> tuple[tuple[Any, ...], Any]:
        """What a verb asks for and answers."""
        return VERBS[name]

    def verb_name(self, name: str) -> str:
        """The function that performs a verb at once."""
        if name in WRITES and name not in self._made:
            from sim.engine import recording

            writer = self.function(getattr(recording, WRITES[name]))
            given = [f"a{i}" for i in range(len(VERBS[name][0]))]
            passed = ", ".join(["engine_at(do).world", given[0], "do", *given[1:]])
            self.sources.append(f"def {name}(do, {', '.join(given)}):\n    {writer.name}({passed})")
            self._made[name] = Made(name, [], None)
        return name

    def policy_call(self, question: str, name: str, scope: Scope, node: ast.AST) -> tuple[int, list[Any], Any]:
        """Which call of a rule a policy's method is, the shapes of its arguments and of its answer."""
        calls = calls_of(question)
        if name not in calls:
            raise scope.no(node, f"{question} has no method {name}; there are {', '.join(calls)}")
        shapes, answer = signature_of(getattr(QUESTIONS[question].base, name))
        return calls.index(name), shapes, answer

    def sure(self, called: str, given: int, where: str) -> str:
        """A function of mathematics; with checks one that fails, as Python's does, where no number comes of it."""
        if not self.checks:
            return called
        self._sure += 1
        name = f"sure_{self._sure}"
        self.sources.append(sure_source(name, called, given, where))
        return name

    # -- functions ---------------------------------------------------------------------------------

    def function(self, function: Any) -> Made:
        """Translate a function of a module; once."""
        return self._translate(function, function, function.__name__, None)

    def method(self, shape: Row, name: str, scope: Scope, node: ast.AST) -> Made:
        """Translate a method of a row's class; once."""
        function = getattr(shape.of, name, None)
        if not inspect.isfunction(function):
            raise scope.no(node, f"{shape.of.__name__} has no method {name}")
        return self._translate((shape.of, name), function, f"{shape.of.__name__}_{name}", Row(shape.of))

    def _translate(self, key: Any, function: Any, name: str, owner: Row | None) -> Made:
        tree, offset = source_of(function)
        if key in self._under_way:
            raise Refused(file_of(function), tree.lineno + offset, f"{function.__name__} ends up calling itself")
        if key in self._made:
            return self._made[key]
        if self.strange:
            examine(function, tree, offset)
        name = self._name_of_its_own(name)
        known = function.__globals__
        scope = Scope(file_of(function), known, offset)
        shapes, parameters = [], []
        for argument in tree.args.args:
            shape = self._parameter(argument, known, owner)
            if shape is None:
                raise scope.no(argument, f"parameter {argument.arg} of {name} is no number, row or run")
            shapes.append(shape)
            text = "do" if isinstance(shape, Engine) else f"{argument.arg}_"
            parameters.append(text)
            scope.locals[argument.arg] = Code(text, shape)
        answer = shape_in(tree.returns, known)
        made = self._made[key] = Made(name, shapes, answer)
        body = Statements(self, scope, answer)
        self._under_way.append(key)
        body.block(tree.body)
        self._under_way.pop()
        lines = body.lines or ["    pass"]
        source = "\n".join([f"def {name}({', '.join(parameters)}):", *lines])
        self.sources.append(with_rows_at_hand(source))
        return made

    def _name_of_its_own(self, name: str) -> str:
        """Two modules may have functions of one name, and a policy one that the engine has."""
        taken = {made.name for made in self._made.values()} | set(vars(memory)) | set(VERBS) | set(keyword.kwlist)
        while name in taken:
            name += "_"
        return name

    @staticmethod
    def _parameter(argument: ast.arg, known: dict[str, Any], owner: Row | None) -> Any:
        if argument.arg == "self":
            return owner
        if argument.arg == "do":
            return Engine()
        shape = shape_in(argument.annotation, known)
        if shape is None and argument.arg in LEDGER_TABLES:
            return Ledger(argument.arg)
        return shape or CALLED_SO.get(argument.arg)

    def machine(self, name: str, root: Any, patient: str, of: type) -> Machine:
        """A whole story as a machine of states."""
        made = Machine(self, name, root, patient)
        self._patients[self.patient_reader(patient)] = (Row(of), made)
        self.sources += [with_rows_at_hand(source) for source in made.sources()]
        return made

    @property
    def patients(self) -> list[str]:
        """The readers of patients' rows."""
        return list(self._patients)

    def patient_dtype(self, reader: str) -> np.dtype[Any]:
        """The patient's row with what the engine and the story keep in it."""
        row, machine = self._patients[reader]
        own = dtype_of(row, PATIENT_FIELDS)
        places = {name: (own[name].str, int(own.fields[name][1])) for name in own.names or ()}  # type: ignore[index]
        places |= machine.places(own.itemsize + -own.itemsize % 8) if machine is not None else {}
        end = max(at + np.dtype(kind).itemsize for kind, at in places.values())
        names, kinds, offsets = list(places), [kind for kind, _ in places.values()], [at for _, at in places.values()]
        return np.dtype({"names": names, "formats": kinds, "offsets": offsets, "itemsize": end + -end % 8})

    def text(self, head: str, tail: str) -> str:
        """The module's source."""
        readers = [*self._readers.values()]
        readers += [f"{name} = reader(np.dtype({_written(self.patient_dtype(name))}))" for name in self._patients]
        parts = [head, *sorted(self._imports.values()), *readers, *self.sources, tail]
        return "\n\n".join(parts) + "\n"


def with_rows_at_hand(source: str) -> str:
    """A function that looks each row that it is given up once, at its beginning: half as much to compile."""
    head, _, body = source.partition("\n")
    given = head[head.index("(") + 1 : head.rindex(")")].split(", ")
    first = []
    for name in given:
        asked = re.findall(rf"\b(\w+_at)\({name}\)", body)
        if len(set(asked)) == 1 and len(asked) > 1 and not re.search(rf"^ *{name} = ", body, re.MULTILINE):
            body = body.replace(f"{asked[0]}({name})", f"{name}_row")
            first.append(f"    {name}_row = {asked[0]}({name})")
    return "\n".join([head, *first, body])


def _written(dtype: np.dtype[Any]) -> str:
    return str(laid_out(dtype))


def laid_out(dtype: np.dtype[Any]) -> Any:
    """A record's type as numpy reads it again: a list where its fields follow one another, else with offsets."""
    try:
        return dtype.descr
    except ValueError:
        names = list(dtype.names or ())
        formats, offsets = [dtype[name].str for name in names], [int(dtype.fields[name][1]) for name in names]  # type: ignore[index]
        return {"names": names, "formats": formats, "offsets": offsets, "itemsize": dtype.itemsize}
