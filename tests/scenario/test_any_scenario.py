"""Whatever a planner writes, it is read or refused; it never breaks the reader."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.scenario.checks import findings_of
from sim.scenario.scenario import Scenario
from tests.scenario.blocks import case

RUBBISH: tuple[Any, ...] = (
    None, -1, 0, 1e308, True, "", "x", "6", "-3 min", "9**9 min", "250 %", "unlimited", [], [1], ["x"], {},
    {"kind": "x"}, {"x": {"x": 1}}, {"by_class": {}}, "2026-01-05", "Mo-Su 08:00-12:00", "长",
)  # fmt: skip


def paths(tree: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a tree, blocks included."""
    below: list[tuple[Any, Any]] = []
    if isinstance(tree, dict):
        below = list(tree.items())
    elif isinstance(tree, list):
        below = list(enumerate(tree))
    return [(*way, key) for key, _ in below] + [p for key, child in below for p in paths(child, (*way, key))]


def with_rubbish(tree: dict[str, Any], way: tuple[Any, ...], rubbish: Any) -> dict[str, Any]:
    changed = copy.deepcopy(tree)
    node: Any = changed
    for key in way[:-1]:
        node = node[key]
    node[way[-1]] = copy.deepcopy(rubbish)
    return changed


@pytest.mark.parametrize("name", ["county.yaml", "feedback_network.yaml", "consulting_rooms.yaml"])
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_rubbish_anywhere_is_refused_or_read_but_breaks_nothing(name: str, data: st.DataObject) -> None:
    tree = case(name)
    way = data.draw(st.sampled_from(paths(tree)))
    given_ = with_rubbish(tree, way, data.draw(st.sampled_from(RUBBISH)))
    try:
        made = Scenario.model_validate(given_)
    except ValidationError:
        return
    for path, message in findings_of(made):
        assert isinstance(path, tuple)
        assert message


@st.composite
def networks(draw: st.DrawFn) -> dict[str, Any]:
    """Networks of up to six stations with feedback, priorities and limits, all of them sound."""
    names = [f"s{n}" for n in range(draw(st.integers(1, 6)))]
    seed = random.Random(draw(st.integers(0, 10_000)))
    classes = ["urgent", "routine"][: draw(st.integers(1, 2))]
    steps: dict[str, Any] = {}
    for name in names:
        onward = [seed.random() for _ in names]
        total = sum(onward) + 1  # at least a part leaves everywhere
        steps[name] = {"then": {other: part / total for other, part in zip(names, onward, strict=True)}}
        steps[name]["then"]["leaves"] = 1 - sum(steps[name]["then"].values())
    queue: dict[str, Any] = {"waiting_room": draw(st.sampled_from([0, 3, "unlimited"]))}
    if draw(st.booleans()):
        queue["priority"] = classes
    return {
        "calendar": {"start": "2026-01-05", "warm_up": "0 days", "measure": "7 days"},
        "stations": {name: {"servers": seed.randint(1, 4), "queue": queue} for name in names},
        "services": {name: {"kind": "exponential", "mean": f"{seed.randint(1, 50)} min"} for name in names},
        "routes": {"way": {"start": names[0], **steps}},
        "arrivals": {
            "a": {"kind": "poisson", "rate": "3/h", "class": dict.fromkeys(classes, 1 / len(classes)),
                  "route": "way"}
        },
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(networks())
def test_any_sound_network_is_read_and_fits_together(tree: dict[str, Any]) -> None:
    made = Scenario.model_validate(tree)
    assert findings_of(made) == []
    assert made.digest == Scenario.model_validate(tree).digest
    route = made.routes["way"]
    assert sum(route.steps[route.start].next_of("routine").values()) == pytest.approx(1)


@settings(max_examples=60, deadline=None)
@given(networks(), st.data())
def test_a_station_without_a_service_is_always_found(tree: dict[str, Any], data: st.DataObject) -> None:
    lost = data.draw(st.sampled_from(sorted(tree["services"])))
    del tree["services"][lost]
    found = findings_of(Scenario.model_validate(tree))
    assert any(f"'{lost}' has no service" in message for _, message in found)
