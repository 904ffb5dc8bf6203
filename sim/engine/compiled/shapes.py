"""What shape a thing of the pathway has in memory: a number, a row, a run of them; read from the annotations."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

from sim.engine.compiled.memory import PAIR_BYTES

RUNS: Final = ("tuple", "list", "Sequence", "array")
ROWS: Final = ("World", "Network", "Case", "Walker", "Door", "Ways", "InForce", "Rules")
"""Classes of rows whose names do not say it; all others end in ``Row``."""


@dataclass(frozen=True)
class Number:
    """``int``, ``float`` or ``bool``; ``byte`` only inside a run."""

    name: str


@dataclass(frozen=True)
class Row:
    """A record of a class; ``question``: of rules, what they answer."""

    of: type
    question: str = ""


@dataclass(frozen=True)
class Run:
    """Items of one shape in line."""

    of: Any


@dataclass(frozen=True)
class Pair:
    """A few things of different shape together, as in ``tuple[float, int]``."""

    parts: tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """A numpy array that compiled functions of other rooms take whole; ``name``: as in :data:`DTYPES`."""

    name: str


@dataclass(frozen=True)
class Policy:
    """What decides, behind a rule; the code of it is the address of the rule."""

    question: str


@dataclass(frozen=True)
class Ledger:
    """A table of the ledger, to which rows are appended."""

    name: str


@dataclass(frozen=True)
class Engine:
    """What performs the verbs."""


INT, FLOAT, BOOL, BYTE = Number("int"), Number("float"), Number("bool"), Number("byte")
NUMBERS: Final = {"int": INT, "float": FLOAT, "bool": BOOL}
LETTER: Final = {INT: "i", FLOAT: "f", BOOL: "i"}


def shape_of(annotation: str, where: type, name: str = "") -> Any:
    """The shape behind an annotation as it stands in the source of a class; None if it has none."""
    return _shape(ast.parse(annotation, mode="eval").body, vars(sys.modules[where.__module__]), name)


def shape_in(annotation: ast.expr | None, known: dict[str, Any], name: str = "") -> Any:
    """The same for the annotation of a parameter or local, in a module that knows these names."""
    return None if annotation is None else _shape(annotation, known, name)


def place_of(shape: Row | Pair, name: str) -> int:
    """How many bytes into a row or pair one of its fields begins."""
    fields = dtype_of(shape).fields
    assert fields is not None
    return int(fields[name][1])


def _shape(node: ast.expr, known: dict[str, Any], name: str) -> Any:
    if isinstance(node, ast.Name):
        if node.id in NUMBERS:
            return NUMBERS[node.id]
        if node.id == "bytes":
            return Run(BYTE)
        found = known.get(node.id)
        if not isinstance(found, type):
            return None
        if found.__name__ == "Rules":
            return Row(found, name)
        return Row(found) if is_row(found) else None
    if not (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)):
        return None
    if node.value.id == "NDArray":
        return Table(name)
    if node.value.id not in RUNS:
        return None
    inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    inner = [part for part in inner if not (isinstance(part, ast.Constant) and part.value is ...)]
    parts = tuple(_shape(part, known, name) for part in inner)
    if any(part is None for part in parts):
        return None
    return Run(parts[0]) if len(parts) == 1 else Pair(parts)


def is_row(of: type) -> bool:
    """Is a class one whose objects lie in memory as records?"""
    return of.__name__.endswith("Row") or of.__name__ in ROWS


@cache
def _fields(of: type) -> tuple[tuple[str, Any], ...]:
    found: dict[str, Any] = {}
    for owner in reversed(of.__mro__):
        if owner.__module__.split(".")[0] == "builtins":
            continue
        for name, annotation in inspect.get_annotations(owner).items():
            if isinstance(annotation, str):
                found[name] = shape_of(annotation, owner, name)
    return tuple((name, shape) for name, shape in found.items() if shape is not None)


def fields_of(of: type) -> Iterator[tuple[str, Any]]:
    """Names and shapes of what a row holds; what is no number, row or run is left out."""
    yield from getattr(of, "__shapes__", None) or _fields(of)


def size_of(shape: Any) -> int:
    """Bytes of one item."""
    if shape == BYTE:
        return 1
    if isinstance(shape, Number):
        return 8
    if isinstance(shape, Run | Table):
        return PAIR_BYTES
    return int(dtype_of(shape).itemsize)


def width_of(shape: Any, name: str, part: Number) -> str:
    """How a number is stored. An episode of care is met cold in memory: its whole numbers are kept small."""
    if part == FLOAT:
        return "f8"
    return "i4" if isinstance(shape, Row) and shape.of.__name__ == "Case" and name != "episode" else "i8"


RULE_CALLS: Final = 8
"""Room for so many methods of a question."""


@cache
def dtype_of(shape: Any, extra: tuple[tuple[str, str], ...] = ()) -> np.dtype[Any]:
    """The numpy record of a row or pair; ``extra`` fields stand behind its own."""
    parts = enumerate(shape.parts) if isinstance(shape, Pair) else fields_of(shape.of)
    listed: list[tuple[Any, ...]] = []
    for key, part in parts:
        name = f"part_{key}" if isinstance(shape, Pair) else str(key)
        if isinstance(part, Number):
            listed.append((name, width_of(shape, name, part)))
        elif isinstance(part, Run | Table):
            listed += [(name, "i8"), (f"{name}__n", "i8")]
        else:
            listed.append((name, dtype_of(part)))
    if isinstance(shape, Row) and shape.of.__name__ == "InForce":
        listed += [("policy", "i8"), *((f"call_{i}", "i8") for i in range(RULE_CALLS))]
    return np.dtype([*listed, *extra])
