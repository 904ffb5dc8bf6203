"""A page on which some rows are run anew and the others stay: judged by today's rule, never passed off as new."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.mechanisms import __main__ as command
from experiments.mechanisms.declared import read
from experiments.mechanisms.entries import Claim, Factorial, Measured
from experiments.mechanisms.factorials import Joined, together_of
from experiments.mechanisms.judged import Shown, Trial, beside, tried
from experiments.mechanisms.kept import Kept
from experiments.mechanisms.tabled import BESIDE, CLAIM, FACTORIAL, GRID, STRUCTURE, table
from experiments.mechanisms.written import Setup, page
from experiments.runs.store import csv_bytes
from sim.scenario.load import SCENARIOS
from tests.experiments.mechanisms.test_factorials import VALUES, WAIT
from tests.experiments.mechanisms.test_factorials import entry as levers
from tests.experiments.mechanisms.test_written import properties, trial

WHERE = "demo.yaml, 8 weeks"


def kept(structure: list[Shown], trials: list[Trial], joined: list[Joined], *anew: str) -> Kept:
    """What a table says of them, after a stay in a file."""
    rows = table(structure, trials, joined)
    return Kept(pd.read_csv(io.BytesIO(csv_bytes(rows.assign(where=WHERE)))), anew)


def claims_of(one: Trial) -> list[Measured]:
    return [line.of for line in one.claims]


def test_a_row_that_is_kept_has_the_interval_that_it_had_at_any_level() -> None:
    one = trial(-3.0)
    (pair,) = kept([], [one], []).pairs(CLAIM, "gatekeeping", claims_of(one), WHERE)
    claim = one.claims[0].of
    assert isinstance(claim, Claim)
    again = tried(claim, *pair, 2, "gate")
    assert again.gap.interval.lo == pytest.approx(one.claims[0].gap.interval.lo)
    assert again.shown.hi == pytest.approx(one.claims[0].shown.hi)
    assert again.outcome == one.claims[0].outcome
    assert again.gap.today == one.claims[0].gap.today
    wider = tried(claim, *pair, 80, "gate")
    assert wider.shown.half_width > again.shown.half_width


def test_what_was_never_seen_to_move_stays_exactly_still() -> None:
    one = trial()
    looks = [line.of for line in one.explained_by]
    _, (before, after) = kept([], [one], []).pairs(BESIDE, "gatekeeping", looks, WHERE)
    assert before == after
    assert beside(looks[1], before, after, "gate").outcome == "nothing changes"


def test_what_only_one_arm_has_is_kept_without_a_difference() -> None:
    one = trial()
    nothing = beside(looks := Measured(measure="use"), [float("nan")] * 2, [24.0, 25.0], "gate")
    (pair,) = kept([], [_with(one, nothing)], []).pairs(BESIDE, "gatekeeping", [looks], WHERE)
    again = beside(looks, *pair, "gate")
    assert (again.gap.interval.n, again.gap.arm) == (0, 24.5)


def _with(one: Trial, line: Any) -> Trial:
    return Trial(one.entry, one.claims, one.side_effects, (line,), one.grids, one.replications)


def test_a_row_that_asks_something_else_than_it_did_cannot_be_kept() -> None:
    one = trial()
    table_of_it = kept([], [one], [])
    claim = one.claims[0].of.model_copy(update={"margin": 2.0})
    for asked, where in (([claim], WHERE), ([claim, claim], WHERE), (claims_of(one), "valley.yaml")):
        with pytest.raises(KeyError, match="run it again: --only gatekeeping"):
            table_of_it.pairs(CLAIM, "gatekeeping", asked, where)
    with pytest.raises(KeyError, match="has no claim rows"):
        table_of_it.pairs(CLAIM, "somebody_new", claims_of(one), WHERE)
    grid = one.grids[0]
    asked_at = [grid[0]] * 9
    with pytest.raises(KeyError, match="gatekeeping is not what it was"):
        table_of_it.pairs(GRID, "gatekeeping", asked_at, WHERE, ["other | labels"] * 9)


def test_properties_of_the_structure_are_kept_with_their_cases() -> None:
    climbs, counts = properties()
    table_of_them = kept([climbs, counts], [], [])
    asked = table_of_them.pairs(STRUCTURE, "climbs", [line.of for line in climbs.lines], WHERE)
    assert [round(after[0] - before[0], 3) for before, after in asked] == [0.05, 0.05]
    entry = next(one for one in read().structure if one.name == "hours_given").model_copy(update={"name": "counts"})
    again = table_of_them.shown(entry, WHERE)
    assert again.tally == counts.tally
    assert (again.outcome, again.replications) == (counts.outcome, counts.replications)


def test_levers_together_are_kept_with_every_effect() -> None:
    entry: Factorial = levers()
    before = Joined(entry, (together_of(entry, WAIT, VALUES),), 2, WHERE)
    table_of_it = kept([], [], [before])
    (values,) = table_of_it.combined(entry, WHERE)
    after = together_of(entry, WAIT, values)
    assert after.means == pytest.approx(before.found[0].means)
    for one, other in zip(after.effects, before.found[0].effects, strict=True):
        assert one.gap.interval.mean == pytest.approx(other.gap.interval.mean)
        assert one.gap.interval.half_width == pytest.approx(other.gap.interval.half_width)
    assert table_of_it.replications(FACTORIAL, "two") == 2


# -- from the command line -------------------------------------------------------------------------------


def test_one_row_is_run_and_the_other_stays_and_both_say_by_what(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    two = read().only(("keener_eye", "fourth_server"))
    monkeypatch.setattr(command, "read", lambda: two)
    where = ["--out", str(tmp_path / "out"), "--runs", str(tmp_path / "runs"), "--workers", "1"]
    typed = ["--county", str(SCENARIOS / "hamlet.yaml"), "--reps", "2", "--grid-reps", "2", *where]
    assert command.main([*typed, "--only", "keener_eye", "--keep"]) == 2
    assert "there is no table" in capsys.readouterr().err
    assert command.main(typed) == 0
    first = pd.read_csv(tmp_path / "out" / "mechanisms.csv").set_index("name")
    assert command.main([*typed, "--plan", "--only", "fourth_server", "--keep"]) == 0
    assert capsys.readouterr().out.endswith("4 runs\n")  # two arms, twice
    assert command.main([*typed, "--only", "fourth_server", "--keep"]) == 0
    second = pd.read_csv(tmp_path / "out" / "mechanisms.csv").set_index("name")
    assert second["by"]["fourth_server"].endswith("--keep --only fourth_server")
    assert second["by"]["keener_eye"] == first["by"]["keener_eye"]
    assert second["lo"]["keener_eye"] == pytest.approx(first["lo"]["keener_eye"])
    text = (tmp_path / "out" / "mechanisms.md").read_text()
    assert f"- `{first['by']['keener_eye']}` (code {first['code']['keener_eye']}): keener_eye" in text


def test_rows_cannot_be_kept_without_naming_those_that_are_run() -> None:
    with pytest.raises(SystemExit):
        command.arguments(["--keep"])


def test_a_page_without_kept_rows_does_not_speak_of_them() -> None:
    setup = Setup("demo.yaml", "python -m experiments.mechanisms", 7, 9, 4, 2, "8 weeks", "4 weeks")
    assert "as they were run before" not in page(setup, properties(), [trial()])
