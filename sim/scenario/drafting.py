"""A tree of values on trial: is it a scenario, and if not, what is wrong with it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from sim.scenario.changes import Move
from sim.scenario.checks import findings_of
from sim.scenario.faults import Fault
from sim.scenario.mending import mended
from sim.scenario.node import Keys, Node
from sim.scenario.paths import PROVENANCE, Shape, fields, fitting
from sim.scenario.provenance import TABLES
from sim.scenario.scenario import Scenario
from sim.scenario.sheets import NO_FILE, rows_as_text
from sim.scenario.tables import Tables, read_tables
from sim.scenario.wording import faults_of


@dataclass
class Draft:
    """A scenario on trial: what the tree gave, and every fault found on the way."""

    scenario: Scenario | None = None
    tables: Tables = field(default_factory=Tables)
    faults: list[Fault] = field(default_factory=list)


def drafted(tree: Node, moves: Sequence[Move] = (), unread: frozenset[str] = frozenset()) -> Draft:
    """Check a tree against the language. ``unread`` names files of which a part could not be read.

    Where a part is missing, nothing is said about what may stand in it.
    """
    tree = without_sources(tree, [Shape(Scenario)])
    tables = read_tables(tree, moves)
    draft = Draft(tables=tables, faults=list(tables.faults))
    scenario, slips = _tried(tree, unread)
    draft.faults += slips
    whole, looked_at = scenario, tree
    if slips and (better := mended(Scenario, tree, slips)) is not None:
        whole, looked_at = _tried(better, unread)[0], better
    if scenario is not None and scenario.places is not None:
        scenario.places._facility_rows = tables.facilities
        scenario.places._village_rows = tables.villages
        scenario.places._travel_rows = tables.travel
    if whole is not None and not unread and not tables.faults:
        found = [_finding(looked_at, path, message) for path, message in findings_of(whole)]
        # a misspelt block is not also a missing one
        draft.faults += [one for one in found if one.key or not slips]
    draft.faults = _with_short_names(draft.faults, tree)
    draft.scenario = scenario if not draft.faults else None
    return draft


def _tried(tree: Node, unread: frozenset[str]) -> tuple[Scenario | None, list[Fault]]:
    try:
        return _validated(tree), []
    except ValidationError as error:
        found = faults_of(error, Scenario, tree, unread=unread)
        return None, [one for one in found if not one.message.endswith(NO_FILE)]  # said where it is named


def _validated(tree: Node) -> Scenario:
    first = tree.at(("calendar", "start"))
    try:
        start = dt.date.fromisoformat(first.text) if first is not None else dt.date(2026, 1, 5)
    except ValueError:
        start = None
    context = {"read_table": lambda file: rows_as_text(Path(file)), "start": start}
    return Scenario.model_validate(tree.plain(), context=context)


def without_sources(node: Node, shapes: Sequence[Shape]) -> Node:
    """The tree without ``source:`` and ``year:`` where the model has no room for them; origins keep them."""
    if isinstance(node.value, list):
        items = [without_sources(child, _below(shapes, str(n))) for n, child in enumerate(node.value)]
        return replace(node, value=items)
    if not isinstance(node.value, dict):
        return node
    meant = fitting(shapes, node)
    models = [shape.model for shape in meant if shape.model is not None]
    kept = {key for model in models for key in PROVENANCE if key in fields(model)}
    block = {
        key: without_sources(child, _below(meant, key))
        for key, child in node.value.items()
        if key not in PROVENANCE or key in kept or not meant
    }
    return replace(node, value=block)


def _below(shapes: Sequence[Shape], key: str) -> list[Shape]:
    return [below for shape in shapes for below in shape.below(key)]


def _finding(tree: Node, path: Sequence[str | int], message: str) -> Fault:
    """A finding at its place, or at the nearest block above that is written in a file."""
    keys: Keys = tuple(str(key) for key in path)
    depth = len(keys)
    while depth and tree.at(keys[:depth]) is None:
        depth -= 1
    node = tree.at(keys[:depth]) or tree
    return node.fault(".".join(keys), message, at_key=isinstance(node.value, dict | list))


def _with_short_names(faults: Sequence[Fault], tree: Node) -> list[Fault]:
    """Messages that name a file as the planner wrote it, not by its whole path."""
    files = {str(leaf.value): leaf.text for keys, leaf in tree.leaves() if is_file(keys)} if faults else {}
    short = []
    for fault in faults:
        message = fault.message
        for path, written in files.items():
            message = message.replace(path, written)
        short.append(replace(fault, message=message))
    return short


def is_file(keys: Keys) -> bool:
    """Whether the leaf at this path is the name of a file."""
    return keys[-1:] == ("file",) or keys in TABLES
