"""The linear house: a room imports only rooms above it, and nothing imports in a ring."""

from __future__ import annotations

import pytest

from tests.house.modules import Module, modules, rings

ROOMS = (
    "kept", "vocabulary", "luck", "policies", "scenario", "people", "illness", "network", "ledger", "pathway", "engine",
    "measures",
)  # fmt: skip
ROOMS_OF_EXPERIMENTS: dict[str, tuple[str, ...]] = {
    "statistics": (),
    "theory": (),
    "explain": ("theory",),
    "runs": ("statistics",),
    "report": ("statistics",),
    "study": ("statistics", "theory", "runs", "report"),
    "mechanisms": ("statistics", "runs", "report"),
    "fit": (),
    "gallery": ("study",),
    "bench": (),
    "command_line": ("theory", "explain", "runs", "report", "study"),
}
"""From the bottom up: each room, and the rooms below it that it may import."""
MEASURES_NEVER_IMPORT = ("engine", "pathway", "network", "illness", "people", "policies", "scenario")


def of(package: str) -> list[Module]:
    return [module for name, module in modules().items() if name.split(".")[0] == package]


def test_every_folder_of_sim_is_a_room_of_the_house() -> None:
    assert {module.room for module in of("sim")} - {""} == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_above_it(room: str) -> None:
    above = ROOMS[: ROOMS.index(room) + 1]
    wrong = [
        f"{module.name}:{line} imports {target}"
        for module in of("sim")
        if module.room == room
        for target, line in module.imports
        if target.split(".")[0] != "sim" or target == "sim" or target.split(".")[1] not in above
    ]
    assert wrong == []


def test_policies_import_nothing_but_their_question_and_the_vocabulary() -> None:
    allowed = ("sim.policies.", "sim.vocabulary")
    wrong = [
        f"{module.name}:{line} imports {target}"
        for module in of("sim")
        if module.room == "policies"
        for target, line in module.imports
        if not target.startswith(allowed)
    ]
    assert wrong == []


def test_measures_never_import_what_lives() -> None:
    wrong = [
        f"{module.name}:{line} imports {target}"
        for module in of("sim")
        if module.room == "measures"
        for target, line in module.imports
        if target.split(".")[1:2] and target.split(".")[1] in MEASURES_NEVER_IMPORT
    ]
    assert wrong == []


def test_sim_never_imports_experiments() -> None:
    wrong = [
        f"{module.name}:{line}"
        for module in of("sim")
        for target, line in module.imports
        if target.split(".")[0] == "experiments"
    ]
    assert wrong == []


def test_every_folder_of_experiments_is_a_room_of_its_house() -> None:
    assert {module.room for module in of("experiments")} - {""} == set(ROOMS_OF_EXPERIMENTS)


def test_the_house_of_experiments_is_a_line() -> None:
    order = list(ROOMS_OF_EXPERIMENTS)
    for place, (room, below) in enumerate(ROOMS_OF_EXPERIMENTS.items()):
        assert set(below) <= set(order[:place]), room


@pytest.mark.parametrize("room", ROOMS_OF_EXPERIMENTS)
def test_a_room_of_experiments_imports_only_what_is_named_below_it(room: str) -> None:
    allowed = {room, *ROOMS_OF_EXPERIMENTS[room]}
    wrong = [
        f"{module.name}:{line} imports {target}"
        for module in of("experiments")
        if module.room == room
        for target, line in module.imports
        if target.split(".")[0] == "experiments" and not set(target.split(".")[1:2] or {""}) <= allowed
    ]
    assert wrong == []


def test_the_front_door_of_experiments_opens_on_studies() -> None:
    doors = [module for module in of("experiments") if module.room == ""]
    assert {target.split(".")[1] for module in doors for target, _ in module.imports} == {"study"}


@pytest.mark.parametrize(("room", "allowed"), [("statistics", set()), ("report", {"vocabulary"})])
def test_statistics_know_no_county_and_a_report_only_its_words(room: str, allowed: set[str]) -> None:
    """So a page can be written anew from a folder of last year, on a machine without the engine."""
    seen = {
        target.split(".")[1]
        for module in of("experiments")
        if module.room == room
        for target, _ in module.imports
        if target.startswith("sim.")
    }
    assert seen == allowed


def test_nothing_imports_in_a_ring() -> None:
    graph = {name: {target for target, _ in module.imports} for name, module in modules().items()}
    assert rings(graph) == []


def test_a_ring_would_be_seen() -> None:
    assert rings({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]
