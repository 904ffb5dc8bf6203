"""Reading a written page back: its numbers with their sources, the words around them, and its links."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd

NUMBER = re.compile(r"[+−]?\d[\d,]*(?:\.\d+)?")
PER_100 = re.compile(r"%|points?$|个百分点")
ALONE = {"meta", "br", "link", "img", "input", "hr", "path", "use"}
ADDRESS = re.compile(r"(?:curves/|sensitivity/)?\w+\.csv:\d+:\w+|manifest:[a-z_.]+")
NOT_PROSE = {"n", "lit", "ref"}


@dataclass(frozen=True)
class Printed:
    """One number of the page: what is printed and which cell it says it is."""

    text: str
    source: str

    @property
    def figure(self) -> str:
        """The number itself, without its unit."""
        found = NUMBER.search(self.text)
        return found.group() if found else self.text


@dataclass
class Reader(HTMLParser):
    """Collects numbers, prose, links and ids of one page."""

    numbers: list[Printed] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    _open: list[tuple[str, set[str], str]] = field(default_factory=list)
    _heads: list[str] = field(default_factory=list)
    """Of the table that is open: the columns of the study that each of its columns holds."""
    _line: tuple[str, list[tuple[str, str]]] | None = None
    """Of the table line that is open: file and row, and what its cells say outside of numbers with an address."""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [has["id"]] if "id" in has else []
        self.links += [has[name] for name in ("href", "src", "xlink:href") if name in has]
        said = has.get("data-from", "")
        if tag == "table":
            self._heads = []
        elif tag == "th":
            self._heads.append(said)
        elif tag == "tr":
            self._line = (said, [])
        elif tag == "td" and self._line:
            self._line[1].append((said or self._line[0], ""))
        if tag not in ALONE:
            self._open.append((tag, set(has.get("class", "").split()), said))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in ALONE:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "tr" and self._line:
            self._numbers_of_the_line(self._line[1])
            self._line = None

    def _numbers_of_the_line(self, cells: list[tuple[str, str]]) -> None:
        """Numbers without an address of their own: the row stands at the line or the cell, the column at the head."""
        for (row, text), held in zip(reversed(cells), reversed(self._heads), strict=False):
            found = NUMBER.findall(text)
            if held and len(found) == len(held.split()):
                self.numbers += [
                    Printed(one, f"{row}:{column}") for one, column in zip(found, held.split(), strict=True)
                ]
            elif found:
                self.prose.append(text)

    def handle_data(self, data: str) -> None:
        if self._open and "n" in self._open[-1][1]:
            source = self._open[-1][2]
            self.numbers.append(Printed(data, source))
        elif self._line and self._line[1] and not any(kinds & NOT_PROSE for _, kinds, _ in self._open):
            row, text = self._line[1][-1]
            self._line[1][-1] = (row, f"{text} {data}")
            self.prose.append(NUMBER.sub("", data))
        elif not any(kinds & NOT_PROSE or tag in {"svg", "style", "title"} for tag, kinds, _ in self._open):
            self.prose.append(data)

    @property
    def words(self) -> str:
        """The prose of the page, numbers of the study left out."""
        return " ".join(self.prose)


def read(page: Path) -> Reader:
    """Read a page."""
    reader = Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader


class Cells:
    """The cells of a study folder, by the addresses that the page prints."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.tables: dict[str, pd.DataFrame] = {}

    def table(self, file: str) -> pd.DataFrame:
        """One of the tables."""
        if file not in self.tables:
            self.tables[file] = pd.read_csv(self.folder / file)
        return self.tables[file]

    def value(self, source: str) -> float:
        """What stands at an address: a cell, one over or minus another, a count, a fact of the manifest."""
        counted = re.fullmatch(r"count\((.*)\)", source)
        if counted:
            return float(self._count(counted.group(1)))
        if not ADDRESS.fullmatch(source):
            return self._worked_out(source)
        if source.startswith("manifest:"):
            return self._fact(source)
        file, line, column = source.rsplit(":", 2)
        return float(self.table(file)[column].iloc[int(line)])

    def _fact(self, source: str) -> float:
        node: Any = self.manifest
        for part in source.removeprefix("manifest:").split("."):
            node = node[part]
        return float(node)

    def _worked_out(self, source: str) -> float:
        """Cells and facts put together by + - * / and brackets."""
        text = ADDRESS.sub(lambda found: f"({self.value(found.group())!r})", source)
        assert re.fullmatch(r"[-+*/().\deinfa]*", text), text
        return float(eval(text, {"__builtins__": {}}, {"inf": math.inf, "nan": math.nan}))

    def _count(self, what: str) -> int:
        if what.startswith("manifest:"):
            return len(self.manifest[what.removeprefix("manifest:")])
        file, _, condition = what.partition(":")
        table = self.table(file)
        for part in condition.split("&") if condition else ():
            column, _, value = part.partition("=")
            table = table[table[column].astype(str) == value]
        return len(table)


def agrees(printed: Printed, value: float) -> bool:
    """Whether a printed number is its cell, rounded: of 100 where it says so, else as it is, of 100 or of 1,000."""
    if not math.isfinite(value) or printed.text.startswith("<"):
        return printed.text.startswith(("–", "<"))
    text = printed.figure.replace(",", "").replace("−", "-")
    shown, places = float(text), len(text.split(".")[1]) if "." in text else 0
    return any(
        math.isclose(shown, round(factor * value, rounding), abs_tol=0.51 * 10.0**-places)
        if rounding == places
        else shown == round(factor * value, rounding)
        for factor in ((100,) if PER_100.search(printed.text) else (1, 100, 1000))
        for rounding in (places, -1, -2, -3)
    )


def svgs(page: Path) -> Iterator[str]:
    """Every drawing on the page."""
    yield from re.findall(r"<svg.*?</svg>", page.read_text(encoding="utf-8"), re.DOTALL)
