"""Paths through the real language: what may stand where, and which word was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.merge import assemble
from sim.scenario.node import Node
from sim.scenario.paths import allowed, find, fitting, kinds, shapes_at, unfolded
from sim.scenario.scenario import Scenario
from sim.scenario.source import parse
from sim.scenario.tiers import Tier
from sim.vocabulary import Distribution, Minutes

SOUND = Path(__file__).parent / "malformed" / "sound.yaml"
NETWORK = """\
stations: {clinic: {servers: 5}}
services: {clinic: {kind: lognormal, mean: 10 min, sd: 5 min}}
arrivals: {patients: {kind: poisson, rate: 0.25/min, route: round}}
routes: {round: {start: clinic, clinic: {then: leaves}}}
"""


@pytest.fixture(scope="module")
def county() -> Node:
    return assemble(SOUND).root


@pytest.fixture(scope="module")
def network() -> Node:
    tree, _ = parse(NETWORK, "network.yaml")
    assert tree is not None
    return tree


def words(tree: Node, path: str) -> list[str]:
    return allowed(shapes_at(Scenario, tree, tuple(path.split("."))))


@pytest.mark.parametrize(
    ("path", "some", "none"),
    [
        ("tiers.township", {"hours", "clinics", "wards"}, {"source", "kind"}),
        ("tiers.township.clinics.general", {"clinicians", "consult", "queue"}, {"beds"}),
        ("tiers.township.clinics.general.consult", {"kind", "mean", "sd"}, {"phases", "values"}),
        ("tiers.township.queue.patience", {"kind", "by_class", "mean"}, {"beds"}),
        ("conditions.stroke.stay", {"acute", "recovery"}, {"beds"}),
        ("conditions.stroke.stay.acute", {"mean", "sd"}, {"low"}),
        ("policies.referral", {"refer", "formal", "from", "only_in"}, {"compliance"}),
        ("policies.referral.only_in", {"tier", "farthest"}, {"ages"}),
        ("choice", {"weights", "within_tier"}, {"by_severity"}),
        ("places.map", {"villages", "radius"}, {"facilities"}),
    ],
)
def test_the_words_of_a_block_are_those_of_its_model_and_its_kind(
    county: Node, path: str, some: set[str], none: set[str]
) -> None:
    found = set(words(county, path))
    assert some <= found
    assert not none & found


def test_a_service_has_the_words_of_its_distribution_beside_its_own(network: Node) -> None:
    found = words(network, "services.clinic")
    assert {"waiting_counts", "by_class", "kind", "mean", "sd"} <= set(found)
    assert "distribution" not in found


def test_the_steps_of_a_route_stand_in_the_route_itself(network: Node) -> None:
    assert "then" in words(network, "routes.round.clinic")
    assert "steps" not in words(network, "routes.round")


def test_a_stream_has_the_words_of_its_kind(network: Node) -> None:
    found = words(network, "arrivals.patients")
    assert {"rate", "route", "class"} <= set(found)
    assert "no_show" not in found


@pytest.mark.parametrize(
    "path",
    [
        "calendar.measure",
        "people.illness_rate",
        "tiers.township.wards.general.beds",
        "tiers.township.wards.general.extra_beds",
        "tiers.county.clinics.internal.consult.mean",
        "conditions.cold.new_cases.per_1000_a_year.65+",
        "chronic.hypertension.adherence",
        "choice.weights.minor.price",
        "insurance.schemes.residents.outpatient.village.pays",
        "policies.referral.formal",
        "policies.expert_dispatch",
        "precision.standard_error",
        "limits",
    ],
)
def test_a_path_is_found_whether_it_is_written_or_left_to_its_default(county: Node, path: str) -> None:
    assert ".".join(find(Scenario, county, path)) == path


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("calender.measure", "no path 'calender.measure': unknown key 'calender'. Did you mean 'calendar'?"),
        ("tiers.town.hours", "in 'tiers': unknown key 'town'. Did you mean 'township'?"),
        ("tiers.township.wards.genral.beds", "Did you mean 'general'?  Allowed: general, recovery."),
        ("conditions.strok.severity", "Did you mean 'stroke'?  Allowed: cold, stroke."),
        ("policies.referral.compliance", "unknown key 'compliance'."),
        ("policies.refferal.formal", "Did you mean 'referral'?"),
        ("people.residents.old", "'people.residents' is one value; there is nothing below it."),
        ("", "unknown key ''."),
        ("..", "unknown key ''."),
    ],
)
def test_a_wrong_path_names_its_first_wrong_word_and_what_there_is(county: Node, path: str, says: str) -> None:
    with pytest.raises(LookupError) as caught:
        find(Scenario, county, path)
    assert says in str(caught.value.args[0])


def test_a_list_is_entered_by_number() -> None:
    tree, _ = parse("changes: [{from: 2026-07-06, set: a, to: 1}, {from: 2026-07-06, set: b, to: 2}]", "x.yaml")
    assert tree is not None
    assert find(Scenario, tree, "changes.1.to") == ("changes", "1", "to")
    with pytest.raises(LookupError, match="Allowed: 0, 1"):
        find(Scenario, tree, "changes.2.to")


def test_the_alternatives_of_an_annotation_come_apart() -> None:
    assert len(list(unfolded(Distribution))) == 12
    assert [shape.type for shape in unfolded(Minutes | None)] == [float]
    assert [shape.type for shape in unfolded(int | dict[str, int])] == [int, dict[str, int]]


def test_kind_picks_one_of_several_and_an_unknown_kind_leaves_them_all() -> None:
    shapes = list(unfolded(Distribution))
    known, _ = parse("{kind: erlang, mean: 5 min}", "x.yaml")
    other, _ = parse("{kind: erlangen}", "x.yaml")
    assert [kinds(shape.model) for shape in fitting(shapes, known) if shape.model] == [("erlang",)]
    assert len(fitting(shapes, other)) == len(shapes)


def test_one_tier_alone_can_be_asked_for_a_path(county: Node) -> None:
    tier = county.at(("tiers", "township"))
    assert tier is not None
    assert find(Tier, tier, "skill.spots_serious.sensitivity") == ("skill", "spots_serious", "sensitivity")
