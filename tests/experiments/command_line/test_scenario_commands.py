"""Commands about one scenario, without a study: validate, diff, new, trace, verify, explain."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from experiments.theory.verify import Checked
from tests.experiments.command_line.test_commands import CLINIC, typed, written
from tests.scenario.real_county import FACILITIES, put


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a clinic and a policy, in which the commands are typed."""
    monkeypatch.chdir(tmp_path)
    return written(tmp_path)


def test_validate_names_files_without_faults_and_files_with(clinic: Path) -> None:
    (clinic / "bad.yaml").write_text(CLINIC.replace("servers: 2", "servers: -2"), encoding="utf-8")
    found = typed("validate", "clinic.yaml", "bad.yaml")
    assert found.exit_code == 2
    assert "clinic.yaml: no faults" in found.output
    assert "bad.yaml: 1 fault" in found.stderr
    listed = json.loads(typed("validate", "bad.yaml", "--json").stdout)
    assert listed[0]["faults"][0]["key"] == "stations.clinic.servers"


def test_validate_says_how_a_table_was_read(clinic: Path) -> None:
    put(clinic)
    assert typed("validate", "county.yaml").stdout == "county.yaml: no faults\n"
    (clinic / "facilities.csv").write_bytes(FACILITIES.encode("gb18030"))
    assert typed("validate", "county.yaml").stdout.splitlines() == [
        "county.yaml: no faults",
        "  note: facilities.csv was read as GB18030, as Chinese Excel saves it.",
    ]


def test_validate_tries_an_overlay_on_the_county_before_it(clinic: Path) -> None:
    put(clinic)
    (clinic / "posted.yaml").write_text(
        "overlay: {title: Posted}\n"
        "changes: [{from: 2026-02-02, set: facilities.T1.wards.general.beds, add: 5}]\n"
        "policies: {first_contact: {kind: gatekeeping, compliance: 50 %, only_in: {group: east}}}\n",
        encoding="utf-8",
    )
    assert typed("validate", "county.yaml", "posted.yaml").stdout.splitlines()[-1] == "posted.yaml: no faults"
    assert typed("validate", "posted.yaml").exit_code == 2
    found = typed("diff", "county.yaml", "posted.yaml").output
    assert "group east" in found


@pytest.mark.parametrize("command", ["validate", "run"])
def test_measures_that_do_not_exist_are_named_before_anything_is_run(clinic: Path, command: str) -> None:
    put(clinic)
    with (clinic / "county.yaml").open("a", encoding="utf-8") as county:
        county.write(
            "margins: {wait_median: 3}\n"
            "targets: [{measure: wait_men_min, value: 5, within: 1, use: predicted}]\n"
            "primary: [{measure: wait_mean_min, of: {tier: countie}, better: lower, margin: 2}]\n"
        )
    found = typed(command, "county.yaml")
    assert found.exit_code == 2
    assert "county.yaml: 3 faults" in found.stderr
    assert "margins.wait_median" in found.stderr
    assert "Did you mean 'wait_mean_min'?" in found.stderr
    assert "unknown tier 'countie'. Did you mean 'county'?" in found.stderr
    assert not (clinic / "results").exists()


def test_validate_names_patients_who_could_wait_for_each_other_for_ever(clinic: Path) -> None:
    station, service = "{servers: 1, holds_until_next: true}", "{kind: fixed, value: 1 min}"
    (clinic / "stuck.yaml").write_text(
        f"stations: {{a: {station}, b: {station}}}\nservices: {{a: {service}, b: {service}}}\n"
        "arrivals: {all: {kind: poisson, rate: 1/h, route: way}}\n"
        "routes: {way: {a: {then: b}, b: {then: {a: 50 %, leaves: 50 %}}}}\n",
        encoding="utf-8",
    )
    found = typed("validate", "clinic.yaml", "stuck.yaml")
    assert found.exit_code == 2
    assert found.stdout == "clinic.yaml: no faults\n"
    assert "for ever" in found.stderr


def test_diff_lays_an_overlay_over_the_first_scenario(clinic: Path) -> None:
    found = json.loads(typed("diff", "clinic.yaml", "doctor.yaml", "--json").stdout)
    assert [(row["path"], row["before"], row["after"]) for row in found] == [("stations.clinic.servers", "2", "3")]
    assert "1 differ" in typed("diff", "clinic.yaml", "doctor.yaml").output


def test_new_begins_a_county_and_a_policy_without_faults(clinic: Path) -> None:
    assert typed("new", "counties/mine").exit_code == 0
    assert typed("new", "mine_policy", "--policy").exit_code == 0
    found = typed("validate", "counties/mine.yaml")
    assert found.exit_code == 0, found.stderr
    from sim import load

    load(clinic / "counties/mine.yaml", [clinic / "scenarios/policies/mine_policy.yaml"])


def test_new_never_overwrites(clinic: Path) -> None:
    (clinic / "scenarios").mkdir()
    (clinic / "scenarios/mine.yaml").write_text("my work")
    assert typed("new", "mine").exit_code == 2
    assert (clinic / "scenarios/mine.yaml").read_text() == "my work"


def test_trace_tells_one_patients_story(clinic: Path) -> None:
    found = typed("trace", "clinic.yaml", "--rep", "1", "--patient", "3")
    assert found.exit_code == 0, found.output
    assert found.output.startswith("Patient 3")
    assert "joins the queue of clinic" in found.output


def test_verify_ends_with_1_if_theory_is_missed(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = Checked("mmc", "wait_mean_min", "station=clinic", 0.5, 0.5, 0.51, 0.01, 1.0, "passed", 20, 57.0)
    wrong = replace(right, simulated=0.6, z=10.0, verdict="failed")
    for checks, code in (([right], 0), ([right, wrong], 1)):
        monkeypatch.setattr("experiments.theory.verify.verify", lambda *_, checks=checks, **__: checks)
        found = typed("verify")
        assert found.exit_code == code
        assert "0.51 ± 0.01" in found.output
        listed = json.loads(typed("verify", "--json").stdout)
        assert [check["verdict"] for check in listed] == [check.verdict for check in checks]
    assert "1 of 2 checks failed" in found.stderr


def test_explain_says_loads_before_a_run_and_what_is_inherited(clinic: Path) -> None:
    found = typed("explain", "clinic.yaml")
    assert found.exit_code == 0, found.output
    assert "clinic" in found.output
    (clinic / "more.yaml").write_text("extends: clinic.yaml\ntitle: More\n", encoding="utf-8")
    inherited = typed("explain", "more.yaml", "--defaults").output
    assert "stations.clinic.servers" in inherited
    assert "clinic.yaml" in inherited
    assert json.loads(typed("explain", "more.yaml", "--defaults", "--json").stdout)
