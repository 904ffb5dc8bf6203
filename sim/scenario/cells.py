"""One row of a table, as leaves that can be put over a tier and as a checked object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.scenario.changes import assigned
from sim.scenario.faults import Fault
from sim.scenario.node import Keys, Node
from sim.scenario.sheets import Row, Sheet
from sim.scenario.source import value_of
from sim.scenario.wording import faults_of

TEXT = (
    "facility", "village", "name", "name_zh", "tier", "up", "group", "from", "to", "mode", "runs", "source",
)  # fmt: skip
"""Columns whose cells are text whatever they look like: 001 is an id."""
YES_NO = {"是": True, "否": False, "yes": True, "no": False}
"""What a table says besides true and false: Chinese spreadsheets write 是 and 否."""
RowModel = TypeVar("RowModel", bound=BaseModel)


def row_tree(sheet: Sheet, row: Row, known: Mapping[str, Keys], faults: list[Fault]) -> Node:
    """The leaves that a row sets, as a block that can be put over its tier."""
    root = Node({}, sheet.file, row.number, 1, row.number, 1, cell=sheet.header[0])
    for column, keys in known.items():
        if column in row.cells:
            cell = row.cells[column]
            leaf = replace(cell, value=_value(sheet, cell, faults), source=row.text("source"))
            root = assigned(root, keys, leaf)
    return root


def _value(sheet: Sheet, cell: Node, faults: list[Fault]) -> Any:
    """A cell's value; text that begins with a bracket is a list or a block."""
    if not isinstance(cell.value, str):
        return cell.value
    try:
        value = value_of(cell.value)
    except ValueError as wrong:
        faults.append(sheet.fault(cell.line, cell.cell, str(wrong)))
        return cell.value
    return value if not isinstance(value, dict | list) else _nodes(value, cell)


def _nodes(value: Any, cell: Node) -> Any:
    """A list or block written inside one cell: every part of it stands in that cell."""
    if isinstance(value, dict):
        return {key: replace(cell, value=_nodes(child, cell), text=str(child)) for key, child in value.items()}
    if isinstance(value, list):
        return [replace(cell, value=_nodes(child, cell), text=str(child)) for child in value]
    return value


def own_cells(row: Row, columns: Sequence[str]) -> dict[str, Any]:
    """The cells that are no paths but say what the row is about."""
    given: dict[str, Any] = {"row": row.number}
    for column in columns:
        if column in row.cells:
            cell = row.cells[column]
            given[column] = cell.text if column in TEXT else YES_NO.get(cell.text.lower(), cell.value)
    return given


def made(model: type[RowModel], given: dict[str, Any], sheet: Sheet, row: Row, faults: list[Fault]) -> RowModel | None:
    """The row as a checked object, or nothing and the faults of its cells."""
    tree = Node({}, sheet.file, row.number, 1, row.number, 1, cell=sheet.header[0])
    block = tree.value
    assert isinstance(block, dict)
    for column, cell in row.cells.items():
        first, _, rest = column.partition(".")
        if not rest:
            block[column] = cell
        elif isinstance(given.get(first), dict):
            inner = block.setdefault(first, replace(cell, value={})).value
            assert isinstance(inner, dict)
            inner[rest] = cell
    try:
        return model.model_validate(given)
    except ValidationError as error:
        for fault in faults_of(error, model, tree):
            place = row.text(sheet.header[0])
            missing = fault.key if "is missing" in fault.message else fault.cell
            message = f"{place}: {fault.message}" if place else fault.message
            faults.append(sheet.fault(row.number, missing or fault.cell, message))
        return None
