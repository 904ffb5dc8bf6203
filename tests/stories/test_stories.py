"""Stories that a doctor or planner can read: one small county, a few patients, and what must happen to them.

A story (``*.yaml`` beside this file) says what is otherwise in its county, who falls ill when, and every step
that follows, in words and whole minutes. The list must be what happens, no more and no less, on either engine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from sim import load
from sim.engine.compiled import CompiledRun
from sim.engine.simulate import Run
from sim.illness import Onsets
from sim.ledger import Ledger
from sim.measures import audit, must_pass
from sim.policies import QUESTIONS
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import BANDS
from tests.engine.twin.same import assert_same
from tests.stories.telling import DAYS, Telling

HERE = Path(__file__).parent
STORIES = sorted(HERE.glob("*.yaml"))
PULL = 60.0
"""Utility that makes a choice certain."""
KEYS = {"title", "title_zh", "why", "money", "chooses", "given", "patients", "happens"}


@dataclass(frozen=True)
class Story:
    """One file."""

    title: str
    settings: dict[str, Any]
    patients: list[dict[str, Any]]
    happens: list[str]
    money: bool


def read(path: Path) -> Story:
    said = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    assert set(said) <= KEYS, f"{path.name}: {set(said) - KEYS}"
    assert {"title", "title_zh", "why", "patients", "happens"} <= set(said), path.name
    chooses = {"first": "village", "when_sent": "county", **said.get("chooses", {})}
    pulls = {("primary", "other"): chooses["first"], ("referred",): chooses["when_sent"]}
    settings = {
        f"choice.constants.{kind}.{'none' if tier == 'home' else tier}": PULL
        for kinds, tier in pulls.items()
        for kind in kinds
    }
    return Story(
        said["title"], {**settings, **said.get("given", {})}, said["patients"], said["happens"],
        bool(said.get("money", False)),
    )  # fmt: skip


def minute_of(text: str) -> float:
    """``Mo 09:05`` or ``Mo 09:05 (week 2)``."""
    words = text.split()
    hour, minute = words[1].split(":")
    week = int(words[3].rstrip(")")) - 1 if len(words) > 2 else 0
    return (week * 7 + DAYS.index(words[0])) * DAY_MIN + int(hour) * 60.0 + int(minute)


def crowds(patients: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """``crowd: 30`` stands for so many patients of whom nobody tells, one after the other ``every`` so often."""
    found: list[dict[str, Any]] = []
    for patient in patients:
        many = int(patient.get("crowd", 1))
        gap_min = float(str(patient.get("every", "0 min")).removesuffix(" min"))
        alike = {key: value for key, value in patient.items() if key not in ("crowd", "every")}
        named = {} if "crowd" in patient else {"name": patient["name"]}
        found += [{**alike, **named, "later_min": gap_min * number} for number in range(many)]
    return found


def onsets_of(story: Story, scenario: Scenario, residents: int) -> tuple[Onsets, dict[int, str]]:
    """The patients of the story as onsets, and their names by episode."""
    rows, names, taken = [], {}, {"Willow": 0, "Town": residents // 2}
    known: dict[str, int] = {}
    for number, patient in enumerate(crowds(story.patients)):
        assert set(patient) <= {"name", "lives_in", "falls_ill", "follow_up", "with", "severity", "later_min"}, patient
        home = patient.get("lives_in", "Willow")
        name = patient.get("name", "one of the crowd")
        if name not in known:
            known[name] = taken[home]
            taken[home] += 1
        resident = known[name]
        episode = (resident << 32) | number
        if "name" in patient:
            names[episode] = name
        illnesses, chronic = list(scenario.conditions), list(scenario.chronic)
        if "follow_up" in patient:
            at, condition, band, rank = (
                minute_of(patient["follow_up"]),
                len(illnesses) + chronic.index(patient["with"]),
                0,
                0.0,
            )
        else:
            at = minute_of(patient["falls_ill"]) + patient["later_min"]
            condition = illnesses.index(patient["with"])
            band = BANDS.index(patient.get("severity", "minor"))
            shares = np.cumsum([0.0, *(scenario.conditions[patient["with"]].severity[b] for b in BANDS)])
            rank = float(shares[band] + shares[band + 1]) / 2.0
        rows.append((at, resident, episode, condition, rank, band, 2 if "follow_up" in patient else 0))
    rows.sort(key=lambda row: row[0])
    columns = ("time_min", "resident", "episode", "condition", "severity", "band", "reason")
    kinds = (np.float64, np.int32, np.int64, np.int16, np.float64, np.int8, np.int8)
    made = {
        name: np.array([row[i] for row in rows], kind)
        for i, (name, kind) in enumerate(zip(columns, kinds, strict=True))
    }
    return Onsets(**made), names


def lived(story: Story) -> tuple[Ledger, dict[int, str]]:
    """The county of the story, with its patients and nobody else."""
    run = Run(load(HERE / "county" / "county.yaml", settings=story.settings), 1, 0)
    assert len(run.onsets) == 0, "in this county nobody falls ill by chance"
    onsets, names = onsets_of(story, run.scenario, len(run.people))
    run.onsets = replace(onsets)
    ledger = run.go()

    class Told(CompiledRun):
        """The same patients on the other engine."""

        def _open_demand(self) -> None:
            self.start.onsets = replace(onsets)
            super()._open_demand()

    assert_same(ledger, Told(run.scenario, 1, 0).go())
    return ledger, names


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_happens_as_it_is_told(path: Path) -> None:
    story = read(path)
    ledger, names = lived(story)
    assert Telling(ledger, names, story.money).sentences() == story.happens
    must_pass(audit(ledger))


def test_there_are_stories_enough() -> None:
    assert len(STORIES) >= 12


def test_every_story_is_told_once() -> None:
    titles = [read(path).title for path in STORIES]
    assert len(set(titles)) == len(titles)


TOLD_ELSEWHERE = {"fixed_share"}
"""Answers of theory and benches, which no doctor or planner meets."""


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_every_answer_has_a_story(question: str) -> None:
    """The null answer is told by every story in which nothing is said."""
    told = {kind for path in STORIES for kind in _kinds(read(path).settings, question)}
    county = YAML(typ="safe").load((HERE / "county" / "county.yaml").read_text(encoding="utf-8"))
    told |= {county["policies"].get(question, {}).get("kind")}
    answers = list(QUESTIONS[question].kinds)[1:]
    assert set(answers) - told - TOLD_ELSEWHERE == set()


def _kinds(settings: dict[str, Any], question: str) -> list[str]:
    """The answers that a story gives to a question."""
    said = settings.get(f"policies.{question}", [])
    return [answer["kind"] for answer in (said if isinstance(said, list) else [said])]
