"""Machine code: made of a module's functions once, kept in a file, and opened as functions that Python can call."""

from __future__ import annotations

import builtins
import ctypes
from collections.abc import Callable, Mapping
from ctypes.util import find_library
from functools import cache
from typing import Any, Final

import llvmlite.binding as llvm
from llvmlite import ir

from sim.engine.compiled.native.code import JUMP, LIBRARY, MATHEMATICS, TROUBLE, Emitter
from sim.engine.compiled.native.expressions import CompileError
from sim.engine.compiled.native.functions import Library
from sim.engine.compiled.native.kinds import FLAG, LETTERS, NOTHING, POINTER, WORD, Kind, Value

PYTHON: Final[dict[str, Any]] = {"i": ctypes.c_int64, "f": ctypes.c_double, "": None}
_OPEN: Final[list[Any]] = []
"""Machine code stays where it is as long as the process lives: others may hold its addresses."""
_jump = (ctypes.c_uint64 * 64)()
_trouble = (ctypes.c_uint64 * 1)()


class Signature(str):
    """Letters, the answer's before the colon: ``i:if`` answers a whole number to a whole and a real one."""

    @property
    def answer(self) -> str:
        """The letter of the answer, empty if there is none."""
        return self.partition(":")[0]

    @property
    def given(self) -> str:
        """A letter for each argument."""
        return self.partition(":")[2]


class Opened:
    """Functions of machine code: to ``call`` from Python (what goes wrong is raised), or by their ``address``."""

    def __init__(self, code: bytes, doors: Mapping[str, Signature], rows: Mapping[str, Any] | None = None) -> None:
        """``rows``: the fields of the records that it works on."""
        self.rows = rows or {}
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine())
        self._engine.add_object_file(llvm.object_file.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        _OPEN.append(self._engine)
        self._doors = doors

    def address(self, name: str) -> int:
        """Where a function begins."""
        return int(self._engine.get_function_address(name))

    def call(self, name: str) -> Callable[..., Any]:
        """A function for Python."""
        signature = self._doors[name]
        kind = ctypes.PYFUNCTYPE(PYTHON[signature.answer], *(PYTHON[letter] for letter in signature.given))
        door = kind(self.address(f"door_{name}"))

        def call(*given: Any) -> Any:
            answer = door(*given)
            if _trouble[0]:
                raise _said()
            return answer

        return call


def _said() -> Exception:
    """What went wrong, as Python would have said it."""
    kind, _, words = ctypes.string_at(_trouble[0]).decode().partition(": ")
    _trouble[0] = 0
    of = getattr(builtins, kind, RuntimeError)
    return of(words) if isinstance(of, type) and issubclass(of, Exception) else RuntimeError(words)


@cache
def _known_to_the_machine() -> None:
    """What lies outside of all machine code: the C library's functions, and where trouble is noted."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    llvm.add_symbol(TROUBLE, ctypes.addressof(_trouble))
    llvm.add_symbol(JUMP, ctypes.addressof(_jump))
    try:
        process, mathematics = ctypes.CDLL(None), ctypes.CDLL(find_library("m"))
        found = {LIBRARY + name: getattr(mathematics, name) for name in MATHEMATICS}
        found |= {"fmod": mathematics.fmod, "_setjmp": process._setjmp, "longjmp": process.longjmp}
    except (AttributeError, OSError, TypeError) as reason:
        raise CompileError(f"this system's C library does not offer what machine code needs: {reason}") from None
    for name, function in found.items():
        llvm.add_symbol(name, int(ctypes.cast(function, ctypes.c_void_p).value or 0))


def machine() -> Any:
    """This processor. Who opens machine code with it owns it."""
    _known_to_the_machine()
    features = llvm.get_host_cpu_features().flatten()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features, opt=2, reloc="pic", codemodel="default"
    )


def written(
    name: str, text: str, names: dict[str, Any], doors: Mapping[str, Signature], plain: Mapping[str, Signature]
) -> bytes:
    """The machine code of functions and of all that they call.

    Args:
        text: where those functions stand that are in no file; names: its module.
        doors: functions that Python calls. plain: functions that other machine code calls.
    """
    library = Library(name)
    library.own(text, names)
    for door, signature in doors.items():
        _outer(library, f"door_{door}", names[door], signature, may_fail=True)
    for function, signature in plain.items():
        _outer(library, function, names[function], signature, may_fail=False)
    return optimised(str(library.module))


def optimised(text: str) -> bytes:
    """Machine code of a module that is written out."""
    module = llvm.parse_assembly(text)
    module.triple = llvm.get_default_triple()
    options = llvm.create_pipeline_tuning_options(speed_level=2)
    options.loop_vectorization = options.slp_vectorization = False
    here = machine()
    builder = llvm.create_pass_builder(here, options)
    builder.getModulePassManager().run(module, builder)
    return bytes(here.emit_object(module))


def _outer(library: Library, name: str, function: Any, signature: Signature, may_fail: bool) -> None:
    """A function under a name that is known outside; ``may_fail``: with a way back from whatever goes wrong inside."""
    given = tuple(LETTERS[letter] for letter in signature.given)
    answer = LETTERS[signature.answer] if signature.answer else NOTHING
    made = library.function(function, given)
    held = answer.held[0] if answer.held else ir.VoidType()
    outer = ir.Function(library.module, ir.FunctionType(held, [kind.held[0] for kind in given]), name)
    emit = Emitter(ir.IRBuilder(outer.append_basic_block("entry")))
    if may_fail:
        made.code.attributes.add("noinline")
        _way_back(emit, answer)
    found = emit.b.call(made.code, outer.args)
    if answer.held:
        emit.b.ret(emit.turned(Value(made.answer, (found,)), answer).only)
    else:
        emit.b.ret_void()


def _way_back(emit: Emitter, answer: Kind) -> None:
    """Where trouble comes back to: nothing is answered, and what went wrong is noted already."""
    b = emit.b
    mark = emit.external("_setjmp", FLAG, [POINTER, POINTER], "returns_twice")
    back = b.call(mark, [b.bitcast(emit.outside(JUMP, WORD), POINTER), ir.Constant(POINTER, None)])
    with b.if_then(b.icmp_signed("!=", back, FLAG(0)), likely=False):
        if answer.held:
            b.ret(answer.held[0](0))
        else:
            b.ret_void()
