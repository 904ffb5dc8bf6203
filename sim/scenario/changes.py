"""Numbers that are set anew: on a date (``changes:``), on the command line, by a study.

A change names a path of the scenario and says ``to``, ``add`` or ``times``. Who lives in the county, where
its places are and how long the run lasts cannot change in mid-run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from sim.scenario.faults import Fault
from sim.scenario.laying import over
from sim.scenario.node import Keys, Node, grown
from sim.scenario.paths import find, shapes_at
from sim.scenario.sorts import Sort, sort_of, sort_of_plain
from sim.scenario.source import value_of
from sim.scenario.wording import found

COMMAND_LINE = "command line"
FACILITIES = "facilities"
CHANGEABLE = (
    "tiers", FACILITIES, "travel", "conditions", "chronic", "profiles", "reviews", "choice", "insurance",
    "policies", "stations", "services", "arrivals", "routes",
)  # fmt: skip
FIXED = (
    "conditions.*.of_chronic", "chronic.*.prevalence", "travel.kind", "choice.belief.*", "policies.appointments.slot",
    "policies.appointments.*.slot",
)  # fmt: skip
Verb = Literal["to", "add", "times"]


@dataclass(frozen=True)
class Move:
    """One number set anew."""

    path: str
    verb: Verb
    amount: Node
    """What it is set to, or changed by; its place in a file is where faults are reported."""
    key: str
    """How the move itself is named in a message."""
    dated: bool = False

    def fault(self, message: str) -> Fault:
        return self.amount.fault(self.key, message)


def setting(text: str) -> tuple[str, Any]:
    """A setting as typed on the command line: ``calendar.measure=84 days`` -> path and value.

    Raises:
        ValueError: there is no ``=``, or no value behind it.
    """
    path, equals, value = text.partition("=")
    if not equals or not path.strip() or not value.strip():
        raise ValueError(f"found {text!r}, expected path=value, such as calendar.measure='84 days'.")
    return path.strip(), value_of(value)


def settings_as_moves(settings: dict[str, Any]) -> list[Move]:
    """Overrides from the command line or a study; text is read by the rules of a scenario file."""
    moves = []
    for path, value in settings.items():
        plain = value_of(value) if isinstance(value, str) else value
        moves.append(Move(path, "to", grown(plain, COMMAND_LINE), path))
    return moves


def dated_moves(tree: Node, place: int) -> list[Move]:
    """The moves of one entry of ``changes:``, one for each path that it names."""
    entry = tree.at(("changes", str(place)))
    paths = entry.child("set") if entry is not None else None
    verbs = [verb for verb in ("to", "add", "times") if entry is not None and entry.child(verb) is not None]
    if entry is None or paths is None or len(verbs) != 1:
        return []  # said by the model of changes
    amount = entry.child(verbs[0])
    assert amount is not None
    nodes = paths.value if isinstance(paths.value, list) else [paths]
    texts = [node.value for node in nodes if isinstance(node.value, str)]
    return [Move(text, verbs[0], amount, f"changes.{place}.{verbs[0]}", dated=True) for text in texts]  # type: ignore[arg-type]


def moved(model: type[BaseModel], tree: Node, move: Move, path: str | None = None) -> Node:
    """The tree with one number set anew. ``path`` is the move's path if the tree is a part of the scenario.

    Raises:
        LookupError: nothing can stand at the path.
        ValueError: what stands there is no number, or cannot be changed so.
    """
    keys = find(model, tree, path or move.path)
    node = tree.at(keys)
    if move.verb == "to" and not move.dated:
        new = move.amount if node is None else over(node, move.amount, keys)
        return assigned(tree, keys, replace(new, key_line=0, key_column=0))
    leaves = list(_numbers(model, tree, keys, move.path))
    if move.verb == "to":
        return assigned(tree, keys, replace(move.amount, key_line=0, key_column=0))
    for leaf_keys, sort, old in leaves:
        number = _new_number(sort, old, move)
        new = replace(move.amount, value=number, text=str(number), key_line=0, key_column=0)
        tree = assigned(tree, leaf_keys, new)
    return tree


def refused(move: Move) -> str:
    """Why a number cannot change on a date; empty if it can."""
    keys = move.path.strip().split(".")
    if keys[0] not in CHANGEABLE:
        allowed = ", ".join(CHANGEABLE)
        return f"'{move.path}' cannot change during a run. What can stands under: {allowed}."
    for fixed in FIXED:
        pattern = fixed.split(".")
        if len(keys) >= len(pattern) and all(p in ("*", k) for p, k in zip(pattern, keys, strict=False)):
            return f"'{move.path}' cannot change during a run: it is settled once, before it begins."
    return ""


def assigned(node: Node, keys: Keys, value: Node) -> Node:
    """A tree with something else at one path; the rest is shared with the tree that it came from."""
    if not keys:
        return value
    first, rest = keys[0], keys[1:]
    below = node.child(first) or Node({}, value.file, value.line, value.column)
    new = assigned(below, rest, value)
    if isinstance(node.value, list):
        return replace(node, value=[new if str(n) == first else item for n, item in enumerate(node.value)])
    block = node.value if isinstance(node.value, dict) else {}
    return replace(node, value={**block, first: new})


def _numbers(model: type[BaseModel], tree: Node, keys: Keys, path: str) -> Iterator[tuple[Keys, Sort, Any]]:
    """The number at a path, or every number of a roster; with its sort and how it is written now."""
    node = tree.at(keys)
    if node is not None and isinstance(node.value, dict) and node.child("kind") is None and node.value:
        for key in node.value:
            below = tree.at((*keys, key))
            if below is None or isinstance(below.value, dict | list):
                raise ValueError(f"'{path}' is a block. Name one number in it, such as {path}.{key}.")
            yield from _numbers(model, tree, (*keys, key), path)
        return
    shapes = shapes_at(model, tree, keys)
    sort = sort_of(shapes)
    if sort is None and not isinstance(node.value if node is not None else None, dict):
        sort = sort_of_plain(shapes)
    if sort is None:
        what = "a block" if node is not None and isinstance(node.value, dict) else "no number"
        example = f" Name one number in it, such as {path}.mean." if what == "a block" else ""
        raise ValueError(f"'{path}' is {what}, and only numbers change on a date.{example}")
    if node is not None:
        yield keys, sort, node.value
        return
    default = next((shape.field.default for shape in shapes if shape.field is not None), None)
    yield keys, sort, sort.write(default) if isinstance(default, int | float) else None


def _new_number(sort: Sort, old: Any, move: Move) -> Any:
    if old is None:
        raise ValueError(f"'{move.path}' has no value yet that could change. Write to: instead of {move.verb}:.")
    try:
        before = sort.read(old)
        if move.verb == "add":
            return sort.write(before + sort.change(move.amount.value))
        if isinstance(move.amount.value, bool) or not isinstance(move.amount.value, int | float):
            raise ValueError(f"found {found(move.amount)}, expected a plain number without a unit, such as 1.2.")
        return sort.write(before * move.amount.value)
    except ValidationError as error:
        said = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise ValueError(said) from None
