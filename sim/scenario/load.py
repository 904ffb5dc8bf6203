"""From files to a scenario: read, merge, set, check; all faults at once, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.scenario.changes import FACILITIES, Move, moved, settings_as_moves
from sim.scenario.drafting import drafted
from sim.scenario.faults import Fault, ScenarioFaults, in_order, shown
from sim.scenario.merge import Assembly, assemble
from sim.scenario.node import Node
from sim.scenario.paths import shapes_at
from sim.scenario.resolved import Resolved
from sim.scenario.scenario import Scenario
from sim.scenario.sorts import sort_of
from sim.scenario.source import read
from sim.scenario.study import Overlay
from sim.scenario.wording import faults_of

File = str | Path
SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
"""The counties, base files and policies that come with the project."""


def load(path: File, overlays: Sequence[File] = (), settings: Mapping[str, Any] | None = None) -> Scenario:
    """Read a county, lay overlays over it, set single values, and check everything.

    Args:
        path: the county's YAML file.
        overlays: policy overlays; no two may set one leaf differently.
        settings: values by dotted path, ``{"calendar.measure": "84 days"}``; they win over all files.

    Raises:
        ScenarioFaults: anything is wrong; it lists all faults of all files at once.
    """
    scenario, faults = attempt(path, overlays, settings)
    if scenario is None:
        raise ScenarioFaults(faults, path)
    return scenario


def check(paths: Iterable[File], county: File | None = None) -> list[Fault]:
    """All faults of some files: counties by themselves, overlays laid over ``county``, or the nearest demo county."""
    faults: list[Fault] = []
    for path in paths:
        if read(Path(path)).is_overlay:
            base = Path(county) if county is not None else _nearest_county(Path(path))
            faults += attempt(base, [path])[1] if base is not None else assemble(Path(path)).faults
        else:
            faults += attempt(path)[1]
    return list(dict.fromkeys(faults))


def attempt(
    path: File, overlays: Sequence[File] = (), settings: Mapping[str, Any] | None = None
) -> tuple[Scenario | None, tuple[Fault, ...]]:
    """The scenario, or nothing, with every fault in the order in which a planner mends them."""
    assembly = assemble(Path(path), [Path(overlay) for overlay in overlays])
    faults = list(assembly.faults)
    headers = _headers(assembly, faults)
    tree, moves = _set(assembly.root, settings or {}, faults)
    draft = drafted(tree, moves, assembly.unread)
    # what could not be read properly says nothing more by not fitting either
    slips = {(fault.file, fault.line, fault.column) for fault in faults if fault.line}
    faults += [fault for fault in draft.faults if (fault.file, fault.line, fault.column) not in slips]
    scenario = draft.scenario
    if scenario is not None:
        notices = tuple(draft.tables.notices)
        files = tuple(assembly.files.values())
        resolved = Resolved(tree, scenario, draft.tables, tuple(moves), headers, files, notices)
        scenario.behind(resolved)
        faults += _ranges(tree)
        faults += _dated(resolved)
    found = in_order(faults, shown(path))
    return (scenario if not found else None), found


def _headers(assembly: Assembly, faults: list[Fault]) -> tuple[Overlay, ...]:
    headers = []
    for header in assembly.headers:
        try:
            headers.append(Overlay.model_validate(header.plain()))
        except ValidationError as error:
            faults += faults_of(error, Overlay, header, ("overlay",))
    return tuple(headers)


def _set(tree: Node, settings: Mapping[str, Any], faults: list[Fault]) -> tuple[Node, list[Move]]:
    """The tree with the settings put in; those of single facilities wait for the table."""
    rows: list[Move] = []
    for path, value in settings.items():
        try:
            (move,) = settings_as_moves({path: value})
            if path.split(".")[0] == FACILITIES:
                rows.append(move)
            else:
                tree = moved(Scenario, tree, move)
        except (LookupError, ValueError) as fault:
            faults.append(Fault("command line", 0, 0, path, str(fault.args[0])))
    return tree, rows


def _ranges(tree: Node) -> list[Fault]:
    """Values that lie outside the range they declare, and ranges that cannot be read as such values."""
    faults: list[Fault] = []
    for keys, leaf in tree.leaves():
        if leaf.range is None:
            continue
        path = ".".join(keys)
        sort = sort_of(shapes_at(Scenario, tree, keys))
        if sort is None:
            faults.append(leaf.fault(path, "only a number can have a range."))
            continue
        try:
            low, value, high = (sort.read(one) for one in (leaf.range[0], leaf.value, leaf.range[1]))
        except ValueError as fault:
            said = fault.errors()[0]["msg"] if isinstance(fault, ValidationError) else str(fault)
            faults.append(leaf.fault(path, f"range: {str(said).removeprefix('Value error, ')}"))
            continue
        if not low <= value <= high:
            written = f"[{leaf.range[0]}, {leaf.range[1]}]"
            faults.append(leaf.fault(path, f"{leaf.text} lies outside its own range {written}."))
    return faults


def _dated(resolved: Resolved) -> list[Fault]:
    """What goes wrong on some date; each set of changes that is ever in force is tried."""
    faults: list[Fault] = []
    for place in range(len(resolved.scenario.changes)):
        faults += resolved.tried((place,)).faults
    if not faults:
        for minute in (0.0, *resolved.change_minutes):
            try:
                resolved.at(minute)
            except ValueError as fault:
                where = resolved.tree.at(("changes",)) or resolved.tree
                day = resolved.scenario.calendar.day(minute)
                faults.append(where.fault("changes", f"from {day} on, the changes together: {fault}", True))
    return faults


def _nearest_county(overlay: Path) -> Path | None:
    """A county to try an overlay on: the demo county beside it or further up, or the project's own."""
    for folder in (*overlay.resolve().parents, SCENARIOS):
        if (folder / "demo.yaml").is_file():
            return folder / "demo.yaml"
    return None
