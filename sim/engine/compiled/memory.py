"""Memory as the compiled engine reads it: rows and runs of numbers at addresses, and nothing that is counted.

A *row* is a record at an address. A *run* is a pair of whole numbers, where its items begin and how many there
are; the address of the pair stands for the run. Arrays and objects handed from function to function cost ten
times as much, because each hand counts who holds them.
"""

from __future__ import annotations

from typing import Final

from sim.engine.compiled.native.primitives import fetch, loader, storer

PAIR_BYTES: Final = 16
load_int, load_float = loader("i8"), loader("f8")
load_byte, load_small, load_short, load_half = loader("u1"), loader("i1"), loader("i2"), loader("i4")
store_int, store_float = storer("i8"), storer("f8")


def fetch_ahead(address: int, size: int) -> None:
    """Bring a row into the cache that will be needed soon."""
    for line in range(0, size, 64):
        fetch(address + line)


def has(run: int, value: int) -> bool:
    """Is this whole number among the items of a run?"""
    first, count = load_int(run), load_int(run + 8)
    for i in range(count):  # noqa: SIM110 - any(…) cannot be compiled
        if load_int(first + 8 * i) == value:
            return True
    return False


def items_up_to(run: int, value: float) -> int:
    """How many items of a rising run of real numbers are not above a value (``bisect_right``)."""
    return numbers_up_to(load_int(run), load_int(run + 8), value)


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


def copy_row(to: int, model: int, size: int) -> None:
    """Make one row like another, word by word."""
    for word in range(0, size, 8):
        store_int(to + word, load_int(model + word))


def checked(run: int, i: int) -> int:
    """The number of an item, if there is such an item."""
    if i < 0 or i >= load_int(run + 8):
        raise IndexError("a run was asked for an item that it does not have")
    return i
