"""Every lever at once for five years: nobody is lost, no hour is given twice, and the audit has nothing to say."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from ruamel.yaml import YAML

from sim import Ledger, load, simulate
from sim.measures import audit, measure
from sim.policies import QUESTIONS
from tests.engine.twin.same import live_the_same
from tests.hamlet import HAMLET, ROOT, SEED

OVERLAYS = sorted((ROOT / "scenarios" / "policies").glob("*.yaml"))
YEARS = 5


@cache
def said(overlay: Any) -> dict[str, Any]:
    return dict(YAML(typ="safe").load(overlay.read_text(encoding="utf-8")))


def every_lever(last_wins: bool) -> dict[str, Any]:
    """One answer to each question out of all overlays, the first or the last; all of them where they add up."""
    answers: dict[str, Any] = {}
    for overlay in OVERLAYS:
        for question, answer in said(overlay).get("policies", {}).items():
            if QUESTIONS[question].additive:
                answers.setdefault(question, []).extend(answer if isinstance(answer, list) else [answer])
            elif last_wins or question not in answers:
                answers[question] = answer
    return answers


@cache
def county(weeks: int, last_wins: bool) -> Any:
    """The hamlet with every lever, and what some of them need: things that are missing, people who are poor."""
    quiet = [overlay for overlay in OVERLAYS if not said(overlay).get("policies")]
    settings = {"calendar.warm_up": "0 weeks", "calendar.measure": f"{weeks} weeks", "people.poor": "10 %"}
    with TemporaryDirectory() as folder:
        levers = Path(folder) / "every_lever.yaml"
        header = {"title": "Every lever", "title_zh": "全部政策", "mechanisms": ["M1"], "source": "all overlays"}
        with levers.open("w", encoding="utf-8") as file:
            YAML(typ="safe").dump({"overlay": header, "policies": every_lever(last_wins)}, file)
        return load(HAMLET, [*quiet, levers], settings=settings)


def test_every_question_has_an_overlay() -> None:
    assert set(every_lever(False)) == set(QUESTIONS)


@pytest.mark.parametrize("last_wins", [False, True])
def test_every_lever_at_once_is_the_same_on_both_engines(last_wins: bool) -> None:
    ledger = live_the_same(county(5, last_wins))
    assert [check.name for check in audit(ledger) if not check.ok] == []


@pytest.mark.long
@pytest.mark.parametrize("last_wins", [False, True])
def test_five_years_with_every_lever_pass_the_audit(last_wins: bool) -> None:
    ledger: Ledger = simulate(county(52 * YEARS, last_wins), 0, SEED, engine="compiled")
    assert [(check.name, check.detail) for check in audit(ledger) if not check.ok] == []
    visits = measure(ledger, ["visits_per_person_year"]).set_index("group")["value"]
    assert 3.0 < visits[""] < 8.0
