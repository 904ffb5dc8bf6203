"""The tables of a real county: facilities, villages and ways, one row each.

A column of the table of facilities is named by the path of the leaf it sets (``wards.general.beds``); an
empty cell means "as the tier says". Each row becomes a whole ``Tier`` of its own, checked like the tier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from sim.scenario.cells import made, own_cells, row_tree
from sim.scenario.changes import Move, moved
from sim.scenario.faults import Fault, nearest, unknown
from sim.scenario.laying import over
from sim.scenario.node import Keys, Node
from sim.scenario.paths import find
from sim.scenario.places import FacilityRow, TravelRow, VillageRow
from sim.scenario.reach import links, reach
from sim.scenario.sheets import Sheet, read_sheet
from sim.scenario.tiers import QUEUED, Tier, not_outside
from sim.scenario.wording import faults_of
from sim.vocabulary import TIERS

UNITS = {"minutes": "min", "km": "km", "yuan": "yuan"}
"""Columns of the table of ways whose name is their unit: cells hold bare numbers."""
OWN = {
    "facilities": ("facility", "name", "name_zh", "tier", "up", "group", "longitude", "latitude", "source"),
    "villages": ("village", "name", "name_zh", "residents", "longitude", "latitude", "in_town", "source"),
    "travel": ("from", "to", "mode", "minutes", "km", "yuan", "runs", "cancelled", "source"),
}
NEEDED = {
    "facilities": ("facility", "tier"),
    "villages": ("village", "residents"),
    "travel": ("from", "to", "minutes"),
}


OWN_NAMES = "They say what a place can treat; what it is called here stands under name and name_zh."


@dataclass
class Tables:
    """What the tables of a county say."""

    facilities: tuple[FacilityRow, ...] = ()
    villages: tuple[VillageRow, ...] = ()
    travel: tuple[TravelRow, ...] = ()
    notices: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    cells: dict[str, Node] = field(default_factory=dict)
    """Leaves that the rows set, as trees by facility id: where each number of ``facilities.<id>`` stands."""


def read_tables(tree: Node, moves: Sequence[Move] = ()) -> Tables:
    """Read the tables that ``places:`` names and hold them against the rest of the county.

    ``moves`` set numbers of single facilities anew, by paths such as ``facilities.T1.wards.general.beds``.
    """
    tables = Tables()
    sheets = {name: _sheet(tree, name, tables) for name in OWN}
    if sheets["facilities"] is not None:
        tables.facilities = tuple(_facilities(sheets["facilities"], tree, tables, moves))
    elif moves:
        tables.faults += [move.fault(f"'{move.path}': there is no table of facilities.") for move in moves]
    if sheets["villages"] is not None:
        tables.villages = tuple(_villages(sheets["villages"], tree, tables))
    if sheets["travel"] is not None:
        tables.travel = tuple(_travel(sheets["travel"], tables))
    if sheets["facilities"] is not None:
        read = {name: sheet for name, sheet in sheets.items() if sheet is not None and not sheet.faults}
        tables.faults += links(read, tree)
        tables.faults += reach(read, tree)
    return tables


def _sheet(tree: Node, name: str, tables: Tables) -> Sheet | None:
    node = tree.at(("places", name))
    if node is None:
        return None
    path = node.child("file") or node
    which = node.child("sheet")
    if not isinstance(path.value, str) or not Path(path.value).is_file():
        return None  # said where the file is named
    sheet = read_sheet(Path(path.value), which.text if which is not None else None)
    tables.faults += sheet.faults
    if sheet.notice:
        tables.notices.append(sheet.notice)
    if not sheet.faults:
        for column in NEEDED[name]:
            if column not in sheet.header:
                close = nearest(column, sheet.header)
                guess = f" Is '{close[0]}' meant?" if close else ""
                tables.faults.append(sheet.fault(sheet.header_row, column, f"no column '{column}'.{guess}"))
    return sheet


def _facilities(sheet: Sheet, tree: Node, tables: Tables, moves: Sequence[Move]) -> Iterable[FacilityRow]:
    tiers = tree.child("tiers")
    every = Node({}, sheet.file, 1, 1)
    for tier in tiers.value.values() if tiers is not None and isinstance(tiers.value, dict) else ():
        every = over(every, tier)
    known = _columns(sheet, "facilities", tables, lambda column: find(Tier, every, column))
    waiting = list(moves)
    for row in sheet.rows:
        name, facility = row.text("tier"), row.text("facility")
        mine = [move for move in waiting if move.path.split(".")[1:2] == [facility]]
        waiting = [move for move in waiting if move not in mine]
        base = tree.at(("tiers", name))
        if name not in TIERS:
            message = f"{unknown('tier', name, TIERS)} {OWN_NAMES}"
            tables.faults.append(sheet.fault(row.number, "tier", message))
        elif base is None:
            message = f"the scenario says nothing about the tier '{name}'; add it under tiers:."
            tables.faults.append(sheet.fault(row.number, "tier", message))
        else:
            tables.cells[facility] = row_tree(sheet, row, known, tables.faults)
            if name == TIERS[-1]:
                tables.faults += [
                    sheet.fault(row.number, column, f"{facility}: {not_outside(column.split('.')[0])}")
                    for column in known
                    if column in row.cells and column.split(".")[0] in QUEUED
                ]
            tier_model = _tier_of(over(base, tables.cells[facility]), facility, sheet.file, mine, tables)
            up = tuple(part.strip() for part in row.text("up").split("|") if part.strip())
            given = {**own_cells(row, OWN["facilities"]), "up": up, "tier_model": tier_model}
            facility_row = made(FacilityRow, given, sheet, row, tables.faults) if tier_model is not None else None
            if facility_row is not None:
                yield facility_row
    for move in waiting:
        ids = [row.text("facility") for row in sheet.rows]
        tables.faults.append(move.fault(unknown("facility", ".".join(move.path.split(".")[1:2]), ids)))


def _tier_of(whole: Node, facility: str, file: str, moves: Sequence[Move], tables: Tables) -> Tier | None:
    """What one facility has and does: its tier with its own leaves put over it."""
    for move in moves:
        try:
            whole = moved(Tier, whole, move, ".".join(move.path.split(".")[2:]))
        except (LookupError, ValueError) as fault:
            tables.faults.append(move.fault(str(fault.args[0])))
    try:
        return Tier.model_validate(whole.plain())
    except ValidationError as error:
        own = {file, *(move.amount.file for move in moves)}
        # a slip in the tier itself is said there, once, and not for each of its facilities
        tables.faults += [
            replace(one, message=f"{facility}: {one.message}")
            for one in faults_of(error, Tier, whole, ("facilities", facility))
            if one.file in own
        ]
        return None


def _columns(sheet: Sheet, table: str, tables: Tables, look: Callable[[str], Keys]) -> dict[str, Keys]:
    """The columns that are paths, each with its keys; an unknown one is a fault of the header."""
    known: dict[str, Keys] = {}
    for column in sheet.header:
        if column in OWN[table] or not column:
            continue
        try:
            known[column] = look(column)
        except LookupError as fault:
            close = nearest(column, OWN[table]) if "." not in column else []
            message = unknown("column", column, OWN[table]) if close else str(fault.args[0])
            tables.faults.append(sheet.fault(sheet.header_row, column, message))
    for column in known:
        above = next((other for other in known if column.startswith(f"{other}.")), None)
        if above is not None:
            message = f"'{above}' says the same as a whole. Keep one of the two columns."
            tables.faults.append(sheet.fault(sheet.header_row, column, message))
    return known


def _villages(sheet: Sheet, tree: Node, tables: Tables) -> Iterable[VillageRow]:
    people = tree.child("people") or Node({}, sheet.file, 1, 1)

    def look(column: str) -> Keys:
        block, _, name = column.partition(".")
        if block not in ("ages", "schemes"):
            raise LookupError(unknown("column", column, (*OWN["villages"], "ages.65+", "schemes.uninsured")))
        shares = people.child(block)
        names = list(shares.value) if shares is not None and isinstance(shares.value, dict) else []
        if name not in names:
            raise LookupError(unknown(f"name in people.{block}", name, names))
        return (block, name)

    known = _columns(sheet, "villages", tables, look)
    for row in sheet.rows:
        given = {**own_cells(row, OWN["villages"]), **row_tree(sheet, row, known, tables.faults).plain()}
        if (one := made(VillageRow, given, sheet, row, tables.faults)) is not None:
            yield one


def _travel(sheet: Sheet, tables: Tables) -> Iterable[TravelRow]:
    def look(column: str) -> Keys:
        raise LookupError(unknown("column", column, OWN["travel"]))

    _columns(sheet, "travel", tables, look)
    for row in sheet.rows:
        given = own_cells(row, OWN["travel"])
        for column, unit in UNITS.items():
            if column in given and isinstance(given[column], int | float):
                given[column] = f"{row.text(column)} {unit}"
        if (one := made(TravelRow, given, sheet, row, tables.faults)) is not None:
            yield one
