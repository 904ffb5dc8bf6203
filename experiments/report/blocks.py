"""What a section is made of: sentences, tables, figures, lists and folds, in the order in which they are read.

A section is a tuple of blocks; the template knows how to show each kind and holds no prose. Whoever adds a figure or
a table to a section adds one block to its tuple.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from experiments.report.figures.picture import Picture
from experiments.report.tables import Table


@dataclass(frozen=True)
class Told:
    """A paragraph; a quiet one is a note."""

    kind: ClassVar[str] = "told"
    text: Markup
    quiet: bool = False


@dataclass(frozen=True)
class Titled:
    """A heading inside a section."""

    kind: ClassVar[str] = "titled"
    text: Markup
    anchor: str = ""


@dataclass(frozen=True)
class Tabled:
    """A table."""

    kind: ClassVar[str] = "tabled"
    table: Table


@dataclass(frozen=True)
class Pictured:
    """A figure."""

    kind: ClassVar[str] = "pictured"
    picture: Picture


@dataclass(frozen=True)
class Listed:
    """A list of sentences."""

    kind: ClassVar[str] = "listed"
    entries: tuple[Markup, ...]


@dataclass(frozen=True)
class Typed:
    """A line to be copied as it stands."""

    kind: ClassVar[str] = "typed"
    text: str


@dataclass(frozen=True)
class Hashes:
    """Names, each with its hash."""

    kind: ClassVar[str] = "hashes"
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Folded:
    """Blocks behind a line that opens them."""

    kind: ClassVar[str] = "folded"
    summary: Markup
    inside: tuple[Block, ...]
    opened: bool = False
    long: bool = False
    """Whether paper gets it only when it is open: thousands of lines that stand in a CSV too."""


Block = Told | Titled | Tabled | Pictured | Listed | Typed | Hashes | Folded


def pictures_in(blocks: Iterable[Block]) -> Iterator[Picture]:
    """Every figure of some blocks, those behind a fold included."""
    for block in blocks:
        if isinstance(block, Pictured):
            yield block.picture
        elif isinstance(block, Folded):
            yield from pictures_in(block.inside)
