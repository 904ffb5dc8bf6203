"""Section "what could change the answer": inputs by origin, other luck, and what the model leaves out."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from experiments.report import pictures_why
from experiments.report.blocks import Block, Listed, Pictured, Titled, Told
from experiments.report.findings import measure_said
from experiments.report.numbers import Verbatim
from experiments.report.quoting import Quotes, runs
from experiments.report.sections import flips
from experiments.report.wording import Words
from experiments.report.wording import table as words_table

ORIGINS: Final = ("looked up", "county", "computed", "recalled", "assumed", "not said")


def blocks(quotes: Quotes) -> tuple[Block, ...]:
    """What the answer rests on, in the order of how much it could change it."""
    words = quotes.words
    return (
        *flips.blocks(quotes),
        *((Pictured(pictures_why.what_moves_the_answer(quotes)),) if words.study.others else ()),
        *_second_block(quotes),
        *_by_origin(quotes),
        Titled(words.say("left_out")),
        Listed(left_out(quotes)),
    )


def _second_block(quotes: Quotes) -> tuple[Block, ...]:
    """Which verdicts stay when every arm is run again with other luck."""
    words, study = quotes.words, quotes.words.study
    arms = {arm.name: arm for arm in study.others}
    rows = [row for row in study.rows("second_block.csv") if row["stays"] and row["arm"] in arms]
    if not rows:
        return (Told(words.say("second_none")),) if study.primary and study.others else ()
    same, other = ([row for row in rows if row["stays"] == stays] for stays in ("yes", "no"))
    counts = {"same": quotes.count_of(same, "second_block.csv", "stays=yes"), "n": runs(rows[0])}
    told = [words.say("second_same", other=quotes.count_of(other, "second_block.csv", "stays=no"), **counts)]
    items = [
        words.say(
            "second_item",
            measure=measure_said(quotes, row["measure"], row["group"]),
            arm=quotes.arm(arms[row["arm"]]),
            first=words.verdict(row["first_verdict"]),
            second=words.verdict(row["verdict"]),
        )
        for row in other
    ]
    told += [words.say("second_other", list=words.join(items, words.text("between")))] if items else []
    return (Told(words.sentences(told)),)


def _by_origin(quotes: Quotes) -> tuple[Block, ...]:
    """How many numbers enter the study, and where they are from."""
    words, rows = quotes.words, list(quotes.words.study.rows("inputs.csv"))
    if not rows:
        return (Told(words.say("inputs_none")),)
    counts = []
    for origin in ORIGINS:
        mine = [row for row in rows if row["origin"] == origin]
        if mine:
            number = quotes.count_of(mine, "inputs.csv", f"origin={origin}")
            counts.append(words.say("origin_item", n=number, origin=words.word("origins", origin)))
    everything = quotes.count_of(rows, "inputs.csv")
    table = Markup('<a href="#table-9">9</a>')
    return (Told(words.say("inputs_by_origin", n=everything, list=words.join(counts), no=table)),)


def limits(words: Words) -> list[str]:
    """What the scenario says of its limits; one that a parent told only in English is never left out."""
    english, here = (list(words.study.fact(name) or ()) for name in ("limits", f"limits_{words.lang}"))
    return [str(limit) for limit in (here if len(here) >= len(english) else [*here, *english])]


def left_out(quotes: Quotes) -> tuple[Markup, ...]:
    """What the scenario says of its limits, then what every county of this model leaves out, with its bias."""
    words = quotes.words
    said = [Markup("{}").format(Verbatim(limit)) for limit in limits(words)]
    if not words.study.has_residents:
        return tuple(said)
    fixed = [Markup("{}").format(entry[words.lang]) for entry in words_table("left_out").values()]
    return (*said, *fixed)
