"""Keys of a scenario in the words of the page: what differs, from what to what, where and for whom."""

from __future__ import annotations

import re
from typing import Final

from experiments.report.numbers import Verbatim
from experiments.report.wording import Words, table

SUPERFLUOUS: Final = ("tiers", "policies", "wards", "clinics", "tests", "desks", "facilities")
"""Words of a path that its other words make superfluous, as the scenario's own wording leaves them out."""


QUANTITY: Final = re.compile(r"([+-]?[\d.,]+) ([a-z]+)")
HOURS: Final = re.compile(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)\b")


def key_said(words: Words, key: str, english: str) -> Verbatim:
    """A key in words: the study's own in English, part by part in Chinese."""
    if words.lang == "en":
        return Verbatim(english or key)
    known = table("keys")["keys"]
    parts = [part for part in key.split(".") if part not in SUPERFLUOUS and not part.isdecimal()]
    return Verbatim("·".join(str(known.get(part, part.replace("_", " "))) for part in parts))


def value_said(words: Words, value: str) -> Verbatim:
    """A value as it was written; the name of an answer in the words of the page."""
    if words.lang == "en":
        return Verbatim(value.replace("_", " ") if value in table("keys")["values"] else value)
    known = table("keys")["values"].get(value)
    return Verbatim(str(known) if known else _in_chinese(value))


def _in_chinese(value: str) -> str:
    """A quantity with its unit, or opening hours, in Chinese; anything else as it was written."""
    units, days = table("keys")["units"], table("keys")["days"]
    quantity = QUANTITY.fullmatch(value)
    if quantity and quantity.group(2) in units:
        return f"{quantity.group(1)}{units[quantity.group(2)]}"
    return HOURS.sub(lambda found: str(days[found.group()]), value) if HOURS.match(value) else value


def source_said(words: Words, source: str) -> Verbatim:
    """Where a number is from; that it is an assumption is said in the language of the page."""
    said = str(table("keys")["values"].get(source, source))
    if words.lang == "en":
        return Verbatim(source)
    return Verbatim(re.sub("^assumption", str(table("keys")["assumption"]), said))


def scope_said(words: Words, scope: str) -> Verbatim:
    """Where or for whom something is in force: ``tier township`` as the page names that tier."""
    kind, _, rest = scope.replace(": ", " ").partition(" ")
    if kind == "tier" and rest:
        return Verbatim(words.value("tier", rest))
    if kind == "scheme" and words.lang == "zh":
        return Verbatim(str(table("keys")["keys"].get(rest, rest)))
    return value_said(words, f"{kind} {rest}".strip())
