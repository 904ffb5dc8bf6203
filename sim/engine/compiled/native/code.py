"""The machine's own operations on values: turning one kind into another, loading, storing, dividing as Python does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from llvmlite import ir

from sim.engine.compiled.native.kinds import (
    BYTE,
    DOUBLE,
    FLAG,
    POINTER,
    REAL,
    TRUTH,
    WHOLE,
    WORD,
    Block,
    Kind,
    Record,
    Several,
    Value,
    together,
)  # fmt: skip

TROUBLE: Final = "tiercare_trouble"
"""Where what went wrong is noted: the address of its words (:mod:`sim.engine.compiled.native.binary`)."""
MATHEMATICS: Final = (
    "exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh",
    "cosh", "tanh", "erf", "erfc", "pow",
)  # fmt: skip
"""Functions of the C library that Python's ``math`` calls as they are."""
LIBRARY: Final = "tiercare_math_"
"""Before the names of the C library's mathematics."""
JUMP: Final = "tiercare_jump"
"""Where the way back to whoever called from Python is kept."""


def machine_type(dtype: np.dtype[Any]) -> ir.Type:
    """The machine's type of a number in memory."""
    if dtype.kind == "f":
        return DOUBLE if dtype.itemsize == 8 else ir.FloatType()
    return ir.IntType(8 * dtype.itemsize)


