"""The page and the table of the claims, on made-up numbers."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest

from experiments.mechanisms.declared import read
from experiments.mechanisms.entries import Claim, Exact, Expected, Ladder, Measured, Mechanism
from experiments.mechanisms.exact import Tally
from experiments.mechanisms.judged import FAILS, HOLDS, UNTOLD, Line, Shown, Trial, beside, cell, exact, ladder, tried
from experiments.mechanisms.tabled import COLUMNS, table
from experiments.mechanisms.words import because, change, level, margin, named, region, short
from experiments.mechanisms.written import Setup, page
from experiments.runs.store import csv_bytes

SETUP = Setup("demo.yaml", "python -m experiments.mechanisms --reps 4", 7, 99, 4, 2, "8 weeks", "4 weeks")
WAITS = [10.0, 12.0, 11.0, 9.0]
SHARES = [0.60, 0.62, 0.61, 0.63]


def plus(values: Sequence[float], by: float, spread: float = 0.01) -> list[float]:
    return [value + by * (1 + spread * place) for place, value in enumerate(values)]


def claim(
    says: str = "waits fall", measure: str = "wait_mean_min", margin_: float = 1.0, better: str = "lower"
) -> Claim:
    return Claim(says=says, measure=measure, of={"tier": "county"}, claimed=better, better=better, margin=margin_)


def mechanism() -> Mechanism:
    return next(entry for entry in read().mechanisms if entry.name == "gatekeeping")


def signs(entry: Mechanism, effects: Sequence[Sequence[float]]) -> tuple[tuple[Line, ...], ...]:
    assert entry.grid is not None
    expected = Expected(measure="wait_mean_min", of={"tier": "county"}, claimed="lower")
    columns = entry.grid.columns.levels
    rows = zip(entry.grid.rows.levels, effects, strict=True)
    return tuple(
        tuple(
            cell(expected, WAITS, plus(WAITS, by), (row.label, column.label))
            for column, by in zip(columns, effects_of_row, strict=True)
        )
        for row, effects_of_row in rows
    )


def trial(by: float = -3.0, effects: Sequence[Sequence[float]] = ((-1, -2, -3), (-1, -2, 3), (0, 0, 0))) -> Trial:
    entry = mechanism()
    grid = Expected(measure="wait_mean_min", of={"tier": "county"}, claimed="lower"), signs(entry, effects)
    look = beside(Measured(measure="unserved_share", of={"tier": "county"}), SHARES, plus(SHARES, 0.06), "gate")
    still = beside(Measured(measure="returns_per_person_year"), WAITS, WAITS, "gate")
    side = tried(claim("shares rise", "unserved_share", 0.01), SHARES, plus(SHARES, 0.06), 2, "gate")
    return Trial(entry, (tried(claim(), WAITS, plus(WAITS, by), 2, "gate"),), (side,), (look, still), (grid,), 4)


def properties() -> list[Shown]:
    climbs = Ladder(
        name="climbs", says="it | climbs", shows="ladder", arms=("today", "some", "many"), measure="visit_share",
        of={"tier": "county"}, goes="higher",
    )  # fmt: skip
    counts = Exact(
        name="counts", says="nobody is missed", shows="exact", check="nobody_missed", before="today", after="x"
    )
    return [
        ladder(climbs, [SHARES, plus(SHARES, 0.05), plus(SHARES, 0.10)]),
        exact(counts, [Tally(1200, 0, 0.0, "cases", 30.0, "more recognised"), Tally(800, 1, 2.5, "cases", 4.0)]),
    ]


# -- the page ------------------------------------------------------------------------------------------


def test_the_page_says_what_was_run_and_how() -> None:
    text = page(SETUP, properties(), [trial()])
    for said in (
        "seed 7",
        "99 runs",
        "python -m experiments.mechanisms --reps 4",
        "simulation interval",
        "hold together",
    ):
        assert said in text
    assert "must not be used" not in text
    assert "significant" not in text


def test_a_broken_law_stands_at_the_head_of_the_page() -> None:
    broken = replace(SETUP, broken=("today, replication 1: beds: 9 in 8 beds",))
    text = page(broken, properties(), [])
    assert text.index("must not be used") < text.index("## What the structure must show")
    assert "9 in 8 beds" in text


def test_a_property_has_its_numbers_its_intervals_and_its_outcome() -> None:
    text = page(SETUP, properties(), [])
    row = next(line for line in text.splitlines() if "climbs" in line)
    assert "it / climbs" in row  # a bar would break the table
    assert "today 61.50\u202f%; some 66.58\u202f%; many 71.65\u202f%" in row
    assert row.count(" points (+") == 2
    assert row.endswith("| 4 | **holds** |")
    row = next(line for line in text.splitlines() if "nobody is missed" in line)
    assert "2,000 cases, 1 against it; 34 more recognised" in row
    assert "worst 2.5" in row
    assert row.endswith("| 2 | **does not hold** |")


def test_a_claim_that_comes_true_needs_no_excuse() -> None:
    text = page(SETUP, [], [trial(-3.0)])
    assert "Not seen to come true" not in text
    assert "**comes true**" in text
    assert "| better |" in text


def test_a_claim_that_does_not_come_true_is_said_with_what_moved() -> None:
    text = page(SETUP, [], [trial(+3.0)])
    assert "Not seen to come true: waits fall. What moved: `unserved_share` tier=county 61.5" in text
    assert "**does not come true: the opposite**" in text
    assert "returns_per_person_year`; " not in text


def test_where_the_sign_flips_is_said_and_shown_cell_by_cell() -> None:
    text = page(SETUP, [], [trial()])
    assert "The sign holds in 5 of 9 cells, flips in 1 of 9 cells: 50 % / 45 and 60 %, stays at nothing in 3" in text
    assert text.count("**flips**") == 1
    assert "−1.015 ± 0.021 holds" in text


def test_a_mechanism_that_nobody_asked_for_is_not_on_the_page() -> None:
    assert "Claims on trial" not in page(SETUP, properties(), [])
    assert "What the structure" in page(SETUP, properties(), [])
    assert "## What the structure" not in page(SETUP, [], [trial()])


def test_every_row_of_every_table_has_as_many_cells_as_its_head() -> None:
    block: list[int] = []
    for line in [*page(SETUP, properties(), [trial(), trial(3.0)]).splitlines(), ""]:
        if line.startswith("|"):
            block.append(line.count("|"))
        else:
            assert len(set(block)) <= 1
            block = []


# -- words ---------------------------------------------------------------------------------------------


def test_shares_are_printed_in_per_cent_and_their_differences_in_points() -> None:
    line = tried(claim("x", "unserved_share", 0.01), SHARES, plus(SHARES, 0.05), 1, "gate")
    assert level(line, line.gap.today) == "61.50\u202f%"
    assert change(line).endswith(")")
    assert " points (" in change(line)
    assert margin(line) == "1 points"
    assert named(line) == "`unserved_share` tier=county"


def test_a_difference_from_one_pair_has_no_interval() -> None:
    line = tried(claim(), [10.0], [8.0], 1, "gate")
    assert change(line) == "−2.00 min (no interval: 1 pairs)"


def test_the_interval_shown_is_the_one_that_the_outcome_rests_on() -> None:
    line = tried(claim(), WAITS, [7.0, 9.5, 7.5, 6.0], 5, "gate")
    assert line.gap.simultaneous is not None
    assert line.shown.half_width > line.gap.interval.half_width
    assert f"{line.shown.lo:.1f}".replace("-", "−") in change(line)


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ((HOLDS, HOLDS), "The sign holds in all 2 cells."),
        ((UNTOLD, UNTOLD), "The sign cannot be told in 2 of 2 cells."),
        ((HOLDS, FAILS), "The sign holds in 1 of 2 cells: low / a, flips in 1 of 2 cells: low / b."),
    ],
)
def test_a_region_is_said_in_one_sentence(outcomes: tuple[str, str], said: str) -> None:
    line = cell(Expected(measure="wait_mean_min", claimed="lower"), WAITS, plus(WAITS, 1.0), ("low", "a"))
    made = [Line(line.of, line.before, line.after, line.gap, outcome) for outcome in outcomes]
    assert region([made], ["low"], ["a", "b"]) == said


def test_if_nothing_moved_that_is_said() -> None:
    still = beside(Measured(measure="returns_per_person_year"), WAITS, WAITS, "gate")
    assert because([still]) == "Nothing beside it was seen to move."
    assert because([]) == ""
    assert short(still).endswith("?") or short(still).endswith("=")


# -- the table -----------------------------------------------------------------------------------------


def test_every_number_of_the_page_stands_in_the_table() -> None:
    found = table(properties(), [trial()])
    assert list(found.columns) == list(COLUMNS)
    assert found["table"].value_counts().to_dict() == {
        "structure": 3, "claim": 1, "side_effect": 1, "beside": 2, "grid": 9,
    }  # fmt: skip
    row = found[found["table"] == "claim"].iloc[0]
    assert row["value_after"] - row["value_before"] == pytest.approx(row["difference"])
    assert row["simultaneous_lo"] <= row["lo"] <= row["difference"] <= row["hi"] <= row["simultaneous_hi"]
    assert (row["mechanism"], row["claimed"], row["margin"], row["outcome"]) == ("M1", "lower", 1.0, "comes true")
    counted = found[found["name"] == "counts"].iloc[0]
    assert (counted["compared"], counted["broken"], counted["outcome"]) == (2000, 1, FAILS)
    assert math.isnan(counted["difference"])


def test_the_table_is_read_back_as_it_was_written() -> None:
    found = table(properties(), [trial()])
    again = pd.read_csv(io.BytesIO(csv_bytes(found)))
    assert again["difference"].tolist()[:2] == found["difference"].tolist()[:2]
    assert len(again) == len(found)
