"""Sentences that say why a claim does not come true, and labels of grids: both keep to the numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.mechanisms.declared import Claims, arms_of, read
from experiments.mechanisms.entries import Axis, Claim, Measured, Mechanism
from experiments.mechanisms.judged import COMES_TRUE, COMES_TRUE_PERHAPS, Trial, beside, tried
from experiments.mechanisms.reasons import asked_of, failed, measured_by, reasons
from experiments.mechanisms.tabled import CLAIM, SIDE_EFFECT
from experiments.mechanisms.written import Setup, page
from sim.scenario.load import SCENARIOS, load

REFERENCE = Path(__file__).parents[3] / "results" / "reference"
WAITS = [10.0, 12.0, 11.0, 9.0]
SETUP = Setup("demo.yaml", "python -m experiments.mechanisms --reps 4", 7, 99, 4, 2, "8 weeks", "4 weeks")
LOOK = Measured(measure="unserved_share", of={"tier": "county"})
WHY = "the line is longer where fewer leave: {unserved_share tier=county} leave"


def moved(values: Sequence[float], by: float) -> list[float]:
    return [value + by * (1 + 0.01 * place) for place, value in enumerate(values)]


def trial(by: float, beside_by: float, side_by: float = 0.0) -> Trial:
    claim = Claim(
        says="waits fall", measure="wait_mean_min", claimed="lower", better="lower", margin=1.0, otherwise=WHY
    )
    fear = Claim(
        says="waits rise", measure="wait_mean_min", claimed="higher", better="lower", margin=1.0, otherwise="so"
    )
    entry = next(one for one in read().mechanisms if one.name == "gatekeeping")
    entry = entry.model_copy(
        update={"claims": (claim,), "side_effects": (fear,), "explained_by": (LOOK,), "grid": None}
    )
    shares = [0.10, 0.11, 0.12, 0.10]
    look = beside(LOOK, shares, moved(shares, beside_by), "gate")
    return Trial(
        entry, (tried(claim, WAITS, moved(WAITS, by), 2, "gate"),),
        (tried(fear, WAITS, moved(WAITS, side_by), 2, "gate"),), (look,), (), 4, ((), ()),
    )  # fmt: skip


# -- sentences -------------------------------------------------------------------------------------------


def test_a_claim_that_fails_is_explained_with_what_was_measured() -> None:
    ((says, why),) = reasons(trial(+3.0, -0.05, side_by=+3.0))
    assert says == "waits fall"
    assert re.fullmatch(r"the line is longer where fewer leave: 10\.75\d*\u202f% → 5\.67\d*\u202f% leave", why)
    assert "- *waits fall*: the line is longer where fewer leave: 10.75" in page(SETUP, [], [trial(+3.0, -0.05)])


def test_a_number_that_chance_alone_could_have_moved_is_not_passed_off_as_the_reason() -> None:
    ((_, why),) = reasons(trial(+3.0, 0.0, side_by=+3.0))
    assert why.endswith("10.8\u202f% → 10.8\u202f%, not seen to move leave")


def test_what_comes_true_needs_no_excuse() -> None:
    assert not list(reasons(trial(-3.0, -0.05, side_by=+3.0)))
    assert not failed(trial(-3.0, -0.05).claims)


@pytest.mark.parametrize("by", [-3.0, 0.0, +0.5])
def test_a_side_effect_that_is_not_seen_or_comes_out_the_opposite_is_explained_too(by: float) -> None:
    assert [says for says, _ in reasons(trial(-3.0, -0.05, side_by=by))] == ["waits rise"]


@pytest.mark.parametrize("entry", read().mechanisms, ids=lambda entry: entry.name)
def test_every_sentence_speaks_of_numbers_that_its_row_measures(entry: Mechanism) -> None:
    assert asked_of(entry) <= measured_by(entry)


def test_every_line_of_the_page_that_contradicts_the_documents_says_why() -> None:
    found = pd.read_csv(REFERENCE / "mechanisms.csv")
    lines = found[found["table"].isin([CLAIM, SIDE_EFFECT])]
    wrong = lines[~lines["outcome"].isin([COMES_TRUE, COMES_TRUE_PERHAPS])]
    silent = {
        (entry.name, claim.says)
        for entry in read().mechanisms
        for claim in (*entry.claims, *entry.side_effects)
        if not claim.otherwise
    }
    assert not silent & set(zip(wrong["name"], wrong["says"], strict=True))


# -- what is tried -----------------------------------------------------------------------------------------


def test_every_package_of_policies_is_tried_in_some_row() -> None:
    claims = read()
    laid = {name for arm in claims.arms.values() for name in arm.with_}
    laid |= {name for one in claims.factorials for factor in one.factors for name in factor.with_}
    assert {file.stem for file in (SCENARIOS / "policies").glob("*.yaml")} == laid


def test_every_arm_stands_in_a_row() -> None:
    claims = read()
    used = {arm for entry in (*claims.structure, *claims.mechanisms) for arm in arms_of(entry)}
    assert set(claims.arms) == used | {"today"}


# -- labels ----------------------------------------------------------------------------------------------


def labelled(claims: Claims, word: str) -> Iterator[tuple[Mechanism, Axis, str]]:
    """Rows of grids whose label says a number of the package, or of today."""
    for entry in claims.mechanisms:
        axes = (entry.grid.rows, entry.grid.columns) if entry.grid else ()
        for axis in (axis for axis in axes if not axis.name.startswith("points up")):  # those say by how much
            for level in axis.levels:
                if word in level.label and not level.set and re.search(r"\d", level.label):
                    yield entry, axis, level.label


@pytest.mark.parametrize(("word", "arm_of"), [("(the package)", "arm"), ("(today)", "against")])
def test_a_label_says_the_number_that_the_package_or_the_county_has(word: str, arm_of: str) -> None:
    claims = read()
    wrong: list[Any] = []
    for entry, axis, label in labelled(claims, word):
        place = SCENARIOS / ((entry.grid.county if entry.grid else None) or claims.county)
        recipe = claims.arms[getattr(entry, arm_of)].recipe(place, claims.short)
        origins = load(recipe.county, recipe.overlays, dict(recipe.settings)).origins
        said = set(re.findall(r"\d+(?:\.\d+)?", label.replace(",", "")))
        for path in {path for level in axis.levels for path in level.set}:
            text = re.search(r"\d+(?:\.\d+)?", str(origins[path].text)) if path in origins else None
            if text and text.group(0) not in said:
                wrong.append((entry.name, label, path, text.group(0)))
    assert not wrong
