"""What becomes machine code answers as Python does, to the last bit; what goes wrong is raised; the rest is refused."""

from __future__ import annotations

import ast
import inspect
import itertools
import math
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.compiled.native.binary import Opened, Signature, written
from sim.engine.compiled.native.expressions import CompileError
from sim.engine.compiled.native.primitives import array_reader, caller, loader, reader, storer
from sim.luck.philox import uniform
from sim.luck.quantiles import ROW, draw, table
from tests.luck.test_quantiles import EVERY

load_int, store_float = loader("i8"), storer("f8")
POINT = np.dtype([("x", "f8"), ("n", "i4"), ("small", "i1"), ("near", "f8", (2, 3))])
point_at, points, rows_whole, grid_whole = (
    reader(POINT),
    array_reader(POINT),
    array_reader(ROW),
    array_reader(np.dtype("f8")),
)
call_f_if = caller("f", "if")
WHOLES = [-(2**40) - 3, -9, -2, -1, 0, 1, 2, 7, 2**33 + 5]
REALS = [-math.inf, -3.75, -1.0, -0.0, 0.0, 1e-300, 0.1, 1.0, 2.5, 7.0, 1e18, math.inf]


def opened(
    tmp_path: Path, functions: dict[str, Any], signatures: dict[str, str], plain: dict[str, str] | None = None
) -> Opened:
    doors, others = ({name: Signature(letters) for name, letters in one.items()} for one in (signatures, plain or {}))
    path = tmp_path / "made.o"
    path.write_bytes(written("made", "", functions, doors, others))
    return Opened(path.read_bytes(), doors)


def door(tmp_path: Path, text: str, signature: str) -> tuple[Any, Any]:
    """A function of a text, compiled, and as Python runs it."""
    names: dict[str, Any] = {"math": math, "np": np}
    exec(text, names)
    name = ast.parse(text).body[-1].name  # type: ignore[attr-defined]
    path = tmp_path / "made.o"
    path.write_bytes(written("made", text, names, {name: Signature(signature)}, {}))
    return Opened(path.read_bytes(), {name: Signature(signature)}).call(name), names[name]


def same(function: Any, model: Any, *given: Any) -> None:
    """The same number to the bit, or the same kind of failure."""
    try:
        expected = model(*given)
    except ZeroDivisionError:
        with pytest.raises(ZeroDivisionError):
            function(*given)
        return
    found = function(*given)
    assert repr(float(found)) == repr(float(expected)), (given, found, expected)


@pytest.mark.parametrize("sign", ["+", "-", "*", "//", "%", "<", "<=", "==", "!=", "and", "or"])
def test_whole_numbers_are_reckoned_with_as_in_python(sign: str, tmp_path: Path) -> None:
    function, model = door(tmp_path, f"def f(a, b):\n    return int(a {sign} b)\n", "i:ii")
    for a, b in itertools.product([n for n in WHOLES if abs(n) < 2**31 or sign != "*"], WHOLES[1:-1]):
        same(function, model, a, b)


@pytest.mark.parametrize("sign", ["+", "-", "*", "/", "//", "%", "<", ">=", "==", "!="])
def test_real_numbers_are_reckoned_with_as_in_python(sign: str, tmp_path: Path) -> None:
    function, model = door(tmp_path, f"def f(a, b):\n    return float(a {sign} b)\n", "f:ff")
    for a, b in itertools.product(REALS, REALS):
        same(function, model, a, b)


@pytest.mark.parametrize("name", ["exp", "log1p", "erfc", "sqrt", "fabs", "log", "atan2", "pow"])
def test_mathematics_is_the_librarys_to_the_last_bit(name: str, tmp_path: Path) -> None:
    two = name in ("atan2", "pow")
    function, model = door(tmp_path, f"def f(a, b):\n    return math.{name}(a{', b' * two})\n", "f:ff")
    for k in range(1, 400):
        same(function, model, k / 37.0, 0.5 + k / 100.0)


