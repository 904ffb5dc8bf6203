"""The table of sentences: two languages that say the same, and no prose anywhere else."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest

import sim.measures
from experiments import report
from experiments.report.sections.numbering import ORDER
from experiments.report.wording import LANGS, blanks, table
from experiments.statistics.verdicts import Verdict
from sim.vocabulary.words import TIERS

MADE_UP_OF = ("kind_", "section_", "none_many", "undecided_many", "closed_", "avoided_", "through_")
"""Sentences whose key is put together."""
HERE = Path(report.__file__).parent
SENTENCES: dict[str, dict[str, str]] = dict(table("sentences"))


def registered() -> dict[str, Any]:
    """Every measure of the house."""
    for module in pkgutil.iter_modules(sim.measures.__path__):
        importlib.import_module(f"sim.measures.{module.name}")
    return dict(importlib.import_module("sim.measures.registry").MEASURES)


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_exists_in_both_languages_with_the_same_blanks(key: str) -> None:
    sentence = SENTENCES[key]
    assert set(sentence) == set(LANGS)
    assert blanks(sentence["en"]) == blanks(sentence["zh"])


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_carries_the_same_typed_numbers_in_both_languages(key: str) -> None:
    typed = [set(re.findall(r"\d+(?:,\d+)*", SENTENCES[key][lang])) for lang in LANGS]
    assert typed[0] == typed[1]


def test_every_sentence_is_used_and_every_sentence_used_is_there() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in HERE.rglob("*") if file.suffix in {".py", ".html"})
    unused = [key for key in SENTENCES if not re.search(rf"[\"']{key}[\"']", source) and not key.startswith(MADE_UP_OF)]
    assert not unused
    wanted = set(re.findall(r"(?:say|text)\(\s*[\"'](\w+)[\"']\s*[,)]", source))
    wanted |= {f"section_{key}" for key in (*re.findall(r"heading\('(\w+)'", source), *ORDER)}
    assert wanted <= set(SENTENCES)


def test_python_and_templates_hold_no_chinese() -> None:
    sources = [file for file in HERE.rglob("*") if file.suffix in {".py", ".html"}]
    chinese = [f.name for f in sources if re.search("[\u4e00-\u9fff]", f.read_text(encoding="utf-8"))]
    assert chinese == []


@pytest.mark.parametrize("word", ["significant", "p-value", "confidence", "显著", "置信"])
def test_no_sentence_speaks_of_significance(word: str) -> None:
    assert not [key for key, sentence in SENTENCES.items() if word in (sentence["en"] + sentence["zh"]).lower()]


def test_a_percentage_never_stands_without_its_base() -> None:
    for sentence in SENTENCES.values():
        for lang in LANGS:
            assert "{percent}" not in sentence[lang] or "{today}" in sentence[lang]


def test_no_sentence_about_an_interval_leaves_out_its_name() -> None:
    for key, sentence in SENTENCES.items():
        if {"lo", "hi"} <= blanks(sentence["en"]) and key not in ("range", "spread_short"):
            assert "simulation interval" in sentence["en"], key
            assert "模拟区间" in sentence["zh"], key


def test_every_word_exists_in_both_languages() -> None:
    for kind, words in table("words").items():
        for word, entry in words.items():
            assert set(LANGS) <= set(entry), (kind, word)


def test_every_tier_and_every_verdict_has_a_name() -> None:
    assert set(TIERS) <= set(table("words")["tiers"])
    assert all(verdict.zh for verdict in Verdict)


def test_every_registered_measure_has_an_english_name_and_a_chinese_definition() -> None:
    known = table("measures")
    assert not [name for name in registered() if not {"en", "zh"} <= set(known.get(name, {}))]


def test_every_registered_unit_can_be_printed() -> None:
    units = table("words")["units"]
    assert not {measure.unit for measure in registered().values()} - set(units)


def test_every_direction_of_the_registry_has_a_word() -> None:
    assert {measure.direction for measure in registered().values()} <= set(table("words")["directions"])
