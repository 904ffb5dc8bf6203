"""Words in one of two languages: sentences filled in, and the names of measures, arms and groups."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Final, Literal

from markupsafe import Markup
from ruamel.yaml import YAML

from experiments.report.numbers import Scale, Verbatim
from experiments.report.study import Study
from experiments.statistics.verdicts import Verdict
from sim.vocabulary.words import TIERS, Channel, Code, Outcome

Lang = Literal["en", "zh"]
LANGS: Final[tuple[Lang, ...]] = ("en", "zh")
_ONE: Final = {
    "replications": "replication", "weeks": "week", "days": "day", "people": "person", "residents": "resident",
    "inputs": "input", "verdicts": "verdict", "checks": "check", "files": "file",
}  # fmt: skip
_ONE_OF_MANY: Final = re.compile(rf"((?<=[>])1</(?:span|a)>|(?<![\w.,−+-])1)( more | )({'|'.join(_ONE)})\b")
_CODES: Final[dict[str, type[Code]]] = {"channel": Channel, "outcome": Outcome}


@cache
def table(name: str) -> Mapping[str, Any]:
    """One of the tables of words: ``sentences`` (figures, why), ``words``, ``measures``, ``checks`` or ``details``."""
    text = files("experiments.report").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    more = {**table("figures"), **table("why")} if name == "sentences" else {}
    return YAML(typ="safe", pure=True).load(text) | more  # type: ignore[no-any-return]


def blanks(template: str) -> set[str]:
    """The names that a template wants filled in."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def singular(text: str) -> str:
    """A sentence in which one thing is not spoken of as several; Chinese has no such thing to mend."""
    return _ONE_OF_MANY.sub(lambda found: found.group(1) + found.group(2) + _ONE[found.group(3)], text)


class Words:
    """One language. Everything it returns is safe to put on the page; what it is given is escaped."""

    def __init__(self, lang: Lang, study: Study) -> None:
        self.lang: Final = lang
        self.study: Final = study

    def say(self, key: str, **parts: Any) -> Markup:
        """A sentence of the table, filled in."""
        return Markup(singular(Markup(table("sentences")[key][self.lang]).format(**parts)))

    def text(self, key: str, **parts: Any) -> str:
        """A sentence of the table as plain text, for figures and descriptions."""
        return singular(str(table("sentences")[key][self.lang]).format(**parts))

    def word(self, kind: str, key: str) -> str:
        """A word of ``words.yaml``; a word it does not know is shown as the study wrote it."""
        entry = table("words")[kind].get(key)
        return str(entry[self.lang]) if entry else key

    def column(self, key: str) -> str:
        """The header of a table's column."""
        return self.word("columns", key)

    def join(self, parts: Iterable[Any], between: str | None = None) -> Markup:
        """A list in words: ``a, b`` or ``a、b``."""
        return Markup(between or ("、" if self.lang == "zh" else ", ")).join(parts)

    def listed(self, parts: Iterable[Any], arms: bool = False) -> Markup:
        """A list inside a sentence, ``a, b and c``; of arms as each language lists names that it may put in quotes."""
        first = list(parts)
        last = first[-1:] if len(first) > 1 else []
        between = self.text("listed_arms") if arms else None
        ahead = self.join(first[:-1] or first, between)
        return self.join([ahead, *last], self.text("listed_last_arm" if arms else "listed_and"))

    def sentences(self, parts: Iterable[Any]) -> Markup:
        """Sentences one after the other, as one piece of text."""
        return Markup("" if self.lang == "zh" else " ").join(part for part in parts if part)

    def unit(self, unit: str) -> Scale:
        """How numbers of a unit are printed."""
        entry = table("words")["units"].get(unit)
        if entry is None:
            return Scale(1.0, f" {unit}", f" {unit}", unit)
        level, difference, header = entry[self.lang]
        one = entry.get("one", "") if self.lang == "en" else ""
        return Scale(float(entry.get("factor", 1)), level, difference, header, one)

    def measure_only(self, name: str) -> str:
        """A measure's name, without its group."""
        if self.lang == "zh" and self.study.fact(f"measures.{name}.name_zh"):
            return str(self.study.fact(f"measures.{name}.name_zh"))
        known = table("measures").get(name, {}).get("en")
        return str(known or name.replace("_", " ").removesuffix(" min").capitalize())

    def definition(self, name: str) -> str:
        """What a measure counts, in words."""
        stored = str(self.study.fact(f"measures.{name}.definition", ""))
        return str(table("measures").get(name, {}).get("zh") or stored) if self.lang == "zh" else stored

    def measure(self, name: str, group: str = "") -> str:
        """A measure's name with the part of the county it was taken over."""
        if not group:
            return self.measure_only(name)
        whole = table("measures").get(name, {}).get("en_of") if self.lang == "en" else ""
        return self.text("measure_of", measure=whole or self.measure_only(name), group=self.group(group))

    def group(self, group: str) -> str:
        """What a group such as ``tier=county,class=walk_in`` is called."""
        named = []
        for part in group.split(","):
            key, _, value = part.partition("=")
            named.append(self.word("groups", key) + self.value(key, value) if value else part)
        return ("，" if self.lang == "zh" else ", ").join(named)

    def value(self, key: str, value: str) -> str:
        """What one value of a group is called: a tier, a channel, a class, or a name of the scenario."""
        if key == "tier" or value in TIERS:
            return self.word("tiers", value)
        codes = _CODES.get(key)
        if codes is not None and value in codes.__members__:
            code = codes[value]
            return code.zh if self.lang == "zh" else code.en
        return self.word("values", value).replace("_", " ")

    def series(self, name: str) -> str:
        """What a daily series such as ``beds in use, county`` is called."""
        kind, _, tier = name.partition(", ")
        said = self.word("series", kind)
        return self.text("measure_of", measure=said, group=self.word("tiers", tier)) if tier else said

    def check(self, name: str) -> str:
        """What a check is called; one that has no Chinese name keeps its own."""
        known = table("checks").get(name.replace(" ", "_"), {}) if self.lang == "zh" else {}
        return str(known.get("zh") or name.replace("_", " "))

    def catches(self, name: str, said: str) -> str:
        """What a check would catch: in English as the check says it."""
        known = table("checks").get(name.replace(" ", "_"), {}) if self.lang == "zh" else {}
        return str(known.get("catches") or said)

    def arm(self, place: int) -> str:
        """An arm's name as plain text."""
        return self.study.arms[place].label(self.lang)

    def arm_said(self, place: int) -> Markup:
        """An arm's name inside a sentence."""
        return Markup("<b>{}</b>").format(Verbatim(self.arm(place)))

    def verdict(self, text: str) -> str:
        """A verdict as the study wrote it, in this language."""
        if self.lang == "en":
            return text
        return next((str(word.zh) for word in Verdict if word.value == text), text)

    def county(self) -> str:
        """The county's title."""
        return str(self.fact("title"))

    def fact(self, name: str) -> Any:
        """What the manifest says under a name; what it says in this language, if it does."""
        here = self.study.fact(f"{name}_{self.lang}") if self.lang != "en" else None
        return here or self.study.fact(name, "") or ""
