"""Who refers to whom, and whether everyone can get anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.node import Node, grown
from sim.scenario.reach import FARTHEST_KM, _rings, links, reach
from sim.scenario.sheets import Sheet, read_sheet

NOWHERE = Node({}, "county.yaml", 1, 1)
FACILITIES = "facility,tier,up,group,longitude,latitude\n"
VILLAGES = "village,residents,longitude,latitude\n"


def sheet(folder: Path, name: str, text: str) -> Sheet:
    file = folder / f"{name}.csv"
    file.write_text(text, encoding="utf-8")
    return read_sheet(file)


def linked(folder: Path, *rows: str, tree: Node = NOWHERE) -> list[tuple[int, str, str]]:
    table = sheet(folder, "facilities", FACILITIES + "".join(f"{row}\n" for row in rows))
    return [(fault.line, fault.cell, fault.message) for fault in links({"facilities": table}, tree)]


def reached(folder: Path, facilities: str, villages: str, ways: str = "", tree: Node = NOWHERE) -> list[str]:
    tables = {
        "facilities": sheet(folder, "facilities", FACILITIES + facilities),
        "villages": sheet(folder, "villages", VILLAGES + villages),
    }
    if ways:
        tables["travel"] = sheet(folder, "travel", "from,to,minutes\n" + ways)
    return [fault.message for fault in reach(tables, tree)]


def test_a_county_whose_links_run_upwards_is_fine(tmp_path: Path) -> None:
    assert linked(tmp_path, "H1,county", "H2,county", "T1,township,H1", "T2,township,T1", "V1,village,T2") == []


@pytest.mark.parametrize(
    ("row", "cell", "says"),
    [
        ("T2,township,H9", "up", "T2 refers up to 'H9', which is not a facility. Nearest: H1."),
        ("T2,township,T7", "up", "T2 refers up to 'T7', which is not a facility. Nearest: T1, T2."),
        (
            "V2,village,T1|H1",
            "up",
            "V2 names 2 places (T1, H1); forms go to one. Keep the first choice: who is told to go up without a form "
            "chooses the place anyway.",
        ),
        (
            "H2,county,H1",
            "up",
            "H2 refers up to 'H1', a county hospital too: what is beyond the one is beyond the other, and goes out of "
            "the county. Leave the cell empty, or give H2 a lower tier.",
        ),
        ("T2,township,V1", "up", "T2 (township) refers up to 'V1', which is a village and stands below it."),
        ("H1,county", "facility", "'H1' stands here a second time; first in row 2."),
        ("T/2,township,H1", "facility", "'T/2' cannot be an id: no dot, slash, comma, bar or space."),
    ],
)
def test_a_wrong_link_names_row_and_column(tmp_path: Path, row: str, cell: str, says: str) -> None:
    assert linked(tmp_path, "H1,county", "T1,township,H1", "V1,village,T1", row) == [(5, cell, says)]


def test_each_ring_is_named_once(tmp_path: Path) -> None:
    found = linked(tmp_path, "T4,township,T5", "T5,township,T4", "T1,township,T2", "T2,township,T3", "T3,township,T1")
    assert len(found) == 2
    assert all(message.startswith("cyclic referral links: ") for _, _, message in found)
    assert sorted(message.count("->") for _, _, message in found) == [2, 3]


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3), max_size=6))
def test_rings_are_found_exactly_where_walking_up_returns(ups: dict[str, list[str]]) -> None:
    ups = {name: [up for up in above if up in ups] for name, above in ups.items()}

    def returns(name: str) -> bool:
        seen: set[str] = set()
        ahead = list(ups[name])
        while ahead:
            step = ahead.pop()
            if step == name:
                return True
            if step not in seen:
                seen.add(step)
                ahead += ups[step]
        return False

    rings = list(_rings(ups))
    assert bool(rings) == any(returns(name) for name in ups)
    for ring in rings:
        assert all(after in ups[before] for before, after in zip(ring, (*ring[1:], ring[0]), strict=True))


def test_a_group_must_stand_in_the_scenario_if_any_does(tmp_path: Path) -> None:
    tree = grown({"places": {"groups": {"east": {"lead": "H1", "members": ["T1"]}}}}, "county.yaml")
    rows = ("H1,county,,east", "T1,township,H1,eats")
    assert linked(tmp_path, *rows, tree=tree) == [
        (3, "group", "unknown group 'eats'. Did you mean 'east'?  Allowed: east.")
    ]
    assert linked(tmp_path, *rows) == []


HOSPITAL = "H1,county,,,103.0,30.0\n"


def test_places_with_coordinates_reach_one_another(tmp_path: Path) -> None:
    assert reached(tmp_path, HOSPITAL, "V1,100,103.1,30.1\n") == []


def test_a_place_without_coordinates_needs_a_way(tmp_path: Path) -> None:
    (message,) = reached(tmp_path, HOSPITAL, "V1,100,,\n")
    assert message.startswith("village V1 cannot be reached")
    assert reached(tmp_path, HOSPITAL, "V1,100,,\n", ways="V1,H1,40\n") == []


def test_one_coordinate_is_none(tmp_path: Path) -> None:
    assert len(reached(tmp_path, HOSPITAL, "V1,100,103.1,\n")) == 1


def test_a_village_far_from_everything_has_wrong_coordinates(tmp_path: Path) -> None:
    (message,) = reached(tmp_path, HOSPITAL, "V1,100,30.1,103.1\n")
    assert "Are longitude and latitude right?" in message
    assert FARTHEST_KM > 150  # no county of China is that wide


def test_villages_reach_nothing_where_no_facility_has_a_place(tmp_path: Path) -> None:
    messages = reached(tmp_path, "H1,county,,,,\n", "V1,100,103.1,30.1\n")
    assert len(messages) == 2
    assert any("village V1 reaches no facility" in message for message in messages)


def test_the_hospital_outside_the_county_needs_no_place(tmp_path: Path) -> None:
    assert reached(tmp_path, HOSPITAL + "OUT,out_of_county\n", "V1,100,103.1,30.1\n") == []


def test_where_nobody_travels_no_place_is_needed(tmp_path: Path) -> None:
    tree = grown({"travel": {"kind": "none"}}, "county.yaml")
    assert reached(tmp_path, "H1,county,,,,\n", "V1,100,,\n", tree=tree) == []


def test_a_way_stands_once(tmp_path: Path) -> None:
    ways = "V1,H1,40\nV1,H1,50\n"
    (message,) = reached(tmp_path, HOSPITAL, "V1,100,103.1,30.1\n", ways=ways)
    assert message == "V1 to H1 stands in row 2 too. Keep one of them."


def test_ways_lead_from_villages_and_facilities_to_facilities(tmp_path: Path) -> None:
    messages = reached(tmp_path, HOSPITAL, "V1,100,103.1,30.1\n", ways="V1,H1,40\nH1,V1,40\nV2,H1,40\n")
    assert messages == ["'V1' is no facility. Nearest: H1.", "'V2' is no village or facility. Nearest: V1."]
