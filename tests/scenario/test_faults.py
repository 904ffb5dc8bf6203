"""The page a planner reads when a scenario cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.faults import MOST_SHOWN, Fault, ScenarioFaults, nearest, shown, unknown

COUNTY = "scenarios/demo.yaml"

SAID = """\
scenarios/demo.yaml: 4 faults, nothing was run

  line 41, column 34   tiers.township.clinics.general.clinicans
      unknown key 'clinicans'. Did you mean 'clinicians'?  Allowed: clinicians, consult.
  line 63, column 23   people.ages
      shares sum to 103 %.
  base/rural_county.yaml line 9, column 3   tiers
      found 5.
  demo_facilities.csv row 4, column 'up'
      V107 refers up to 'T9', which is not a facility. Nearest: T1, T3.

Fix these and run:  tiercare validate scenarios/demo.yaml"""


def some() -> list[Fault]:
    clinicans = unknown("key", "clinicans", ["clinicians", "consult"])
    return [
        Fault(
            "scenarios/demo_facilities.csv",
            4,
            5,
            "up",
            "V107 refers up to 'T9', which is not a facility. Nearest: T1, T3.",
            "up",
        ),
        Fault(COUNTY, 63, 23, "people.ages", "shares sum to 103 %."),
        Fault("scenarios/base/rural_county.yaml", 9, 3, "tiers", "found 5."),
        Fault(COUNTY, 41, 34, "tiers.township.clinics.general.clinicans", clinicans),
        Fault(COUNTY, 63, 23, "people.ages", "shares sum to 103 %."),
    ]


def test_all_faults_are_listed_in_order_with_where_and_what_to_do() -> None:
    assert str(ScenarioFaults(some(), COUNTY)) == SAID


def test_one_fault_is_singular_and_a_missing_file_has_no_line() -> None:
    said = str(ScenarioFaults([Fault("x.yaml", 0, 0, "", "no such file")], "x.yaml"))
    assert said.splitlines()[:4] == [
        "x.yaml: 1 fault, nothing was run",
        "",
        "  the file",
        "      no such file",
    ]


def test_a_program_reads_the_same_faults_as_json() -> None:
    said = ScenarioFaults(some(), COUNTY).as_json()
    assert said["file"] == COUNTY
    assert [fault["line"] for fault in said["faults"]] == [41, 63, 9, 4]
    assert said["faults"][3]["cell"] == "up"
    assert set(said["faults"][0]) == {"file", "line", "column", "key", "message", "cell"}


def test_a_thousand_faults_do_not_fill_a_thousand_screens() -> None:
    said = str(ScenarioFaults([Fault("x.yaml", n, 1, "k", "m") for n in range(1, 1001)], "x.yaml"))
    assert said.count("\n      m") == MOST_SHOWN
    assert f"... and {1000 - MOST_SHOWN} more" in said
    assert said.startswith("x.yaml: 1000 faults")


@pytest.mark.parametrize(
    ("word", "meant"),
    [("clinicans", ["clinicians"]), ("Clinicians", ["clinicians"]), ("BEDS", ["beds"]), ("zzz", [])],
)
def test_the_nearest_spelling_is_found_whatever_the_case(word: str, meant: list[str]) -> None:
    assert nearest(word, ["clinicians", "consult", "beds"]) == meant


def test_where_nothing_is_allowed_the_message_says_so() -> None:
    assert unknown("key", "x", []) == "unknown key 'x'.  Nothing may stand here."


def test_files_are_shown_as_a_person_would_type_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "scenarios" / "demo.yaml") == "scenarios/demo.yaml"
    assert shown("/etc/demo.yaml") == "/etc/demo.yaml"
