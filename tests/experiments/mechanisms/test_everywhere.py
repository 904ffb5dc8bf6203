"""The structure on every county: the page and its table on made-up numbers, and two small counties in earnest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.mechanisms.__main__ import main
from experiments.mechanisms.counties import Form
from experiments.mechanisms.entries import Exact, Ladder
from experiments.mechanisms.everywhere import fails
from experiments.mechanisms.exact import Tally
from experiments.mechanisms.judged import FAILS, HOLDS, UNTOLD, exact, ladder
from experiments.mechanisms.structural import Head, Row, page, table

WAITS = [10.0, 12.0, 11.0, 9.0]
HEAD = Head("python -m experiments.mechanisms --every-county", 7, 99, ("demo", "hamlet"), {"climbs": "it climbs"})


def climbing(name: str = "climbs") -> Ladder:
    return Ladder(
        name=name, says=f"{name} somewhere", shows="ladder", arms=("today", "more"), measure="wait_mean_min",
        of={"tier": "county"}, goes="higher",
    )  # fmt: skip


def row(county: str, by: Sequence[float], form: Form | None = None) -> Row:
    entry = form.entry if form else climbing()
    assert isinstance(entry, Ladder)
    after = [wait + more for wait, more in zip(WAITS, by, strict=True)]
    return Row(county, "climbs", ladder(entry, [WAITS, after]), "4 weeks after 4 weeks", form)


UP, DOWN, BOTH = (3.0, 3.1, 2.9, 3.0), (-3.0, -3.1, -2.9, -3.0), (3.0, -2.0, 2.5, -2.0)
OTHER = Form(of="climbs", because="one clinician cannot be parted", entry=climbing("hours_kept"))
INSTEAD = OTHER.model_copy(update={"instead": True})


def test_a_property_stands_beside_every_county_with_its_numbers_and_its_period() -> None:
    text = page(HEAD, [row("demo", UP), row("hamlet", DOWN)])
    assert "| it climbs | holds | does not hold |" in text
    (demo,) = [line for line in text.splitlines() if line.startswith("| demo |")]
    assert "today 10.5" in demo
    assert "+3.00 min (+2.87 to +3.13)" in demo
    assert demo.endswith("| 4 × 4 weeks after 4 weeks | **holds** |")
    assert "seed 7, 99 runs" in text


def test_what_cannot_be_told_says_how_many_replications_would_tell() -> None:
    one = row("hamlet", BOTH)
    text = page(HEAD, [one])
    assert one.shown.outcome == UNTOLD
    (line,) = one.shown.lines
    assert line.needed is not None
    assert line.needed > 4
    assert f"**cannot be told**; about {line.needed:,} replications would tell" in text


def test_what_no_number_of_replications_can_tell_says_so() -> None:
    assert "no number of replications within reach would tell" in page(HEAD, [row("hamlet", (1.0, -1.0, 1.0, -1.0))])


def test_a_form_says_what_it_is_and_why_and_whether_the_property_itself_was_tried() -> None:
    text = page(HEAD, [row("demo", UP), row("hamlet", UP, INSTEAD)])
    assert "| hamlet: hours_kept somewhere |" in text
    assert "hamlet: in this form only, because one clinician cannot be parted." in text
    assert "| it climbs | holds | holds (in another form) |" in text
    both = page(HEAD, [row("hamlet", DOWN), row("hamlet", UP, OTHER)])
    assert "hamlet: in this form too, because" in both
    assert "| it climbs | · | does not hold; holds (in another form) |" in both


def test_a_county_that_fails_fails_the_command_unless_a_form_beside_it_holds() -> None:
    assert not fails([row("demo", UP), row("hamlet", BOTH)])
    assert fails([row("demo", UP), row("hamlet", DOWN)])
    assert not fails([row("hamlet", DOWN), row("hamlet", UP, OTHER)])
    assert fails([row("hamlet", DOWN), row("demo", UP, OTHER)])
    assert fails([row("hamlet", DOWN, OTHER)])


def test_an_exact_property_is_counted_and_one_case_breaks_it() -> None:
    entry = Exact(name="climbs", says="nobody", shows="exact", check="identical", before="today", after="x")
    held, broken = (Row("demo", "climbs", exact(entry, [Tally(50, n, 2.5 * n, "cases")] * 2), "weeks") for n in (0, 1))
    assert "50" not in page(HEAD, [held]).split("| demo |")[0]
    assert "| demo | 100 cases, 0 against it | exact | 2 × weeks | **holds** |" in page(HEAD, [held])
    assert "100 cases, 2 against it | exact; worst 2.5 | 2 × weeks | **does not hold** |" in page(HEAD, [broken])


def test_a_broken_law_stands_at_the_head_of_the_page() -> None:
    head = Head(HEAD.command, 7, 99, HEAD.places, HEAD.says, ("today, replication 1: beds: 9 in 8 beds",))
    assert "must not be used:**\n\n- today, replication 1: beds: 9 in 8 beds" in page(head, [row("demo", UP)])


def test_every_number_of_the_page_stands_in_the_table_beside_its_county() -> None:
    found = table([row("demo", UP), row("hamlet", BOTH, INSTEAD)])
    assert found["county"].tolist() == ["demo", "hamlet"]
    assert found["property"].tolist() == ["climbs", "climbs"]
    assert found["name"].tolist() == ["climbs", "hours_kept"]
    assert found["difference"].tolist() == pytest.approx([3.0, 0.375])
    assert found["outcome"].tolist() == [HOLDS, UNTOLD]
    assert pd.isna(found["replications_needed"][0])
    assert found["replications_needed"][1] > 4
    assert "mechanism" not in found


def test_from_a_station_by_itself_to_the_page(tmp_path: Path, capsys: Any) -> None:
    where = ["--out", str(tmp_path / "out"), "--runs", str(tmp_path / "runs"), "--workers", "1"]
    assert main(["--every-county", "theory/mmc", "--plan", *where]) == 0
    assert capsys.readouterr().out == "6 runs\n"  # three arms, two replications each
    assert main(["--every-county", "theory/mmc", *where]) == 0
    text = (tmp_path / "out" / "structural.md").read_text()
    assert "--every-county theory/mmc" in text
    assert text.count("**holds**") == 2
    assert FAILS not in text
    found = pd.read_csv(tmp_path / "out" / "structural.csv")
    assert found["broken"].tolist() == [0, 0]
    assert found["compared"].min() > 10_000


def test_a_county_that_nobody_listed_ends_with_2_and_writes_nothing(tmp_path: Path, capsys: Any) -> None:
    assert main(["--every-county", "hamlett", "--out", str(tmp_path), "--runs", str(tmp_path / "runs")]) == 2
    assert "no county is called hamlett; there are: demo," in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
