"""Tables of villages and of ways, and files that are no table: each slip is named by row and column."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sim.scenario.faults import ScenarioFaults
from sim.scenario.load import attempt, load
from tests.scenario.real_county import COUNTY, FACILITIES, VILLAGES, put
from tests.scenario.test_tables import WAYS, county, said, the_fault

pytestmark = pytest.mark.usefixtures("own_folder")


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "says"),
    [
        ("900", "-900", 3, "residents", "V2: found -900, expected a whole number of 0 or more."),
        ("900", "", 3, "residents", "V2: 'residents' is missing"),
        ("V3,石门村", "V2,石门村", 4, "village", "'V2' stands here a second time; first in row 3."),
        (
            "103.4388,30.4002",
            ",",
            4,
            "village",
            "village V3 cannot be reached: it has no longitude and latitude",
        ),
        ("103.4388,30.4002", "13.4388,30.4002", 4, "longitude", "village V3 lies 8,6"),
        ("25 %", "125 %", 2, "ages.65+", "001: found '125 %', expected a share between 0 % and 100 %."),
        ("ages.65+", "ages.66+", 1, "ages.66+", "unknown name in people.ages '66+'. Did you mean '65+'?"),
        ("ages.65+", "age", 1, "age", "unknown column 'age'. Did you mean "),
    ],
)
def test_a_slip_in_the_table_of_villages_names_row_and_column(
    tmp_path: Path, old: str, new: str, row: int, column: str, says: str
) -> None:
    assert old in VILLAGES
    file, line, cell, message = the_fault(tmp_path, villages=VILLAGES.replace(old, new, 1))
    assert (file, line, cell) == ("villages.csv", row, column)
    assert says in message


def test_the_residents_of_the_county_are_those_of_its_villages(tmp_path: Path) -> None:
    put(tmp_path, villages=VILLAGES.replace("900", "950", 1))
    _, (fault,) = attempt("county.yaml")
    assert (fault.key, fault.line) == ("people.residents", 5)
    assert fault.message.startswith("found 3000, but the table of villages has 3050 together. Write 3050")
    _, (fault,) = attempt("county.yaml", settings={"people.residents": 4000})
    assert "found 4000, but the table of villages has 3050" in fault.message


@pytest.mark.parametrize(("word", "is_town"), [("是", True), ("否", False), ("true", True), ("no", False)])
def test_a_table_says_yes_as_its_people_do(tmp_path: Path, word: str, is_town: bool) -> None:
    villages = VILLAGES.replace("residents,", "residents,in_town,").replace(",1000,", f",1000,{word},")
    villages = villages.replace(",900,", ",900,,").replace(",1100,", ",1100,,")
    places = county(tmp_path, villages=villages).places
    assert places is not None
    assert [row.in_town for row in places.village_rows] == [is_town, False, False]


def test_a_way_that_nobody_knows_how_to_travel_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ways.csv").write_text(WAYS + "V3,T1,plane,45,12.5,8,,\n")
    put(tmp_path, county=COUNTY.replace("  groups", "  travel: ways.csv\n  groups"))
    _, (fault,) = attempt("county.yaml")
    assert (fault.file, fault.cell) == ("ways.csv", "mode")
    assert fault.message == "V3: unknown word 'plane'.  Allowed: walk, road, ferry."


def test_the_hospital_outside_has_no_beds_of_its_own(tmp_path: Path) -> None:
    facilities = FACILITIES + "O1,Big,大医院,out_of_county,,,,,,,80,,\n"
    file, line, cell, message = the_fault(tmp_path, facilities=facilities)
    assert (file, line, cell) == ("facilities.csv", 8, "wards.general.beds")
    assert message.startswith("O1: the hospital outside the county has no wards")


def test_a_slip_all_down_a_column_is_said_once_with_its_rows(tmp_path: Path) -> None:
    villages = VILLAGES.replace("residents,", "residents,in_town,")
    for people in (",1000,", ",900,", ",1100,"):
        villages = villages.replace(people, f"{people}maybe,")
    facilities = FACILITIES.replace(",township,", ",post,").replace(",village,", ",hut,")
    put(tmp_path, villages=villages, facilities=facilities)
    with pytest.raises(ScenarioFaults) as refused:
        load("county.yaml")
    page = str(refused.value)
    assert page.count("found 'maybe', expected true or false.") == 1
    assert "and so in 2 more rows of this column: 3, 4" in page
    assert "unknown tier 'post'" in page
    assert "unknown tier 'hut'" in page


def test_a_way_in_the_table_reaches_a_village_without_coordinates(tmp_path: Path) -> None:
    villages = VILLAGES.replace("103.4388,30.4002", ",")
    (tmp_path / "ways.csv").write_text(WAYS + 'V3,T1,ferry,45,12.5,8,"Mo-Su 07:30,13:00",8 %\n')
    text = COUNTY.replace("  groups", "  travel: ways.csv\n  groups")
    places = county(tmp_path, villages=villages, county=text).places
    assert places is not None
    (way,) = places.travel_rows
    assert (way.from_, way.to, way.mode, way.minutes, way.km, way.yuan, way.cancelled) == (
        "V3",
        "T1",
        "ferry",
        45,
        12.5,
        8,
        0.08,
    )


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("V9,T1,road,45,,,,", "from", "'V9' is no village or facility. Nearest: V2, V3."),
        ("V3,X1,road,45,,,,", "to", "'X1' is no facility. Nearest: H1, T1."),
        ("V3,T1,road,-5,,,,", "minutes", "V3: found '-5 min', expected a duration of 0 or more."),
        ("V3,T1,road,,,,,", "minutes", "V3: 'minutes' is missing"),
    ],
)
def test_a_slip_in_the_table_of_ways_names_row_and_column(tmp_path: Path, row: str, column: str, says: str) -> None:
    (tmp_path / "ways.csv").write_text(f"{WAYS}{row}\n")
    file, line, cell, message = the_fault(tmp_path, county=COUNTY.replace("  groups", "  travel: ways.csv\n  groups"))
    assert (file, line, cell) == ("ways.csv", 2, column)
    assert says in message


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("facilities.csv", b"", "the table is empty; expected a line with the names of the columns."),
        ("facilities.csv", "a,b".encode("utf-16"), "saved as UTF-16"),
        ("facilities.csv", b"\xff\x00\x81\x00,\x00", "the table is saved as UTF-16"),
        ("facilities.csv", b"a\x80\xff\xff,b\n", "neither UTF-8 nor GB18030"),
        ("f.xlsx", b"no workbook", "this is no Excel workbook that can be read"),
        ("f.xls", b"old", ".xls files are not read. Save the table as .xlsx or as 'CSV UTF-8'."),
    ],
)
def test_a_file_that_is_no_table_says_what_to_do(tmp_path: Path, name: str, raw: bytes, says: str) -> None:
    file = put(tmp_path, county=COUNTY.replace("facilities.csv", name))
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(ScenarioFaults) as caught:
        load(file)
    if "UTF-16" not in says or name != "facilities.csv" or raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        assert says in str(caught.value)


def test_a_missing_sheet_and_a_missing_table_name_what_there_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "facilities"
    book.save(tmp_path / "places.xlsx")
    _, _, _, message = the_fault(
        tmp_path, county=COUNTY.replace("facilities.csv", "{file: places.xlsx, sheet: facility}")
    )
    assert message == "no sheet 'facility'. Did you mean 'facilities'?  Sheets: facilities."
    file, line, _, message = the_fault(tmp_path, county=COUNTY.replace("facilities.csv", "facilties.csv"))
    assert (file, line) == ("county.yaml", 9)
    assert message == "no file 'facilties.csv', seen from the folder of this file. Did you mean 'facilities.csv'?"


def test_all_faults_of_all_tables_come_at_once(tmp_path: Path) -> None:
    put(
        tmp_path,
        facilities=FACILITIES.replace(",,210,,", ",,-25,,").replace("village,T1,east", "village,T9,east"),
        villages=VILLAGES.replace("900", "-900"),
        county=COUNTY.replace("title:", "titel:"),
    )
    assert [(file, line) for file, line, _, _ in said(tmp_path)] == [
        ("county.yaml", 1),
        ("facilities.csv", 3),
        ("facilities.csv", 6),
        ("villages.csv", 3),
    ]


def test_one_facility_can_be_set_anew_by_its_path(tmp_path: Path) -> None:
    scenario = load(put(tmp_path), settings={"facilities.T2.wards.general.beds": "40"})
    assert scenario.places is not None
    rows = {row.facility: row.tier_model for row in scenario.places.facility_rows}
    assert rows["T1"].wards["general"].beds == 30  # as its own row says
    assert rows["T2"].wards["general"].beds == 40
    assert scenario.digest != load(tmp_path / "county.yaml").digest


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("facilities.T9.wards.general.beds", "4", "unknown facility 'T9'. Did you mean 'T1'?"),
        ("facilities.T2.wards.genral.beds", "4", "Did you mean 'general'?"),
        ("facilities.T2.wards.general.beds", "-4", "T2: found -4, expected a whole number of 0 or more"),
    ],
)
def test_a_slip_in_the_setting_of_one_facility_is_a_fault(tmp_path: Path, path: str, value: str, says: str) -> None:
    _, (fault,) = attempt(put(tmp_path), settings={path: value})
    assert fault.file == "command line"
    assert says in fault.message
