"""Table 1: every number in which an arm differs from today, generated from the resolved scenarios."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from experiments.report.keys import key_said, scope_said, source_said, value_said
from experiments.report.numbers import NO_NUMBER, Verbatim
from experiments.report.quoting import Quotes
from experiments.report.study import Row
from experiments.report.tables import Line, Table


def exact_difference(quotes: Quotes) -> Table:
    """One row per leaf that differs, arm by arm."""
    words, study = quotes.words, quotes.words.study
    titles = {arm.name: arm.label(words.lang) for arm in study.arms}
    lines: list[Line] = []
    before = ""
    for row in study.rows("exact_difference.csv"):
        first = row["arm"] != before
        key = Markup(".<wbr>").join(row["key"].split("."))
        said = key_said(words, row["key"], row["words"])
        lines.append(
            Line(
                (
                    Verbatim(titles.get(row["arm"], row["arm"])) if first else "",
                    Markup('{} <code class="lit">{}</code>').format(said, key),
                    value_said(words, row["today"] or NO_NUMBER),
                    value_said(words, row["value"] or NO_NUMBER),
                    _scope(quotes, row),
                    _source(quotes, row),
                ),
                kind="" if first else "more",
            )
        )
        before = row["arm"]
    headers = ("arm", "key", "today", "arm_value", "scope", "source")
    return Table(1, words.say("exact_difference"), tuple(map(words.column, headers)), tuple(lines))


def _scope(quotes: Quotes, row: Row) -> Markup:
    """When, where and for whom; whatever holds for the whole run everywhere is said in one word."""
    words = quotes.words
    parts: list[Any] = []
    if row["from"] and row["until"]:
        parts.append(words.say("from_until", start=Verbatim(row["from"]), end=Verbatim(row["until"])))
    elif row["from"]:
        parts.append(words.say("from_on", start=Verbatim(row["from"])))
    elif row["until"]:
        parts.append(words.say("until_end", end=Verbatim(row["until"])))
    parts += [scope_said(words, row[column]) for column in ("where", "for_whom") if row[column]]
    return words.join(parts) if parts else words.say("everywhere")


def _source(quotes: Quotes, row: Row) -> Any:
    source = row["source"]
    if not source or source.strip().lower() == "assumption":
        return quotes.words.say("assumption")
    return source_said(quotes.words, source)
