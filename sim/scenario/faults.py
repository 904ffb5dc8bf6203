"""What is wrong with a scenario, said so that a planner can mend it: where, what was found, what to do."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MOST_SHOWN = 100
OF_A_PLACE = re.compile(r"^[^\s':]+: ")
"""The id of the row's place, with which what is said of a cell begins."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend. Lines, rows and columns count from 1; 0 means that the whole file is meant.

    ``cell`` is the column's header when the file is a table; ``line`` is then the row as Excel numbers it.
    """

    file: str
    line: int
    column: int
    key: str
    message: str
    cell: str = ""


class ScenarioFaults(Exception):  # noqa: N818 -- planners read this word, not "error"
    """All faults of one scenario at once; its text is what the command line prints (exit code 2)."""

    def __init__(self, faults: Iterable[Fault], file: str | Path | None = None, again: str = "validate") -> None:
        """``again``: what to run once they are mended, if the file is no scenario but a study of one."""
        self.again = again
        self.faults = in_order(faults, shown(file) if file is not None else "")
        self.file = shown(file) if file is not None else (self.faults[0].file if self.faults else "")
        super().__init__(self.file, len(self.faults))

    def __str__(self) -> str:
        return render(self.faults, self.file, self.again)

    def as_json(self) -> dict[str, Any]:
        """The same faults for a program: what ``--json`` prints."""
        return {"file": self.file, "faults": [asdict(fault) for fault in self.faults]}


def in_order(faults: Iterable[Fault], file: str) -> tuple[Fault, ...]:
    """Without repeats, the scenario's own file first, then from top to bottom."""
    return tuple(sorted(set(faults), key=lambda fault: (fault.file != file, fault)))


def render(faults: Sequence[Fault], file: str, again: str = "validate") -> str:
    """The page a planner reads when a scenario cannot be used."""
    count = f"{len(faults)} fault{'' if len(faults) == 1 else 's'}"
    lines = [f"{file}: {count}, nothing was run", ""]
    pages = list(_by_column(faults))
    for fault, more in pages[:MOST_SHOWN]:
        where = _where(fault, file)
        lines.append(f"  {where}   {fault.key}" if fault.key and not fault.cell else f"  {where}")
        lines.extend(f"      {line}" for line in fault.message.splitlines())
        if more:
            others = listed((str(one.line) for one in more), most=8)
            lines.append(f"      and so in {len(more)} more row{'s' if len(more) > 1 else ''} of this column: {others}")
    if len(pages) > MOST_SHOWN:
        lines.append(f"  ... and {sum(1 + len(more) for _, more in pages[MOST_SHOWN:])} more")
    return "\n".join([*lines, "", f"Fix these and run:  tiercare {again} {file}"])


def _by_column(faults: Sequence[Fault]) -> Iterator[tuple[Fault, list[Fault]]]:
    """One slip that runs down a column of a table is said once, with its rows; other faults one by one."""
    alike: dict[Any, list[Fault]] = {}
    for fault in faults:
        key = (fault.file, fault.cell, OF_A_PLACE.sub("", fault.message)) if fault.cell else fault
        alike.setdefault(key, []).append(fault)
    for first, *more in alike.values():
        yield first, more


def _where(fault: Fault, file: str) -> str:
    name = "" if fault.file == file else _beside(fault.file, file)
    if fault.cell:
        place = f"row {fault.line}, column '{fault.cell}'"
    elif fault.line:
        place = f"line {fault.line}, column {fault.column}"
    else:
        place = "" if name else "the file"
    return f"{name} {place}".strip()


def _beside(other: str, file: str) -> str:
    """How a second file is named in a message: short when it lies in the scenario's own folder."""
    folder = os.path.dirname(file)
    inside = bool(folder) and other.startswith(folder + os.sep)
    return os.path.relpath(other, folder) if inside else other


def shown(path: str | Path) -> str:
    """A path as a person would type it from here."""
    here = os.path.relpath(path)
    return os.path.abspath(path) if here.startswith("..") else here


def nearest(word: str, allowed: Iterable[str], most: int = 1) -> list[str]:
    """The allowed words that a misspelt one may have meant."""
    words = list(dict.fromkeys(allowed))
    found = _close(word, words) or _close(word.lower(), [other.lower() for other in words])
    if not found and len(word) > 2:
        found = [place for place, other in enumerate(words) if word.lower() in other.lower()]
    return [words[place] for place in found[:most]]


def _close(word: str, words: list[str]) -> list[int]:
    """Places of the words that are spelt alike, the likest first; of equals the first in the list."""
    close = difflib.get_close_matches(word, words, n=max(1, len(words)), cutoff=0.5 if len(word) <= 3 else 0.6)
    likeness = {other: difflib.SequenceMatcher(None, other, word).ratio() for other in close}
    return sorted((words.index(other) for other in likeness), key=lambda place: (-likeness[words[place]], place))


def listed(words: Iterable[str], most: int = 24) -> str:
    """Allowed words in one line, cut when there are too many to read."""
    words = list(dict.fromkeys(words))
    cut = words[:most]
    return ", ".join(cut) + (f" ... ({len(words) - most} more)" if len(words) > most else "")


def unknown(what: str, word: str, allowed: Iterable[str]) -> str:
    """The sentence about a word that is not in the language: what it may have meant, what is allowed."""
    words = list(allowed)
    close = nearest(word, words)
    guess = f" Did you mean '{close[0]}'?" if close else ""
    choice = f"  Allowed: {listed(words)}." if words else "  Nothing may stand here."
    return f"unknown {what} '{word}'.{guess}{choice}"
