"""Tables of a real county: what a row says, what it takes from its tier, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sim.scenario.load import attempt, load
from sim.scenario.scenario import Scenario
from tests.scenario.real_county import COUNTY, FACILITIES, put

WAYS = "from,to,mode,minutes,km,yuan,runs,cancelled\n"


pytestmark = pytest.mark.usefixtures("own_folder")


def said(folder: Path) -> list[tuple[str, int, str, str]]:
    return [(f.file, f.line, f.cell, f.message) for f in attempt(folder / "county.yaml")[1]]


def county(folder: Path, **tables: str) -> Scenario:
    return load(put(folder, **tables))


def the_fault(folder: Path, **tables: str) -> tuple[str, int, str, str]:
    put(folder, **tables)
    (only,) = said(folder)
    return only


def test_an_empty_cell_takes_what_the_tier_says(tmp_path: Path) -> None:
    scenario = county(tmp_path)
    assert scenario.places is not None
    rows = {row.facility: row for row in scenario.places.facility_rows}
    assert rows["T2"].tier_model == scenario.tiers["township"]
    assert rows["T1"].tier_model.wards["general"].beds == 30
    assert rows["T1"].tier_model.clinics["general"].clinicians == 3
    assert rows["T1"].tier_model.clinics["general"].consult == scenario.tiers["township"].clinics["general"].consult
    assert rows["T1"].tier_model.prices == scenario.tiers["township"].prices
    assert rows["001"].tier_model.skill.spots_serious.sensitivity == 0.2


def test_ids_are_text_and_keep_their_zeros(tmp_path: Path) -> None:
    places = county(tmp_path).places
    assert places is not None
    assert [row.facility for row in places.facility_rows] == ["H1", "T1", "T2", "001", "V2"]
    assert [row.village for row in places.village_rows] == ["001", "V2", "V3"]
    assert places.facility_rows[4].up == ("T1",)


def test_rows_count_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    places = county(tmp_path).places
    assert places is not None
    assert [row.row for row in places.facility_rows] == [3, 4, 5, 6, 7]
    assert [row.row for row in places.village_rows] == [2, 3, 4]


def test_a_village_may_be_older_than_its_county(tmp_path: Path) -> None:
    places = county(tmp_path).places
    assert places is not None
    assert places.village_rows[0].ages == {"65+": 0.25}
    assert places.village_rows[1].ages == {}


def test_every_cell_knows_its_row_and_column_and_source(tmp_path: Path) -> None:
    origins = county(tmp_path).origins
    beds = origins["facilities.H1.wards.general.beds"]
    assert (beds.file, beds.line, beds.cell, beds.text) == ("facilities.csv", 3, "wards.general.beds", "210")
    assert beds.source == "yearbook 2024"
    assert beds.where == "facilities.csv row 3, column 'wards.general.beds'"
    assert origins["facilities.001.skill.spots_serious.sensitivity"].assumed


def test_a_roster_fits_into_a_cell(tmp_path: Path) -> None:
    table = FACILITIES.replace('17:30",3,30', '17:30","{Mo-Fr: 3, Sa: 1}",30')
    places = county(tmp_path, facilities=table).places
    assert places is not None
    assert places.facility_rows[1].tier_model.clinics["general"].clinicians == {"Mo-Fr": 3, "Sa": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_as_chinese_excel_saves_it(tmp_path: Path, encoding: str) -> None:
    file = put(tmp_path)
    (tmp_path / "facilities.csv").write_bytes(FACILITIES.replace("\n", "\r\n").encode(encoding))
    scenario = load(file)
    assert scenario.places is not None
    assert scenario.places.facility_rows[0].name_zh == "县人民医院"
    told = "facilities.csv was read as GB18030, as Chinese Excel saves it."
    assert scenario.notices == ((told,) if encoding == "gb18030" else ())


def test_a_sheet_of_a_workbook_reads_like_a_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    sheet = book.create_sheet("机构")
    for row in (
        ["# note"],
        [
            "facility",
            "name_zh",
            "tier",
            "up",
            "longitude",
            "latitude",
            "wards.general.beds",
            "tests.lab.price",
        ],
        ["H1", "县人民医院", "county", None, 103.46, 30.41, 210.0, "70 yuan"],
        [None],
        [101, "新安镇卫生院", "township", "H1", 103.52, 30.44, 30, None],
        ["001", "双桥村卫生室", "village", 101, 103.53, 30.47, None, None],
    ):
        sheet.append(row)
    book.save(tmp_path / "places.xlsx")
    text = COUNTY.replace("facilities.csv", "{file: places.xlsx, sheet: 机构}").replace("[T1, T2]", "['101']")
    places = county(tmp_path, county=text).places
    assert places is not None
    assert [(row.row, row.facility, row.up) for row in places.facility_rows] == [
        (3, "H1", ()),
        (5, "101", ("H1",)),
        (6, "001", ("101",)),
    ]
    assert places.facility_rows[0].tier_model.wards["general"].beds == 210
    assert places.facility_rows[0].tier_model.tests["lab"].price == 70


def test_a_formula_counts_as_the_value_that_excel_saved_and_without_one_it_is_a_fault(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["facility", "tier", "wards.general.beds"])
    book.active.append(["H1", "county", "=100+5"])
    book.save(tmp_path / "places.xlsx")
    (file, _, _, message) = the_fault(tmp_path, county=COUNTY.replace("facilities.csv", "places.xlsx"))
    assert file == "places.xlsx"
    assert message == "row 2 holds the formula '=100+5' without its value. Save it in Excel."


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "says"),
    [
        (
            "001,Shuangqiao,双桥村卫生室,village,T1",
            "001,,,village,T9",
            6,
            "up",
            "001 refers up to 'T9', which is not",
        ),
        ("001,Shuangqiao,双桥村卫生室,village,T1", "001,,,village,T9", 6, "up", "Nearest: T1, T2."),
        ("001,Shuangqiao", "T1,Shuangqiao", 6, "facility", "'T1' stands here a second time; first in row 4."),
        (
            "T2,Heshan,鹤山镇卫生院,township",
            "T2,,,townsip",
            5,
            "tier",
            "unknown tier 'townsip'. Did you mean 'township'?",
        ),
        ("county,,east", "county,T1,east", 3, "up", "which is a township and stands below it."),
        ("township,H1,east,103.4010", "township,T1,east,103.4010", 5, "up", ""),
        (
            "township,H1,east,103.5210",
            "township,T1,east,103.5210",
            4,
            "up",
            "cyclic referral links: T1 -> T1.",
        ),
        (
            ",,210,,",
            ",,-25,,",
            3,
            "wards.general.beds",
            "H1: found -25, expected a whole number of 0 or more",
        ),
        (",,210,,", ",,many,,", 3, "wards.general.beds", "H1: found 'many', expected a whole number"),
        (
            "20 %,",
            "20,",
            6,
            "skill.spots_serious.sensitivity",
            "001: found 20: a share is written 20 % or 0.2.",
        ),
        (
            "Mo-Sa 08:00-12:00,14:00-17:30",
            "Mo-Sa 8-12h",
            4,
            "hours",
            "T1: cannot read opening hours 'Mo-Sa 8-12h'",
        ),
        ("township,H1,east", "township,H1,est", 4, "group", "unknown group 'est'. Did you mean 'east'?"),
        ("T2,Heshan", "T 2,Heshan", 5, "facility", "'T 2' cannot be an id"),
        ("103.4612,30.4131", "30.4131,103.4612", 3, "latitude", "H1: found 103.4612, expected at most 90."),
        (
            "T2,Heshan",
            "T2,Heshan,x,township,H1,,1,1,,,,,,,,7",
            5,
            "facility",
            "cells, but the header has 13.",
        ),
        ("wards.general.beds", "wards.genral.beds", 2, "wards.genral.beds", "Did you mean 'general'?"),
        ("wards.general.beds", "wards.general.bed", 2, "wards.general.bed", "Did you mean 'beds'?"),
        (
            "wards.general.beds",
            "longitud",
            2,
            "longitud",
            "unknown column 'longitud'. Did you mean 'longitude'?",
        ),
        ("facility,name,", "name,facilty,", 2, "facility", "no column 'facility'. Is 'facilty' meant?"),
        ("hours,clinics", "name,clinics", 2, "name", "'name' names two columns, number 2 and number 9."),
        (
            "hours,clinics",
            "wards.general,clinics",
            2,
            "wards.general.beds",
            "'wards.general' says the same as a whole.",
        ),
        ("hours,clinics", ",clinics", 2, "number 9", "a column without a name."),
    ],
)
def test_a_slip_in_the_table_of_facilities_names_row_and_column(
    tmp_path: Path, old: str, new: str, row: int, column: str, says: str
) -> None:
    assert old in FACILITIES
    put(tmp_path, facilities=FACILITIES.replace(old, new, 1))
    faults = [(line, cell, message) for file, line, cell, message in said(tmp_path) if file == "facilities.csv"]
    if says:
        assert any((line, cell) == (row, column) and says in message for line, cell, message in faults), faults
    else:
        assert not faults


def test_a_ring_of_referral_links_is_shown_whole(tmp_path: Path) -> None:
    table = FACILITIES.replace("township,H1,east,103.5210", "township,T2,east,103.5210")
    table = table.replace("township,H1,east,103.4010", "township,T1,east,103.4010")
    (file, row, column, message) = the_fault(tmp_path, facilities=table)
    assert (file, column) == ("facilities.csv", "up")
    assert row in (4, 5)
    assert message in (
        "cyclic referral links: T1 -> T2 -> T1. Remove one of them.",
        "cyclic referral links: T2 -> T1 -> T2. Remove one of them.",
    )
