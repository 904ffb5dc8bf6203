"""Several files, one scenario: who overrides whom, and where a number comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.merge import Assembly, assemble

pytestmark = pytest.mark.usefixtures("own_folder")


def put(**files: str) -> None:
    for name, text in files.items():
        path = Path(name.replace("__", "/") + ".yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def merged(county: str = "county", *overlays: str) -> Assembly:
    return assemble(Path(f"{county}.yaml"), [Path(f"{name}.yaml") for name in overlays])


def plain(county: str = "county", *overlays: str) -> object:
    assembly = merged(county, *overlays)
    assert not assembly.faults
    return assembly.root.plain()


def said(assembly: Assembly) -> list[tuple[str, int, str, str]]:
    return [(fault.file, fault.line, fault.key, fault.message) for fault in assembly.faults]


def test_a_county_overrides_its_parent_leaf_by_leaf() -> None:
    put(
        base="tiers: {county: {beds: 5, hours: 24/7}}",
        county="extends: base.yaml\ntiers: {county: {beds: 7}}",
    )
    assert plain() == {"tiers": {"county": {"beds": 7, "hours": "24/7"}}}


def test_a_parent_is_looked_for_from_the_folder_of_the_file_that_names_it() -> None:
    put(
        base__rural="extends: deep/more.yaml\na: 1",
        base__deep="",
        county="extends: base/rural.yaml\nb: 2",
    )
    Path("base/deep").mkdir()
    Path("base/deep/more.yaml").write_text("c: 3")
    assert plain() == {"c": 3, "a": 1, "b": 2}


def test_a_later_parent_adds_to_an_earlier_one() -> None:
    put(one="a: {x: 1}", two="a: {y: 2}", county="extends: [one.yaml, two.yaml]")
    assert plain() == {"a": {"x": 1, "y": 2}}


def test_two_parents_that_set_one_leaf_differently_are_a_fault_that_names_both() -> None:
    put(one="a: {x: 1}", two="a:\n  x: 2", county="extends: [one.yaml, two.yaml]")
    (fault,) = merged().faults
    assert (fault.file, fault.line, fault.column, fault.key) == ("two.yaml", 2, 6, "a.x")
    assert fault.message == (
        "two parents disagree: '2' here, '1' in one.yaml line 1. Set it in the file that extends both."
    )


def test_two_parents_that_say_the_same_agree() -> None:
    put(one="a: {x: 1}", two="a: {x: 1}", county="extends: [one.yaml, two.yaml]")
    assert plain() == {"a": {"x": 1}}


def test_the_child_decides_between_two_parents() -> None:
    put(one="a: {x: 1}", two="a: {x: 2}", county="extends: [one.yaml, two.yaml]\na: {x: 3}")
    assert plain() == {"a": {"x": 3}}


def test_a_parent_that_refined_the_common_ancestor_wins_over_one_that_only_inherited() -> None:
    put(
        root="a: {x: 1, y: 1}",
        one="extends: root.yaml\na: {x: 2}",
        two="extends: root.yaml\na: {y: 3}",
        county="extends: [one.yaml, two.yaml]",
    )
    assert plain() == {"a": {"x": 2, "y": 3}}


def test_a_changed_kind_replaces_the_block_whole() -> None:
    put(
        base="choice: {kind: logit, weights: {price: 1}, habit: 0.8}",
        county="extends: base.yaml\nchoice: {kind: fixed_share, shares: {village: 50 %}}",
    )
    assert plain() == {"choice": {"kind": "fixed_share", "shares": {"village": "50 %"}}}


@pytest.mark.parametrize("choice", ["{kind: logit, habit: 0.9}", "{habit: 0.9}"])
def test_the_same_kind_keeps_what_it_does_not_change(choice: str) -> None:
    put(
        base="choice: {kind: logit, weights: {price: 1}, habit: 0.8}",
        county=f"extends: base.yaml\nchoice: {choice}",
    )
    assert plain() == {"choice": {"kind": "logit", "weights": {"price": 1}, "habit": 0.9}}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{Mo-Fr: 3, Sa: 2}", "{Mo-Su: 1}"),
        ('{"08:00": 1, "10:00": 2}', '{"09:00": 5}'),
        ("3", "{Mo-Fr: 3}"),
        ("{Mo-Fr: 3}", "3"),
        ("[a, b]", "[c]"),
        ("{kind: none}", "[{kind: none}, {kind: recovery_bed}]"),
    ],
)
def test_rosters_lists_and_single_values_are_replaced_whole(before: str, after: str) -> None:
    put(
        base=f"a: {{x: {before}}}",
        county=f"extends: base.yaml\na: {{x: {after}}}",
        alone=f"a: {{x: {after}}}",
    )
    assert plain() == plain("alone")


def test_shares_that_are_a_whole_replace_the_shares_that_were_there_and_others_are_merged() -> None:
    put(
        base="people: {ages: {0-14: 20 %, 15+: 80 %}}",
        anew="extends: base.yaml\npeople: {ages: {0-17: 25 %, 18+: 75 %}}",
        part="extends: base.yaml\npeople: {ages: {0-14: 30 %}}",
    )
    assert plain("anew") == {"people": {"ages": {"0-17": "25 %", "18+": "75 %"}}}
    assert plain("part") == {"people": {"ages": {"0-14": "30 %", "15+": "80 %"}}}


@pytest.mark.parametrize("when", ["from: 2026-07-06", "only_in: {tier: township}", "only_for: {scheme: residents}"])
def test_an_answer_for_some_days_places_or_people_is_laid_over_the_one_that_was_there(when: str) -> None:
    put(
        base="policies: {referral: {kind: never}}",
        gate=f"overlay: {{title: G}}\npolicies: {{referral: {{kind: fixed_share, {when}}}}}",
    )
    answers = plain("base", "gate")["policies"]["referral"]  # type: ignore[index]
    assert [answer["kind"] for answer in answers] == ["never", "fixed_share"]


def test_the_branches_of_a_step_are_replaced_whole() -> None:
    put(
        base="routes: {r: {one: {then: {two: 60 %, leaves: 40 %}}}}",
        county="extends: base.yaml\nroutes: {r: {one: {then: {leaves: 100 %}}}}",
    )
    assert plain() == {"routes": {"r": {"one": {"then": {"leaves": "100 %"}}}}}


def test_tables_take_the_place_of_an_invented_map() -> None:
    put(
        base="places: {map: {villages: 5}, groups: {}}",
        county="extends: base.yaml\nplaces: {facilities: f.csv}",
    )
    Path("f.csv").write_text("facility\n")
    assert plain() == {"places": {"groups": {}, "facilities": str(Path("f.csv").resolve())}}


def test_dated_changes_and_costs_add_up_instead_of_replacing() -> None:
    put(
        base="changes: [{set: a}]",
        county="extends: base.yaml\nchanges: [{set: b}]\ncosts: [{what: x}]",
        more="overlay: {title: m}\nchanges: [{set: c}]\ncosts: [{what: y}]",
        most="overlay: {title: n}\nchanges: [{set: d}]",
    )
    assert plain("county", "more", "most") == {
        "changes": [{"set": "a"}, {"set": "b"}, {"set": "c"}, {"set": "d"}],
        "costs": [{"what": "x"}, {"what": "y"}],
    }


def test_two_parents_do_not_double_the_changes_of_their_common_ancestor() -> None:
    put(
        root="changes: [{set: a}]",
        one="extends: root.yaml",
        two="extends: root.yaml\nchanges: [{set: b}]",
        county="extends: [one.yaml, two.yaml]",
    )
    assert plain() == {"changes": [{"set": "a"}, {"set": "b"}]}


def test_an_overlay_lies_over_any_county_and_its_header_is_kept_apart() -> None:
    put(
        county="title: Demo\npolicies: {first_contact: {kind: free_choice}}",
        gate="overlay: {title: Gate}\npolicies: {first_contact: {kind: gatekeeping, compliance: 70 %}}",
    )
    assembly = merged("county", "gate")
    assert not assembly.faults
    assert assembly.root.plain()["title"] == "Demo"
    assert assembly.root.plain()["policies"]["first_contact"]["compliance"] == "70 %"
    assert [header.plain() for header in assembly.headers] == [{"title": "Gate"}]


def test_an_overlay_may_extend_another() -> None:
    put(
        county="a: 1",
        one="overlay: {title: One}\nb: 2",
        two="extends: one.yaml\noverlay: {title: Two}\nc: 3",
    )
    assembly = merged("county", "two")
    assert not assembly.faults
    assert assembly.root.plain() == {"a": 1, "b": 2, "c": 3}
    assert [header.plain() for header in assembly.headers] == [{"title": "Two"}]


def test_two_overlays_that_set_one_leaf_differently_are_a_fault_that_names_both() -> None:
    put(
        county="policies: {first_contact: {kind: free_choice}}",
        one="overlay: {title: One}\npolicies: {first_contact: {kind: gatekeeping, compliance: 70 %}}",
        two="overlay: {title: Two}\npolicies: {first_contact: {kind: steered}}",
        three="overlay: {title: Three}\npolicies: {first_contact: {kind: gatekeeping, compliance: 50 %}}",
    )
    (fault,) = merged("county", "one", "two").faults
    assert (fault.file, fault.line, fault.key) == ("two.yaml", 2, "policies.first_contact")
    assert "two overlays disagree: 'steered' here, 'gatekeeping' in one.yaml line 2." in fault.message
    (fault,) = merged("county", "one", "three").faults
    assert fault.key == "policies.first_contact.compliance"
    assert "'50 %' here, '70 %' in one.yaml line 2. Leave one of them out" in fault.message


def test_cyclic_extends_names_the_ring() -> None:
    put(a="extends: b.yaml", b="extends: c.yaml", c="x: 1\nextends: a.yaml")
    assert said(merged("a")) == [
        (
            "c.yaml",
            2,
            "extends",
            "cyclic extends: a.yaml -> b.yaml -> c.yaml -> a.yaml. Remove one of these links.",
        )
    ]


def test_a_file_that_extends_itself_is_a_ring_of_one() -> None:
    put(a="extends: a.yaml")
    assert "cyclic extends: a.yaml -> a.yaml" in merged("a").faults[0].message


def test_a_missing_parent_names_the_file_that_may_have_been_meant() -> None:
    put(base__rural_county="a: 1", county="title: x\nextends: base/rural_contry.yaml")
    ((file, line, key, message),) = said(merged())
    assert (file, line, key) == ("county.yaml", 2, "extends")
    assert message == (
        "no file 'base/rural_contry.yaml', seen from the folder of this file. Did you mean 'base/rural_county.yaml'?"
    )


@pytest.mark.parametrize("extends", ["5", "{a: b}", "[1, 2]", "[[a]]"])
def test_extends_takes_names_of_files_only(extends: str) -> None:
    put(county=f"extends: {extends}")
    assert all("expected the name of a file" in message for _, _, _, message in said(merged()))
    assert merged().faults


def test_a_chain_of_parents_ends_somewhere() -> None:
    put(**{f"f{n}": f"extends: f{n + 1}.yaml" for n in range(40)}, f40="a: 1")
    assert any("files extend one another" in message for _, _, _, message in said(merged("f0")))


def test_an_overlay_is_no_county_and_no_parent_and_a_county_no_overlay() -> None:
    put(gate="overlay: {title: Gate}\na: 1", county="b: 1", child="extends: gate.yaml")
    assert "this file is an overlay, not a county" in said(merged("gate"))[0][3]
    assert "it has no 'overlay:' block" in said(merged("county", "county"))[0][3]
    assert "'gate.yaml' is an overlay, not a parent" in said(merged("child"))[0][3]


def test_faults_of_every_file_come_together() -> None:
    put(base="a: ~", county="extends: base.yaml\nb: 1\nb: 2", gate="overlay: {title: G}\nc: !x 1")
    assert {file for file, *_ in said(merged("county", "gate"))} == {"base.yaml", "county.yaml", "gate.yaml"}
