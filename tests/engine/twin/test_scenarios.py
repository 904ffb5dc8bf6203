"""Every scenario in the repository, on both engines."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from sim.scenario.load import load
from sim.scenario.merge import assemble
from tests.engine.twin.same import live_the_same
from tests.hamlet import HAMLET, ROOT, hamlet

SCENARIOS = ROOT / "scenarios"
THEORY = sorted((SCENARIOS / "theory").glob("*.yaml"))
CASES = ROOT / "tests" / "scenario" / "cases"
NETWORKS = sorted(path for path in CASES.glob("*.yaml") if path.stem != "county")
OVERLAYS = sorted((SCENARIOS / "policies").glob("*.yaml"))
COUNTIES = {"hamlet": 14, "valley": 7, "island": 7, "demo": 3, "county": 1}
"""Days that take seconds on SimPy."""
Overlays = tuple[Path, ...]


@cache
def stand_together(overlays: Overlays) -> bool:
    """Whether these can be laid over a county at once: none answers a question otherwise than another."""
    return not assemble(THEORY[0], overlays).faults  # any file does: the county has no say in it


@cache
def ways(most: int) -> list[Overlays]:
    """All combinations of so many overlays that can stand together."""
    found = [some for size in range(most + 1) for some in combinations(OVERLAYS, size)]
    return [some for some in found if stand_together(some)]


def all_at_once() -> list[Overlays]:
    """A few sets of overlays that cannot be enlarged, each overlay in one of them at least."""
    found: list[Overlays] = []
    for first in OVERLAYS:
        if not any(first in some for some in found):
            some: Overlays = (first,)
            for other in OVERLAYS:
                if other not in some and all(stand_together((one, other)) for one in some):
                    some = (*some, other)
            found.append(some)
    return found


def named(value: object) -> str | None:
    if isinstance(value, tuple):
        return "+".join(path.stem for path in value) or "alone"
    return value.stem if isinstance(value, Path) else None


def test_no_scenario_is_forgotten() -> None:
    """A new county must be listed here; new overlays and theory checks are found by themselves."""
    assert {path.stem for path in SCENARIOS.glob("*.yaml")} == set(COUNTIES)
    known = {"base", "policies", "theory", "studies"}  # designs of sweeps in studies are run elsewhere
    below = {path.parent.relative_to(SCENARIOS).parts[0] for path in SCENARIOS.glob("*/**/*.yaml")}
    assert below == known


@pytest.mark.parametrize("overlays", ways(1), ids=named)
def test_the_hamlet_with_each_overlay(overlays: Overlays) -> None:
    settings = {"calendar.warm_up": "0 days", "calendar.measure": "14 days"}
    ledger = live_the_same(load(HAMLET, overlays, settings=settings))
    assert len(ledger["visits"]) > 300


@pytest.mark.parametrize("overlays", all_at_once(), ids=named)
def test_the_hamlet_with_all_overlays_at_once(overlays: Overlays) -> None:
    live_the_same(load(HAMLET, overlays, settings={"calendar.warm_up": "0 days", "calendar.measure": "30 days"}))


@pytest.mark.long
@pytest.mark.parametrize("overlays", ways(2), ids=named)
def test_the_hamlet_with_every_pair_of_overlays(overlays: Overlays) -> None:
    live_the_same(load(HAMLET, overlays, settings={"calendar.warm_up": "0 days", "calendar.measure": "28 days"}))


@pytest.mark.long
@pytest.mark.parametrize("overlays", ways(2), ids=named)
def test_the_valley_with_every_pair_of_overlays(overlays: Overlays) -> None:
    settings = {"calendar.warm_up": "1 week", "calendar.measure": "3 weeks"}
    live_the_same(load(SCENARIOS / "valley.yaml", overlays, settings=settings))


@pytest.mark.long
def test_the_hamlet_for_a_year_and_more_in_two_replications() -> None:
    for replication in (0, 1):
        live_the_same(hamlet(60), replication)


@pytest.mark.parametrize("county", ["valley", "island", "demo"])
def test_a_county_for_some_days(county: str) -> None:
    settings = {"calendar.warm_up": "0 days", "calendar.measure": f"{COUNTIES[county]} days"}
    live_the_same(load(SCENARIOS / f"{county}.yaml", settings=settings))


@pytest.mark.long
@pytest.mark.parametrize("overlays", ways(1), ids=named)
def test_the_demo_county_for_some_weeks(overlays: Overlays) -> None:
    settings = {"calendar.warm_up": "1 week", "calendar.measure": "3 weeks"}
    live_the_same(load(SCENARIOS / "demo.yaml", overlays, settings=settings))


@pytest.mark.long
def test_the_whole_county_for_a_week() -> None:
    settings = {"calendar.warm_up": "0 days", "calendar.measure": "7 days"}
    live_the_same(load(SCENARIOS / "county.yaml", settings=settings))


@pytest.mark.parametrize("path", [*THEORY, *NETWORKS], ids=named)
def test_a_network_of_stations_shortened(path: Path) -> None:
    scenario = load(path, settings={"calendar.measure": "1 days", "calendar.warm_up": "0 days"})
    live_the_same(scenario)


@pytest.mark.long
def test_a_county_with_every_block_that_the_language_has() -> None:
    live_the_same(load(CASES / "county.yaml"))


@pytest.mark.long
@pytest.mark.parametrize("path", THEORY, ids=named)
def test_a_network_of_stations_for_weeks(path: Path) -> None:
    live_the_same(load(path, settings={"calendar.measure": "3 weeks", "calendar.warm_up": "0 days"}), 1)
