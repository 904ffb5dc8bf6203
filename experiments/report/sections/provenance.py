"""How to get the same numbers again: one command, the hashes of what went in and came out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from experiments.report.blocks import Block, Folded, Hashes, Titled, Told, Typed
from experiments.report.numbers import Number
from experiments.report.quoting import Quotes
from experiments.report.study import Study


def blocks(quotes: Quotes) -> Iterator[Block]:
    """The reproduction line, what it took, and the hashes."""
    words, study = quotes.words, quotes.words.study
    yield Titled(words.say("reproduction"), "reproduction")
    yield Told(words.say("reproduce_with"))
    yield Typed(str(study.fact("command", "")))
    took = _took(quotes)
    if took:
        yield Told(took)
    yield Folded(words.say("hashes"), (Hashes(tuple(_hashes(study))),))


def _took(quotes: Quotes) -> Markup:
    words = quotes.words
    seconds, workers = (words.study.fact(f"made.{key}") for key in ("wall_s", "workers"))
    if seconds is None or workers is None:
        return Markup("")
    parts = (
        Number(f"{seconds:,.0f}", float(seconds), "manifest:made.wall_s"),
        Number(f"{workers}", float(workers), "manifest:made.workers"),
    )
    return words.say("took", seconds=parts[0], workers=parts[1])


def _hashes(study: Study) -> Iterator[tuple[str, str]]:
    """Versions, then the hash of everything that went in and came out."""
    versions: dict[str, Any] = dict(study.fact("versions", {}))
    yield "versions", ", ".join(f"{name} {version}" for name, version in versions.items())
    for file, digest in dict(study.fact("files", {})).items():
        yield str(file), f"sha256 {digest}"
    for key in ("code", "lock"):
        if study.fact(key):
            yield key, f"sha256 {study.fact(key)}"
    for file, digest in dict(study.fact("outputs", {})).items():
        yield str(file), f"sha256 {digest}"
