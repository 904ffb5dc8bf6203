"""The disease catalogue and decision support: what they say, and what becomes of recognition in the hamlet."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import Ledger
from sim.measures import measure
from sim.network.county import county_of
from sim.network.world import World
from sim.people import draw_people
from sim.policies import QUESTIONS
from sim.policies.disease_catalogue import DiseaseCatalogue
from sim.scenario.faults import ScenarioFaults
from sim.scenario.load import load
from sim.vocabulary.words import COUNTY, MODERATE, SERIOUS, TOWNSHIP, VILLAGE
from tests.hamlet import HAMLET, SEED, hamlet, lived

RULE = {"refer": ["moderate", "serious", "critical"], "formal": "2.2 %"}
WEEKS = 12


def catalogue(**numbers: Any) -> DiseaseCatalogue:
    return DiseaseCatalogue.model_validate({"kind": "disease_catalogue", **RULE, **numbers})


def test_what_stands_on_its_own_list_is_kept_more_readily_and_what_stands_higher_is_sent() -> None:
    rule = catalogue(keep_margin="2 points", send_margin="5 points")
    shifts = [rule.criterion_shift(TOWNSHIP, listed) for listed in (VILLAGE, TOWNSHIP, COUNTY)]
    assert shifts == pytest.approx([0.02, 0.02, -0.05])


def test_what_must_be_kept_is_kept_although_it_looks_beyond_the_place() -> None:
    rule = catalogue(must_keep=["minor", "moderate"])
    assert rule.by_the_list(TOWNSHIP, TOWNSHIP, 1, MODERATE) == 0
    assert rule.by_the_list(TOWNSHIP, TOWNSHIP, 1, SERIOUS) == 1
    assert rule.by_the_list(TOWNSHIP, COUNTY, 1, MODERATE) == 1, "on the county's list"


def test_without_lists_of_its_own_the_catalogue_is_where_each_illness_belongs() -> None:
    from sim.engine.prepared import CountyVillages

    given = {"kind": "disease_catalogue", **RULE, "lists": {"township": ["pneumonia"]}}
    scenario = hamlet(1, policies__referral=given)
    county = county_of(scenario)
    world = World(scenario, county, draw_people(scenario, CountyVillages(county), SEED), 1)
    own, null = world.referral.answers
    for row, listed, plain in zip(world.condition, own.listed, null.listed, strict=True):
        assert plain == row.right_tier[MODERATE]
        assert listed == (TOWNSHIP if row.id == "pneumonia" else plain)
    assert world.has_decision_support == 0


def test_an_illness_stands_on_one_list() -> None:
    with pytest.raises(ValueError, match="stroke stands on two lists"):
        catalogue(lists={"village": ["stroke"], "county": ["stroke"]})


def test_a_list_names_illnesses_of_the_county() -> None:
    with pytest.raises(ScenarioFaults, match="pnuemonia"):
        load(HAMLET, settings={"policies.referral": {"kind": "disease_catalogue", "lists": {"county": ["pnuemonia"]}}})


@given(d=st.floats(0.0, 5.0), gain=st.floats(0.0, 1.0), cap=st.floats(0.0, 4.0), u=st.floats(0.0, 0.999))
def test_an_aid_never_dulls_an_eye_nor_lifts_it_above_the_cap(d: float, gain: float, cap: float, u: float) -> None:
    aid = QUESTIONS["referral"].kinds["decision_support"].model_validate({"coverage": 1.0, "gain": gain, "cap": cap})
    seen: float = aid.discerns(TOWNSHIP, d, u)  # type: ignore[attr-defined]
    assert d <= seen <= max(d, cap) + 1e-9
    assert aid.discerns(COUNTY, d, u) == d, "at primary only"  # type: ignore[attr-defined]


def told(ledger: Ledger, name: str, tier: str = "village") -> float:
    rows = measure(ledger, [name])
    return float(rows[rows["group"] == f"tier={tier}"]["value"].iloc[0])


def under(**answer: Any) -> Ledger:
    return lived(WEEKS, policies__referral={**RULE, **answer})


def test_decision_support_recognises_more_and_sends_no_more_of_the_rest() -> None:
    plain = under(kind="severity_threshold")
    aided = under(kind="decision_support", coverage="100 %", gain="100 %", cap=2.5)
    assert told(aided, "recognised_share") > told(plain, "recognised_share") + 0.1
    assert told(aided, "rightly_kept_share") == pytest.approx(told(plain, "rightly_kept_share"), abs=0.01)


def test_a_list_above_true_skill_keeps_those_who_should_go() -> None:
    """The side-effect: townships told to keep what they cannot judge miss more; told to send, they flood the county."""
    keeps, sends = (
        under(kind="disease_catalogue", keep_margin=f"{keep} points", send_margin=f"{send} points", must_keep=[])
        for keep, send in ((4, -4), (-10, 10))
    )
    plain = under(kind="severity_threshold")
    order = [told(ledger, "recognised_share", "village") for ledger in (keeps, plain, sends)]
    assert order == sorted(order)
    assert order[0] < order[1] < order[2]
    kept = [told(ledger, "rightly_kept_share", "village") for ledger in (keeps, plain, sends)]
    assert kept[0] > kept[1] > kept[2]
