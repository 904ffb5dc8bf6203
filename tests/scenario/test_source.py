"""A scenario file read as it stands on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.node import scalar
from sim.scenario.source import MOST_BYTES, parse, read, value_of


def faults_of(text: str) -> list[tuple[int, int, str, str]]:
    return [(fault.line, fault.column, fault.key, fault.message) for fault in parse(text, "x.yaml")[1]]


def the_fault(text: str) -> tuple[int, int, str, str]:
    (only,) = faults_of(text)
    return only


def plain(text: str) -> object:
    root, faults = parse(text, "x.yaml")
    assert not faults
    assert root is not None
    return root.plain()


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("12:30", "12:30"),
        ("010203", "010203"),
        ("001", "001"),
        ("off", "off"),
        ("no", "no"),
        ("yes", "yes"),
        ("2026-01-05", "2026-01-05"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        (".nan", ".nan"),
        ("1e999", "1e999"),
        ("6 min", "6 min"),
        ("85 %", "85 %"),
        ("0", 0),
        ("-5", -5),
        ("60000", 60000),
        ("0.85", 0.85),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("'5'", "5"),
        ('"true"', "true"),
    ],
)
def test_plain_text_means_what_yaml_1_2_says_and_ids_keep_their_zeros(written: str, read_as: object) -> None:
    value = plain(f"key: {written}\n")["key"]  # type: ignore[index]
    assert value == read_as
    assert type(value) is type(read_as)


def test_keys_are_always_text() -> None:
    assert plain("{001: a, no: b, 12:30: c, 65+: d, true: e}") == {
        "001": "a",
        "no": "b",
        "12:30": "c",
        "65+": "d",
        "true": "e",
    }


def test_a_number_too_long_to_be_a_number_stays_text() -> None:
    assert scalar("9" * 5000) == "9" * 5000


@pytest.mark.parametrize("number", ["99999999999999999999", "-1234567890123456789", "1234567890123456e900"])
def test_a_number_larger_than_any_county_is_refused(number: str) -> None:
    assert "is a larger number than any county has." in the_fault(f"a: {number}\n")[3]


def test_every_key_and_value_knows_its_line_and_column() -> None:
    root, _ = parse("tiers:\n  county: {beds: 5,\n    hours: 24/7}\n", "x.yaml")
    assert root is not None
    beds, hours = root.at(("tiers", "county", "beds")), root.at(("tiers", "county", "hours"))
    assert beds is not None
    assert hours is not None
    assert (beds.key_line, beds.key_column, beds.line, beds.column, beds.text) == (2, 12, 2, 18, "5")
    assert (hours.key_line, hours.key_column, hours.line, hours.column, hours.text) == (3, 5, 3, 12, "24/7")


def test_places_in_a_list_are_found_by_number() -> None:
    root, _ = parse("changes: [{to: 5}, {to: 6}]", "x.yaml")
    assert root is not None
    second = root.at(("changes", "1", "to"))
    assert second is not None
    assert second.value == 6
    assert root.at(("changes", "2", "to")) is None
    assert [keys for keys, _ in root.leaves()] == [("changes", "0", "to"), ("changes", "1", "to")]


def test_a_key_that_stands_twice_names_the_first_line() -> None:
    line, column, key, message = the_fault("a: {b: 1}\nc: 2\na: 3\n")
    assert (line, column, key) == (3, 1, "a")
    assert message == "'a' stands here a second time; first in line 1. Keep one of them."


def test_a_key_that_stands_twice_inside_a_block_is_named_by_its_path() -> None:
    assert the_fault("tiers: {county: {beds: 1, beds: 2}}")[2] == "tiers.county.beds"


@pytest.mark.parametrize("nothing", ["", " ~", " null", "   # only a note"])
def test_a_key_with_nothing_behind_it_is_a_fault_and_never_a_default(nothing: str) -> None:
    line, _, key, message = the_fault(f"a: 1\nbeds:{nothing}\n")
    assert (line, key) == (2, "beds")
    assert "nothing stands here" in message


def test_a_tag_that_would_run_code_is_refused_and_runs_nothing(tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    line, column, key, message = the_fault(f"title: !!python/object/apply:os.mkdir ['{trace}']\n")
    assert (line, column, key) == (1, 8, "title")
    assert "!!python/object/apply:os.mkdir is refused" in message
    assert not trace.exists()


@pytest.mark.parametrize("tag", ["!!str 5", "!mine {a: 1}", "!!binary aGk=", "!!set {a, b}", "!!timestamp 2026-01-05"])
def test_every_tag_is_refused_even_a_harmless_one(tag: str) -> None:
    assert any("tag" in message for _, _, _, message in faults_of(f"a: {tag}\n"))


def test_an_alias_bomb_is_refused_without_being_blown_up() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    faults = faults_of(bomb)
    assert len(faults) == 60
    assert all("anchors and aliases" in message for _, _, _, message in faults)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\n\tb: 2\n", 2, "a tab stands here. Indent with spaces."),
        ("a:\n\t- b\n", 2, "a tab stands here. Indent with spaces."),
        ("a: b: c\n", 1, "Text with ': ' must stand in quotes."),
        ("a: 1\nfoo\nb: 2\n", 2, "this line has no ':'. Expected 'key: value'."),
        ("a: {b: 1\nc: 2\n", 2, "It was opened in line 1."),
        ("a: 'x\nb: 2\n", 2, "the quote that begins here is not closed."),
        ("a:\n    b: 2\n  c: 3\n", 3, "the indentation does not fit the lines above."),
        ("a: @x\n", 1, "'@' cannot begin a value: put it in quotes."),
        ("a: [1,,2]\n", 1, "this is no YAML"),
        ("a: 1\n标题：某县\nb: 2\n", 2, "full-width '：'; YAML needs the plain ':'"),
    ],
)
def test_a_fault_of_form_is_said_in_a_planners_words(text: str, line: int, says: str) -> None:
    found, _, _, message = faults_of(text)[-1]
    assert abs(found - line) <= 1
    assert says in message
    assert message.endswith("What follows was not read.")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\n---\nb: 2\n", "a second document begins here"),
        ("%YAML 1.1\n---\na: 1\n", "a directive"),
        ("? [a]\n: b\n", "a list or block cannot be a key"),
        ("a: 1\n: 2\n", "a ':' without a key before it"),
        ("a: " + "[" * 3000 + "\n", "more than 40 deep"),
        ("{" * 3000, "cannot be a key"),
        ("x" * 900 + ": 1\n", "a key of more than 200 letters"),
    ],
)
def test_what_yaml_allows_but_no_scenario_needs_is_refused(text: str, says: str) -> None:
    assert any(says in message for _, _, _, message in faults_of(text))


@pytest.mark.parametrize(
    ("raw", "line", "column", "says"),
    [
        ("title: 县\n".encode("gb18030"), 1, 8, "seems to be saved as GB18030"),
        ("a: 1\n县: 2\n".encode("gb18030"), 2, 1, "Open it in an editor and save it as UTF-8"),
        ("title: a\n".encode("utf-16"), 1, 1, "saved as UTF-16"),
        (b"a: 1\nb: \x01\n", 2, 4, "a sign that no editor shows"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", 1, 1, "is no text at all"),
        (b"", 1, 1, "the file is empty"),
        (b"# only a note\n", 1, 1, "the file is empty"),
        (b"- a\n- b\n", 1, 1, "found a list, expected lines of the form 'key: value'"),
        (b"just words\n", 1, 1, "found only the text 'just words'"),
    ],
)
def test_a_file_that_is_no_scenario_says_what_it_is(
    tmp_path: Path, raw: bytes, line: int, column: int, says: str
) -> None:
    file = tmp_path / "county.yaml"
    file.write_bytes(raw)
    page = read(file)
    assert page.root.plain() == {}
    assert (page.faults[0].line, page.faults[0].column) == (line, column)
    assert says in page.faults[0].message


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "county.yaml"
    file.write_bytes("title: 示范县\n".encode("utf-8-sig"))
    assert read(file).root.plain() == {"title": "示范县"}
    assert read(file).faults == ()


def test_a_missing_file_a_folder_and_a_huge_file_are_faults(tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    huge.write_bytes(b"#" * (MOST_BYTES + 1))
    assert read(tmp_path / "none.yaml").faults[0].message == "no such file"
    assert read(tmp_path).faults[0].message == "is a folder, expected a file"
    assert "more than a scenario may have" in read(huge).faults[0].message


def test_a_file_that_is_saved_anew_is_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "county.yaml"
    file.write_text("a: 1\n")
    assert read(file).root.plain() == {"a": 1}
    file.write_text("a: 22\n")
    assert read(file).root.plain() == {"a": 22}


def test_a_file_is_parsed_once_in_a_process(tmp_path: Path) -> None:
    file = tmp_path / "county.yaml"
    file.write_text("a: 1\n")
    assert read(file).root is read(file).root


def test_a_value_from_the_command_line_follows_the_rules_of_a_file() -> None:
    assert [value_of(text) for text in ("5", "6 min", "007", "{Mo-Fr: 3, Sa: 2}", "[a, b]", '"5"')] == [
        5,
        "6 min",
        "007",
        {"Mo-Fr": 3, "Sa": 2},
        ["a", "b"],
        "5",
    ]
    with pytest.raises(ValueError, match="not closed"):
        value_of("{a: 1")