@given(st.integers(-(2**62), 2**62), st.integers(-(2**62), 2**62), st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
@settings(max_examples=200, deadline=None)
def test_a_longer_sum_with_branches_is_the_same(a: int, b: int, x: float, y: float) -> None:
    same(MANY[0], MANY[1], a % 1000003, b % 997, x, y)


TEXT = """
def inner(a, b):
    low, high = (a, b) if a < b else (b, a)
    return low, high, float(low)

def many(a, b, x, y):
    low, high, real = inner(a, b)
    total, count = 0.0, 0
    for i in range(low, low + 12, 5):
        if i % 3 == 1:
            continue
        total += min(x, y, real) * i
        if total > 1e12:
            break
        count += 1
    while count > 0 and total < x:
        total += max(abs(x), 1.0)
        count -= 1
    yes = high > 500 or x < y
    for part in (low, 2.5, count):
        total -= part
    more = (low, count, 7)
    total += more[count % 3]
    return (total if yes else -total) + math.floor(x / 7.0) + (high // 7 << 2) + (high & 12 | 1 ^ low >> 1)
"""


@pytest.fixture(scope="module", autouse=True)
def _many(tmp_path_factory: pytest.TempPathFactory) -> None:
    MANY.extend(door(tmp_path_factory.mktemp("native"), TEXT, "f:iiff"))


MANY: list[Any] = []


def moves(at: int, pair: int) -> float:
    p = point_at(at)
    p.n += 3
    p.small = p.n - 300
    p.near[1, 2] = p.x
    block = points(pair)
    found, best = 0.0, block[0]
    for i in range(block.size):
        if block[i].x > best.x:
            best = block[i]
        found += block[i].near[1][2] + block.shape[0]
    return found + best.n


def test_records_and_blocks_lie_where_numpy_put_them(tmp_path: Path) -> None:
    rows = np.zeros(3, POINT)
    rows["x"], rows["n"] = [0.5, 4.25, 1.0], [7, 8, 9]
    pair = np.array([rows.ctypes.data, len(rows)], np.int64)
    call = opened(tmp_path, {"moves": moves}, {"moves": "f:ii"}).call("moves")
    assert call(rows.ctypes.data, pair.ctypes.data) == 0.5 + 3 * 3 + 8
    assert (rows["n"][0], rows["small"][0], rows["near"][0, 1, 2]) == (10, 10 - 300 + 256, 0.5)


def gathers(n: int) -> float:
    value, number = np.zeros(n), np.full(n, -4)
    for i in range(n):
        value[i] += i * 0.5
        number[i] = number[i] + i
    return value[n - 1] + number[0]


def test_a_function_may_have_a_block_of_its_own(tmp_path: Path) -> None:
    call = opened(tmp_path, {"gathers": gathers}, {"gathers": "f:i"}).call("gathers")
    assert [call(n) for n in (1, 2, 40)] == [gathers(n) for n in (1, 2, 40)]


def drawn(key: int, episode: int, rows: int, grid: int, which: int) -> float:
    return draw(key, episode, 41, 2, 1, 0, rows_whole(rows), grid_whole(grid), which)


def test_luck_is_the_same_machine_or_not(tmp_path: Path) -> None:
    kinds = list(EVERY.values())[:8]
    rows, grid = table(kinds)
    pairs = np.array([rows.ctypes.data, len(rows), grid.ctypes.data, len(grid)], np.int64)
    call = opened(tmp_path, {"drawn": drawn}, {"drawn": "f:iiiii"}).call("drawn")
    for episode in range(300):
        for which in range(len(kinds)):
            told = draw(99, episode, 41, 2, 1, 0, rows, grid, which)
            assert call(99, episode, pairs.ctypes.data, pairs.ctypes.data + 16, which) == told
    made = opened(tmp_path, {"uniform": uniform.py_func}, {"uniform": "f:iiiiii"}).call("uniform")
    assert [made(k, 7 * k, 3, -1, k, 0) for k in range(50)] == [uniform(k, 7 * k, 3, -1, k, 0) for k in range(50)]


def half(n: int, x: float) -> float:
    return n * x / 2.0


def asks(address: int, n: int) -> float:
    return call_f_if(address, (n, 0.5))


def fails_inside(address: int, n: int) -> float:
    return call_f_if(address, (n, 0.5)) + 1 // n


def test_code_calls_code_at_an_address_and_comes_back_from_trouble(tmp_path: Path) -> None:
    other = opened(tmp_path, {"half": half}, {}, {"half": "f:if"})
    functions = {"asks": asks, "fails_inside": fails_inside}
    made = opened(tmp_path, functions, dict.fromkeys(functions, "f:ii"))
    assert made.call("asks")(other.address("half"), 6) == 1.5
    for _ in range(3):
        with pytest.raises(ZeroDivisionError, match=r"fails_inside: 1 // n"):
            made.call("fails_inside")(other.address("half"), 0)
        assert made.call("fails_inside")(other.address("half"), 1) == 1.25


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(a):\n    return [a]\n", "f, line 2.*cannot be compiled"),
        ("def f(a):\n    with a:\n        pass\n", "line 2"),
        ("def f(a):\n    return unheard_of(a)\n", "unheard_of"),
        ("def f(a):\n    return a ** a\n", "not written out"),
        ("def f(a):\n    b = (a, a)\n    b = a\n    return b\n", "b is of two kinds"),
        ("def f(a):\n    return a.there\n", "a.there"),
    ],
)
def test_what_no_machine_can_do_is_refused_by_name(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(CompileError, match=said):
        door(tmp_path, text, "i:i")


def test_a_name_that_turns_real_later_is_real_from_the_beginning(tmp_path: Path) -> None:
    function, model = door(
        tmp_path, "def f(a):\n    x = 0\n    for i in range(a):\n        x += 0.5\n    return x\n", "f:i"
    )
    assert [function(n) for n in range(5)] == [model(n) for n in range(5)]


def test_a_primitive_has_no_meaning_in_python() -> None:
    assert isinstance(moves, FunctionType)
    assert inspect.getsource(moves)
    with pytest.raises(TypeError, match="compiled engine"):
        load_int(0)
