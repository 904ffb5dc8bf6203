"""Rows whose lever takes years: run where and for as long as they say, told part by part, judged in the last."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from experiments.mechanisms.__main__ import arguments, command
from experiments.mechanisms.declared import read
from experiments.mechanisms.entries import Claim, Mechanism, Period, Placed
from experiments.mechanisms.judged import Line, Trial, beside, tried
from experiments.mechanisms.on_trial import Bench
from experiments.mechanisms.runs import Shelf, Wanted, parts_of
from experiments.mechanisms.written import Setup, page
from experiments.runs.one_run import MAIN_WINDOW, Recipe, the_county
from sim.scenario.load import SCENARIOS
from tests.experiments.fakes import FAKE, county

WEEK_MIN = 10_080.0
WAIT = "wait_mean_min", "station=clinic"
WAITS = [10.0, 12.0, 11.0, 9.0]
SETUP = Setup("demo.yaml", "python -m experiments.mechanisms --reps 4", 7, 99, 4, 2, "8 weeks", "4 weeks")
LONG = {"secondment", "family_doctor", "hospital_capability", "free_clinics"}


def years_of(name: str) -> Mechanism:
    return next(entry for entry in read().mechanisms if entry.name == name)


def bench(folder: Path, *names: str, replications: int = 20, few: int = 4) -> Bench:
    claims = read().only(names)
    return Bench(claims, SCENARIOS / claims.county, Shelf(folder / "runs", the_county()), replications, few)


# -- parts of a run --------------------------------------------------------------------------------------


def test_the_last_part_is_the_one_that_counts_and_the_parts_fill_what_is_measured() -> None:
    main, *earlier = parts_of(4 * WEEK_MIN, 156 * WEEK_MIN, 3)
    assert (main.name, main.minutes) == (MAIN_WINDOW, (108 * WEEK_MIN, 160 * WEEK_MIN))
    assert [one.name for one in earlier] == ["1", "2"]
    assert [one.minutes for one in earlier] == [(4 * WEEK_MIN, 56 * WEEK_MIN), (56 * WEEK_MIN, 108 * WEEK_MIN)]
    assert len(parts_of(0.0, WEEK_MIN, 1)) == 1


def test_each_part_of_a_run_has_its_own_values(tmp_path: Path) -> None:
    late = Recipe(
        county(tmp_path, "late", effect_min=-20.0, **{"from": "2026-03-02"})
    )  # day 56, when the second half begins
    shelf = Shelf(tmp_path / "runs", FAKE)
    shelf.want([Wanted("late", late, 3, windows=2)])
    shelf.carry_out(1, tidy=False, quiet=True)
    first, second = shelf.values(late, WAIT, 3, "1"), shelf.values(late, WAIT, 3)
    assert [b - a for a, b in zip(first, second, strict=True)] == pytest.approx([-20.0] * 3, abs=2.0)


def test_two_rows_cannot_want_one_run_in_different_parts(tmp_path: Path) -> None:
    today = Recipe(county(tmp_path, "today"))
    shelf = Shelf(tmp_path / "runs", FAKE)
    shelf.want([Wanted("today", today, 2, windows=2)])
    with pytest.raises(ValueError, match="today: told in 3 parts here, in 2 elsewhere"):
        shelf.want([Wanted("today", today, 2, windows=3)])


# -- what rows say of it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(LONG))
def test_a_lever_with_a_lag_of_a_year_keeps_it_and_is_run_for_years(name: str) -> None:
    claims, entry = read(), years_of(name)
    assert entry.period == Period(warm_up="4 weeks", measure="156 weeks", windows=3)
    assert claims.arms[entry.arm].set == {}
    assert entry.grid is not None
    assert entry.grid.period == entry.period


def test_a_row_is_run_where_and_as_often_as_it_says(tmp_path: Path) -> None:
    laid = bench(tmp_path, "secondment", "gatekeeping")
    entry = years_of("secondment")
    assert laid.county_of(entry).name == entry.county
    assert laid.replications_of(entry) == entry.replications
    assert laid.replications_of(Placed()) == 20
    assert laid.replications_of(Placed(), few=True) == 4
    assert laid.said_of(entry).endswith(
        "156 weeks after 4 weeks of warm-up, in 3 equal parts of which the last is judged"
    )
    assert laid.said_of(Placed(), brief=True) == "demo.yaml, 4 weeks after 4 weeks of warm-up"
    assert dict(laid.recipe("secondment", entry).settings)["calendar.measure"] == "156 weeks"


def test_a_quick_look_lowers_every_replication(tmp_path: Path) -> None:
    laid = bench(tmp_path, "secondment", replications=2, few=2)
    assert laid.replications_of(years_of("secondment")) == 2
    assert laid.shelf.planned == (2 + 6) * 2 - 2  # today and the package stand in the grid too


def test_a_county_or_weeks_asked_for_by_hand_go_before_what_a_row_says() -> None:
    entry = next(one for one in read().for_county("hamlet").mechanisms if one.name == "secondment")
    assert entry.county is None
    assert entry.period is not None
    assert entry.grid is not None
    assert entry.grid.county is None
    entry = next(one for one in read().for_weeks(4).mechanisms if one.name == "secondment")
    assert (entry.period, entry.county) == (None, years_of("secondment").county)
    assert all(one.period is None for one in read().for_weeks(4).factorials)


# -- how it is said --------------------------------------------------------------------------------------


def told(parts: Sequence[float]) -> Trial:
    """A trial in which a wait moves by so much in each part."""
    claim = Claim(says="waits fall", measure="wait_mean_min", claimed="lower", better="lower", margin=1.0)
    entry = years_of("secondment").model_copy(update={"claims": (claim,), "side_effects": (), "grid": None})

    def moved(by: float) -> list[float]:
        return [wait + by * (1 + 0.01 * place) for place, wait in enumerate(WAITS)]

    earlier: tuple[Line, ...] = tuple(beside(claim, WAITS, moved(by), "x") for by in parts[:-1])
    line = tried(claim, WAITS, moved(parts[-1]), 1, "x")
    return Trial(entry, (line,), (), (), (), 4, (earlier,) if earlier else ((),), "valley.yaml, 156 weeks", "")


def test_the_page_says_where_and_how_long_and_tells_a_claim_part_by_part() -> None:
    text = page(SETUP, [], [told([1.0, -1.0, -3.0])])
    assert "4 replications; valley.yaml, 156 weeks." in text
    assert "| part by part | part 1 | part 2 | part 3 |" in text
    (row,) = [line for line in text.splitlines() if line.startswith("| waits fall: `wait_mean_min`")]
    assert [cell.split()[0] for cell in row.split(" | ")[1:]] == ["+1.015", "−1.015", "−3.045"]
    (summary,) = [line for line in text.splitlines() if line.startswith("| M5 |")]
    assert summary.endswith("| 4 × valley.yaml, 156 weeks |")


def test_a_row_of_one_part_has_no_table_of_parts() -> None:
    assert "part by part" not in page(SETUP, [], [told([-3.0])])


def test_claims_can_be_tried_without_their_grids_on_a_page_of_their_own(tmp_path: Path) -> None:
    laid = bench(tmp_path, "secondment")
    bare = Bench(laid.claims.without_grids(), laid.county, Shelf(tmp_path, the_county()), 20, 4)
    assert bare.shelf.planned == 2 * (years_of("secondment").replications or 0)
    asked = arguments(["--without-grids", "--page", "years", "--only", "secondment", "--reps", "6"])
    assert command(asked).endswith("--reps 6 --grid-reps 4 --page years --without-grids --only secondment")