class Emitter:
    """Writes operations where a builder stands."""

    def __init__(self, builder: ir.IRBuilder) -> None:
        self.b = builder

    # -- kinds -------------------------------------------------------------------------------------

    def turned(self, value: Value, kind: Kind) -> Value:
        """The same value as another kind of number."""
        if value.kind == kind:
            return value
        if isinstance(kind, Several) and isinstance(value.kind, Several):
            return together([self.turned(one, of) for one, of in zip(value.several(), kind.parts, strict=True)])
        if kind == REAL:
            given = value.only if value.kind == WHOLE else self.b.zext(value.only, WORD)
            return Value(REAL, (self.b.sitofp(given, DOUBLE),))
        if kind == TRUTH:
            return Value(TRUTH, (self.truth(value),))
        if value.kind == REAL:
            return Value(WHOLE, (self.b.fptosi(value.only, WORD),))
        return Value(WHOLE, (self.b.zext(value.only, WORD),))

    def truth(self, value: Value) -> Any:
        """One bit: is it true?"""
        if value.kind == TRUTH:
            return value.only
        if value.kind == REAL:
            return self.b.fcmp_unordered("!=", value.only, DOUBLE(0.0))
        return self.b.icmp_signed("!=", value.only, WORD(0))

    # -- memory ------------------------------------------------------------------------------------

    def pointer(self, address: Any, to: ir.Type) -> Any:
        """An address as a pointer."""
        return self.b.inttoptr(address, to.as_pointer())

    def load(self, address: Any, dtype: np.dtype[Any]) -> Value:
        """What lies at an address: a number, a record or a block."""
        if dtype.subdtype is not None:
            return Value(Block(dtype.subdtype[0], dtype.subdtype[1]), (address,))
        if dtype.names is not None:
            return Value(Record(dtype), (address,))
        held = machine_type(dtype)
        found = self.b.load(self.pointer(address, held), align=1)
        if dtype.kind == "f":
            return Value(REAL, (found if held == DOUBLE else self.b.fpext(found, DOUBLE),))
        if held == WORD:
            return Value(WHOLE, (found,))
        return Value(WHOLE, (self.b.zext(found, WORD) if dtype.kind in "ub" else self.b.sext(found, WORD),))

    def store(self, address: Any, dtype: np.dtype[Any], value: Value) -> None:
        """Put a number at an address."""
        held = machine_type(dtype)
        number = self.turned(value, REAL if dtype.kind == "f" else WHOLE).only
        if held == ir.FloatType():
            number = self.b.fptrunc(number, held)
        elif held not in (DOUBLE, WORD):
            number = self.b.trunc(number, held)
        self.b.store(number, self.pointer(address, held), align=1)

    def moved(self, address: Any, by: int) -> Any:
        """An address so many bytes further on."""
        return address if by == 0 else self.b.add(address, WORD(by))

    def item(self, block: Value, index: Sequence[Value]) -> tuple[Any, np.dtype[Any]]:
        """Address and type of an item of a block (or of a block within it)."""
        kind = block.kind
        assert isinstance(kind, Block)
        of, shape, address = np.dtype(kind.of), kind.shape, block.only
        for at in index:
            inner = shape[1:] if shape is not None else ()
            size = of.itemsize * int(np.prod(inner, dtype=np.int64))
            address = self.b.add(address, self.b.mul(self.turned(at, WHOLE).only, WORD(size)))
            shape = inner
        return address, np.dtype((of, shape)) if shape else of

    def room(self, kind: Kind) -> list[Any]:
        """Room on the stack for a value of a kind, at the head of the function."""
        with self.b.goto_entry_block():
            return [self.b.alloca(held) for held in kind.held]

    # -- functions of the machine ------------------------------------------------------------------

    def external(self, name: str, answer: ir.Type, given: Sequence[ir.Type], *attributes: str) -> Any:
        """A function that lies outside."""
        found = self.b.module.globals.get(name)
        if found is None:
            found = ir.Function(self.b.module, ir.FunctionType(answer, given), name)
            for attribute in ("nounwind", *attributes):
                found.attributes.add(attribute)
        return found

    def library(self, name: str, given: Sequence[Value]) -> Value:
        """A function of the C library's mathematics, by a name that no optimiser knows: it is called as it is."""
        numbers = [self.turned(one, REAL).only for one in given]
        function = self.external(LIBRARY + name, DOUBLE, [DOUBLE] * len(numbers), "readnone")
        return Value(REAL, (self.b.call(function, numbers),))

    def intrinsic(self, name: str, value: Any) -> Any:
        """One of the machine's own functions of a real number."""
        return self.b.call(self.external(f"llvm.{name}.f64", DOUBLE, [DOUBLE]), [value])

    # -- what may go wrong -------------------------------------------------------------------------

    def fail(self, words: str) -> None:
        """Note what went wrong, and go back to whoever called from Python."""
        module = self.b.module
        text = bytearray(words.encode() + b"\0")
        held = ir.ArrayType(BYTE, len(text))
        note = ir.GlobalVariable(module, held, module.get_unique_name("words"))
        note.linkage, note.global_constant, note.initializer = "internal", True, ir.Constant(held, text)
        self.b.store(self.b.ptrtoint(note, WORD), self.outside(TROUBLE, WORD))
        jump = self.external("longjmp", ir.VoidType(), [POINTER, FLAG], "noreturn", "cold")
        self.b.call(jump, [self.b.bitcast(self.outside(JUMP, WORD), POINTER), FLAG(1)])
        self.b.unreachable()

    def outside(self, name: str, of: ir.Type) -> Any:
        """A number that lies outside."""
        found = self.b.module.globals.get(name)
        return found if found is not None else ir.GlobalVariable(self.b.module, of, name)

    def unless(self, bad: Any, words: str) -> None:
        """Go on, unless something is so; then fail."""
        with self.b.if_then(bad, likely=False):
            self.fail(words)

    # -- division as Python divides ----------------------------------------------------------------

    def divided(self, left: Value, right: Value, where: str) -> Value:
        """A real number by another."""
        below = self.turned(right, REAL).only
        self._no_zero(right, f"ZeroDivisionError: division by zero ({where})")
        return Value(REAL, (self.b.fdiv(self.turned(left, REAL).only, below),))

    def _no_zero(self, right: Value, words: str) -> None:
        if isinstance(right.only, ir.Constant) and right.only.constant != 0:
            return
        zero = (
            self.b.fcmp_ordered("==", right.only, DOUBLE(0.0))
            if right.kind == REAL
            else self.b.icmp_signed("==", self.turned(right, WHOLE).only, WORD(0))
        )
        self.unless(zero, words)

    def floored(self, left: Value, right: Value, where: str) -> tuple[Value, Value]:
        """How often a number goes into another, rounded down, and what is left, as Python has them."""
        self._no_zero(right, f"ZeroDivisionError: division by zero ({where})")
        if REAL in (left.kind, right.kind):
            return self._floored_real(self.turned(left, REAL).only, self.turned(right, REAL).only)
        b, a, d = self.b, self.turned(left, WHOLE).only, self.turned(right, WHOLE).only
        times, rest = b.sdiv(a, d), b.srem(a, d)
        down = b.and_(b.icmp_signed("!=", rest, WORD(0)), b.icmp_signed("<", b.xor(rest, d), WORD(0)))
        times = b.sub(times, b.zext(down, WORD))
        return Value(WHOLE, (times,)), Value(WHOLE, (b.select(down, b.add(rest, d), rest),))

    def _floored_real(self, a: Any, d: Any) -> tuple[Value, Value]:
        b, zero = self.b, DOUBLE(0.0)
        rest = b.frem(a, d)
        times = b.fdiv(b.fsub(a, rest), d)
        some = b.fcmp_unordered("!=", rest, zero)
        other_way = b.and_(some, b.xor(b.fcmp_ordered("<", d, zero), b.fcmp_ordered("<", rest, zero)))
        left = b.select(other_way, b.fadd(rest, d), rest)
        left = b.select(some, left, self._signed(zero, d))
        times = b.select(other_way, b.fsub(times, DOUBLE(1.0)), times)
        down = self.intrinsic("floor", times)
        down = b.select(b.fcmp_ordered(">", b.fsub(times, down), DOUBLE(0.5)), b.fadd(down, DOUBLE(1.0)), down)
        down = b.select(b.fcmp_unordered("!=", times, zero), down, self._signed(zero, b.fdiv(a, d)))
        return Value(REAL, (down,)), Value(REAL, (left,))

    def _signed(self, size: Any, sign: Any) -> Any:
        function = self.external("llvm.copysign.f64", DOUBLE, [DOUBLE, DOUBLE])
        return self.b.call(function, [size, sign])
