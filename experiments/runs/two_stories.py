"""One resident under two policies: both stories side by side in words, the first difference marked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest
from typing import Final

from experiments.runs.trace import (
    NOBODY,
    Calendar,
    Chapter,
    NoSuchPatient,
    calendar_of,
    chapters,
    introduced,
    protagonist,
)
from sim.ledger.ledger import Ledger

SAME, APART, FIRST = "  ", "≠ ", ">>"
TIME_WIDE: Final = len("Tue 2026-03-03 08:02")
FULL_WIDE: Final = 150
NOTHING: Final = "·"


@dataclass(frozen=True)
class Moment:
    """What happened in one minute on either side; empty where nothing did."""

    minute: float
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the two sides differ here."""
        return self.left != self.right


def both_stories(
    today: Ledger, arm: Ledger, names: tuple[str, str], patient: int | None = None, wide: int = FULL_WIDE
) -> list[str]:
    """Everything that happened to one resident in two runs of one replication, in two columns.

    Lines on which the two differ begin with ≠, the first of them with >>. What is the same stands in both columns.

    Args:
        names: what the two columns are called.
        patient: row of the residents; the one with the most visits today if not given.
        wide: characters of a line.

    Raises:
        NoSuchPatient: there is nobody of this number in either run.
    """
    who = _who(today, arm, patient)
    page = _Page(calendar_of(today), wide)
    first, second = (_told(ledger, who) for ledger in (today, arm))
    lines = list(dict.fromkeys(text for text in (first.introduction, second.introduction) if text))
    lines += ["", *page.row(SAME, "", [names[0]], [names[1]]), SAME + "-" * (wide - len(SAME))]
    for place, (left, right) in enumerate(_paired(first.chapters, second.chapters), 1):
        lines += ["", *page.chapter(place, left, right)]
    if not first.chapters and not second.chapters:
        return [*lines, "", NOBODY.format(who=f"resident {who}")]
    return [*lines, "", page.last_word(names[1])]


@dataclass(frozen=True)
class _Told:
    introduction: str
    chapters: list[Chapter]


def _who(today: Ledger, arm: Ledger, patient: int | None) -> int:
    """Someone whom at least one of the runs knows: at stations a policy may bring or spare a patient."""
    try:
        return protagonist(today, patient)
    except NoSuchPatient:
        return protagonist(arm, patient)


def _told(ledger: Ledger, who: int) -> _Told:
    try:
        protagonist(ledger, who)
    except NoSuchPatient:
        return _Told("", [])
    return _Told(introduced(ledger, who), chapters(ledger, who))


def _paired(left: Sequence[Chapter], right: Sequence[Chapter]) -> list[tuple[Chapter | None, Chapter | None]]:
    """The same episodes side by side, by number, in the order in which they begin."""
    here, there = ({chapter.key: chapter for chapter in side} for side in (left, right))
    both = sorted({**there, **here}.values(), key=lambda chapter: chapter.lines[0][0] if chapter.lines else 0.0)
    return [(here.get(chapter.key), there.get(chapter.key)) for chapter in both]


def moments(left: Chapter | None, right: Chapter | None) -> list[Moment]:
    """The lines of one episode on either side, minute by minute; what begins alike stands by itself."""
    sides = [chapter.lines if chapter else () for chapter in (left, right)]
    found = []
    for at in sorted({minute for side in sides for minute, _ in side}):
        here, there = (tuple(text for minute, text in side if minute == at) for side in sides)
        alike = len(list(takewhile(lambda two: two[0] == two[1], zip(here, there, strict=False))))
        found += [Moment(at, here[:alike], there[:alike])] if alike else []
        found += [Moment(at, here[alike:], there[alike:])] if here[alike:] or there[alike:] else []
    return found


class _Page:
    """Rows of a time and two columns; remembers whether the stories have parted."""

    def __init__(self, calendar: Calendar, wide: int) -> None:
        self.calendar = calendar
        self.column = max(20, (wide - len(SAME) - TIME_WIDE - 5) // 2)
        self.parted_at: float | None = None

    def chapter(self, place: int, left: Chapter | None, right: Chapter | None) -> Iterator[str]:
        """One episode: its heading, then minute by minute."""
        headings = [chapter.heading if chapter else "" for chapter in (left, right)]
        if headings[0] == headings[1]:
            yield f"{SAME}{place}. {headings[0]}" if headings[0] else ""
        else:
            yield from self.row(APART, f"{place}.", *([heading or "(no such episode)"] for heading in headings))
        for moment in moments(left, right):
            yield from self.row(self.mark(moment), self.calendar.at(moment.minute), moment.left, moment.right)
        endings = [chapter.ending if chapter else "" for chapter in (left, right)]
        if any(endings):
            yield from self.row(SAME if endings[0] == endings[1] else APART, "", *([end] for end in endings))

    def mark(self, moment: Moment) -> str:
        """How a row begins."""
        if not moment.differs:
            return SAME
        if self.parted_at is None:
            self.parted_at = moment.minute
            return FIRST
        return APART

    def row(self, mark: str, time: str, left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
        """A time and what either side says, wrapped within its column."""
        cells = [[line for text in side for line in textwrap.wrap(text, self.column)] for side in (left, right)]
        if any(cells) and time:
            cells = [cell or [NOTHING] for cell in cells]
        for number, (one, other) in enumerate(zip_longest(*cells, fillvalue="")):
            front = (mark, time) if number == 0 else (SAME, "")
            yield f"{front[0]}{front[1]:<{TIME_WIDE}}  {one:<{self.column}} | {other}".rstrip(" |")

    def last_word(self, arm: str) -> str:
        """Where the stories part, or that they do not."""
        if self.parted_at is None:
            return f"Under {arm} exactly the same happens to this person."
        return f"{FIRST} {self.calendar.at(self.parted_at)}: the first difference. Until then both stories are one."
