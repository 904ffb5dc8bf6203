"""A scenario with everything behind it: the files' tree, the tables, and how it looks on each date."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.scenario.changes import FACILITIES, Move, dated_moves, moved, refused
from sim.scenario.checks import findings_of
from sim.scenario.faults import Fault
from sim.scenario.node import Keys, Node
from sim.scenario.paths import PROVENANCE, Shape, fields, fitting
from sim.scenario.provenance import TABLES, Origin, origin_of, origins_of
from sim.scenario.scenario import Scenario
from sim.scenario.sheets import NO_FILE, rows_as_text
from sim.scenario.study import Overlay
from sim.scenario.tables import Tables, read_tables
from sim.scenario.wording import faults_of
from sim.vocabulary import DAY_MIN


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
    try:
        scenario = _validated(tree)
    except ValidationError as error:
        found = faults_of(error, Scenario, tree, unread=unread)
        draft.faults += [one for one in found if not one.message.endswith(NO_FILE)]  # said where it is named
        scenario = None
    if scenario is not None:
        if scenario.places is not None:
            scenario.places._facility_rows = tables.facilities
            scenario.places._village_rows = tables.villages
            scenario.places._travel_rows = tables.travel
        if not unread and not tables.faults:
            draft.faults += [_finding(tree, path, message) for path, message in findings_of(scenario)]
    draft.faults = _with_short_names(draft.faults, tree)
    draft.scenario = scenario if not draft.faults else None
    return draft


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
    files = {str(leaf.value): leaf.text for keys, leaf in tree.leaves() if _is_file(keys)} if faults else {}
    short = []
    for fault in faults:
        message = fault.message
        for path, written in files.items():
            message = message.replace(path, written)
        short.append(replace(fault, message=message))
    return short


@dataclass(eq=False)
class Resolved:
    """What a loaded scenario remembers of its making; see the protocol ``Behind``."""

    tree: Node
    scenario: Scenario
    tables: Tables
    moves: tuple[Move, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    files: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    base: Resolved | None = None
    dated: dict[tuple[int, ...], Scenario] = field(default_factory=dict)

    @cached_property
    def origins(self) -> Mapping[str, Origin]:
        """Who set each leaf, by dotted path; leaves of a facility's row as ``facilities.<id>.<path>``."""
        found = origins_of(self.tree)
        for facility, cells in self.tables.cells.items():
            if cells.value:
                for path, origin in origins_of(cells).items():
                    found[f"{FACILITIES}.{facility}.{path}"] = origin
        found |= {move.path: origin_of(move.amount) for move in self.moves}
        return found

    @cached_property
    def digest(self) -> str:
        """A hash of every number that a run can depend on; sources, years and names of files do not count."""
        said = _hashed(self.scenario)
        places = self.scenario.places
        rows = (
            [*places.facility_rows, *places.village_rows, *places.travel_rows] if places is not None else []
        )
        files = [
            hashlib.sha256(Path(leaf.value).read_bytes()).hexdigest()
            for keys, leaf in self.tree.leaves()
            if _is_file(keys) and isinstance(leaf.value, str) and Path(leaf.value).is_file()
        ]
        whole = json.dumps([said, [_hashed(row) for row in rows], files], ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()

    @cached_property
    def change_minutes(self) -> tuple[float, ...]:
        """Minutes within the run at which a dated change begins, or has ended, in order."""
        last = self.scenario.calendar.end_min
        edges = {edge for begin, end in self._spans() for edge in (begin, end) if edge is not None}
        return tuple(sorted(edge for edge in edges if 0 < edge < last))

    def at(self, minute: float) -> Scenario:
        """The scenario with the dated changes that are in force at ``minute``.

        Raises:
            ValueError: a change leads to a number that cannot be; ``load`` has tried them all before.
        """
        if self.base is not None:
            return self.base.at(minute)
        active = tuple(
            place
            for place, (begin, end) in enumerate(self._spans())
            if begin <= minute and (end is None or minute < end)
        )
        if not active:
            return self.scenario
        if active not in self.dated:
            draft = self.tried(active)
            if draft.scenario is None:
                raise ValueError(draft.faults[0].message)
            self.dated[active] = draft.scenario
        return self.dated[active]

    def tried(self, active: Sequence[int]) -> Draft:
        """The scenario with some of its dated changes, and what is wrong with it then."""
        tree, rows, faults = self.tree, list(self.moves), []
        for place in active:
            for move in dated_moves(self.tree, place):
                try:
                    if message := refused(move):
                        raise ValueError(message)
                    if move.path.split(".")[0] == FACILITIES:
                        rows.append(move)
                    else:
                        tree = moved(Scenario, tree, move)
                except (LookupError, ValueError) as fault:
                    faults.append(move.fault(str(fault.args[0])))
        if faults:
            return Draft(faults=faults)
        draft = drafted(tree, rows)
        if draft.scenario is not None:
            then = Resolved(
                tree, draft.scenario, draft.tables, tuple(rows), self.overlays, self.files, base=self
            )
            draft.scenario.behind(then)
        return draft

    def resolved(self) -> dict[str, Any]:
        """Everything that the files say, merged, as plain data that dumps to YAML."""
        plain: dict[str, Any] = self.tree.plain()
        first = str(self.scenario.calendar.start)
        set_apart = [
            {"from": first, "set": move.path, "to": move.amount.plain(), "why": f"set by {move.amount.file}"}
            for move in self.moves
        ]
        return {**plain, "changes": [*set_apart, *plain.get("changes", [])]} if set_apart else plain

    def _spans(self) -> list[tuple[float, float | None]]:
        minute = self.scenario.calendar.minute
        return [
            (minute(change.from_), minute(change.until) + DAY_MIN if change.until is not None else None)
            for change in self.scenario.changes
        ]


def _is_file(keys: Keys) -> bool:
    return keys[-1:] == ("file",) or keys in TABLES


def _hashed(model: BaseModel) -> Any:
    """A model as plain data, without what cannot touch a result."""
    return _stripped(model.model_dump(mode="json", by_alias=True))


def _stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _stripped(child) for key, child in value.items() if key not in (*PROVENANCE, "file")}
    if isinstance(value, list):
        return [_stripped(child) for child in value]
    return value
