"""A county's own queues shared with patients from outside: arrival streams beside the residents' illness."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.engine import simulate
from sim.ledger import Ledger
from sim.measures import audit, measure
from sim.network.network import check
from sim.scenario.faults import ScenarioFaults
from sim.scenario.load import load

HAMLET = Path(__file__).resolve().parents[2] / "scenarios" / "hamlet.yaml"
SHORT = {"calendar.warm_up": "1 week", "calendar.measure": "3 weeks"}
STREAM = """
overlay: {title: Patients from the next county, source: invented}
arrivals:
  from_next_door:
    kind: poisson
    rate: {by_hour: {"08:00": %s, "17:00": 0/h}}
    class: walk_in
    route: [%s]
"""


def hamlet(folder: Path | None = None, rate: str = "3/h", unit: str = "H1/internal") -> Ledger:
    overlays = []
    if folder is not None:
        overlays = [folder / "guests.yaml"]
        overlays[0].write_text(STREAM % (rate, unit), encoding="utf-8")
    return simulate(load(HAMLET, overlays, settings=SHORT), seed=3)


def mean_wait(ledger: Ledger) -> float:
    table = measure(ledger, ["wait_mean_min"])
    return float(table[table["group"] == "tier=county"]["value"].iloc[0])


def test_guests_queue_in_the_county_and_make_residents_wait(tmp_path: Path) -> None:
    alone, shared = hamlet(), hamlet(tmp_path)
    assert [check for check in audit(shared) if not check.ok] == []
    guests = shared["steps"]
    names = list(shared.frame["units"]["id"])
    assert set(guests["unit"].tolist()) == {names.index("H1/internal")}
    assert 3 * 9 * 28 * 0.8 < len(guests) < 3 * 9 * 28 * 1.2
    assert mean_wait(shared) > mean_wait(alone)
    assert shared.words("stream")[0] == "from_next_door"


def test_a_stream_of_nobody_changes_nothing(tmp_path: Path) -> None:
    alone, shared = hamlet(), hamlet(tmp_path, rate="0/h")
    assert alone.digest() == shared.digest()


def test_a_unit_that_the_county_does_not_have_is_refused_with_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(ScenarioFaults, match=r"H1/internol.*Did you mean 'H1/internal'") as caught:
        hamlet(tmp_path, unit="H1/internol")
    assert caught.value.faults[0].file.endswith("guests.yaml")
    assert caught.value.faults[0].line > 0
    with pytest.raises(ScenarioFaults, match="H1/internol"):
        check(load(HAMLET, [tmp_path / "guests.yaml"]))


def test_a_county_with_guests_fits_before_it_runs(tmp_path: Path) -> None:
    (tmp_path / "guests.yaml").write_text(STREAM % ("3/h", "H1/internal"), encoding="utf-8")
    check(load(HAMLET, [tmp_path / "guests.yaml"]))
    check(load(HAMLET))
