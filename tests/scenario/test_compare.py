"""The exact difference between two scenarios."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.compare import Row, differences, in_words, rows
from sim.scenario.load import load
from sim.scenario.scenario import Scenario
from tests.scenario.real_county import put

SOUND = Path(__file__).parent / "malformed" / "sound.yaml"


def with_overlay(folder: Path, text: str) -> Scenario:
    overlay = folder / "overlay.yaml"
    overlay.write_text(f"overlay: {{title: One}}\n{text}", encoding="utf-8")
    return load(SOUND, [overlay])


def the_row(folder: Path, text: str) -> Row:
    (row,) = rows(load(SOUND), with_overlay(folder, text))
    return row


def test_a_county_does_not_differ_from_itself() -> None:
    assert rows(load(SOUND), load(SOUND)) == []


def test_one_number_that_differs_is_one_row_with_its_source(tmp_path: Path) -> None:
    row = the_row(tmp_path, "tiers: {township: {wards: {general: {beds: {value: 30, source: yearbook}}}}}")
    assert (row.path, row.words) == ("tiers.township.wards.general.beds", "township general beds")
    assert (row.before, row.after, row.source) == ("20", "30", "yearbook")
    assert row.set_by.endswith("overlay.yaml line 2")


@pytest.mark.parametrize("same", ["60 min", "1 h", "3600 s"])
def test_another_spelling_of_the_same_number_is_no_difference(tmp_path: Path, same: str) -> None:
    one = with_overlay(tmp_path, "tiers: {county: {tests: {lab: {report_after: 60 min}}}}")
    other = with_overlay(tmp_path, f"tiers: {{county: {{tests: {{lab: {{report_after: {same}}}}}}}}}")
    assert rows(one, other) == []


def test_titles_and_sources_are_no_difference(tmp_path: Path) -> None:
    assert rows(load(SOUND), with_overlay(tmp_path, "title: Else\nquestion: why?\ntiers: {county: {source: me}}")) == []


def test_a_policy_for_some_people_says_when_where_and_for_whom(tmp_path: Path) -> None:
    found = rows(
        load(SOUND),
        with_overlay(
            tmp_path,
            "policies:\n  first_contact: {kind: gatekeeping, compliance: 70 %, from: 2026-07-06,"
            " until: 2026-12-31, only_in: {tier: township}, only_for: {scheme: residents}}",
        ),
    )
    assert [(row.path, row.after) for row in found] == [
        ("policies.first_contact.1.kind", "gatekeeping"),
        ("policies.first_contact.1.compliance", "70 %"),
    ]
    assert {row[4:8] for row in found} == {("2026-07-06", "2026-12-31", "tier township", "scheme residents")}


def test_a_policy_for_all_replaces_what_was_there(tmp_path: Path) -> None:
    found = rows(
        load(SOUND),
        with_overlay(tmp_path, "policies:\n  first_contact: {kind: gatekeeping, compliance: 70 %}"),
    )
    assert [(row.path, row.before, row.after) for row in found] == [
        ("policies.first_contact.kind", "free_choice", "gatekeeping"),
        ("policies.first_contact.compliance", "", "70 %"),
    ]


def test_a_later_start_of_the_same_policy_is_a_row_of_its_own(tmp_path: Path) -> None:
    policy = "policies: {{first_contact: {{kind: gatekeeping, compliance: 70 %, from: {}}}}}"
    one = with_overlay(tmp_path, policy.format("2026-07-06"))
    other = with_overlay(tmp_path, policy.format("2026-08-03"))
    (row,) = rows(one, other)
    assert (row.path, row.before, row.after) == ("policies.first_contact.1.from", "2026-07-06", "2026-08-03")


def test_a_dated_change_shows_what_stands_there_then(tmp_path: Path) -> None:
    row = the_row(
        tmp_path,
        "changes:\n  - {from: 2026-07-06, until: 2026-12-31, why: a wing,"
        " set: tiers.township.wards.general.beds, add: 5}",
    )
    assert row[:6] == (
        "tiers.township.wards.general.beds",
        "township general beds",
        "20",
        "25 (+5)",
        "2026-07-06",
        "2026-12-31",
    )
    assert row.source == "a wing"


def test_a_dated_change_of_one_place_shows_what_that_place_has(tmp_path: Path) -> None:
    county = put(tmp_path)
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(
        "overlay: {title: One}\nchanges:\n"
        "  - {from: 2026-02-02, set: facilities.T1.wards.general.beds, add: 5}\n"
        "  - {from: 2026-02-02, set: facilities.T2.wards.general.beds, to: 7}\n",
        encoding="utf-8",
    )
    base = load(county)
    beds = base.tiers["township"].wards["general"].beds
    found = rows(base, load(county, [overlay]))
    assert [(row.before, row.after) for row in found] == [("30", "35 (+5)"), (str(beds), "7")]


def test_a_dated_change_of_several_paths_is_several_rows(tmp_path: Path) -> None:
    change = "[tiers.township.wards.general.beds, tiers.township.clinics.general.clinicians]"
    found = rows(load(SOUND), with_overlay(tmp_path, f"changes:\n  - {{from: 2026-07-06, set: {change}, times: 2}}"))
    assert [(row.before, row.after) for row in found] == [
        ("20", "40 (x 2)"),
        ("Mo-Fr 2, Sa-Su 1", "Mo-Fr 4, Sa-Su 2 (x 2)"),
    ]


def test_a_setting_says_that_it_came_from_the_command_line() -> None:
    (row,) = rows(load(SOUND), load(SOUND, settings={"people.illness_rate": "1.1"}))
    assert (row.before, row.after, row.source, row.set_by) == ("", "1.1", "command line", "command line")


def test_a_cell_of_a_table_differs_by_facility(tmp_path: Path) -> None:
    file = put(tmp_path)
    (row,) = rows(load(file), load(file, settings={"facilities.T1.wards.general.beds": "33"}))
    assert (row.path, row.words, row.before, row.after) == (
        "facilities.T1.wards.general.beds",
        "T1 general beds",
        "30",
        "33",
    )


def test_differences_are_the_same_the_other_way_round(tmp_path: Path) -> None:
    one, other = (
        load(SOUND),
        with_overlay(tmp_path, "policies: {first_contact: {kind: gatekeeping, compliance: 70 %}}"),
    )
    there, back = differences(one, other), differences(other, one)
    assert {(d.path, d.before, d.after) for d in there} == {(d.path, d.after, d.before) for d in back}


def test_the_short_form_has_path_both_texts_and_source(tmp_path: Path) -> None:
    scenario = with_overlay(tmp_path, "tiers: {township: {wards: {general: {beds: 30}}}}")
    assert differences(load(SOUND), scenario) == [("tiers.township.wards.general.beds", "20", "30", "")]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("tiers.county.wards.general.beds", "county general beds"),
        ("policies.expert_dispatch.0.sees_at_most", "expert dispatch sees at most"),
        ("people.illness_rate", "people illness rate"),
    ],
)
def test_a_path_is_said_in_words(path: str, words: str) -> None:
    assert in_words(path) == words
