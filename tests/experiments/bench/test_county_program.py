"""The county as a SimPy program: as many visits, tests and stays as the run that its numbers were counted in."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from experiments.bench.programs import Unavailable, county_simpy
from experiments.bench.programs.county_model import CountyNumbers, Length
from experiments.bench.programs.county_numbers import numbers_of, written
from experiments.bench.programs.county_simpy import SimPyCounty
from experiments.bench.programs.county_tiercare import as_the_simpy_program_counts, job, run_by
from sim import load, simulate

HAMLET = Path(__file__).resolve().parents[3] / "scenarios" / "hamlet.yaml"
WEEKS = 16
END_MIN = WEEKS * 7 * 1440.0


@pytest.fixture(scope="module")
def ledger() -> Any:
    settings = {"calendar.warm_up": "0 days", "calendar.measure": f"{2 * WEEKS} weeks"}
    return simulate(load(HAMLET, settings=settings), engine="simpy")


@pytest.fixture(scope="module")
def numbers(ledger: Any) -> CountyNumbers:
    return numbers_of(load(HAMLET), ledger, END_MIN)


@pytest.fixture(scope="module")
def county(numbers: CountyNumbers) -> SimPyCounty:
    made = SimPyCounty(numbers, seed=1)
    made.env.run(until=numbers.end_min)
    return made


def test_visits_tests_and_stays_are_as_many_as_in_tiercare(numbers: CountyNumbers, ledger: Any) -> None:
    runs = [county_simpy.run(numbers, seed) for seed in range(1, 6)]
    for table, counted in (("visits", [r.visits for r in runs]), ("tests", [r.tests for r in runs])):
        mean = sum(counted) / len(runs)
        moment = "left_min" if table == "visits" else "report_min"
        expected = int(((ledger[table][moment] >= 0.0) & (ledger[table][moment] < END_MIN)).sum())
        assert mean == pytest.approx(expected, rel=0.08), table
    rows = ledger["stays"]
    acute = (rows["kind"] == 0) & (rows["tier"] < 3) & (rows["admitted_min"] >= 0.0) & (rows["ended_min"] >= 0.0)
    acute &= rows["ended_min"] < END_MIN
    stays = sum(run.stays for run in runs) / len(runs)
    assert abs(stays - acute.sum()) < 4.5 * math.sqrt(1.2 * acute.sum())  # five runs against one


def test_first_visits_are_as_many_as_in_tiercare(numbers: CountyNumbers, ledger: Any) -> None:
    rows = ledger["episodes"]
    begun = int(((rows["first_facility"] >= 0) & (rows["onset_min"] < END_MIN)).sum())
    runs = [county_simpy.run(numbers, seed).episodes for seed in range(1, 6)]
    assert abs(sum(runs) / 5 - begun) < 4.5 * math.sqrt(begun)


def test_every_visit_is_at_a_place_of_its_tier(county: SimPyCounty, numbers: CountyNumbers) -> None:
    for _, village, tier, place, *_ in county.visits:
        assert place in numbers.goes[tier][village].places


def test_nobody_is_seen_before_arriving_or_while_the_door_is_closed(
    county: SimPyCounty, numbers: CountyNumbers
) -> None:
    for _, _, _, _, arrived, *rest in county.visits:
        if len(rest) == 2 and rest[0] >= 0.0:
            assert rest[0] >= arrived
    opens = numbers.tiers[1].opens
    assert opens[0] == (480.0, 720.0)
    assert county.until_open(1) >= 0.0


def test_who_finds_the_door_closed_for_long_comes_back_after_it_has_opened(numbers: CountyNumbers) -> None:
    made = SimPyCounty(numbers, seed=2)
    made.env.run(until=3 * 1440.0)
    opens_min, closes_min = numbers.tiers[1].opens[0]
    town = [arrived % 1440.0 for _, _, tier, _, arrived, started, *_ in made.visits if tier == 1 and started >= 0.0]
    assert town
    assert min(town) > opens_min - county_simpy.STANDS_AT_THE_DOOR_MIN - 1e-6
    assert sum(opens_min <= minute < closes_min for minute in town) > len(town) / 2


def test_a_run_counts_what_a_job_counts(numbers: CountyNumbers, ledger: Any) -> None:
    found, ours = county_simpy.run(numbers, 1), as_the_simpy_program_counts(ledger)
    assert set(ours) == {"visits", "tests", "stays", "gave_up", "events", *found.waits}
    assert found.events > 5 * found.visits > 5 * found.episodes
    assert 0 <= found.gave_up < found.visits
    assert ours["events"] == ledger.meta["events"]
    assert ours["visits"] <= len(ledger["visits"])


def test_without_patience_everybody_waits(numbers: CountyNumbers) -> None:
    patient = replace(numbers, tiers=tuple(replace(tier, patience=None) for tier in numbers.tiers))
    assert county_simpy.run(patient, 3).gave_up == 0


def test_the_door_is_waited_for(numbers: CountyNumbers) -> None:
    early = SimPyCounty(numbers, seed=1)
    early.env.run(until=400.0)
    assert early.until_open(1) == pytest.approx(80.0)


def test_rooms_and_services_are_those_of_the_scenario(numbers: CountyNumbers) -> None:
    scenario = load(HAMLET)
    township = scenario.tiers["township"]
    assert numbers.tiers[1].visit == township.visit
    assert numbers.tiers[1].consult["general"].mean_min == pytest.approx(township.clinics["general"].consult.mean_min)
    assert numbers.tiers[1].test["lab"][1] == township.tests["lab"].report_after
    rooms = {room.name: room.servers for room in numbers.rooms[numbers.goes[1][0].places[0]]}
    assert rooms["general"] == township.clinics["general"].clinicians
    assert rooms["general ward"] == township.wards["general"].beds


def test_shares_are_shares(numbers: CountyNumbers) -> None:
    assert sum(numbers.villages) == pytest.approx(1.0)
    assert sum(numbers.first) == pytest.approx(1.0)
    for tier in numbers.tiers:
        assert 0.0 <= sum(lead.share for lead in tier.leads) <= 1.0
        assert not tier.clinic_shares or sum(tier.clinic_shares) == pytest.approx(1.0)


def test_lengths_have_the_moments_that_they_were_given(numbers: CountyNumbers) -> None:
    county = SimPyCounty(numbers, seed=5)
    for length in (Length("lognormal", 10.0, 0.5), Length("exponential", 10.0, 1.0)):
        drawn = [county.draw(length) for _ in range(20_000)]
        assert sum(drawn) / len(drawn) == pytest.approx(10.0, abs=4.5 * 10.0 * math.sqrt(length.cv2 / 20_000))
    assert county.draw(Length("fixed", 3.0)) == 3.0


def test_the_same_seed_is_the_same_county(numbers: CountyNumbers) -> None:
    assert county_simpy.run(numbers, 7) == county_simpy.run(numbers, 7)
    assert county_simpy.run(numbers, 7) != county_simpy.run(numbers, 8)


def test_numbers_travel_to_another_process_as_a_file(tmp_path: Path) -> None:
    file = tmp_path / "numbers.pickle"
    said = written("simpy", "scenarios/hamlet.yaml", 1, str(file))
    assert said["visits"] > 0
    assert pickle.dumps(county_simpy.read(str(file))) == file.read_bytes()


def test_a_job_reads_every_part_of_the_whole() -> None:
    read = job("simpy", "scenarios/hamlet.yaml", weeks=1, again=True)
    assert read["counts"]["visits"] > 0
    assert read["measures"] > 100
    parts = sum(read[part] for part in ("import_s", "load_s", "simulate_s", "measures_s"))
    assert parts == pytest.approx(read["whole_s"])
    assert {"again_s", "demand_s", "write_s"} <= set(read)


def test_an_engine_that_does_not_exist_says_so() -> None:
    week = load(HAMLET, settings={"calendar.warm_up": "0 days", "calendar.measure": "1 days"})
    with pytest.raises(Unavailable, match="engine"):
        run_by("steam", week)
