"""Where a number comes from: file, line, text and source of every leaf, also of one written out long."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.provenance import origins_of
from tests.scenario.test_merge import merged, plain, put

pytestmark = pytest.mark.usefixtures("own_folder")


def test_every_leaf_knows_the_file_line_and_text_that_set_it() -> None:
    put(base="a: {x: 6 min, y: 2}", county="extends: base.yaml\na:\n  y: 3")
    origins = origins_of(merged().root)
    x, y = origins["a.x"], origins["a.y"]
    assert (x.file, x.line, x.column, x.text) == ("base.yaml", 1, 8, "6 min")
    assert (y.file, y.line, y.text, y.where) == ("county.yaml", 3, "3", "county.yaml line 3")


def test_a_long_leaf_is_its_value_with_its_provenance() -> None:
    put(county="a: {beds: {value: 200, range: [150, 300], source: yearbook, year: 2024, note: staffed}}")
    assembly = merged()
    assert not assembly.faults
    assert assembly.root.plain() == {"a": {"beds": 200}}
    beds = origins_of(assembly.root)["a.beds"]
    assert (beds.text, beds.range, beds.source, beds.year, beds.note) == (
        "200",
        (150, 300),
        "yearbook",
        2024,
        "staffed",
    )


def test_the_source_of_a_block_covers_the_leaves_below_it_in_its_own_file() -> None:
    put(
        base="stroke: {stay: {mean: 7 days}, share: {value: 5 %, source: b}, source: a, year: 2023}",
        county="extends: base.yaml\nstroke: {stay: {mean: 9 days}}",
    )
    base, county = origins_of(merged("base").root), origins_of(merged().root)
    assert (base["stroke.stay.mean"].source, base["stroke.stay.mean"].year) == ("a", 2023)
    assert (base["stroke.share"].source, base["stroke.share"].year) == ("b", None)
    assert county["stroke.stay.mean"].source == ""


@pytest.mark.parametrize(("source", "assumed"), [("assumption, swept", True), ("assumed", True), ("[L4] 2022", False)])
def test_an_assumption_is_known_as_one(source: str, assumed: bool) -> None:
    put(county=f"a: {{value: 1, source: '{source}'}}")
    assert origins_of(merged().root)["a"].assumed is assumed


def test_a_fixed_distribution_and_a_target_keep_their_own_value() -> None:
    put(county="a: {kind: fixed, value: 4 min}\nb: [{measure: m, value: 5, source: s}]")
    assert plain() == {
        "a": {"kind": "fixed", "value": "4 min"},
        "b": [{"measure": "m", "value": 5, "source": "s"}],
    }


@pytest.mark.parametrize(
    ("long", "key", "says"),
    [
        (
            "{value: 1, rnage: [1, 2]}",
            "a.rnage",
            "Did you mean 'range'?  Allowed: value, range, source, year, note.",
        ),
        (
            "{value: 1, range: 5}",
            "a.range",
            "expected the lowest and the highest plausible value: [150, 300].",
        ),
        ("{value: 1, range: [1, 2, 3]}", "a.range", "expected the lowest and the highest"),
        ("{value: 1, year: last}", "a.year", "expected a year such as 2024."),
    ],
)
def test_a_slip_in_a_long_leaf_is_a_fault(long: str, key: str, says: str) -> None:
    put(county=f"a: {long}")
    (fault,) = merged().faults
    assert fault.key == key
    assert says in fault.message


def test_a_file_that_is_named_is_found_beside_the_file_that_names_it() -> None:
    put(
        base__rural="stay: {kind: empirical, file: stays.csv, column: days}",
        county="extends: base/rural.yaml",
    )
    (fault,) = merged().faults
    assert (fault.file, fault.line, fault.key) == ("base/rural.yaml", 1, "stay.file")
    assert "no file 'stays.csv', seen from the folder of this file." in fault.message
    Path("base/stays.csv").write_text("days\n1\n")
    put(base__rural="stay: {kind: empirical, file: stays.csv, column: days} ")
    assert plain() == {"stay": {"kind": "empirical", "file": str(Path("base/stays.csv").resolve()), "column": "days"}}
    assert origins_of(merged().root)["stay.file"].text == "stays.csv"
