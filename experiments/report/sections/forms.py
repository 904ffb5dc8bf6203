"""Reporting forms, STRESS-DES and ISPOR-SMDM, filled from the study; what only a human can write is marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from experiments.report.blocks import Block, Folded, Tabled, Titled, Told
from experiments.report.numbers import NO_NUMBER, Verbatim
from experiments.report.quoting import Quotes
from experiments.report.tables import Line, Table
from experiments.report.wording import table as words_table


def blocks(quotes: Quotes) -> Iterator[Block]:
    """One folded table per form."""
    words = quotes.words
    yield Titled(words.say("forms"), "forms")
    yield Told(words.say("forms_said"))
    parts = facts(quotes)
    for form in words_table("forms").values():
        headers = tuple(map(words.column, ("item", "filled")))
        lines = tuple(_line(quotes, item, parts) for item in form["items"])
        title = Markup("{}").format(Verbatim(form["title"][words.lang]))
        yield Folded(title, (Tabled(Table(0, title, headers, lines)),), long=True)


def _line(quotes: Quotes, item: dict[str, Any], parts: dict[str, Any]) -> Line:
    words = quotes.words
    name = Verbatim(item["item"][words.lang])
    if words.lang not in item:
        return Line((name, Markup("<b>{}</b>").format(words.say("to_be_written"))), kind="human")
    return Line((name, Markup('<span class="form">{}</span>').format(Markup(item[words.lang]).format(**parts))))


def facts(quotes: Quotes) -> dict[str, Any]:
    """What the forms ask of the manifest and the tables."""
    study = quotes.words.study
    targets = list(study.rows("targets.csv"))
    versions = dict(study.fact("versions", {}))
    made = dict(study.fact("made", {}) or {})

    def used(what: str) -> Any:
        return quotes.count_of([row for row in targets if row["use"] == what], "targets.csv", f"use={what}")

    return {
        "question": Verbatim(str(quotes.words.fact("question") or NO_NUMBER)),
        "measures": quotes.count_of(list(study.fact("measures", {})), "manifest:measures"),
        "primary": quotes.count_of(list(study.fact("primary", ())), "manifest:primary"),
        "arms": quotes.count_of(list(study.arms), "manifest:arms"),
        "residents": quotes.stored("county.residents"),
        "files": quotes.count_of(list(study.fact("files", {})), "manifest:files"),
        "warm_up": quotes.stored("measured.warm_up_days"),
        "weeks": quotes.stored("measured.weeks"),
        "replications": quotes.stored("replications"),
        "versions": Verbatim(", ".join(f"{name} {version}" for name, version in versions.items())),
        "seed": Verbatim(str(study.fact("seed", ""))),
        "machine": Verbatim(", ".join(f"{key} {made[key]}" for key in ("machine", "cores", "workers") if key in made)),
        "checks": quotes.count_of(list(study.rows("checks.csv")), "checks.csv"),
        "targets": quotes.count_of(targets, "targets.csv"),
        "fitted": used("fitted"),
        "predicted": used("predicted"),
    }
