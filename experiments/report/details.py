"""What a check found, in the language of the page: known again by its English, filled with the same numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from experiments.report.wording import Words, blanks, table

BETWEEN: Final = "; "
"""What stands between two findings of one check."""
BLANKS: Final = dict.fromkeys(("said", "names", "problem"), ".+") | {
    "wrong": "[^;]+",
    "first": "[^;]+",
    "where": "[^;]+",
    "measure": r"\w+(?: \([^)]*\))?",
}
"""What may stand in a blank, where it is not a few words without colon."""


def said(words: Words, detail: str) -> str:
    """A detail as the page tells it: in English as the check wrote it, in Chinese where its sentence is known."""
    if words.lang == "en" or not detail:
        return detail
    whole = _filled(words, detail)
    return whole if whole is not None else _in_parts(words, detail)


def known(detail: str) -> bool:
    """Whether the table has the sentence of a detail, however its blanks are filled."""
    return any(pattern.fullmatch(detail) for _, pattern in _patterns())


def _in_parts(words: Words, detail: str) -> str:
    """Several findings in a row, each by itself; the longest beginning that is known goes first."""
    parts = detail.split(BETWEEN)
    for end in range(len(parts) - 1, 0, -1):
        first = _filled(words, BETWEEN.join(parts[:end]))
        if first is not None:
            return first + words.text("between") + said(words, BETWEEN.join(parts[end:]))
    if len(parts) == 1:
        return detail
    return parts[0] + words.text("between") + said(words, BETWEEN.join(parts[1:]))


def _filled(words: Words, detail: str) -> str | None:
    """The sentence of the table that a detail is, filled in; None if it is none of them."""
    for key, pattern in _patterns():
        found = pattern.fullmatch(detail)
        if found:
            parts = {name: _named(words, name, text) for name, text in found.groupdict().items()}
            return str(table("details")[key][words.lang]).format(**parts)
    return None


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Each English sentence as a pattern with a group for every blank."""
    return [(key, _pattern(str(entry["en"]))) for key, entry in table("details").items()]


def _pattern(template: str) -> re.Pattern[str]:
    text = re.escape(template)
    for name in blanks(template):
        text = text.replace(re.escape(f"{{{name}}}"), f"(?P<{name}>{BLANKS.get(name, '[^:;]+?')})")
    return re.compile(text)


def _named(words: Words, name: str, text: str) -> str:
    """What stands in a blank, by the names of the page."""
    arms = {arm.name: words.arm(arm.place) for arm in words.study.arms}
    kinds: dict[str, Callable[[str], str]] = {
        "said": lambda found: said(words, found),
        "wrong": lambda found: said(words, found),
        "arm": lambda found: arms.get(found, found),
        "arms": lambda found: "、".join(arms.get(one, one) for one in found.split(", ")),
        "tier": lambda found: words.word("tiers", found),
        "series": words.series,
        "measure": lambda found: words.measure(*found.removesuffix(")").split(" (")),
        "measures": lambda found: "、".join(words.measure_only(one) for one in found.split(", ")),
    }
    return kinds.get(name, str)(text)
