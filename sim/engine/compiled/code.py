"""Pieces of translated source, where they stand, and what is said of those that cannot be translated."""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sim.engine.compiled.shapes import BOOL, BYTE, FLOAT, INT, Number, shape_in


class Code(NamedTuple):
    """A piece of translated source, and what it stands for."""

    text: str
    shape: Any


class Refused(Exception):  # noqa: N818 - the word a reader of the message needs: no error, this runs on SimPy
    """Something that cannot be compiled: file, line and reason."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


@dataclass
class Scope:
    """Where an expression stands: its module, its locals, and how each of them is written."""

    file: str
    known: dict[str, Any]
    offset: int = 0
    locals: dict[str, Code] = field(default_factory=dict)

    def no(self, node: ast.AST, reason: str) -> Refused:
        """A refusal at this place."""
        return Refused(self.file, int(getattr(node, "lineno", 0)) + self.offset, reason)

    def at(self, node: ast.AST) -> str:
        """This place, for what goes wrong when it runs."""
        return f"{self.file}:{int(getattr(node, 'lineno', 0)) + self.offset}: {ast.unparse(node)}"


def cast(code: Code, wanted: Any) -> str:
    """A number as this kind of number."""
    if not isinstance(code.shape, Number):
        return code.text
    if code.shape == wanted or (wanted == INT and code.shape == BYTE):
        return code.text
    if wanted == FLOAT and code.shape == INT and code.text.lstrip("-").isdigit():
        return f"{code.text}.0"
    return f"{wanted.name}({code.text})"


def common(codes: Sequence[Code]) -> Number:
    """The kind of number that several numbers can be at once."""
    shapes = {code.shape for code in codes}
    return FLOAT if FLOAT in shapes else BOOL if shapes == {BOOL} else INT


def number_code(value: Any) -> Code | None:
    """A number as source."""
    if isinstance(value, bool):
        return Code(repr(value), BOOL)
    if isinstance(value, int):
        return Code(repr(int(value)), INT)
    if isinstance(value, float):
        if math.isinf(value):
            return Code("math.inf" if value > 0 else "(-math.inf)", FLOAT)
        return Code(repr(value), FLOAT)
    return None


def source_of(function: Any) -> tuple[ast.FunctionDef, int]:
    """The syntax tree of a function, and how many lines stand before it in its file."""
    try:
        lines, start = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(lines))).body[0]
    except (OSError, SyntaxError):  # typed at a prompt, or a lambda in the middle of a line
        raise Refused(file_of(function), 0, f"{function.__name__}: its source cannot be read") from None
    if not isinstance(tree, ast.FunctionDef):
        raise Refused(file_of(function), start, f"{function.__name__} is no plain function: write def …")
    return tree, start - 1


def file_of(source: Any) -> str:
    """The name of the file in which a function or class stands."""
    return inspect.getfile(source).replace("\\", "/").rpartition("/")[2]


def answer_of(function: Any) -> Any:
    """The shape that a function says it answers."""
    return shape_in(source_of(function)[0].returns, function.__globals__)
