"""One resident under two policies, told side by side: from weeks by hand, and from a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.runs.trace import NoSuchPatient
from experiments.runs.two_stories import Moment, both_stories, moments
from sim.ledger.ledger import Ledger
from tests.experiments.fakes import county as clinic_file
from tests.experiments.fakes import load as load_clinic
from tests.experiments.fakes import simulate as simulate_clinic
from tests.ledger.hamlet import CENTRE, COLD, POST
from tests.ledger.handmade import HOUR, County
from tests.ledger.stories import ANN, BO, five_patients_ledger

ROOT = Path(__file__).parents[3]
NAMES = ("today", "gatekeeping")


def week(*places: int, who: int = ANN, at: float = 9 * HOUR) -> Ledger:
    """Ann has a cold and sees these places one after the other."""
    county = County()
    ill = county.falls_ill(who, COLD, at)
    for number, place in enumerate(places):
        county.sees(ill, place, at + (number + 1) * HOUR)
    county.gets_well(ill, at + (len(places) + 1) * HOUR)
    return county.ledger()


def marked(lines: list[str], mark: str) -> list[str]:
    """The lines that begin so."""
    return [line for line in lines if line.startswith(mark)]


def test_the_first_difference_is_marked_once_and_said_again_at_the_end() -> None:
    told = both_stories(week(POST), week(CENTRE), NAMES, ANN)
    assert len(marked(told, ">>")) == 2
    first, last = marked(told, ">>")
    assert "sets off to Post" in first
    assert "sets off to Centre" in first
    assert last == ">> Mon 2026-01-05 09:30: the first difference. Until then both stories are one."


def test_what_is_the_same_stands_in_both_columns_without_a_mark() -> None:
    told = both_stories(week(POST), week(POST, CENTRE), NAMES, ANN)
    begins = next(line for line in told if "it begins" in line)
    assert begins.startswith("  Mon")
    assert begins.count("it begins") == 2


def test_what_happened_on_one_side_only_faces_a_dot() -> None:
    told = both_stories(week(POST), week(POST, CENTRE), NAMES, ANN)
    alone = next(line for line in told if "sets off to Centre" in line)
    assert alone.startswith(">>")
    assert alone.split("|")[0].rstrip().endswith("·")


def test_two_equal_stories_say_so() -> None:
    told = both_stories(five_patients_ledger(), five_patients_ledger(), NAMES, BO)
    assert told[-1] == "Under gatekeeping exactly the same happens to this person."
    assert not marked(told, ">>")
    assert not marked(told, "≠")


def test_an_illness_of_one_arm_only_faces_nothing() -> None:
    county = County()
    told = both_stories(week(POST), county.ledger(), NAMES, ANN)
    heading = next(line for line in told if "(no such episode)" in line)
    assert heading.startswith("≠ 1.")
    assert "new illness: cold" in heading


def test_nobody_ill_is_nobody_told() -> None:
    told = both_stories(County().ledger(), County().ledger(), NAMES, BO)
    assert told[-1] == f"nothing happened to resident {BO} in this run"


def test_a_number_that_nobody_has_is_refused() -> None:
    with pytest.raises(NoSuchPatient, match="there is no resident 99"):
        both_stories(week(POST), week(POST), NAMES, 99)


def test_no_line_is_wider_than_the_page() -> None:
    told = both_stories(week(POST), week(CENTRE, POST), NAMES, ANN, wide=110)
    assert max(len(line) for line in told if "aged" not in line) <= 110


def test_what_begins_alike_in_one_minute_stands_by_itself() -> None:
    from experiments.runs.trace import Chapter

    left = Chapter(1, "", ((5.0, "it begins"), (5.0, "goes to the post")))
    right = Chapter(1, "", ((5.0, "it begins"), (5.0, "stays")))
    assert moments(left, right) == [
        Moment(5.0, ("it begins",), ("it begins",)),
        Moment(5.0, ("goes to the post",), ("stays",)),
    ]


def test_a_patient_of_stations_has_two_stories_too(tmp_path: Path) -> None:
    file, better = clinic_file(tmp_path), clinic_file(tmp_path, "better", effect_min=-5.0)
    runs = [simulate_clinic(load_clinic(file, more), seed=1) for more in ((), (better,))]
    told = both_stories(runs[0], runs[1], ("today", "better"), 3)
    assert told[0] == "Patient 3."
    assert "is served after" in " ".join(told)
    assert len(marked(told, ">>")) == 2


def test_a_story_of_the_hamlet_parts_where_the_policy_touches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from experiments.command_line.app import app

    monkeypatch.chdir(ROOT)
    words = ["trace", "scenarios/hamlet.yaml", "--with", "scenarios/policies/gatekeeping.yaml", "--both"]
    more = ["--set", "calendar.warm_up=0 weeks", "--set", "calendar.measure=4 weeks", "--rep", "1"]
    said = CliRunner().invoke(app, [*words, *more, "--patient", "2325", "--engine", "simpy"])
    assert said.exit_code == 0, said.output
    assert "Resident 2325" in said.output
    assert said.output.count(">>") in (0, 2)


def test_both_without_an_overlay_is_refused_in_a_sentence() -> None:
    from typer.testing import CliRunner

    from experiments.command_line.app import app

    said = CliRunner().invoke(app, ["trace", "scenarios/hamlet.yaml", "--both"])
    assert said.exit_code == 2
    assert "nothing to compare with" in said.output
