"""Memory as the compiled engine reads it: rows and runs of numbers at addresses, and nothing that is counted.

A *row* is a record at an address. A *run* is a pair of whole numbers, where its items begin and how many there
are; the address of the pair stands for the run. Arrays and objects handed from function to function cost ten
times as much, because each hand counts who holds them.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba import carray, from_dtype, njit, types
from numba.extending import intrinsic

PAIR_BYTES: Final = 16
inner = njit(no_cpython_wrapper=True, no_cfunc_wrapper=True)
"""For functions that only compiled code calls: no doors to Python, which take longer to make than the room."""
WORD: Final = ir.IntType(64)


def reader(dtype: np.dtype[Any]) -> Any:
    """A compiled function: address -> the record that lies there, to be read and written in place."""
    record = from_dtype(dtype)

    @intrinsic
    def row_at(typing: Any, address: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(record))

        return record(types.int64), code

    return row_at


def array_reader(dtype: np.dtype[Any]) -> Any:
    """A compiled function: address of a pair -> the array of such records, which nobody owns."""

    @inner
    def array_at(pair: Any) -> Any:
        return carray(_pointer(load_int(pair)), (load_int(pair + 8),), dtype)

    return array_at


@intrinsic
def _pointer(typing: Any, address: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.int64), code


def _loader(number: Any, width: Any, unsigned: bool = False) -> Any:
    @intrinsic
    def load(typing: Any, address: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            value = builder.load(builder.inttoptr(arguments[0], width.as_pointer()), align=1)
            if number is types.float64 or width is WORD:
                return value
            return builder.zext(value, WORD) if unsigned else builder.sext(value, WORD)

        return number(types.int64), code

    return load


def _storer(number: Any, width: Any) -> Any:
    @intrinsic
    def store(typing: Any, address: Any, value: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            builder.store(arguments[1], builder.inttoptr(arguments[0], width.as_pointer()), align=8)
            return context.get_dummy_value()

        return types.void(types.int64, number), code

    return store


load_int = _loader(types.int64, WORD)
load_float = _loader(types.float64, ir.DoubleType())
load_byte = _loader(types.int64, ir.IntType(8), unsigned=True)
load_small = _loader(types.int64, ir.IntType(8))
load_short = _loader(types.int64, ir.IntType(16))
load_half = _loader(types.int64, ir.IntType(32))
store_int = _storer(types.int64, WORD)
store_float = _storer(types.float64, ir.DoubleType())


@intrinsic
def _fetch(typing: Any, address: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())
        flag = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [ir.IntType(8).as_pointer(), flag, flag, flag])
        fetch = builder.module.globals.get("llvm.prefetch.p0") or ir.Function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(fetch, [pointer, flag(1), flag(3), flag(1)])
        return context.get_dummy_value()

    return types.void(types.int64), code


@inner
def fetch_ahead(address: int, size: int) -> None:
    """Bring a row into the cache that will be needed soon."""
    for line in range(0, size, 64):
        _fetch(address + line)


def caller(answer: str, arguments: str) -> Any:
    """A compiled function that calls what lies at an address.

    Args:
        answer, arguments: one letter each, i for whole numbers and f for real ones.
    """
    number = {"i": types.int64, "f": types.float64}
    width = {"i": WORD, "f": ir.DoubleType()}

    @intrinsic
    def call(typing: Any, address: Any, given: Any) -> Any:
        tuple_type = types.Tuple([number[letter] for letter in arguments])

        def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            from numba.core import cgutils

            parts = cgutils.unpack_tuple(builder, values[1], len(arguments))
            kind = ir.FunctionType(width[answer], [width[letter] for letter in arguments])
            return builder.call(builder.inttoptr(values[0], kind.as_pointer()), parts)

        return number[answer](types.int64, tuple_type), code

    return call


@intrinsic
def unknown(typing: Any, value: Any) -> Any:
    """The same number, which the compiler takes for one that it does not know beforehand."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(WORD, [WORD])
        word = builder.bitcast(arguments[0], WORD)
        return builder.bitcast(builder.asm(kind, "", "=r,0", [word], side_effect=False), ir.DoubleType())

    return types.float64(types.float64), code


@inner
def power(base: float, exponent: float) -> float:
    """As Python, by the library's ``pow``: a known exponent would be turned into multiplications or a root."""
    return math.pow(unknown(base), unknown(exponent))


@inner
def has(run: int, value: int) -> bool:
    """Is this whole number among the items of a run?"""
    first, count = load_int(run), load_int(run + 8)
    for i in range(count):  # noqa: SIM110 - numba compiles no any(…)
        if load_int(first + 8 * i) == value:
            return True
    return False


@inner
def items_up_to(run: int, value: float) -> int:
    """How many items of a rising run of real numbers are not above a value (``bisect_right``)."""
    return numbers_up_to(load_int(run), load_int(run + 8), value)


@inner
def numbers_up_to(first: int, count: int, value: float) -> int:
    """The same for so many rising real numbers from an address on."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if value < load_float(first + 8 * middle):
            high = middle
        else:
            low = middle + 1
    return low


@inner
def copy_row(to: int, model: int, size: int) -> None:
    """Make one row like another, word by word."""
    for word in range(0, size, 8):
        store_int(to + word, load_int(model + word))


@inner
def checked(run: int, i: int) -> int:
    """The number of an item, if there is such an item."""
    if i < 0 or i >= load_int(run + 8):
        raise IndexError("a run was asked for an item that it does not have")
    return i
