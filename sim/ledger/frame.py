"""The frame of a ledger: who and what the ids in its tables refer to, and what the run was.

Frame tables are DataFrames; the row number is the id. Like `columns.py`, this is the documentation.
"""

from __future__ import annotations

from sim.ledger.table import Column, Table

FRAME: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "facilities",
            "one place of care",
            (
                Column("facility", "int32", "id", "row number"),
                Column("id", "str", "text", "the scenario's id"),
                Column("name", "str", "text", "name"),
                Column("name_zh", "str", "text", "name in Chinese"),
                Column("tier", "int8", "code", "its tier", "TIERS"),
                Column("group", "str", "text", "the county-community group (医共体) it belongs to, or empty"),
                Column("up", "int32", "id", "the facility it refers up to first; -1 none"),
                Column("x_km", "float64", "km", "east of the county hospital"),
                Column("y_km", "float64", "km", "north of the county hospital"),
            ),
        ),
        Table(
            "units",
            "one thing with one queue: clinic, desk, test, ward, emergency room, ambulances, station",
            (
                Column("unit", "int32", "id", "row number"),
                Column("id", "str", "text", "facility id / name, or the station's name"),
                Column("facility", "int32", "id", "its place; -1 a station without one"),
                Column("tier", "int8", "code", "tier of the place; -1 none", "TIERS"),
                Column("kind", "str", "word", "clinic, desk, test, ward, emergency, ambulance, station"),
                Column("name", "str", "text", "internal, registration, general ..."),
                Column("servers", "int64", "count", "most servers rostered at once (ward: beds at the start)"),
            ),
        ),
        Table(
            "beds",
            "the open beds of one ward from one moment on; the first row of a ward is at minute 0",
            (
                Column("unit", "int32", "id", "the ward"),
                Column("from_min", "float64", "min", "from when"),
                Column("beds", "int64", "count", "open beds"),
                Column("extra_beds", "int64", "count", "declared extra beds (加床) on top"),
            ),
        ),
        Table(
            "villages",
            "one village or one quarter of the county town",
            (
                Column("village", "int32", "id", "row number"),
                Column("id", "str", "text", "the scenario's id"),
                Column("name", "str", "text", "name"),
                Column("residents", "int64", "count", "people who live there"),
                Column("x_km", "float64", "km", "east of the county hospital"),
                Column("y_km", "float64", "km", "north of the county hospital"),
                Column("in_town", "bool", "0/1", "in the county town; all others are rural"),
                Column("minutes_to_county", "float64", "min", "by road to the nearest county hospital"),
            ),
        ),
        Table(
            "residents",
            "one resident",
            (
                Column("village", "int32", "id", "where the resident lives"),
                Column("age_band", "int8", "code", "age band", "names.age_band"),
                Column("scheme", "int8", "code", "insurance", "names.scheme"),
                Column("poor", "bool", "0/1", "registered as poor"),
                Column("contracted", "bool", "0/1", "has a family-doctor contract at the start"),
                Column("contract_day", "int32", "day", "has one from this day on: 0 from the start, -1 never"),
                Column("chronic", "int32", "bits", "chronic illnesses: bit i is the i-th of names.chronic"),
                Column("controlled", "int32", "bits", "of these, under control at the start of the run"),
            ),
        ),
        Table(
            "conditions",
            "one entry of the catalogue of conditions",
            (
                Column("condition", "int16", "id", "row number"),
                Column("name", "str", "text", "name in the scenario"),
                Column("name_zh", "str", "text", "name in Chinese"),
                Column("belongs_to", "int8", "code", "the tier the disease catalogue assigns", "TIERS"),
                Column("specialty", "str", "text", "internal, surgical ..."),
                Column("time_critical_min", "float64", "min", "time within which it must be treated; -1 none"),
            ),
        ),
        Table(
            "costs",
            "one thing that a policy costs itself (costs:); never part of a bill",
            (
                Column("what", "str", "text", "what is paid for"),
                Column("each", "str", "word", "what is counted of it; empty: paid once"),
                Column("once", "float64", "count", "so many, once; 0 if it is counted"),
                Column("price_yuan", "float64", "yuan", "price of one"),
            ),
        ),
        Table(
            "fund",
            "one month's end of the prepaid fund (总额预付); no row where nothing is prepaid",
            (
                Column("minute", "float64", "min", "when it was settled"),
                Column("prepaid_yuan", "float64", "yuan", "prepaid since the year began"),
                Column("spent_yuan", "float64", "yuan", "paid by the fund for these residents since the year began"),
                Column("left_share", "float64", "share", "what is left of the prepaid money; below 0: overspent"),
            ),
        ),
    )
}

META: dict[str, str] = {
    "title": "title of the scenario",
    "start": "calendar date of day 0, a Monday (ISO)",
    "warm_up_min": "minutes run but not measured",
    "end_min": "minute at which the run ended",
    "seed": "seed of the run",
    "replication": "number of the replication",
    "residents": "how many people live in the county; 0 for a scenario of stations",
    "digest": "sha256 of the resolved scenario",
    "engine": "which engine ran it",
    "windows": "named windows: {name: [first minute, last minute]}",
    "names": "the scenario's own words: {age_band, scheme, chronic, test, stream, route, class: [...]}",
}
