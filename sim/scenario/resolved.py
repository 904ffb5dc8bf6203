"""A scenario with everything behind it: the files' tree, the tables, and how it looks on each date."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.scenario.changes import FACILITIES, Move, dated_moves, moved, refused
from sim.scenario.drafting import Draft, drafted, is_file
from sim.scenario.node import Node
from sim.scenario.paths import PROVENANCE
from sim.scenario.provenance import Origin, origin_of, origins_of
from sim.scenario.scenario import Scenario
from sim.scenario.study import Overlay
from sim.scenario.tables import Tables
from sim.vocabulary import DAY_MIN


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
        rows = [*places.facility_rows, *places.village_rows, *places.travel_rows] if places is not None else []
        files = [
            hashlib.sha256(Path(leaf.value).read_bytes()).hexdigest()
            for keys, leaf in self.tree.leaves()
            if is_file(keys) and isinstance(leaf.value, str) and Path(leaf.value).is_file()
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
            then = Resolved(tree, draft.scenario, draft.tables, tuple(rows), self.overlays, self.files, base=self)
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


def _hashed(model: BaseModel) -> Any:
    """A model as plain data, without what cannot touch a result."""
    return _stripped(model.model_dump(mode="json", by_alias=True))


def _stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _stripped(child) for key, child in value.items() if key not in (*PROVENANCE, "file")}
    if isinstance(value, list):
        return [_stripped(child) for child in value]
    return value
