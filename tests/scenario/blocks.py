"""Small blocks to change in one place: each test says only what it is about."""

from __future__ import annotations

import copy
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.scenario.merge import assemble
from sim.scenario.scenario import Scenario

CASES = Path(__file__).parent / "cases"


@lru_cache
def _tree(name: str) -> dict[str, Any]:
    tree: dict[str, Any] = assemble(CASES / name).root.plain()
    return tree


def case(name: str = "county.yaml", **changes: Any) -> dict[str, Any]:
    """A case as plain data, with leaves set by path: ``case(people__residents=5)``."""
    tree = copy.deepcopy(_tree(name))
    for path, value in changes.items():
        *way, last = path.split("__")
        node = tree
        for key in way:
            node = node[key]
        if value is None:
            node.pop(last, None)
        else:
            node[last] = value
    return tree


def scenario(name: str = "county.yaml", **changes: Any) -> Scenario:
    """A case as a scenario whose blocks are each in order."""
    return Scenario.model_validate(case(name, **changes))


def refusals(model: type[BaseModel], given: Any) -> list[tuple[str, str]]:
    """(path, message) of everything that a model refuses."""
    try:
        model.model_validate(given)
    except ValidationError as error:
        return [
            (".".join(str(step) for step in one["loc"]), str(one["msg"]).removeprefix("Value error, "))
            for one in error.errors()
        ]
    return []


def refusal(model: type[BaseModel], given: Any) -> str:
    """The only message of a model that refuses one thing."""
    found = refusals(model, given)
    assert len(found) == 1, found
    return found[0][1]
