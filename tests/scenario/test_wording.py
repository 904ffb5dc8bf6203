"""What the models refuse, in words, at the line where it stands."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sim.scenario.faults import Fault
from sim.scenario.node import Node
from sim.scenario.paths import allowed, find, shapes_at
from sim.scenario.source import parse
from sim.scenario.wording import faults_of
from sim.vocabulary import Capacity, Distribution, Minutes, Share


class Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Clinic(Closed):
    clinicians: Capacity | dict[str, Capacity] = Field(description="consulting at once")
    consult: Distribution | None = None
    delay: Minutes | Distribution | None = None
    classes: tuple[str, ...] = ()
    open: bool = True
    first: dt.date | None = None
    floors: int = Field(1, ge=1, le=9)
    preempt: Literal["none", "resume"] = "none"


class Free(Closed):
    kind: Literal["free_choice"]


class Gate(Closed):
    kind: Literal["gatekeeping"]
    compliance: Share
    from_: dt.date | None = Field(None, alias="from")


Answer = Annotated[Free | Gate, Field(discriminator="kind")]


class County(Closed):
    title: str = ""
    clinics: dict[str, Clinic] = {}
    first_contact: Answer | tuple[Answer, ...] = Free(kind="free_choice")

    @model_validator(mode="after")
    def _has_a_clinic(self) -> County:
        if not self.clinics:
            raise ValueError("a county needs a clinic.")
        return self


def refused(text: str) -> list[Fault]:
    tree, faults = parse(text, "x.yaml")
    assert tree is not None
    assert not faults
    with pytest.raises(ValidationError) as caught:
        County.model_validate(tree.plain())
    return sorted(faults_of(caught.value, County, tree))


def the_fault(clinic: str) -> tuple[int, int, str, str]:
    (only,) = refused(f"clinics:\n  a: {{{clinic}}}\n")
    return only.line, only.column, only.key.removeprefix("clinics.a."), only.message


@pytest.mark.parametrize(
    ("written", "column", "key", "says"),
    [
        (
            "clinicans: 2",
            7,
            "clinicans",
            "unknown key 'clinicans'. Did you mean 'clinicians'?  Allowed: clinicians, ",
        ),
        (
            "clinicians: -25",
            19,
            "clinicians",
            "found -25, expected a whole number of 0 or more, or unlimited.",
        ),
        (
            "clinicians: many",
            19,
            "clinicians",
            "found 'many', expected a whole number of 0 or more, or unlimited.",
        ),
        ("clinicians: {Mo: 2, Tu: -1}", 31, "clinicians.Tu", "found -1, expected a whole number"),
        ("clinicians: 2, consult: 4 min", 31, "consult", "'4 min' always lasts exactly 4 minutes."),
        (
            "clinicians: 2, consult: {kind: fixd}",
            38,
            "consult.kind",
            "unknown kind 'fixd'. Did you mean 'fixed'?",
        ),
        ("clinicians: 2, consult: {kind: fixed}", 31, "consult.value", "'value' is missing"),
        ("clinicians: 2, consult: {kind: fixed, value: 5}", 52, "consult.value", "Write 5 min or 5 h."),
        ("clinicians: 2, delay: 3", 29, "delay", "found 3 without a unit. Write 3 min or 3 h."),
        ("clinicians: 2, delay: {kind: fixed, valu: 5 min}", 43, "delay.valu", "Did you mean 'value'?"),
        ("clinicians: 2, classes: urgent", 31, "classes", "found 'urgent', expected a list, [a, b]."),
        ("clinicians: 2, classes: [a, 5]", 35, "classes.1", "found 5, expected text. Put it in quotes."),
        ("clinicians: 2, open: 7", 28, "open", "found 7, expected true or false."),
        ("clinicians: 2, first: July", 29, "first", "found 'July', expected a day, such as 2026-07-06."),
        ("clinicians: 2, floors: 12", 30, "floors", "found 12, expected at most 9."),
        ("clinicians: 2, preempt: nome", 31, "preempt", "unknown word 'nome'. Did you mean 'none'?"),
        (
            "consult: {kind: fixed, value: 5 min}",
            6,
            "clinicians",
            "'clinicians' is missing (consulting at once).",
        ),
    ],
)
def test_each_slip_has_one_message_at_its_place(written: str, column: int, key: str, says: str) -> None:
    line, found_column, found_key, message = the_fault(written)
    assert (line, found_column, found_key) == (2, column, key)
    assert says in message


@pytest.mark.parametrize(
    ("written", "key", "says"),
    [
        ("{kind: gatekeping, compliance: 70 %}", "first_contact.kind", "Did you mean 'gatekeeping'?"),
        ("{kind: gatekeeping, complience: 70 %}", "first_contact.complience", "Did you mean 'compliance'?"),
        ("{kind: gatekeeping, compliance: 70}", "first_contact.compliance", "a share is written 70 % or 0.7"),
        ("{kind: gatekeeping}", "first_contact.compliance", "'compliance' is missing"),
        ("{compliance: 70 %}", "first_contact", "expected a block with kind: free_choice, gatekeeping."),
        (
            "gatekeeping",
            "first_contact",
            "found 'gatekeeping', expected a block of lines 'key: value' or a list",
        ),
        (
            "[{kind: free_choice}, {kind: gatekeeping, compliance: x}]",
            "first_contact.1.compliance",
            "found 'x'",
        ),
        ("[{kind: free_choice}, {kind: free}]", "first_contact.1.kind", "Did you mean 'free_choice'?"),
    ],
)
def test_one_answer_or_a_list_of_answers_makes_no_noise(written: str, key: str, says: str) -> None:
    (fault,) = refused(f"clinics: {{a: {{clinicians: 2}}}}\nfirst_contact: {written}\n")
    assert fault.key == key
    assert fault.line == 2
    assert says in fault.message


def test_a_fault_of_the_whole_stands_at_its_beginning() -> None:
    (fault,) = refused("title: x\n")
    assert (fault.line, fault.column, fault.key, fault.message) == (1, 1, "", "a county needs a clinic.")


def test_all_faults_come_at_once() -> None:
    faults = refused("titel: x\nclinics:\n  a: {clinicians: -1}\n  b: 5\n  c: {}\nfirst_contact: {kind: x}\n")
    assert [(fault.line, fault.key) for fault in faults] == [
        (1, "titel"),
        (3, "clinics.a.clinicians"),
        (4, "clinics.b"),
        (5, "clinics.c.clinicians"),
        (6, "first_contact.kind"),
    ]


def test_a_block_on_its_own_lines_is_pointed_at_by_its_key() -> None:
    (fault,) = refused("clinics:\n  a:\n    open: true\n")
    assert (fault.line, fault.column) == (2, 3)


def county() -> Node:
    text = "clinics: {a: {clinicians: 2}}\nfirst_contact: {kind: gatekeeping, compliance: 70 %}\n"
    tree, _ = parse(text, "x.yaml")
    assert tree is not None
    return tree


def test_the_keys_allowed_at_a_path_follow_its_kind() -> None:
    assert allowed(shapes_at(County, county(), ("first_contact",))) == ["kind", "compliance", "from"]
    assert allowed(shapes_at(County, county(), ("clinics", "a")))[:2] == ["clinicians", "consult"]


@pytest.mark.parametrize("path", ["title", "clinics.a.floors", "first_contact.compliance", "first_contact.from"])
def test_a_path_is_found_when_something_stands_there_or_could(path: str) -> None:
    assert find(County, county(), path) == tuple(path.split("."))


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("titel", "no path 'titel': unknown key 'titel'. Did you mean 'title'?"),
        ("clinics.b.floors", "no path 'clinics.b.floors' in 'clinics': unknown key 'b'.  Allowed: a."),
        ("clinics.a.flors", "Did you mean 'floors'?"),
        ("first_contact.bypass_penalty", "Allowed: kind, compliance, from."),
        ("clinics.a.clinicians.Mo", "'clinics.a.clinicians' is one value; there is nothing below it."),
    ],
)
def test_a_wrong_path_names_its_first_wrong_word(path: str, says: str) -> None:
    with pytest.raises(LookupError) as caught:
        find(County, county(), path)
    assert says in str(caught.value.args[0])
