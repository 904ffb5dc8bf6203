"""A course in one specialty is felt in its illness only; in everything else the place is as it was."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest

from sim import Ledger, simulate
from sim.measures import audit, must_pass
from sim.scenario.faults import ScenarioFaults
from sim.vocabulary.words import TOWNSHIP
from tests.hamlet import hamlet

WEEKS = 12
COURSE: dict[str, Any] = {
    "kind": "secondment", "trainees": 1, "lasts": "1 days", "every": "50 weeks", "gain": "40 points", "lag": "0 days",
    "half_life": "9999 days",
}  # fmt: skip
SURGICAL = {**COURSE, "specialties": ["surgical"]}
INTERNAL = {**COURSE, "specialties": ["internal"]}


@cache
def lived(which: str) -> Ledger:
    courses = {"none": {"kind": "none"}, "all": COURSE, "surgical": SURGICAL, "both": [SURGICAL, INTERNAL]}[which]
    ledger = simulate(hamlet(WEEKS, policies__training=courses), 0, engine="simpy")
    must_pass(audit(ledger))
    return ledger


def specialties() -> dict[int, str]:
    """The specialty of each illness, by its number in the ledger."""
    return {number: row.specialty for number, row in enumerate(hamlet(1).conditions.values())}


def both_lives(which: str) -> pd.DataFrame:
    """Visits to the township that happened with and without the course, with what became of each."""
    keys = ["episode", "arrival_min", "facility"]
    plain, taught = (pd.DataFrame(lived(one)["visits"]) for one in ("none", which))
    both = plain.merge(taught, on=keys, suffixes=("", "_taught"))
    both = both[(both["tier"] == TOWNSHIP) & (both["handled"] >= 0) & (both["handled_taught"] >= 0)]
    return both.assign(specialty=both["condition"].map(specialties()))


def test_only_illness_of_the_specialty_is_handled_better() -> None:
    both = both_lives("surgical")
    better = both[both["handled_taught"] > both["handled"]]
    assert set(better["specialty"]) == {"surgical"}
    assert len(better) >= 3
    assert (both["handled_taught"] >= both["handled"]).all()
    assert {"surgical", "internal"} <= set(both_lives("all").query("handled_taught > handled")["specialty"])


def test_what_is_learned_shows_in_the_mean_of_the_place_by_its_share_of_illness() -> None:
    skill = {
        which: pd.DataFrame(lived(which)["skill"]).query("tier == @TOWNSHIP").iloc[-1] for which in ("all", "both")
    }
    part = pd.DataFrame(lived("surgical")["skill"]).query("tier == @TOWNSHIP").iloc[-1]
    assert 0.0 < part["learned"] < skill["both"]["learned"] < skill["all"]["learned"] == pytest.approx(0.4, rel=0.01)
    assert part["treats_moderate"] < skill["both"]["treats_moderate"] < skill["all"]["treats_moderate"]
    assert part["d_prime"] < skill["both"]["d_prime"] <= skill["all"]["d_prime"]


def test_a_course_in_every_specialty_teaches_what_a_course_in_all_teaches() -> None:
    every = {**COURSE, "specialties": ["internal", "surgical", "women_children"]}
    ledger = simulate(hamlet(WEEKS, policies__training=every), 0, engine="simpy")
    assert ledger["visits"].tolist() == lived("all")["visits"].tolist()


def test_nobody_learns_beyond_the_hospital() -> None:
    skill = pd.DataFrame(
        simulate(hamlet(9, policies__training={**SURGICAL, "gain": "95 points"}), 0, engine="simpy")["skill"]
    )
    last = skill[skill["day"] == skill["day"].max()]
    hospital = last[last["tier"] == TOWNSHIP + 1]["treats_serious"].iloc[0]
    assert last[last["tier"] == TOWNSHIP]["treats_serious"].iloc[0] < hospital


def test_a_specialty_that_no_illness_has_is_refused() -> None:
    with pytest.raises(ScenarioFaults, match=r"unknown specialty 'surgery'.*surgical"):
        hamlet(1, policies__training={**COURSE, "specialties": ["surgery"]})
