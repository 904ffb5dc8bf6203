"""What a value of compiled code may be: a number, a record at an address, a block of these, several things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from llvmlite import ir

WORD: Final = ir.IntType(64)
DOUBLE: Final = ir.DoubleType()
BIT: Final = ir.IntType(1)
BYTE: Final = ir.IntType(8)
FLAG: Final = ir.IntType(32)
POINTER: Final = BYTE.as_pointer()


@dataclass(frozen=True)
class Number:
    """A whole number, a real one, or true and false."""

    name: str

    @property
    def held(self) -> list[ir.Type]:
        """The machine's values that make one up."""
        return [{"whole": WORD, "real": DOUBLE, "truth": BIT}[self.name]]


@dataclass(frozen=True)
class Record:
    """A record at an address, read and written in place."""

    dtype: Any

    @property
    def held(self) -> list[ir.Type]:
        """Its address."""
        return [WORD]


@dataclass(frozen=True)
class Block:
    """Numbers or records that lie in a row; ``shape`` is None for one row of a length that is known when it runs."""

    of: Any
    shape: tuple[int, ...] | None = None

    @property
    def held(self) -> list[ir.Type]:
        """Where it begins, and its length if that is not known beforehand."""
        return [WORD] if self.shape is not None else [WORD, WORD]


@dataclass(frozen=True)
class Several:
    """Things together, as a function answers them."""

    parts: tuple[Kind, ...]

    @property
    def held(self) -> list[ir.Type]:
        """Those of all its parts."""
        return [one for part in self.parts for one in part.held]


Kind = Number | Record | Block | Several
WHOLE: Final = Number("whole")
REAL: Final = Number("real")
TRUTH: Final = Number("truth")
NOTHING: Final = Several(())
LETTERS: Final[dict[str, Number]] = {"i": WHOLE, "f": REAL}
"""The kinds of number that a function may be given from outside, and answer, by their letter."""


class Value(NamedTuple):
    """A value while it is compiled: its kind, and the machine's values that make it up."""

    kind: Kind
    parts: tuple[Any, ...]

    @property
    def only(self) -> Any:
        """The one machine value of a number or an address."""
        return self.parts[0]

    def several(self) -> list[Value]:
        """The parts of several things."""
        assert isinstance(self.kind, Several)
        made, at = [], 0
        for kind in self.kind.parts:
            made.append(Value(kind, self.parts[at : at + len(kind.held)]))
            at += len(kind.held)
        return made


NONE: Final = Value(NOTHING, ())


def together(values: list[Value]) -> Value:
    """Several things as one."""
    return Value(
        Several(tuple(value.kind for value in values)), tuple(part for value in values for part in value.parts)
    )


def whole(number: int) -> Value:
    """A whole number that is known beforehand."""
    return Value(WHOLE, (WORD(number),))


def known(thing: Any) -> Value | None:
    """A constant of a module: a number, or several."""
    if isinstance(thing, bool | np.bool_):
        return Value(TRUTH, (BIT(int(thing)),))
    if isinstance(thing, int | np.integer):
        return whole(int(thing))
    if isinstance(thing, float | np.floating):
        return Value(REAL, (DOUBLE(float(thing)),))
    if isinstance(thing, tuple):
        parts = [known(one) for one in thing]
        return None if None in parts else together([part for part in parts if part is not None])
    return None


def common(first: Kind, second: Kind) -> Kind | None:
    """The kind that holds both, or None."""
    if first == second:
        return first
    if isinstance(first, Number) and isinstance(second, Number):
        return REAL if REAL in (first, second) else WHOLE
    if isinstance(first, Several) and isinstance(second, Several) and len(first.parts) == len(second.parts):
        parts = [common(one, other) for one, other in zip(first.parts, second.parts, strict=True)]
        return None if None in parts else Several(tuple(part for part in parts if part is not None))
    return None
