"""What compiled code may do that Python has no word for: read and write at an address, call what lies there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from llvmlite import ir

from sim.engine.compiled.native.code import Emitter
from sim.engine.compiled.native.kinds import (
    FLAG,
    LETTERS,
    NONE,
    POINTER,
    Block,
    Record,
    Value,
)  # fmt: skip

Writes = Callable[[Emitter, Sequence[Value]], Value]


class Primitive:
    """A function of compiled code that is written as operations of the machine."""

    def __init__(self, writes: Writes) -> None:
        self.writes = writes

    def __call__(self, *given: Any) -> Any:
        """Only compiled code can call it."""
        raise TypeError("a primitive of the compiled engine has no meaning in Python")


def loader(kind: str) -> Primitive:
    """address -> the number of this type (of numpy) that lies there."""
    dtype = np.dtype(kind)
    return Primitive(lambda emit, given: emit.load(given[0].only, dtype))


def storer(kind: str) -> Primitive:
    """(address, number): put it there."""
    dtype = np.dtype(kind)

    def writes(emit: Emitter, given: Sequence[Value]) -> Value:
        emit.store(given[0].only, dtype, given[1])
        return NONE

    return Primitive(writes)


def reader(dtype: np.dtype[Any]) -> Primitive:
    """address -> the record that lies there, to be read and written in place."""
    return Primitive(lambda emit, given: Value(Record(dtype), (given[0].only,)))


def array_reader(dtype: np.dtype[Any]) -> Primitive:
    """address of a pair -> the block of such numbers or records that the pair names."""
    word = np.dtype("i8")

    def writes(emit: Emitter, given: Sequence[Value]) -> Value:
        pair = given[0].only
        first, count = emit.load(pair, word).only, emit.load(emit.moved(pair, word.itemsize), word).only
        return Value(Block(dtype), (first, count))

    return Primitive(writes)


def caller(answer: str, arguments: str) -> Primitive:
    """(address, (numbers)): call what lies there.

    Args:
        answer, arguments: one letter each, i for whole numbers and f for real ones.
    """
    kind = LETTERS[answer]
    asked = [LETTERS[letter] for letter in arguments]

    def writes(emit: Emitter, given: Sequence[Value]) -> Value:
        numbers = [emit.turned(one, of).only for one, of in zip(given[1].several(), asked, strict=True)]
        code = ir.FunctionType(kind.held[0], [of.held[0] for of in asked])
        return Value(kind, (emit.b.call(emit.pointer(given[0].only, code), numbers),))

    return Primitive(writes)


def _fetch(emit: Emitter, given: Sequence[Value]) -> Value:
    fetch = emit.external("llvm.prefetch.p0", ir.VoidType(), [POINTER, FLAG, FLAG, FLAG])
    emit.b.call(fetch, [emit.b.inttoptr(given[0].only, POINTER), FLAG(1), FLAG(3), FLAG(1)])
    return NONE


fetch: Final = Primitive(_fetch)
"""(address): bring what lies there into the cache."""
power: Final = Primitive(lambda emit, given: emit.library("pow", given))
"""(base, exponent): as Python, by the library's ``pow``."""
