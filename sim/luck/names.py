"""A number for a name: of a condition, a chronic illness, a stream.

It does not depend on the list in which the name stands, so one more condition in the catalogue shifts the
luck of no other.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

MOST_NAMES = 1 << 16


def numbers_of(names: Sequence[str]) -> list[int]:
    """A number below 65,536 for each name, all different.

    It is the name's CRC-32; where two meet (1 chance in 150 among 30 names) the later takes the next
    free one.

    Raises:
        ValueError: the same name twice.
    """
    taken: dict[int, str] = {}
    for name in names:
        number = zlib.crc32(name.encode()) % MOST_NAMES
        while number in taken:
            if taken[number] == name:
                raise ValueError(f"{name!r} is named twice")
            number = (number + 1) % MOST_NAMES
        taken[number] = name
    return list(taken)
