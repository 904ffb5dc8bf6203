"""Who refers to whom, and whether everyone can get anywhere: checks over the rows of a county's tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from sim.scenario.faults import Fault, nearest, unknown
from sim.scenario.node import Node, scalar
from sim.scenario.sheets import Row, Sheet
from sim.vocabulary import TIERS
from sim.vocabulary.words import COUNTY

FARTHEST_KM = 300.0
"""A village farther than this from every facility has its coordinates wrong."""
DEGREE_KM = 111.2


def links(sheets: Mapping[str, Sheet], tree: Node) -> Iterator[Fault]:
    """Ids that stand twice, and names of facilities and groups that do not exist or run in a ring."""
    for name, column in (("facilities", "facility"), ("villages", "village")):
        if name in sheets:
            yield from _ids(sheets[name], column)
    if "facilities" not in sheets:
        return
    sheet = sheets["facilities"]
    tier_of = {row.text("facility"): row.text("tier") for row in sheet.rows}
    ups: dict[str, list[str]] = {}
    for row in sheet.rows:
        facility = row.text("facility")
        ups[facility] = []
        above = [part.strip() for part in row.text("up").split("|") if part.strip()]
        if len(above) > 1:
            yield sheet.fault(row.number, "up", _one_place_up(facility, above))
        for up in above:
            message = _refers(facility, up, tier_of)
            if message:
                yield sheet.fault(row.number, "up", message)
            else:
                ups[facility].append(up)
    rows = {row.text("facility"): row for row in sheet.rows}
    for ring in _rings(ups):
        message = f"cyclic referral links: {' -> '.join((*ring, ring[0]))}. Remove one of them."
        yield sheet.fault(rows[ring[0]].number, "up", message)
    yield from _groups(sheet, tree)


def _ids(sheet: Sheet, column: str) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row in sheet.rows:
        name = row.text(column)
        if name and name in first:
            message = f"'{name}' stands here a second time; first in row {first[name]}."
            yield sheet.fault(row.number, column, message)
        elif set(name) & set("./,| "):
            message = f"'{name}' cannot be an id: no dot, slash, comma, bar or space."
            yield sheet.fault(row.number, column, message)
        first.setdefault(name, row.number)


def _refers(facility: str, up: str, tier_of: Mapping[str, str]) -> str:
    if up not in tier_of:
        close = nearest(up, tier_of, most=2)
        guess = f" Nearest: {', '.join(close)}." if close else ""
        return f"{facility} refers up to '{up}', which is not a facility.{guess}"
    ours, theirs = tier_of[facility], tier_of[up]
    if ours in TIERS and theirs in TIERS and TIERS.index(theirs) < TIERS.index(ours):
        return f"{facility} ({ours}) refers up to '{up}', which is a {theirs} and stands below it."
    if ours == theirs == TIERS[COUNTY] and facility != up:
        return (
            f"{facility} refers up to '{up}', a county hospital too: what is beyond the one is beyond the other, and "
            f"goes out of the county. Leave the cell empty, or give {facility} a lower tier."
        )
    return ""


def _one_place_up(facility: str, above: list[str]) -> str:
    names = f"{facility} names {len(above)} places ({', '.join(above)}); forms go to one."
    return f"{names} Keep the first choice: who is told to go up without a form chooses the place anyway."


def _rings(ups: Mapping[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """Each ring of referral links, read upwards."""
    left = {facility: set(above) for facility, above in ups.items()}
    while True:
        try:
            TopologicalSorter(left).prepare()
            return
        except CycleError as error:
            ring = tuple(reversed(error.args[1][1:]))
            left[ring[0]].discard(ring[1] if len(ring) > 1 else ring[0])
            yield ring


def _groups(sheet: Sheet, tree: Node) -> Iterator[Fault]:
    """Rows that name a group which ``places.groups`` does not have; without any group there, all are fine."""
    groups = tree.at(("places", "groups"))
    named = list(groups.value) if groups is not None and isinstance(groups.value, dict) else []
    for row in sheet.rows:
        name = row.text("group")
        if name and named and name not in named:
            yield sheet.fault(row.number, "group", unknown("group", name, named))


def reach(sheets: Mapping[str, Sheet], tree: Node) -> Iterator[Fault]:
    """Places without coordinates that no row of the table of ways reaches, and villages beyond all reach."""
    kind = tree.at(("travel", "kind"))
    if "facilities" not in sheets or (kind is not None and kind.value == "none"):
        return
    ways = sheets.get("travel")
    if ways is not None:
        yield from _ends(ways, sheets)
        yield from _twice(ways)
    by_way = {(row.text("from"), row.text("to")) for row in ways.rows} if ways is not None else set()
    reached = {end for way in by_way for end in way}
    where = [place for row in sheets["facilities"].rows if (place := _place(row))]
    for name, column in (("facilities", "facility"), ("villages", "village")):
        sheet = sheets.get(name)
        for row in sheet.rows if sheet is not None else ():
            outside = row.text("tier") == "out_of_county"
            if sheet is not None and not outside and row.text(column) not in reached:
                message = _unreached(row, column, where)
                if message:
                    yield sheet.fault(row.number, "longitude" if _place(row) else column, message)


def _twice(ways: Sheet) -> Iterator[Fault]:
    """One way, one row: of two rows nobody could say which holds."""
    first: dict[tuple[str, str], int] = {}
    for row in ways.rows:
        way = row.text("from"), row.text("to")
        if all(way) and way in first:
            message = f"{way[0]} to {way[1]} stands in row {first[way]} too. Keep one of them."
            yield ways.fault(row.number, "to", message)
        first.setdefault(way, row.number)


def _unreached(row: Row, column: str, where: list[tuple[float, float]]) -> str:
    place, what = _place(row), f"{column} {row.text(column)}"
    if place is None:
        return f"{what} cannot be reached: it has no longitude and latitude, and no row in the table of ways."
    if column == "village" and not where:
        return f"{what} reaches no facility: none has coordinates, and no row of the table of ways leads there."
    nearest_km = min((_km(place, other) for other in where), default=0.0)
    if nearest_km > FARTHEST_KM:
        return f"{what} lies {nearest_km:,.0f} km from the nearest facility. Are longitude and latitude right?"
    return ""


def _ends(ways: Sheet, sheets: Mapping[str, Sheet]) -> Iterator[Fault]:
    facilities = [row.text("facility") for row in sheets["facilities"].rows] if "facilities" in sheets else []
    villages = [row.text("village") for row in sheets["villages"].rows] if "villages" in sheets else []
    for row in ways.rows:
        for column, known, what in (("from", [*villages, *facilities], "village or facility"),
                                    ("to", facilities, "facility")):  # fmt: skip
            name = row.text(column)
            if name and name not in known:
                close = nearest(name, known, most=2)
                guess = f" Nearest: {', '.join(close)}." if close else ""
                yield ways.fault(row.number, column, f"'{name}' is no {what}.{guess}")


def _place(row: Row) -> tuple[float, float] | None:
    longitude, latitude = scalar(row.text("longitude")), scalar(row.text("latitude"))
    if isinstance(longitude, int | float) and isinstance(latitude, int | float):
        return float(longitude), float(latitude)
    return None


def _km(a: tuple[float, float], b: tuple[float, float]) -> float:
    narrow = math.cos(math.radians((a[1] + b[1]) / 2))
    return DEGREE_KM * math.hypot((a[0] - b[0]) * narrow, a[1] - b[1])
